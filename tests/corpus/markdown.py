"""Sheets as Markdown pipe tables, as converters and OCR engines write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.lines import Line, fields_of, units_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.layout import Sheet


def piped(sheet: Sheet) -> list[Line]:
    """Outer pipes; merged cells leave empty columns."""
    return _table([(fields_of(row, sheet.width), units_of(row)) for row in sheet.rows], _outer)


def bare(sheet: Sheet) -> list[Line]:
    """No outer pipes; merged cells leave empty columns."""
    return _table([(fields_of(row, sheet.width), units_of(row)) for row in sheet.rows], " | ".join)


def compact(sheet: Sheet) -> list[Line]:
    """Outer pipes; merged cells are written once, so that rows differ in length."""
    return _table([([slot.text for slot in row], units_of(row)) for row in sheet.rows], _outer)


def pieces(sheet: Sheet) -> list[Line]:
    """Several tables for one, each under a header that the converter invented."""
    rows = [(fields_of(row, sheet.width), units_of(row)) for row in sheet.rows]
    header = ["项目", *(f"列{number}" for number in range(1, sheet.width))]
    lines: list[Line] = []
    for at in range(0, len(rows), 8):
        lines += [*_table([(header, frozenset()), *rows[at : at + 8]], _outer), Line("")]
    return lines


def _table(rows: list[tuple[list[str], frozenset[str]]], joined: Callable[[list[str]], str]) -> list[Line]:
    lines = [Line(joined([field.replace("\n", "<br>") for field in fields]), units) for fields, units in rows]
    return [lines[0], Line(joined(["---"] * len(rows[0][0])), lines[0].units), *lines[1:]]


def _outer(fields: list[str]) -> str:
    return f"| {' | '.join(fields)} |"
