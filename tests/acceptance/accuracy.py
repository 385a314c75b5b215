"""``docs/accuracy.md``: what the marks of the record add up to, rule by rule.

The tables on programs in ``docs/reading.md`` are made here as well: :func:`producers` and :func:`containers`.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from acceptance.record import MARKS, UNREVIEWED
from gouji.rules.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from acceptance.record import Record

_PAGE = """# Accuracy

Made by `make accept UPDATE=1` from `tests/acceptance/record.json`, where every verdict and every finding of
every report at hand stands with the mark that a person gave it. Reports that are not shipped count, too.

## Copies and cells

*right*: the printed figure, or an empty cell seen as such; *refused*: no figure was claimed; *wrong*: another
figure than the printed one. Cells are judged where somebody typed off what is printed.

{copies}

## Findings by rule

*right*: the report has what the finding says; *wrong*: it has not (known, and to be mended); *debatable*:
people may differ. The rate of false accusations is wrong ÷ all that were looked at.

{findings}

Rules without any finding on these reports:
{silent}.

## Copies by program

Two reports as each program wrote them, one that prints its zeros and one that leaves them empty. What
the programs do to merged cells, blanks and zeros is told in [reading](reading.md).

{shares}

*Gone* is what a copy no longer shows, for the reason beside the program.

