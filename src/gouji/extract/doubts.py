"""What was read of a table, and what takes it back: rows printed twice or torn, the file's end, pictures."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from gouji.extract.headers import headings_of
from gouji.extract.identity import title_pictured
from gouji.extract.labels import bare, core
from gouji.extract.slots import stream_behind
from gouji.extract.titles import find_title
from gouji.model.document import Grid, Note
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gouji.extract.lines import Piece, TableLine
    from gouji.extract.rows import Match
    from gouji.extract.slots import RowSlots
    from gouji.model.document import Document, Paragraph, Place
    from gouji.model.filing import Cell, ExtraRow, Filing, PrintedLabel, UnplacedLabel
    from gouji.model.form import Row, Table


@dataclass
class TableReading:
    """What was read of one table; ``doubled`` says that the copy has one of another year or body, too."""

    cells: list[Cell]
    labels: list[PrintedLabel] = field(default_factory=list)
    unplaced: list[UnplacedLabel] = field(default_factory=list)
    extra_rows: list[ExtraRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    doubled: bool = False


def refuse(reading: TableReading) -> None:
    """Take back what was read of a table: nobody can say whether it is the form's, or this report's."""
    reading.cells = [
        cell if cell.status == "missing" else cell._replace(value=None, status="ambiguous", sure_column=False)
        for cell in reading.cells
    ]


def as_text(document: Document) -> Document:
    """Return a document without the paragraphs and cells that were recognised and confirmed by nobody."""
    pictured = document.unconfirmed
    if not pictured:
        return document
    blocks = [
        replace(block, cells=tuple(cell for cell in block.cells if cell.place not in pictured))
        if isinstance(block, Grid)
        else block
        for block in document.blocks
        if isinstance(block, Grid) or block.place not in pictured
    ]
    return replace(document, blocks=tuple(blocks))


def without_recognised(filing: Filing, document: Document) -> Filing:
    """Take back what was recognised in pictures and confirmed by nobody: a cell keeps it beside its value.

    Paragraphs, headings, labels and rows are left out: whether they are printed so nobody knows.
    """
    pictured = document.unconfirmed

    def kept(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
        return tuple(one for one in paragraphs if one.place not in pictured)

    cells = tuple(_of_picture(cell, document) for cell in filing.form_cells)
    notes = (*((_pictured(len(pictured)),) if pictured else ()), *_confirmed(cells))
    if filing.title is None and (title := find_title(document)) is not None:
        notes = (*notes, title_pictured(title.printed))
    return replace(
        filing,
        sections=tuple(
            replace(section, paragraphs=kept(section.paragraphs))
            for section in filing.sections
            if section.place not in pictured
        ),
        preamble=kept(filing.preamble),
        form_cells=cells,
        extra_rows=tuple(row for row in filing.extra_rows if row.place not in pictured),
        labels=tuple(label for label in filing.labels if label.place not in pictured),
        unplaced=tuple(label for label in filing.unplaced if label.place not in pictured),
        notes=(*notes, *(note for note in filing.notes if note.code not in _QUOTING or not pictured)),
    )


#: Notes that quote what is printed in tables: of pictures nobody knows that it is.
_QUOTING = frozenset({"row-printed-twice", "figures-without-label", "cells-uneven", "cells-picture"})


def _of_picture(cell: Cell, document: Document) -> Cell:
    place = cell.place
    if cell.status == "missing" or place is None or place not in document.recognised:
        return cell
    cell = cell._replace(recognised=document.recognised[place])
    # said of another cell than the one for which the picture is taken now, it confirms nothing
    if (said := document.confirmed.get(place)) is not None and said.cell in ("", cell.id):
        return cell._replace(confirmed=said)
    if cell.status != "ambiguous":
        cell = cell._replace(status="recognised")
    return cell._replace(printed=None, value=None)


def _pictured(count: int) -> Note:
    return Note(
        "recognised_text",
        Text(
            f"本副本有 {count} 处是图片，文字由识别得出而尚无人确认，不参与任何加总和判断。"
            "请用 gouji confirm 对照图片逐格确认。",
            f"{count} places of this copy are pictures whose text was recognised and confirmed by nobody; no "
            "sum and no rule uses it. Confirm cell by cell against the pictures with gouji confirm.",
        ),
    )


def _confirmed(cells: Sequence[Cell]) -> tuple[Note, ...]:
    """Say that figures are pictures whose text a person has confirmed, who and when."""
    said = [cell.confirmed for cell in cells if cell.confirmed]
    if not said:
        return ()
    by, last = "、".join(sorted({one.by for one in said})), max(one.when for one in said)[:10]
    text = Text(
        f"{len(said)} 格是图片，由 {by} 对照图片确认（至 {last}），按确认的内容核对。",
        f"{len(said)} cells are pictures; {by} confirmed what they show (until {last}), and they are used as "
        "confirmed.",
    )
    return (Note("confirmed_pictures", text),)


def doubt_end(cells: Sequence[Cell], end: Place | None) -> tuple[tuple[Cell, ...], tuple[Note, ...]]:
    """Take back what was read where the file ends too early (None: nowhere), and say so."""
    last = [cell for cell in cells if end is not None and cell.place == end]
    if not last:
        return tuple(cells), ()
    printed = " ".join(cell.printed for cell in last if cell.printed)
    if printed:
        said = Text(
            f"文件到“{printed}”为止，末尾的数字可能没有印完，此处未采用。请重新下载原文件。",
            f"The file ends with “{printed}”. More of the last figure may have followed, so nothing of this "
            "was used. Download it again.",
        )
    else:
        said = Text(
            "文件在表格的一格中间中断，该格未读。请重新下载原文件。",
            "The file breaks off inside a cell of a table, which was not read. Download it again.",
        )
    return tuple(_doubted(cell) if cell in last else cell for cell in cells), (Note("open-end", said, end),)


def doubt_blanks(readings: Mapping[str, TableReading]) -> None:
    """Take back the empty cells of a copy in which the line of a lost figure leaves what an empty cell does.

    That lines are lost shows where a row has no place for its figures or none was found. A column that prints
    no figure at all is left empty.
    """
    cells = [cell for reading in readings.values() for cell in reading.cells]
    lost = any(cell.status in ("missing", "ambiguous") for cell in cells)
    for reading in readings.values() if lost else ():
        filled = {cell.id.split("/")[2] for cell in reading.cells if cell.value is not None}
        doubtful = {
            cell.id for cell in reading.cells if cell.status == "blank" and cell.id.split("/")[2] in filled
        }
        reading.cells = [_doubted(cell) if cell.id in doubtful else cell for cell in reading.cells]
        if count := len(doubtful):
            said = Text(
                f"本副本一格一行，有的行不全，可能丢了行；丢了数字的一格与空白格看上去一样，"
                f"因此 {count} 个空白格未采用。",
                "This copy has one cell a line, and rows that are not whole: lines may have got lost. A cell "
                f"without its figure looks like an empty one, so {count} empty cells were not used.",
            )
            reading.notes.append(Note("blanks-doubted", said))


def _doubted(cell: Cell) -> Cell:
    if not cell.printed:
        return cell._replace(printed=None, status="missing", place=None)
    return cell._replace(value=None, status="ambiguous")


#: So many rows printed twice with other figures are another table.
ANOTHER_TABLE = 3


def by_label(lines: Sequence[TableLine]) -> dict[str, list[TableLine]]:
    """Lines by the :func:`bare` words that stand last on them."""
    labelled: dict[str, list[TableLine]] = defaultdict(list)
    for line in lines:
        if line.label_pieces:
            labelled[bare(line.label_pieces[-1].text)].append(line)
    return labelled


def compare_repeats(
    table: Table,
    reading: TableReading,
    matches: Sequence[Match],
    lines: Sequence[TableLine],
    labelled: Mapping[str, Sequence[TableLine]],
) -> None:
    """Rows printed twice (a page copied twice) are believed where both copies say the same.

    Several rows that say something else are another table, as of the year before: no row of the two is
    chosen. What stands in a grid is believed against the same words among the prose.
    """
    used = {line.index for match in matches for line in match.lines}
    differing: dict[int, TableLine] = {}
    for match in matches:
        row, own = table.rows[match.row], match.lines[-1]
        names = {core(name) for name in row.names if len(core(name)) > 2}
        for line in (line for name in names for line in labelled.get(name, ()) if line.index not in used):
            again = _figures((line,), lines)
            if own.grid in (line.grid, None) and again and again != _figures(match.lines, lines):
                differing[match.row] = line
    for number, line in differing.items():
        _doubt_row(table, table.rows[number], reading, line)
    if len(differing) >= ANOTHER_TABLE:
        reading.doubled = True
        refuse(reading)


def _figures(label: Sequence[TableLine], lines: Sequence[TableLine]) -> list[str]:
    """What a row prints: beside its label, else on the lines that follow."""
    beside = [piece for line in label for piece in line.values]
    return [
        core(p.text) for p in beside or [p for line in stream_behind(label[-1], lines) for p in line.values]
    ]


def _doubt_row(table: Table, row: Row, reading: TableReading, again: TableLine) -> None:
    prefix = f"{table.id}/{row.id}/"
    reading.cells = [
        cell._replace(value=None, status="ambiguous", sure_row=False)
        if cell.id.startswith(prefix) and cell.status not in {"missing", "ambiguous"}
        else cell
        for cell in reading.cells
    ]
    reading.notes.append(
        Note(
            "row-printed-twice",
            Text(
                f"“{row.printed}”一行在文中出现两次且数字不同，未作取舍。",
                f"The row “{row.printed}” is printed twice with different figures; none was chosen.",
            ),
            again.pieces[0].place,
        )
    )


_DIGIT = re.compile(r"\d")
#: So many rows of figures without a label are quoted.
QUOTED = 3


def beside_label(match: Match, lines: Sequence[TableLine]) -> list[TableLine]:
    """Rows of a grid without words beside which the label's cell stands as well, below its first row."""
    last = match.lines[-1]
    below = lines[last.index + 1 : last.index + match.label[-1].height]
    return [line for line in below if line.block == last.block and not line.label_pieces]


