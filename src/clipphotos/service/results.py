"""What the photo service answers to commands: picklable frozen dataclasses, nothing else."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.category import Category, CategoryScore
from clipphotos.core.errors import ErrorReport
from clipphotos.core.evaluation import Evaluation
from clipphotos.core.inbox import Inbox, InboxProposals
from clipphotos.core.indexing_settings import IndexingSettings
from clipphotos.core.models import Backend, ModelInfo
from clipphotos.core.operation import MoveOutcome, Operation, OperationSummary, UndoPreview
from clipphotos.core.photo import LibraryRoot
from clipphotos.core.photo_tags import TagName, TagSource
from clipphotos.core.search import SearchHit, SearchQuery
from clipphotos.core.sort_plan import SortPlan
from clipphotos.service.commands.categories import Teaching


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What an indexing run did.

    Attributes:
        scanned: Picture files seen below the folders.
        new: Files seen for the first time.
        changed: Files whose content changed since the last run.
        moved: Files recognised by their content under a new path.
        unchanged: Files that were not even opened, or whose content proved to be the same.
        missing: Known files that are gone from the folders.
        decoded: Photos decoded.
        embedded: Vectors computed and stored.
        skipped: Photos below the folders that cannot be searched; `Status` lists them with reasons.
        examples_gone: Examples of categories outside the library that the model has not read and that are no
            longer where they were.
        seconds: Wall time of the run.
    """

    scanned: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    missing: int = 0
    decoded: int = 0
    embedded: int = 0
    skipped: int = 0
    examples_gone: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answer to a search.

    Attributes:
        query: The query answered.
        hits: Best first.
        searchable: Photos the search looked at.
        index_is_current: Whether the index held every vector; else the search went through them one by one.
        matching: Photos among them that have the query's tags and stars; all of them if it asks for none.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    searchable: int
    index_is_current: bool = True
    matching: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """A decoded photo for the viewer.

    Attributes:
        photo_id: Catalogue key.
        jpeg: JPEG bytes, upright, sRGB.
        width: Pixels of the original, upright.
        height: Pixels of the original, upright.
    """

    photo_id: int
    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SkippedPhoto:
    """A photo that cannot be searched, and why."""

    path: Path
    error: ErrorReport


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand.

    Attributes:
        data_dir: Folder of everything the program writes.
        roots: Library roots.
        photos_by_state: Number of photos in each `PhotoState`.
        searchable: Photos with a vector of the current model.
        skipped: Photos that cannot be searched, with reasons.
        model: The current model.
        models: All models that can be chosen.
        device: Where the current model runs.
        index_size: Vectors in the current model's index.
        index_bytes: Size of its files; 0 while the library is so small that it needs none.
        automatic_tags: Whether indexing tags photos.
        backend: What the user wants vectors to be computed by.
        setback: Why no graphics card is used, or not as fast as it could be; None if there is nothing to say.
    """

    data_dir: Path
    roots: tuple[LibraryRoot, ...]
    photos_by_state: dict[str, int]
    searchable: int
    skipped: tuple[SkippedPhoto, ...]
    model: ModelInfo
    models: tuple[ModelInfo, ...]
    device: str
    index_size: int
    index_bytes: int
    automatic_tags: bool = True
    backend: Backend = Backend.AUTO
    setback: ErrorReport | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the doctor found.

    Attributes:
        check: ``catalogue``, ``photos``, ``vectors``, ``index`` or ``operations``.
        problem: What was wrong, one sentence.
        repaired: Whether it was put right.
    """

    check: str
    problem: str
    repaired: bool


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """Outcome of a check-up.

    Attributes:
        checks: Names of the checks made.
        findings: What was wrong, empty if all is well.
    """

    checks: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing is left to repair."""
        return all(finding.repaired for finding in self.findings)


@dataclass(frozen=True, slots=True)
class MatchedPhoto:
    """How well texts fit one photo.

    Attributes:
        path: The photo.
        similarities: Cosine with each text, -1 to 1.
        probabilities: Softmax of logit_scale × cosine over the texts (Radford et al. 2021).
        thumbnail: JPEG bytes.
    """

    path: Path
    similarities: tuple[float, ...]
    probabilities: tuple[float, ...]
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class Match:
    """Photos × texts.

    Attributes:
        texts: In the order asked for.
        photos: In the order asked for, less those skipped.
        skipped: Photos that cannot be decoded.
    """

    texts: tuple[str, ...]
    photos: tuple[MatchedPhoto, ...]
    skipped: tuple[SkippedPhoto, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A photo that was taken for something else.

    Attributes:
        path: The photo.
        label: What it is.
        taken_for: What it was taken for.
        probability: How surely.
        thumbnail: JPEG bytes.
    """

    path: Path
    label: str
    taken_for: str
    probability: float
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class SetEvaluation:
    """How well one set of templates does.

    Attributes:
        template: Name of the set, or the user's own template.
        evaluation: Over all photos; with examples over those of all splits that were not learned from.
        zero_shot_accuracy: On the same photos without any example.
        seconds: To embed all photos and the prompts, and to classify.
        mistakes: The surest ones.
    """

    template: str
    evaluation: Evaluation
    zero_shot_accuracy: float
    seconds: float
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class FolderEvaluation:
    """How well a model sorts the photos of a folder.

    Attributes:
        model: Its name.
        device: Where it ran.
        labels: The classes.
        photos: Photos that could be read.
        shots: Examples a class.
        sets: One for each set of templates.
        skipped: Photos that cannot be decoded.
    """

    model: str
    device: str
    labels: tuple[str, ...]
    photos: int
    shots: int
    sets: tuple[SetEvaluation, ...]
    skipped: tuple[SkippedPhoto, ...]

    def photos_per_second(self, each: SetEvaluation) -> float:
        """How fast one of the sets was measured."""
        return self.photos / each.seconds


