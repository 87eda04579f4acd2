"""Editing the texts of the knowledge."""
