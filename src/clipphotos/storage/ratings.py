"""Ratings in the catalogue: stars that a photo keeps wherever its file goes, and when its file is edited."""

from clipphotos.storage.catalogue import Catalogue


def rating_of(catalogue: Catalogue, photo_id: int | None) -> int | None:
    """The stars of a photo, 0 for none; None if it is not in the catalogue."""
    return catalogue.value("SELECT rating FROM photo WHERE id = ?", (photo_id,))


def set_rating(catalogue: Catalogue, photo_id: int | None, rating: int) -> None:
    """Give a photo stars, 1 to 5, or none, 0; inside a transaction."""
    catalogue.execute("UPDATE photo SET rating = ? WHERE id = ?", (rating, photo_id))


def adopt(catalogue: Catalogue, photo_id: int, content_hash: bytes) -> None:
    """Rate a photo that is read for the first time like others of its content, inside a transaction.

    Such are its copies made by other programs, and photos that were in the library before. One that the user
    rated already stays as it is.
    """
    catalogue.execute(
        """UPDATE photo SET rating = coalesce(
            (SELECT max(rating) FROM photo WHERE content_hash = ?1 AND id != ?2),
            (SELECT rating FROM kept_rating WHERE content_hash = ?1), 0)
        WHERE id = ?2 AND rating = 0""",
        (content_hash, photo_id),
    )
