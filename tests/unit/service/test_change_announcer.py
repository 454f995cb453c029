"""Changes are gathered: whoever listens draws everything anew for each announcement."""

import pytest

from clipphotos.core.changes import Changes
from clipphotos.service.change_announcer import ChangeAnnouncer
from clipphotos.service.protocol.events import Event, LibraryChanged


class Listener:
    """An announcer on a clock of its own, and what was heard of it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._heard: list[Event] = []
        self.announcer = ChangeAnnouncer(self._heard.append, lambda: self.now)

    def heard(self) -> list[Changes]:
        """What was announced since the last call."""
        found = [event.changes for event in self._heard if isinstance(event, LibraryChanged)]
        self._heard.clear()
        return found


@pytest.fixture
def listener() -> Listener:
    return Listener()


def test_the_first_change_is_announced_at_once(listener: Listener):
    listener.announcer.announce(Changes(photos=True))
    assert listener.heard() == [Changes(photos=True)]


def test_many_changes_are_announced_twice_a_second_at_most(listener: Listener):
    for _ in range(100):
        listener.announcer.announce(Changes(photos=True))
        listener.now += 0.0625
    # Six and a quarter seconds: one at once, and one for each half second that began after it.
    assert len(listener.heard()) == 13


def test_what_was_held_back_goes_out_together_once_half_a_second_is_over(listener: Listener):
    listener.announcer.announce(Changes(photos=True))
    listener.heard()
    listener.now += 0.25
    listener.announcer.announce(Changes(tags=True))
    listener.announcer.announce(Changes(roots=True))
    assert listener.heard() == []
    listener.now += 0.25
    listener.announcer.announce(Changes())
    assert listener.heard() == [Changes(tags=True, roots=True)]


def test_a_flush_announces_what_was_held_back_and_nothing_twice(listener: Listener):
    listener.announcer.announce(Changes(photos=True))
    listener.announcer.announce(Changes(vectors=True))
    listener.heard()
    listener.announcer.flush()
    assert listener.heard() == [Changes(vectors=True)]
    listener.announcer.flush()
    assert listener.heard() == []


def test_what_was_flushed_counts_as_announced_just_now(listener: Listener):
    listener.announcer.flush()
    listener.now += 0.4
    listener.announcer.announce(Changes(photos=True))
    assert listener.heard() == []
