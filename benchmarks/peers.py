"""gouji beside other tools for the same work: ``python -m benchmarks.peers [--filings N]``.

Needs the packages of ``benchmarks/requirements-peers.txt``, which ``make bench-peers`` installs. Each tool
runs in this process, one after the other, and the first of several pieces of work is not counted. It is
the time on the clock, so the machine should do nothing else: gouji reads PDF files in a child. What the
others do less of is not made up for: they give words or raw tables and say nothing of their meaning; their
comparisons know no "undecided".
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from benchmarks import notebooks
from benchmarks.made import forms, write_reports
from benchmarks.suites import Repeated
from gouji.audits import measured
from gouji.inputs.roster import Roster
from gouji.measures.frame import Corpus
from gouji.model.filing import Filing
from gouji.readers.containers import read_document
from gouji.reports import collect, read_reports
from gouji.rules import gx, suites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gouji.rules.suites import Entry

#: What is compared: sums over the rows of the statutory table of applications, and ranges over a filing.
FRAMES: Final = ("applications_rows", "figures")
_BUILT: Final = 500
_EQUAL, _BETWEEN = "expect_sums_to_be_equal", "expect_column_values_to_be_between"


def spent(work: Callable[[Any], object], pieces: Sequence[Any]) -> float:
    """Seconds a piece; the first one pays for imports and is not counted."""
    work(pieces[0])
    before = time.perf_counter()
    for piece in pieces[1:]:
        work(piece)
    return (time.perf_counter() - before) / (len(pieces) - 1)


def by_pdfplumber(data: bytes) -> object:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [(page.extract_text(), page.extract_tables()) for page in pdf.pages]


def by_docling(data: bytes) -> object:
    from docling_parse.pdf_parser import DoclingPdfParser

    document = DoclingPdfParser().load(io.BytesIO(data), lazy=False)
    return [page for _, page in document.iterate_pages()]


def by_pandas(data: bytes) -> object:
    return pd.read_html(io.BytesIO(data))


def reading(reports: int, folder: Path) -> Iterator[tuple[str, str, float]]:
    """Read PDF files with ruled tables, then web pages."""
    for shape, others in (
        ("pdf-ruled", {"pdfplumber": by_pdfplumber, "docling-parse": by_docling}),
        ("html-clean", {"pandas.read_html": by_pandas}),
    ):
        write_reports(folder / shape, reports, forms((shape,)))
        files = sorted(file for file in (folder / shape).rglob("*") if file.is_file())
        contents = [file.read_bytes() for file in files]
        what, name = f"reading, {shape}", f"report{files[0].suffix}"
        yield what, "gouji", 1000 * spent(lambda data, name=name: read_document(data, name), contents)
        for tool, work in others.items():
            yield what, tool, 1000 * spent(work, contents)


def by_pandera(frame: pd.DataFrame, entries: Sequence[Entry]) -> object:
    import pandera.pandas as pa

    def equal(kwargs: dict[str, Any]) -> pa.Check:
        left, right = kwargs["left"], kwargs["right"]
        return pa.Check(
            lambda data: data[left].sum(axis=1, skipna=False) == data[right].sum(axis=1, skipna=False)
        )

    columns: dict[str, list[pa.Check]] = {}
    for one in entries:
        if one.type == _BETWEEN:
            bounds = {"min_value": one.kwargs.get("min_value", -1e18)}
            bounds |= {"max_value": one.kwargs.get("max_value", 1e18)}
            columns.setdefault(one.kwargs["column"], []).append(pa.Check.in_range(**bounds))
    schema = pa.DataFrameSchema(
        {name: pa.Column(None, checks, nullable=True) for name, checks in columns.items()},
        checks=[equal(one.kwargs) for one in entries if one.type == _EQUAL],
    )
    try:
        return schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        return error.failure_cases


def by_pointblank(frame: pd.DataFrame, entries: Sequence[Entry]) -> object:
    import pointblank as pb
    import polars as pl

    plan = pb.Validate(pl.from_pandas(frame))
    for one in entries:
        if one.type == _EQUAL:
            left, right = (pl.sum_horizontal(one.kwargs[side]) for side in ("left", "right"))
            plan = plan.col_vals_expr(expr=left == right)
        else:
            plan = plan.col_vals_between(
                one.kwargs["column"],
                one.kwargs.get("min_value", -1e18),
                one.kwargs.get("max_value", 1e18),
                na_pass=True,
            )
    return plan.interrogate(collect_extracts=False)


def holding(filings: int, folder: Path) -> Iterator[tuple[str, str, float]]:
    """Hold frames of very many filings against sums and ranges."""
    write_reports(folder, _BUILT)
    read = [one for one in read_reports(collect([folder]), Roster.empty()) if isinstance(one, Filing)]
    found = measured(Corpus(read))
    for name in FRAMES:
        many = Repeated(found.frames[name], filings // len(read))
        entries = [
            one
            for one in found.entries[name]
            if not one.row_condition and one.type in (_EQUAL, _BETWEEN) and "strict_max" not in one.kwargs
        ]
        # all that is done before the tools begin
        rows, suite = many.data, gx.suite("peers", [one.configured() for one in entries])
        plain = pd.DataFrame({column: values for column, values in rows.items() if column != "key"})
        tools: dict[str, Callable[[], object]] = {
            "gouji": lambda many=many, entries=entries: suites.run(many, entries),
            "Batch.validate": lambda plain=plain, suite=suite: gx.batch(plain).validate(suite),
            "pandera": lambda plain=plain, entries=entries: by_pandera(plain, entries),
            "pointblank": lambda plain=plain, entries=entries: by_pointblank(plain, entries),
        }
        what = f"suites, {len(entries)} of {name}, {len(rows)} rows"
        for tool, work in tools.items():
            before = time.perf_counter()
            work()
            yield what, tool, 1000 * (time.perf_counter() - before)


def running(agencies: int, plain: int, folder: Path) -> Iterator[tuple[str, str, float]]:
    """Run the audit notebook over reports."""
    rates = {figure.what: figure.value for figure in notebooks.rates(agencies, plain, folder)}
    what = "audit notebooks, each"
    for said, tool in (
        (notebooks.UNDER_WAY, "gouji audit, two processes"),
        (notebooks.ALONE, "papermill"),
        (notebooks.TOGETHER, "papermill, two processes"),
    ):
        yield what, tool, 1000 / rates[said]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--filings", type=int, default=100_000, help="filings whose frames are held")
    parser.add_argument("--reports", type=int, default=40, help="reports of each container")
    parser.add_argument(
        "--agencies", type=int, default=30, help="reports whose notebooks are run, 0 for none"
    )
    chosen = parser.parse_args()
    print("| work | tool | ms | gouji takes |\n|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory(prefix="gouji-peers-") as temporary:
        folder = Path(temporary)
        own: dict[str, float] = {}
        parts = [reading(chosen.reports, folder), holding(chosen.filings, folder / "frames")]
        if chosen.agencies:
            parts.append(running(chosen.agencies, 4, folder / "notebooks"))
        for what, tool, taken in chain(*parts):
            mine = own.setdefault(what, taken)
            said = "" if tool.startswith("gouji") else f"{mine / taken:.2f} of that"
            behind = " (**behind**)" if mine > taken else ""
            print(f"| {what} | {tool} | {taken:.1f} | {said}{behind} |", flush=True)


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"\n{time.monotonic() - started:.0f} s")
