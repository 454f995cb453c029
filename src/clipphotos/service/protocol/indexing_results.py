"""What the photo service answers once the library is filled."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What an indexing run did.

    Attributes:
        scanned: Picture files seen below the folders.
        new: Files seen for the first time.
        changed: Files whose content changed since the last run.
        moved: Files recognised by their content under a new path.
        unchanged: Files that were not even opened, or whose content proved to be the same.
        missing: Known files that are gone from the folders.
        decoded: Photos decoded.
        embedded: Vectors computed and stored.
        skipped: Photos below the folders that cannot be searched; `Status` lists them with reasons.
        examples_gone: Examples of categories outside the library that the model has not read and that are no
            longer where they were.
        seconds: Wall time of the run.
    """

    scanned: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    missing: int = 0
    decoded: int = 0
    embedded: int = 0
    skipped: int = 0
    examples_gone: int = 0
    seconds: float = 0.0
