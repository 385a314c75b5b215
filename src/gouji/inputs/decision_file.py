"""The file of decisions, ``decisions.csv`` beside the roster: one line a decision; and what fills it.

Its columns are ``finding`` (the id), ``decision`` (confirmed, dismissed or corrected), ``by``, ``when``,
``note``, and what the finding said when it was decided on: ``rule``, ``agency`` (the id of the body),
``body`` (its name), ``year``, ``printed`` (JSON, the printed text by cell). All but the first two may be
empty or left out. A later line on the same finding overrides the earlier, which stays as a record.

The same columns are read under their Chinese titles, decisions in the words that pages show, and times as
spreadsheets write them; also from a workbook, such as the sheet of decisions in ``findings.xlsx``, and from
an evidence page that a browser has saved, into which its own script (``decide.js``) has put what was marked.
"""

from __future__ import annotations

import csv
import datetime as dt
import email
import io
import json
import re
from typing import TYPE_CHECKING, Final

from gouji.inputs.decisions import DECISION_WORDS, DECISIONS, Decision, Decisions
from gouji.inputs.files import guarded, in_line, rows_by_column, uttered
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gouji.inputs.decisions import DecisionName


#: The columns of the file, with the titles that pages and sheets give them.
TITLES: Final[dict[str, Text]] = {
    "finding": Text("问题编号", "Finding id"),
    "decision": Text("决定", "Decision"),
    "by": Text("决定人", "By"),
    "when": Text("时间", "When"),
    "note": Text("说明", "Note"),
    "rule": Text("规则", "Rule"),
    "agency": Text("机构编号", "Agency id"),
    "body": Text("机构", "Body"),
    "year": Text("年度", "Year"),
    "printed": Text("原文", "As printed"),
}
COLUMNS = tuple(TITLES)
_COLUMN_OF = {
    name.casefold(): column for column, title in TITLES.items() for name in (column, title.zh, title.en)
}
_REQUIRED = ("finding", "decision")
_OF_SHEETS = (*_REQUIRED, "note")
_WHAT = Text("决定文件", "the decisions")
#: As findings bear it, and as gouji 0.1 gave it.
_ID = re.compile(r"g[0-9a-f]{15}|[0-9a-f]{16}")
_YEAR = re.compile(r"\d{4}")
#: 2026-11-27T04:06:00+08:00, 2026/11/27 4:06, 2026年11月27日: the day, and what follows it.
_TIME = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2})(:\d{2}.*))?")


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


def handed_in(path: Path) -> list[Decision]:
    """Return the decisions that a person hands in: a CSV file saved from a page, a workbook, or a saved page.

    Rows whose decision is empty are passed over. Raises as :func:`load_decisions`, and for a page that is no
    evidence.
    """
    if path.suffix.lower() in PAGES:
        return list(_on_page(path))
    return list(_decisions(path, every_row=False))


#: Names that browsers give to pages they save.
PAGES: Final = frozenset({".html", ".htm", ".mht", ".mhtml"})


def _on_page(path: Path) -> Iterator[Decision]:
    """Yield what was marked on a page; nothing but the texts of one attribute is taken of it."""
    from lxml import etree

    data = path.read_bytes()
    if path.suffix.lower() in (".mht", ".mhtml"):
        parts = email.message_from_bytes(data).walk()
        whole = next((part for part in parts if part.get_content_type() == "text/html"), None)
        data = bytes(whole.get_payload(decode=True) or b"") if whole else b""
    tree = etree.HTML(data, etree.HTMLParser(encoding="utf-8")) if _MARKING in data else None
    bars = [] if tree is None else tree.xpath("//form[@class='deciding']")
    if not bars:
        raise GoujiError(
            f"{path} 不是带有问题的证据网页。请用网页下方的“保存 decisions.csv”，再读入该文件。",
            f"{path} is no page of evidence with findings. Use “Save decisions.csv” at the foot of the page.",
        )
    by = "".join(bars[0].xpath(".//input[@name='by']/@value"))
    try:
        made = [dict(one) for one in json.loads(bars[0].get("data-made", "{}")).values()]
        json.dumps(made, ensure_ascii=False).encode()  # half of a pair of surrogates can be written nowhere
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _error(path, 1, "网页中记下的决定已损坏", "the decisions on the page are damaged") from error
    for one in made:
        said = {column: one.get(column) for column in COLUMNS} | {"by": by}
        printed = said["printed"]
        said["printed"] = printed and json.dumps(printed, ensure_ascii=False)
        texts = {column: "" if value is None else str(value).strip() for column, value in said.items()}
        yield _decision(texts, path, 1)