{programs}
"""
#: The archives of copies, by what their report prints for nothing.
_ZEROS, _EMPTY = "tar:cases/copies/yt24.tar.xz", "tar:cases/copies/drc.tar.xz"
#: A program of whose cells fewer are read says why not all.
_SHARE = 0.99
_GROUPS = {
    "data": "shipped reports",
    "inputs": "small inputs of the tests",
    "tar:cases": "two reports as hundreds of programs wrote them",
}
_MARKED = tuple(mark for mark in MARKS if mark != UNREVIEWED)
_OTHERS = "published and made-up reports beside the checkout"


def page(record: Record) -> str:
    """Return the page for a record."""
    by_rule: dict[str, Counter[str]] = {}
    for entry in record.values():
        times = entry.get("copies", {})
        for finding, mark in entry["findings"].items():
            by_rule.setdefault(finding.partition(" ")[0], Counter())[mark] += times.get(finding, 1)
    checked = [rule.id for rule in catalogue() if rule.checked]
    return _PAGE.format(
        copies=_table(
            ("reports", "copies", "verdicts right", "wrong", "debatable", "cells right", "refused", "wrong"),
            _copies(record),
        ),
        findings=_table(
            ("rule", "findings", "right", "wrong", "debatable", "false accusations"),
            (_rule(rule, by_rule[rule]) for rule in checked if rule in by_rule),
        ),
        shares=_shares(record),
        programs=_table(
            ("program", "file", "copies", "cells right", "refused", "wrong", "right", "why not all"),
            _programs(record),
        ),
        silent=textwrap.fill(
            ", ".join(rule for rule in checked if rule not in by_rule) or "none",
            width=110,
            break_on_hyphens=False,
        ),
    )


def _copies(record: Record) -> Iterable[Sequence[object]]:
    groups: dict[str, Counter[str]] = {}
    for name, entry in record.items():
        count = groups.setdefault(_GROUPS.get(name.partition("/")[0], _OTHERS), Counter())
        copies = sum(map(int, re.findall(r"\d+", entry["verdict"]))) or 1
        count["copies"] += copies
        count[entry["is"]] += copies
        count.update({f"cells {what}": number for what, number in entry.get("cells", {}).items()})
    columns = ("copies", *_MARKED, "cells right", "cells refused", "cells wrong")
    return [(name, *(count[column] for column in columns)) for name, count in groups.items()]


def _counts(record: Record) -> dict[str, Counter[str]]:
    """By program and kind of file: copies, and cells by outcome."""
    counts: dict[str, Counter[str]] = {}
    for entry in record.values():
        for program, count in entry.get("programs", {}).items():
            counts.setdefault(program, Counter()).update(count)
    return dict(sorted(counts.items()))


def producers(record: Record) -> str:
    """Return a table: programs of a kind, shares read of each report, what they do to its tables.

    ``habits.json`` says which programs are of a kind, by patterns of the folders they wrote.
    """
    kinds = json.loads(Path(__file__).with_name("habits.json").read_text("utf-8"))
    return _table(
        (
            "programs",
            "zeros printed",
            "left empty",
            "wrong",
            "what they do to merged cells and blanks; what is refused",
        ),
        [
            (
                kind["programs"],
                *(_share(_of_kind(record, archive, kind["folders"])) for archive in (_ZEROS, _EMPTY)),
                _of_kind(record, _ZEROS, kind["folders"])["wrong"]
                + _of_kind(record, _EMPTY, kind["folders"])["wrong"],
                kind["what"],
            )
            for kind in kinds
        ],
    )


def containers(record: Record, seconds: Mapping[str, float]) -> str:
    """Return a table: kinds of files, their cells, and seconds of a processor a report where measured."""
    counts: dict[str, Counter[str]] = {}
    for program, count in _counts(record).items():
        counts.setdefault(program.partition(" ")[2], Counter()).update(count)
    return _table(
        ("container", "copies", "cells right", "refused", "wrong", "right", "seconds a report"),
        [
            (
                f".{kind}",
                *(count[what] for what in ("copies", "right", "refused", "wrong")),
                f"{_share(count)}%",
                f"{seconds[kind] / count['copies']:.2f}" if kind in seconds else "–",
            )
            for kind, count in sorted(counts.items())
        ],
    )


def _of_kind(record: Record, archive: str, folders: Sequence[str]) -> Counter[str]:
    programs = record.get(archive, {}).get("programs", {})
    count: Counter[str] = Counter()
    for program, own in programs.items():
        if any(fnmatchcase(program.partition(" ")[0], pattern) for pattern in folders):
            count.update(own)
    return count


def _share(count: Counter[str]) -> int | str:
    """Per cent of the cells that are read: 100 where all are."""
    cells = sum(count[what] for what in ("right", "refused", "wrong"))
    return 100 * count["right"] // cells if cells else "–"


def _losses() -> dict[str, tuple[str, str]]:
    """By program: whether what is not read is ``gone`` from the copy or ``refused``, and why."""
    found = json.loads(Path(__file__).with_name("losses.json").read_text("utf-8"))
    return {
        program: (kind, why) for kind, all_ in found.items() for why, own in all_.items() for program in own
    }


def _programs(record: Record) -> Iterable[Sequence[object]]:
    losses = _losses()
    for program, count in _counts(record).items():
        cells = [count[what] for what in ("right", "refused", "wrong")]
        name, _, _ = program.partition(" ")
        why = ""
        if cells[0] < _SHARE * sum(cells):
            kind, why = losses.get(name, ("", "not looked into yet"))
            why = f"*gone*: {why}" if kind == "gone" else why
        yield (*program.split(), count["copies"], *cells, f"{cells[0] / sum(cells):.0%}", why)


def _shares(record: Record) -> str:
    """Say what part of the cells is read, of all and of those that the copies still show."""
    losses = _losses()
    counts = _counts(record)
    every = sum((Counter(count) for count in counts.values()), Counter())
    gone = sum(
        count["refused"] for name, count in counts.items() if losses.get(name.split()[0], [""])[0] == "gone"
    )
    cells = sum(every[what] for what in ("right", "refused", "wrong"))
    if not cells:
        return ""
    return (
        f"Of {cells:,} cells {every['right']:,} are read ({every['right'] / cells:.1%}), {every['wrong']} of "
        f"them wrong. {gone:,} are gone: of the others {every['right'] / (cells - gone):.1%} are read."
    )


def _rule(rule: str, count: Counter[str]) -> Sequence[object]:
    marked = [count[mark] for mark in _MARKED]
    rate = f"{count['wrong (known)'] / sum(marked):.0%}" if any(marked) else "–"
    return (rule, count.total(), *marked, rate)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
