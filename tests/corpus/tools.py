"""Sheets as document converters, data frames, spreadsheets and terminal browsers write them."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from corpus.lines import Line, extent, fields_of, is_row, units_of
from corpus.story import Heading, Prose

if TYPE_CHECKING:
    from corpus.layout import Sheet, Slot
    from corpus.story import Story


def repeated(sheet: Sheet) -> list[Line]:
    """A pipe table in which the text of a merged cell stands in every position that it covers."""
    rows = [(" | ".join(_flat(text) for text in texts), units) for texts, units in _spread(sheet)]
    rule = Line(f"|{'---|' * sheet.width}", rows[0][1])
    lines = [Line(f"| {text} |", units) for text, units in rows]
    return [lines[0], rule, *lines[1:]]


def framed(sheet: Sheet) -> list[Line]:
    """A data frame as a pipe table: as :func:`repeated`, with its index, headings 0, 1, 2 … and NaN."""
    every = _spread(sheet)
    lines = [Line(f"|  | {' | '.join(map(str, range(sheet.width)))} |", every[0][1])]
    lines.append(Line(f"|{'---:|' * (sheet.width + 1)}", every[0][1]))
    for number, (texts, units) in enumerate(every):
        cells = [_flat(text) if text.strip() else "NaN" for text in texts]
        lines.append(Line(f"| {number} | {' | '.join(cells)} |", units))
    return lines


def printed(sheet: Sheet) -> list[Line]:
    """A data frame as it prints itself: as :func:`framed`, in columns that blanks set apart."""
    every = _spread(sheet)
    texts = [["", *map(str, range(sheet.width))]]
    texts += [
        [str(n), *(_flat(text) if text.strip() else "NaN" for text in row)]
        for n, (row, _) in enumerate(every)
    ]
    widths = [max(len(row[column]) for row in texts) for column in range(sheet.width + 1)]
    shown = ["  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) for row in texts]
    return [
        Line(text, units) for text, units in zip(shown, [every[0][1], *(u for _, u in every)], strict=True)
    ]


def ruled_off(sheet: Sheet) -> list[Line]:
    """As :func:`repeated`, in columns that blanks set apart, below headings 0, 1, 2 … and rulers."""
    every = _spread(sheet)
    texts = [
        [str(n) for n in range(sheet.width)],
        *([_flat(t) if t.strip() else "nan" for t in row] for row, _ in every),
    ]
    widths = [max(len(row[column]) for row in texts) for column in range(sheet.width)]
    shown = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in texts
    ]
    units = [every[0][1], *(u for _, u in every)]
    lines = [Line(text, own) for text, own in zip(shown, units, strict=True)]
    return [lines[0], Line("  ".join("-" * width for width in widths), units[0]), *lines[1:]]


def parted(sheet: Sheet) -> list[Line]:
    """As :func:`repeated`, with one blank behind every field and no other."""
    return [Line(" ".join("".join(text.split()) for text in row), units) for row, units in _spread(sheet)]


def blank_behind(sheet: Sheet) -> list[Line]:
    """One blank behind every field, an empty one as well: merged cells leave empty fields."""
    return [
        Line(" ".join("".join(text.split()) for text in fields_of(row, sheet.width)), units_of(row))
        for row in sheet.rows
    ]


def escaped(sheet: Sheet) -> list[Line]:
    """A sheet as a data frame in Markdown: names for columns without one, NaN, marks and breaks escaped."""
    rows = [(fields_of(row, sheet.width), units_of(row)) for row in sheet.rows]
    names = [text or f"Unnamed: {column}" for column, text in enumerate(rows[0][0])]
    lines = [Line(f"| {' | '.join(map(_escaped, names))} |", rows[0][1])]
    lines.append(Line(f"|{' --- |' * sheet.width}", rows[0][1]))
    for texts, units in rows[1:]:
        lines.append(Line(f"| {' | '.join(_escaped(text) or 'NaN' for text in texts)} |", units))
    return lines


def _escaped(text: str) -> str:
    for mark in "-.*_":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def textile(sheet: Sheet) -> list[Line]:
    """As :func:`repeated`, in Textile, which says of every cell how it is aligned."""
    marks = ("|<. ", "|=. ", "|>. ", "|_. ")
    return [
        Line("".join(f"{marks[at % 3 if at else 3]}{_flat(text)} " for text in row) + "|", units)
        for at, (row, units) in enumerate(_spread(sheet))
    ]


def typst(sheet: Sheet) -> list[Line]:
    """A table of Typst: a row begins a line, its cells state what they span."""
    lines = [Line("#figure(", units_of(sheet.slots)), Line("  align(center)[#table(", units_of(sheet.slots))]
    lines.append(Line(f"    columns: {sheet.width},", units_of(sheet.slots)))
    for row in sheet.rows:
        cells = []
        for slot in row:
            spans = (("rowspan", slot.rowspan), ("colspan", slot.colspan))
            stated = ", ".join(f"{name}: {count}" for name, count in spans if count > 1)
            cells.append((f"table.cell({stated})" if stated else "") + f"[{slot.text}\n\n    ]")
        lines += [Line(text, units_of(row)) for text in f"    {', '.join(cells)},".split("\n")]
    return [
        *lines,
        Line("  )]", lines[-1].units),
        Line("  , kind: table", lines[-1].units),
        Line("  )", lines[-1].units),
    ]


def filled_up(sheet: Sheet) -> list[Line]:
    """A pipe table with empty fields behind a merged cell, and nothing where one from above reaches down."""
    lines = []
    for row in sheet.rows:
        fields = [text for slot in row for text in (_flat(slot.text), *[""] * (slot.colspan - 1))]
        lines.append(Line(f"| {' | '.join(fields)} |", units_of(row)))
    return [lines[0], Line(f"|{'---|' * sheet.width}", lines[0].units), *lines[1:]]


def separated(sheet: Sheet, separator: str = ",", *, every: bool = False, quoted: bool = False) -> list[Line]:
    """Separated values: merged cells leave empty fields or, with ``every``, stand in all of theirs."""
    rows = _spread(sheet) if every else [(fields_of(row, sheet.width), units_of(row)) for row in sheet.rows]
    lines = []
    for texts, units in rows:
        out = io.StringIO()
        quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        csv.writer(out, delimiter=separator, quoting=quoting, lineterminator="").writerow(map(_flat, texts))
        lines.append(Line(out.getvalue(), units))
    return lines


def boxed(sheet: Sheet, strokes: str = "│─┼") -> list[Line]:
    """A table drawn with box characters as a terminal browser does, wide characters taking two places."""
    vertical, horizontal, crossing = strokes
    widths = [_width(sheet, column) for column in range(sheet.width)]
    owner = {place: slot for slot in sheet.slots for place in _places(slot)}
    lines = []
    for row in range(sheet.height):
        cells = [owner.get((row, column)) for column in range(sheet.width)]
        units = units_of(slot for slot in cells if slot is not None)
        lines += [Line(_rule(owner, row, widths, horizontal, crossing), units)]
        height = max([slot.text.count("\n") + 1 for slot in cells if slot and slot.row == row], default=1)
        lines += [Line(_text(owner, row, number, widths, vertical), units) for number in range(height)]
    return [*lines, Line(_rule(owner, sheet.height, widths, horizontal, crossing), lines[-1].units)]


def _rule(owner: dict, row: int, widths: list[int], horizontal: str, crossing: str) -> str:
    """The ruler above a row: blank where a merged cell goes on through it."""
    parts = []
    for column, width in enumerate(widths):
        above, below = owner.get((row - 1, column)), owner.get((row, column))
        parts.append((" " if above is not None and above is below else horizontal) * (width + 2))
    return crossing + crossing.join(parts) + crossing


def _text(owner: dict, row: int, line: int, widths: list[int], vertical: str) -> str:
    text, column = vertical, 0
    while column < len(widths):
        slot = owner.get((row, column))
        span = slot.colspan if slot else 1
        room = sum(widths[column : column + span]) + 3 * (span - 1)
        words = slot.text.split("\n")[line : line + 1] if slot and slot.row == row else []
        shown = "".join(words)
        text += f" {shown}{' ' * (room - _places_of(shown))} {vertical}"
        column += span
    return text


def _width(sheet: Sheet, column: int) -> int:
    own = [slot for slot in sheet.slots if slot.column == column and slot.colspan == 1]
    wide = [slot for slot in sheet.slots if slot.column == column and slot.colspan > 1]
    return max(
        [1]
        + [_places_of(part) for slot in own for part in slot.text.split("\n")]
        + [_places_of(part) // slot.colspan + 1 for slot in wide for part in slot.text.split("\n")]
    )


def _places_of(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _places(slot: Slot) -> list[tuple[int, int]]:
    rows, columns = range(slot.row, slot.row + slot.rowspan), range(slot.column, slot.column + slot.colspan)
    return [(row, column) for row in rows for column in columns]


def _spread(sheet: Sheet) -> list[tuple[list[str], frozenset[str]]]:
    """Each row with what stands in every position, and the statutory rows that depend on it."""
    owner = {place: slot for slot in sheet.slots for place in _places(slot)}
    rows = []
    for number, row in enumerate(sheet.rows):
        width = extent(row) if is_row(row) else sheet.width
        slots = [owner.get((number, column)) for column in range(width)]
        rows.append(([slot.text if slot else "" for slot in slots], units_of(filter(None, slots))))
    return rows


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def of_json(story: Story) -> bytes:
    """What pandas makes of a page: its tables in JSON, merged cells repeated, null where a cell is empty."""
    values: list[object] = [story.title]
    for block in story.blocks:
        if isinstance(block, Heading | Prose):
            values.append(block.text)
        else:
            values.append(
                [[(text.strip() and _flat(text)) or None for text in row] for row, _ in _spread(block)]
            )
    return json.dumps(values, ensure_ascii=False).encode()
