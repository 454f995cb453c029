"""How many threads multiply matrices."""

import numpy as np
from threadpoolctl import threadpool_info

from clipphotos.service.models.matrix_threads import in_one_thread


def blas_threads() -> list[int]:
    return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]


def test_one_thread_multiplies_while_the_block_lasts():
    np.ones((2, 2)) @ np.ones((2, 2))
    before = blas_threads()
    assert before
    with in_one_thread():
        assert set(blas_threads()) == {1}
    assert blas_threads() == before
