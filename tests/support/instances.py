"""Starts of the program's window by root, and what nobody does about it meanwhile, each in its own process.

Run as a script, it is a process that is forked for every start: Qt takes long to load.
"""

import contextlib
import fcntl
import getpass
import hashlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOBODY = 65534


class Process:
    """A process that does what it is told, one thing at a time, and answers each."""

    def __init__(self, role: str) -> None:
        command = [sys.executable, __file__, role]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words: object) -> Any:
        """Have something done."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "it has ended"
        return json.loads(line)

    def end(self) -> None:
        """Have it end."""
        with self._process:
            self._process.kill()


def _orders() -> Iterator[list[Any]]:
    return map(json.loads, sys.stdin)


def _answer(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _serve_starts() -> None:
    """Starts of the program by its own user: forked, asked what came of it, and killed."""
    from PySide6.QtCore import QCoreApplication

    from clipphotos.gui.window.single_instance import SingleInstance
    from clipphotos.storage.locations import DataLocations

    def start(data: str, runtime: str | None, answers: int) -> None:
        os.environ.pop("XDG_RUNTIME_DIR", None)
        if runtime is not None:
            os.environ["XDG_RUNTIME_DIR"] = runtime
        locations = DataLocations(Path(data))
        locations.create()
        app = QCoreApplication([])
        instance = SingleInstance(locations.root, locations.window_lock)
        instance.PATIENCE_SECONDS = 60.0
        instance.raise_requested.connect(lambda: os.write(answers, b"raised\n"))
        claim = instance.claim()
        os.write(answers, f"{claim.name}\n".encode())
        if claim.name == "OURS":
            app.exec()
        os._exit(0)

    running: dict[str, tuple[int, Any]] = {}
    for action, name, *rest in _orders():
        if action == "start":
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                try:
                    start(rest[0], rest[1], writing)
                finally:
                    os._exit(1)
            os.close(writing)
            running[name] = child, os.fdopen(reading)
            _answer(running[name][1].readline().strip())
        elif action == "hear":
            _answer(running[name][1].readline().strip())
        else:
            child, answers = running.pop(name)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, 9)
            os.waitpid(child, 0)
            answers.close()
            _answer("killed")


class _Nobody:
    """What another user does: takes locks and names, and answers as the program would."""

    def __init__(self) -> None:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        self._held: list[Any] = []

    def lock(self, path: str) -> None:
        self._held.append(os.open(path, os.O_RDONLY))
        fcntl.flock(self._held[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)

    def listen(self, path: str) -> None:
        with contextlib.suppress(OSError):
            Path(path).unlink()
        server = socket.socket(socket.AF_UNIX)
        server.bind(path)
        Path(path).chmod(0o777)
        server.listen(50)
        self._held.append(server)
        threading.Thread(target=self._answer_calls, args=[server], daemon=True).start()

    def _answer_calls(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                connection.sendall(b"raised\n")
                connection.close()

    def listen_at_old_name(self, data: str) -> None:
        key = f"root\n{Path(data).resolve()}".encode()
        digest = hashlib.blake2b(key, digest_size=12).hexdigest()
        self.listen(f"{tempfile.gettempdir()}/clipphotos-{digest}")

    def listen_where_it_does(self, data: str) -> None:
        self.listen(Path(data, "window.address").read_text())

    def replace(self, path: str) -> None:
        Path(path).unlink()
        Path(path).symlink_to("/etc/passwd")

    def connect(self, data: str) -> None:
        self._held.append(caller := socket.socket(socket.AF_UNIX))
        caller.connect(Path(data, "window.address").read_text())

    def let_go(self) -> None:
        while self._held:
            each = self._held.pop()
            os.close(each) if isinstance(each, int) else each.close()


def _serve_nobody() -> None:
    nobody = _Nobody()
    for action, *arguments in _orders():
        try:
            getattr(nobody, action)(*arguments)
        except OSError as error:
            _answer(type(error).__name__)
        else:
            _answer("done")


def acts_of_nobody(data: Path, runtime: Path, chance: random.Random) -> list[tuple[str, ...]]:
    """What nobody tries in one round, in the order in which it is tried."""
    acts = [
        ("lock", str(data / "window.lock")),
        ("lock", str(data / "window.address")),
        ("listen_at_old_name", str(data)),
        ("listen_where_it_does", str(data)),
        ("listen", str(data / "clipphotos-window")),
        ("listen", str(runtime / "clipphotos-window")),
        ("replace", str(data / "window.lock")),
        ("replace", str(data / "window.address")),
        ("connect", str(data)),
    ]
    return chance.sample(acts, chance.randint(2, len(acts)))


if __name__ == "__main__":
    assert getpass.getuser() == "root"
    {"starts": _serve_starts, "nobody": _serve_nobody}[sys.argv[1]]()
