"""The photos of the grid as a Qt model: ids at hand, details fetched for what is looked at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QUrl, Signal

from clipphotos.core.photo import Photo, PhotoState
from clipphotos.core.wording.errors import word
from clipphotos.gui.grid.proposal_badge import TileProposal
from clipphotos.gui.i18n import current_language
from clipphotos.gui.widgets.flags import flag_words
from clipphotos.gui.widgets.formatting import file_size, modified, name_text, path_text, taken, tooltip
from clipphotos.gui.widgets.stars import rating_words, stars_text

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()

PAGE = 128
MOST_DETAILS = 40 * PAGE
MOST_RUNS = 400
"""More changes than this at once and starting over costs less than telling each."""


class PhotoSource(Protocol):
    """Where the details of photos come from."""

    def photos(self, photo_ids: Sequence[int], /) -> dict[int, Photo]:
        """The photos with these ids; unknown ones are left out."""
        ...


class GridModel(QAbstractListModel):
    """A list of photos in the order in which they are shown.

    Args:
        source: Gives details of photos.
        parent: Qt parent.
    """

    about_to_update = Signal()
    """Before the list changes while the same thing is shown: selection and scroll position are to survive."""
    updated = Signal()
    details_changed = Signal()
    """Something about the photos is another, though not which are shown."""
    details_forgotten = Signal()
    """Something about the photos may be another: a name, a size."""

    def __init__(self, source: PhotoSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._ids: list[int] = []
        self._scores: Mapping[int, float] = {}
        self._proposals: Mapping[int, TileProposal] = {}
        self._notes: Mapping[int, str] = {}
        self._rows: dict[int, int] | None = None
        self._details: dict[int, Photo] = {}

    # --- what it holds -----------------------------------------------------------------------------

    @property
    def ids(self) -> Sequence[int]:
        """The photos' ids in order; not to be changed."""
        return self._ids

    def row_of(self, photo_id: int) -> int | None:
        """The row that shows a photo, or None."""
        if self._rows is None:
            self._rows = {each: row for row, each in enumerate(self._ids)}
        return self._rows.get(photo_id)

    def photo(self, row: int) -> Photo | None:
        """The photo in a row; None if it left the catalogue a moment ago."""
        photo_id = self._ids[row]
        if photo_id not in self._details:
            if len(self._details) > MOST_DETAILS:
                self._details.clear()
            first = row - row % PAGE
            page = [each for each in self._ids[first : first + PAGE] if each not in self._details]
            self._details.update(self._source.photos(page))
        return self._details.get(photo_id)

    def score(self, row: int) -> float | None:
        """How well the photo fits the search, or None outside a search."""
        return self._scores.get(self._ids[row])

    def proposal(self, row: int) -> TileProposal | None:
        """Where a sort would put the photo, or None."""
        return self._proposals.get(self._ids[row])

    def set_proposals(self, proposals: Mapping[int, TileProposal]) -> None:
        """Take other proposals, by photo; the view is to be repainted."""
        self._proposals = proposals

    def set_notes(self, notes: Mapping[int, str]) -> None:
        """Take what else is to be said of photos, in the tooltip and by a screen reader."""
        self._notes = notes

    def forget_details(self) -> None:
        """Read details anew when they are looked at next."""
        self._details.clear()
        self.details_forgotten.emit()

    def refresh_details(self) -> None:
        """Have details read anew and shown."""
        self.forget_details()
        self.details_changed.emit()

    def show_changed(self, photo_ids: Sequence[int], changed: Callable[[Photo], Photo]) -> None:
        """Show photos as they will be, before the catalogue knows."""
        for photo_id in photo_ids:
            photo = self._details.get(photo_id)
            if photo is not None:
                self._details[photo_id] = changed(photo)
        self.details_changed.emit()

    # --- changing it -------------------------------------------------------------------------------

    def show_ids(self, ids: Sequence[int], scores: Mapping[int, float] | None = None) -> None:
        """Show something else; nothing of the old list survives."""
        self.beginResetModel()
        self._take(list(ids))
        self._scores = scores or {}
        self.endResetModel()

    def update_ids(self, ids: Sequence[int], scores: Mapping[int, float] | None = None) -> None:
        """Show the same thing as it is now: rows are removed, moved and inserted one by one."""
        new = list(ids)
        self._scores = scores or {}
        if new == self._ids:
            return
        self.about_to_update.emit()
        wanted = set(new)
        kept = [each for each in self._ids if each in wanted]
        have = set(kept)
        removals = list(_runs(self._ids, wanted))
        insertions = list(_runs(new, have))
        if len(removals) + len(insertions) > MOST_RUNS:
            self.beginResetModel()
            self._take(new)
            self.endResetModel()
        else:
            for first, last in reversed(removals):
                self.beginRemoveRows(_NO_PARENT, first, last)
                self._take(self._ids[:first] + self._ids[last + 1 :])
                self.endRemoveRows()
            self._reorder([each for each in new if each in have])
            for first, last in insertions:
                self.beginInsertRows(_NO_PARENT, first, last)
                self._take(self._ids[:first] + new[first : last + 1] + self._ids[first:])
                self.endInsertRows()
        self.updated.emit()

    def _take(self, ids: list[int]) -> None:
        self._ids = ids
        self._rows = None

    def _reorder(self, order: list[int]) -> None:
        if order == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        row_of = {each: row for row, each in enumerate(order)}
        before = self.persistentIndexList()
        after = [self.index(row_of[self._ids[index.row()]]) for index in before]
        self._take(order)
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # --- Qt's side ---------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Number of photos."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """File name, tooltip and what a screen reader says; pictures are the delegate's business."""
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        if role not in _ROLES:
            return None
        photo = self.photo(index.row())
        if photo is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return name_text(photo.path)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._description(index.row(), photo))
        return self._spoken(index.row(), photo)

    def urls(self, rows: Sequence[int]) -> list[QUrl]:
        """The files in these rows."""
        photos = [self.photo(row) for row in rows]
        return [QUrl.fromLocalFile(str(photo.path)) for photo in photos if photo]

    def _description(self, row: int, photo: Photo) -> str:
        lines = [name_text(photo.path), path_text(photo.path.parent)]
        reason = problem(photo)
        if reason:
            lines.append(reason)
        facts = [taken(photo.taken_at) if photo.taken_at is not None else modified(photo.mtime_ns)]
        if photo.width and photo.height:
            facts.append(f"{photo.width} × {photo.height}")
        facts.append(file_size(photo.size))
        lines.append(" · ".join(facts))
        if photo.rating:
            lines.append(stars_text(photo.rating))
        if photo.flag:
            lines.append(flag_words(photo.flag))
        score = self.score(row)
        if score is not None:
            lines.append(self.tr("Likeness to the search: {score}").format(score=f"{score:.3f}"))
        proposal = self.proposal(row)
        if proposal is not None:
            lines.append(proposal.sentence())
        lines += self._notes.get(photo.id, "").splitlines()
        return "\n".join(lines)

    def _spoken(self, row: int, photo: Photo) -> str:
        proposal = self.proposal(row)
        parts = [
            name_text(photo.path),
            rating_words(photo.rating) if photo.rating else "",
            flag_words(photo.flag) if photo.flag else "",
            problem(photo),
            proposal.sentence() if proposal else "",
            *self._notes.get(photo.id, "").splitlines(),
        ]
        return ", ".join(part for part in parts if part)


def problem(photo: Photo) -> str:
    """Why a photo cannot be shown, in the user's language; empty if it can."""
    if photo.state is not PhotoState.UNREADABLE:
        return ""
    return word(photo.error_code, {"detail": photo.error_detail}, current_language())


def _runs(ids: Sequence[int], known: set[int]) -> Iterator[tuple[int, int]]:
    """Runs of positions, first and last, whose ids are not in `known`."""
    first = -1
    for position, each in enumerate(ids):
        if each in known:
            if first >= 0:
                yield first, position - 1
                first = -1
        elif first < 0:
            first = position
    if first >= 0:
        yield first, len(ids) - 1


_ROLES = frozenset(
    {
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
    }
)
