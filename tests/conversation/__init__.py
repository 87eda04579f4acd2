"""Conversations, by example and by every sequence of events that Hypothesis thinks of."""
