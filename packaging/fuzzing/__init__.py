"""Inputs that are made to break what reads foreign data, and what they break."""
