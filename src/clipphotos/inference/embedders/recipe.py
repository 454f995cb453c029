"""What an embedder needs besides its two towers, as data that can be kept in a file."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from clipphotos.core.models import ModelIdentity
from clipphotos.inference.embedders.preprocessing import Preprocessing
from clipphotos.inference.text.token_reader import TextReading


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything about a model but its weights.

    Attributes:
        identity: The fingerprint.
        preprocessing: What is done to pictures.
        reading: What is done to texts.
        text_dim: Dimensions that texts and photos share.
        query_lean: What a query has in the dimension after those; see `Embedder.embed_queries`.
        chinese: Folder of the starter model whose Chinese text tower reads what is Chinese; empty for none.
    """

    identity: ModelIdentity
    preprocessing: Preprocessing
    reading: TextReading
    text_dim: int
    query_lean: float = 0.0
    chinese: str = ""

    def as_json(self) -> dict[str, Any]:
        """The recipe as plain dictionaries, lists, strings and numbers."""
        return dataclasses.asdict(self)


def recipe_from(content: dict[str, Any]) -> Recipe:
    """What `Recipe.as_json` gave.

    Raises:
        KeyError: If something is missing.
        TypeError: If something is of another kind.
    """
    preprocessing = dict(content["preprocessing"])
    for name in ("mean", "std"):
        preprocessing[name] = tuple(preprocessing[name])
    return Recipe(
        ModelIdentity(**content["identity"]),
        Preprocessing(**preprocessing),
        TextReading(**content["reading"]),
        content["text_dim"],
        content.get("query_lean", 0.0),
        content.get("chinese", ""),
    )
