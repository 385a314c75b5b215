"""The blocks of a document as the form has them, whatever a tool or a layout made of them.

Document converters and data frames know no merged cells: 第二十条第（一）项 stands in four cells for one, a
heading in three, and so does the figure below it. What only counts 0, 1, 2, … is the tool's own. The heading
of a section may be a row of a table, and tables may be printed in another order than the form's.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from gouji.extract.labels import SLIP, counted, is_table_row, meant, tables_in
from gouji.extract.lines import looks_like_value
from gouji.extract.sections import SHORT_LINE, headings
from gouji.model.document import Grid, Paragraph
from gouji.model.form import NEWEST, load_form
from gouji.model.values import counts_on, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set

    from gouji.model.document import Block, GridCell
    from gouji.model.form import Form


#: The headings of a table are among its first so many cells.
_HEAD = 24
#: In so many rows of a grid words stand twice side by side where its merged cells are repeated.
REPEATING = 2
#: So many cells that count 0, 1, 2, … in a row or a column are an index.
COUNTING = 3

_NONE: Final = frozenset[int]()
#: What a data frame adds to a name that a column has already: 申请人情况.1
_AGAIN = re.compile(r"\.\d{1,2}$")
#: The name that a data frame gives to a column without one.
_UNNAMED = re.compile(r"Unnamed:\s*\d+(?:_level_\d+)?")

#: A line that says of which year the table below it is, and what is no such line.
_OF_YEAR = re.compile(
    r"20\d\d\s*年(?!\s*\d)|(?:上一?|去)年度?的?(?=情况|数据|统计|同期|主动|收到|政府信息|公开)"
)
_NO_CAPTION = re.compile(r"[。;；]|报告")
_YEAR = re.compile(r"20\d\d(?=\s*年)")


def gathered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks of a document with the repeated cells of its grids as the merged cells they are.

    Rows that head a section stand between grids as the paragraphs they are.
    """
    found: list[Block] = []
    for block in blocks:
        found.extend(_parted(_gathered(block)) if isinstance(block, Grid) else [block])
    return tuple(found)


def _parted(grid: Grid) -> list[Block]:
    """A grid cut at its rows that head a section; then its rows of prose stand between the parts as well."""
    rows = grid.rows
    alone = [_alone(row) for row in rows]
    heads = _heads(alone)
    if not heads:
        return [grid]
    parts: list[Block] = []
    own: list[GridCell] = []
    reached = first = 0
    for number, (row, cell) in enumerate(zip(rows, alone, strict=True)):
        whole = cell is not None and number >= reached and cell.rowspan == 1
        if whole and cell is not None and (number in heads or "。" in cell.text):
            if own:
                parts.append(Grid(tuple(own), grid.place, grid.geometry))
            parts += [Paragraph(line.strip(), cell.place) for line in cell.text.split("\n") if line.strip()]
            own, first = [], number + 1
        else:
            own += [one._replace(row=number - first) for one in row]
            reached = max([reached, *(number + one.rowspan for one in row)])
    if own:
        parts.append(Grid(tuple(own), grid.place, grid.geometry))
    return parts


def _alone(row: Sequence[GridCell]) -> GridCell | None:
    """The only cell of a row that prints something."""
    printing = (cell for cell in row if not is_blank(cell.text))
    first = next(printing, None)
    return None if next(printing, None) else first


def _heads(alone: Sequence[GridCell | None]) -> set[int]:
    """The rows that head a section, of rows with one cell: those that print its ordinal and its title.

    One with an ordinal and another title (五、存在的主要问题及整改措施) does where the rows above and below
    it head the sections before and behind.
    """
    form = load_form(NEWEST)
    counting: list[tuple[int, int, bool]] = []
    for row, cell in enumerate(alone):
        text = cell.text if cell is not None and len(cell.text) <= SHORT_LINE else ""
        ordinal = counted(text)
        if ordinal is not None and not is_table_row(text[ordinal.title :], form):
            told = meant(text[ordinal.title :], ordinal.number, form)
            known = told.likeness >= SLIP and told.section == ordinal.number
            counting.append((row, ordinal.number, known))
    found = {row for row, _, known in counting if known}
    for (_, before, first), (row, number, _), (_, behind, last) in zip(
        counting, counting[1:], counting[2:], strict=False
    ):
        if first and last and before + 1 == number == behind - 1:
            found.add(row)
    return found


def of_another_year(texts: Iterable[str | None], starts: Iterable[int], years: Sequence[int]) -> set[int]:
    """Return the numbers of what stands below a line that says it is of another year: 2020年情况：, 上年数据.

    ``texts`` are lines or paragraphs in order, None for what is neither. Such a stretch ends where a section
    starts or the report's own year is named. ``years`` are those that the report says it is of.
    """
    listed = [*texts]
    captions = {n: text for n, text in enumerate(listed) if text and "年" in text and _is_caption(text)}
    found: set[int] = set()
    if not captions or not years:
        return found
    other, ends = False, frozenset(starts)
    for number in range(len(listed)):
        if number in ends:
            other = False
        elif number in captions:
            said = {int(year) for year in _YEAR.findall(captions[number])}
            other = said.isdisjoint(years) and (not said or max(said) < min(years))
        elif other:
            found.add(number)
    return found


