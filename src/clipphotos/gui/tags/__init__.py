"""Giving tags, completing them while they are typed, and the panel that shows them."""
