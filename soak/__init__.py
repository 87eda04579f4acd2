"""Trials of the service in bad conditions, through the fake Bot API server, in any size.

Each module tries one kind of trouble and returns figures; the tests hold small trials to what is
promised, ``make soak`` large ones.
"""
