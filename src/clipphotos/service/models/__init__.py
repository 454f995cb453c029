"""Models while the service runs: which is loaded, its index, and what is computed once for it."""
