"""What files say about photos besides their pixels, block by block."""
