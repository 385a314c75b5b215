"""Sheets as plain text, in the physical forms in which copied reports are found."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from corpus.lines import Line, extent, fields_of, is_row, units_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.layout import Sheet, Slot


def cell_a_line(sheet: Sheet) -> list[Line]:
    """One cell a line: a filled cell is followed by an empty line, an empty cell is only an empty line."""
    lines = []
    for slot in sheet.slots:
        lines += [Line(part, slot.units) for part in slot.text.split("\n")]
        if slot.text:
            lines.append(Line("", slot.units))
    return lines


def position_a_line(sheet: Sheet) -> list[Line]:
    """As :func:`cell_a_line`, with two lines for an empty cell and for what a merged one covers below."""
    lines = []
    above: dict[int, Slot] = {}
    for number, row in enumerate(sheet.rows):
        own = {slot.column: slot for slot in row}
        for column in sorted(own | above):
            slot = own.get(column)
            if slot is None and above[column].row + above[column].rowspan > number:
                lines += [Line("", units_of(row))] * 2
            elif slot is not None:
                above[column] = slot
                lines += [Line(part, slot.units) for part in (slot.text or "\n").split("\n")]
                lines += [Line("", slot.units)] if slot.text else []
    return lines


def value_a_line(sheet: Sheet) -> list[Line]:
    """One filled cell a line; of an empty cell nothing is left."""
    return [
        Line(part, slot.units) for slot in sheet.slots if slot.text.strip() for part in slot.text.split("\n")
    ]


def row_a_line(sheet: Sheet) -> list[Line]:
    """One row a line, what is printed in it separated by spaces."""
    return [
        Line(" ".join(_flat(slot) for slot in row if slot.text.strip()), units_of(row)) for row in sheet.rows
    ]


def glued(sheet: Sheet) -> list[Line]:
    """Labels run into the number before and after them, group labels into the label that follows.

    Only where a person can still tell them apart: a label that begins with a digit starts a line, and a
    placeholder keeps its distance.
    """
    lines: list[Line] = []
    for number, row in enumerate(sheet.rows):
        words = "".join(_flat(slot) for slot in row if slot.role != "value")
        values = " ".join(_flat(slot) for slot in row if slot.role == "value" and slot.text.strip())
        line = Line(words + (values if values[:1].isdigit() else f" {values}").rstrip(), units_of(row))
        parted = line.text[:1].isdigit() or (lines and not lines[-1].text[-1:].isdigit())
        if number > sheet.header_height and is_row(row) and not parted:
            before = lines.pop()
            line = Line(before.text + line.text, before.units | line.units)
        lines.append(line)
    return lines


def narrow(sheet: Sheet) -> list[Line]:
    """A narrow table copied line by line: wrapped group labels run into wrapped row labels.

    The values stand on the first line of their row: ``（四）无2.没有现成信息需要另 1 0 0 0 0 0 1`` and
    then ``法提供行制作``.
    """
    beside = {
        slot.row + slot.rowspan // 2: slot.text
        for slot in sheet.slots
        if slot.role == "group" and slot.column == 1
    }
    lines: list[Line] = []
    for at, row in enumerate(sheet.rows):
        units = units_of(row)
        if not is_row(row):
            lines += [Line(part, slot.units) for slot in row if slot.text for part in slot.text.split("\n")]
            continue
        lines += [Line(slot.text, slot.units) for slot in row if slot.role == "group" and slot.column == 0]
        label = "".join(slot.text for slot in row if slot.role == "label")
        values = [_flat(slot) for slot in row if slot.role == "value" and slot.text.strip()]
        parts = zip_longest(_wrapped(beside.get(at, ""), 4), _wrapped(label, 10), fillvalue="")
        first, *rest = ["".join(pair) for pair in parts] or [""]
        lines.append(Line(" ".join(filter(None, [first, *values])), units))
        lines += [Line(part, units) for part in rest]
    return lines


def values_last(sheet: Sheet) -> list[Line]:
    """As the text layer of a PDF gives it: wrapped labels over several lines, their values on the next."""
    lines: list[Line] = []
    for row in sheet.rows:
        units = units_of(row)
        if not is_row(row):
            lines += [Line(part, slot.units) for slot in row if slot.text for part in slot.text.split("\n")]
            continue
        for slot in row:
            if slot.role == "group":
                parts = list(slot.text) if slot.column == 0 else [slot.text]
                lines += [Line(part, slot.units) for part in parts]
        label = _wrapped("".join(slot.text for slot in row if slot.role == "label"), 16)
        values = " ".join(_flat(slot) for slot in row if slot.role == "value" and slot.text.strip())
        if len(label) > 1:
            lines += [Line(part, units) for part in [*label, values]]
        else:
            lines.append(Line(" ".join(filter(None, [*label, values])), units))
    return lines


def centred(sheet: Sheet) -> list[Line]:
    """As ``pdftotext -layout`` gives it: the values of a row level with the middle of its wrapped label."""
    lines: list[Line] = []
    for row in sheet.rows:
        units = units_of(row)
        words = [_flat(slot) for slot in row if slot.role != "value" and slot.text.strip()]
        values = [_flat(slot) for slot in row if slot.role == "value" and slot.text.strip()]
        parts = _wrapped(words.pop(), 16) if values and words else []
        if len(parts) == 2:
            lines += [Line(word, units) for word in words]
            lines += [Line(part, units) for part in (parts[0], "    ".join(values), parts[1])]
        else:
            lines.append(Line("    ".join([*words, *("".join(parts) and ["".join(parts)]), *values]), units))
    return lines


def tabs(sheet: Sheet) -> list[Line]:
    """Tab-separated, every row over all columns."""
    return [_tabbed(fields_of(row, sheet.width), row) for row in sheet.rows]


def tabs_shifted(sheet: Sheet) -> list[Line]:
    """Tab-separated as word processors paste it: merged label cells take one field less than they cover."""
    return [_tabbed(_shifted(row, sheet.width), row) for row in sheet.rows]


def tabs_broken(sheet: Sheet) -> list[Line]:
    """Tab-separated, with a page break through a row: an empty line, its label cut in two, fields shifted."""
    return _broken(sheet, "refused_deliberative", ["", ""], tabs)


def tabs_shifted_broken(sheet: Sheet) -> list[Line]:
    """As :func:`tabs_shifted`, with a page break through the last row of a group."""
    return _broken(sheet, "unprocessed_confirmation", [""], tabs_shifted)


def _broken(sheet: Sheet, row_id: str, before: list[str], table: Callable[[Sheet], list[Line]]) -> list[Line]:
    """Cut one row in two; ``before`` are the empty fields left of the second half of its label."""
    lines = table(sheet)
    for at, row in enumerate(sheet.rows):
        for slot in row:
            if slot.role == "label" and any(unit.endswith(f"/{row_id}") for unit in slot.units):
                values = [_flat(value) for value in row if value.role == "value"]
                head = [slot.text[:-2], *[""] * (2 - len(before)), *values, *before]
                tail = [*before, slot.text[-2:], *[""] * 7]
                return [
                    *lines[:at],
                    _tabbed(head, row),
                    Line("", slot.units),
                    _tabbed(tail, row),
                    *lines[at + 1 :],
                ]
    return lines


def _shifted(row: list[Slot], width: int) -> list[str]:
    fields: list[str] = []
    if not is_row(row) or width != 10:
        return fields_of(row, width)
    for slot in row:
        fields += [""] * (slot.column - len(fields)) if slot.role in ("group", "label") else []
        fields += [slot.text, *[""] * (slot.colspan - 2)]
    return fields + [""] * (extent(row) - len(fields))


def _tabbed(fields: list[str], row: list[Slot]) -> Line:
    return Line("\t".join(field.replace("\n", " ") for field in fields), units_of(row))


def _flat(slot: Slot) -> str:
    return slot.text.replace("\n", "")


def _wrapped(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]
