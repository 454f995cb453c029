"""What the program says about models: what each is good for, in the user's language."""

from PySide6.QtCore import QCoreApplication, QLocale

from clipphotos.core.errors import ErrorReport
from clipphotos.core.models import Backend, ModelInfo, ModelSource
from clipphotos.core.wording.errors import word
from clipphotos.gui.i18n import current_language


def purpose(model: ModelInfo) -> str:
    """What a model is good for, and what it is not."""
    if model.source is ModelSource.BUNDLED:
        return QCoreApplication.translate(
            "Models",
            "Comes with the program and works at once. It knows what people do, animals, everyday things and"
            " common places; it reads English and, less well, Chinese. Download a bigger model for fine"
            " kinds, rare things and written text.",
        )
    if model.source is ModelSource.LOCAL:
        return QCoreApplication.translate("Models", "Your own checkpoint, {path}.").format(
            path=model.pretrained
        )
    if model.languages != "en":
        return QCoreApplication.translate(
            "Models", "Understands many languages, Chinese among them. People, places, actions, fine kinds."
        )
    if "-L-" in model.architecture:
        return QCoreApplication.translate(
            "Models",
            "Large and thorough: people, places, actions, fine kinds. Slow without a graphics card.",
        )
    return QCoreApplication.translate(
        "Models", "A good all-rounder: people, places, actions, and quick on any computer."
    )


def languages(model: ModelInfo) -> str:
    """Languages of queries."""
    if model.languages == "many":
        return QCoreApplication.translate("Models", "many languages")
    names = {
        "en": QCoreApplication.translate("Models", "English"),
        "zh": QCoreApplication.translate("Models", "Chinese"),
    }
    tags = [tag.strip() for tag in model.languages.split(",") if tag.strip()]
    return ", ".join(names.get(tag) or QLocale(tag).nativeLanguageName() for tag in tags)


def title(model: ModelInfo) -> str:
    """What to call a model."""
    if model.source is ModelSource.BUNDLED:
        return QCoreApplication.translate("Models", "Starter model")
    return model.name


def device_name(device: str) -> str:
    """What to call a device: ``cpu`` is the processor, anything else names itself."""
    kind, _, what = device.partition(": ")
    if kind.lower() != "cpu":
        return device
    return f"CPU, {what}" if what else "CPU"


def fallback_text(reason: ErrorReport | None) -> str:
    """Why no graphics card is used, or not as fast as it could be; empty if there is nothing to say."""
    return word(reason.code, reason.params, current_language()) if reason is not None else ""


def backend_name(backend: Backend) -> str:
    """What to call a choice of what computes."""
    names = {
        Backend.AUTO: QCoreApplication.translate("Models", "What is fastest here"),
        Backend.TORCH: "PyTorch",
        Backend.OPENVINO: "OpenVINO",
        Backend.OPENVINO_BF16: QCoreApplication.translate("Models", "OpenVINO, rounding more (bf16)"),
    }
    return names[backend]


def size(model: ModelInfo) -> str:
    """What has to be downloaded."""
    if model.source is ModelSource.BUNDLED:
        return QCoreApplication.translate("Models", "included")
    if model.available:
        return QCoreApplication.translate("Models", "on this computer")
    if model.download_mb >= 1000:
        gigabytes = QLocale().toString(model.download_mb / 1000, "f", 1)
        return QCoreApplication.translate("Models", "{size} GB to download").format(size=gigabytes)
    return QCoreApplication.translate("Models", "{size} MB to download").format(size=model.download_mb)


def licence(model: ModelInfo) -> str:
    """The licence of the weights."""
    if model.licence == "unknown":
        return QCoreApplication.translate("Models", "licence unknown")
    return QCoreApplication.translate("Models", "{licence} licence").format(licence=model.licence)
