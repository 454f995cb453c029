"""Settings, models and the list of photos that could not be read."""
