"""Tests of what is said of a new version before it is published."""
