"""One photo on the whole window."""
