"""A local stand-in for the model hub: enough of its protocol to download, and to fail like a network."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class HubServer:
    """What it serves and what it was asked for.

    Attributes:
        files: Content by ``owner/name/file``.
        cuts: For each coming GET, after how many bytes the connection breaks.
        claimed: SHA-256 to claim instead of the true one, by path.
        revisions: What was asked for, of every request so far.
        logins: The Authorization header of every request so far, or an empty string.
        login: What that header has to be; empty if none is needed.
        ranges: The Range header of every GET so far, or an empty string.
        sent: Bytes of content sent so far.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    claimed: dict[str, str] = field(default_factory=dict)
    revisions: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    login: str = ""
    ranges: list[str] = field(default_factory=list)
    sent: int = 0
    url: str = ""


@contextmanager
def hub_server() -> Iterator[HubServer]:
    """Run a server until the block ends."""
    hub = HubServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(with_content=False)

        def do_GET(self) -> None:
            self._answer(with_content=True)

        def _answer(self, *, with_content: bool) -> None:
            repository, _, rest = self.path.removeprefix("/").partition("/resolve/")
            revision, _, file = rest.partition("/")
            name = f"{repository}/{file}"
            hub.revisions.append(revision)
            hub.logins.append(self.headers.get("Authorization", ""))
            is_gated = hub.login not in ("", hub.logins[-1])
            content = None if is_gated else hub.files.get(name)
            if content is None:
                self._refuse(401 if is_gated else 404, "GatedRepo" if is_gated else "EntryNotFound")
                return
            asked = self.headers.get("Range", "") if with_content else ""
            start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
            self.send_response(206 if asked else 200)
            self.send_header("ETag", f'"{hub.claimed.get(name, hashlib.sha256(content).hexdigest())}"')
            self.send_header("X-Repo-Commit", "0" * 40)
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            if with_content:
                hub.ranges.append(asked)
                self._send(content[start:])

        def _refuse(self, status: int, code: str) -> None:
            self.send_response(status)
            self.send_header("X-Error-Code", code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _send(self, content: bytes) -> None:
            cut = hub.cuts.pop(0) if hub.cuts else None
            part = content[:cut]
            try:
                self.wfile.write(part)
            except OSError:  # the client hung up, as it does when the user cancels
                self.close_connection = True
                return
            hub.sent += len(part)
            if len(part) < len(content):
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that hangs up is part of the play

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
