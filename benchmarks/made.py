"""Invented reports for measuring: as long as real ones, two years an agency, a slip in one of five.

python -m benchmarks.made DIR [REPORTS]
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from copying.prose import BODIES, own_prose
from corpus import make_figures, variants
from corpus.story import Heading, Prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus import ReportFigures, Variant
    from corpus.story import Story

#: Text and web pages as agencies publish them.
PHYSICAL: Final = (
    "html-clean",
    "html-word-export",
    "html-flat-headers",
    "html-portal",
    "txt-cell-a-line",
    "txt-row-a-line",
    "txt-tabs",
    "md-pipes",
)
YEARS: Final = (2023, 2024)
_SYLLABLES: Final = "青岚云溪白沙松涛临川北渚凤鸣龙泉石桥金华玉林东阳西岭南湖长宁安平"
_SLIPS: Final = 5


def forms(names: Sequence[str] = PHYSICAL) -> list[Variant]:
    """The physical forms of these names."""
    known = {variant.name: variant for variant in variants()}
    return [known[name] for name in names]


def write_reports(folder: Path, reports: int, written_as: Sequence[Variant] | None = None) -> None:
    """Write reports as ``folder/<year>/<agency number>.*``: always the same for the same arguments."""
    shapes = written_as or forms()
    for agency in range(-(-reports // len(YEARS))):
        rng = Random(agency)
        shape = shapes[agency % len(shapes)]
        for nth, (year, figures) in enumerate(zip(YEARS, _two_years(rng, agency), strict=True)):
            if agency * len(YEARS) + nth >= reports:
                break
            place = folder / str(year) / f"{agency:06}{shape.suffix}"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(shape.write_story(_narrated(shape.story(figures), rng)))


def _name(agency: int) -> str:
    number, syllables = agency // len(BODIES), ""
    for _ in range(3):
        number, at = divmod(number, len(_SYLLABLES))
        syllables += _SYLLABLES[at]
    return f"{syllables}县{BODIES[agency % len(BODIES)]}"


def _two_years(rng: Random, agency: int) -> tuple[ReportFigures, ReportFigures]:
    """Draw the figures of two years that agree with each other, but for a slip in some."""
    first, second = (
        replace(make_figures(rng, "2021", digits=4), agency=_name(agency), year=year) for year in YEARS
    )
    then, now = dict(first.cells), dict(second.cells)
    for column in {cell.rsplit("/", 1)[1] for cell in then if cell.startswith("applications/")}:
        then[f"applications/carried_in/{column}"] = 0
        then[f"applications/carried_out/{column}"] = now[f"applications/carried_in/{column}"]
        then[f"applications/new/{column}"] = (
            then[f"applications/handled_total/{column}"] + then[f"applications/carried_out/{column}"]
        )
    for year in (then, now):
        # departments make no rules, and few normative documents
        year |= {f"disclosure/rules/{column}": 0 for column in ("issued", "repealed", "in_force")}
        year |= {
            f"disclosure/normative_documents/{column}": rng.randint(0, 9) for column in ("issued", "repealed")
        }
        year["disclosure/normative_documents/in_force"] = rng.randint(40, 90)
        for kind in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
            year[f"reviews/{kind}/total"] -= year[f"reviews/{kind}/corrected"]
            year[f"reviews/{kind}/corrected"] = 0
    for row in ("rules", "normative_documents"):
        then[f"disclosure/{row}/in_force"] += now[f"disclosure/{row}/repealed"]
        now[f"disclosure/{row}/in_force"] = (
            then[f"disclosure/{row}/in_force"]
            + now[f"disclosure/{row}/issued"]
            - now[f"disclosure/{row}/repealed"]
        )
    if agency % _SLIPS == 0:
        then["applications/granted/natural_person"] += 10
        now["applications/granted_partly/business"] += 30
    return replace(first, cells=then), replace(second, cells=now)


def _narrated(story: Story, rng: Random) -> Story:
    """Put words of its own into the report's first and fifth section."""
    one, five = own_prose(rng)
    blocks = []
    for block in story.blocks:
        blocks.append(block)
        if isinstance(block, Heading) and block.text.startswith(("一、", "五、")):
            blocks += [Prose(said) for said in (one if block.text.startswith("一、") else five)]
    return replace(story, blocks=tuple(blocks))


if __name__ == "__main__":
    write_reports(Path(sys.argv[1]), *map(int, sys.argv[2:3] or ["1000"]))
