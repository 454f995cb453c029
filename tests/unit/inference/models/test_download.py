"""Downloads against a local stand-in of the hub."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clipphotos.core.errors import Cancelled, KnownError
from clipphotos.core.jobs import CancelToken
from clipphotos.core.models import ModelInfo, ModelSource
from clipphotos.core.wording.sentence import Wording
from clipphotos.inference.models import download, registry
from clipphotos.inference.models.download import download_preset, pins_of
from clipphotos.inference.models.hub import is_secure, login_for
from clipphotos.inference.models.pins import PinnedFile, Pins, read_pins, write_pins
from clipphotos.inference.models.presets import PRESETS, Preset
from clipphotos.inference.outside.doors import closed
from support.hub_server import HubServer, hub_server
from support.tiny_clip import TOKENIZER_FILES, WITH_TOKENIZER, make_checkpoint

REPOSITORY = "somebody/tiny"
WEIGHTS = "open_clip_model.safetensors"
INFO = ModelInfo("tiny", ModelSource.HUB, WITH_TOKENIZER, "none", "MIT", 3, "en")
PRESET = Preset(INFO, Wording("", ""), REPOSITORY, TOKENIZER_FILES)
WEIGHTS_ONLY = replace(PRESET, extra_files=())


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    monkeypatch.setattr(download, "_RETRY_PAUSE_SECONDS", 0)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with hub_server() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        server.files[f"{REPOSITORY}/{WEIGHTS}"] = bytes(range(256)) * 8_000
        yield server


def fetch(preset: Preset, folder: Path, token: CancelToken | None = None) -> list[tuple[int, int]]:
    reports: list[tuple[int, int]] = []
    download_preset(preset, folder, lambda done, total: reports.append((done, total)), token or CancelToken())
    return reports


def test_downloads_and_then_loads_without_a_network(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_checkpoint(tmp_path / "source", WITH_TOKENIZER).parent
    for name in (*TOKENIZER_FILES, WEIGHTS):
        hub.files[f"{REPOSITORY}/{name}"] = (source / name).read_bytes()
    monkeypatch.setattr(registry, "PRESETS", (PRESET,))
    with pytest.raises(KnownError) as refused:
        registry.load_embedder(INFO, tmp_path)
    assert refused.value.error_code == "model-not-downloaded"
    assert not registry.find("tiny", tmp_path).available

    reports = fetch(PRESET, tmp_path)

    total = sum(len(content) for content in hub.files.values())
    assert reports[-1] == (total, total)
    assert [done for done, _ in reports] == sorted(done for done, _ in reports)
    assert registry.find("tiny", tmp_path).available
    asked = len(hub.ranges)
    embedder = registry.load_embedder(INFO, tmp_path, device="cpu")
    assert embedder.identity.weights_sha256 == hashlib.sha256((source / WEIGHTS).read_bytes()).hexdigest()
    assert embedder.embed_texts(["a cat"]).shape == (1, 24)
    assert len(hub.ranges) == asked


def test_a_second_download_transfers_nothing(hub: HubServer, tmp_path: Path) -> None:
    fetch(WEIGHTS_ONLY, tmp_path)
    sent = hub.sent
    fetch(WEIGHTS_ONLY, tmp_path)
    assert hub.sent == sent


def test_pickled_weights_are_not_downloaded(hub: HubServer, tmp_path: Path) -> None:
    hub.files[f"{REPOSITORY}/open_clip_pytorch_model.bin"] = hub.files.pop(f"{REPOSITORY}/{WEIGHTS}")
    with pytest.raises(KnownError) as failed:
        fetch(WEIGHTS_ONLY, tmp_path)
    assert failed.value.error_code == "download-failed"
    assert list((tmp_path / "tiny").iterdir()) == []


def test_goes_on_when_the_connection_is_cut(hub: HubServer, tmp_path: Path) -> None:
    content = hub.files[f"{REPOSITORY}/{WEIGHTS}"]
    hub.cuts = [700_000, 600_000]
    fetch(WEIGHTS_ONLY, tmp_path)
    assert (tmp_path / "tiny" / WEIGHTS).read_bytes() == content
    assert len(hub.ranges) == 3
    assert hub.ranges[0] == ""
    assert all(asked.startswith("bytes=") for asked in hub.ranges[1:])
    assert hub.sent < len(content) + 3 * download._CHUNK_BYTES


def test_a_later_download_goes_on_from_what_arrived(hub: HubServer, tmp_path: Path) -> None:
    content = hub.files[f"{REPOSITORY}/{WEIGHTS}"]
    hub.cuts = [1_000_000, 0, 0, 0, 0]
    with pytest.raises(KnownError) as failed:
        fetch(WEIGHTS_ONLY, tmp_path)
    assert failed.value.error_code == "download-failed"
    assert not registry.is_downloaded(WEIGHTS_ONLY, tmp_path)
    sent, hub.cuts = hub.sent, []

    reports = fetch(WEIGHTS_ONLY, tmp_path)

    assert hub.sent - sent <= len(content) - 1_000_000 + download._CHUNK_BYTES
    assert reports[0][0] > 0
    assert (tmp_path / "tiny" / WEIGHTS).read_bytes() == content


def test_a_new_version_on_the_hub_starts_anew(hub: HubServer, tmp_path: Path) -> None:
    hub.cuts = [1_000_000, 0, 0, 0, 0]
    with pytest.raises(KnownError):
        fetch(WEIGHTS_ONLY, tmp_path)
    hub.cuts = []
    content = hub.files[f"{REPOSITORY}/{WEIGHTS}"] = b"other weights" * 100_000
    fetch(WEIGHTS_ONLY, tmp_path)
    assert (tmp_path / "tiny" / WEIGHTS).read_bytes() == content
    assert [file.name for file in (tmp_path / "tiny").iterdir()] == [WEIGHTS]


def test_cancel_keeps_what_arrived(hub: HubServer, tmp_path: Path) -> None:
    token = CancelToken()

    def cancel_in_the_middle(done: int, _total: int) -> None:
        if done > 500_000:
            token.cancel()

    with pytest.raises(Cancelled):
        download_preset(WEIGHTS_ONLY, tmp_path, cancel_in_the_middle, token)
    assert not registry.is_downloaded(WEIGHTS_ONLY, tmp_path)
    fetch(WEIGHTS_ONLY, tmp_path)
    assert hub.ranges[-1].startswith("bytes=")
    assert registry.is_downloaded(WEIGHTS_ONLY, tmp_path)


def test_nothing_is_written_after_a_cancel(hub: HubServer, tmp_path: Path) -> None:
    token = CancelToken()
    written = 0

    def cancel_in_the_middle(done: int, _total: int) -> None:
        nonlocal written
        if done > 500_000:
            written = done
            token.cancel()

    with pytest.raises(Cancelled):
        download_preset(WEIGHTS_ONLY, tmp_path, cancel_in_the_middle, token)
    (partial,) = (tmp_path / "tiny").iterdir()
    assert partial.stat().st_size == written


class ImpatientToken(CancelToken):
    """Gives up after it was asked a few times."""

    asked = 0

    @property
    def cancelled(self) -> bool:
        self.asked += 1
        return self.asked > 3


def test_a_second_download_waits_for_a_cancelled_one(hub: HubServer, tmp_path: Path) -> None:
    token, arrived, go_on = CancelToken(), threading.Event(), threading.Event()

    def hold_up(done: int, _total: int) -> None:
        if done > 500_000:
            arrived.set()
            go_on.wait(30)

    def first() -> None:
        with pytest.raises(Cancelled):
            download_preset(WEIGHTS_ONLY, tmp_path, hold_up, token)

    thread = threading.Thread(target=first)
    thread.start()
    assert arrived.wait(30)
    token.cancel()
    with pytest.raises(Cancelled):
        fetch(WEIGHTS_ONLY, tmp_path, ImpatientToken())
    assert len(hub.ranges) == 1
    go_on.set()
    thread.join()
    fetch(WEIGHTS_ONLY, tmp_path)
    assert hub.ranges[-1].startswith("bytes=")
    assert (tmp_path / "tiny" / WEIGHTS).read_bytes() == hub.files[f"{REPOSITORY}/{WEIGHTS}"]


def test_a_partial_file_that_is_too_long_is_fetched_anew(hub: HubServer, tmp_path: Path) -> None:
    hub.cuts = [1_000_000, 0, 0, 0, 0]
    with pytest.raises(KnownError):
        fetch(WEIGHTS_ONLY, tmp_path)
    hub.cuts, hub.ranges = [], []
    (partial,) = (tmp_path / "tiny").iterdir()
    partial.write_bytes(bytes(3_000_000))
    fetch(WEIGHTS_ONLY, tmp_path)
    assert hub.ranges == [""]
    assert (tmp_path / "tiny" / WEIGHTS).read_bytes() == hub.files[f"{REPOSITORY}/{WEIGHTS}"]


def test_a_cancelled_token_asks_for_nothing(hub: HubServer, tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        fetch(WEIGHTS_ONLY, tmp_path, token)
    assert hub.sent == 0


def test_a_wrong_checksum_is_not_kept(hub: HubServer, tmp_path: Path) -> None:
    hub.claimed[f"{REPOSITORY}/{WEIGHTS}"] = "0" * 64
    with pytest.raises(KnownError) as failed:
        fetch(WEIGHTS_ONLY, tmp_path)
    assert failed.value.error_code == "download-failed"
    assert list((tmp_path / "tiny").iterdir()) == []


def test_a_missing_repository(hub: HubServer, tmp_path: Path) -> None:
    hub.files.clear()
    with pytest.raises(KnownError) as failed:
        fetch(WEIGHTS_ONLY, tmp_path)
    assert failed.value.error_code == "download-failed"


def test_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hub_server() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
    with pytest.raises(KnownError) as failed:
        fetch(WEIGHTS_ONLY, tmp_path)
    assert failed.value.error_code == "download-offline"
    assert failed.value.params == {"name": "tiny"}


COMMIT = "c0ffee" * 6 + "abcd"
GIT_NAME = "b45ef6fec89518d314f546fd6c3025367b721684"
"""What git calls a file with ``Hello, World!`` in it."""


def pinned(content: bytes, **other: Any) -> Preset:
    facts = PinnedFile(len(content), hashlib.sha256(content).hexdigest())
    return replace(WEIGHTS_ONLY, pins=Pins(COMMIT, {WEIGHTS: replace(facts, **other)}))


def test_a_pinned_model_is_what_it_was_when_it_was_pinned(hub: HubServer, tmp_path: Path) -> None:
    preset = pinned(hub.files[f"{REPOSITORY}/{WEIGHTS}"])
    assert preset.is_pinned
    assert not WEIGHTS_ONLY.is_pinned
    # Whatever the hub says of it.
    hub.claimed[f"{REPOSITORY}/{WEIGHTS}"] = "0" * 64
    fetch(preset, tmp_path)
    assert set(hub.revisions) == {COMMIT}
    assert registry.is_downloaded(preset, tmp_path)


@pytest.mark.parametrize("other", [{"sha256": "0" * 64}, {"size": 5}, {"size": 10_000_000}])
def test_another_file_than_the_pinned_one_is_not_kept(
    hub: HubServer, tmp_path: Path, other: dict[str, Any]
) -> None:
    with pytest.raises(KnownError) as failed:
        fetch(pinned(hub.files[f"{REPOSITORY}/{WEIGHTS}"], **other), tmp_path)
    assert failed.value.error_code == "download-failed"
    assert not (tmp_path / "tiny" / WEIGHTS).exists()


@pytest.mark.parametrize(
    ("name", "claimed", "is_kept"),
    [
        # As git has it: what the hub says of files that are kept in git itself.
        ("tokenizer.json", GIT_NAME, True),
        ("tokenizer.json", "0" * 40, False),
        ("tokenizer.json", "0" * 64, False),
        ("tokenizer.json", "W/abc", False),
        ("tokenizer.json", "", False),
        (WEIGHTS, GIT_NAME, False),
    ],
)
def test_what_the_hub_says_of_a_file_is_compared_with_it(
    hub: HubServer, tmp_path: Path, name: str, claimed: str, is_kept: bool
) -> None:
    hub.files[f"{REPOSITORY}/{name}"] = b"Hello, World!"
    hub.claimed[f"{REPOSITORY}/{name}"] = claimed
    preset = replace(PRESET, extra_files=() if name == WEIGHTS else (name,))
    if is_kept:
        fetch(preset, tmp_path)
    else:
        with pytest.raises(KnownError, match="download-failed"):
            fetch(preset, tmp_path)
    assert (tmp_path / "tiny" / name).exists() == is_kept


class TestLogin:
    @pytest.fixture(autouse=True)
    def kept(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The user has signed in."""
        (tmp_path / "token").write_text("hf_of_the_user")
        monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
        for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
            monkeypatch.delenv(name, raising=False)

    def test_a_server_that_needs_none_gets_none(
        self, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HF_TOKEN", "hf_for_the_mirror")
        fetch(WEIGHTS_ONLY, tmp_path)
        assert set(hub.logins) == {""}

    def test_a_mirror_that_asks_gets_only_what_is_meant_for_it(
        self, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hub.login = "Bearer hf_for_the_mirror"
        with pytest.raises(KnownError) as failed:
            fetch(WEIGHTS_ONLY, tmp_path)
        assert failed.value.error_code == "download-failed"
        assert set(hub.logins) == {""}
        monkeypatch.setenv("HF_TOKEN", "hf_for_the_mirror")
        fetch(WEIGHTS_ONLY, tmp_path)
        assert registry.is_downloaded(WEIGHTS_ONLY, tmp_path)
        assert hub.logins[-1] == hub.login

    def test_the_hub_gets_the_kept_one(self) -> None:
        assert login_for("https://huggingface.co") == "hf_of_the_user"
        for mirror in ("https://mirror.example", "https://huggingface.co.example", "http://127.0.0.1"):
            assert login_for(mirror) == ""


@pytest.mark.parametrize(
    ("address", "is_so"),
    [
        ("https://mirror.example", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("http://mirror.example", False),
        ("http://huggingface.co", False),
        ("http://localhost.example", False),
        ("http://127.0.0.1@mirror.example", False),
        ("ftp://127.0.0.1", False),
        ("mirror.example", False),
        ("https://", False),
    ],
)
def test_nothing_is_downloaded_over_what_others_can_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, is_so: bool
) -> None:
    assert is_secure(address) is is_so
    if not is_so:
        monkeypatch.setenv("HF_ENDPOINT", address)
        with pytest.raises(KnownError) as refused:
            fetch(WEIGHTS_ONLY, tmp_path)
        assert refused.value.error_code == "download-insecure"


def test_a_download_goes_on_while_a_model_is_loaded(hub: HubServer, tmp_path: Path) -> None:
    with closed():
        fetch(WEIGHTS_ONLY, tmp_path)


def test_pins_are_kept_as_they_are(tmp_path: Path) -> None:
    pins = {"tiny": Pins(COMMIT, {"a": PinnedFile(3, "0" * 64)}), "another": Pins()}
    write_pins(pins, tmp_path / "pins.json")
    assert read_pins(tmp_path / "pins.json") == pins
    names = {preset.info.name for preset in PRESETS[1:]}
    assert set(read_pins()) <= names
    assert all(info.pinned is not None for info in registry.list_models(tmp_path) if info.name in names)


def test_a_maintainer_pins_what_is_there(hub: HubServer, tmp_path: Path) -> None:
    content = hub.files[f"{REPOSITORY}/{WEIGHTS}"]
    found = pins_of(WEIGHTS_ONLY, tmp_path)
    assert found == Pins("0" * 40, {WEIGHTS: PinnedFile(len(content), hashlib.sha256(content).hexdigest())})
    fetch(replace(WEIGHTS_ONLY, pins=found), tmp_path / "later")