def _is_caption(text: str) -> bool:
    return len(text) <= SHORT_LINE and bool(_OF_YEAR.search(text)) and not _NO_CAPTION.search(text)


def in_form_order(
    blocks: Sequence[Block], starts: Sequence[tuple[int, int]], years: Sequence[int] = ()
) -> list[int]:
    """Return the numbers of blocks in the order in which the form has their sections, to read tables from.

    ``starts`` are the first blocks of sections and their numbers, ``years`` those of the report. A grid that
    bears words of one table is that of its section, wherever it stands, unless it is said to be of another
    year. The order stays as it is where it is the form's, and where a table is torn or stands among the rows
    of another.
    """
    heads = dict(starts)
    texts = (None if isinstance(block, Grid) else block.text for block in blocks)
    others = of_another_year(texts, heads, years)
    told = [_NONE if number in others else _tables_on(block) for number, block in enumerate(blocks)]
    grids = [tables for block, tables in zip(blocks, told, strict=True) if isinstance(block, Grid) and tables]
    if all(max(a) <= min(b) for a, b in pairwise(grids)) and [*heads.values()] == sorted(heads.values()):
        return [*range(len(blocks))]
    sections: list[int] = []
    shown: dict[int, set[int]] = {}
    begun: list[int] = []
    for number, (block, tables) in enumerate(zip(blocks, told, strict=True)):
        now = heads.get(number, sections[-1] if sections else 0)
        if isinstance(block, Grid) and len(tables) == 1:
            (now,) = tables
        if not sections or now != sections[-1]:
            begun.append(now)
        sections.append(now)
        shown.setdefault(len(begun), set()).update(tables)
    tables_of = [(begun[part - 1], tables) for part, tables in shown.items() if tables]
    order = [section for section, _ in tables_of]
    own = all(tables == {section} for section, tables in tables_of)
    if not own or len(set(order)) < len(order):
        return [*range(len(blocks))]
    return sorted(range(len(blocks)), key=lambda number: (sections[number], number not in heads))


def parts_shown(blocks: Sequence[Block], form: Form) -> list[tuple[int, str]]:
    """The parts of a report that blocks begin: sections by a title with text behind, tables by words."""
    printed = [n for n, block in enumerate(blocks) if isinstance(block, Grid) or block.text]
    following = dict(pairwise(printed))
    headed = dict(headings(blocks, form))
    # a title with another one right behind it is a line of a table of contents
    alone = [(n, f"section {s}") for n, s in headed.items() if following.get(n) not in headed]
    return [*alone, *((n, f"table {t}") for n, block in enumerate(blocks) for t in _tables_on(block))]


def _tables_on(block: Block) -> Set[int]:
    """The sections whose tables' headings a block prints."""
    if isinstance(block, Paragraph):
        return tables_in(block.text) if len(block.text) <= SHORT_LINE else _NONE
    texts = (cell.text for cell in block.cells[:_HEAD])
    return _NONE.union(*(tables_in(text) for text in texts if len(text) <= SHORT_LINE))


def _gathered(grid: Grid) -> Grid:
    rows = grid.rows
    own = _without_index(rows)
    repeating = sum(any(map(_is_again, row, row[1:])) for row in own) >= REPEATING - _hides_repeats(rows)
    if not repeating and own is rows:
        return grid
    cells = [cell for row in (_doubted(list(_merged(own))) if repeating else own) for cell in row]
    # where every position of every row has a cell, columns are not only counted
    whole = len({len(row) for row in own if row}) == 1
    return Grid(tuple(cells), grid.place, "exact" if whole else grid.geometry)


def _without_index(rows: Sequence[Sequence[GridCell]]) -> Sequence[Sequence[GridCell]]:
    """Rows without the row and the column in which a data frame counts; the same ones where there is none."""
    first = next((number for number, row in enumerate(rows) if row), 0)
    own = rows
    if own and (_counts(own[first]) or any(map(_is_unnamed, own[first]))):
        names = [cell for cell in own[first] if not is_blank(cell.text) and not cell.text.isdecimal()]
        kept = [cell._replace(text="" if _is_unnamed(cell) else cell.text) for cell in own[first]]
        marks = [(cell, f"{cell.column}-") for cell in kept if cell.text]
        if all(cell.text.startswith(mark) for cell, mark in marks):
            # PyMuPDF numbers the columns of a data frame of which two have one name: 2-0, 8-0
            kept = [cell._replace(text=cell.text.removeprefix(f"{cell.column}-")) for cell in kept]
        own = [*own[:first], kept if names else [], *own[first + 1 :]]
    printed = [row for row in own if row]
    column = [row[0] for row in printed]
    if _counts(column if column and not is_blank(column[0].text) else column[1:]) or _goes_on(printed):
        own = [[cell._replace(column=cell.column - 1) for cell in row[1:]] for row in own]
    return own


