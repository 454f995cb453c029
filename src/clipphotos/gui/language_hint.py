"""Says once when the model does not understand the language that was typed."""

from PySide6.QtCore import QObject

from clipphotos.gui.notice_bar import NoticeBar
from clipphotos.gui.searching import Searching
from clipphotos.gui.window_dialogs import WindowDialogs
from clipphotos.service.messages import SearchResult, Status


class LanguageHint(QObject):
    """Watches searches for Chinese words given to a model that only knows English.

    Args:
        searching: Tells what was searched for.
        dialogs: Tells which model searches, and offers others.
        notice: Shows the advice.
    """

    def __init__(self, searching: Searching, dialogs: WindowDialogs, notice: NoticeBar) -> None:
        super().__init__(notice)
        self._dialogs = dialogs
        self._notice = notice
        self._languages = ""
        self._told_about = ""
        self._model = ""
        searching.answered.connect(self._check)
        dialogs.status_changed.connect(self._note_model)

    def _note_model(self, status: Status) -> None:
        self._model, self._languages = status.model.name, status.model.languages

    def _check(self, result: SearchResult) -> None:
        if self._languages != "en" or self._told_about == self._model:
            return
        if any("\u4e00" <= letter <= "\u9fff" for letter in result.query.text):
            self._told_about = self._model
            self._notice.inform(
                self.tr(
                    "This model understands English only. Type in English, or choose a model that knows"
                    " many languages."
                ),
                self.tr("Choose a model"),
                self._dialogs.show_models,
            )
