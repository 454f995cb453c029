"""Automatic tags of the whole library: whether indexing gives them, giving them anew, removing them."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.indexing import IndexingController
from clipphotos.gui.widgets.formatting import photo_count
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.widgets.questions import ask_to_remove_tags
from clipphotos.service.protocol.library import Status
from clipphotos.service.protocol.tags import RemoveAutomaticTags, TaggedLibrary


class AutomaticTagController(QObject):
    """Does what the menu offers about automatic tags.

    Args:
        window: Parent of the question.
        bridge: Removes them.
        indexing: Gives them.
        notice: Says what became of them.
    """

    switched = Signal()
    """Whether indexing tags photos may be decided otherwise."""

    def __init__(
        self, window: QWidget, bridge: ServiceBridge, indexing: IndexingController, notice: NoticeBar
    ) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._indexing = indexing
        self._notice = notice
        self.is_on = True
        indexing.tagged.connect(self._note_tagged)

    def take_status(self, status: Status) -> None:
        """Learn how things stand."""
        self._note(is_on=status.automatic_tags)

    def switch(self, on: bool) -> None:
        """Have indexing tag photos from now on, or no more."""
        self._indexing.tag_automatically(on)
        self._note(is_on=on)

    def remove_all(self) -> None:
        """Remove all automatic tags if the user really wants to."""
        if ask_to_remove_tags(self._window):
            self._bridge.submit(RemoveAutomaticTags(None), lambda _: self._note_removed())

    def _note(self, *, is_on: bool) -> None:
        self.is_on = is_on
        self.switched.emit()

    def _note_removed(self) -> None:
        self._note(is_on=False)
        self._notice.inform(self.tr("All automatic tags were removed. Your own tags are still there."))

    def _note_tagged(self, outcome: TaggedLibrary) -> None:
        if outcome.photos:
            self._notice.inform(self.tr("{photos} tagged anew.").format(photos=photo_count(outcome.photos)))
        else:
            self._notice.inform(self.tr("No photo has been read yet: there is nothing to tag."))
