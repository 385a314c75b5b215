"""Tables that a plain text shows: separated values, cells between drawn lines, and values in JSON.

Values are separated by commas, semicolons or tabs, as spreadsheets export them. JSON has them as data frames
write it, in any of their ways. Drawn lines are ``│`` and
``─``, or ``|`` and ``+---+``; their cells are read by where the strokes stand. A wide character takes two
places, as on a terminal; some tools count it as one, and of a few characters the width is a matter of taste:
each line is read by the widths with which it is as wide as the table's rulers.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gouji.model.document import Grid, GridCell, Paragraph, Place
from gouji.readers.limits import check_grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.model.document import Block


#: East Asian widths that take two places: wide and full-width ones, ambiguous ones as well, none.
_TWO: Final = ("WF", "WFA", "")
_COLON: Final = re.compile(r"(?<=[+|]):(?=[-=])|(?<=[-=]):(?=[+|])")
_QUOTED: Final = re.compile(r"^>(?: +|$)", re.MULTILINE)
#: A table whose rows are ruled off from each other has so many rulers; with fewer, every line is a row.
RULED: Final = 4


@lru_cache(maxsize=1024)
def _strokes(char: str) -> str:
    """Return what a character draws: ``v``, ``h``, both or nothing."""
    if not "\u2500" <= char <= "\u257f":
        return {"+": "vh", "|": "v", "-": "h", "=": "h"}.get(char, "")
    words = set(unicodedata.name(char).split())
    vertical = not words.isdisjoint({"VERTICAL", "UP", "DOWN"})
    horizontal = not words.isdisjoint({"HORIZONTAL", "LEFT", "RIGHT"})
    return "v" * vertical + "h" * horizontal


def is_drawn(line: str) -> bool:
    """Say whether a line begins and ends with a stroke of a table's frame."""
    text = line.strip()
    return len(text) > 1 and "v" in _strokes(text[0]) and "v" in _strokes(text[-1])


def is_ruler(line: str) -> bool:
    """Say whether a line is a ruler with crossings: tables whose cells are only set apart have none."""
    text = _plain(line)
    return all(map(_strokes, text)) and sum(_strokes(char) == "vh" for char in text) > 1


def _plain(line: str) -> str:
    """A line without the blanks around it, and without the colons by which a ruler tells alignment."""
    return _COLON.sub("-", line.strip())


class _Line(NamedTuple):
    """A line by places: the character that stands in each; the second place of a wide one is empty."""

    number: int
    places: list[str]

    def draws(self, stroke: str, place: int) -> bool:
        return stroke in _strokes(self.places[place])

    def is_ruled(self, first: int, after: int) -> bool:
        """Whether a ruler runs through all these places."""
        return all(self.draws("h", place) for place in range(first, min(after, len(self.places))))


def read_grid(numbered: Sequence[tuple[int, str]], table: int) -> Grid | None:
    """Return the grid that lines draw (each with its number in the file), with exact geometry.

    None where they have no ruler, or where the lines are not as wide as each other.
    """
    widths = {len(_plain(line)) for _, line in numbered if is_ruler(line)}
    lines = [_placed(number, _plain(line), max(widths, default=0)) for number, line in numbered]
    drawn = [line for line in lines if line is not None]
    if len(widths) != 1 or len(drawn) != len(lines):
        return None
    cells = _unquoted(list(_cells(drawn, _edges(drawn), table)))
    return Grid(tuple(cells), Place(table=table, line=numbered[0][0]), "exact") if cells else None


def _unquoted(cells: list[GridCell]) -> list[GridCell]:
    """Cells without the mark of a quotation (pandoc's for a paragraph set in), where all have it."""
    lines = [line for cell in cells for line in cell.text.split("\n") if line]
    if not lines or not all(_QUOTED.match(line) for line in lines):
        return cells
    return [cell._replace(text=_QUOTED.sub("", cell.text).strip("\n")) for cell in cells]


def _placed(number: int, text: str, width: int) -> _Line | None:
    """A line by places, with the widths that make it as wide as the rulers."""
    for two in _TWO:
        places: list[str] = []
        for char in text:
            wide = not _strokes(char) and unicodedata.east_asian_width(char) in two
            places += [char, ""] if wide else [char]
        if len(places) == width:
            return _Line(number, places)
    return None


def _edges(lines: Sequence[_Line]) -> list[int]:
    """Places where columns begin or end: those of strokes that cross a ruler, or at which one ends."""
    width = len(lines[0].places)
    inner = [place for place in range(1, width - 1) if any(_meets(line, place) for line in lines)]
    return [0, *inner, width - 1]


def _meets(line: _Line, place: int) -> bool:
    """Whether a ruler runs through a stroke or, longer than any figure is, up to it, as links draws them."""
    far = 1 if line.draws("h", place) else 5
    runs = line.is_ruled(max(place - far, 0), place) or line.is_ruled(place + 1, place + 1 + far)
    return runs and line.draws("v", place)


class _Band(NamedTuple):
    """The lines of one row, and through which columns a ruler runs below them."""

    first: int
    after: int
    below: frozenset[int]


