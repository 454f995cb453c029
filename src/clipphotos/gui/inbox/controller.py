"""Inboxes in the window: watched, their new photos indexed, and what a sort would do with them shown.

Nothing here moves a photo: a proposal is a badge, and the plan board is where the user says yes.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from clipphotos.core.categories.category import Category
from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport
from clipphotos.core.paths import is_within
from clipphotos.core.sorting.inbox import Inbox, InboxProposals
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.grid.proposal_badge import TileProposal
from clipphotos.gui.inbox.folder_watch import FolderWatch
from clipphotos.gui.indexing import IndexingController
from clipphotos.gui.settings import WindowSettings
from clipphotos.gui.sidebar.sidebar import Sidebar
from clipphotos.gui.watching.changed_folders import ChangedFolders
from clipphotos.gui.widgets.formatting import name_text, path_text, photo_count
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.library.folder_look import FolderLook
from clipphotos.service.protocol.inboxes import AskForProposals, ListInboxes, SetInbox
from clipphotos.storage.browse import CatalogueReader


class InboxController(QObject):
    """Keeps inboxes and proposals up to date.

    Args:
        bridge: Knows inboxes and proposals.
        indexing: Reads new photos.
        settings: Remember where the last sort put its folders.
        reader: Knows the library.
        sidebar: Lists inboxes, and knows which one is shown.
        notice: Says what to do with new photos; the owner.
    """

    ASK_MS = 300
    """Photos that are read change the library twice a second."""

    changed = Signal()
    """The inboxes, or which of them is shown, may be others."""
    proposals_changed = Signal(object)
    """Where photos would go, as a dict of `TileProposal` by photo."""
    inbox_shown = Signal(object, object)
    """Path of an inbox, and a frozenset of its photos that have a proposal: they are to be shown."""
    sort_requested = Signal(object)
    """List of photos to plan a sort of."""

    def __init__(
        self,
        bridge: ServiceBridge,
        indexing: IndexingController,
        settings: WindowSettings,
        reader: CatalogueReader,
        sidebar: Sidebar,
        notice: NoticeBar,
    ) -> None:
        super().__init__(notice)
        self._bridge = bridge
        self._indexing = indexing
        self._settings = settings
        self._reader = reader
        self._sidebar = sidebar
        self._notice = notice
        self._categories: dict[int, Category] = {}
        self._inboxes: tuple[Inbox, ...] = ()
        self._answer: tuple[InboxProposals, ...] = ()
        self._asking = False
        self._outdated = False
        self._hint = ""
        self.watch = FolderWatch(self)
        self.watch.changed.connect(self._note_changed_folder)
        self.watch.gone.connect(self._note_gone)
        self.watch.returned.connect(self._list)
        self._changed_folders = ChangedFolders(bridge, indexing, parent=self)
        self._ask_soon = QTimer(self, singleShot=True, interval=self.ASK_MS)
        self._ask_soon.timeout.connect(self._ask)
        sidebar.inbox_chosen.connect(self._look_at)
        sidebar.library.watch_requested.connect(self.set_inbox)
        sidebar.folder_chosen.connect(self._leave)
        sidebar.category_chosen.connect(self._leave)
        bridge.library_changed.connect(self._note_changes)
        bridge.model_loaded.connect(self.note_model)

    @property
    def folder(self) -> Path | None:
        """The folder, or inbox, that is shown; None for the whole library or a category."""
        sidebar = self._sidebar
        return sidebar.inboxes.folder or (sidebar.library.folder if sidebar.library.is_chosen else None)

    @property
    def folders(self) -> list[Path]:
        """All inboxes."""
        return self._sidebar.inboxes.folders

    def take_categories(self, categories: Sequence[Category]) -> None:
        """Name proposals after these categories."""
        self._categories = {category.category_id: category for category in categories}
        self._show_proposals()

    def ask_again(self) -> None:
        """Find out anew, in a moment, where photos would go."""
        self._ask_soon.start()

    def begin(self) -> None:
        """The service is ready: find out which folders to watch."""
        self._list()

    def note_model(self, *_: object) -> None:
        """A model is ready: asking does not hold up what else is asked while it loads."""
        self._ask_soon.start()

    def close(self) -> None:
        """Watch nothing any more."""
        self.watch.close()
        self._ask_soon.stop()
        self._changed_folders.close()

    def set_inbox(self, folder: Path, on: bool) -> None:
        """Watch a folder for new photos, or no longer."""

        def done(inboxes: tuple[Inbox, ...]) -> None:
            self._take_inboxes(inboxes)
            if on:
                text = self.tr(
                    "“{folder}” is watched: new photos appear by themselves, with a proposal where they would"
                    " go. Nothing moves by itself."
                )
                self._notice.inform(
                    text.format(folder=name_text(folder)),
                    self.tr("Undo"),
                    lambda: self.set_inbox(folder, on=False),
                )

        self._bridge.submit(SetInbox(folder, on), done, self._refuse)

    def watch_shown(self, on: bool) -> None:
        """Watch the folder that is shown, or no longer."""
        if self.folder:
            self.set_inbox(self.folder, on)

    def _refuse(self, error: ErrorReport) -> None:
        self.changed.emit()
        self._notice.report(error)

    # --- which there are ---------------------------------------------------------------------------

    def _list(self, *_: object) -> None:
        self._bridge.submit(ListInboxes(), self._take_inboxes)

    def _take_inboxes(self, inboxes: tuple[Inbox, ...]) -> None:
        looked_at = self._sidebar.inboxes.folder
        if inboxes != self._inboxes:
            self._inboxes = inboxes
            self._sidebar.inboxes.show_inboxes(inboxes)
            self._show_counts()
        folders = [inbox.folder for inbox in inboxes]
        if looked_at and looked_at not in folders:
            self._sidebar.library.choose(None)
        self.watch.watch(folders)
        self.changed.emit()
        self._ask_soon.start()

    # --- what is new in them -----------------------------------------------------------------------

    def _note_changed_folder(self, folder: Path) -> None:
        self._changed_folders.note([folder])

    def _note_gone(self, look: FolderLook) -> None:
        known = any(inbox.folder == look.folder and inbox.is_there for inbox in self._inboxes)
        self._list()
        if not known:
            return
        text = self.tr(
            "The watched folder “{folder}” is not there any more. What is known of its photos is kept, and it"
            " is watched again as soon as it is back."
        )
        self._notice.inform(text.format(folder=path_text(look.folder)), stays=True)
        # If only the folder went, what is left of the library can say so; a drive that is away cannot.
        if any(is_within(look.above, root.path) for root in self._reader.roots()):
            self._note_changed_folder(look.above)

    # --- where it would go -------------------------------------------------------------------------

    def _note_changes(self, changes: Changes) -> None:
        if changes.inboxes or changes.roots:
            self._list()
        concerned = (changes.photos, changes.vectors, changes.categories, changes.models, changes.tags)
        if any(concerned) and not self._ask_soon.isActive():
            self._ask_soon.start()

    def _ask(self) -> None:
        if not self._inboxes:
            self._take_answer(())
        elif self._asking:
            self._outdated = True
        elif self._bridge.has_model:
            self._asking = True
            command = AskForProposals(self._settings.sort_into)
            # A model that went away meanwhile is no news: whoever searches is told.
            self._bridge.submit(command, self._take_answer, self._give_up, self._give_up)

    def _give_up(self, *_: object) -> None:
        self._asking = self._outdated = False

    def _take_answer(self, answer: tuple[InboxProposals, ...]) -> None:
        self._asking = False
        self._answer = answer
        self._show_counts()
        self._show_proposals()
        if self._outdated:
            self._outdated = False
            self._ask_soon.start()

    def _show_counts(self) -> None:
        self._sidebar.inboxes.show_counts({each.inbox.folder: len(each.proposals) for each in self._answer})

    def _show_proposals(self) -> None:
        """Put badges on the photos, and keep the inbox that is looked at up to date."""
        known = self._categories
        self.proposals_changed.emit(
            {
                each.photo_id: TileProposal(
                    known[each.category_id].name,
                    known[each.category_id].colour,
                    None if each.is_told else each.probability,
                )
                for inbox in self._answer
                for each in inbox.proposals
                if each.category_id in known
            }
        )
        folder = self._sidebar.inboxes.folder
        if folder:
            proposed = self._proposed_in(folder)
            self.inbox_shown.emit(folder, proposed)
            if self._is_said():
                self._say_what_to_do(len(proposed))

    def _proposed_in(self, folder: Path) -> frozenset[int]:
        return frozenset(
            each.photo_id
            for inbox in self._answer
            if inbox.inbox.folder == folder
            for each in inbox.proposals
        )

    def _look_at(self, folder: Path) -> None:
        proposed = self._proposed_in(folder)
        self.inbox_shown.emit(folder, proposed)
        self.changed.emit()
        self._say_what_to_do(len(proposed))

    def _leave(self, *_: object) -> None:
        if self._is_said():
            self._notice.hide()
        self.changed.emit()

    def _say_what_to_do(self, count: int) -> None:
        if count:
            text = self.tr("{photos} would go to a category. Nothing moves before you say so.")
            self._hint = text.format(photos=photo_count(count))
            self._notice.inform(self._hint, self.tr("Sort the inbox…"), self.sort)
        elif self._is_said():
            self._notice.hide()

    def _is_said(self) -> bool:
        return bool(self._hint) and self._notice.text == self._hint and not self._notice.isHidden()

    def sort(self) -> None:
        """Plan a sort of the inbox that is shown, or of all."""
        looked_at = self._sidebar.inboxes.folder
        folders = [looked_at] if looked_at else self._sidebar.inboxes.folders
        photos = dict.fromkeys(each for folder in folders for each in self._reader.photo_ids(folder))
        if photos:
            self.sort_requested.emit(list(photos))
        else:
            self._notice.inform(self.tr("There are no photos in the inbox."))
