"""The built-in sets of prompt templates, from ``resources/prompts``."""

from dataclasses import dataclass

from clipphotos.inference.text.tables import resource_table


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """Templates that are used together.

    Attributes:
        name: ``label``, ``photo``, ``this-is``, ``imagenet`` or ``personal``.
        locale: Language of the labels they are made for, ``en`` or ``zh``.
        templates: With ``{label}`` where the label goes.
    """

    name: str
    locale: str
    templates: tuple[str, ...]


ENSEMBLE = "imagenet"
"""The 80 templates of the CLIP paper (Radford et al. 2021)."""


def template_sets(locale: str = "en") -> tuple[TemplateSet, ...]:
    """The sets of a language, the simplest first.

    Args:
        locale: ``en`` or ``zh``; the 80 templates of the CLIP paper are English only.
    """
    sets: dict[str, list[str]] = {}
    for row in resource_table("prompts", "templates.tsv"):
        if row["locale"] == locale:
            sets.setdefault(row["set"], []).append(row["template"])
    return tuple(TemplateSet(name, locale, tuple(templates)) for name, templates in sets.items())


def template_set(name: str, locale: str = "en") -> TemplateSet:
    """One set by its name.

    Raises:
        KeyError: If there is none.
    """
    for each in template_sets(locale):
        if each.name == name:
            return each
    raise KeyError(name)
