"""Comma-, semicolon- and tab-separated values: records into grids and paragraphs."""

from __future__ import annotations

import csv
import io
import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.model.document import Grid, GridCell, Paragraph, Place
from gouji.readers.limits import check_grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.model.document import Block


#: A text is separated values where so many records have figures behind their labels.
RECORDS: Final = 5
#: A record of a table has so many fields, and at most so many of them are labels.
FIELDS, LABELS = 4, 3
#: No field has more lines: a quote that is not one would swallow the rest of the text.
LINES: Final = 20
#: So many records that have as many fields as each other state their columns.
MANY: Final = 3

#: One field alone is text between tables if it is so long.
PROSE: Final = 40

_OUTLINE = re.compile(r"[一二三四五六七八九十]+[、.．]")
_FIGURE = re.compile(r"\s*[-+]?\d[\d,.]*\s*|\s*")
#: A label prints words, and no figure behind them: a figure with separators in it is not cut into fields.
_LABEL = re.compile(r"[^\t|]*[\u3400-\u9fff][^\t|]*(?<!\d)\s*", re.DOTALL)


class FieldRecord(NamedTuple):
    """The fields of a record, and the line on which it begins."""

    line: int
    fields: list[str]


def records(text: str) -> list[FieldRecord] | None:
    """Return the records of a text that is separated values, or None where it is not.

    Text with tabs is such where fields are quoted; without quotes it is a table already.
    """
    for separator in (",", ";", "\t"):
        if text.count(separator) < RECORDS * (FIELDS - 1) or (separator == "\t" and '\t"' not in text):
            continue
        found = _parsed(text, separator)
        if sum(_is_row(record.fields) for record in found) >= RECORDS:
            return found
    return None


def _parsed(text: str, separator: str) -> list[FieldRecord]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found: list[FieldRecord] = []
    line = 1
    try:
        for fields in reader:
            found.append(FieldRecord(line, fields))
            line = reader.line_num + 1
    except csv.Error:
        return []
    swallowed = any(field.count("\n") > LINES for record in found for field in record.fields)
    return [] if swallowed else found


def _is_row(fields: Sequence[str]) -> bool:
    """Whether a record has figures behind one to three labels, as no sentence with commas has."""
    words = [field for field in fields if not _FIGURE.fullmatch(field)]
    printed = any(_FIGURE.fullmatch(field) and field.strip() for field in fields)
    labels = all(map(_LABEL.fullmatch, words))
    return len(fields) >= FIELDS and 0 < len(words) <= LABELS and printed and labels


def blocks(found: Sequence[FieldRecord], name: str) -> Iterator[Block]:
    """Yield the paragraphs and grids of records: runs of records with as many fields are a grid.

    Raises GoujiError (naming the file) for a table beyond the limits.
    """
    table = 0
    behind_table = False
    for (width, blank), run in groupby(found, lambda record: (len(record.fields), not any(record.fields))):
        rows = [_sentence(record) for record in run]
        if blank or width < 2:
            yield from (_paragraph(record) for record in rows)
            behind_table = False
            continue
        check_grid(name, len(rows), width, len(rows) * width)
        # fewer or more fields than in the record before: separators were lost, or another table begins
        stated = len(rows) >= MANY and not behind_table
        for block in _cut(rows, name, table + 1, stated=stated):
            table += isinstance(block, Grid)
            yield block
        behind_table = True


def _cut(rows: Sequence[FieldRecord], name: str, table: int, *, stated: bool) -> Iterator[Block]:
    """Cut records into tables and the text between them, as the rows of a sheet are."""
    pending: list[FieldRecord] = []
    for record, following in zip(rows, [*rows[1:], None], strict=True):
        if not _is_prose(record.fields, following, table_open=bool(pending)):
            pending.append(record)
            continue
        if pending:
            yield _grid(pending, table, stated=stated)
            table += 1
            pending = []
        yield _paragraph(record)
    if pending:
        yield _grid(pending, table, stated=stated)


def _is_prose(fields: Sequence[str], following: FieldRecord | None, *, table_open: bool) -> bool:
    """Whether a record is text between tables: one field alone that is a sentence, a title or a heading.

    A figure alone is a torn row's, and what stands in front of one may be its label.
    """
    texts = [field for field in fields if field.strip()]
    if len(texts) != 1 or _FIGURE.fullmatch(texts[0]):
        return False
    if len(texts[0]) >= PROSE or "。" in texts[0]:
        return True
    behind = [field for field in following.fields if field.strip()] if following else []
    if not table_open and not (len(behind) == 1 and _FIGURE.fullmatch(behind[0])):
        return True
    return _OUTLINE.match(texts[0]) is not None and not any(map(_FIGURE.fullmatch, behind))


def _sentence(record: FieldRecord) -> FieldRecord:
    """Return a record; one that is a sentence with commas in it as one field."""
    if any("。" in field for field in record.fields):
        return record._replace(fields=[",".join(record.fields).rstrip(","), *[""] * (len(record.fields) - 1)])
    return record


def _paragraph(record: FieldRecord) -> Paragraph:
    return Paragraph(
        " ".join(field.strip() for field in record.fields if field.strip()), Place(line=record.line)
    )


def _grid(rows: Sequence[FieldRecord], table: int, *, stated: bool) -> Grid:
    cells = [
        GridCell(field.strip(), number, column, Place(line=record.line, field=column + 1))
        for number, record in enumerate(rows)
        for column, field in enumerate(record.fields)
    ]
    return Grid(tuple(cells), Place(table=table, line=rows[0].line), "exact" if stated else "loose")
