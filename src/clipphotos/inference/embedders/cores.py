"""How many cores models may use for photos: one number for the process, as in torch."""

_most: int | None = None


def limit_cores(most: int | None) -> None:
    """Let photos be embedded by that many threads at most, from the next batch on; None for no limit."""
    global _most  # noqa: PLW0603 - it is the process's processor
    _most = most


def most_cores() -> int | None:
    """The limit that holds now."""
    return _most
