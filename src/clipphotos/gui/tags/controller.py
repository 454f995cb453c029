"""Tags of the selected photos: shown in the information panel, added, removed, and the change undone."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport
from clipphotos.core.operations.operation import OperationSummary
from clipphotos.core.tags.photo_tags import TagName
from clipphotos.core.wording.errors import word
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.view import GridView
from clipphotos.gui.i18n import current_language
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.tags.completion import TagCompleter
from clipphotos.gui.tags.info_panel import InfoPanel
from clipphotos.gui.widgets.file_manager import show_in_file_manager
from clipphotos.gui.widgets.formatting import photo_count
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.widgets.tag_names import shown_name
from clipphotos.service.protocol.operations import UndoOperation
from clipphotos.service.protocol.tags import ChangeTags, CompleteTags, TagChange, TagsOf, TagsOfPhotos


class TagController(QObject):
    """Fills the information panel, and does what the user asks for in it.

    Args:
        bridge: Knows and changes tags.
        grid: Its selection is what the panel is about.
        settings: Remembers whether the panel is shown.
        notice: Says why a change could not be undone; the owner.
        meant: Gives the rows that the panel is about, if not those selected in the grid.
    """

    PATIENCE_MS = 60
    """A selection that grows by the rubber band is asked about when it rests."""
    LONG_PATIENCE_MS = 2000
    """While the library changes twice a second, the tags of many photos are not asked for each time."""
    MANY = 500

    panel_toggled = Signal()

    def __init__(
        self,
        bridge: ServiceBridge,
        grid: GridView,
        settings: WindowSettings,
        notice: NoticeBar,
        meant: Callable[[], list[int]] | None = None,
    ) -> None:
        super().__init__(notice)
        self._bridge = bridge
        self._grid = grid
        self._settings = settings
        self._notice = notice
        self._meant = meant or grid.selection.rows
        self._photos: tuple[int, ...] = ()
        self._operation_id: int | None = None
        self._still_true: Callable[[TagsOfPhotos], bool] | None = None
        self._resting = QTimer(self, singleShot=True)
        self._resting.timeout.connect(self.look)
        self.panel = panel = InfoPanel()
        if not settings.shows_info:
            panel.hide()
        panel.closed.connect(lambda: self.show_panel(on=False))
        panel.folder_requested.connect(self._show_folder)
        panel.tag_added.connect(self._add)
        panel.tag_removed.connect(self._remove)
        panel.undo_requested.connect(self._undo)
        self.completer = TagCompleter(panel.field, bridge, _for_adding)
        self.completer.chosen.connect(self._add_offered)
        model = grid.grid_model()
        for changed in (grid.selection_changed, model.updated, model.modelReset, model.details_changed):
            changed.connect(self._note_selection)
        model.details_forgotten.connect(self._note_news)
        bridge.library_changed.connect(self._note_changes)

    def close(self) -> None:
        """Ask no more."""
        self._resting.stop()
        self.completer.dismiss()

    # --- the panel ---------------------------------------------------------------------------------

    @property
    def shows_panel(self) -> bool:
        """Whether the panel is on screen."""
        return not self.panel.isHidden()

    def show_panel(self, on: bool) -> None:
        """Show the panel, or hide it; remembered."""
        self._settings.shows_info = on
        self.offer_panel(on=True)

    def offer_panel(self, on: bool) -> None:
        """Show the panel if the user wants it, or hide it where it is about nothing or would disturb."""
        self.panel.setVisible(on and self._settings.shows_info)
        self.panel_toggled.emit()
        self.look()

    def look(self, *_: object) -> None:
        """Show what is known of the photos that are meant."""
        self._resting.stop()
        if not self.shows_panel:
            return
        model, rows = self._grid.grid_model(), self._meant()
        photos = tuple(model.ids[row] for row in rows)
        if photos != self._photos:
            self._photos = photos
            self._operation_id = self._still_true = None
            self.panel.forget()
        self._show_facts(rows)
        self._ask()

    def _show_facts(self, rows: Sequence[int]) -> None:
        model = self._grid.grid_model()
        photo = model.photo(rows[0]) if len(rows) == 1 else None
        if photo:
            self.panel.show_photo(photo)
        elif rows:
            self.panel.show_several(len(rows), self._shared_rating(rows))
        else:
            self.panel.show_nothing()

    def _note_news(self) -> None:
        if self.shows_panel:
            self._show_facts(self._meant())

    def _shared_rating(self, rows: Sequence[int]) -> int:
        """The rating of all of some photos; 0 where they differ, and for more than are looked at anyway."""
        if len(rows) > self.MANY:
            return 0
        model = self._grid.grid_model()
        ratings = {photo.rating for row in rows if (photo := model.photo(row))}
        return ratings.pop() if len(ratings) == 1 else 0

    def _ask(self) -> None:
        """Ask for the tags; what was said of a change goes once a later answer shows otherwise."""
        still_true = self._still_true

        def answered(answer: TagsOfPhotos) -> None:
            if answer.photo_ids != self._photos:
                return
            self.panel.show_tags(answer)
            if still_true and still_true is self._still_true and not still_true(answer):
                self._operation_id = self._still_true = None
                self.panel.say("")

        if self._photos:
            self._bridge.submit(TagsOf(self._photos), answered)

    def _note_selection(self, *_: object) -> None:
        self._rest()

    def _note_changes(self, changes: Changes) -> None:
        if (changes.tags or changes.photos) and self.panel.isVisible() and not self._resting.isActive():
            self._rest(self.LONG_PATIENCE_MS if len(self._photos) > self.MANY else self.PATIENCE_MS)

    def _rest(self, milliseconds: int = PATIENCE_MS) -> None:
        self._resting.start(milliseconds)

    def _show_folder(self) -> None:
        model = self._grid.grid_model()
        row = model.row_of(self._photos[0]) if self._photos else None
        photo = model.photo(row) if row is not None else None
        if photo:
            show_in_file_manager(self.panel, [photo.path])

    # --- changing ----------------------------------------------------------------------------------

    def _add(self, typed: str) -> None:
        def done(change: TagChange) -> None:
            if self.panel.field.text() == typed:
                self.panel.clear_field()
            names = ", ".join(shown_name(name) for name in change.added)
            is_new = change.operation_id is not None
            text = self.tr("Added “{tag}”.") if is_new else self.tr("“{tag}” is there already.")
            terms = {name.term for name in change.added}
            self._note_change(change, text.format(tag=names), lambda tags: terms <= _on_all(tags))

        self._change(ChangeTags(self._photos, add=(typed,)), done)

    def _remove(self, name: TagName) -> None:
        def done(change: TagChange) -> None:
            text = self.tr("Took off “{tag}”.").format(tag=shown_name(name))
            self._note_change(change, text, lambda tags: all(tag.name.term != name.term for tag in tags.tags))

        self._change(ChangeTags(self._photos, remove=(name.term,)), done)

    def _add_offered(self, name: TagName, _rest: str) -> None:
        self.panel.add(name)

    def _change(self, command: ChangeTags, done: Callable[[TagChange], None]) -> None:
        def refused(error: ErrorReport) -> None:
            if command.photo_ids == self._photos:
                self.panel.complain(word(error.code, error.params, current_language()))

        def answered(change: TagChange) -> None:
            if command.photo_ids == self._photos:
                done(change)
                self._ask()

        self._bridge.submit(command, answered, refused)

    def _note_change(self, change: TagChange, text: str, still_true: Callable[[TagsOfPhotos], bool]) -> None:
        self._operation_id = change.operation_id
        self._still_true = still_true
        unread = change.passed_over - change.unreadable
        if unread:
            more = self.tr("{photos} not read yet: passed over.")
            text += " " + more.format(photos=photo_count(unread))
        if change.unreadable:
            more = self.tr("{photos} cannot be read: passed over.")
            text += " " + more.format(photos=photo_count(change.unreadable))
        self.panel.complain("")
        self.panel.say(text, can_undo=change.operation_id is not None)

    def _undo(self) -> None:
        operation_id, self._operation_id = self._operation_id, None
        self.panel.say("")
        if operation_id is not None:
            self._bridge.submit(UndoOperation(operation_id), self._note_undone, self._note_refused)

    def _note_undone(self, summary: OperationSummary) -> None:
        error = summary.problems[0].error if summary.problems else None
        if error:
            self._notice.report(error)
        self._ask()

    def _note_refused(self, error: ErrorReport) -> None:
        # Taken back from the menu before: there is nothing to say.
        if error.code != "operation-not-in-effect":
            self._notice.report(error)


def _for_adding(typed: str) -> CompleteTags:
    return CompleteTags(typed, only_used=False)


def _on_all(answer: TagsOfPhotos) -> set[str]:
    return {tag.name.term for tag in answer.tags if tag.photos == answer.readable}
