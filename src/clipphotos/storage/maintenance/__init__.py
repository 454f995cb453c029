"""What looks after the catalogue's file."""
