"""Hints about a search: its language, more found than is shown, or found by names for want of a model."""

from PySide6.QtCore import QObject

from clipphotos.core.models import ModelSource
from clipphotos.core.search.query import SearchQuery
from clipphotos.gui.search.search_controller import SearchController
from clipphotos.gui.widgets.formatting import number, photo_count
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.window.dialogs import WindowDialogs
from clipphotos.service.protocol.library import Status
from clipphotos.service.protocol.searching import SearchResult


class SearchHints(QObject):
    """Looks at the answer of every search.

    Chinese words that are given to a model which only knows English, or knows them from a list, are mentioned
    once. The other hints are about one answer, and go when another comes.

    Args:
        search: Tells what was searched for.
        dialogs: Tells which model searches, and offers others.
        notice: Shows the advice.
    """

    def __init__(self, search: SearchController, dialogs: WindowDialogs, notice: NoticeBar) -> None:
        super().__init__(notice)
        self._dialogs = dialogs
        self._notice = notice
        self._languages = ""
        self._told_about = ""
        self._model = ""
        self._is_starter = False
        self._hint = ""
        self._named = SearchQuery()
        search.named.connect(self._tell_of_names)
        search.cleared.connect(self._withdraw)
        search.refused.connect(self._withdraw)
        search.answered.connect(self._note_answer)
        search.answered.connect(self._check_language)
        search.answered.connect(self._check_number)
        dialogs.status_changed.connect(self._note_model)

    def _note_model(self, status: Status) -> None:
        self._model, self._languages = status.model.name, status.model.languages
        self._is_starter = status.model.source is ModelSource.BUNDLED

    def _check_language(self, result: SearchResult) -> None:
        if self._told_about == self._model or not (self._is_starter or self._languages == "en"):
            return
        if any("\u4e00" <= letter <= "\u9fff" for letter in result.query.text):
            self._told_about = self._model
            by_words = self.tr(
                "The starter model understands Chinese word by word, from a list of common words. Choose a"
                " model that knows many languages for whole sentences."
            )
            not_at_all = self.tr(
                "This model understands English only. Type in English, or choose a model that knows many"
                " languages."
            )
            self._notice.inform(
                by_words if self._is_starter else not_at_all,
                self.tr("Choose a model"),
                self._dialogs.show_models,
            )

    def _check_number(self, result: SearchResult) -> None:
        if result.query.is_filtered and len(result.hits) < result.matching:
            text = self.tr("More photos match than can be shown: the best {count} of {photos}.")
            self._say(text.format(count=number(len(result.hits)), photos=photo_count(result.matching)))

    def _tell_of_names(self, result: SearchResult) -> None:
        self._withdraw()
        self._named = result.query
        if result.hits:
            self._say(self.tr("Found by name. Photos are found by what they show once they have been read."))

    def _note_answer(self, result: SearchResult) -> None:
        # As long as nothing can be found in another way, what was found by name stays.
        if result.searchable or result.query != self._named:
            self._withdraw()

    def _say(self, text: str) -> None:
        self._hint = text
        self._notice.inform(text)

    def _withdraw(self, *_: object) -> None:
        self._notice.withdraw(self._hint)
        self._hint = ""
