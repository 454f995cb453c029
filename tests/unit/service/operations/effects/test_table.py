"""Every effect has its definition, and nobody decides by the effect elsewhere."""

import ast
from pathlib import Path

from clipphotos.core.operations.operation import Effect
from clipphotos.service.operations import undo
from clipphotos.service.operations.effects.table import EFFECTS
from clipphotos.storage.operations.journal_rows import ANNOTATION_CHANGES, FILE_MOVES

OPERATIONS = Path(undo.__file__).parent


def test_every_effect_is_defined():
    assert EFFECTS.keys() == set(Effect)


def test_the_rows_of_effects_on_files_are_files():
    for effect, definition in EFFECTS.items():
        assert definition.table is (FILE_MOVES if effect.touches_files else ANNOTATION_CHANGES), effect


def test_no_case_goes_by_the_effect_but_in_the_table():
    """Neither does a final `else` tag or copy what it does not know."""
    for path in OPERATIONS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare | ast.Match):
                compared = ast.unparse(node)
                is_check_of_command = path.name == "run.py" and "command.effect not in" in compared
                assert "Effect." not in compared or is_check_of_command, (path, compared)
