"""The service: what an update leads to."""
