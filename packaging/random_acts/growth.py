"""Says whether a count only ever grows: of widgets or threads, looked at whenever the program is at rest."""

from collections.abc import Sequence
from itertools import pairwise

_FIRST = 2
"""So many looks at first do not count: much is made when it is needed for the first time."""
_LEAST_A_PART = 2


def grows(counts: Sequence[int], slack: int) -> bool:
    """Whether a count grows without end, as far as can be told.

    Each third of the looks is wholly above the one before, and ends above its own beginning: what was made
    once and is used again leaves at least one third level.

    Args:
        counts: What was counted, in order.
        slack: By so much it may grow in all.
    """
    later = counts[_FIRST:]
    size = len(later) // 3
    if size < _LEAST_A_PART:
        return False
    parts = [later[-3 * size : -2 * size], later[-2 * size : -size], later[-size:]]
    rises = all(max(one) < min(next_one) for one, next_one in pairwise(parts))
    return rises and all(part[0] < part[-1] for part in parts) and min(parts[2]) - max(parts[0]) > slack
