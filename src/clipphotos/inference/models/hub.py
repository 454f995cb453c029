"""The model hub, or the mirror that ``HF_ENDPOINT`` names: where it is, what it says of a file, who may ask.

Nobody is told who the user is without need: a login goes along only where a file is refused without one,
never over a connection that others can read, and to a mirror only if it was given for that.
"""

import ipaddress
import os
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from clipphotos.core.errors import KnownError
from clipphotos.inference.models.pins import Pins

HUB = "https://huggingface.co"
TIMEOUT_SECONDS = 20.0
_TOKEN_VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the hub.

    Attributes:
        name: Its name there and here.
        url: Where to ask for it.
        size: Bytes.
        checksum: SHA-256 in hexadecimal, or the SHA-1 that git has of the file; empty if none is known.
        token: The user's login, if it is refused without one; else empty.
        commit: The revision that it is of, as far as the hub says.
    """

    name: str
    url: str
    size: int
    checksum: str
    token: str = field(default="", repr=False)
    commit: str = ""


def endpoint(name: str) -> str:
    """Where to ask.

    Args:
        name: The model that is wanted.

    Raises:
        KnownError: ``download-insecure`` if others could read and change what is said there.
    """
    chosen = (os.environ.get("HF_ENDPOINT") or HUB).rstrip("/")
    if not is_secure(chosen):
        raise KnownError("download-insecure", name=name, endpoint=chosen)
    return chosen


def is_secure(url: str) -> bool:
    """Whether nobody but this computer and the server can read or change what is said."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme != "http":
        return False
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def describe(repository: str, file: str, pins: Pins, where: str) -> RemoteFile:
    """Ask for a file's size and checksum.

    Args:
        repository: The hub's name of it.
        file: Its name.
        pins: What is known already; that counts, not what the hub says.
        where: From `endpoint`.

    Raises:
        Exception: Errors of huggingface_hub and its HTTP library.
    """
    from huggingface_hub import (
        get_hf_file_metadata,  # pyright: ignore[reportUnknownVariableType] - partly typed
        hf_hub_url,
    )
    from huggingface_hub.errors import HfHubHTTPError

    url = hf_hub_url(repository, file, revision=pins.revision, endpoint=where)
    token = ""
    try:
        found = get_hf_file_metadata(url, token=False, timeout=TIMEOUT_SECONDS)
    except HfHubHTTPError as error:
        status: Any = getattr(error.response, "status_code", None)
        token = login_for(where) if status in _REFUSED else ""
        if not token:
            raise
        found = get_hf_file_metadata(url, token=token, timeout=TIMEOUT_SECONDS)
    commit = found.commit_hash or ""
    if (pinned := pins.files.get(file)) is not None:
        return RemoteFile(file, url, pinned.size, pinned.sha256, token, commit)
    return RemoteFile(file, url, found.size or 0, found.etag or "", token, commit)


def login_for(where: str) -> str:
    """The user's login for a server; empty without one.

    The one that was kept when the user signed in is the hub's. A mirror gets what the environment gives it:
    whoever set that has named the mirror, too.
    """
    if os.environ.get("HF_HUB_DISABLE_IMPLICIT_TOKEN"):
        return ""
    if where == HUB:
        from huggingface_hub import get_token

        return get_token() or ""
    return next((value for name in _TOKEN_VARIABLES if (value := os.environ.get(name))), "")
