"""How things stand, without loading a model."""

from clipphotos.core.errors import ErrorReport
from clipphotos.core.jobs import JobSteps, Progress, Stage, Step
from clipphotos.inference.embedders import graphics
from clipphotos.service.context import ServiceContext
from clipphotos.service.protocol.library import GetStatus, Status
from clipphotos.service.protocol.skipped_photo import SkippedPhoto
from clipphotos.service.tags.tagger import tags_automatically
from clipphotos.storage import photos, roots, settings, vectors
from clipphotos.storage.indexing import unlisted_folders


def get_status(context: ServiceContext, _command: GetStatus, progress: Progress) -> JobSteps[Status]:
    """See `GetStatus`."""
    progress.step(Stage.STATUS, 0, 1)
    yield Step.WORKED
    catalogue = context.catalogue
    models = context.models.all()
    model = next((info for info in models if info.current), models[0])
    used = vectors.last_used(catalogue, model.name)
    segments = settings.saved_segments(catalogue, used[0]) if used else []
    index_files = [context.locations.indexes / segment.file_name for segment in segments]
    device = used[2] if used else ""
    told = context.models.fallback_reason(used[0]) if used else None
    return Status(
        data_dir=context.locations.root,
        roots=roots.all_roots(catalogue),
        photos_by_state=photos.count_by_state(catalogue),
        searchable=vectors.count_searchable(catalogue, used[0]) if used else 0,
        skipped=(
            *(
                SkippedPhoto(path, error, is_folder=True)
                for path, error in unlisted_folders.unlistable(catalogue)
            ),
            *(
                SkippedPhoto(photo.path, ErrorReport(photo.error_code, {"detail": photo.error_detail}))
                for photo in photos.unreadable(catalogue)
            ),
        ),
        noted=tuple(SkippedPhoto(photo.path, ErrorReport(photo.note)) for photo in photos.noted(catalogue)),
        excluded=tuple(unlisted_folders.left_out(catalogue)),
        model=model,
        models=models,
        device=device,
        index_size=vectors.count(catalogue, used[0]) if used else 0,
        index_bytes=sum(file.stat().st_size for file in index_files if file.exists()),
        backend=context.backend,
        automatic_tags=tags_automatically(catalogue),
        fallback_reason=graphics.why_unused(device, told, context.backend),
    )
