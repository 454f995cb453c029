"""What is asked before there is a window, if the data folder may be somebody else's work."""

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from clipphotos import app
from clipphotos.storage.locations import DataLocations
from support.dialogs import when_asked


@pytest.mark.skipif(os.name != "posix", reason="nothing is asked there")
@pytest.mark.parametrize("trusts", [True, False])
def test_a_folder_that_others_may_write_to_is_opened_if_the_user_says_so(
    qapp: QApplication, tmp_path: Path, trusts: bool
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o777)
    said: list[str] = []

    def answer(box: QMessageBox) -> None:
        said.append(box.informativeText())
        button = next(each for each in box.buttons() if (each is not box.escapeButton()) == trusts)
        assert box.defaultButton() is box.escapeButton()
        button.click()

    when_asked(answer)
    opened = app.open_data_folder(DataLocations(folder))
    assert str(folder) in said[0]
    assert opened == (DataLocations(folder, is_trusted=True) if trusts else None)
    assert list(folder.iterdir()) == [] or trusts
    assert oct(folder.stat().st_mode)[-3:] == ("700" if trusts else "777")
    # The next time there is nothing to ask.
    if trusts:
        assert app.open_data_folder(DataLocations(folder)) == DataLocations(folder)
