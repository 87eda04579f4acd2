"""Tests of what is known: reading it, and finding what is wrong with it."""
