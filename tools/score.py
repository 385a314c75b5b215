"""The scoreboard: reports read and held against their figures typed off by hand.

``python -m tools.score [DIR ...]`` reads every report that has ``<stem>.truth.json`` beside it: an object
with ``form`` and ``cells``, cell id to the printed number or text, null where the cell is printed empty.
Exit status 1 when any cell is wrong, 2 for wrong usage, 0 otherwise.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
import simplejson

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand, usage_text
from gouji.cli.session import ExitStatus, Session, chosen_lang, speak_utf8
from gouji.inputs.roster import Roster
from gouji.model.filing import EMPTY, NUMERIC, Number
from gouji.model.text import GoujiError, Text, tight
from gouji.reports import Failure, PathError, Report, read_reports

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gouji.model.filing import Cell, Filing
    from gouji.model.text import Lang


SUFFIX = ".truth.json"

Outcome = Literal["right", "refused", "wrong", "unseen"]
OUTCOMES: tuple[Outcome, ...] = ("right", "refused", "wrong", "unseen")

_SCORE = Text(
    "记分板：逐格比对读取结果与人工录入的真值。\n\n"
    "DIR 是文件夹，默认 data；凡旁边有 <名称>.truth.json 的报告都参加比对。",
    "The scoreboard: what is read, held cell by cell against figures typed off by hand.\n\n"
    "DIR is a folder, data by default; every report with <stem>.truth.json beside it takes part.",
)
_HEADS = {
    "report": Text("报告", "report"),
    "right": Text("正确", "right"),
    "refused": Text("拒读", "refused"),
    "wrong": Text("错误", "wrong"),
    "unseen": Text("空格未认出", "blank unseen"),
    "seconds": Text("秒", "seconds"),
    "total": Text("合计", "total"),
}
_CELL = Text(
    "错误：{report} {cell}：应为 {truth}，读成 {value}",
    "wrong: {report} {cell}: {truth} printed, {value} read",
)
_EMPTY = Text("空格", "a blank")


@dataclass(frozen=True, slots=True)
class Truth:
    """What is printed in a report: its form and, by cell id, the number or text, None for an empty cell."""

    form: str | None
    cells: Mapping[str, Number | str | None]

    @classmethod
    def load(cls, path: Path) -> Truth:
        """Read a truth file. Raises :class:`GoujiError` for one that is not as described above."""
        try:
            raw = simplejson.loads(path.read_text("utf-8"), use_decimal=True)
            return cls(raw["form"], dict(raw["cells"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PathError(
                f"{path.name}：不是真值文件（需有 form 和 cells 的 JSON 对象）。",
                f"{path.name}: no truth file (a JSON object with form and cells is needed).",
            ) from error


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell in which something else was read than is printed; None means an empty cell."""

    cell: str
    truth: Number | str | None
    value: Number | None


