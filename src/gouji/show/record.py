"""What Great Expectations said; how to make an audit again; and what it leaves for programs, as JSON.

Notebook, page and JSON say the same, because the JSON is handed over by the notebook. It is kept in files
beside the notebook, which shows their digests; in the notebook nobody would read it.
"""

from __future__ import annotations

import hashlib
import shlex
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from gouji.evidence.sources import AUDIT_NOTEBOOK, provenance
from gouji.model.as_json import audit_json, cells_json, dumps
from gouji.model.text import GoujiError, Text
from gouji.show.render import Shown, block, escaped, render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from great_expectations.core import ExpectationValidationResult
    from nbformat import NotebookNode

    from gouji.measures.matrix import FrameColumn
    from gouji.model.finding import Audit
    from gouji.model.text import Lang
    from gouji.reports import Report
    from gouji.rules.suites import Entry
    from gouji.rules.validation import SuiteValidation, Validation


_ROWS = Text("{count} 行", "{count} rows")
_MET = Text("{all} 项期望，成立 {met} 项", "{met} of {all} expectations met")
_NO_ROWS = Text("没有可核对的行", "no rows")
_ALL_MET = Text("{count} 行均成立", "met in all {count} rows")
_SOME_BROKEN = Text("{count} 行中 {broken} 行不成立", "not met in {broken} of {count} rows")
_AND_UNDECIDED = Text(
    "{said}，另 {count} 行没有此项或不能确定", "{said}; {count} have no such thing, or it is not known"
)


def reproduce(
    report: Report,
    earlier: Sequence[Sequence[str]],
    peers: Sequence[Sequence[str]] | None,
    related: Sequence[Sequence[str]],
    lang: Lang,
) -> Shown:
    """Show the digests of everything that went in, and the commands that bring the evidence out again."""
    facts = provenance(report, earlier, peers or (), related)
    commands = f"gouji audit {shlex.quote(report.name)}\npytest --nbval {AUDIT_NOTEBOOK}"
    html = render("reproduce.html.j2", lang, facts=facts, commands=commands)
    return block(html, "\n".join(f"{name.said(lang)}: {value}" for name, value in facts), lang)


@dataclass(frozen=True, slots=True)
class _ShownExpectation:
    """What was expected of the rows of a frame, as a person writes it down, and what came of it."""

    sign: str
    text: str
    result: Text
    rule: str


@dataclass(frozen=True, slots=True)
class _ShownSuite:
    name: str
    said: Text
    expectations: list[_ShownExpectation]


@dataclass(frozen=True, slots=True)
class _ShownFrame:
    """A frame that suites were held against, with its rows: their index, and what the suites read."""

    name: str
    size: Text
    broken: int
    suites: list[_ShownSuite]
    columns: list[str]
    rows: list[list[str]]


def validation(held: Validation, lang: Lang) -> Shown:
    """Show each frame, the suites held against it, and what Great Expectations said of each expectation."""
    frames = [
        _shown_frame(list(suites)) for _, suites in groupby(held.suites, key=lambda one: one.frame.name)
    ]
    html = render("validation.html.j2", lang, frames=frames)
    lines = [f"{one.name} {one.said.said(lang)}" for frame in frames for one in frame.suites]
    # hundreds of expectations are no reading on paper
    markdown = "".join(f"- {escaped(line)}\n" for line in lines)
    return replace(block(html, "\n".join(lines), lang), extra={"text/markdown": markdown})


def _shown_frame(suites: list[SuiteValidation]) -> _ShownFrame:
    frame = suites[0].frame
    read = dict.fromkeys(column for one in suites for entry in one.entries for column in entry.columns)
    index = frame.index()
    columns = {name: index[name] for name in ("row", "column")}
    columns |= {column: _values(frame.measured[column]) for column in read}
    # a column that tells nothing of any row is not shown
    shown = {column: values for column, values in columns.items() if any(values)}
    results = [result for one in suites for result in one.result.results]
    return _ShownFrame(
        name=frame.name,
        size=_ROWS.filled(count=len(frame)),
        broken=sum(not result.success for result in results),
        suites=[_shown_suite(one) for one in suites],
        columns=list(shown),
        rows=[*map(list, zip(*shown.values(), strict=True))],
    )


