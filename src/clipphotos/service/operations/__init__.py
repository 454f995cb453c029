"""Carrying out operations on files: in the journal first, on the disk next, in the catalogue last."""
