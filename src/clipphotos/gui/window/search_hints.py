"""Hints about a search: its language, more found than is shown, or what it could not look at yet."""

from PySide6.QtCore import QObject

from clipphotos.core.models import ModelSource
from clipphotos.core.search.query import SearchQuery
from clipphotos.gui.search.content_controller import ContentController
from clipphotos.gui.search.search_controller import SearchController
from clipphotos.gui.widgets.formatting import number, photo_count
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.gui.window.dialogs import WindowDialogs
from clipphotos.service.protocol.library import Status
from clipphotos.service.protocol.searching import SearchResult


class SearchHints(QObject):
    """Looks at the answer of every search.

    Chinese words that are given to a model which only knows English, or knows them from a list, are mentioned
    once. The other hints are about one answer, and stay until another comes.

    Args:
        search: Tells what was searched for.
        content: Knows how many photos have not been read; hears of answers before this.
        dialogs: Tells which model searches, and offers others.
        notice: Shows the advice.
    """

    MANY_UNREAD = 0.1
    """Of the photos where one searches; fewer are read before anybody could wonder."""

    def __init__(
        self,
        search: SearchController,
        content: ContentController,
        dialogs: WindowDialogs,
        notice: NoticeBar,
    ) -> None:
        super().__init__(notice)
        self._content = content
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
        dialogs.status_changed.connect(self._note_model)

    def _note_model(self, status: Status) -> None:
        self._model, self._languages = status.model.name, status.model.languages
        self._is_starter = status.model.source is ModelSource.BUNDLED

    def _check_language(self, result: SearchResult) -> None:
        if self._told_about == self._model or not (self._is_starter or self._languages == "en"):
            return
        if any("\u4e00" <= letter <= "\u9fff" for letter in result.query.text):
            self._told_about = self._model
            less_well = self.tr(
                "The starter model understands Chinese less well than English. Choose a model that knows many"
                " languages to find more."
            )
            not_at_all = self.tr(
                "This model understands English only. Type in English, or choose a model that knows many"
                " languages."
            )
            self._notice.inform(
                less_well if self._is_starter else not_at_all,
                self.tr("Choose a model"),
                self._dialogs.show_models,
            )

    def _tell_of_names(self, result: SearchResult) -> None:
        self._withdraw()
        self._named = result.query
        if result.hits:
            self._say(self.tr("Found by name. Photos are found by what they show once they have been read."))

    def _note_answer(self, result: SearchResult, repeated: bool) -> None:
        text = self._of_unread(result) or self._of_number(result)
        if text:
            # A hint that was closed does not come back with every photo that is read.
            if not repeated or self._notice.shows(self._hint):
                self._say(text)
        elif result.searchable or result.query != self._named:
            # As long as nothing can be found in another way, what was found by name stays.
            self._withdraw()

    def _of_unread(self, result: SearchResult) -> str:
        unread, read = self._content.unread, result.searchable
        if not (result.query.is_by_content and read and unread > self.MANY_UNREAD * (read + unread)):
            return ""
        text = self.tr("Searched so far: {count} of {photos}. The others are found once they have been read.")
        return text.format(count=number(read), photos=photo_count(read + unread))

    def _of_number(self, result: SearchResult) -> str:
        if not result.query.is_filtered or len(result.hits) >= result.matching:
            return ""
        text = self.tr("More photos match than can be shown: the best {count} of {photos}.")
        return text.format(count=number(len(result.hits)), photos=photo_count(result.matching))

    def _say(self, text: str) -> None:
        self._hint = text
        self._notice.inform(text, stays=True)

    def _withdraw(self, *_: object) -> None:
        self._notice.withdraw(self._hint)
        self._hint = ""