#: In every page with findings.
_MARKING: Final = b"deciding"


def decision_named(word: str) -> DecisionName | None:
    """Return the decision that a word of either language means, None for a word that means none."""
    for name in DECISIONS:
        said = DECISION_WORDS[name]
        if word.casefold() in (name, said.zh, said.en.casefold(), _SHORT.get(name)):
            return name
    return None


#: As pages and sheets offer it, where that is shorter than what they say.
_SHORT: Final = {"corrected": "已更正"}


def is_id(text: str) -> bool:
    """Say whether a text is the id of a finding."""
    return bool(_ID.fullmatch(text.strip().removeprefix("#").lower()))


def record(path: Path, *decisions: Decision) -> None:
    """Add decisions to the file, which is made where it does not exist.

    Writers wait for each other; whoever reads meanwhile sees the old file or the new, whole. Raises
    :class:`GoujiError` for a file that is wrong already: nothing is written then.
    """
    from filelock import FileLock

    from gouji.inputs.files import put_files

    path.parent.mkdir(parents=True, exist_ok=True)
    # beside the file, which is replaced; whoever removed the lock would let a third in while a second waits
    with FileLock(path.with_name(f".{path.name}.lock")):
        every = [*load_decisions(path if path.is_file() else None).every, *decisions]
        put_files(path.parent, {path.name: _csv(every)})


def _csv(decisions: Iterable[Decision]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in decisions:
        printed = "" if one.printed is None else json.dumps(one.printed, ensure_ascii=False)
        said = (one.finding, one.decision, one.by, one.when, one.note, one.rule, one.agency, one.body)
        year = "" if one.year is None else str(one.year)
        writer.writerow([guarded(value) for value in (*said, year, printed)])
    return out.getvalue().encode("utf-8-sig")


def _decisions(path: Path, *, every_row: bool = True) -> Iterator[Decision]:
    # a sheet that only shows findings has no column for what is said of them
    needed = _OF_SHEETS if path.suffix.lower() == ".xlsx" else _REQUIRED
    for line, row in rows_by_column(path, _WHAT, _COLUMN_OF, {column: TITLES[column] for column in needed}):
        values = {column: uttered(row.get(column, "").strip()) for column in COLUMNS}
        if any(values.values()) and (every_row or values["decision"]):
            yield _decision(values, path, line)


def _decision(values: dict[str, str], path: Path, line: int) -> Decision:
    finding = values["finding"].removeprefix("#").lower()
    if not _ID.fullmatch(finding):
        said = _no_id(finding)
        raise _error(path, line, said.zh, said.en)
    decided = decision_named(values["decision"])
    if decided is None:
        said = allowed_decisions()
        raise _error(
            path,
            line,
            f"决定“{values['decision']}”不是下列之一：{said.zh}",
            f"the decision “{values['decision']}” is none of {said.en}",
        )
    when = _time(values["when"])
    if when is None:
        raise _error(
            path,
            line,
            f"时间“{values['when']}”应写作 2025-03-01、2025/3/1 9:30 或 2025-03-01T09:30:00+08:00",
            f"the time “{values['when']}” must look like 2025-03-01, 2025/3/1 9:30 or "
            "2025-03-01T09:30:00+08:00",
        )
    if values["year"] and not _YEAR.fullmatch(values["year"]):
        raise _error(path, line, f"年度“{values['year']}”不是年份", f"the year “{values['year']}” is no year")
    return Decision(
        finding,
        decided,
        values["by"],
        when,
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


def offered_decisions() -> list[Text]:
    """Return the words by which pages and sheets offer the decisions, in order."""
    return [Text(_SHORT.get(name, DECISION_WORDS[name].zh), name) for name in DECISIONS]


def allowed_decisions() -> Text:
    """Return the decisions that can be made, as people may write them."""
    ids = ", ".join(DECISIONS)
    return Text(f"{'、'.join(word.zh for word in offered_decisions())}（{ids}）", ids)


def _time(text: str) -> str | None:
    """Return a time in ISO 8601, also one that a spreadsheet wrote; None for what is no time."""
    if found := _TIME.fullmatch(text):
        year, month, day, hour, rest = found.groups()
        text = f"{year}-{month:0>2}-{day:0>2}" + (f"T{hour:0>2}{rest}" if hour else "")
    try:
        if text:
            dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def _error(path: Path, line: int, zh: str, en: str) -> GoujiError:
    return in_line(_WHAT, path, line, zh, en)
