"""Showing: thumbnails and previews made on demand, so that the window itself never decodes a file."""

from clipphotos.core.errors import BadImage, KnownError
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.core.photo import Photo, PhotoState
from clipphotos.library.content import FileContent, read_content
from clipphotos.library.decoding.decode import DecodedPhoto
from clipphotos.library.isolated import decode_isolated, decode_of_any_size
from clipphotos.library.thumbnails import THUMBNAIL_EDGE, encode_preview, encode_thumbnail
from clipphotos.service.context import ServiceContext
from clipphotos.service.protocol.showing import MakePreview, MakeThumbnails, Preview
from clipphotos.storage import photos


def make_thumbnails(
    context: ServiceContext, command: MakeThumbnails, progress: Progress
) -> JobSteps[tuple[int, ...]]:
    """See `MakeThumbnails`."""
    made: list[int] = []
    for done, photo_id in enumerate(command.photo_ids):
        if _make_thumbnail(context, photo_id):
            made.append(photo_id)
        progress.step(Stage.THUMBNAILS, done + 1, len(command.photo_ids))
        yield Step.WORKED
    return tuple(made)


def make_preview(context: ServiceContext, command: MakePreview, progress: Progress) -> JobSteps[Preview]:
    """See `MakePreview`.

    Raises:
        BadImage: If the photo cannot be decoded.
        KnownError: ``photo-not-found``.
    """
    progress.step(Stage.PREVIEW, 0, 1)
    yield Step.WORKED
    photo = photos.photos_by_id(context.catalogue, [command.photo_id]).get(command.photo_id)
    if photo is None or not photo.path.exists():
        raise KnownError("photo-not-found", path=str(photo.path) if photo else "")
    if photo.state is PhotoState.UNREADABLE and photo.error_code in photos.DANGEROUS:
        raise BadImage(photo.error_code)
    _, decoded = _decode(context, photo, command.edge)
    jpeg = encode_preview(decoded.image, command.edge)
    return Preview(photo.id, jpeg, decoded.facts.width, decoded.facts.height)


def _make_thumbnail(context: ServiceContext, photo_id: int) -> bool:
    """Make a photo's thumbnail unless there is one; False if it cannot be decoded."""
    photo = photos.photos_by_id(context.catalogue, [photo_id]).get(photo_id)
    if photo is None or photo.state is PhotoState.UNREADABLE or context.thumbnails is None:
        return False
    if photo.content_hash and context.thumbnails.has(photo.content_hash):
        return True
    try:
        content, decoded = _decode(context, photo, THUMBNAIL_EDGE)
    except BadImage:
        return False  # indexing will say why
    context.thumbnails.put([(content.content_hash, encode_thumbnail(decoded.image))])
    if content.content_hash != photo.content_hash:
        with context.catalogue.transaction():
            photos.set_content(context.catalogue, photo_id, content.content_hash)
    return True


def _decode(context: ServiceContext, photo: Photo, edge: int) -> tuple[FileContent, DecodedPhoto]:
    if photo.id in photos.suspects(context.catalogue):
        return decode_isolated(photo.path, edge)
    with context.recorder.decoding(photo.id):
        content = read_content(photo.path)
        return decode_of_any_size(photo.path, content, edge)
