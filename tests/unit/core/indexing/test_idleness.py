"""When a computer counts as idle."""

from clipphotos.core.indexing.idleness import Idleness, MachineUse
from support.computers import Computer


def answers(computer: Computer, count: int) -> list[bool]:
    return [computer.idleness.is_idle() for _ in range(count)]


def test_it_is_idle_once_it_was_seen_to_be_for_some_seconds():
    assert answers(Computer(), 5) == [False, False, False, True, True]


def test_other_programs_keep_it_busy():
    assert not any(answers(Computer(share=0.3), 10))
    assert answers(Computer(share=0.2), 5)[-1]


def test_it_is_busy_soon_after_others_begin_and_idle_soon_after_they_end():
    computer = Computer()
    answers(computer, 10)
    computer.share = 0.5
    assert answers(computer, 4) == [True, False, False, False]
    computer.share = 0.0
    assert answers(computer, 4) == [False, True, True, True]


def test_on_battery_it_is_never_idle():
    computer = Computer()
    computer.on_battery = True
    assert not any(answers(computer, 10))
    computer.on_battery = False
    assert answers(computer, 1) == [True]


def test_what_was_seen_before_a_long_gap_says_nothing():
    computer = Computer()
    assert answers(computer, 5)[-1]
    computer.pass_time(3600)
    assert answers(computer, 4) == [False, False, False, True]


def test_it_is_not_looked_at_more_than_once_a_second():
    looks: list[int] = []

    def look() -> MachineUse:
        looks.append(1)
        return MachineUse(0.0, 4, on_battery=False)

    now = iter(number / 10 for number in range(31))
    idleness = Idleness(look, lambda: next(now))
    for _ in range(31):
        idleness.is_idle()
    assert len(looks) == 4
