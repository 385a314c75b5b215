"""Tables whose rows carry labels (sections two and three): from lines to cells of the form."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from gouji.extract.columns import place_rows
from gouji.extract.doubts import TableReading, beside_label, compare_repeats, doubt_torn, groups_of, refuse
from gouji.extract.extra import extra_rows
from gouji.extract.headers import find_header, print_headings, unit_above, without_headings
from gouji.extract.labels import SHORT, bare, core, split_number
from gouji.extract.lines import begins_like_figure, is_loose
from gouji.extract.rows import Match, is_part, match_rows, row_labels
from gouji.extract.slots import Placed, RowSlots, once, rest_of, stream_behind
from gouji.model.filing import Cell, PrintedLabel
from gouji.model.values import parse_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gouji.extract.headers import Header
    from gouji.extract.lines import Piece, TableLine
    from gouji.extract.slots import BlankCoding
    from gouji.model.form import Column, Row, Table


#: Headings stand at most this many lines above the first row of their block.
ABOVE = 45
#: Words behind a row's label with so many characters that tell labels apart are a label, not a unit.
LABEL = 6

_UNIT = re.compile(r"[（(]?(?:单位[:：]?)?(?:件|项|条|个|次|宗|起|份|元|万元|亿元|数量|件数)[)）]?")
#: Figures of one year stand beside those of another.
_YEAR = re.compile(r"上年|上一年|去年|往年|本年|今年|20\d\d")

_MISSING = Placed("missing")


def match_tables(lines: Sequence[TableLine], tables: Sequence[Table]) -> list[list[Match]]:
    """Match the rows of several tables at once, so that each keeps to its own part of the document."""
    columns = tuple(column for table in tables for column in table.columns)
    matches = match_rows(without_headings(lines, columns), row_labels(tuple(tables)))
    found: list[list[Match]] = []
    first = 0
    for table in tables:
        after = first + len(table.rows)
        found.append([m._replace(row=m.row - first) for m in matches if first <= m.row < after])
        first = after
    return found


def find_slots(
    table: Table, matches: Sequence[Match], lines: Sequence[TableLine], before: Sequence[Match] = ()
) -> list[RowSlots]:
    """What is printed behind the labels of the rows matched, not yet placed in columns.

    ``before`` are the rows of the table before, whose headings may stand in the same columns.
    """
    begin = max((match.last + 1 for match in before), default=0)
    headers = _headers(table, matches, lines, begin if matches and begin <= matches[0].first else 0)
    return [_slots(table, match, header, lines) for match, header in zip(matches, headers, strict=True)]


def doubt_streams(
    tables: Sequence[Table],
    matched: Sequence[Sequence[Match]],
    slots: Sequence[Sequence[RowSlots]],
    followed: Sequence[int | None],
) -> None:
    """Doubt the values behind a label in a text where the label that should follow got lost.

    They may be the lost row's own: some of them, where a hole in the copy reaches from row to row. Tables
    stand one after the other; ``followed`` has for each the line on which the heading of the next section
    stands, where it is found: a table's rows stand in front of it. Rows that a text shows as a table are
    asked only for labels of their own table, the last one only where the text goes on.
    """
    following: list[int] = []
    found: list[tuple[int, Match, RowSlots]] = []
    ends: list[int] = []
    first = 0
    for table, matches, rows, border in zip(tables, matched, slots, followed, strict=True):
        own = [(first + m.row, m, row) for m, row in zip(matches, rows, strict=True)]
        following += [number for number, _, _ in (own if len(following) < len(found) else own[1:])]
        found += own
        first += len(table.rows)
        ends += [first] * len(own)
        if own and border is None:
            ends[-1] = 0
        if own and border is not None and matches[-1].last < border:
            following.append(first)
    following += [first + 1] * (len(found) - len(following))
    for (number, match, row), after, end in zip(found, following, ends, strict=True):
        if row.kind == "text":
            beside = any(line.values for line in match.lines) and not row.rest
            row.conflict |= after - number > 1 and not beside
        elif match.label[0].place.line is not None:
            row.conflict |= min(after, end) - number > 1


def doubt_counts(slots: Sequence[Sequence[RowSlots]]) -> bool:
    """Doubt rows in running text where counting their values proves nothing; say so of all that follow.

    A row with more values than columns shows that the copy cuts figures in two, or has stray page numbers
    among them: another row with just as many may have an empty cell and such a figure. Such a row of the
    last and largest table speaks for all tables, one of another table for its own.
    """
    overfull = [
        any(row.kind == "text" and len(row.printed) > row.width and not row.conflict for row in found)
        for found in slots
    ]
    for found, over in zip(slots, overfull, strict=True):
        for row in found:
            row.conflict |= row.kind == "text" and (over or overfull[-1])
    return overfull[-1]


def read_table(
    table: Table,
    matches: Sequence[Match],
    slots: Sequence[RowSlots],
    lines: Sequence[TableLine],
    labelled: Mapping[str, Sequence[TableLine]],
    coding: BlankCoding | None,
    after: int,
) -> TableReading:
    """Read the cells of the rows matched; every cell of the form is listed, those not found as missing.

    ``labelled`` are the lines :func:`gouji.extract.doubts.by_label`; the table ends in front of the line
    ``after``.
    """
    notes = doubt_torn(table, matches, slots, lines)
    placed = place_rows(slots, coding)
    reading = TableReading([], notes=notes)
    by_row = {match.row: match for match in matches}
    cell_ids = iter(table.cell_ids)
    for number, row in enumerate(table.rows):
        match = by_row.get(number)
        placements = placed.get(number) or [_MISSING] * len(row.columns)
        for column, placement in zip(row.columns, placements, strict=True):
            reading.cells.append(_cell(next(cell_ids), column, placement, match))
        if match:
            place, loose = match.label[0].place, is_loose(*match.lines)
            reading.labels.append(PrintedLabel(f"{table.id}/{row.id}", match.printed, place, loose))
    if _on_its_side(table, matches, slots):
        refuse(reading)
    compare_repeats(table, reading, matches, lines, labelled)
    _column_labels(table, reading, slots)
    reading.extra_rows, unknown = extra_rows(table, matches, lines, after)
    reading.notes += unknown
    return reading


def _on_its_side(table: Table, matches: Sequence[Match], slots: Sequence[RowSlots]) -> bool:
    """Whether only rows called as columns are (总计, 其他) print figures: the columns may stand as rows."""
    printing = [m for m, row in zip(matches, slots, strict=True) if any(p.is_value for p in row.printed)]
    return bool(printing) and all(core(match.printed) in _headings(table) for match in printing)


@lru_cache(maxsize=32)
def _headings(table: Table) -> frozenset[str]:
    return frozenset(core(name) for row in table.rows for column in row.columns for name in column.names)


def _cell(cell_id: str, column: Column, placement: Placed, match: Match | None) -> Cell:
    piece = placement.piece
    if piece is None:
        place = match.label[0].place if match else None
        return Cell(cell_id, None, None, "missing", place, column.unit, sure_column=match is None)
    if placement.how == "ambiguous" or (match and not match.sure):
        return Cell(
            cell_id,
            piece.text,
            None,
            "ambiguous",
            piece.place,
            column.unit,
            sure_row=match.sure if match else False,
            sure_column=placement.how != "ambiguous",
        )
    value, status = parse_value(piece.text, column.unit)
    return Cell(cell_id, piece.text, value, status, piece.place, column.unit)


# --- what belongs to a row -------------------------------------------------------------------------------


def _slots(table: Table, match: Match, header: Header, lines: Sequence[TableLine]) -> RowSlots:
    row = table.rows[match.row]
    last = match.lines[-1]
    if last.grid is None:
        values = [piece for line in match.lines for piece in line.values]
        values = values or _amid_label(match, row, lines)
        # a row that prints values beside its label prints them all there: what follows is another row's
        behind = stream_behind(last, lines)
        stream = [] if values else behind
        rest = rest_of(match, len(row.columns) - len(values), behind, lines) if values else []
        values += [piece for line in stream for piece in line.values]
        values, stream = once(values, stream, header, lines)
        return RowSlots(
            match.row,
            len(row.columns),
            "text",
            last.block,
            values,
            header,
            stream=stream,
            rest=rest,
            conflict=any(_names_another(line, match, header) for line in match.lines)
            or (not rest and _wrapped(last, lines)),
            covered=_covered(table, match.row),
            heading_lost=bool(stream) and _heading_lost(table, match.row, stream[-1].index + 1, lines),
        )
    beside = beside_label(match, lines)
    parts = [_behind_label(ln, match) for ln in (*match.lines, *_continuation(match, row, lines), *beside)]
    printed = [part for part in parts if not all(piece.is_blank for piece in part)]
    slots = printed[0] if printed else parts[0]
    line = match.lines[parts.index(slots)] if slots in parts[: len(match.lines)] else last
    return RowSlots(
        match.row,
        len(row.columns),
        line.grid or "loose",
        line.block,
        slots,
        header,
        start=len(line.pieces) - len(slots),
        fields=len(line.pieces),
        depth=len(row.groups),
        label_end=_end(match.label[-1]) if line.grid == "exact" and line is last else None,
        conflict=len(printed) > 1
        or any(_names_another(line, match, header) for line in match.lines)
        or _goes_on(beside[-1] if beside else line, slots, match, lines)
        or _beside_another_group(table, match, lines),
    )


def _end(piece: Piece) -> int:
    return (piece.column or 0) + piece.span


def _wrapped(line: TableLine, lines: Sequence[TableLine]) -> bool:
    """Whether as many figures as a row of text prints beside its label stand on the next line: their ends."""
    below = _below(line, lines)
    return below is not None and below.is_values_only and len(below.values) == len(line.values)


def _goes_on(line: TableLine, slots: Sequence[Piece], match: Match, lines: Sequence[TableLine]) -> bool:
    """Whether a grid row's figures go on below: in cells as high as two rows, or in a row without a label."""
    if any(piece.height > match.label[-1].height for piece in slots):
        return True
    below = _below(line, lines)
    unlabelled = below is not None and below.block == line.block and not below.label_pieces and below.values
    return bool(unlabelled) and any(piece.is_value for piece in slots)


