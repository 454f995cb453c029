import pytest

from clipphotos.core.sorting.companions import FolderNames, companion_name, companions_of

LONG = "a" * 60


@pytest.mark.parametrize(
    ("photo", "companions"),
    [
        ("IMG_1.jpg", ["IMG_1.CR2", "IMG_1.xmp", "IMG_1.jpg.xmp", "img_1.AAE", "IMG_1.MOV"]),
        ("IMG_1.CR2", ["IMG_1.jpg", "IMG_1.xmp", "IMG_1.CR2.xmp"]),
        ("IMG_1.HEIC", ["IMG_1.mov", "IMG_1.aae"]),
        ("IMG_1.jpg", ["IMG_1.jpg.json"]),
        ("IMG_1.jpg", ["IMG_1.jpg.supplemental-metadata.json"]),
        ("IMG_1.jpg", ["IMG_1.jpg.supplemental-meta.json"]),
        ("IMG_1.jpg", ["IMG_1.jpg.s.json"]),
        (f"{LONG}.jpg", [f"{LONG[:46]}.json"]),
        ("IMG_1(1).jpg", ["IMG_1.jpg(1).json"]),
        ("IMG_1(1).jpg", ["IMG_1.jpg.supplemental-metadata(1).json"]),
        ("É.jpg", ["e\u0301.xmp"]),
    ],
)
def test_files_that_travel_with_a_photo(photo: str, companions: list[str]):
    assert companions_of(photo, [photo, *companions]) == sorted(companions)
    assert FolderNames(["b.jpg", photo, *companions, "c.xmp"]).companions_of(photo) == sorted(companions)


@pytest.mark.parametrize(
    ("photo", "stranger"),
    [
        ("IMG_1.jpg", "IMG_10.xmp"),
        ("IMG_1.jpg", "IMG_1.png"),
        ("IMG_1.jpg", "IMG_1.mp4"),
        ("IMG_1.png", "IMG_1.cr2"),
        ("IMG_1.png", "IMG_1.mov"),
        ("IMG_1.jpg", "IMG_1.txt"),
        ("IMG_1.jpg", "IMG_1.json"),
        ("IMG_1.jpg", "IMG_1.jpg(1).json"),
        ("IMG_1(2).jpg", "IMG_1.jpg(1).json"),
        ("IMG_1.jpg", "IMG_1.jp.json"),
        ("IMG_1.jpg", "IMG_1.jpg.xmp.xmp"),
        ("IMG_1.CR2", "IMG_1.jpg.xmp"),
        ("IMG_1.jpg", "IMG_1 (2).jpg"),
    ],
)
def test_files_that_do_not(photo: str, stranger: str):
    assert companions_of(photo, [photo, stranger]) == []
    assert FolderNames([photo, stranger]).companions_of(photo) == []


@pytest.mark.parametrize(
    ("companion", "new_name"),
    [
        ("IMG_1.xmp", "IMG_1 (2).xmp"),
        ("IMG_1.jpg.xmp", "IMG_1 (2).jpg.xmp"),
        ("img_1.AAE", "IMG_1 (2).AAE"),
        ("IMG_1.CR2", "IMG_1 (2).CR2"),
        ("IMG_1.jpg.supplemental-metadata.json", "IMG_1 (2).jpg.supplemental-metadata.json"),
    ],
)
def test_companions_follow_a_new_name(companion: str, new_name: str):
    assert companion_name(companion, "IMG_1.jpg", "IMG_1 (2).jpg") == new_name
    assert companions_of("IMG_1 (2).jpg", [new_name]) == [new_name]
    assert companion_name(companion, "IMG_1.jpg", "IMG_1.jpg") == companion


@pytest.mark.parametrize(
    ("companion", "photo"), [("IMG.jpg(1).json", "IMG(1).jpg"), (f"{LONG[:46]}.json", f"{LONG}.jpg")]
)
def test_takeout_names_become_plain_ones(companion: str, photo: str):
    new = companion_name(companion, photo, "other.jpg")
    assert new == "other.jpg.json"
    assert companions_of("other.jpg", [new]) == [new]
