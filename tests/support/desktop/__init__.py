"""A desktop to drive the program on: an X server, a window manager and the bus of screen readers."""
