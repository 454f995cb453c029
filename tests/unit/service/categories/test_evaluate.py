"""Measuring a model on sorted photos: real files, the colour embedder."""

import os
from pathlib import Path

import pytest

from clipphotos.cli.pages.evaluation import evaluation_page
from clipphotos.service.protocol.evaluating import EvaluateFolder
from support.pictures import make_photo
from support.services import Service


@pytest.fixture
def sorted_photos(tmp_path: Path) -> Path:
    """Red, green and blue photos in folders of their names, six each; one blue one lies among the red."""
    for colour in ("red", "green", "blue"):
        for number in range(6):
            make_photo(tmp_path / "sorted" / colour / f"{number}.png", colour, number=number)
    make_photo(tmp_path / "sorted" / "red" / "wrong.png", "blue", number=99)
    return tmp_path / "sorted"


def test_an_evaluation_of_every_set(service: Service, sorted_photos: Path):
    answer = service.run(EvaluateFolder(sorted_photos))
    assert answer.labels == ("blue", "green", "red")
    assert answer.photos == 19
    assert [each.template for each in answer.sets] == ["label", "photo", "this-is", "imagenet", "personal"]
    for each in answer.sets:
        assert each.evaluation.accuracy == pytest.approx(18 / 19)
        assert each.evaluation.confusion == ((6, 0, 0), (0, 6, 0), (1, 0, 6))
        assert [(mistake.label, mistake.taken_for) for mistake in each.mistakes] == [("red", "blue")]
        assert each.mistakes[0].path.name == "wrong.png"
        assert each.seconds > 0


def test_own_templates_stand_alone(service: Service, sorted_photos: Path):
    answer = service.run(EvaluateFolder(sorted_photos, ("a {label} thing", "{} paint"), ensemble=True))
    assert [each.template for each in answer.sets] == ["a {label} thing", "{label} paint", "imagenet"]


def test_examples_are_learned_from_and_not_tested_on(service: Service, sorted_photos: Path):
    answer = service.run(EvaluateFolder(sorted_photos, ("{label}",), shots=2))
    (outcome,) = answer.sets
    assert outcome.evaluation.photos == 5 * (19 - 6)
    assert outcome.evaluation.accuracy > 0.85
    assert 0 < outcome.zero_shot_accuracy <= 1


def test_what_is_no_photo_is_left_out(service: Service, sorted_photos: Path):
    (sorted_photos / "red" / "notes.txt").write_text("no photo")
    (sorted_photos / "red" / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    (sorted_photos / "empty").mkdir()
    (sorted_photos / "Green_").mkdir()
    make_photo(sorted_photos / "Green_" / "x.png", "green", number=50)
    answer = service.run(EvaluateFolder(sorted_photos, ("{label}",)))
    assert answer.labels == ("green", "blue", "red")  # "Green_" sorts first, and says the same as "green"
    assert answer.photos == 20
    assert [each.path.name for each in answer.skipped] == ["broken.jpg"]


def test_what_cannot_be_evaluated_is_said(service: Service, tmp_path: Path, sorted_photos: Path):
    assert service.refusal(EvaluateFolder(tmp_path / "gone")) == "folder-missing"
    assert service.refusal(EvaluateFolder(sorted_photos / "red")) == "too-few-classes"
    assert service.refusal(EvaluateFolder(sorted_photos, ("red",))) == "template-without-label"
    make_photo(sorted_photos / "yellow" / "only.png", "yellow")
    assert service.refusal(EvaluateFolder(sorted_photos, shots=1)) == "too-few-examples"


def test_a_class_of_which_no_photo_can_be_read_is_left_out(service: Service, tmp_path: Path):
    make_photo(tmp_path / "cats" / "a.png", "red")
    (tmp_path / "dogs").mkdir()
    (tmp_path / "dogs" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert service.refusal(EvaluateFolder(tmp_path, ("{label}",))) == "too-few-classes"
    make_photo(tmp_path / "birds" / "a.png", "blue")
    answer = service.run(EvaluateFolder(tmp_path, ("{label}",)))
    assert (answer.labels, answer.photos) == (("birds", "cats"), 2)


def test_nothing_is_kept(service: Service, sorted_photos: Path):
    service.run(EvaluateFolder(sorted_photos, ("{label}",)))
    assert service.status().photos_by_state["ok"] == 0


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("where", ["file", "folder", "class"])
def test_a_page_shows_nothing_from_behind_a_link(
    service: Service, sorted_photos: Path, tmp_path: Path, where: str
):
    outside = tmp_path / "outside"
    secret = make_photo(outside / "secret.png", "blue", number=100)
    shown = service.run(EvaluateFolder(sorted_photos, ("{label}",)))
    assert evaluation_page(shown).count("data:image/jpeg") == 1
    match where:
        case "file":
            (sorted_photos / "red" / "secret.png").symlink_to(secret)
        case "folder":
            (sorted_photos / "red" / "more").mkdir()
            (sorted_photos / "red" / "link").symlink_to("more")
            make_photo(sorted_photos / "red" / "more" / "wrong.png", "green", number=101)
            (sorted_photos / "red" / "out").symlink_to(outside)
        case _:
            (sorted_photos / "reds").symlink_to(outside)
            make_photo(outside / "other.png", "green", number=102)
    (outcome,) = service.run(EvaluateFolder(sorted_photos, ("{label}",))).sets
    pictures = {
        mistake.path.relative_to(sorted_photos).as_posix(): bool(mistake.thumbnail)
        for mistake in outcome.mistakes
    }
    assert {name for name, is_shown in pictures.items() if is_shown} == (
        {"red/wrong.png", "red/more/wrong.png"} if where == "folder" else {"red/wrong.png"}
    )
    assert "out" not in {Path(name).parent.name for name in pictures}
    page = evaluation_page(service.run(EvaluateFolder(sorted_photos, ("{label}",))))
    assert page.count("data:image/jpeg") == sum(pictures.values())
    assert ("Behind a link" in page) == (where != "folder")
