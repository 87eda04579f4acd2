"""Reasoning with figures, tried out on small made-up surveys."""
