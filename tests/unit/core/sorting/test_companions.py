from pathlib import Path

import pytest

from clipphotos.core.sorting.companions import (
    FolderNames,
    NamesBeside,
    companion_name,
    companion_path,
    companions_of,
)

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
        ("IMG_1.jpg", ["IMG_1-edited.jpg", "IMG_1.jpg.json"]),
        ("IMG_1-edited.jpg", ["IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json", "IMG_1.xmp"]),
        ("IMG_1-edited.jpg", ["IMG_1.jpg.json"]),
        ("IMG_1(1).jpg", ["IMG_1-edited(1).jpg", "IMG_1.jpg(1).json"]),
        ("IMG_1.HEIC", ["IMG_1-edited.jpg", "IMG_1.MP4"]),
        ("IMG_1.png", ["IMG_1-edited.png"]),
        (
            "foto.jpg",
            ["foto-bearbeitet.jpg", "foto-modifie\u0301.jpg", "foto-編集済み.jpg", "foto_edited.jpg"],
        ),
        ("DSC_1.NEF", ["DSC_1-Edit.tif", "DSC_1-Edit-2.psd", "DSC_1-Enhanced-NR.dng", "DSC_1_DxO.jpg"]),
        ("IMG_5123.jpg", ["IMG_E5123.jpg", "IMG_5123.AAE", "IMG_O5123.AAE", "IMG_E5123.AAE"]),
        (
            "IMG_E5123.JPG",
            ["IMG_5123.HEIC", "IMG_5123.AAE", "IMG_O5123.aae", "IMG_5123.MOV", "IMG_E5123.MOV"],
        ),
        ("IMG_E5123.JPG", ["IMG_5123.AAE"]),
        ("img_5123.jpg", ["img_e5123.jpg"]),
        ("IMG_5123 (2).jpg", ["IMG_E5123 (2).jpg"]),
        ("IMG_1.CR2", ["IMG_1.lrt", "IMG_1.CR2.cos"]),
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
        ("IMG_1.jpg", "IMG_10-edited.jpg"),
        ("IMG_1.jpg", "IMG_1-edited(1).jpg"),
        ("IMG_1.jpg", "IMG_1-edited.png"),
        ("IMG_1.jpg", "IMG_1-smile.jpg"),
        ("IMG_1.jpg", "IMG_1edited.jpg"),
        ("IMG_1.jpg", "IMG_1-meadow.jpg"),
        ("edited.jpg", "-edited.jpg"),
        ("IMG_51.jpg", "IMG_E51.jpg"),
        ("IMG_5123.jpg", "IMG_E5124.jpg"),
        ("IMAG1234.jpg", "IMAGE1234.jpg"),
        ("DSC_5123.jpg", "DSC_E5123.jpg"),
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


@pytest.mark.parametrize(
    ("photo", "new", "names"),
    [
        ("IMG_1.jpg", "Cat.jpg", {"IMG_1-edited.jpg": "Cat-edited.jpg", "IMG_1.jpg.json": "Cat.jpg.json"}),
        ("IMG_1.jpg", "IMG_1 (2).jpg", {"IMG_1-edited.jpg": "IMG_1 (2)-edited.jpg"}),
        ("IMG_1(1).jpg", "Cat.jpg", {"IMG_1-edited(1).jpg": "Cat-edited.jpg"}),
        (
            "IMG_1.jpg",
            "Cat.jpg",
            {"IMG_1-edited.jpg.xmp": "Cat-edited.jpg.xmp", "IMG_1-edited.jpg": "Cat-edited.jpg"},
        ),
        (
            "IMG_5123.HEIC",
            "Cat.HEIC",
            {
                "IMG_E5123.JPG": "Cat-edited.JPG",
                "IMG_E5123.MOV": "Cat-edited.MOV",
                "IMG_5123.AAE": "Cat.AAE",
                "IMG_O5123.AAE": "Cat-original.AAE",
            },
        ),
        (
            "IMG_5123.HEIC",
            "IMG_5123 (2).HEIC",
            {"IMG_E5123.JPG": "IMG_E5123 (2).JPG", "IMG_O5123.AAE": "IMG_O5123 (2).AAE"},
        ),
        (
            "IMG_E5123.JPG",
            "IMG_E5123 (2).JPG",
            {"IMG_5123.HEIC": "IMG_5123 (2).HEIC", "IMG_5123.AAE": "IMG_5123 (2).AAE"},
        ),
        ("IMG_1-edited.jpg", "Cat-edited.jpg", {"IMG_1.jpg": "Cat.jpg", "IMG_1.xmp": "Cat.xmp"}),
        (
            "IMG_1-edited.jpg",
            "Cat.jpg",
            {"IMG_1.jpg": "Cat-original.jpg", "IMG_1.jpg.json": "Cat-original.jpg.json"},
        ),
        (
            "DSC_1.NEF",
            "Cat.NEF",
            {"DSC_1-Edit-2.tif": "Cat-Edit-2.tif", "DSC_1-Enhanced-NR.dng": "Cat-Enhanced-NR.dng"},
        ),
    ],
)
def test_edits_and_originals_follow_a_new_name(photo: str, new: str, names: dict[str, str]):
    """All keep their relation: what travelled with the photo does so under the new names, too."""
    assert companions_of(photo, [photo, *names]) == sorted(names)
    assert {each: companion_name(each, photo, new) for each in names} == names
    assert companions_of(new, [new, *names.values()]) == sorted(names.values())