@dataclass(slots=True)
class Score:
    """How one report was read. ``message`` tells why it could not be read at all."""

    report: str
    counts: Counter[Outcome] = field(default_factory=Counter)
    wrong: list[Wrong] = field(default_factory=list)
    seconds: float = 0.0
    message: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the score as an object for ``--json``."""
        return {
            "report": self.report,
            **{outcome: self.counts[outcome] for outcome in OUTCOMES},
            "seconds": round(self.seconds, 4),
            "wrong_cells": [{"cell": w.cell, "truth": w.truth, "value": w.value} for w in self.wrong],
            "message": self.message.as_json() if self.message else None,
        }


def judge(cell: Cell | None, truth: Number | str | None) -> Outcome:
    """Judge one cell against what is printed there.

    ``right``: the printed number, the printed words (which the reading may but need not take for a
    number), or an empty cell seen as such. ``refused``: something is printed and no number was claimed
    with certainty. ``unseen``: an empty cell that was neither seen nor filled. ``wrong``: any number that
    is not the printed one, however unsure, and an empty cell where something is printed.
    """
    value = cell.value if cell else None
    if truth is not None and cell is not None and cell.status == "blank":
        return "wrong"
    if isinstance(truth, str):
        same = cell is not None and tight(cell.printed or "") == tight(truth)
        return "right" if same else "refused" if value is None else "wrong"
    if value is not None and value != truth:
        return "wrong"
    if truth is None:
        return "right" if cell is not None and cell.status in EMPTY else "unseen"
    if cell is not None and cell.status in EMPTY:
        return "wrong"
    return "right" if cell is not None and cell.status in NUMERIC else "refused"


def score_filing(filing: Filing, truth: Truth) -> Score:
    """Score one filing: every cell of the truth, and every other cell in which a number was read."""
    score = Score(filing.source.name)
    cells = {cell.id: cell for cell in filing.form_cells}
    for key, printed in truth.cells.items():
        _count(score, key, cells.pop(key, None), printed)
    for key, cell in cells.items():
        # a cell that the report does not print at all: only a number in it is worth telling
        if cell.value is not None:
            _count(score, key, cell, None)
    return score


def score_folders(folders: Sequence[str | Path]) -> Iterator[Score]:
    """Read and score every report with a truth file, in sorted order, agencies by their names alone.

    Raises :class:`PathError` for a folder that does not exist and where there is no such report at all.
    """
    pairs = sorted(pair for folder in folders for pair in _pairs(Path(folder)))
    if not pairs:
        where = ", ".join(map(str, folders))
        raise PathError(
            f"{where}：没有带 {SUFFIX} 的报告。", f"{where}: no report with a {SUFFIX} file beside it."
        )
    # loaded beforehand, so that the first report is not charged for it
    for module in ("gouji.readers.containers", "gouji.extract.extraction"):
        importlib.import_module(module)
    roster = Roster.empty()
    for path, truth_path in pairs:
        truth = Truth.load(truth_path)
        started = time.perf_counter()
        (result,) = read_reports([Report(path.name, path)], roster)
        seconds = time.perf_counter() - started
        if isinstance(result, Failure):
            score = Score(path.name, message=result.message)
            score.counts["refused"] = sum(value is not None for value in truth.cells.values())
            score.counts["unseen"] = len(truth.cells) - score.counts["refused"]
        else:
            score = score_filing(result, truth)
        score.seconds = seconds
        yield score


def score_lines(scores: Sequence[Score], lang: Lang) -> list[str]:
    """Lay scores out as a table with a total, followed by every wrong cell."""
    from gouji.model.safe import safe, table

    total = Score(_HEADS["total"].said(lang), seconds=sum(score.seconds for score in scores))
    for score in scores:
        total.counts += score.counts
    rows = [[head.said(lang) for key, head in _HEADS.items() if key != "total"]]
    rows += [
        [s.report, *(str(s.counts[outcome]) for outcome in OUTCOMES), f"{s.seconds:.3f}"]
        for s in (*scores, total)
    ]
    lines = table(rows)
    for score in scores:
        for w in score.wrong:
            printed, read = (_EMPTY if value is None else value for value in (w.truth, w.value))
            said = _CELL.filled(report=score.report, cell=w.cell, truth=printed, value=read)
            lines.append(safe(said.said(lang)))
    return lines


def command(lang: Lang) -> click.Command:
    """Return the command ``python -m tools.score``."""
    folders = click.Argument(["folders"], nargs=-1, metavar="[DIR ...]")
    return BilingualCommand(
        "tools.score", lang, _SCORE, [folders, parameters.as_json(lang)], partial(_score, Session(lang))
    )


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status."""
    session = Session(chosen_lang(arguments, os.environ))
    try:
        status = command(session.lang).main(
            list(arguments), prog_name="python -m tools.score", standalone_mode=False
        )
    except click.UsageError as error:
        session.message(usage_text(error))
        return ExitStatus.USAGE
    except GoujiError as error:
        session.message(error.text)
        return ExitStatus.USAGE
    return int(status or ExitStatus.DONE)


def _score(session: Session, *, folders: tuple[str, ...], as_json: bool) -> ExitStatus:
    from gouji.model.as_json import write_array

    scores = []
    for score in score_folders(folders or (str(parameters.DATA),)):
        if score.message:
            session.message(score.message)
        scores.append(score)
    if as_json:
        write_array((score.as_json() for score in scores), sys.stdout)
    else:
        click.echo("\n".join(score_lines(scores, session.lang)))
    return ExitStatus.OBJECTED if any(score.wrong for score in scores) else ExitStatus.DONE


def _count(score: Score, key: str, cell: Cell | None, printed: Number | str | None) -> None:
    outcome = judge(cell, printed)
    score.counts[outcome] += 1
    if outcome == "wrong" and cell is not None:
        score.wrong.append(Wrong(key, printed, cell.value))


def _pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    if not folder.is_dir():
        raise PathError(f"找不到文件夹：{folder}", f"no such folder: {folder}")
    for truth in folder.rglob(f"*{SUFFIX}"):
        stem = truth.name.removesuffix(SUFFIX)
        for path in truth.parent.iterdir():
            if path.stem == stem and path.is_file() and path.suffix != ".json":
                yield path, truth


if __name__ == "__main__":
    speak_utf8()
    sys.exit(run(sys.argv[1:]))