def doubt_torn(
    table: Table, matches: Sequence[Match], slots: Sequence[RowSlots], lines: Sequence[TableLine]
) -> list[Note]:
    """Doubt the rows that figures in a grid row without a label may belong to, and tell of these figures.

    Of so many such rows as stand together, as many rows of the form on either side may be torn that print
    nothing; the nearest may print its other cells. Where a row further on prints nothing, all figures up to
    there may stand beside another row's label; so may all where they stand in front of the form's first row.
    """
    found: list[Sequence[Piece]] = []
    for above, torn, below in _runs(table, matches, slots, lines):
        every = [piece for figures in torn for piece in figures]
        moved = above < 0 and _stand_too_low(slots[0], torn)
        for side in (slots[above::-1] if above >= 0 else [], slots[below:]) if torn else ():
            for row in _together(side) if moved else _in_question(side, torn):
                row.conflict = True
                row.adrift += every
        found += torn
    return tell_torn(found)


def _in_question(side: Sequence[RowSlots], torn: Sequence[Sequence[Piece]]) -> list[RowSlots]:
    """Rows, from the torn ones on, whose figures these may be, or whose own have moved with them."""
    here = _together(side)
    free = [number for number, row in enumerate(here) if not row.printed][: len(torn)]
    adjoining = free == [*range(len(free))]
    if free and (adjoining or all(len(figures) >= here[0].width for figures in torn)):
        return here[: free[-1] + 1]
    return [row for row in here[:1] if _has_room(row, [piece for figures in torn for piece in figures])]


