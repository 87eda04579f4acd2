"""Reasoning with figures: a query in, a finding out."""
