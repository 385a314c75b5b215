"""The pictures of the README: those that the script takes, each small enough to be looked at anywhere."""

from pathlib import Path

import pytest

from evidence.pictures import PICTURES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_there_is_light_and_is_shown(name):
    picture = ROOT / f"docs/images/{name}.webp"
    assert picture.read_bytes()[8:12] == b"WEBP"
    assert 10_000 < picture.stat().st_size <= 200_000
    for readme in ("README.md", "README.zh-CN.md"):
        assert f"](docs/images/{name}.webp)" in (ROOT / readme).read_text("utf-8")


def test_no_picture_is_left_over():
    assert {path.stem for path in (ROOT / "docs/images").iterdir()} == set(PICTURES)
