"""Numbers, durations, sizes and dates as the user's language writes them."""

import re
from html import escape
from pathlib import PurePath

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimeZone

from clipphotos.core.visible_text import visible


def number(value: int) -> str:
    """A whole number with thousands separators."""
    return QLocale().toString(value)


def speed(per_second: float) -> str:
    """Photos a second, with one decimal while there are few."""
    return QLocale().toString(per_second, "f", 0 if per_second >= 10 else 1)


def file_size(size: int) -> str:
    """A file's size."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def unequal_sizes(needed: int, free: int) -> tuple[str, str]:
    """Two sizes that differ, as texts that do, too: with as many decimals as that takes, or in bytes."""
    traditional = QLocale.DataSizeFormat.DataSizeTraditionalFormat
    for decimals in range(1, 4):
        texts = [QLocale().formattedDataSize(size, decimals, traditional) for size in (needed, free)]
        if texts[0] != texts[1]:
            return texts[0], texts[1]
    return _Words().exact_bytes(needed), _Words().exact_bytes(free)


class _Words(QObject):
    """Sentences that hold a number; `tr` is what finds plural forms."""

    def minutes(self, count: int) -> str:
        return self.tr("%n minute(s) left", "", count)

    def hours(self, count: int) -> str:
        return self.tr("about %n hour(s) left", "", count)

    def photos(self, count: int) -> str:
        return self.tr("%Ln photo(s)", "", count)

    def exact_bytes(self, count: int) -> str:
        return self.tr("{count} bytes").format(count=number(count))

    def soon(self) -> str:
        return self.tr("less than a minute left")


def time_left(seconds: float) -> str:
    """A rough time to go; rougher the longer it is, because it is an estimate."""
    if seconds < 60:
        return _Words().soon()
    minutes = round(seconds / 60)
    return _Words().minutes(minutes) if minutes < 90 else _Words().hours(round(minutes / 60))


def photo_count(count: int) -> str:
    """How many photos."""
    return _Words().photos(count)


def date_and_time(moment: QDateTime) -> str:
    """A date and time, short, but with the whole year: two digits would leave open which century is meant."""
    shortest = QLocale().dateTimeFormat(QLocale.FormatType.ShortFormat)
    return QLocale().toString(moment, re.sub(r"(?<!y)yy(?!y)", "yyyy", shortest))


def taken(seconds: float) -> str:
    """The camera's date and time; its clock is kept as if it were UTC."""
    return date_and_time(QDateTime.fromSecsSinceEpoch(int(seconds), QTimeZone.utc()))


def modified(mtime_ns: int) -> str:
    """A file's modification date and time, in local time."""
    return date_and_time(QDateTime.fromSecsSinceEpoch(mtime_ns // 1_000_000_000))


def name_text(path: PurePath) -> str:
    """The name of a file or folder, on one line whatever is in it: to show it, never to find it again."""
    return visible(path.name or str(path))


def path_text(path: PurePath) -> str:
    """A whole path, as `name_text`."""
    return visible(str(path))


def tooltip(text: str) -> str:
    """Text for a tooltip; a file may be called ``<img src=x>.jpg``, and tooltips would render that."""
    return "<span>" + escape(text).replace("\n", "<br>") + "</span>"


def menu_text(text: str) -> str:
    """Text for a menu entry or button, in which ``&`` would be an accelerator."""
    return text.replace("&", "&&")
