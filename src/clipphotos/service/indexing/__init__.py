"""From a file found to a photo that is found: scan, read, embed, store."""
