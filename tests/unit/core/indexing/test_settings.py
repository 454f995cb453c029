import pytest

from clipphotos.core.indexing.settings import CoreShares, share_out


@pytest.mark.parametrize("cores", [None, 8, 9])
def test_without_a_limit_each_may_use_all(cores: int | None):
    assert share_out(cores, 8) == CoreShares(8, 8, None)


@pytest.mark.parametrize("cores", range(2, 8))
def test_with_a_limit_both_together_keep_within_it(cores: int):
    shares = share_out(cores, 8)
    assert shares.computing is not None
    assert shares.reading + shares.computing == cores
    assert min(shares.reading, shares.computing) >= 1
    assert not shares.takes_turns


def test_of_one_core_they_take_turns():
    assert share_out(1, 8) == CoreShares(1, 1, 1)
    assert share_out(1, 8).takes_turns


def test_a_computer_with_one_core_leaves_it_to_the_system():
    assert not share_out(1, 1).takes_turns
