"""Processes that work out answers."""
