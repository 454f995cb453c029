"""What is done to files and said about photos, as data."""