def _stand_too_low(row: RowSlots, above: Sequence[Sequence[Piece]]) -> bool:
    """Whether a whole row of figures stands above the form's first row, which has its own as well."""
    whole = row.key == 0 and len(row.printed) == row.width
    return whole and any(len(figures) >= row.width for figures in above)


def _together(side: Sequence[RowSlots]) -> list[RowSlots]:
    """Rows of grids from the first on, as far as they have the same headings."""
    return [*takewhile(lambda row: row.kind != "text" and row.header is side[0].header, side)]


def _runs(
    table: Table, matches: Sequence[Match], slots: Sequence[RowSlots], lines: Sequence[TableLine]
) -> Iterator[tuple[int, list[Sequence[Piece]], int]]:
    """Figures of grid rows without a label, and the numbers of the rows matched above and below them.

    So are those beside the rest of a label that is broken over rows of the grid, of a row that prints none.
    """
    blocks = {line.block for match in matches for line in match.lines if line.grid is not None}
    if not blocks:
        return
    beside = {line.index for match in matches for line in beside_label(match, lines)}

    def adrift(line: TableLine) -> Sequence[Piece]:
        return figures_without_label(line, table) if line.block in blocks else ()

    def beside_rest(line: TableLine, names: Sequence[str]) -> Sequence[Piece]:
        return _beside_rest(line, names) if line.block in blocks else ()

    above = [*takewhile(bool, map(adrift, lines[: matches[0].first][::-1]))]
    yield -1, [figures for figures in above if not _numbers(figures)], 0
    for number, (match, following) in enumerate(pairwise(matches)):
        between = [line for line in lines[match.last + 1 : following.first] if line.index not in beside]
        names = () if slots[number].printed else table.rows[match.row].names
        yield number, [*filter(None, (adrift(one) or beside_rest(one, names) for one in between))], number + 1
    behind = [line for line in lines[matches[-1].last + 1 :] if line.index not in beside]
    yield len(matches) - 1, [*takewhile(bool, map(adrift, behind))], len(matches)


