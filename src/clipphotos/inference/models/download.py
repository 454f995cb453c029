"""Downloads a preset's files from the Hugging Face hub, or from a mirror of it.

huggingface_hub speaks to the server; the bytes are written here, because its own downloads start anew after
an interruption. A file gets its name only when it is complete and correct: as it is pinned, see `Pins`, or
else as the hub announced it.
"""

import errno
import hashlib
import os
import re
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn

from clipphotos.core.errors import Cancelled, DiskFull, KnownError
from clipphotos.core.jobs import CancelToken
from clipphotos.core.private_files import make_private_folder, write_private
from clipphotos.inference.models import hub
from clipphotos.inference.models.hub import RemoteFile
from clipphotos.inference.models.pins import NOT_PINNED, PinnedFile, Pins
from clipphotos.inference.models.presets import WEIGHTS, Preset
from clipphotos.inference.models.registry import preset_folder
from clipphotos.inference.outside.doors import open_to_the_network
from clipphotos.inference.outside.weights import sha256_of

ReportBytes = Callable[[int, int], None]
"""Receives bytes done and bytes in all (0 while unknown)."""

_CHUNK_BYTES = 256 * 1024
_RETRIES = 3
_RETRY_PAUSE_SECONDS = 1.0
_LOCK_POLL_SECONDS = 0.05
_SHA256 = re.compile("[0-9a-f]{64}")
_GIT_SHA1 = re.compile("[0-9a-f]{40}")

_locks: dict[Path, threading.Lock] = {}
"""One a folder: a cancelled download may still be waiting for the network when the next one is asked for."""


def download_preset(preset: Preset, models_folder: Path, report: ReportBytes, token: CancelToken) -> None:
    """Download what is missing of a preset. What arrives is kept, so that a later call goes on from there.

    A preset is downloaded by one thread at a time; a second one waits.

    Args:
        preset: A model of the hub.
        models_folder: Where downloads go.
        report: Called for every quarter of a megabyte.
        token: Stops the download.

    Raises:
        Cancelled: If the token was raised.
        KnownError: ``download-offline`` if the hub cannot be reached, ``download-failed`` otherwise.
        DiskFull: If there is no space left.
    """
    folder = preset_folder(preset, models_folder)
    with _only_one(folder, token), open_to_the_network():
        _download(preset, folder, report, token)


def pins_of(preset: Preset, folder: Path) -> Pins:
    """Download a preset as it is on the hub now, and tell what it is, to be pinned.

    Args:
        preset: A model of the hub.
        folder: Where it goes.

    Raises:
        KnownError: As `download_preset`.
    """
    where = hub.endpoint(preset.info.name)
    newest = hub.describe(preset.repository, WEIGHTS, NOT_PINNED, where).commit
    at_once = replace(preset, pins=Pins(newest))
    download_preset(at_once, folder, lambda _done, _all: None, CancelToken())
    paths = {file: preset_folder(preset, folder) / file for file in preset.files}
    return Pins(
        newest, {file: PinnedFile(path.stat().st_size, sha256_of(path)) for file, path in paths.items()}
    )


@contextmanager
def _only_one(folder: Path, token: CancelToken) -> Generator[None]:
    lock = _locks.setdefault(folder, threading.Lock())
    while not lock.acquire(timeout=_LOCK_POLL_SECONDS):
        _stop_if_cancelled(token)
    try:
        yield
    finally:
        lock.release()


def _download(preset: Preset, folder: Path, report: ReportBytes, token: CancelToken) -> None:
    # Read by huggingface_hub when it is first imported.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, OfflineModeIsEnabled

    # The parent of its errors and of those of the HTTP library, whichever one this version is built on.
    transport_error: type[Exception] = HfHubHTTPError.__bases__[0]
    name = preset.info.name
    try:
        where = hub.endpoint(name)
        make_private_folder(folder)
        files: list[RemoteFile] = []
        for file in preset.files:
            if (folder / file).is_file():
                continue
            _stop_if_cancelled(token)
            files.append(hub.describe(preset.repository, file, preset.pins, where))
        transfer = _Transfer(report, token, sum(file.size for file in files), transport_error)
        for file in files:
            transfer.fetch(file, folder)
    except (EntryNotFoundError, HfHubHTTPError) as error:
        raise KnownError("download-failed", name=name, detail=_one_line(error)) from error
    except (OfflineModeIsEnabled, transport_error) as error:
        raise KnownError("download-offline", name=name) from error
    except _BadTransfer as error:
        raise KnownError("download-failed", name=name, detail=str(error)) from error
    except OSError as error:
        _raise_disk_error(error, name, folder)


