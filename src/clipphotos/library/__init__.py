"""Photo files on disk: finding, hashing, decoding and thumbnails. Never writes to a photo."""
