"""Steps from one version of the catalogue to the next that are more than a few statements."""
