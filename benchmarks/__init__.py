"""What answering costs, measured."""
