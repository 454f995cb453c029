"""Noticing that other programs changed something in the folders of the library."""
