"""Moves → replies: templates, the number rule, and what goes with a text."""
