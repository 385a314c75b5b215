"""How well error localisation finds known errors, and how fast, beside a plain big-M program.

``python -m benchmarks.repairs_study`` makes thousands of filings with errors in one to four cells of tables
three and four, localises them, and prints what was found; ``--fast`` takes a hundred, ``--json FILE`` also
writes the numbers. Every tenth filing also goes to CP-SAT alone and to the plain program. Everything but
the times is the same in every run with the same ``--seed``; times are processor time, so that other work on
the machine does not count.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.repairs_cases import Case, is_total, make_case
from benchmarks.repairs_plain import plain_repair
from gouji.repairs.causes import Cause
from gouji.repairs.localisation import localise
from gouji.repairs.solver import smallest_sets
from gouji.repairs.system import Edit, Problem, SearchLimits, Work, edits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gouji.repairs.localisation import Localisation, SmallestRepair

CASES, FAST_CASES = 3_000, 100
#: Every so many cases go to the other two programs as well, which take far longer.
COMPARED = 10
#: The plain program gives up after this many nodes.
PLAIN_NODES = 1_000
SHARES = (
    ("detected", "some sum is broken"),
    ("among", "the wrong cells are among the smallest sets"),
    ("only", "they are the only smallest set"),
    ("exact", "that set proposes the true numbers"),
    ("hypothesis", "every cause is named right"),
)


def study(cases: int, seed: int) -> dict[str, Any]:
    """Run the study: a third of the cases with one wrong cell by each cause in turn, the rest with 1 to 4."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    times: dict[str, list[float]] = defaultdict(list)
    plain = {
        "same number of cells": 0,
        "more cells": 0,
        "none proven within its nodes, or sums still broken": 0,
    }
    for number in range(cases):
        case = _case(number, seed)
        filing = case.filing()
        edits = edits_of(filing)
        sound = case.sound_filing()
        with _timed(times["gouji, sound filing"]):
            localise(sound, edits)
        with _timed(broken := []):
            found = localise(filing, edits, earlier=case.earlier)
        facts = _facts(case, found, edits)
        for group in _groups(number, case):
            groups[group].append(facts)
        if not facts["detected"]:
            continue
        times["gouji, broken filing"] += broken
        if number % COMPARED:
            continue
        times["compared: gouji"] += broken
        with _timed(times["compared: CP-SAT alone"]):
            _by_solver(filing, edits)
        with _timed(times["compared: big-M milp"]):
            repair = plain_repair(_printed(case), edits, PLAIN_NODES)
        plain[_verdict(repair, case, found, edits)] += 1
    return {
        "cases": cases,
        "seed": seed,
        "groups": {name: _shares(facts) for name, facts in sorted(groups.items())},
        "milliseconds": {name: _quantiles(measured) for name, measured in times.items()},
        "big-M milp": plain,
    }


