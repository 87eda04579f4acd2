"""From a text to a question, tried out."""
