"""What EXIF says is read where it makes sense and ignored where it does not."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from clipphotos.core.photo import PhotoFacts
from clipphotos.library.decoding.decode import decode
from clipphotos.library.metadata import facts_from, orientation_of


def facts(tags: dict, exif_ifd: dict | None = None, gps: dict | None = None) -> PhotoFacts:
    """Facts of a JPEG that carries these tags."""
    exif = Image.Exif()
    exif.update(tags)
    exif.get_ifd(0x8769).update(exif_ifd or {})
    exif.get_ifd(0x8825).update(gps or {})
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG", exif=exif)
    return decode(buffer.getvalue(), 8).facts


def test_a_picture_without_exif():
    assert facts({}) == PhotoFacts(8, 8)


class TestTime:
    def test_the_shutter_comes_before_the_last_change(self):
        taken = facts({306: "2020:01:01 00:00:00"}, {36867: "2019:07:14 12:34:56"}).taken_at
        assert taken == datetime(2019, 7, 14, 12, 34, 56, tzinfo=UTC).timestamp()

    def test_the_last_change_is_better_than_nothing(self):
        taken = facts({306: "2020:01:01 00:00:00"}, {36867: "0000:00:00 00:00:00"}).taken_at
        assert taken == datetime(2020, 1, 1, tzinfo=UTC).timestamp()

    def test_before_1970(self):
        assert facts({306: "1969:12:31 23:59:59"}).taken_at == -1

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "    :  :     :  :  ",
            "2020:13:01 00:00:00",
            "2020:02:30 00:00:00",
            "9999:01:01 00:00:00",
            "soon",
        ],
    )
    def test_nonsense_is_no_date(self, text):
        assert facts({306: text}).taken_at is None


class TestPlace:
    def test_south_and_west_are_negative(self):
        gps = {1: "S", 2: (33.0, 51.0, 24.0), 3: "W", 4: (151.0, 12.0, 36.0)}
        found = facts({}, gps=gps)
        assert found.latitude == pytest.approx(-33.8566667)
        assert found.longitude == pytest.approx(-151.21)

    @pytest.mark.parametrize(
        "gps",
        [
            {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
            {1: "N", 2: (45.0, 0.0, 0.0), 3: "E", 4: (181.0, 0.0, 0.0)},
            {1: "N", 2: (45.0, 0.0, 0.0)},
            {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
            {1: "N", 2: (IFDRational(0, 0),) * 3, 3: "E", 4: (1.0, 0.0, 0.0)},
        ],
    )
    def test_no_such_place(self, gps):
        found = facts({}, gps=gps)
        assert (found.latitude, found.longitude) == (None, None)


class TestCamera:
    @pytest.mark.parametrize(
        ("make", "model", "camera"),
        [
            ("Canon", "Canon EOS 40D", "Canon EOS 40D"),
            ("NIKON CORPORATION", "NIKON D70", "NIKON D70"),
            ("Apple", "iPhone 12", "Apple iPhone 12"),
            ("Apple", "", "Apple"),
            ("", "X100", "X100"),
            ("A\x1b[31m\tB", "\x07C  ", "A [31m B C"),
        ],
    )
    def test_names_are_joined_and_cleaned(self, make, model, camera):
        assert facts({271: make, 272: model}).camera == camera

    def test_names_are_cut(self):
        assert len(facts({271: "x" * 500, 272: "y" * 500}).camera) == 120


_anything = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=8),
    st.tuples(),
    st.tuples(st.floats()),
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([271, 272, 274, 306, 0x8769, 0x8825]), _anything))
def test_tags_of_any_type_never_fail(tags):
    exif = Image.Exif()
    exif._data.update(tags)
    found = facts_from(exif, 1, 1, orientation_of(exif))
    assert 1 <= orientation_of(exif) <= 8
    assert found.camera.isprintable()
