"""The figure of CLIP's own notebook: how alike photos and texts are, as colours, with thumbnails."""

import io
import textwrap
import warnings
from typing import Any

import numpy as np
from PIL import Image

from clipphotos.service.protocol.evaluating import Match

CELL_INCHES = 0.95
LABEL_INCHES = 2.6
FONTS = ("DejaVu Sans", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei")
LEAST_SPREAD = 0.05


def heat_map(match: Match, kind: str) -> bytes:
    """Draw similarities.

    Args:
        match: At least one photo.
        kind: ``"png"`` or ``"svg"``.

    Returns:
        The file.
    """
    # Slow to import, and needed here only.
    import matplotlib as mpl
    from matplotlib import font_manager
    from matplotlib.figure import Figure

    plotting: Any = mpl

    known = {font.name for font in font_manager.fontManager.ttflist}
    values = np.array([photo.similarities for photo in match.photos])
    probabilities = np.array([photo.probabilities for photo in match.photos])
    rows, columns = values.shape
    size = (CELL_INCHES * columns + 1.6, CELL_INCHES * rows + LABEL_INCHES)
    fonts = [name for name in FONTS if name in known] or ["sans-serif"]
    with warnings.catch_warnings(), plotting.rc_context({"font.family": fonts}):
        # An emoji that no font here knows becomes a box; that is no reason to print Python's warnings.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure: Any = Figure(figsize=size, layout="constrained")
        axes: Any = figure.add_subplot()
        spread = max(float(values.max() - values.min()), LEAST_SPREAD)
        axes.imshow(values, cmap="Blues", vmin=values.min() - 0.3 * spread, vmax=values.max() + 0.3 * spread)
        for row in range(rows):
            for column in range(columns):
                is_dark = values[row, column] > (values.min() + values.max()) / 2 + 0.2 * spread
                axes.text(
                    column,
                    row,
                    f"{values[row, column]:.2f}\n{probabilities[row, column]:.0%}",
                    ha="center",
                    va="center",
                    color="white" if is_dark else "black",
                    fontsize=9,
                )
        axes.set_xticks(range(columns), [_caption(text) for text in match.texts], rotation=45, ha="right")
        axes.set_yticks(range(rows), [""] * rows)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        for row, photo in enumerate(match.photos):
            _thumbnail(axes, row, photo.thumbnail)
        file = io.BytesIO()
        figure.savefig(
            file,
            format=kind,
            dpi=110,
            bbox_inches="tight",
            metadata={"Date": None} if kind == "svg" else None,
        )
    return file.getvalue()


def _caption(text: str) -> str:
    # Between dollar signs the library would see mathematics.
    return textwrap.fill(text, 28).replace("$", r"\$")


def _thumbnail(axes: Any, row: int, jpeg: bytes) -> None:
    """Put a photo left of its row, as large as a cell."""
    from matplotlib.offsetbox import AnnotationBbox, OffsetImage

    picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    picture.thumbnail((160, 160))
    zoom = 0.85 * CELL_INCHES * 72 / max(picture.size)
    image: Any = OffsetImage(np.asarray(picture), zoom=zoom)
    place: dict[str, Any] = {"xybox": (-5, 0), "boxcoords": "offset points", "box_alignment": (1, 0.5)}
    axes.add_artist(AnnotationBbox(image, (-0.5, row), frameon=False, **place))
