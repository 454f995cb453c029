"""What can be asked of the photo service: picklable frozen dataclasses, nothing else."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.category import USUAL_THRESHOLD
from clipphotos.core.operation import Effect
from clipphotos.core.search import SearchQuery
from clipphotos.core.sort_plan import USUAL_PATTERN
from clipphotos.service.inbox_commands import InboxCommand
from clipphotos.service.indexing_commands import IndexingCommand
from clipphotos.service.model_commands import ModelCommand
from clipphotos.service.operation_commands import OperationCommand


@dataclass(frozen=True, slots=True)
class IndexFolders:
    """Add folders to the library if they are new, scan them, and embed what is new or changed.

    Result: `IndexSummary`.

    Attributes:
        folders: Absolute paths; empty means every root of the library that is online.
        model: Model to embed with, or None for the current one.
        retry_skipped: Try photos again that could not be decoded before.
        in_background: Nobody asked for it just now: when photos are embedded is up to `IndexingSettings`.
    """

    folders: tuple[Path, ...] = ()
    model: str | None = None
    retry_skipped: bool = False
    in_background: bool = False


@dataclass(frozen=True, slots=True)
class RemoveRoot:
    """Forget a library root and its photos; no file is touched and vectors are kept. Result: None."""

    root_id: int


@dataclass(frozen=True, slots=True)
class Search:
    """Find photos. Result: `SearchResult`."""

    query: SearchQuery


@dataclass(frozen=True, slots=True)
class MakeThumbnails:
    """Make the thumbnails of these photos that the store lacks, the visible ones first.

    Result: tuple of the photo ids that now have one; the others cannot be decoded.
    """

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MakePreview:
    """Decode one photo for the viewer. Result: `Preview`.

    Attributes:
        photo_id: Catalogue key.
        edge: Pixels of the larger edge wanted; the photo is never enlarged.
    """

    photo_id: int
    edge: int


@dataclass(frozen=True, slots=True)
class GetStatus:
    """Ask how things stand. Result: `Status`."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Load the current model now, so that the first search is answered at once. Result: None."""


@dataclass(frozen=True, slots=True)
class SetModel:
    """Make a model the current one and embed the library with it. Result: `IndexSummary`."""

    name: str


@dataclass(frozen=True, slots=True)
class DownloadModel:
    """Download a model's weights; resumes where an earlier download stopped. Result: None."""

    name: str


@dataclass(frozen=True, slots=True)
class AddLocalModel:
    """Register a checkpoint file after checking that it loads. Result: None.

    Attributes:
        name: Name to list it under.
        architecture: open_clip's model name.
        checkpoint: A safetensors file, or a .pt file that holds weights only.
    """

    name: str
    architecture: str
    checkpoint: Path


@dataclass(frozen=True, slots=True)
class RefreshIndex:
    """Bring a model's index up to date with the stored vectors; no photo is read. Result: None.

    Attributes:
        model: The model, or None for the current one.
    """

    model: str | None = None


@dataclass(frozen=True, slots=True)
class RunDoctor:
    """Check catalogue, vectors, index and pending operations, and repair what is derived.

    Result: `DoctorReport`.
    """


@dataclass(frozen=True, slots=True)
class MatchPhotos:
    """Compare photos with texts; neither need be in the library. Result: `Match`.

    Attributes:
        photos: Absolute paths.
        texts: At least one.
        model: The model, or None for the current one.
    """

    photos: tuple[Path, ...]
    texts: tuple[str, ...]
    model: str | None = None


@dataclass(frozen=True, slots=True)
class EvaluateFolder:
    """Measure how well a model sorts photos that are sorted already. Result: `FolderEvaluation`.

    Attributes:
        folder: Absolute path; its sub-folders are the classes.
        templates: The user's own prompt templates, used together; empty for the built-in sets.
        ensemble: Only the 80 templates of the CLIP paper, besides the user's own.
        shots: Learn from that many photos a class and test on the others; 0 for labels alone.
        model: The model, or None for the current one.
    """

    folder: Path
    templates: tuple[str, ...] = ()
    ensemble: bool = False
    shots: int = 0
    model: str | None = None


@dataclass(frozen=True, slots=True)
class ListCategories:
    """Ask for the categories. Result: tuple of `Category`."""


@dataclass(frozen=True, slots=True)
class AddCategory:
    """Make a category. Result: tuple of `Category`, the new one.

    Attributes:
        name: Unique.
        labels: Words that describe its photos; empty for the name alone.
        folder: Destination below the sorted tree; empty for one of the category's name.
        threshold: Least probability for a photo to be taken for it, 0 to 1.
        template: The user's own prompt template with ``{label}``; empty for the built-in set.
        colour: As ``#rrggbb``; empty for the next one.
    """

    name: str
    labels: tuple[str, ...] = ()
    folder: str = ""
    threshold: float = USUAL_THRESHOLD
    template: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class ChangeCategory:
    """Describe a category anew; its examples stay. Result: tuple of `Category`, the changed one.

    Attributes:
        category_id: Which one.
        name: As for `AddCategory`, and so on.
        labels: See there.
        folder: See there.
        threshold: For the current model; other models keep theirs.
        template: See there.
        colour: See there.
    """

    category_id: int
    name: str
    labels: tuple[str, ...]
    folder: str
    threshold: float
    template: str
    colour: str


@dataclass(frozen=True, slots=True)
class PreviewCategory:
    """What a category would take of the library, as described by now. Result: `CategoryPreview`.

    Attributes:
        category_id: The category that is being changed; 0 for a new one.
        name: Its name.
        labels: Its labels; empty for the name alone.
        template: As for `AddCategory`.
        threshold: As for `AddCategory`.
    """

    category_id: int
    name: str
    labels: tuple[str, ...] = ()
    template: str = ""
    threshold: float = USUAL_THRESHOLD


