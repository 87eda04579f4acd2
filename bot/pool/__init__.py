"""Processes beside the service's own that work out answers.

An answer is a function of an update, of what is kept about its sender and of the version of the
knowledge, so it comes out the same wherever it is worked out. Python runs one thread at a time in
each process: more of them is how more than one core helps.
"""
