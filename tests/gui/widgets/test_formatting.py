"""Numbers, sizes and dates as people read them."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from clipphotos.gui.widgets.formatting import modified, taken, unequal_sizes

YEARS = (1899, 1970, 1999, 2024, 2099)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("locale", ["en_US", "en_GB", "zh_CN", "de_DE", "fr_FR", "ja_JP", "pt_BR", "C"])
def test_a_year_has_four_digits_in_every_language(qapp: QApplication, year: int, locale: str) -> None:
    QLocale.setDefault(QLocale(locale))
    moment = datetime(year, 9, 29, 12, 0, tzinfo=UTC).timestamp()
    assert str(year) in taken(moment)
    assert str(year) in modified(int(moment) * 1_000_000_000)


def test_equal_sizes_are_never_made_up(qapp: QApplication) -> None:
    assert unequal_sizes(3 << 20, 2 << 20) == ("3.0 MB", "2.0 MB")
    assert unequal_sizes(300_001, 300_000) == ("292.970 kB", "292.969 kB")
    assert unequal_sizes(3_000_001, 3_000_000) == ("3,000,001 bytes", "3,000,000 bytes")
