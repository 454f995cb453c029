"""Learns, from photos whose texts are known, what `clipphotos.core.relevance` knows."""
