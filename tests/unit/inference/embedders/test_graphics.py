"""Graphics cards as systems list them, and why one is not used."""

import subprocess
import sys
from pathlib import Path

import pytest

from clipphotos.core.errors import ErrorReport
from clipphotos.core.models import Backend
from clipphotos.core.wording.errors import WORDING, word
from clipphotos.inference.embedders import graphics
from clipphotos.inference.embedders.graphics import (
    GraphicsCard,
    apple_cards,
    builds_from,
    cards_from_registry,
    graphics_cards,
    linux_cards,
    torch_builds,
    why_unused,
)

CARD = GraphicsCard("NVIDIA", "NVIDIA GeForce RTX 4090", "NVIDIA 550.54.14")


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def pci(root: Path, place: str, vendor: str, kind: str = "0x030000", **files: str) -> None:
    for name, text in {"vendor": vendor, "class": kind, **files}.items():
        write(root / "sys/bus/pci/devices" / place / name, f"{text}\n")


def test_no_system_files_no_cards(tmp_path: Path):
    assert linux_cards(tmp_path) == []


def test_an_nvidia_card_with_its_driver(tmp_path: Path):
    pci(tmp_path, "0000:00:1f.0", "0x8086", "0x060100")
    pci(tmp_path, "0000:01:00.0", "0x10de", "0x030200")
    pci(tmp_path, "0000:01:00.1", "0x10de", "0x040300")
    write(
        tmp_path / "proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22\n",
    )
    information = tmp_path / "proc/driver/nvidia/gpus/0000:01:00.0/information"
    write(information, "Model: \t\t NVIDIA GeForce RTX 4090\nIRQ: 1\n")
    assert linux_cards(tmp_path) == [CARD]


def test_an_nvidia_card_without_a_driver(tmp_path: Path):
    pci(tmp_path, "0000:01:00.0", "0x10de")
    assert linux_cards(tmp_path) == [GraphicsCard("NVIDIA", "NVIDIA", "")]


def test_cards_of_amd_and_intel(tmp_path: Path):
    write(tmp_path / "dev/kfd")
    write(tmp_path / "dev/dri/renderD128")
    pci(tmp_path, "0000:03:00.0", "0x1002", mem_info_vram_total=str(16 << 30))
    pci(tmp_path, "0000:04:00.0", "0x8086")
    assert [(card.vendor, bool(card.driver)) for card in linux_cards(tmp_path)] == [
        ("AMD", True),
        ("Intel", True),
    ]


def test_graphics_of_a_processor_and_of_a_virtual_machine_do_not_count(tmp_path: Path):
    pci(tmp_path, "0000:00:02.0", "0x8086")
    pci(tmp_path, "0000:05:00.0", "0x1002", mem_info_vram_total=str(512 << 20))
    pci(tmp_path, "0000:06:00.0", "0x1af4")
    assert linux_cards(tmp_path) == []


def test_nvidia_under_wsl(tmp_path: Path):
    write(tmp_path / "dev/dxg")
    assert linux_cards(tmp_path) == []
    write(tmp_path / "usr/lib/wsl/lib/libcuda.so.1")
    assert [card.vendor for card in linux_cards(tmp_path)] == ["NVIDIA"]


def test_what_windows_lists():
    devices = [
        (r"pci\ven_8086&dev_9a49", "Intel(R) Iris(R) Xe Graphics", "31.0"),
        (r"PCI\VEN_10DE&DEV_2684", "NVIDIA GeForce RTX 4090", "32.0"),
        (r"pci\ven_8086&dev_56a0", "Intel(R) Arc(TM) A770 Graphics", "31.1"),
        (r"pci\ven_1002&dev_1638", "AMD Radeon(TM) Graphics", "30.0"),
        (r"pci\ven_1002&dev_744c", "AMD Radeon RX 7900 XTX", "30.1"),
        ("root\\basicdisplay", "Microsoft Basic Display Adapter", "10.0"),
    ]
    assert [card.name for card in cards_from_registry(devices, has_cuda=True)] == [
        "NVIDIA GeForce RTX 4090",
        "Intel(R) Arc(TM) A770 Graphics",
        "AMD Radeon RX 7900 XTX",
    ]
    assert [card.driver for card in cards_from_registry(devices, has_cuda=False)] == ["", "31.1", "30.1"]


