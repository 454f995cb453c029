"""What makes a category, and what is refused."""

import pytest

from clipphotos.core.categories.category import LEARNABLE, MOST_LABELS, CategoryScore, new_category
from clipphotos.core.errors import KnownError

MANY = tuple(map(str, range(MOST_LABELS)))


def test_a_name_is_the_label_where_there_is_none():
    category = new_category("  Cats ")
    assert (category.category_id, category.name, category.labels) == (0, "Cats", ("Cats",))
    assert (category.folder, category.template, category.colour) == ("", "", "")


def test_a_label_counts_once_whatever_its_case():
    assert new_category("x", ("cat", "Dog", "CAT", " dog ", "bird")).labels == ("cat", "Dog", "bird")
    assert set(new_category("x", (*MANY, "0")).labels) == set(MANY)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"labels": (*MANY, "one more")}, "too-many-labels"),
        ({"labels": ("cat", " ")}, "label-empty"),
        ({"threshold": -0.01}, "threshold-out-of-range"),
        ({"threshold": 1.01}, "threshold-out-of-range"),
        ({"threshold": 0.0}, None),
        ({"threshold": None}, None),
        ({"threshold": 1.0}, None),
        ({"template": "a photo"}, "template-without-label"),
        ({"template": "  "}, None),
        ({"colour": "#12345"}, "colour-unknown"),
        ({"colour": "#1234567"}, "colour-unknown"),
        ({"colour": "#12345g"}, "colour-unknown"),
        ({"colour": "#12ABef"}, None),
        ({"folder": "Trips/{nonsense}"}, "pattern-unknown"),
        ({"folder": "Trips/{year}"}, None),
    ],
)
def test_the_limits(options: dict[str, object], code: str | None):
    if code is None:
        category = new_category("x" * 60, **options)  # type: ignore[arg-type]
        assert category.threshold == options.get("threshold")
        assert category.colour == str(options.get("colour", "")).lower()
        assert category.template == ""
        return
    with pytest.raises(KnownError) as caught:
        new_category("x" * 60, **options)  # type: ignore[arg-type]
    report = caught.value.report()
    assert report.code == code
    if code == "too-many-labels":
        assert report.params == {"name": "x" * 40, "limit": str(MOST_LABELS)}


def test_white_space_around_folder_and_template_is_no_part_of_them():
    category = new_category("x", folder=" pets ", template=" a {} toy ")
    assert (category.folder, category.template) == ("pets", "a {label} toy")


@pytest.mark.parametrize(("recognised", "is_learnable"), [(LEARNABLE, True), (LEARNABLE - 0.01, False)])
def test_whether_it_is_worth_sorting_by_machine(recognised: float, is_learnable: bool):
    assert CategoryScore("x", 4, recognised, "").is_learnable is is_learnable
