"""Jobs that tag photos, by the model or by the user."""
