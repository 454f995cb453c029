"""Errors that a person can act on, told apart from bugs.

A `KnownError` is the environment's or the user's doing: it carries a code and parameters, and
`clipphotos.core.wording` turns both into one sentence in the user's language. Everything that is not a
`ClipPhotosError` is a bug. Library exceptions are translated where the library is called, nowhere else.
"""

import json
from dataclasses import dataclass, field
from typing import ClassVar


class ClipPhotosError(Exception):
    """Base of everything the program raises on purpose."""


class Cancelled(ClipPhotosError):
    """The user cancelled the job. Never shown as an error; what was finished stays."""


class KnownError(ClipPhotosError):
    """Something the user can understand and act on.

    Attributes:
        code: Key into the wording table, for example ``"model-unavailable"``.
        params: Values for the sentence's placeholders.
    """

    code: ClassVar[str] = ""

    def __init__(self, code: str = "", /, **params: str | int) -> None:
        self.error_code = code or type(self).code
        self.params: dict[str, str] = {key: str(value) for key, value in params.items()}
        super().__init__(self.error_code, self.params)

    def report(self) -> "ErrorReport":
        """The picklable form that travels between processes and into the catalogue."""
        return ErrorReport(self.error_code, self.params)


class BadImage(KnownError):
    """A file that cannot be shown or searched; the code says why (``image-truncated``, …)."""


class FolderUnavailable(KnownError):
    """A folder that should hold photos does not exist, is not a folder, or cannot be listed."""

    code = "folder-missing"


class NotInLibrary(KnownError):
    """A folder or photo that was asked for is not part of the library."""

    code = "folder-not-in-library"


class CatalogueTooNew(KnownError):
    """The catalogue was written by a newer version of the program."""

    code = "catalogue-too-new"


class CatalogueUnusable(KnownError):
    """The catalogue file is damaged, is not ours, or cannot be opened."""

    code = "catalogue-unusable"


class CatalogueDamaged(CatalogueUnusable):
    """The catalogue file is damaged; a backup of it can be restored."""

    code = "catalogue-damaged"


class CatalogueMissing(CatalogueUnusable):
    """The catalogue file is gone, and there are backups of it; one can be restored."""

    code = "catalogue-missing"


class CatalogueNotReady(KnownError):
    """The catalogue is empty or of an older version: whoever writes to it brings it up to date first."""

    code = "catalogue-not-ready"


class CatalogueInUse(KnownError):
    """Another running program writes to the same data folder."""

    code = "catalogue-in-use"


RESTORABLE = frozenset({CatalogueDamaged.code, CatalogueMissing.code})
"""Codes of errors after which a backup of the catalogue may take its place."""


class ModelUnavailable(KnownError):
    """A model that is unknown, not downloaded, damaged, or of the wrong architecture; the code says which."""

    code = "model-unavailable"


class DiskFull(KnownError):
    """Our own data could not be written because the disk is full."""

    code = "disk-full"


class ServiceStopped(KnownError):
    """The service process ended before it could finish a command, and could not be brought back."""

    code = "service-stopped"


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """What went wrong, as data.

    Attributes:
        code: Key into the wording table; ``"internal-error"`` for bugs.
        params: Values for the placeholders of the sentence.
        traceback: The Python traceback of a bug, empty for known errors.
    """

    code: str
    params: dict[str, str] = field(default_factory=dict[str, str])
    traceback: str = ""


def error_to_text(error: ErrorReport | None) -> str:
    """An error as the catalogue keeps it, without its traceback; empty for none."""
    # As JSON, which writes odd file names in ASCII.
    return "" if error is None else json.dumps([error.code, error.params])


def error_from_text(text: str) -> ErrorReport | None:
    """What `error_to_text` made a text of."""
    return ErrorReport(*json.loads(text)) if text else None