def _beside_another_group(table: Table, match: Match, lines: Sequence[TableLine]) -> bool:
    """Whether a row called 总计 and no more stands beside a merged cell that labels other rows."""
    if split_number(match.printed)[0] or len(core(match.printed)) > SHORT:
        return False
    own = {core(group) for group in table.rows[match.row].groups}
    others = groups_of(table) - own
    line = match.lines[-1]
    return any(
        piece.height > line.index - above.index and core(piece.text) in others
        for above in lines[max(0, line.index - ABOVE) : line.index]
        if above.block == line.block
        for piece in above.label_pieces
    )


def _below(line: TableLine, lines: Sequence[TableLine]) -> TableLine | None:
    return next(iter(lines[line.index + 1 : line.index + 2]), None)


def _names_another(line: TableLine, match: Match, header: Header) -> bool:
    """Whether words stand between the label and the values that are another row's label or a lost figure.

    Where columns are only counted, another row's label behind the values shows that two rows ran together.
    """
    words = line.label_pieces if line.grid == "loose" else line.leading_words
    label = [number for number, piece in enumerate(words) if piece in match.label]
    between = words[label[-1] + 1 :] if label else ()
    if line.grid is None:
        return any(not _UNIT.fullmatch(p.text) for p in between)
    return any(
        (split_number(p.text)[0] or len(core(p.text)) >= LABEL or _YEAR.search(p.text))
        and not _is_a_cell(p, line, header)
        for p in between
    )


