"""Text made fit to be shown, or to be kept as a name: every character of it can be seen, on one line."""

import re
import unicodedata

# Joiners (U+200C, U+200D) are left alone: emoji, Persian and the scripts of India are written with them.
_UNSEEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters: line breaks, and what steers a terminal
    "\u2028\u2029"  # line and paragraph separators
    "\u061c\u200e\u200f\u202a-\u202e"  # change the direction of what follows, as some below do
    "\xad\u180e\u200b\u2060-\u206f\ufeff\ufff9-\ufffb"  # take no room: two names look the same
    "\ud800-\udfff"  # bytes that are no UTF-8, and halves of letters
    "]"
)
_JOINERS = "\u200c\u200d"
_SPACES = frozenset({"Cc", "Zl", "Zp"})
_DISGUISES = frozenset({"Cf", "Cs", "Co"})
"""Format characters and halves of surrogate pairs: a text turned round, or nothing at all."""
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    r"""A text in which what cannot be seen is written out, such as ``\n`` or ``\x1b``; for people only."""
    # Nearly every text is printable, which is quickly told.
    return text if text.isprintable() else _UNSEEN.sub(_written_out, text)


def plain_line(text: str) -> str:
    """A text as a name is kept: composed, nothing invisible, one space for all that parts words."""
    composed = unicodedata.normalize("NFC", text)
    kept = (
        " " if unicodedata.category(each) in _SPACES else each
        for each in composed
        if unicodedata.category(each) not in _DISGUISES or each in _JOINERS
    )
    return " ".join("".join(kept).split()).strip(_JOINERS + " ")


def escaped_in_json(json_text: str) -> str:
    """JSON that means the same, with what cannot be seen escaped as JSON escapes it; line breaks stay."""
    return _UNSEEN.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", json_text)


def _written_out(found: re.Match[str]) -> str:
    letter = found[0]
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00  # the byte that Python keeps there
    return _SHORT.get(letter) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
