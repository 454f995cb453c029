"""The journal of operations, what it tells people, and the catalogue that follows them."""
