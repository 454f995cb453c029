"""Which graphics cards there are, and why one is not used, found out without importing torch.

What the system lists is read: a few small files on Linux, the registry on Windows. Graphics that are part of
an Intel processor, or that a virtual machine makes up, do not count: they would not be faster.
"""

import functools
import importlib.util
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from clipphotos.core.errors import ErrorReport
from clipphotos.core.models import Backend

PASSING = frozenset({"gpu-failed", "gpu-out-of-memory"})
"""Reasons that may be gone at the next start, when the card is tried again."""

_PCI_VENDORS = {"0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel"}
_BUILDS = {"NVIDIA": "cuda", "AMD": "hip", "Intel": "xpu", "Apple": "mps"}
_ROOT = Path("/")
"""Where a Linux system shows its devices."""
_LEAST_AMD_BYTES = 2 << 30
"""Graphics in an AMD processor are given less memory of their own."""
_DISPLAY_DEVICES = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"


class GraphicsCard(NamedTuple):
    """A card that may be worth using.

    Attributes:
        vendor: ``"NVIDIA"``, ``"AMD"``, ``"Intel"`` or ``"Apple"``.
        name: As shown to the user.
        driver: What tells its driver from an older or newer one; empty if it has none.
    """

    vendor: str
    name: str
    driver: str

    @property
    def build(self) -> str:
        """What torch must have been built for: ``"cuda"``, ``"hip"``, ``"xpu"`` or ``"mps"``."""
        return _BUILDS[self.vendor]


def why_unused(
    device: str,
    told: ErrorReport | None,
    backend: Backend = Backend.AUTO,
    cards: Iterable[GraphicsCard] | None = None,
    builds: frozenset[str] | None = None,
) -> ErrorReport | None:
    """Why a graphics card is not used, or not as it could be.

    Args:
        device: Where the model runs, as `Embedder.device`; empty if that is not known yet.
        told: What whoever loaded the model found out, as `Embedder.fallback_reason`.
        backend: What the user wants.
        cards: Those there are; None to look.
        builds: What torch was built for; None to look.

    Returns:
        None if one is used, if there is none, or if nobody has tried yet.
    """
    if told is not None:
        return told
    if device and device.partition(":")[0] != "cpu":
        return None
    there = tuple(graphics_cards() if cards is None else cards)
    if not there:
        return None
    built = torch_builds() if builds is None else builds
    card = next((each for each in there if each.build in built and each.driver), None)
    if card is not None:
        params = {"card": card.name}
        if backend in {Backend.OPENVINO, Backend.OPENVINO_BF16}:
            return ErrorReport("gpu-not-chosen", params)
        return ErrorReport("gpu-unavailable", {**params, "detail": card.driver}) if device else None
    card = there[0]
    code = "gpu-without-driver" if card.build in built else "gpu-torch-without"
    return ErrorReport(code, {"card": card.name})


def usable() -> str:
    """Cards that torch may be able to use, with their drivers, as one line; it changes when one appears."""
    built = torch_builds()
    return "; ".join(
        f"{card.name} {card.driver}" for card in graphics_cards() if card.build in built and card.driver
    )


def graphics_cards() -> tuple[GraphicsCard, ...]:
    """The cards of this computer, the best guess at the fastest first."""
    match platform.system():
        case "Darwin":
            return apple_cards(platform.machine(), platform.mac_ver()[0])
        case "Windows":
            cards = cards_from_registry(_display_devices(), has_cuda=_has_windows_cuda())
        case _:
            cards = linux_cards(_ROOT)
    order = list(_BUILDS)
    return tuple(sorted(cards, key=lambda card: (not card.driver, order.index(card.vendor))))


def apple_cards(machine: str, version: str) -> tuple[GraphicsCard, ...]:
    """What a Mac has: Apple's processors all have graphics worth using."""
    return (GraphicsCard("Apple", "Apple GPU", f"macOS {version}"),) if machine == "arm64" else ()


