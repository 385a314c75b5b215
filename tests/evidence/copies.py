"""Folders of reports of which some copy: pages with their own prose around the tables of a shipped report."""

from __future__ import annotations

import random
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from copying import prose

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE = Path(__file__).parents[2] / "data/2024/qingxi-water.html"
PUT_OFF = "本年度没有收取信息处理费，没有其他需要报告的事项。"


def page(name: str, year: int, one: Sequence[str], five: Sequence[str]) -> str:
    """Return the page of a report with these sentences in its sections one and five."""
    text = SAMPLE.read_text("utf-8").replace("青溪县水务局", name)
    text = re.sub(r"\b2025(?=-)", str(year + 1), text).replace("2024", str(year))
    for heading, said in (
        ("一、总体情况", "".join(one)),
        ("五、存在的主要问题及改进情况", "".join(five)),
        ("六、其他需要报告的事项", PUT_OFF),
    ):
        section = f"<h2>{heading}</h2>\n<p>{escape(said)}</p>\n"
        text = re.sub(rf"<h2>{heading}</h2>\n(?:<p>.*?</p>\n)+", lambda _, s=section: s, text)
    return text


def roster(folder: Path, rows: Sequence[tuple[str, str, str, str]]) -> Path:
    """Write the roster of these bodies: id, name, kind, parent."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "agencies.csv"
    lines = [f"{key},{name},{kind},县,{parent},虚构县" for key, name, kind, parent in rows]
    path.write_text("\n".join(["id,name,kind,level,parent,region", *lines, ""]), "utf-8")
    return path


def write(folder: Path, count: int, *, copies: int, seed: int = 1, year: int = 2024) -> Path:
    """Write ``count`` reports of different bodies; each of the last ``copies`` copies one of the first.

    The copies in turn take the whole text, section five, and four sentences in a row. Returns the roster.
    """
    rng = random.Random(seed)
    (folder / str(year)).mkdir(parents=True, exist_ok=True)
    said = [_own(rng) for _ in range(count)]
    for number in range(copies):
        one, five = said[number]
        mine, my_five = said[count - 1 - number]
        said[count - 1 - number] = (
            (one, five),
            (mine, five),
            ([*mine[:3], *one[3:8], *mine[3:]], my_five),
        )[number % 3]
    rows = []
    for number, (one, five) in enumerate(said):
        name = f"虚构县{prose.REGIONS[number % 20]}{_ordinal(number)}局"
        rows.append((f"body-{number:04}", name, "行政机关", ""))
        (folder / f"{year}/body-{number:04}.html").write_text(page(name, year, one, five), "utf-8")
    return roster(folder, rows)


def _own(rng: random.Random) -> tuple[list[str], list[str]]:
    one = [*rng.sample(prose.OFFICIAL, 3), *(prose.sentence(rng) for _ in range(10))]
    return one, [*prose.OFFICIAL_FIVE, *(prose.sentence(rng) for _ in range(3))]


def _ordinal(number: int) -> str:
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{number:04}")
