"""What a program leaves behind when it stumbled: lines on standard error, and errors in its log."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

_ERROR = re.compile(r" (ERROR|CRITICAL) |^Traceback|internal-error|^Fatal Python error")
_OF_DECODERS = "decoders.log"
"""What C libraries say of photos that are damaged."""
_HELD_BACK = re.compile(
    # What the X server says to a program that is killed, and what a session bus says of itself.
    r"^(X connection to|XIO:|\s+after \d+ requests)"
)


@dataclass
class Logbook:
    """Reads on in the files of a log, and in what the program wrote to standard error.

    Attributes:
        logs: The folder of the log.
        stderr: The file that standard error goes to.
        expected: What the lines of standard error look like that are no fault.
    """

    logs: Path
    stderr: Path
    expected: re.Pattern[str] = re.compile(r"(?!)")
    _read: dict[int, int] = field(default_factory=dict)

    def news(self) -> list[str]:
        """What went wrong since the last time, one text each."""
        lines = [line for line in self._lines(self.stderr) if line.strip() and not _HELD_BACK.match(line)]
        found = [line for line in lines if not self.expected.search(line)]
        texts = ["on standard error: " + "\n".join(found)] if found else []
        for path in sorted(self.logs.glob("*.log*")) if self.logs.is_dir() else []:
            if path.name.startswith(_OF_DECODERS):
                continue
            lines = self._lines(path)
            bad = [number for number, line in enumerate(lines) if _ERROR.search(line)]
            if bad:
                texts.append(f"in {path.name}: " + "\n".join(lines[bad[0] : bad[-1] + 25]))
        return texts

    def _lines(self, path: Path) -> list[str]:
        """The whole lines that are new in a file, also after it was given another name."""
        try:
            with path.open("rb") as file:
                state = os.fstat(file.fileno())
                number, read = state.st_ino, self._read.get(state.st_ino, 0)
                # One that was begun anew is read from its start.
                read = read if read <= state.st_size else 0
                file.seek(read)
                text = file.read()
        except OSError:
            return []
        whole = text[: text.rfind(b"\n") + 1]
        self._read[number] = read + len(whole)
        return whole.decode("utf-8", "replace").splitlines()