def linux_cards(root: Path) -> list[GraphicsCard]:
    """The cards that a Linux system lists.

    Args:
        root: Where ``sys``, ``proc`` and ``dev`` are.
    """
    cards: list[GraphicsCard] = []
    nvidia = re.search(r"(\d+\.[\d.]+)", _text(root / "proc/driver/nvidia/version"))
    for device in sorted((root / "sys/bus/pci/devices").glob("*")):
        vendor = _PCI_VENDORS.get(_text(device / "vendor"))
        if vendor is None or not _text(device / "class").startswith("0x03"):
            continue
        if vendor == "NVIDIA":
            model = re.search(
                r"Model:\s*(.+)", _text(root / "proc/driver/nvidia/gpus" / device.name / "information")
            )
            name = model[1].strip() if model else "NVIDIA"
            cards.append(GraphicsCard(vendor, name, f"NVIDIA {nvidia[1]}" if nvidia else ""))
        elif vendor == "AMD":
            memory = _text(device / "mem_info_vram_total")
            if not memory.isdigit() or int(memory) > _LEAST_AMD_BYTES:
                cards.append(GraphicsCard(vendor, "AMD Radeon", _if_there(root / "dev/kfd")))
        elif not re.fullmatch(r"[\da-f]+:00:\S+", device.name):
            # On the first bus is what is part of the processor.
            cards.append(GraphicsCard(vendor, "Intel Arc", _if_there(root / "dev/dri")))
    if not cards and (root / "dev/dxg").exists() and (root / "usr/lib/wsl/lib/libcuda.so.1").exists():
        cards.append(GraphicsCard("NVIDIA", "NVIDIA", "WSL"))
    return cards


def cards_from_registry(devices: Iterable[tuple[str, str, str]], *, has_cuda: bool) -> list[GraphicsCard]:
    """The cards among the display devices that Windows has drivers for.

    Args:
        devices: Hardware number, description and driver version of each.
        has_cuda: Whether NVIDIA's driver is complete.
    """
    cards: list[GraphicsCard] = []
    for hardware, name, version in devices:
        vendor = re.search(r"ven_([\da-f]{4})", hardware.lower())
        maker = _PCI_VENDORS.get(f"0x{vendor[1]}") if vendor else None
        is_built_in = (maker == "Intel" and "Arc" not in name) or (
            maker == "AMD" and re.fullmatch(r"AMD Radeon(\(TM\))?( Vega \d+)?( Graphics)?", name)
        )
        if maker is not None and not is_built_in:
            cards.append(GraphicsCard(maker, name, version if maker != "NVIDIA" or has_cuda else ""))
    return cards


@functools.cache
def torch_builds() -> frozenset[str]:
    """What torch was built for beside processors: some of ``"cuda"``, ``"hip"``, ``"xpu"``, ``"mps"``."""
    found = importlib.util.find_spec("torch")
    folders = (found.submodule_search_locations or ()) if found else ()
    text = "".join(_text(Path(folder) / "version.py") for folder in folders)
    return builds_from(text, sys.platform)


def builds_from(version_module: str, system: str) -> frozenset[str]:
    """What torch was built for, as its ``version.py`` says."""
    named: list[str] = re.findall(r"^(cuda|hip|xpu)\b[^=\n]*=\s*['\"]", version_module, re.MULTILINE)
    return frozenset([*named, *(["mps"] if system == "darwin" and version_module else [])])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _if_there(path: Path) -> str:
    return path.name if path.exists() else ""


def _has_windows_cuda() -> bool:
    return Path(os.environ.get("SystemRoot", "C:/Windows"), "System32", "nvcuda.dll").exists()  # noqa: SIM112


def _display_devices() -> Iterator[tuple[str, str, str]]:
    """Hardware number, description and driver version of every display device that Windows remembers."""
    if sys.platform != "win32":
        return
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _DISPLAY_DEVICES) as devices:
            for number in range(winreg.QueryInfoKey(devices)[0]):
                try:
                    with winreg.OpenKey(devices, winreg.EnumKey(devices, number)) as device:
                        fields = ("MatchingDeviceId", "DriverDesc", "DriverVersion")
                        yield tuple(str(winreg.QueryValueEx(device, field)[0]) for field in fields)
                except OSError:
                    continue  # "Properties", which is nobody's, or a device without a driver
    except OSError:
        return