def test_whoever_throws_a_photo_away_keeps_its_edit_and_the_other_way_round():
    names = ["IMG_1.jpg", "IMG_1-edited.jpg", "IMG_1.jpg.json", "IMG_1.xmp", "IMG_1-edited.xmp"]
    apple = [
        "IMG_5123.HEIC",
        "IMG_E5123.JPG",
        "IMG_5123.AAE",
        "IMG_O5123.AAE",
        "IMG_5123.MOV",
        "IMG_E5123.MOV",
    ]
    folder = FolderNames([*names, *apple])
    alone = {
        photo: folder.beside(photo, with_edits=False).companions
        for photo in ("IMG_1.jpg", "IMG_1-edited.jpg", "IMG_5123.HEIC", "IMG_E5123.JPG")
    }
    assert alone == {
        "IMG_1.jpg": ["IMG_1.jpg.json", "IMG_1.xmp"],
        "IMG_1-edited.jpg": ["IMG_1-edited.xmp"],
        "IMG_5123.HEIC": ["IMG_5123.AAE", "IMG_5123.MOV", "IMG_O5123.AAE"],
        "IMG_E5123.JPG": ["IMG_E5123.MOV"],
    }


@pytest.mark.parametrize(
    ("photo", "unclear"),
    [
        ("Anna.jpg", ["Anna-smile.jpg", "Anna copy.jpg", "Anna~2.jpg", "Anna-edited.png", "Anna.png"]),
        ("Anna.jpg", ["Anna-COPY (2).jpg", "Anna 副本.jpg", "Anna.txt", "Anna edit.jpg"]),
    ],
)
def test_what_may_be_an_edit_or_not_stays_and_is_named(photo: str, unclear: list[str]):
    assert FolderNames([photo, *unclear, "Annabel.jpg", "Anna-2.jpg"]).beside(photo) == NamesBeside(
        [], sorted(unclear)
    )


@pytest.mark.parametrize(
    ("photo", "filed"),
    [
        ("IMG_1.CR2", "CaptureOne/Settings1620/IMG_1.CR2.cos"),
        ("IMG_1.CR2", "CaptureOne/Cache/Thumbnails/IMG_1.CR2.12ab.cot"),
        ("IMG_1.NEF", "NKSC_PARAM/IMG_1.NEF.nksc"),
        ("IMG_1.NEF", "NKSC_PARAM/IMG_1.nksc"),
        ("IMG_1.jpg", "SILKYPIX_DS/IMG_1.JPG.10.spd"),
        ("IMG_1.jpg", "DxO/IMG_1.jpg.dop"),
        ("IMG_1.jpg", ".lrt/img_1.lrt"),
        ("IMG_1.jpg", ".comments/IMG_1.jpg.xml"),
        ("IMG_1.jpg", "Alien Skin/Exposure X5/IMG_1.jpg.exposurex5"),
        ("IMG_1.jpg", ".picasaoriginals/IMG_1.jpg"),
    ],
)
def test_what_is_filed_in_a_folder_of_its_own_travels(photo: str, filed: str):
    folder, _, name = filed.rpartition("/")
    others = ["IMG_10.jpg", "IMG_1.png"]
    strangers = ["other.txt", "IMG_11.cos", "IMG_1.txt"]
    found = FolderNames([photo, *others], {folder: [name, "IMG_10.jpg.xmp", *strangers]})
    assert found.beside(photo).companions == [filed]
    assert found.beside("IMG_10.jpg").companions == [f"{folder}/IMG_10.jpg.xmp"]
    assert found.beside("IMG_1.png").companions == []


def test_pictures_that_a_program_wrote_into_its_folder_are_the_users():
    folder = FolderNames(["a.jpg"], {"DxO": ["a.jpg", "a.tif", "a.jpg.tif", "a.jpg.dop"]})
    assert folder.beside("a.jpg").companions == ["DxO/a.jpg.dop"]


def test_what_is_filed_belongs_to_the_shot():
    names = ["a.CR2", "a.jpg", "a-edited.jpg"]
    filed = {"CaptureOne/Settings": ["a.CR2.cos", "a.jpg.cos", "a-edited.jpg.cos"]}
    folder = FolderNames(names, filed)
    paths = [f"CaptureOne/Settings/{name}" for name in sorted(filed["CaptureOne/Settings"])]
    assert folder.beside("a.jpg").companions == sorted([*paths, "a-edited.jpg", "a.CR2"])
    assert folder.beside("a.jpg", with_edits=False).companions == sorted(["a.CR2", *paths[1:]])


@pytest.mark.parametrize(
    ("companion", "target"),
    [
        ("/in/CaptureOne/Settings/a.jpg.cos", "/out/CaptureOne/Settings/b.jpg.cos"),
        ("/in/a.xmp", "/out/b.xmp"),
        ("/in/.picasaoriginals/a.jpg", "/out/.picasaoriginals/b.jpg"),
    ],
)
def test_companions_go_into_a_folder_of_the_same_name(companion: str, target: str):
    assert companion_path(Path(companion), Path("/in/a.jpg"), Path("/out/b.jpg")) == Path(target)


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
