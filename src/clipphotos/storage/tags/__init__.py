"""Tags by content: those that people gave and those that a model chose."""
