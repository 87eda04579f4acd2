"""Where a new version of the knowledge is examined before anybody is answered from it.

Texts that somebody sent are read and tried out in processes of their own, which can be ended at any
time and get so much time and memory and no more. Nothing heavy may be imported here: a process of
the workshop sets its limits first.
"""