def _case(number: int, seed: int) -> Case:
    name = f"{seed} {number}"
    if number % 3 == 0:
        cause = list(Cause)[number // 3 % len(Cause)]
        return make_case(name, 2 if cause is Cause.SHIFTED else 1, cause)
    return make_case(name, 1 + number // 3 % 4)


def _groups(number: int, case: Case) -> list[str]:
    if number % 3 == 0:
        return [f"by cause: {next(iter(case.causes.values()))}"]
    names = [f"cells: {len(case.causes)}"]
    if len(case.causes) == 1:
        (cell,) = case.causes
        place = "table four" if cell.startswith("reviews/") else "margin" if is_total(cell) else "interior"
        names.append(f"one cell: {place}")
    return names


def _facts(case: Case, found: Localisation, edits: Sequence[Edit]) -> dict[str, Any]:
    """What localisation made of one case, and for one wrong cell, what the mathematics allows."""
    wrong = set(case.causes)
    facts: dict[str, Any] = {
        "detected": bool(found.broken or any(case.printed[cell] < 0 for cell in wrong)),
        "sets": len(found.repairs),
        "complete": found.complete,
    }
    matching = [a for a in found.alternatives if {c.cell for c in a.repair.changes} == wrong]
    facts["among"] = bool(matching)
    facts["only"] = facts["among"] and len(found.repairs) == 1
    facts["exact"] = facts["among"] and all(
        change.proposed == case.truth[change.cell] for change in matching[0].repair.changes
    )
    facts["hypothesis"] = facts["among"] and _named(matching[0]) == case.causes
    if len(wrong) == 1 and facts["detected"]:
        facts["unique_possible"] = len(single_repairs(_printed(case), edits)) == 1
    return facts


def _named(alternative: SmallestRepair) -> dict[str, Cause]:
    return {cell: e.cause for e in alternative.explanations for cell in e.cells}


def _printed(case: Case) -> dict[str, int]:
    return {cell: n for cell, n in case.printed.items() if n or not case.blank_zeros}


def single_repairs(printed: dict[str, int], edits: Sequence[Edit]) -> set[str]:
    """Return every cell whose change alone satisfies all edits: the bound no method can go beyond.

    Worked out cell by cell from the definition, apart from the search that is measured.
    """
    broken = [edit for edit in edits if not _holds(edit, printed)]
    negative = [cell for cell, number in printed.items() if number < 0]
    suspects = set(printed).intersection(
        *((*edit.left, *edit.right) for edit in broken), *([c] for c in negative)
    )
    found = set()
    for cell in suspects:
        concerned = [edit for edit in edits if cell in (*edit.left, *edit.right)]
        needed = {_needed(edit, cell, printed) for edit in concerned if edit.relation == "="}
        if len(needed) == 1 and (value := needed.pop()) >= 0:
            changed = printed | {cell: value}
            if all(_holds(edit, changed) for edit in concerned):
                found.add(cell)
    return found


def _needed(edit: Edit, cell: str, printed: dict[str, int]) -> int:
    """The number that makes an equality hold, all other cells as printed."""
    sign = 1 if cell in edit.right else -1
    gap = sum(printed.get(c, 0) for c in edit.left) - sum(printed.get(c, 0) for c in edit.right)
    return printed[cell] + sign * gap


def _holds(edit: Edit, values: dict[str, int]) -> bool:
    left, right = (sum(values.get(cell, 0) for cell in side) for side in (edit.left, edit.right))
    return left == right if edit.relation == "=" else left <= right


def _by_solver(filing: Any, edits: Iterable[Edit]) -> None:
    """The same question put to CP-SAT as one complete model a component."""
    for system in Problem(filing, edits).systems("printed"):
        smallest_sets(system, 0, SearchLimits().sets, Work(SearchLimits()))


def _verdict(repair: dict[str, int] | None, case: Case, found: Localisation, edits: Sequence[Edit]) -> str:
    printed = _printed(case)
    if repair is None or not all(_holds(edit, printed | repair) for edit in edits):
        return "none proven within its nodes, or sums still broken"
    return "more cells" if len(repair) > found.at_least else "same number of cells"


@contextmanager
def _timed(measured: list[float]) -> Iterator[None]:
    started = time.process_time()
    yield
    measured.append(1_000 * (time.process_time() - started))


def _quantiles(measured: list[float]) -> dict[str, float]:
    ordered = sorted(measured)
    return {
        "median": round(median(ordered), 2),
        "p99": round(ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], 2),
        "n": len(ordered),
    }


def _shares(facts: list[dict[str, Any]]) -> dict[str, Any]:
    """Shares of all cases of a group; hypotheses are shares of the cases whose cells were found."""
    found = [one for one in facts if one["among"]]
    shares: dict[str, Any] = {"cases": len(facts)}
    shares |= {name: _share(facts, name) for name, _ in SHARES[:4]}
    shares["hypothesis"] = _share(found, "hypothesis")
    shares["stopped"] = sum(not one["complete"] for one in facts)
    possible = [one for one in facts if one.get("unique_possible")]
    if any("unique_possible" in one for one in facts):
        shares["unique possible"] = round(len(possible) / len(facts), 4)
        shares["of these found uniquely"] = _share(possible, "only")
    return shares


def _share(facts: list[dict[str, Any]], name: str) -> float | None:
    return round(sum(bool(one[name]) for one in facts) / len(facts), 4) if facts else None


def as_text(result: dict[str, Any]) -> str:
    """The result as tables for people."""
    names = [name for name, _ in SHARES] + ["unique possible", "of these found uniquely"]
    lines = [f"{result['cases']} filings, seed {result['seed']}; shares in %", ""]
    lines.append(f"{'group':36}{'cases':>7}" + "".join(f"{name.split()[-1]:>12}" for name in names))
    for group, shares in result["groups"].items():
        cells = "".join(
            f"{'' if shares.get(name) is None else format(100 * shares[name], '.1f'):>12}" for name in names
        )
        lines.append(f"{group:36}{shares['cases']:>7}{cells}")
    lines += ["", *(f"{name}: {meaning}" for name, meaning in SHARES)]
    lines += ["possible: only one cell's change can satisfy all sums; uniquely: found so, of those", ""]
    lines.append(f"{'milliseconds':36}{'n':>7}{'median':>12}{'p99':>12}")
    for name, times in result["milliseconds"].items():
        lines.append(f"{name:36}{times['n']:>7}{times['median']:>12}{times['p99']:>12}")
    lines += ["", "big-M milp against the smallest number of cells:"]
    lines += [f"  {name}: {count}" for name, count in result["big-M milp"].items()]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--fast", action="store_true", help=f"only {FAST_CASES} filings")
    parser.add_argument("--seed", type=int, default=2019)
    parser.add_argument("--json", type=Path, metavar="FILE")
    chosen = parser.parse_args(arguments)
    result = study(FAST_CASES if chosen.fast else chosen.cases, chosen.seed)
    print(as_text(result))
    if chosen.json:
        chosen.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
