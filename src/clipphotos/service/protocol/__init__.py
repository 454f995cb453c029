"""What can be asked of the photo service and what it answers; one module a feature."""
