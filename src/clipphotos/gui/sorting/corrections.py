"""What the user said on the plan board about where photos belong, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clipphotos.service.protocol.categories import PhotoExample


@dataclass(slots=True)
class Step:
    """One correction, of one or more photos.

    Attributes:
        before: What had been said of the photos before; those nothing had been said of are missing.
        photo_ids: The photos.
        takes_back: Unteaches what the categories learned by it; empty until that is known.
        is_taken_back: Whether it was taken back, perhaps before it was known how.
    """

    before: Mapping[int, int | None]
    photo_ids: Sequence[int]
    takes_back: tuple[PhotoExample, ...] = ()
    is_taken_back: bool = False


@dataclass(slots=True)
class Corrections:
    """Where photos are to go; None to leave them alone. The last step can be taken back."""

    _said: dict[int, int | None] = field(default_factory=dict[int, "int | None"])
    _steps: list[Step] = field(default_factory=list[Step])

    def __bool__(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._steps)

    @property
    def items(self) -> tuple[tuple[int, int | None], ...]:
        """Photos with their categories."""
        return tuple(self._said.items())

    def clear(self) -> None:
        """Nothing was said yet."""
        self._said.clear()
        self._steps.clear()

    def add(self, photo_ids: Sequence[int], category_id: int | None) -> Step:
        """Say where photos belong."""
        step = Step({each: self._said[each] for each in photo_ids if each in self._said}, tuple(photo_ids))
        self._steps.append(step)
        self._said.update(dict.fromkeys(photo_ids, category_id))
        return step

    def take_back(self) -> Step | None:
        """Forget the last step; None if there is none."""
        if not self._steps:
            return None
        step = self._steps.pop()
        step.is_taken_back = True
        for photo_id in step.photo_ids:
            self._said.pop(photo_id, None)
        self._said.update(step.before)
        return step
