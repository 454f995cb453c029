"""Brings thumbnails from the store to the screen, and asks the service for those the store lacks."""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from clipphotos.gui.bridge import ServiceBridge
from clipphotos.service.protocol.showing import MakeThumbnails
from clipphotos.storage.locations import DataLocations
from clipphotos.storage.thumbnail_store import ThumbnailReader

_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class _Kept:
    pixmap: QPixmap
    edge: int
    content: bytes


class ThumbnailLoader(QObject):
    """Keeps pixmaps of about four screenfuls; only what is visible is ever fetched or made.

    Reading, decoding and scaling happen in a thread. The last wish counts: what was scrolled away before
    its turn came is not fetched.

    Args:
        locations: Where the thumbnail store is; it need not exist yet.
        bridge: Asked to make missing thumbnails.
        parent: Qt parent.
    """

    arrived = Signal(int)
    """Id of a photo whose look changed: its pixmap is there, or it turned out that there is none."""
    _decoded = Signal(int, object, int)
    _absent = Signal(object)

    def __init__(
        self, locations: DataLocations, bridge: ServiceBridge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._locations = locations
        self._bridge = bridge
        self._pixmaps: OrderedDict[int, _Kept] = OrderedDict()
        self._visible: dict[int, bytes] = {}
        self._edge = 0
        self._failed: dict[int, bytes] = {}
        self._missing: dict[int, None] = {}
        self._making: int | None = None
        self._ask_soon = QTimer(self, singleShot=True, interval=60)
        self._ask_soon.timeout.connect(self._ask_service)
        self._decoded.connect(self._keep)
        self._absent.connect(self._note_absent)
        self._condition = threading.Condition()
        self._wanted: list[int] = []
        self._wanted_edge = 0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="thumbnails", daemon=True)
        self._thread.start()

    def pixmap(self, photo_id: int) -> QPixmap | None:
        """The photo's thumbnail if it is at hand."""
        kept = self._pixmaps.get(photo_id)
        if kept is None:
            return None
        self._pixmaps.move_to_end(photo_id)
        return kept.pixmap

    def failed(self, photo_id: int) -> bool:
        """Whether it turned out that the photo has no thumbnail."""
        return photo_id in self._failed

    def show(self, photos: Mapping[int, bytes], edge: int) -> None:
        """Say what is on screen now.

        Args:
            photos: Content hashes of the visible photos by id, the one in most need first; another hash than
                before means that the file changed.
            edge: Physical pixels that a thumbnail may cover at most.
        """
        self._visible = dict(photos)
        self._edge = edge
        self._missing = {each: None for each in self._missing if each in self._visible}
        if self._missing:
            self._ask_soon.start()
        self._fetch(
            [
                photo_id
                for photo_id, content in photos.items()
                if self._failed.get(photo_id) != content and not self._is_fresh(photo_id, content)
            ]
        )

    def give_another_chance(self) -> None:
        """Try photos again that had no thumbnail before."""
        self._failed.clear()
        self.show(self._visible, self._edge)

    def close(self) -> None:
        """Stop the thread."""
        self._ask_soon.stop()
        with self._condition:
            self._stopping = True
            self._condition.notify()
        self._thread.join()

    # --- the GUI thread's side ---------------------------------------------------------------------

    def _is_fresh(self, photo_id: int, content: bytes) -> bool:
        kept = self._pixmaps.get(photo_id)
        return kept is not None and kept.edge == self._edge and kept.content == content

    def _fetch(self, photo_ids: Sequence[int]) -> None:
        with self._condition:
            self._wanted = list(reversed(photo_ids))
            self._wanted_edge = self._edge
            if self._wanted:
                self._condition.notify()

    def _keep(self, photo_id: int, image: QImage, edge: int) -> None:
        self._missing.pop(photo_id, None)
        content = self._visible.get(photo_id)
        if content is None:
            return
        self._pixmaps[photo_id] = _Kept(QPixmap.fromImage(image), edge, content)
        self._pixmaps.move_to_end(photo_id)
        capacity = max(4 * len(self._visible), 64)
        while len(self._pixmaps) > capacity:
            self._pixmaps.popitem(last=False)
        self.arrived.emit(photo_id)

    def _note_absent(self, photo_ids: tuple[int, ...]) -> None:
        self._missing.update(dict.fromkeys(i for i in photo_ids if i in self._visible))
        if self._missing and not self._ask_soon.isActive():
            self._ask_soon.start()

    def _ask_service(self) -> None:
        if self._making is not None or not self._missing:
            return
        # In small portions, so that the first ones show early and scrolling away costs little.
        asked = tuple(i for i in self._visible if i in self._missing)[:_AT_ONCE]
        if not asked:
            return

        def made(done: tuple[int, ...]) -> None:
            self._making = None
            self._after_making(asked, set(done))

        def not_made(*_: object) -> None:
            self._making = None
            self._after_making(asked, set())

        self._making = self._bridge.submit(MakeThumbnails(asked), made, not_made, not_made)

    def _after_making(self, asked: tuple[int, ...], done: set[int]) -> None:
        for photo_id in asked:
            self._missing.pop(photo_id, None)
            if photo_id not in done:
                self._failed[photo_id] = self._visible.get(photo_id, b"")
                self.arrived.emit(photo_id)
        self.show(self._visible, self._edge)
        if self._missing:
            self._ask_soon.start()

    # --- the thread's side -------------------------------------------------------------------------

    def _run(self) -> None:
        reader = ThumbnailReader(self._locations)
        try:
            while True:
                with self._condition:
                    self._condition.wait_for(lambda: self._wanted or self._stopping)
                    if self._stopping:
                        return
                    asked = [self._wanted.pop() for _ in range(min(_AT_ONCE, len(self._wanted)))]
                    edge = self._wanted_edge
                found = reader.get(asked)
                absent = [photo_id for photo_id in asked if photo_id not in found]
                for photo_id, jpeg in found.items():
                    image = _scaled(jpeg, edge)
                    if image.isNull():
                        absent.append(photo_id)
                    else:
                        self._decoded.emit(photo_id, image, edge)
                if absent:
                    self._absent.emit(tuple(absent))
        finally:
            reader.close()


def _scaled(jpeg: bytes, edge: int) -> QImage:
    image = QImage.fromData(jpeg)
    if image.isNull() or max(image.width(), image.height()) <= edge:
        return image
    return image.scaled(
        QSize(edge, edge), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
