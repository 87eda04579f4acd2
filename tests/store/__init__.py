"""Tests of what Entente remembers, each with a real SQLite file."""
