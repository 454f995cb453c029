"""An X server without a monitor, a window manager, and a session bus with accessibility: all of one's own."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageGrab

NEEDED = ("Xvfb", "openbox", "xdotool", "dbus-daemon")
"""The programs that a desktop consists of; ``packaging/test`` installs them."""
WIDTH, HEIGHT = 1280, 800
END_SECONDS = 10

# No keys and no menu of the window manager's own: whatever is pressed or clicked reaches the program.
_WINDOW_MANAGER = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy></placement>
  <desktops><number>1</number></desktops>
  <keyboard></keyboard>
  <mouse>
    <context name="Client">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
    <context name="Titlebar">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
    <context name="Close">
      <mousebind button="Left" action="Click"><action name="Close"/></mousebind>
    </context>
  </mouse>
</openbox_config>
"""


@dataclass(frozen=True, slots=True)
class Screen:
    """A desktop that runs.

    Attributes:
        environment: What a program is started with to be on it, and to keep off the user's own folders.
        home: The home folder of whoever sits before it; the trash is in it.
    """

    environment: Mapping[str, str]
    home: Path

    def picture(self) -> Image.Image:
        """What is to be seen now."""
        return ImageGrab.grab(xdisplay=self.environment["DISPLAY"])


def missing_programs() -> list[str]:
    """The programs of a desktop that this machine lacks."""
    return [name for name in NEEDED if shutil.which(name) is None]


@contextmanager
def open_screen(folder: Path) -> Iterator[Screen]:
    """Run a desktop while the block runs.

    Args:
        folder: An empty folder for its home and its settings.
    """
    home, runtime = folder / "home", folder / "runtime"
    home.mkdir(parents=True)
    runtime.mkdir(mode=0o700)
    settings = folder / "openbox.xml"
    settings.write_text(_WINDOW_MANAGER)
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_DATA_HOME": str(home / "share"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        # It warns of what was read just when it went away.
        "QT_LOGGING_RULES": "qt.accessibility.atspi=false",
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "en",
        # Nothing is downloaded: whoever tries gets an answer at once.
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    for name in ("WAYLAND_DISPLAY", "NO_AT_BRIDGE", "XDG_CURRENT_DESKTOP"):
        environment.pop(name, None)
    with ExitStack() as stack, (folder / "desktop.log").open("wb") as log:
        # What screen readers' bus is started by ends with the bus that started it.
        bus = ["dbus-daemon", "--session", "--nofork", "--nopidfile"]
        environment["DBUS_SESSION_BUS_ADDRESS"] = _answer(
            stack, [*bus, "--print-address={}"], environment, log.fileno()
        )
        size = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
        number = _answer(
            stack, ["Xvfb", "-displayfd", "{}", *size, "-nolisten", "tcp"], environment, log.fileno()
        )
        environment["DISPLAY"] = f":{number}"
        manager = ["openbox", "--sm-disable", "--config-file", str(settings)]
        _start(stack, manager, environment, log.fileno())
        yield Screen(environment, home)


def _answer(stack: ExitStack, command: list[str], environment: Mapping[str, str], log: int) -> str:
    """Start a server that writes a line, once it can be used, into the pipe that ``{}`` stands for."""
    reading, writing = os.pipe()
    filled = [part.format(writing) if "{}" in part else part for part in command]
    _start(stack, filled, environment, log, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.readline().strip()
    if not answer:
        raise RuntimeError(f"{command[0]} did not start")
    return answer


def _start(
    stack: ExitStack, command: list[str], environment: Mapping[str, str], log: int, *passed: int
) -> None:
    server = subprocess.Popen(
        command, env=environment, pass_fds=passed, stdout=log, stderr=log, start_new_session=True
    )
    stack.callback(_end, server)


def _end(server: subprocess.Popen[bytes]) -> None:
    """End a server, and what it started."""
    with_children = os.getpgid(server.pid) if server.poll() is None else 0
    server.terminate()
    try:
        server.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    if with_children:
        try:
            os.killpg(with_children, signal.SIGTERM)
        except ProcessLookupError:
            return
