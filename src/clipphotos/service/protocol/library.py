"""What can be asked of the photo service about the library as a whole."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GetStatus:
    """Ask how things stand. Result: `Status`."""


@dataclass(frozen=True, slots=True)
class RunDoctor:
    """Check catalogue, vectors, index and pending operations, and repair what is derived.

    Result: `DoctorReport`.
    """


@dataclass(frozen=True, slots=True)
class RemoveRoot:
    """Forget a library root and its photos; no file is touched and vectors are kept. Result: None."""

    root_id: int


LibraryCommand = GetStatus | RunDoctor | RemoveRoot
