"""Processes that decode, as the process sees them that has files to be decoded."""

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext

from PIL import Image

from clipphotos.core.errors import BadImage
from clipphotos.library.decoding.decode import DecodedPhoto
from clipphotos.library.isolation import messages
from clipphotos.library.isolation.child import IDLE_CODE, serve
from clipphotos.library.isolation.messages import MOST_TEXT_BYTES, UnbelievableError

_GRACE_SECONDS = 5.0
_MOST_PHOTOS = 500
"""After so many photos a process is replaced by a fresh one: libraries leak."""

Decoder = Callable[[bytes, int], DecodedPhoto]
"""Decodes a file's bytes, see `decode`; must be importable by name from another process."""
Reserve = Callable[[int], AbstractContextManager[None]]
"""Keeps memory for so many pixels during a block."""


class NotStartedError(Exception):
    """A process ended before it was asked anything: it had been idle for long, say."""


class DecoderProcess:
    """A process that decodes one photo after the other. Not for several threads at once.

    Args:
        decoder: What decodes.
        max_memory_bytes: Address space that it may use. Linux alone enforces it.
        name: What it is called.
    """

    def __init__(self, decoder: Decoder, max_memory_bytes: int, name: str = "clipphotos-decode") -> None:
        context = multiprocessing.get_context("spawn")
        self._channel, theirs = context.Pipe()
        wanted = f"{decoder.__module__}:{decoder.__qualname__}"
        self._process = context.Process(
            target=serve, args=(theirs, wanted, max_memory_bytes), name=name, daemon=True
        )
        self._photos = 0
        self._is_late = self._is_over = False
        try:
            with theirs:
                self._process.start()
        except BaseException:
            self._channel.close()
            raise

    @property
    def is_worn(self) -> bool:
        """Whether another one should take its place."""
        return self._is_over or self._photos >= _MOST_PHOTOS or not self._process.is_alive()

    def decode(self, data: bytes, min_edge: int, seconds: float, reserve: Reserve | None) -> DecodedPhoto:
        """Have a photo decoded.

        Args:
            data: The file's bytes.
            min_edge: As for `clipphotos.library.decoding.decode.decode`.
            seconds: Killed after so long, not counting the wait for memory.
            reserve: Gives memory; None if it is there.

        Raises:
            BadImage: What `decode` raises: the process goes on. Also ``image-crashed-decoder``,
                ``image-timed-out`` and ``image-out-of-memory``: then it has ended.
            NotStartedError: If it had ended before.
        """
        self._photos += 1
        try:
            with self._killed_after(seconds):
                self._channel.send_bytes(messages.request(min_edge))
        except OSError as error:
            raise NotStartedError from error
        try:
            with ExitStack() as memory:
                return self._converse(data, seconds, reserve or (lambda _pixels: nullcontext()), memory)
        except (EOFError, ConnectionError) as error:
            self._process.join(_GRACE_SECONDS)
            code = self._process.exitcode
            self.stop()
            if code == IDLE_CODE and self._photos > 1:
                raise NotStartedError from error
            raise BadImage(self._reason(code)) from error
        except (OSError, UnbelievableError) as error:
            self.stop()
            raise BadImage("image-timed-out" if self._is_late else "image-crashed-decoder") from error

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        if self._is_over:
            return
        self._is_over = True
        self._process.kill()
        self._process.join(_GRACE_SECONDS)
        self._channel.close()
        if self._process.exitcode is not None:
            self._process.close()

    def _converse(self, data: bytes, seconds: float, reserve: Reserve, memory: ExitStack) -> DecodedPhoto:
        until = time.monotonic() + seconds
        with self._killed_after(seconds):
            self._channel.send_bytes(data)
            answer = messages.read_answer(self._channel.recv_bytes(MOST_TEXT_BYTES))
        while isinstance(answer, int):
            asked = time.monotonic()
            # What it has decoded before, it has let go of.
            memory.close()
            memory.enter_context(reserve(answer))
            until += time.monotonic() - asked
            with self._killed_after(until - time.monotonic()):
                self._channel.send_bytes(messages.granted())
                answer = messages.read_answer(self._channel.recv_bytes(MOST_TEXT_BYTES))
        if isinstance(answer, BadImage):
            raise answer
        size, facts = answer
        with self._killed_after(_GRACE_SECONDS + max(0.0, until - time.monotonic())):
            pixels = self._channel.recv_bytes(size[0] * size[1] * 3)
        if len(pixels) != size[0] * size[1] * 3:
            raise UnbelievableError
        return DecodedPhoto(Image.frombytes("RGB", size, pixels), facts)

    @contextmanager
    def _killed_after(self, seconds: float) -> Generator[None]:
        """End the process unless the block is through in time; what waits for it then hears its end."""

        def kill() -> None:
            self._is_late = True
            self._process.kill()

        timer = threading.Timer(max(0.0, seconds), kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _reason(self, code: int | None) -> str:
        """Why it ended. Nobody but a system short of memory kills it from outside."""
        if self._is_late:
            return "image-timed-out"
        was_killed = code == -getattr(signal, "SIGKILL", 9)
        return "image-out-of-memory" if was_killed else "image-crashed-decoder"


class DecoderProcesses:
    """As many processes as there are threads asking; those that nobody asks end by themselves.

    Args:
        decoder: What decodes.
        max_memory_bytes: Address space that each may use.
    """

    def __init__(self, decoder: Decoder, max_memory_bytes: int) -> None:
        self._start = lambda: DecoderProcess(decoder, max_memory_bytes, "clipphotos-decode-many")
        self._idle: list[DecoderProcess] = []
        self._lock = threading.Lock()

    def decode(self, data: bytes, min_edge: int, seconds: float, reserve: Reserve | None) -> DecodedPhoto:
        """As `DecoderProcess.decode`; safe in several threads.

        Raises:
            BadImage: As there, and ``image-out-of-memory`` if no process can be started.
        """
        while True:
            try:
                process, is_fresh = self._borrow()
            except OSError as error:
                raise BadImage("image-out-of-memory") from error
            try:
                return process.decode(data, min_edge, seconds, reserve)
            except NotStartedError as error:
                if is_fresh:
                    raise BadImage("image-crashed-decoder") from error
            finally:
                self._give_back(process)

    def close(self) -> None:
        """End those that are idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for process in idle:
            process.stop()

    def _borrow(self) -> tuple[DecoderProcess, bool]:
        """A process, and whether it has only just been started."""
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if not process.is_worn:
                    return process, False
                process.stop()
        return self._start(), True

    def _give_back(self, process: DecoderProcess) -> None:
        if process.is_worn:
            process.stop()
            return
        with self._lock:
            self._idle.append(process)
