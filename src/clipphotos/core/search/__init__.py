"""What is searched for, and what limits a search."""