def test_a_mac():
    assert [card.build for card in apple_cards("arm64", "15.1")] == ["mps"]
    assert apple_cards("x86_64", "15.1") == ()


def test_this_computer_can_be_asked():
    assert all(card.name and card.build for card in graphics_cards())


def test_what_torch_was_built_for_is_known_without_it():
    import torch

    script = (
        "import sys; from clipphotos.inference.embedders import graphics\n"
        "print(*sorted(graphics.torch_builds())); graphics.usable(); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    builds, imported = done.stdout.splitlines()
    assert imported == "False"
    assert ("cuda" in builds.split()) == torch.backends.cuda.is_built()
    assert set(builds.split()) == torch_builds()


@pytest.mark.parametrize(
    ("version", "system", "builds"),
    [
        ("cuda: Optional[str] = '13.0'\nhip: Optional[str] = None\n", "linux", {"cuda"}),
        ("cuda = None\nhip = '6.2.41133'\nxpu = None", "linux", {"hip"}),
        ("cuda: Optional[str] = None\nxpu: Optional[str] = '20250000'", "win32", {"xpu"}),
        ("cuda: Optional[str] = None\n", "darwin", {"mps"}),
        ("__version__ = '2.4.0+cpu'\ncuda = None\n", "linux", set()),
        ("", "darwin", set()),
    ],
)
def test_what_torch_says_of_itself(version: str, system: str, builds: set[str]):
    assert builds_from(version, system) == builds


TOLD = ErrorReport("gpu-out-of-memory", {"card": "x", "detail": "y"})
SINGLE = ErrorReport("gpu-single-precision", {"card": "x"})
CUDA = frozenset({"cuda"})


@pytest.mark.parametrize(
    ("device", "told", "backend", "cards", "builds", "code"),
    [
        ("cpu", None, Backend.AUTO, (), CUDA, None),
        ("cpu: OpenVINO f32", None, Backend.OPENVINO, (), CUDA, None),
        ("cuda: NVIDIA", None, Backend.AUTO, (CARD,), CUDA, None),
        ("", None, Backend.AUTO, (CARD,), CUDA, None),
        ("", None, Backend.AUTO, (CARD,), frozenset(), "gpu-torch-without"),
        ("cpu", None, Backend.AUTO, (CARD,), frozenset({"hip"}), "gpu-torch-without"),
        ("cpu", None, Backend.AUTO, (CARD._replace(driver=""),), CUDA, "gpu-without-driver"),
        ("cpu: OpenVINO f32", None, Backend.OPENVINO, (CARD,), CUDA, "gpu-not-chosen"),
        ("cpu: OpenVINO f32", None, Backend.OPENVINO, (CARD,), frozenset(), "gpu-torch-without"),
        ("cpu: OpenVINO f32", None, Backend.AUTO, (CARD,), CUDA, "gpu-unavailable"),
        ("cpu", TOLD, Backend.AUTO, (CARD,), CUDA, "gpu-out-of-memory"),
        ("cuda: NVIDIA", SINGLE, Backend.AUTO, (CARD,), CUDA, "gpu-single-precision"),
    ],
)
def test_why_a_card_is_not_used(device, told, backend, cards, builds, code):
    why = why_unused(device, told, backend, cards, builds)
    assert (why.code if why else None) == code


def test_every_reason_is_a_sentence_in_both_languages():
    codes = [code for code in WORDING if code.startswith("gpu-")]
    assert codes
    assert set(codes) >= graphics.PASSING
    for code in codes:
        for language in ("en", "zh_CN"):
            sentence = word(code, {"card": "GeForce", "detail": "no driver"}, language)
            assert "GeForce" in sentence
            assert "{" not in sentence