@dataclass(frozen=True, slots=True)
class CountCategories:
    """Ask how many photos each category would take. Result: `CategoryCounts`."""


@dataclass(frozen=True, slots=True)
class AskForReview:
    """Ask which photos to tell something about, the most informative first. Result: `Review`.

    Attributes:
        category_id: Photos that may belong to this one; None for all categories.
        count: At most this many.
    """

    category_id: int | None = None
    count: int = 30


@dataclass(frozen=True, slots=True)
class PlanSort:
    """Plan where photos would go; nothing is touched. Result: `PlannedSort`.

    Attributes:
        photo_ids: The photos, in this order; empty for those of `folder`.
        folder: Absolute path inside the library.
        category_ids: Into these only; None for all categories.
        labels: Names of categories, saved or made up for this plan; used instead of `category_ids` if given.
        effect: Move, copy, link or tag.
        into: Absolute path of the folder that categories without a folder of their own are below; None for
            the library folder that the photo is in.
        into_own: Use the folders of categories that have one, instead of `into` for all.
        pattern: Of the folders below `into`, such as ``{category}/{year}``.
        least_probability: Instead of the categories' own thresholds; None for those.
        corrections: What the user said of photos: their category, or None to leave them where they are.
        model: The model, or None for the current one.
    """

    photo_ids: tuple[int, ...] = ()
    folder: Path | None = None
    category_ids: tuple[int, ...] | None = None
    labels: tuple[str, ...] = ()
    effect: Effect = Effect.TAG
    into: Path | None = None
    into_own: bool = True
    pattern: str = USUAL_PATTERN
    least_probability: float | None = None
    corrections: tuple[tuple[int, int | None], ...] = ()
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Teaching:
    """What the user says about a photo.

    Attributes:
        photo_id: Catalogue key.
        category_id: Key of the category.
        is_member: Whether the photo belongs to it; None takes back what was said.
    """

    photo_id: int
    category_id: int
    is_member: bool | None


@dataclass(frozen=True, slots=True)
class Teach:
    """Remember what the user says about photos; no file is touched.

    A photo is an example of one category at most. Result: tuple of `Teaching` that takes this back.
    """

    teachings: tuple[Teaching, ...]


@dataclass(frozen=True, slots=True)
class RemoveCategory:
    """Forget a category; no photo is touched. Result: None."""

    name: str


@dataclass(frozen=True, slots=True)
class LearnCategories:
    """Make the sub-folders of a folder categories, and their photos their examples; no photo is touched.

    Result: `LearnedCategories`.

    Attributes:
        folder: Absolute path.
        model: The model, or None for the current one.
    """

    folder: Path
    model: str | None = None


@dataclass(frozen=True, slots=True)
class TagPhotos:
    """Tag the photos of a folder by what they show, in place of earlier automatic tags.

    Tags that the user gave or took off stay as they are. Result: `Tagging`.

    Attributes:
        folder: Absolute path inside the library.
        model: The model, or None for the current one.
    """

    folder: Path
    model: str | None = None


@dataclass(frozen=True, slots=True)
class TagLibrary:
    """As `TagPhotos`, for the whole library and with the current model. Result: `TaggedLibrary`."""


@dataclass(frozen=True, slots=True)
class RemoveAutomaticTags:
    """Forget automatic tags; indexing does not bring them back before one of the above. Result: None.

    Attributes:
        folder: Absolute path inside the library; None for all of it, and new photos are then not tagged
            either until `SetAutomaticTags`.
    """

    folder: Path | None


@dataclass(frozen=True, slots=True)
class SetAutomaticTags:
    """Say whether indexing tags photos; turned on, it tags those indexed meanwhile. Result: None."""

    on: bool


@dataclass(frozen=True, slots=True)
class TagsOf:
    """Ask what is said of photos, and why. No model is needed. Result: `TagsOfPhotos`."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChangeTags:
    """Put tags on photos and take others off; it can be undone. Result: `TagChange`.

    Attributes:
        photo_ids: Those that cannot be read have no tags, and are passed over.
        add: Any words; those of the vocabulary, in either language, mean its concepts.
        remove: Tags, as they are kept. Automatic ones are remembered as wrong.
    """

    photo_ids: tuple[int, ...]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompleteTags:
    """Ask which tags begin with what was typed, in English or Chinese. Result: tuple of `TagSuggestion`.

    Attributes:
        typed: Some letters.
        only_used: Only tags that photos have which match the next two; else the whole vocabulary.
        folder: Count photos below this folder only.
        having: Count photos with these tags only.
        limit: At most this many.
    """

    typed: str
    only_used: bool = True
    folder: Path | None = None
    having: tuple[str, ...] = ()
    limit: int = 8


Command = (
    IndexFolders
    | RemoveRoot
    | Search
    | MakeThumbnails
    | MakePreview
    | GetStatus
    | SetModel
    | WarmUp
    | DownloadModel
    | AddLocalModel
    | RefreshIndex
    | RunDoctor
    | MatchPhotos
    | EvaluateFolder
    | ListCategories
    | AddCategory
    | ChangeCategory
    | PreviewCategory
    | CountCategories
    | AskForReview
    | PlanSort
    | Teach
    | RemoveCategory
    | LearnCategories
    | TagPhotos
    | TagLibrary
    | RemoveAutomaticTags
    | ModelCommand
    | OperationCommand
    | InboxCommand
    | IndexingCommand
    | SetAutomaticTags
    | TagsOf
    | ChangeTags
    | CompleteTags
)
