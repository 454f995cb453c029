"""What is said to the photo service and what it answers: picklable frozen dataclasses, nothing else."""

from dataclasses import dataclass
from pathlib import Path

from clipphotos.core.category import Category, CategoryScore
from clipphotos.core.changes import Changes
from clipphotos.core.errors import ErrorReport
from clipphotos.core.evaluation import Evaluation
from clipphotos.core.jobs import ProgressReport
from clipphotos.core.models import ModelInfo
from clipphotos.core.photo import LibraryRoot
from clipphotos.core.search import SearchHit, SearchQuery

# --- commands ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IndexFolders:
    """Add folders to the library if they are new, scan them, and embed what is new or changed.

    Result: `IndexSummary`.

    Attributes:
        folders: Absolute paths; empty means every root of the library that is online.
        model: Model to embed with, or None for the current one.
        retry_skipped: Try photos again that could not be decoded before.
    """

    folders: tuple[Path, ...] = ()
    model: str | None = None
    retry_skipped: bool = False


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
    """

    name: str
    labels: tuple[str, ...] = ()
    folder: str = ""
    threshold: float = 0.5


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
class RemoveAutomaticTags:
    """Forget every automatic tag below a folder of the library. Result: None."""

    folder: Path


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
    | RemoveCategory
    | LearnCategories
    | TagPhotos
    | RemoveAutomaticTags
)

# --- results ----------------------------------------------------------------------------------------


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
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answer to a search.

    Attributes:
        query: The query answered.
        hits: Best first.
        searchable: Photos the search looked at.
        index_is_current: Whether the index held every vector; else the search went through them one by one.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    searchable: int
    index_is_current: bool = True


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
        index_bytes: Size of its file; 0 if it is not saved yet.
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
    | LearnedCategories
    | Tagging
    | None
)

# --- events -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ServiceReady:
    """The service runs and takes commands; sent once after every start."""


@dataclass(frozen=True, slots=True)
class ServiceLost:
    """The service process ended unexpectedly.

    Attributes:
        restarting: Whether it is being started again; unfinished commands are then submitted anew.
    """

    restarting: bool


@dataclass(frozen=True, slots=True)
class ServiceFailed:
    """The service cannot work, and starting it again would not help: the catalogue is in use, say."""

    error: ErrorReport


@dataclass(frozen=True, slots=True)
class ModelLoaded:
    """A model is ready; the first search with it answers at once from now on."""

    name: str
    device: str


@dataclass(frozen=True, slots=True)
class JobStarted:
    """A command's first step ran."""

    job_id: int


@dataclass(frozen=True, slots=True)
class JobProgressed:
    """A job got on; at most ten of these a second and job."""

    job_id: int
    progress: ProgressReport


@dataclass(frozen=True, slots=True)
class JobFinished:
    """A job ended well; what it changed was announced by `LibraryChanged` before.

    Attributes:
        job_id: As returned by `submit`.
        result: What the command's docstring says.
    """

    job_id: int
    result: Result = None


@dataclass(frozen=True, slots=True)
class JobFailed:
    """A job ended with an error."""

    job_id: int
    error: ErrorReport


@dataclass(frozen=True, slots=True)
class JobCancelled:
    """A job was cancelled; what it had finished stays."""

    job_id: int


@dataclass(frozen=True, slots=True)
class LibraryChanged:
    """A job in progress committed something; sent at most a few times a second."""

    changes: Changes


Event = (
    ServiceReady
    | ServiceLost
    | ServiceFailed
    | ModelLoaded
    | JobStarted
    | JobProgressed
    | JobFinished
    | JobFailed
    | JobCancelled
    | LibraryChanged
)
