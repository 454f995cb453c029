import pytest

from clipphotos.core.sorting.companions import FolderNames, NamesBeside, companion_name, companions_of

LONG = "a" * 60
SETTINGS = ("pp3", "dop", "on1", "vrd", "nksc", "arp", "cos")


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
        ("IMG_1.jpg", [f"IMG_1.{each}" for each in (*SETTINGS, "thm", "wav", "mp4", "MP4", "tif", "psd")]),
        ("IMG_1.jpg", [f"IMG_1.jpg.{each}" for each in SETTINGS]),
        ("IMG_1.NEF", ["IMG_1.nksc", "IMG_1.WAV", "IMG_1.NEF.dop", "IMG_1.tif", "IMG_1.jpg"]),
        ("IMG_1.png", ["IMG_1.png.pp3", "IMG_1.xmp"]),
        ("PXL_1.jpg", ["PXL_1.MP", "PXL_1.MP.mp4", "PXL_1.mp4"]),
        ("PXL_1.MP.jpg", ["PXL_1.MP", "PXL_1.MP.mp4", "PXL_1.mp4", "PXL_1.MP.jpg.json"]),
        ("IMG_1.jpg", ["IMG_1_01.jpg.xmp", "IMG_1_02.jpg.xmp"]),
        ("IMG_1.CR2", ["IMG_1.jpg", "IMG_1.jpg.xmp", "IMG_1.tif", "IMG_1.tif.pp3", "IMG_1.mov"]),
        ("É.jpg", ["e\u0301.xmp"]),
    ],
)
def test_files_that_travel_with_a_photo(photo: str, companions: list[str]):
    assert companions_of(photo, [photo, *companions]) == sorted(companions)
    assert FolderNames(["b.jpg", photo, *companions, "c.xmp"]).beside(photo).companions == sorted(companions)


@pytest.mark.parametrize(
    ("photo", "stranger"),
    [
        ("IMG_1.jpg", "IMG_10.xmp"),
        ("IMG_1.jpg", "IMG_1.png"),
        ("IMG_1.jpg", "IMG_1.heic"),
        ("IMG_1.png", "IMG_1.mp4"),
        ("IMG_1.png", "IMG_1.tif"),
        ("IMG_1.jpg", "IMG_10_01.jpg.xmp"),
        ("IMG_1.jpg", "IMG_1_2024.jpg.xmp"),
        ("IMG_1.jpg", "IMG_1.MP.jpg"),
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
    assert FolderNames([photo, stranger]).beside(photo).companions == []


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
    ("photo", "companion", "new", "new_name"),
    [
        ("IMG_1.jpg", "IMG_1_01.jpg.xmp", "Cat.jpg", "Cat_01.jpg.xmp"),
        ("IMG_1.CR2", "IMG_1.jpg.xmp", "Cat.CR2", "Cat.jpg.xmp"),
        ("PXL_1.jpg", "PXL_1.MP.mp4", "Cat.jpg", "Cat.MP.mp4"),
        ("PXL_1.MP.jpg", "PXL_1.MP", "Cat.jpg", "Cat.MP"),
        ("PXL_1.MP.jpg", "PXL_1.MP", "PXL_1.MP (2).jpg", "PXL_1.MP (2).MP"),
        ("PXL_1.MP.jpg", "PXL_1.MP.mp4", "PXL_1.MP (2).jpg", "PXL_1.MP (2).mp4"),
    ],
)
def test_unusual_companions_follow_a_new_name(photo: str, companion: str, new: str, new_name: str):
    names = [photo, companion, "IMG_1.jpg"]
    assert companion in companions_of(photo, names)
    assert companion_name(companion, photo, new) == new_name
    assert new_name in companions_of(new, [new, new_name, "Cat.jpg"])


def test_what_may_belong_to_several_belongs_to_the_one_nearest_to_the_camera():
    folder = FolderNames(["a.jpg", "a.png", "a.xmp", "a.txt", "a.png.xmp", "ab.txt"])
    assert folder.beside("a.jpg") == NamesBeside(["a.xmp"], ["a.png", "a.txt"])
    assert folder.beside("a.png") == NamesBeside(["a.png.xmp"], ["a.jpg", "a.txt", "a.xmp"])


def test_settings_of_a_photo_that_is_there_are_no_version_of_another():
    folder = FolderNames(["IMG_5.jpg", "IMG_5_01.jpg", "IMG_5_01.jpg.xmp", "IMG_5_02.jpg.xmp"])
    assert folder.beside("IMG_5.jpg") == NamesBeside(["IMG_5_02.jpg.xmp"], [])
    assert folder.beside("IMG_5_01.jpg") == NamesBeside(["IMG_5_01.jpg.xmp"], [])


def test_edits_need_not_count_as_the_same_shot():
    folder = FolderNames(["a.cr2", "a.jpg", "a.tif", "a.xmp", "a.tif.xmp"])
    assert folder.beside("a.jpg", with_edits=False).companions == ["a.cr2", "a.xmp"]
    assert folder.beside("a.tif", with_edits=False).companions == ["a.tif.xmp"]
    assert folder.beside("a.tif").companions == ["a.cr2", "a.jpg", "a.tif.xmp", "a.xmp"]


@pytest.mark.parametrize(
    ("companion", "photo"), [("IMG.jpg(1).json", "IMG(1).jpg"), (f"{LONG[:46]}.json", f"{LONG}.jpg")]
)
def test_takeout_names_become_plain_ones(companion: str, photo: str):
    new = companion_name(companion, photo, "other.jpg")
    assert new == "other.jpg.json"
    assert companions_of("other.jpg", [new]) == [new]
