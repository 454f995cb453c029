"""Small pieces that every room uses; they know nothing of the library."""
