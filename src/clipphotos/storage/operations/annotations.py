"""What people say about photos, in the catalogue: tags by content, stars and flags by photo.

What was said follows a photo that is moved, copied or edited; ``docs/annotations.md`` lists what holds.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from clipphotos.core.operations.annotation import AnnotationKind, AnnotationValue, Flag, UserTag
from clipphotos.storage.catalogue import Catalogue


class PhotoWords(NamedTuple):
    """What is said about a photo as a whole, and the content that its tags are kept by.

    Attributes:
        content_hash: The content that was read last, also if its file cannot be read any more; empty while
            the photo was never read.
        rating: Stars, 0 for none.
        flag: Its flag.
    """

    content_hash: bytes
    rating: int
    flag: Flag


class TagWord(NamedTuple):
    """What is said about one tag of a content.

    Attributes:
        said: By a person.
        by_model: Whether a model says that the content has it.
    """

    said: UserTag = UserTag.NONE
    by_model: bool = False


NOTHING_SAID = TagWord()


def of_photos(catalogue: Catalogue, photo_ids: Collection[int]) -> dict[int, PhotoWords]:
    """What is said about photos as a whole, by id; those that are not in the catalogue are left out."""
    return {
        photo_id: PhotoWords(content_hash or b"", rating, Flag(flag))
        for photo_id, content_hash, rating, flag in catalogue.rows(
            """SELECT id, coalesce(content_hash, last_content), rating, flag FROM photo
            WHERE id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(photo_ids)),),
        )
    }


def of_tags(
    catalogue: Catalogue, content_hashes: Collection[bytes], terms: Collection[str]
) -> dict[tuple[bytes, str], TagWord]:
    """What is said about tags, by content and tag; those that nothing is said about are left out."""
    found: dict[tuple[bytes, str], TagWord] = {}
    for content_hash, term, source, by_model in catalogue.rows(
        f"""SELECT content_hash, term, source, model_id IS NOT NULL FROM photo_tag
        WHERE content_hash IN ({", ".join("?" * len(content_hashes))})
        AND term IN (SELECT value FROM json_each(?))""",
        (*content_hashes, json.dumps(list(terms))),
    ):
        said = UserTag.NONE if source == "auto" else UserTag(source)
        found[content_hash, term] = TagWord(said, bool(by_model))
    return found


def set_tags(catalogue: Catalogue, said: Mapping[tuple[bytes, str], UserTag]) -> None:
    """Record what a person says about tags, by content and tag, inside a transaction.

    Where nothing is said any more, what a model says counts again.
    """
    taken_back = [key for key, value in said.items() if value is UserTag.NONE]
    catalogue.execute_many(
        "DELETE FROM photo_tag WHERE content_hash = ? AND term = ? AND model_id IS NULL", taken_back
    )
    catalogue.execute_many(
        "UPDATE photo_tag SET source = 'auto' WHERE content_hash = ? AND term = ?", taken_back
    )
    catalogue.execute_many(
        """INSERT INTO photo_tag(content_hash, term, source) VALUES (?, ?, ?)
        ON CONFLICT (content_hash, term) DO UPDATE SET source = excluded.source""",
        ((*key, value) for key, value in said.items() if value is not UserTag.NONE),
    )


_SET_OF_PHOTO = {
    AnnotationKind.RATING: "UPDATE photo SET rating = ? WHERE id = ?",
    AnnotationKind.FLAG: "UPDATE photo SET flag = ? WHERE id = ?",
}


def set_of_photos(
    catalogue: Catalogue, kind: AnnotationKind, values: Iterable[tuple[AnnotationValue, int]]
) -> None:
    """Give photos their stars or flags, each with the photo's id, inside a transaction.

    Args:
        catalogue: The catalogue.
        kind: `AnnotationKind.RATING` or `AnnotationKind.FLAG`.
        values: The values with the photos.
    """
    catalogue.execute_many(_SET_OF_PHOTO[kind], values)


def adopt(catalogue: Catalogue, photo_id: int, content_hash: bytes) -> None:
    """Give a photo that is read for the first time the stars and flag of its content, inside a transaction.

    Others may have that content: copies made by other programs, and photos that were in the library before.
    Of several ratings the best counts, and a pick rather than a rejection. What the user has said about the
    photo itself already stays.
    """
    catalogue.execute(
        """UPDATE photo SET
            rating = CASE WHEN rating THEN rating ELSE coalesce(
                (SELECT max(rating) FROM photo WHERE content_hash = ?1 AND id != ?2),
                (SELECT rating FROM kept_annotation WHERE content_hash = ?1), 0) END,
            flag = CASE WHEN flag != '' THEN flag ELSE coalesce(
                (SELECT CASE WHEN count(*) THEN coalesce(min(nullif(flag, '')), '') END
                FROM photo WHERE content_hash = ?1 AND id != ?2),
                (SELECT flag FROM kept_annotation WHERE content_hash = ?1), '') END
        WHERE id = ?2 AND (rating = 0 OR flag = '')""",
        (content_hash, photo_id),
    )
    # The photo has them now; taken away from it, they must not come back by themselves.
    catalogue.execute("DELETE FROM kept_annotation WHERE content_hash = ?", (content_hash,))


def take_over(catalogue: Catalogue, from_id: int, to_id: int) -> None:
    """Let what was said about one photo count for another that stands for the same file, in a transaction.

    What the journal tells of the first goes on with the second.
    """
    catalogue.execute(
        """UPDATE photo SET
            rating = coalesce((SELECT nullif(rating, 0) FROM photo WHERE id = ?1), rating),
            flag = coalesce((SELECT nullif(flag, '') FROM photo WHERE id = ?1), flag)
        WHERE id = ?2""",
        (from_id, to_id),
    )
    for table in ("file_move", "annotation_change"):
        catalogue.execute(f"UPDATE {table} SET photo_id = ? WHERE photo_id = ?", (to_id, from_id))