def _shown_suite(one: SuiteValidation) -> _ShownSuite:
    statistics = one.result.statistics
    said = _MET.filled(met=statistics["successful_expectations"], all=statistics["evaluated_expectations"])
    return _ShownSuite(
        one.name,
        said,
        [
            _shown_expectation(entry, result)
            for entry, result in zip(one.entries, one.result.results, strict=True)
        ],
    )


def _shown_expectation(entry: Entry, found: ExpectationValidationResult) -> _ShownExpectation:
    result = found.result
    undecided = len(result.get("undecided_index_list", ())) or result.get("missing_count") or 0
    count = result["element_count"]
    if not count:
        said = _NO_ROWS
    elif found.success:
        said = _ALL_MET.filled(count=count - undecided)
    else:
        said = _SOME_BROKEN.filled(broken=result["unexpected_count"], count=count)
    if undecided:
        said = _AND_UNDECIDED.filled(said=said, count=undecided)
    kwargs = {**entry.kwargs}
    if entry.row_condition:
        kwargs["row_condition"] = entry.row_condition
    arguments = ", ".join(f"{name}={value}" for name, value in kwargs.items()).replace("'", "")
    return _ShownExpectation("✓" if found.success else "✗", f"{entry.type}({arguments})", said, entry.rule)


def _values(column: FrameColumn) -> list[str]:
    """Return what a column measures in each row as text, empty where there is nothing."""
    if column.missing.all():
        return [""] * len(column)
    if column.names:
        return column.words()
    none = column.missing.tolist()
    return ["" if no else _value(one) for one, no in zip(column.values.tolist(), none, strict=True)]


def _value(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


#: File of an audit → media type under which the notebook hands it over.
HANDED_OVER: Final[Mapping[str, str]] = {
    "audit.json": "application/x-gouji-audit",
    "validation.json": "application/x-gouji-validation",
}


def written(audit: Audit, held: Validation) -> dict[str, str]:
    """Return what an audit leaves for programs by file name: ``gouji.audit/1``, and results of GX."""
    results = ",\n".join(dumps(result, indent=None) for result in held.as_json())
    return {"audit.json": audit_text(audit), "validation.json": f"[\n{results}\n]\n"}


def audit_text(audit: Audit) -> str:
    """Return ``audit.json``: what ``gouji check --json`` prints and ``cells``, what was read of the form.

    Outcomes and findings are a line each.
    """
    said = audit_json(audit) | {"cells": cells_json(audit.filing.form_cells)}
    return "{\n" + ",\n".join(f"{dumps(key)}:{_lines(value)}" for key, value in said.items()) + "\n}\n"


def _lines(value: object) -> str:
    if not isinstance(value, list) or not value:
        return dumps(value, indent=None)
    return "[\n" + ",\n".join(dumps(one, indent=None) for one in value) + "\n]"


def record(files: Mapping[str, str], lang: Lang) -> Shown:
    """Show the digests of what is left for programs."""
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    lines = "\n".join(f"{name} sha256:{digest}" for name, digest in digests.items())
    return block(render("record.html.j2", lang, digests=digests), lines, lang)


def hand_over(files: Mapping[str, str]) -> Shown:
    """Hand the files to whoever runs the notebook; they are kept beside it, not in it."""
    return Shown("", "", {HANDED_OVER[name]: text for name, text in files.items()})


def taken(notebook: NotebookNode) -> dict[str, bytes]:
    """Take out of a notebook what it hands over. Raises :class:`GoujiError` where it hands over nothing."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if HANDED_OVER.values() & data.keys():
                cell["outputs"].remove(output)
                return {name: data[kind].encode() for name, kind in HANDED_OVER.items()}
    raise GoujiError(
        "审计笔记本没有给出机器可读的结果：最后一格应为 hand_over(files)。",
        "the audit notebook gave no machine-readable result: its last cell must be hand_over(files).",
    )
