"""Rows that the source has and the form has not: a province's additions, and rows under an unknown label."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from gouji.bilingual import Text
from gouji.document import Note
from gouji.extract.coding import stream_behind
from gouji.extract.headings import headings_of
from gouji.extract.labels import core
from gouji.extract.lines import begins_like_figure
from gouji.extract.torn import has_no_label
from gouji.filing import ExtraRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from gouji.extract.lines import Line
    from gouji.extract.rows import Match
    from gouji.forms import Row, Table

_WORD, _DIGIT = re.compile(r"[A-Za-z\u3400-\u9fff]"), re.compile(r"\d")
#: A table's headings stand at most so many lines above its first row.
ABOVE = 20
#: A text of more characters that tell labels apart is no label.
LONGEST = 70


def extra_rows(
    table: Table, matches: Sequence[Match], lines: Sequence[Line], after: int
) -> tuple[list[ExtraRow], list[Note]]:
    """Rows with a label and figures that are none of the form's, and a note for the row that each stands for.

    They stand between the headings and the first row matched, among the rows matched, or below the last one
    in the same grid, in front of the line ``after``.
    """
    if not matches:
        return [], []
    names = headings_of(table.columns).all
    used = {line.index for match in matches for line in match.lines}
    found: dict[int, ExtraRow] = {}
    for line in _where_rows_stand(matches, lines, names, after):
        if line.index in used or _prints(line, names) or has_no_label(line, table):
            continue
        if len(core(line.label)) > LONGEST:
            continue
        if (row := _extra_row(table, line, lines)) is not None:
            found[line.index] = row
    return [*found.values()], [*_notes(table, matches, found)]


def _where_rows_stand(
    matches: Sequence[Match], lines: Sequence[Line], names: Collection[str], after: int
) -> Iterator[Line]:
    blocks = {line.block for match in matches for line in match.lines if line.grid is not None}
    first, last = matches[0].first, matches[-1].last
    above = lines[max(0, first - ABOVE) : first]
    heading = max((line.index for line in above if _prints(line, names)), default=first)
    yield from (line for line in above if line.index > heading and _among(line, blocks))
    yield from (line for line in lines[first:last] if _among(line, blocks))
    for line in lines[last + 1 : after]:
        if line.grid is None or line.block not in blocks or _prints(line, names):
            return
        yield line


def _among(line: Line, blocks: Collection[int]) -> bool:
    """Whether a line is one of the table's grids, or runs between them."""
    return line.grid is None or line.block in blocks


def _prints(line: Line, names: Collection[str]) -> bool:
    return any(core(piece.text) in names for piece in line.label_pieces)


def _extra_row(table: Table, line: Line, lines: Sequence[Line]) -> ExtraRow | None:
    """The row that begins on a line; None where it prints no label, or no figure behind it."""
    words = [piece for piece in line.leading_words if _WORD.search(piece.text)]
    label = next((piece for piece in reversed(words) if not begins_like_figure(piece.text)), None)
    if label is None:
        return None
    behind = line.pieces[line.pieces.index(label) + 1 :]
    if line.grid is None and not line.values:
        behind = tuple(piece for below in stream_behind(line, lines) for piece in below.values)
    if not any(piece.is_value or _DIGIT.search(piece.text) for piece in behind):
        return None
    return ExtraRow(table.id, label.text, tuple(piece.text for piece in behind), label.place)


def _notes(table: Table, matches: Sequence[Match], found: Mapping[int, ExtraRow]) -> Iterator[Note]:
    """Quote each unknown row beside the row of the form that is not found where it stands.

    Which one it is can be said where as many are unknown between two rows matched as are not found.
    """
    ends = [(-1, -1), *((m.row, m.last) for m in matches), (len(table.rows), max([*found, 0]) + 1)]
    for (row, last), (following, first) in pairwise(ends):
        missing = table.rows[row + 1 : following]
        there = [extra for at, extra in found.items() if last < at < first]
        if len(missing) == len(there):
            yield from map(_note, missing, there)


def _note(missing: Row, there: ExtraRow) -> Note:
    printed = " ".join(there.label.split())
    figures = " ".join(text for text in there.printed if text.strip())
    return Note(
        "row-label-unknown",
        Text(
            f"没有找到“{missing.printed}”一行：那里印的是“{printed}”（{figures}），不是格式规定的行名。"
            "该行数字列为附加行，未读入任何一格。",
            f"The row “{missing.printed}” is not found: “{printed}” ({figures}) is printed where it should "
            "stand, which is no label of the form. Its figures are listed as an extra row and were put into "
            "no cell.",
        ),
        there.place,
    )
