"""From a label and a template to the sentence a model reads: "a photo of a {label}" → "a photo of an apple".

Prompts that sound like captions are understood better than bare words (Radford et al. 2021, §3.1.4).
"""

import re
from collections.abc import Sequence

from clipphotos.core.errors import KnownError
from clipphotos.core.visible_text import plain_line, visible

PLACEHOLDER = "{label}"
LONGEST_LABEL = 500
"""Characters; no model reads as many."""

_ARTICLE_BEFORE_LABEL = re.compile(r"\b(an?|the)\s+\{label\}", re.IGNORECASE)
_OWN_DETERMINER = re.compile(
    r"(an?|the|my|your|our|his|her|their|this|that|these|those|some|no|two|three)\s", re.IGNORECASE
)
_VOWEL_SOUND = re.compile(r"[aeiou]|hour|heir|honest|honou?r", re.IGNORECASE)
_CONSONANT_SOUND = re.compile(r"eu|ewe|one\b|once\b|uni(?!n|m)|us[aeu]|ut[ei]|ufo|ukulele", re.IGNORECASE)
_SINGULAR_IN_S = re.compile(
    r"(ss|us|is|ous|bus|gas|lens|atlas|canvas|tennis|christmas|swiss|chaos|pancreas)$", re.IGNORECASE
)
_UNCOUNTABLE_WORDS = (
    "art beer bread cheese clothing coffee equipment fire fog food fruit furniture grass hair homework"
    " jewellery jewelry juice lightning luggage mail meat milk money moss music nature paper pasta pottery"
    " rain rice sand seafood sky snow soup sport steak sushi tea text traffic underwear water weather"
    " wine wood people men women children mice geese feet teeth sheep"
)
_UNCOUNTABLE = frozenset(_UNCOUNTABLE_WORDS.split())
MOST_WORDS_OF_A_NAME = 3
"""Longer labels are descriptions; their last word need not be what they are about."""
_IRREGULAR = {
    "people": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "mice": "mouse",
    "geese": "goose",
    "feet": "foot",
    "knives": "knife",
    "leaves": "leaf",
    "wolves": "wolf",
    "shelves": "shelf",
    "loaves": "loaf",
}
_ENDINGS = (
    ("ovies", "ovie"),
    ("ookies", "ookie"),
    ("ies", "y"),
    ("sses", "ss"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("xes", "x"),
    ("toes", "to"),
    ("s", ""),
)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


def label_of_folder(name: str) -> str:
    """What a folder's name says: lower case, ``_`` and ``-`` as spaces; what is no UTF-8 is written out."""
    words = re.sub(r"[_\-]+", " ", name).lower()
    return plain_line(re.sub("[\ud800-\udfff]", lambda found: visible(found[0]), words))


def check_template(template: str) -> str:
    """A template without surrounding space; ``{}`` stands for ``{label}``.

    Raises:
        KnownError: ``template-without-label`` if there is no place for the label.
    """
    cleaned = template.strip().replace("{}", PLACEHOLDER)
    if PLACEHOLDER not in cleaned:
        raise KnownError("template-without-label", template=template)
    return cleaned


def check_label(label: str) -> str:
    """A label without needless space.

    Raises:
        KnownError: ``label-empty``, or ``label-too-long`` from 501 characters on.
    """
    cleaned = " ".join(label.split())
    if not cleaned:
        raise KnownError("label-empty")
    if len(cleaned) > LONGEST_LABEL:
        raise KnownError("label-too-long", label=cleaned[:40], limit=LONGEST_LABEL)
    return cleaned


def prompts(label: str, templates: Sequence[str]) -> list[str]:
    """One prompt a template, in their order; see `prompt`."""
    return [prompt(label, template) for template in templates]


def mixed_prompts(label: str, templates: Sequence[str]) -> list[str]:
    """As `prompts`, but a label for many of something is said for one of it in every other prompt.

    A photo shows one cat or several; the starter model knows "daisy" far better than "daisies", and both
    together as well (flowers of the sample photos by names in the plural: 0.864 → 0.876).
    """
    forms = (label, singular(label))
    if forms[0] == forms[1]:
        return prompts(label, templates)
    if len(templates) < len(forms):
        return [text for form in forms for text in prompts(form, templates)]
    return [prompt(forms[number % len(forms)], template) for number, template in enumerate(templates)]


def singular(label: str) -> str:
    """An English label for many of something as one of it; any other label as it is."""
    words = label.split(" ")
    if not _LATIN.match(label) or len(words) > MOST_WORDS_OF_A_NAME:
        return label
    last = words[-1].lower()
    one = _IRREGULAR.get(last)
    is_many = len(last) > 3 and last.endswith("s") and not _SINGULAR_IN_S.search(last)
    if one is None and is_many and last not in _UNCOUNTABLE:
        one = next((last[: -len(end)] + new for end, new in _ENDINGS if last.endswith(end)), None)
    return " ".join([*words[:-1], one]) if one else label


def prompt(label: str, template: str) -> str:
    """Put a label in a template.

    An article just before the place of the label is made to fit: "an apple", and none before plurals, before
    what cannot be counted, and before a label that brings its own.

    Args:
        label: As the user wrote it.
        template: Holds ``{label}``; nothing else in braces is looked at.
    """
    template = _ARTICLE_BEFORE_LABEL.sub(lambda match: _article(match[1], label) + PLACEHOLDER, template)
    return template.replace(PLACEHOLDER, label)


def _article(article: str, label: str) -> str:
    """The article and a space, or nothing."""
    if not _LATIN.match(label) or _OWN_DETERMINER.match(f"{label} "):
        return ""
    if article.lower() == "the":
        return f"{article} "
    if _is_plural(label):
        return ""
    is_vowel = _VOWEL_SOUND.match(label) and not _CONSONANT_SOUND.match(label)
    return f"{article[0]}n " if is_vowel else f"{article[0]} "


def _is_plural(label: str) -> bool:
    """Whether a label takes no "a": many of something, or something that cannot be counted."""
    # "dogs on a beach" is about dogs: the noun stands before the first preposition.
    noun = re.split(r"\s(?:of|in|on|at|with|from|under|near)\s", label.lower())[0].split()[-1]
    return noun in _UNCOUNTABLE or (noun.endswith("s") and not _SINGULAR_IN_S.search(noun))
