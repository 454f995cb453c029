"""What kinds of files lie beside photos under the same name: one table, by extension."""

from enum import Enum


class FileKind(Enum):
    """What a file's extension says about its part in a shot.

    RAW, RENDERED: what a camera writes. EDIT: a picture that an editor made of them, in a format to go on
    working with. PICTURE: any other picture; nobody can tell whether it shows the same. SETTINGS: what a
    program has to say about one picture. RECORDING: the film, the sound or the small picture that a camera
    writes along with a shot.
    """

    RAW = "raw"
    RENDERED = "rendered"
    EDIT = "edit"
    PICTURE = "picture"
    SETTINGS = "settings"
    RECORDING = "recording"


_TABLE = {
    FileKind.RAW: """
        3fr arw cr2 cr3 crw dcr dng erf iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f
    """,
    FileKind.RENDERED: "heic heif hif jpg jpeg jpe",
    FileKind.EDIT: "tif tiff psd psb xcf afphoto kra",
    FileKind.PICTURE: "png webp gif bmp avif jxl jp2",
    # darktable, Lightroom and many more; Apple; RawTherapee; DxO; ON1; Canon; Nikon; ART; Capture One;
    # Camera Raw; ExifTool; LRTimelapse; SILKYPIX; Phocus.
    FileKind.SETTINGS: """
        xmp aae pp3 dop on1 onphoto vrd dr4 nksc nka arp cos cop cot comask acr mie exv lrt spd phos
    """,
    # The film of a Live Photo or a Motion Photo, the spoken note, the thumbnail.
    FileKind.RECORDING: "mov mp4 m4v mp mv 3gp wav m4a mp3 amr thm lrv",
}

_KINDS = {f".{extension}": kind for kind, extensions in _TABLE.items() for extension in extensions.split()}

SHOT_KINDS = frozenset({FileKind.RAW, FileKind.RENDERED, FileKind.EDIT})
"""Pictures of one name that are the same shot if they are of different kinds among these."""

PICTURE_KINDS = SHOT_KINDS | {FileKind.PICTURE}

_RANKS = (FileKind.RAW, FileKind.RENDERED, FileKind.EDIT, FileKind.PICTURE)


def kind_of_extension(extension: str) -> FileKind | None:
    """The kind of files with an extension, in lower case with its dot; None for any other file."""
    return _KINDS.get(extension)


def rank_of(extension: str) -> tuple[int, int]:
    """How near pictures of an extension are to what the camera took: the least is the nearest."""
    order = list(_KINDS)
    return _RANKS.index(_KINDS[extension]), order.index(extension)


ORIGINALS_FOLDERS = (".picasaoriginals/",)
"""Where programs keep what they edited as it was before, under the same name; in lower case."""

SIDECAR_FOLDERS = (
    "captureone/*",
    "captureone/*/*",
    "nksc_param",
    "silkypix_ds",
    "alien skin/*",
    "exposure software/*",
    "dxo",
    ".lrt",
    ".comments",
    ".picasaoriginals",
)
"""Folders beside photos in which programs keep a file for each, by its name: patterns, in lower case.

Capture One's settings, masks and previews; Nikon's NX Studio; SILKYPIX; Exposure; DxO; LRTimelapse; gThumb's
comments; what Picasa edited, as it was before.
"""
