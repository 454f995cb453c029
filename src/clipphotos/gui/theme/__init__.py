"""The program's colours: light, dark, and two of high contrast."""
