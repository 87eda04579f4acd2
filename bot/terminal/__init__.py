"""The conversation on a terminal, and from a pipe.

Knows neither files nor the store: whoever starts it hands in what it keeps things with.
"""
