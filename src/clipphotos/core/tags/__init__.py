"""The vocabulary of tags, and tags on photos."""
