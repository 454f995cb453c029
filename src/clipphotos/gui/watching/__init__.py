"""Changes that other programs make in the folders of the library appear in the window by themselves."""