def _is_a_cell(piece: Piece, line: TableLine, header: Header) -> bool:
    """Whether words are what a figure's cell prints: they stand under its heading, or begin like a figure."""
    if line.grid == "exact" and header.covers(line.block, piece):
        return True
    return begins_like_figure(piece.text)


def _behind_label(line: TableLine, match: Match) -> list[Piece]:
    label = [number for number, piece in enumerate(line.pieces) if piece in match.label]
    if not label:  # the line of a continued label: everything behind its words
        label = [n for n, p in enumerate(line.pieces) if not p.is_blank and not p.is_value][:1] or [-1]
    return list(line.pieces[label[-1] + 1 :])


def _continuation(match: Match, row: Row, lines: Sequence[TableLine]) -> list[TableLine]:
    """The line on which the rest of a label stands that a page break cut off, if there is one."""
    printed = bare(match.printed)
    for label in row.names:
        rest = core(label).removeprefix(printed)
        if not rest or rest == core(label):
            continue
        for line in lines[match.last + 1 : match.last + 8]:
            if line.is_empty:
                continue
            if line.grid is not None and line.label_pieces and core(line.label) == rest:
                return [line]
            break
    return []


def _amid_label(match: Match, row: Row, lines: Sequence[TableLine]) -> list[Piece]:
    """All values of a row on one line between those of its label, as a cell centred beside a cut label.

    A part of the label of a group may stand beside them.
    """
    between = [
        line
        for line in lines[match.first : match.last]
        if line not in match.lines and not line.is_empty and line.grid is None
    ]
    if len(between) != 1 or len(between[0].values) != len(row.columns):
        return []
    alone = between[0].is_values_only or is_part(between[0].label, map(core, row.groups))
    return list(between[0].values) if alone else []


