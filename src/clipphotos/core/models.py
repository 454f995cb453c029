"""Models as data: what can be chosen, and what tells one set of vectors from another."""

from dataclasses import dataclass
from enum import StrEnum


class ModelSource(StrEnum):
    """Where a model's weights come from."""

    BUNDLED = "bundled"
    HUB = "hub"
    LOCAL = "local"


class Backend(StrEnum):
    """What computes vectors.

    `AUTO` is torch on a graphics card where there is one, else OpenVINO in the fastest precision that ranks
    photos as torch does. The last one is faster on processors that know bfloat16, and swaps near ties.
    """

    AUTO = "auto"
    TORCH = "torch"
    OPENVINO = "openvino"
    OPENVINO_BF16 = "openvino-bf16"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model the user can choose.

    Attributes:
        name: Unique; what the user types or clicks.
        source: Bundled with the program, downloaded from a hub, or a local checkpoint.
        architecture: open_clip's model name, or the bundled folder's name.
        pretrained: open_clip's pretrained tag, or the checkpoint's path for a local model.
        licence: SPDX name of the weights' licence, or ``"unknown"``.
        download_mb: Megabytes to download; 0 if nothing has to be.
        languages: Languages of text queries, as a comma-separated list of BCP 47 tags, or ``"many"``.
        available: Whether it can be loaded without a network.
        current: Whether searches use it.
        pinned: Whether its files are known, to the byte, before they are downloaded; None if none have to be.
    """

    name: str
    source: ModelSource
    architecture: str
    pretrained: str
    licence: str
    download_mb: int
    languages: str
    available: bool = False
    current: bool = False
    pinned: bool | None = None


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """The fingerprint under which vectors are kept; vectors of different identities are never compared.

    Attributes:
        name: The model's name.
        weights_sha256: Hexadecimal SHA-256 of the weights file.
        dim: Length of its vectors.
        preprocess: Everything about preprocessing that changes vectors, as one line of text.
    """

    name: str
    weights_sha256: str
    dim: int
    preprocess: str
