"""What happens to an update between its arrival and its answer, and what others must provide for it."""
