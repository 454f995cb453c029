"""Uses the program at random and finds what a person would stumble over: see `packaging/monkey --help`."""
