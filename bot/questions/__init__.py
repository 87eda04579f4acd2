"""From a person's text to a question: words, repair, matching, and what was meant."""
