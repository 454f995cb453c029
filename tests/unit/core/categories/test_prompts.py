"""Labels and templates become sentences."""

import pytest

from clipphotos.core.categories.prompts import (
    check_label,
    check_template,
    label_of_folder,
    mixed_prompts,
    prompt,
    prompts,
    singular,
)
from clipphotos.core.errors import KnownError


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("cat", "a photo of a cat"),
        ("apple", "a photo of an apple"),
        ("hour glass", "a photo of an hour glass"),
        ("unicorn", "a photo of a unicorn"),
        ("umbrella", "a photo of an umbrella"),
        ("uninhabited island", "a photo of an uninhabited island"),
        ("European robin", "a photo of a European robin"),
        ("one-way street", "a photo of a one-way street"),
        ("roses", "a photo of roses"),
        ("dogs on a beach", "a photo of dogs on a beach"),
        ("dog in the woods", "a photo of a dog in the woods"),
        ("bus", "a photo of a bus"),
        ("glass", "a photo of a glass"),
        ("food", "a photo of food"),
        ("my cat", "a photo of my cat"),
        ("the Eiffel tower", "a photo of the Eiffel tower"),
        ("an owl", "a photo of an owl"),
        ("猫", "a photo of 猫"),
        ("🐈", "a photo of 🐈"),
        ("قطة", "a photo of قطة"),
    ],
)
def test_the_article_fits_the_label(label: str, sentence: str):
    assert prompt(label, "a photo of a {label}") == sentence


def test_only_the_article_of_the_label_is_touched():
    assert prompt("roses", "a bad photo of the {label}.") == "a bad photo of the roses."
    assert prompt("my cat", "a bad photo of the {label}.") == "a bad photo of my cat."
    assert prompt("owl", "A {label} at night") == "An owl at night"
    assert prompt("owl", "{label}") == "owl"
    assert prompt("owl", "{owner}'s {label}") == "{owner}'s owl"


def test_a_label_with_braces_is_a_label():
    assert prompts("{label}", ["a {label}", "{label}{label}"]) == ["{label}", "{label}{label}"]


def test_a_template_needs_a_place_for_the_label():
    assert check_template(" a photo of a {} ") == "a photo of a {label}"
    with pytest.raises(KnownError) as caught:
        check_template("a photo")
    assert caught.value.error_code == "template-without-label"


def test_labels_are_checked():
    assert check_label("  two   words ") == "two words"
    assert check_label("x" * 500) == "x" * 500
    for label, code in (("  \n", "label-empty"), ("x" * 501, "label-too-long")):
        with pytest.raises(KnownError) as caught:
            check_label(label)
        assert caught.value.error_code == code


@pytest.mark.parametrize(
    ("folder", "label"),
    [
        ("Bamboo_Forest", "bamboo forest"),
        ("t-shirt--red", "t shirt red"),
        ("猫", "猫"),
        ("__", ""),
        ("red\x1b[31m\x07cats", "red [31m cats"),
        ("cats\nand\tdogs", "cats and dogs"),
        ("c1\x9bcontrol\x85", "c1 control"),
        ("\u202esgod", "sgod"),
        ("ca\u200bts\ufeff", "cats"),
        ("cafe\u0301", "caf\xe9"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x01\u2060", ""),
    ],
)
def test_folder_names_are_labels(folder: str, label: str):
    assert label_of_folder(folder) == label


def test_labels_of_folders_whose_names_are_no_utf8_can_be_kept():
    assert label_of_folder("Caf\udce9_\udce8") == "caf\\xe9 \\xe8"


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("cats", "cat"),
        ("daisies", "daisy"),
        ("Cherry trees", "Cherry tree"),
        ("beaches", "beach"),
        ("boxes", "box"),
        ("movies", "movie"),
        ("tomatoes", "tomato"),
        ("horses", "horse"),
        ("glasses", "glass"),
        ("my children", "my child"),
        ("knives", "knife"),
    ],
)
def test_many_are_said_as_one(many: str, one: str):
    assert singular(many) == one


@pytest.mark.parametrize(
    "label",
    [
        "cat",
        "bus",
        "grass",
        "gas",
        "chess",
        "tennis",
        "christmas",
        "snow",
        "猫",
        "🐈",
        "dogs on a beach at night",
        "",
        "s",
    ],
)
def test_what_is_no_plural_stays(label: str):
    assert singular(label) == label


def test_every_other_prompt_says_one():
    templates = ("a photo of a {label}", "many {label}", "my {label}")
    assert mixed_prompts("cats", templates) == ["a photo of cats", "many cat", "my cats"]
    assert mixed_prompts("cats", templates[:1]) == ["a photo of cats", "a photo of a cat"]
    assert mixed_prompts("cat", templates) == prompts("cat", templates)