@dataclass(frozen=True, slots=True)
class LearnedCategories:
    """What was learned from a folder.

    Attributes:
        scores: How well each category is told apart, all categories considered.
        skipped: Photos that cannot be decoded.
    """

    scores: tuple[CategoryScore, ...]
    skipped: tuple[SkippedPhoto, ...]


@dataclass(frozen=True, slots=True)
class LikelyPhoto:
    """A photo and how likely it belongs to a category, 0 to 1."""

    photo_id: int
    probability: float


@dataclass(frozen=True, slots=True)
class CategoryPreview:
    """What a category would take of the library.

    Attributes:
        best: The likeliest photos, best first.
        inside: Those that only just belong, the one nearest to the border first.
        outside: Those that only just do not, the likeliest first.
        taken: Photos that are as likely as the threshold.
        searchable: Photos that were, or could have been, looked at.
        is_estimate: Whether `taken` was told from a sample of a large library.
        histogram: Photos by probability, bins of equal width from 0 to 1; scaled to the library.
        overlaps: Names of other categories with the share of photos that could as well be theirs.
        right: Share of the photos taken that belong there, as far as can be told; None if none is taken.
        right_examples: Confirmed photos that `right` is known from; 0 if it is told from labels alone.
    """

    best: tuple[LikelyPhoto, ...]
    inside: tuple[LikelyPhoto, ...]
    outside: tuple[LikelyPhoto, ...]
    taken: int
    searchable: int
    is_estimate: bool
    histogram: tuple[int, ...]
    overlaps: tuple[tuple[str, float], ...]
    right: float | None
    right_examples: int


@dataclass(frozen=True, slots=True)
class CategoryCounts:
    """How many photos each category would take.

    Attributes:
        counts: By the category's key.
        is_estimate: Whether they were told from a sample of a large library.
    """

    counts: tuple[tuple[int, int], ...]
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class PhotoToReview:
    """A photo to tell something about.

    Attributes:
        photo_id: Catalogue key.
        guesses: Up to three categories by id, with their probabilities, the likeliest first.
    """

    photo_id: int
    guesses: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Photos to tell something about, the most informative first; none if there is nothing left to ask."""

    photos: tuple[PhotoToReview, ...]


@dataclass(frozen=True, slots=True)
class PlannedSort:
    """A plan with the categories that it is about, in their order."""

    plan: SortPlan
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class PhotoTag:
    """Something a photo shows.

    Attributes:
        term: Its name in the vocabulary, in English.
        zh: In Chinese.
        score: Standard deviations above what it scores on other photos; None for a tag of the user's.
    """

    term: str
    zh: str
    score: float | None


@dataclass(frozen=True, slots=True)
class TaggedPhoto:
    """A photo and what it shows, best first."""

    path: Path
    tags: tuple[PhotoTag, ...]


@dataclass(frozen=True, slots=True)
class Tagging:
    """Outcome of tagging a folder: its photos by path."""

    photos: tuple[TaggedPhoto, ...]


@dataclass(frozen=True, slots=True)
class TaggedLibrary:
    """Outcome of tagging everything.

    Attributes:
        photos: Photos looked at; equal ones count once.
    """

    photos: int


@dataclass(frozen=True, slots=True)
class TagOnPhotos:
    """A tag that some of several photos have.

    Attributes:
        name: What it is called.
        source: Whose it is; the user's if it is on one of the photos.
        photos: How many of them have it.
        score: The best of a model's scores, in standard deviations; None if only the user said so.
        prompt: The sentence that matched; empty for the user's own words.
        model: The model that chose it, or empty.
    """

    name: TagName
    source: TagSource
    photos: int
    score: float | None
    prompt: str
    model: str


@dataclass(frozen=True, slots=True)
class TagsOfPhotos:
    """What is said of photos.

    Attributes:
        photo_ids: The photos asked about.
        readable: How many of them can have tags.
        tags: Those on most photos first.
        automatic: Whether indexing tags photos.
    """

    photo_ids: tuple[int, ...]
    readable: int
    tags: tuple[TagOnPhotos, ...]
    automatic: bool


@dataclass(frozen=True, slots=True)
class TagChange:
    """What a change of tags did.

    Attributes:
        added: The tags that were put on, as they are kept.
        photos: How many photos it was about.
        passed_over: How many others cannot have tags.
        operation_id: What takes it back; None if nothing had to be changed.
    """

    added: tuple[TagName, ...]
    photos: int
    passed_over: int
    operation_id: int | None


@dataclass(frozen=True, slots=True)
class TagSuggestion:
    """A tag that may be meant.

    Attributes:
        name: What it is called.
        photos: How many have it, or one of its kinds; 0 for one that none has.
    """

    name: TagName
    photos: int


Result = (
    IndexSummary
    | SearchResult
    | tuple[int, ...]
    | Preview
    | Status
    | DoctorReport
    | Match
    | FolderEvaluation
    | tuple[Category, ...]
    | tuple[Teaching, ...]
    | CategoryPreview
    | CategoryCounts
    | Review
    | LearnedCategories
    | Tagging
    | PlannedSort
    | OperationSummary
    | UndoPreview
    | tuple[Operation, ...]
    | tuple[MoveOutcome, ...]
    | TaggedLibrary
    | TagsOfPhotos
    | TagChange
    | tuple[TagSuggestion, ...]
    | tuple[Inbox, ...]
    | tuple[InboxProposals, ...]
    | IndexingSettings
    | str
    | None
)