def _bands(lines: Sequence[_Line], columns: Sequence[tuple[int, int]]) -> list[_Band]:
    """Rows from ruler to ruler; of a table of which only the heading is ruled off, every line is one."""
    everywhere = frozenset(range(len(columns)))
    ruled = [frozenset(k for k in everywhere if line.is_ruled(*columns[k])) for line in lines]
    rulers = [number for number, through in enumerate(ruled) if through]
    if len(rulers) < RULED:
        return [_Band(n, n + 1, everywhere) for n, through in enumerate(ruled) if not through]
    bands = [_Band(one + 1, other, ruled[other]) for one, other in pairwise(rulers)]
    return [band for band in bands if band.first < band.after]


def _cells(lines: Sequence[_Line], edges: Sequence[int], table: int) -> Iterator[GridCell]:
    """Yield cells from stroke to stroke: merged ones reach over edges and rulers that do not run there."""
    columns = [(one + 1, other) for one, other in pairwise(edges) if other > one + 1]
    bands = _bands(lines, columns)
    apart = [
        [any(line.draws("v", after) for line in lines[band.first : band.after]) for _, after in columns]
        for band in bands
    ]
    taken: set[tuple[int, int]] = set()
    for row, band in enumerate(bands):
        for column in range(len(columns)):
            if (row, column) in taken:
                continue
            last = next(k for k in range(column, len(columns)) if apart[row][k] or k + 1 == len(columns))
            span = range(column, last + 1)
            bottom = row
            while bottom + 1 < len(bands) and bands[bottom].below.isdisjoint(span):
                bottom += 1
            taken.update((r, k) for r in range(row, bottom + 1) for k in span)
            parts = [
                "".join(line.places[columns[column][0] : columns[last][1]]).strip()
                for line in lines[band.first : bands[bottom].after]
            ]
            place = Place(line=lines[band.first].number, table=table, row=row + 1, column=column + 1)
            text = "\n".join(filter(None, parts))
            yield GridCell(text, row, column, place, bottom - row + 1, len(span))


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


def of_json(text: str) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Return what a text has in JSON, its numbers as they are printed; None for any other text."""
    if not text.lstrip("\ufeff \t\r\n").startswith(("[", "{")):
        return None
    try:
        return json.loads(text.strip("\ufeff \t\r\n"), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None


def notebook(found: Any) -> str | None:  # noqa: ANN401 - whatever stands in the file
    """Return the Markdown of a Jupyter notebook, None for any other JSON."""
    cells = found.get("cells") if isinstance(found, dict) and "nbformat" in found else None
    if not isinstance(cells, list):
        return None
    sources = [c.get("source", "") for c in cells if isinstance(c, dict) and c.get("cell_type") == "markdown"]
    return "\n\n".join(one if isinstance(one, str) else "".join(map(str, one)) for one in sources)


def json_blocks(found: Any, name: str) -> list[Block]:  # noqa: ANN401 - whatever stands in the file
    """Return the words and tables of JSON, in order; nothing where it holds no table.

    Raises GoujiError (naming the file) for a table beyond the limits.
    """
    made: list[Block] = []
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if (rows := _json_rows(value)) is not None:
            width = max(map(len, rows))
            check_grid(name, len(rows), width, len(rows) * width)
            table = sum(isinstance(block, Grid) for block in made) + 1
            cells = [
                GridCell(_printed(one), row, column, Place(table=table, row=row + 1, column=column + 1))
                for row, fields in enumerate(rows)
                for column, one in enumerate(fields)
            ]
            even = len({len(fields) for fields in rows}) == 1
            made.append(Grid(tuple(cells), Place(table=table), "exact" if even else "loose"))
        elif isinstance(value, list | dict):
            waiting += reversed([*(value.values() if isinstance(value, dict) else value)])
        elif (text := _printed(value)).strip():
            made.append(Paragraph(text.strip(), Place(paragraph=len(made) + 1)))
    return made if any(isinstance(block, Grid) for block in made) else []


def _json_rows(value: Any) -> list[list[Any]] | None:  # noqa: ANN401 - whatever stands in the file
    """Return the rows of a table: arrays in an array, objects in an array, or what pandas makes of a frame.

    That is ``columns`` and ``data`` (split), or an object of objects by column, or by row (index).
    """
    if isinstance(value, dict) and isinstance(value.get("data"), list):
        rows = _json_rows(value["data"])
        names = value.get("columns")
        headed = rows is not None and isinstance(names, list) and all(map(_is_scalar, names))
        return [list(names), *rows] if headed and rows is not None and isinstance(names, list) else rows
    if isinstance(value, dict) and all(isinstance(one, dict) for one in value.values()):
        columns = list(value.values())
        numbers = [list(column) for column in columns]
        if len(columns) < 2 or not numbers[0] or any(own != numbers[0] for own in numbers):
            return None
        if _counted(list(value)) and not _counted(numbers[0]):
            return _json_rows(columns)
        rows = [list(value), *([column[number] for column in columns] for number in numbers[0])]
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        names = list(value[0])
        if any(list(one) != names for one in value):
            return None
        rows = [names, *(list(one.values()) for one in value)]
    elif isinstance(value, list) and value and all(isinstance(one, list) for one in value):
        rows = value
    else:
        return None
    tabular = len(rows) > 1 and max(map(len, rows)) > 1
    return rows if tabular and all(_is_scalar(one) for row in rows for one in row) else None


def _counted(names: Sequence[str]) -> bool:
    return list(names) == [str(number) for number in range(len(names))]


def _is_scalar(value: Any) -> bool:  # noqa: ANN401 - whatever stands in the file
    return value is None or isinstance(value, str | bool)


def _printed(value: str | bool | None) -> str:
    return "" if value is None else str(value)