def figures_without_label(line: TableLine, table: Table) -> Sequence[Piece]:
    """What a grid row prints without words but the label of a group of rows beside it; or among headings."""
    if line.grid is None:
        return ()
    groups, headings = groups_of(table), headings_of(table.columns)
    words = [p for p in line.label_pieces if not (p.height > 1 or core(p.text) in groups)]
    if not words:
        return line.values
    if not all(headings.are_headings(piece.text) or headings.end_above(piece.text) for piece in words):
        return ()
    return [piece for piece in line.pieces if _DIGIT.search(piece.text)]


def _beside_rest(line: TableLine, names: Sequence[str]) -> Sequence[Piece]:
    """What a grid row prints beside words from the midst or the end of a label."""
    words = core(line.label_pieces[-1].text) if line.grid is not None and line.label_pieces else ""
    rest = len(words) > 1 and any(core(name).find(words) > 0 for name in names)
    return line.values if rest else ()


@lru_cache(maxsize=32)
def groups_of(table: Table) -> frozenset[str]:
    """The :func:`core` of each label that the form prints beside several rows."""
    return frozenset(core(group) for row in table.rows for group in row.groups)


def _numbers(figures: Sequence[Piece]) -> bool:
    """Whether a row below headings only counts its columns."""
    return [core(piece.text) for piece in figures] in (
        [str(number) for number in range(first, first + len(figures))] for first in (0, 1)
    )


def _has_room(row: RowSlots, figures: Sequence[Piece]) -> bool:
    """Whether a row may print these figures as well, in other columns than its own."""
    columns = {piece.column for piece in figures}
    return len(row.printed) < row.width and columns.isdisjoint(piece.column for piece in row.printed)


def tell_torn(rows: Sequence[Sequence[Piece]]) -> list[Note]:
    """Quote the figures of rows without a label, if there are any."""
    if not rows:
        return []
    quoted = ["“" + " ".join(" ".join(piece.text.split()) for piece in row) + "”" for row in rows[:QUOTED]]
    more = len(rows) > QUOTED
    said = Text(
        f"表中有 {len(rows)} 行数字没有完整的行名（{'、'.join(quoted)}{'等' * more}），"
        "不能确定属于哪一行，未归入任何一格。",
        f"In {len(rows)} rows of the table figures have no whole label ({', '.join(quoted)}{', …' * more}); "
        "whose they are cannot be told, and they were put into no cell.",
    )
    return [Note("figures-without-label", said, rows[0][0].place)]
