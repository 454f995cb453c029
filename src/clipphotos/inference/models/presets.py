"""The models on offer, as data: what they are, what they are good for, and which files they need.

Repositories and tags are open_clip's own (a test compares them); they are
repeated here so that the list can be shown without importing torch. Licences are those on the models' pages.
"""

from dataclasses import dataclass, replace

from clipphotos.core.models import ModelInfo, ModelSource
from clipphotos.core.wording.sentence import Wording
from clipphotos.inference.models.pins import NOT_PINNED, Pins, read_pins

WEIGHTS = "open_clip_model.safetensors"
"""What a repository calls its weights. There are older ones with pickles instead; they are not downloaded."""

_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")


@dataclass(frozen=True, slots=True)
class Preset:
    """A model on offer.

    Attributes:
        info: The model as the rest of the program sees it.
        good_for: What it is good and not good for, in one sentence.
        repository: Hub repository of its files; empty for the bundled one.
        extra_files: Files it needs besides the weights.
        pins: What is known of its files.
    """

    info: ModelInfo
    good_for: Wording
    repository: str = ""
    extra_files: tuple[str, ...] = ()
    pins: Pins = NOT_PINNED

    @property
    def files(self) -> tuple[str, ...]:
        """All that is downloaded, the weights last: their arrival makes the model usable."""
        return (*self.extra_files, WEIGHTS)

    @property
    def is_pinned(self) -> bool:
        """Whether every file is known before it is downloaded."""
        return all(file in self.pins.files for file in self.files)


STARTER_NAME = "starter"
DEFAULT_DOWNLOAD = "ViT-B-32"

_PRESETS: tuple[Preset, ...] = (
    Preset(
        ModelInfo(
            STARTER_NAME, ModelSource.BUNDLED, "starter-model", "", "Apache-2.0", 0, "en,zh", available=True
        ),
        Wording(
            "Comes with the program. Knows what people do, animals, everyday things and common places.",
            "随程序附带。认识人物活动、动物、日常物品和常见场景。",
        ),
    ),
    Preset(
        ModelInfo("ViT-B-32", ModelSource.HUB, "ViT-B-32", "datacomp_xl_s13b_b90k", "MIT", 605, "en"),
        Wording(
            "The best first choice: fast without a graphics card, and good for most photos.",
            "首选模型：没有显卡也很快，适合大多数照片。",
        ),
        "laion/CLIP-ViT-B-32-DataComp.XL-s13B-b90K",
    ),
    Preset(
        ModelInfo(
            "ViT-B-32-SigLIP2-256",
            ModelSource.HUB,
            "ViT-B-32-SigLIP2-256",
            "webli",
            "Apache-2.0",
            1540,
            "many",
        ),
        Wording(
            "Understands Chinese and many other languages, nearly as fast as ViT-B-32.",
            "懂中文和许多其他语言，速度接近 ViT-B-32。",
        ),
        "timm/ViT-B-32-SigLIP2-256",
        _TOKENIZER_FILES,
    ),
    Preset(
        ModelInfo(
            "ViT-L-14-DataComp", ModelSource.HUB, "ViT-L-14", "datacomp_xl_s13b_b90k", "MIT", 1710, "en"
        ),
        Wording(
            "Finds fine differences. Fifteen times the work of ViT-B-32: for a graphics card or patience.",
            "能分辨细微差别。计算量约为 ViT-B-32 的十五倍：适合有显卡或愿意等待的用户。",
        ),
        "laion/CLIP-ViT-L-14-DataComp.XL-s13B-b90K",
    ),
    Preset(
        ModelInfo("ViT-L-14", ModelSource.HUB, "ViT-L-14", "openai", "MIT", 1710, "en"),
        Wording(
            "OpenAI's original of the CLIP paper, for comparison; as slow as ViT-L-14-DataComp.",
            "OpenAI 在 CLIP 论文中发布的原版模型，便于对照；速度与 ViT-L-14-DataComp 一样慢。",
        ),
        "timm/vit_large_patch14_clip_224.openai",
    ),
    Preset(
        ModelInfo(
            "MobileCLIP2-S0", ModelSource.HUB, "MobileCLIP2-S0", "dfndr2b", "LicenseRef-Apple-AMLR", 300, "en"
        ),
        Wording(
            "The smallest download, quick on old computers. Apple's licence allows research use only.",
            "下载量最小，在旧电脑上也很快。苹果的许可证仅允许研究用途。",
        ),
        "timm/MobileCLIP2-S0-OpenCLIP",
    ),
)
_PINS = read_pins()

PRESETS = tuple(replace(preset, pins=_PINS.get(preset.info.name, NOT_PINNED)) for preset in _PRESETS)
"""The models on offer, the bundled one first."""
