"""Categories in the window: their list, the dialogs and the page about them, and photos named as examples."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from clipphotos.core.categories.category import Category
from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport
from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.categories.dialog import CategoryDialog
from clipphotos.gui.categories.learn_dialog import LearnDialog
from clipphotos.gui.categories.review_page import ReviewPage
from clipphotos.gui.grid.model import PhotoSource
from clipphotos.gui.grid.thumbnails import ThumbnailLoader
from clipphotos.gui.operations.local_act import LocalAct
from clipphotos.gui.sidebar.category_panel import CategoryPanel
from clipphotos.gui.widgets.formatting import menu_text, photo_count
from clipphotos.gui.widgets.icons import colour_dot
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.widgets.questions import ask_to_remove_category
from clipphotos.service.protocol.categories import (
    CategoryCounts,
    CountCategories,
    ListCategories,
    PhotoExample,
    RemoveCategory,
    SetExamples,
)
from clipphotos.storage.locations import DataLocations


class CategoryController(QObject):
    """Keeps the list of categories up to date, and opens what edits and reviews them.

    Args:
        window: Parent of the dialogs.
        panel: Lists the categories.
        bridge: The photo service.
        locations: Where thumbnails are.
        source: Gives details of photos.
        notice: Says what photos were made examples of.
    """

    COUNT_MS = 800
    """Changes that come together are counted once."""
    COUNT_AGAIN_MS = 4000
    """While photos are read, more change all the time."""

    listed = Signal(object)
    """The list of categories, a tuple of `Category`, may have changed."""
    said = Signal(object)
    """`LocalAct`: something was said about photos, which Undo takes back."""
    review_opened = Signal()
    """The review page is to be seen."""

    def __init__(
        self,
        window: QWidget,
        panel: CategoryPanel,
        bridge: ServiceBridge,
        locations: DataLocations,
        source: PhotoSource,
        notice: NoticeBar,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._panel = panel
        self._bridge = bridge
        self._locations = locations
        self._source = source
        self._notice = notice
        self._categories: tuple[Category, ...] = ()
        self._new_id = 0
        self._counting = False
        self._learn_dialog: LearnDialog | None = None
        self._dialog: CategoryDialog | None = None
        self.review_page = ReviewPage(bridge)
        self.review_page.refused.connect(notice.report)
        self._count_soon = QTimer(self, singleShot=True)
        self._count_soon.timeout.connect(self._count)
        self._since_count = QElapsedTimer()
        panel.add_requested.connect(self.add)
        panel.edit_requested.connect(self.edit)
        panel.remove_requested.connect(self.remove)
        panel.learn_requested.connect(self.learn)
        panel.review_requested.connect(self.review)
        bridge.ready.connect(self.reload)
        bridge.library_changed.connect(self._note_changes)
        bridge.model_loaded.connect(self._note_model)

    @property
    def categories(self) -> Sequence[Category]:
        """All of them, in the user's order."""
        return self._categories

    def reload(self) -> None:
        """Ask for the categories anew."""
        self._bridge.submit(ListCategories(), self._take)

    # --- dialogs -----------------------------------------------------------------------------------

    def add(self) -> None:
        """Let the user describe a new category."""
        self._open(None)

    def edit(self, category: Category) -> None:
        """Let the user change a category."""
        self._open(category)

    def remove(self, category: Category) -> None:
        """Forget a category if the user really wants to."""
        if ask_to_remove_category(self._window, category):
            self._bridge.submit(RemoveCategory(category.name), None, self._notice.report)

    def learn(self) -> None:
        """Let folders that are sorted already become categories."""
        chosen = QFileDialog.getExistingDirectory(
            self._window, self.tr("Choose a folder whose sub-folders are sorted"), str(Path.home())
        )
        if chosen:
            self.learn_from(Path(chosen))

    def learn_from(self, folder: Path) -> None:
        """Make the sub-folders of a folder categories, with their photos as examples."""
        if self._learn_dialog:
            self._learn_dialog.activateWindow()
            return
        dialog = LearnDialog(folder, self._bridge, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._forget_learn_dialog)
        self._learn_dialog = dialog
        # The window stays usable: many photos take their time.
        dialog.show()

    def review(self, category: Category | None) -> None:
        """Ask the user about photos: for one category, or for all."""
        if self._categories:
            self.review_opened.emit()
            self.review_page.begin(self._categories, category)

    def _open(self, category: Category | None) -> None:
        if self._dialog:
            return
        others = [each for each in self._categories if each != category]
        thumbnails = ThumbnailLoader(self._locations, self._bridge)
        dialog = CategoryDialog(category, others, self._bridge, self._source, thumbnails, self._window)
        thumbnails.setParent(dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if category is None:
            dialog.saved.connect(self.look_at)
        dialog.finished.connect(self._forget_dialog)
        self._dialog = dialog
        dialog.open()

    def look_at(self, category: Category) -> None:
        """Show a category's photos; of one that is not listed yet, when it is."""
        self._new_id = category.category_id
        self._panel.choose(self._new_id)

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _forget_learn_dialog(self) -> None:
        self._learn_dialog = None

    # --- examples ----------------------------------------------------------------------------------

    def fill_menu(self, menu: QMenu, photo_ids: Sequence[int], shown: Category | None) -> None:
        """Add what can be said about photos.

        Args:
            menu: The menu about the selected photos.
            photo_ids: The photos.
            shown: The category that is looked at.
        """
        if not self._categories or not photo_ids:
            return
        menu.addSeparator()
        if shown:
            menu.addAction(
                self.tr("Does not belong to “{category}”").format(category=menu_text(shown.name)),
                lambda: self.set_examples(photo_ids, shown, is_member=False),
            )
        belongs = menu.addMenu(self.tr("Belongs to"))
        for category in self._categories:
            action = belongs.addAction(colour_dot(category.colour), menu_text(category.name))
            action.triggered.connect(
                lambda _=False, to=category: self.set_examples(photo_ids, to, is_member=True)
            )

    def set_examples(self, photo_ids: Sequence[int], category: Category, *, is_member: bool) -> None:
        """Remember what the user says about photos, and offer to take it back."""
        examples = tuple(PhotoExample(photo_id, category.category_id, is_member) for photo_id in photo_ids)
        photos = photo_count(len(photo_ids))
        if is_member:
            text = self.tr("{photos} confirmed for “{category}”.")
        else:
            text = self.tr("{photos} kept out of “{category}”.")

        said = text.format(photos=photos, category=category.name)
        reverse: list[tuple[PhotoExample, ...]] = []

        def take_back() -> None:
            self._notice.hide()
            if reverse:
                self._bridge.submit(SetExamples(reverse[0]), None, self._notice.report)

        # Undo knows of it at once, even before it is known how to take it back.
        act = LocalAct(
            self.tr("&Undo what was said of {photos}").format(photos=photos),
            self.tr("Undone: {what}").format(what=said),
            take_back,
        )

        def done(takes_back: tuple[PhotoExample, ...]) -> None:
            reverse.append(takes_back)
            if act.is_taken_back:
                take_back()
            else:
                self._notice.inform(said, self.tr("Undo"), act.take_back)

        def refused(error: ErrorReport) -> None:
            act.is_taken_back = True
            self._notice.report(error)

        self._bridge.submit(SetExamples(examples), done, refused)
        self.said.emit(act)

    # --- the list ----------------------------------------------------------------------------------

    def _take(self, categories: tuple[Category, ...]) -> None:
        self._categories = categories
        self._panel.show_categories(categories)
        if any(category.category_id == self._new_id for category in categories):
            self._panel.choose(self._new_id)
            self._new_id = 0
        self.listed.emit(categories)
        self._count_soon.start(self.COUNT_MS)

    def _count(self) -> None:
        if self._counting:
            self._count_soon.start(self.COUNT_MS)
        elif self._bridge.has_model and self._categories:
            self._counting = True
            self._since_count.start()
            # A model that went away meanwhile is no news: whoever searches is told.
            self._bridge.submit(CountCategories(), self._take_counts, self._give_up, self._give_up)

    def _give_up(self, *_: object) -> None:
        self._counting = False

    def _take_counts(self, counts: CategoryCounts) -> None:
        self._counting = False
        self._panel.show_counts(dict(counts.counts))

    def _note_changes(self, changes: Changes) -> None:
        if changes.categories or changes.models:
            self.reload()
        elif (changes.vectors or changes.photos or changes.roots) and not self._count_soon.isActive():
            rested = self._since_count.elapsed() if self._since_count.isValid() else self.COUNT_AGAIN_MS
            self._count_soon.start(max(self.COUNT_MS, self.COUNT_AGAIN_MS - rested))

    def _note_model(self, *_: object) -> None:
        self._count_soon.start(self.COUNT_MS)
