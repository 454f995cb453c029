"""How many threads multiply matrices: one where products are small and the cores are wanted elsewhere."""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def in_one_thread() -> AbstractContextManager[Any]:
    """Multiply in the calling thread alone, for as long as the block lasts.

    After each product OpenBLAS's threads look out for the next one for some 25 ms, and hold their cores all
    the while. Where photos are decoded beside it, that costs more than they help with products of a few rows.
    """
    return _libraries().limit(limits=1, user_api="blas")


@cache
def _libraries() -> Any:
    return ThreadpoolController()
