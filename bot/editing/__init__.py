"""Changes to the texts of the knowledge, made as a careful editor would make them by hand."""
