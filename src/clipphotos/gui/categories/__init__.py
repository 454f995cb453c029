"""Describing categories and telling them what belongs: dialog, live preview, learning, review."""
