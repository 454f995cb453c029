"""Folders that scans do not look into: what is decided about them, and what was found of them."""
