"""What tags are called: stored in English, translated where they are shown."""

from clipphotos.core.tags.photo_tags import TagName
from clipphotos.inference.text.vocabulary import concepts_by_name


def tag_name(term: str) -> TagName:
    """What a tag is called; the user's own words are the same in every language."""
    concept = concepts_by_name().get(term)
    return TagName(term, concept.zh if concept else "")


def joined_terms(terms: str, *, in_chinese: bool) -> str:
    """The tags that the history keeps of an operation, for a reader of one of the languages.

    Args:
        terms: As the catalogue has them: stored terms with commas between them.
        in_chinese: Whether the reader reads Chinese.
    """
    if not in_chinese:
        return terms
    return "、".join(tag_name(term).zh or term for term in terms.split(", "))
