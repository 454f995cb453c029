"""Pages and figures that the command line writes into files."""
