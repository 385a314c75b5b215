"""Two versions of one report: one total was changed, in table and text, and now breaks two sums."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

SAMPLE = Path(__file__).parents[2] / "data/2024/yunze-transport.html"


class Versions(NamedTuple):
    before: Path
    after: Path


@pytest.fixture(scope="session")
def versions(tmp_path_factory) -> Versions:
    home = tmp_path_factory.mktemp("versions")
    shutil.copy(SAMPLE.parents[1] / "agencies.csv", home)
    text = SAMPLE.read_text("utf-8")
    assert text.count("29") == 2
    made = []
    for name, total in (("first", "29"), ("second", "28")):
        path = home / name / "2024" / SAMPLE.name
        path.parent.mkdir(parents=True)
        path.write_text(text.replace("29", total), "utf-8")
        made.append(path)
    return Versions(*made)
