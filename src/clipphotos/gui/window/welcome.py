"""The first thing a new user sees."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from clipphotos.gui.widgets.basics import plain_label
from clipphotos.gui.widgets.icons import app_icon, icon


class Welcome(QWidget):
    """What the program does, one button, and what it never does."""

    add_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(QSize(96, 96), self.devicePixelRatioF()))
        title = plain_label(self.tr("Find your photos by what is in them"), scale=1.9)
        text = plain_label(
            self.tr(
                "Choose a folder of photos. ClipPhotos looks through it, and soon you can type what you"
                " remember, “a cat” or “an umbrella”, and see the photos that fit."
            ),
            wrap=True,
            scale=1.1,
        )
        text.setFixedWidth(560)
        # A wrapped label does not claim its height inside a centred layout by itself.
        text.setMinimumHeight(text.heightForWidth(560))
        self.button = QPushButton(self.tr("Add a folder of photos"))
        self.button.setObjectName("primary")
        self.button.setIcon(icon("add-folder", self.button.palette().ColorRole.HighlightedText))
        self.button.setIconSize(QSize(20, 20))
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self.add_requested)
        promise = plain_label(
            self.tr("Nothing ever leaves this computer, and no file is touched unless you ask for it."),
            muted=True,
        )
        # Outside a dialog, Enter presses no button by itself.
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(key, self.button, self.button.click, context=Qt.ShortcutContext.WidgetShortcut)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(0)
        column.addStretch(2)
        for widget, space in ((picture, 24), (title, 16), (text, 32), (self.button, 24), (promise, 0)):
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(space)
        column.addStretch(3)