def _covered(table: Table, row: int) -> int:
    """How many merged labels beside a row reach down beside the next."""
    following = [group for below in table.rows[row + 1 : row + 2] for group in below.groups]
    return sum(group in following for group in table.rows[row].groups)


def _heading_lost(table: Table, row: int, behind: int, lines: Sequence[TableLine]) -> bool:
    """Whether the form begins a group of rows behind a row, and the line there does not print its label."""
    begun = [
        group
        for following in table.rows[row + 1 : row + 2]
        for group in following.groups
        if group not in table.rows[row].groups
    ]
    printed = core("".join(line.label for line in lines[behind : behind + 1]))
    return bool(begun) and not any(core(group) in printed for group in begun)


def _headers(table: Table, matches: Sequence[Match], lines: Sequence[TableLine], begin: int) -> list[Header]:
    """The headings above each row matched, from line ``begin`` on: rows of one block of columns share theirs.

    Where headings are printed again between two rows, as behind a page break, they govern what follows.
    """
    headers: list[Header] = []
    unit = None
    for position, match in enumerate(matches):
        row = table.rows[match.row]
        after = matches[position - 1].last + 1 if position else 0
        if position and _share_headings(row, table.rows[matches[position - 1].row]):
            between = lines[after : match.first]
            again = print_headings(between, row.columns)
            headers.append(find_header(between, row.columns, unit) if again else headers[-1])
            continue
        # back to the last row of another block of columns
        first = next(m.first for m in matches if _share_headings(row, table.rows[m.row]))
        unit = unit_above(lines[max(begin, matches[0].first - ABOVE) : first], row.columns)
        headers.append(find_header(lines[max(after, begin, first - ABOVE) : first], row.columns, unit))
    return headers


def _share_headings(row: Row, other: Row) -> bool:
    return row.columns == other.columns and row.item == other.item


# --- what else is printed ----------------------------------------------------------------------------------


def _column_labels(table: Table, reading: TableReading, slots: Sequence[RowSlots]) -> None:
    seen: set[str] = set()
    before: Header | None = None
    for row in slots:
        if row.header is before:  # rows of one block of columns share theirs
            continue
        before = row.header
        for heading in row.header.headings:
            column = table.rows[row.key].columns[heading.column]
            element = f"{table.id}/*/{column.id}"
            if element not in seen:
                seen.add(element)
                piece, loose = heading.piece, is_loose(heading.line)
                reading.labels.append(PrintedLabel(element, piece.text, piece.place, loose))
