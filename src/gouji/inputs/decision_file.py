"""The file of decisions, ``decisions.csv`` beside the roster: one line a decision.

Its columns are ``finding`` (the id), ``decision`` (confirmed, dismissed or corrected), ``by``, ``when``,
``note``, and what the finding said when it was decided on: ``rule``, ``agency`` (the id of the body),
``body`` (its name), ``year``, ``printed`` (JSON, the printed text by cell). All but the first two may be
empty or left out. A later line on the same finding overrides the earlier, which stays as a record.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from typing import TYPE_CHECKING

from gouji.inputs.decisions import DECISIONS, Decision, Decisions
from gouji.inputs.files import csv_text
from gouji.model.safe import inert
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


COLUMNS = ("finding", "decision", "by", "when", "note", "rule", "agency", "body", "year", "printed")
_REQUIRED = ("finding", "decision")
_WHAT = Text("决定文件", "the decisions")
#: As findings bear it, and as gouji 0.1 gave it.
_ID = re.compile(r"g[0-9a-f]{15}|[0-9a-f]{16}")
_YEAR = re.compile(r"\d{4}")


def load_decisions(path: Path | None) -> Decisions:
    """Read and check a file of decisions; None is a file of none.

    Raises :class:`GoujiError`, naming file and line, for a column that is missing and for an id, a decision,
    a time, a year or a record of printed values that is none.
    """
    return Decisions(tuple(_decisions(path))) if path else Decisions()


def valid_id(text: str) -> str:
    """Return the id of a finding in its one form. Raises :class:`GoujiError` where the text is none."""
    finding = text.strip().removeprefix("#").lower()
    if not _ID.fullmatch(finding):
        raise GoujiError(f"{_no_id(text).zh}。", f"{_no_id(text).en}.")
    return finding


def record(path: Path, decision: Decision) -> None:
    """Add a decision to the file, which is made where it does not exist.

    Writers wait for each other; whoever reads meanwhile sees the old file or the new, whole. Raises
    :class:`GoujiError` for a file that is wrong already: nothing is written then.
    """
    from filelock import FileLock

    from gouji.inputs.files import put_files

    path.parent.mkdir(parents=True, exist_ok=True)
    # beside the file, which is replaced; whoever removed the lock would let a third in while a second waits
    with FileLock(path.with_name(f".{path.name}.lock")):
        every = [*load_decisions(path if path.is_file() else None).every, decision]
        put_files(path.parent, {path.name: _csv(every)})


def _csv(decisions: Iterable[Decision]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in decisions:
        printed = "" if one.printed is None else json.dumps(one.printed, ensure_ascii=False)
        said = (one.finding, one.decision, one.by, one.when, one.note, one.rule, one.agency, one.body)
        year = "" if one.year is None else str(one.year)
        writer.writerow([_guarded(value) for value in (*said, year, printed)])
    return out.getvalue().encode("utf-8-sig")


def _decisions(path: Path) -> Iterator[Decision]:
    reader = csv.DictReader(io.StringIO(csv_text(path, _WHAT), newline=""))
    absent = [column for column in _REQUIRED if column not in (reader.fieldnames or ())]
    if absent:
        columns = ", ".join(absent)
        raise _error(path, 1, f"首行缺少列：{columns}", f"the first line lacks the columns {columns}")
    for row in reader:
        values = {
            column: _uttered((row.get(column) or "").strip() if isinstance(row.get(column), str) else "")
            for column in COLUMNS
        }
        if any(values.values()):
            yield _decision(values, path, reader.line_num)


def _guarded(text: str) -> str:
    """Return a text as no spreadsheet executes it, so that :func:`_uttered` gives it back."""
    return f"'{text}" if text.startswith("'") else inert(text)


def _uttered(text: str) -> str:
    """Return a text without the apostrophe that guards it; one that people wrote themselves stays."""
    return text[1:] if text.startswith("'") and _guarded(text[1:]) == text else text


def _decision(values: dict[str, str], path: Path, line: int) -> Decision:
    finding, name = values["finding"].lower(), values["decision"].lower()
    if not _ID.fullmatch(finding):
        said = _no_id(finding)
        raise _error(path, line, said.zh, said.en)
    decided = next((known for known in DECISIONS if known == name), None)
    if decided is None:
        allowed = ", ".join(DECISIONS)
        raise _error(
            path, line, f"决定“{name}”不是下列之一：{allowed}", f"the decision “{name}” is none of {allowed}"
        )
    if values["when"] and not _is_time(values["when"]):
        raise _error(
            path,
            line,
            f"时间“{values['when']}”应写作 2025-03-01 或 2025-03-01T09:30:00+08:00",
            f"the time “{values['when']}” must look like 2025-03-01 or 2025-03-01T09:30:00+08:00",
        )
    if values["year"] and not _YEAR.fullmatch(values["year"]):
        raise _error(path, line, f"年度“{values['year']}”不是年份", f"the year “{values['year']}” is no year")
    return Decision(
        finding,
        decided,
        values["by"],
        values["when"],
        values["note"],
        values["rule"],
        values["agency"],
        int(values["year"]) if values["year"] else None,
        _printed(values["printed"], path, line),
        values["body"],
    )


def _printed(text: str, path: Path, line: int) -> dict[str, str | None] | None:
    if not text:
        return None
    try:
        printed = json.loads(text)
    except ValueError:
        printed = None
    if isinstance(printed, dict) and all(isinstance(said, str | None) for said in printed.values()):
        return printed
    raise _error(
        path,
        line,
        "printed 应为 JSON 对象（单元格到原文），或者留空",
        "printed must be a JSON object from cells to texts, or empty",
    )


def _no_id(text: str) -> Text:
    return Text(
        f"“{text}”不是问题编号；编号是 g 和 15 位十六进制数字",
        f"“{text}” is no id of a finding, which is g and 15 hexadecimal digits",
    )


def _is_time(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _error(path: Path, line: int, zh: str, en: str) -> GoujiError:
    return GoujiError(f"决定文件 {path} 第 {line} 行：{zh}。", f"the decisions {path}, line {line}: {en}.")
