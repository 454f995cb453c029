"""Readers of formats that Pillow knows in part or not at all."""
