"""Tables of a plain text whose columns only blanks set apart, where a data frame or a converter printed them.

Such a tool repeats merged cells and writes NaN, or one blank, for an empty one: every row prints something in
every column, or ends every field. What a person set apart with blanks is not read here.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from gouji.model.values import has_value, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_FIGURE = re.compile(r"\s*[-+]?\d[\d,.]*\s*|\s*")
#: A table whose columns only blanks set apart has so many lines and columns.
ALIGNED: Final = 3
#: In so many of its rows a merged cell is repeated.
REPEATING: Final = 2
#: No such table has more lines, or more characters in one.
LONGEST, WIDEST = 500, 5_000
_AGAIN = re.compile(r"(?<!\S)(\S+) +\1(?!\S)")
#: Lines with their numbers, and the fields of each.
Lines: TypeAlias = "Sequence[tuple[int, str]]"
Rows: TypeAlias = list[tuple[int, list[str]]]


def tables_apart(numbered: Lines) -> Iterator[tuple[Lines, Rows | None]]:
    """Yield lines in runs, each with the fields that a data frame printed in them, None where it did not.

    A line that counts the columns of a frame whose rows are lost is left out: its numbers are the tool's.
    """
    begun = 0

    def table(item: tuple[int, str]) -> int:
        nonlocal begun
        apart = item[1].lstrip(" ").count(" ") >= ALIGNED - 1
        begun += apart and _counts(item[1].split())
        return begun if apart else -1

    for number, run in groupby(numbered, key=table):
        lines = list(run)
        printed = number > 0 or sum(_AGAIN.search(line) is not None for _, line in lines) >= REPEATING
        rows = _framed(lines) if number >= 0 and printed and ALIGNED <= len(lines) <= LONGEST else None
        yield [line for line in lines if not _counts(line[1].split())], rows


def _counts(fields: Sequence[str]) -> bool:
    """Whether fields count the columns of a data frame, as above each of its tables."""
    return len(fields) > ALIGNED and list(fields) == [str(count) for count in range(len(fields))]


def _framed(numbered: Lines) -> Rows | None:
    """The fields of lines that a data frame or a converter printed as a table with its merged cells repeated.

    Fields stand between blanks that run through all lines, or one blank ends each field. None where these
    ways differ, where rows have not as many words in front of their figures (a label may have been taken
    apart), and where nothing shows who printed it: no merged cell is repeated, and no row counts the columns.
    """
    if max(len(line) for _, line in numbered) > WIDEST:
        return None
    ways = (_between_blanks(numbered, ""), _between_blanks(numbered, "WF"), _ended_by_blanks(numbered))
    found = [rows for rows in ways if rows]
    if not found or any(rows != found[0] for rows in found):
        return None
    names = found[0][0][1]
    own = [fields[not names[0] :] for _, fields in found[0]]
    repeating = sum(
        any(one == other and not _FIGURE.fullmatch(one) for one, other in pairwise(fields)) for fields in own
    )
    if repeating < REPEATING and not _counts(own[0]):
        return None
    labels = {
        sum(not has_value(field) and not is_blank(field) for field in fields)
        for fields in own
        if _has_figures(fields) and not _counts(fields)
    }
    return found[0] if len(labels) < 2 else None


def _has_figures(fields: Sequence[str]) -> bool:
    return any(field and _FIGURE.fullmatch(field) for field in fields)


def _ended_by_blanks(numbered: Lines) -> Rows | None:
    """Fields of lines with as many single blanks as each other: an empty field stands between two of them.

    Only the words of a heading may have blanks of their own.
    """
    rows = [(number, line.split(" ")) for number, line in numbered]
    widths = {len(fields) for _, fields in rows if _has_figures(fields)}
    if len(widths) != 1 or min(widths) < ALIGNED or any(len(fields) < min(widths) for _, fields in rows):
        return None
    return rows


def _between_blanks(numbered: Lines, two: str) -> Rows | None:
    """Fields of lines between the places that are blank in all of them, where none is empty.

    Characters are counted, wide ones twice where ``two`` has their width. An empty field may have let figures
    move; that above a data frame's own row numbers is empty. Rulers (``---  ---``) are no rows.
    """
    placed = [
        (
            number,
            [
                place
                for char in line.rstrip()
                for place in (
                    [char, char if char.isspace() else ""]
                    if unicodedata.east_asian_width(char) in two
                    else [char]
                )
            ],
        )
        for number, line in numbered
    ]
    width = max(len(places) for _, places in placed)
    inked = [any(k < len(places) and not places[k].isspace() for _, places in placed) for k in range(width)]
    columns = [list(run) for ink, run in groupby(range(width), key=inked.__getitem__) if ink]
    rows: Rows = []
    for number, places in placed:
        fields = ["".join(places[run[0] : run[-1] + 1]).strip() for run in columns]
        if all(set(field) <= {"-", "="} for field in fields):
            if "" in fields:
                return None
        else:
            rows.append((number, fields))
    full = all("" not in fields[n == 0 :] for n, (_, fields) in enumerate(rows))
    return rows if full and len(columns) >= ALIGNED and len(rows) >= ALIGNED else None
