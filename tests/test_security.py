"""What SECURITY.md promises in numbers is what the code does."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

from gouji.readers.limits import LIMITS, USUAL

ROOT = Path(__file__).parents[1]


def test_the_bounds_are_those_of_the_code():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = re.findall(r"^\| [^|]+ \| `(\w+)` \| (\d+) \|$", text, re.MULTILINE)
    assert {name: int(number) for name, number in rows} == asdict(LIMITS) | asdict(USUAL)


def test_both_readmes_lead_to_it():
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "(SECURITY.md)" in text
        assert "(docs/reliability.md)" in text
