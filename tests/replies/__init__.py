"""What is sent: the number rule, the markup, the words for every move."""
