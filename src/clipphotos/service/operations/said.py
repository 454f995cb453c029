"""What is said about the photos that an operation annotates, read for many of them at once."""

from collections.abc import Collection
from dataclasses import dataclass, field

from clipphotos.core.operations.annotation import AnnotationField, AnnotationKind, AnnotationValue, UserTag
from clipphotos.storage.catalogue import Catalogue
from clipphotos.storage.operations import annotations
from clipphotos.storage.operations.annotations import NOTHING_SAID, PhotoWords, TagWord
from clipphotos.storage.operations.journal_rows import ChangeRow

TagKey = tuple[bytes, str]
"""A content and a tag."""


@dataclass(slots=True)
class SaidAboutPhotos:
    """What is said about some photos.

    Attributes:
        photos: By id; a photo that is not in the catalogue any more is missing.
        tags: By content and tag.
        tags_before: Of the tags that the operation has changed so far, what was said before it. Photos of one
            content share their tags: what one of them was given is no word of somebody else's.
        just_before: Of the rows done last, by key, what was said just before them.
    """

    photos: dict[int, PhotoWords] = field(default_factory=dict[int, PhotoWords])
    tags: dict[TagKey, TagWord] = field(default_factory=dict[TagKey, TagWord])
    tags_before: dict[TagKey, UserTag] = field(default_factory=dict[TagKey, UserTag])
    just_before: dict[int, AnnotationValue] = field(default_factory=dict[int, AnnotationValue])

    def content_of(self, row: ChangeRow) -> bytes:
        """The content that a photo has now; that of a photo which is gone, as it was then."""
        photo = None if row.photo_id is None else self.photos.get(row.photo_id)
        return photo.content_hash or row.content_hash if photo is not None else row.content_hash

    def value(self, row: ChangeRow) -> AnnotationValue | None:
        """What is said now about what a row changes; None if the photo that it is said of is gone."""
        kind, term = row.change.field.kind, row.change.field.term
        if kind is AnnotationKind.TAG:
            return self.tags.get((self.content_of(row), term), NOTHING_SAID).said
        photo = None if row.photo_id is None else self.photos.get(row.photo_id)
        if photo is None:
            return None
        return photo.rating if kind is AnnotationKind.RATING else photo.flag

    def changed_tag(self, row: ChangeRow) -> UserTag | None:
        """What was said about a row's tag before the operation changed it; None if it has not."""
        return self.tags_before.get((self.content_of(row), row.change.field.term))

    def say(self, row: ChangeRow) -> None:
        """Note what will be said once a row is committed."""
        kind, term = row.change.field.kind, row.change.field.term
        if kind is AnnotationKind.TAG:
            key = (self.content_of(row), term)
            known = self.tags.get(key, NOTHING_SAID)
            self.tags_before.setdefault(key, known.said)
            self.tags[key] = TagWord(UserTag(row.change.after), known.by_model)
        elif row.photo_id is not None:
            photo = self.photos[row.photo_id]
            name = "rating" if kind is AnnotationKind.RATING else "flag"
            self.photos[row.photo_id] = photo._replace(**{name: row.change.after})


def said_about(
    catalogue: Catalogue,
    photo_ids: Collection[int],
    fields: Collection[AnnotationField],
    contents: Collection[bytes] = (),
) -> SaidAboutPhotos:
    """What is said about photos: one question for them, and one for all their tags.

    Args:
        catalogue: The catalogue.
        photo_ids: The photos.
        fields: What is asked about them.
        contents: Other contents whose tags are asked about.
    """
    photos = annotations.of_photos(catalogue, photo_ids)
    terms = {each.term for each in fields if each.kind is AnnotationKind.TAG}
    asked = {photo.content_hash for photo in photos.values()}.union(contents) - {b""}
    return SaidAboutPhotos(photos, annotations.of_tags(catalogue, asked, terms) if terms and asked else {})


def said_about_rows(catalogue: Catalogue, rows: Collection[ChangeRow]) -> SaidAboutPhotos:
    """What is said about what some rows change."""
    return said_about(
        catalogue,
        {row.photo_id for row in rows if row.photo_id is not None},
        {row.change.field for row in rows},
        {row.content_hash for row in rows},
    )
