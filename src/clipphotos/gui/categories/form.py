"""The fields that describe a category."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from clipphotos.core.categories.category import COLOURS, Category
from clipphotos.gui.widgets.basics import plain_label, set_tooltip
from clipphotos.gui.widgets.drops import let_files_pass
from clipphotos.gui.widgets.icons import colour_dot
from clipphotos.gui.widgets.screen import ROOM_FOR_FOCUS
from clipphotos.gui.widgets.threshold_slider import ThresholdSlider

_TEMPLATES = ("{label}", "a photo of a {label}", "This is a {label}")


class CategoryForm(QWidget):
    """Name, words, template, folder, colour and threshold.

    Args:
        category: What to start with, or None for a new one.
        used: Colours of other categories; a new one gets a colour that is not among them if there is one.
        parent: Qt parent.
    """

    changed = Signal()
    """Something that decides which photos belong."""

    def __init__(
        self, category: Category | None, used: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.name = QLineEdit()
        self.name.setMaxLength(500)
        self.name.setPlaceholderText(self.tr("Receipts, my dog, holidays at the sea…"))
        self.labels = QPlainTextEdit()
        self.labels.setTabChangesFocus(True)
        self.labels.setFixedHeight(76)
        self.labels.setAccessibleName(self.tr("Words"))
        self.template = QComboBox()
        self.template.setEditable(True)
        self.template.addItem(self.tr("several, averaged (recommended)"), "")
        for template in _TEMPLATES:
            self.template.addItem(template, template)
        self.folder = QLineEdit()
        set_tooltip(
            self.folder,
            self.tr(
                "A folder below the other sorted photos, or a full path. {category}, {year}, {month} and"
                " {day} are filled in for each photo: Trips/{year}"
            ),
        )
        for field in (self.name, self.labels, self.template, self.folder):
            let_files_pass(field)
        self.threshold = ThresholdSlider()
        self.follow = QPushButton(self.tr("Put the line where it is best"))
        self.follow.setObjectName("link")
        # What lies below must not jump when it goes.
        room = self.follow.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.follow.setSizePolicy(room)
        self._colours = QButtonGroup(self)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for number, (colour, name) in enumerate(zip(COLOURS, self._colour_names(), strict=True)):
            button = QToolButton()
            button.setObjectName("swatch")
            button.setCheckable(True)
            button.setIcon(colour_dot(colour, 20))
            button.setIconSize(QSize(20, 20))
            button.setAccessibleName(name)
            set_tooltip(button, name)
            self._colours.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)

        form = QFormLayout(self)
        form.setContentsMargins(ROOM_FOR_FOCUS, ROOM_FOR_FOCUS, ROOM_FOR_FOCUS, ROOM_FOR_FOCUS)
        form.setVerticalSpacing(12)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Words that describe its photos, one a line"), self.labels)
        form.addRow(self.tr("&Put into the sentence"), self.template)
        form.addRow(self.tr("&Belongs if at least this likely"), self.threshold)
        form.addRow(self.follow)
        form.addRow(self.tr("&Folder for sorted photos"), self.folder)
        colours = plain_label(self.tr("Colour"))
        form.addRow(colours, row)

        self._fill(category, used)
        self.name.textChanged.connect(self._note_name)
        self.labels.textChanged.connect(self.changed)
        self.template.currentTextChanged.connect(self._note_choice)
        self.threshold.valueChanged.connect(self._note_threshold)
        self.threshold.valueChanged.connect(self._note_choice)
        self.follow.clicked.connect(self._follow)
        self._note_name()

    def described(self, category_id: int) -> Category:
        """What the fields say; nothing is checked.

        Args:
            category_id: Key of the category; 0 for a new one.
        """
        words = [word.strip() for word in re.split(r"[\n,，、;；]", self.labels.toPlainText())]
        return Category(
            category_id=category_id,
            name=self.name.text(),
            labels=tuple(word for word in words if word),
            folder=self.folder.text(),
            threshold=None if self.threshold.follows else self.threshold.value() / 100,
            template=self._template(),
            colour=COLOURS[max(0, self._colours.checkedId())],
        )

    def _fill(self, category: Category | None, used: Sequence[str]) -> None:
        free = [colour for colour in COLOURS if colour not in used]
        colour = category.colour if category else (free or COLOURS)[0]
        if colour in COLOURS:
            self._colours.button(COLOURS.index(colour)).setChecked(True)
        if category is not None and category.threshold is not None:
            self.threshold.choose(round(100 * category.threshold))
        self._note_threshold()
        if category is None:
            return
        self.name.setText(category.name)
        if category.labels != (category.name,):
            self.labels.setPlainText("\n".join(category.labels))
        self.folder.setText(category.folder)
        if category.template:
            self.template.setEditText(category.template)

    def _template(self) -> str:
        text = self.template.currentText().strip()
        return "" if text == self.template.itemText(0) else text

    def _note_name(self) -> None:
        name = self.name.text().strip()
        self.labels.setPlaceholderText(name)
        # Qt draws it again only when it appears or goes, and so shows what it was at the first letter.
        self.labels.viewport().update()
        self.folder.setPlaceholderText(name)
        self.changed.emit()

    def show_cut(self, histogram: Sequence[int], cut: float) -> None:
        """Show how likely photos are, and the line at its best place unless the user put it elsewhere."""
        self.threshold.show_histogram(histogram)
        if self.threshold.follows:
            self.threshold.follow(round(100 * cut))

    def _follow(self) -> None:
        self.threshold.follow()
        self._note_threshold()
        self.changed.emit()

    def _note_threshold(self) -> None:
        self.follow.setVisible(not self.threshold.follows)

    def _note_choice(self, *_: object) -> None:
        self.changed.emit()

    def _colour_names(self) -> tuple[str, ...]:
        return (
            self.tr("blue"),
            self.tr("orange"),
            self.tr("green"),
            self.tr("red"),
            self.tr("purple"),
            self.tr("turquoise"),
            self.tr("yellow"),
            self.tr("pink"),
        )
