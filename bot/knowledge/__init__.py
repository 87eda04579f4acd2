"""What is known: the model, and how texts become it."""
