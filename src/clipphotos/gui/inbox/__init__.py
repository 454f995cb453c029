"""Watched folders: noticing new files, and the badges that say where they would go."""
