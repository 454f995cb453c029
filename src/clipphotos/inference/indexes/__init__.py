"""Nearest-neighbour search over vectors: exact, HNSW, and HNSW in segments."""
