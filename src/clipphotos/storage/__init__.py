"""The catalogue: the only package that speaks SQL, and the one that knows where data lives."""