class _BadTransfer(Exception):
    """The bytes that arrived are not the file."""


class _Transfer:
    """Fetches files one after another and reports them as one."""

    def __init__(
        self, report: ReportBytes, token: CancelToken, total: int, transport_error: type[Exception]
    ) -> None:
        self._report = report
        self._token = token
        self._total = total
        self._finished = 0
        self._transport_error = transport_error

    def fetch(self, file: RemoteFile, folder: Path) -> None:
        """Fetch a file, going on where an earlier attempt stopped."""
        is_known = _SHA256.fullmatch(file.checksum) or (
            file.name != WEIGHTS and _GIT_SHA1.fullmatch(file.checksum)
        )
        if not is_known:
            raise _BadTransfer(f"the server does not say what {file.name} has to be")
        version = hashlib.sha256(file.checksum.encode()).hexdigest()[:16]
        partial = folder / f"{file.name}.{version}.part"
        if file.size and _size(partial) > file.size:
            partial.unlink()
        failures = 0
        while True:
            before = _size(partial)
            try:
                self._append(file, partial)
                break
            except self._transport_error as error:
                if not _size(partial):
                    raise
                failures = 1 if _size(partial) > before else failures + 1
                if failures > _RETRIES:
                    raise _BadTransfer("the connection was cut") from error
                self._pause()
        if file.size and _size(partial) < file.size:
            raise _BadTransfer("the connection was cut")
        if _size(partial) > file.size > 0:
            partial.unlink()
            raise _BadTransfer("more arrived than was announced")
        if not _is_as_announced(partial, file.checksum):
            partial.unlink()
            raise _BadTransfer("the file arrived damaged")
        partial.replace(folder / file.name)
        for outdated in folder.glob(f"{file.name}.*.part"):
            outdated.unlink()
        self._finished += file.size
        self._say(0)

    def _append(self, file: RemoteFile, partial: Path) -> None:
        from huggingface_hub import get_session
        from huggingface_hub.utils import (
            build_hf_headers,  # pyright: ignore[reportUnknownVariableType] - partly typed
            hf_raise_for_status,
        )

        start = _size(partial)
        if file.size and start >= file.size:
            return
        # Compressed bytes could neither be counted nor continued.
        headers = {**build_hf_headers(token=file.token or False), "Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        session: Any = get_session()
        with session.stream("GET", file.url, headers=headers, timeout=hub.TIMEOUT_SECONDS) as response:
            if not all(hub.is_secure(str(each.url)) for each in (*response.history, response)):
                raise _BadTransfer("the server sends it over a connection that others can change")
            hf_raise_for_status(response)
            goes_on = start and response.status_code == HTTPStatus.PARTIAL_CONTENT
            with write_private(partial, appending=bool(goes_on)) as output:
                self._say(output.tell())
                for chunk in response.iter_bytes(_CHUNK_BYTES):
                    _stop_if_cancelled(self._token)
                    output.write(chunk)
                    self._say(output.tell())

    def _say(self, done: int) -> None:
        _stop_if_cancelled(self._token)
        self._report(self._finished + done, self._total)

    def _pause(self) -> None:
        until = time.monotonic() + _RETRY_PAUSE_SECONDS
        while time.monotonic() < until:
            _stop_if_cancelled(self._token)
            time.sleep(0.05)


def _is_as_announced(path: Path, checksum: str) -> bool:
    """Whether a file is the one that was meant: by its SHA-256, or by git's name for small ones."""
    if _SHA256.fullmatch(checksum):
        return sha256_of(path) == checksum
    content = path.read_bytes()
    # git's own checksum, which the hub gives for what it keeps in git itself.
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False)
    return blob.hexdigest() == checksum


def _stop_if_cancelled(token: CancelToken) -> None:
    if token.cancelled:
        raise Cancelled


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _one_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]


def _raise_disk_error(error: OSError, name: str, folder: Path) -> NoReturn:
    if error.errno == errno.ENOSPC:
        raise DiskFull(path=str(folder)) from error
    if isinstance(error, ConnectionError):
        raise KnownError("download-offline", name=name) from error
    raise KnownError("download-failed", name=name, detail=error.strerror or _one_line(error)) from error
