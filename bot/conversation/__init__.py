"""The conversation: state, events, moves, and one pure step between them."""