def _goes_on(rows: Sequence[Sequence[GridCell]]) -> bool:
    """Whether rows behind a page break go on with the numbers of a frame's rows, each in front of a label."""
    labelled = len(rows) >= COUNTING and all(len(row) > 1 and _is_words(row[1]) for row in rows)
    return labelled and counts_on([row[0].text.strip() for row in rows])


def _hides_repeats(rows: Sequence[Sequence[GridCell]]) -> bool:
    """Whether the heading row of a frame has names made up where it would repeat its merged cells."""
    first = next((row for row in rows if row), ())
    return any(not is_blank(one.text) and _is_unnamed(other) for one, other in pairwise(first))


def _is_unnamed(cell: GridCell) -> bool:
    """Whether a cell was empty and prints the name that a tool gave to its column: Col4 is the fourth."""
    counted = cell.text in (f"Col{cell.column}", f"Col{cell.column + 1}")
    return counted or _UNNAMED.fullmatch(cell.text) is not None


def _counts(cells: Sequence[GridCell]) -> bool:
    """Whether cells count from 0, the first of them perhaps empty."""
    first = 1 if cells and not cells[0].text.strip() else 0
    if len(cells) < first + COUNTING or cells[first].text.strip() != "0":
        return False
    return counts_on([cell.text.strip() for cell in cells[first:]], 0)


def _is_words(cell: GridCell) -> bool:
    """Whether words are printed: no figure, nor one of which nothing was made out (U+FFFD, a picture)."""
    return not is_blank(cell.text) and not looks_like_value(cell.text) and any(map(str.isalpha, cell.text))


def _is_again(cell: GridCell, following: GridCell) -> bool:
    """Whether a cell prints the words of the one in front of it."""
    text = following.text
    same = cell.text == text or ("." in text and cell.text == _AGAIN.sub("", text))
    return same and cell.column + cell.colspan == following.column and _is_words(cell)


def _merged(rows: Sequence[Sequence[GridCell]]) -> Iterator[list[GridCell]]:
    """Rows with the same words side by side as one cell, and the same figures below such a heading as one."""
    #: The columns of the heading above each column.
    above: dict[int, tuple[int, int]] = {}
    for row in rows:
        words: list[GridCell] = []
        for cell in row:
            if words and _is_again(words[-1], cell) and _leaves(words[-1], cell, above):
                words.append(cell._replace(text=""))
            elif words and _is_again(words[-1], cell):
                words[-1] = words[-1]._replace(colspan=words[-1].colspan + cell.colspan)
            else:
                words.append(cell)
        yield [cell for run in _figures(words, above) for cell in run]
        for cell in filter(_is_words, words):
            columns = cell.column, cell.column + cell.colspan
            above.update(dict.fromkeys(range(*columns), columns))


def _doubted(rows: Sequence[Sequence[GridCell]]) -> Iterator[list[GridCell]]:
    """Rows in which a heading that is no one column's names none: its words stand there twice.

    What stands below one merged heading is one cell, repeated like it; where it differs, another heading got
    lost beside it.
    """
    several: set[tuple[int, int]] = set()
    doubted: list[list[GridCell]] = []
    for row in reversed(rows):
        doubted.append(
            [
                cell._replace(text=f"{cell.text}\n{cell.text}")
                if cell.colspan > 1 and (cell.column, cell.colspan) in several
                else cell
                for cell in row
            ]
        )
        taken = {column for cell in filter(_is_words, row) for column in _columns(cell)}
        several = {one for one in several if taken.isdisjoint(range(one[0], sum(one)))}
        figures = [cell for cell in row if not _is_words(cell)]
        for one, other in pairwise(figures):
            if one.text != other.text and one.column + one.colspan == other.column:
                several.add((one.column, one.colspan + other.colspan))
    return reversed(doubted)


def _columns(cell: GridCell) -> range:
    return range(cell.column, cell.column + cell.colspan)


def _leaves(cell: GridCell, following: GridCell, above: dict[int, tuple[int, int]]) -> bool:
    """Whether a cell would reach out of the heading above, of which it has only the end, into the next one.

    So it is where a tool fills what a higher heading covers (总计) with the words beside it (其他).
    """
    own = above.get(cell.column + cell.colspan - 1)
    return own is not None and own[0] < cell.column and above.get(following.column) != own


def _figures(row: Sequence[GridCell], above: dict[int, tuple[int, int]]) -> Iterator[list[GridCell]]:
    """Runs of cells: one cell for figures that are the same in all columns below one heading."""
    for (heading, _), run in groupby(row, lambda cell: (above.get(cell.column), cell.text)):
        cells = list(run)
        columns = cells[0].column, cells[-1].column + cells[-1].colspan
        if len(cells) > 1 and columns == heading and not _is_words(cells[0]):
            yield [cells[0]._replace(colspan=columns[1] - columns[0])]
        else:
            yield cells
