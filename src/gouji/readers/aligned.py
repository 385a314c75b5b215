"""Tables whose columns only blanks set apart.

A data frame and some converters repeat merged cells and write NaN, or one blank, for an empty one: every row
prints something in every column, or ends every field. What a person set apart with blanks is not read here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from gouji.model.values import counts_on, has_value, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


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
    frames = list(_frames(numbered))
    fields = [field for _, rows in frames for _, own in rows or () for field in own]
    if not fields:
        yield from _sheets([line for lines, _ in frames for line in lines])
    elif "" not in fields:
        yield from frames
    else:  # one blank ends each field: so it may in rows behind a page break, in which nothing is repeated
        for lines, rows in frames:
            yield from [(lines, rows)] if rows else _sheets(lines)


def _frames(numbered: Lines) -> Iterator[tuple[Lines, Rows | None]]:
    begun = 0

    def table(item: tuple[int, str]) -> int:
        nonlocal begun
        apart = item[1].lstrip(" ").count(" ") >= ALIGNED - 1
        begun += apart and _counts_columns(item[1])
        return begun if apart else -1

    for number, run in groupby(numbered, key=table):
        lines = list(run)
        fitting = number >= 0 and ALIGNED <= len(lines) <= LONGEST
        rows = _framed(lines) if fitting and (number > 0 or _repeats(lines)) else None
        yield [line for line in lines if not _counts_columns(line[1])], rows


def _repeats(numbered: Lines) -> bool:
    """Whether words stand twice side by side on several lines."""
    return sum(_AGAIN.search(line) is not None for _, line in numbered) >= REPEATING


def _sheets(numbered: Lines) -> Iterator[tuple[Lines, Rows | None]]:
    """Yield lines in runs, with the fields of those that print a sheet with one blank behind every field.

    All its rows have as many blanks as each other, empty fields or not: nobody writes many such lines else.
    """
    plain: list[tuple[int, str]] = []
    at = 0
    while at < len(numbered):
        width = numbered[at][1].count(" ")
        if width < FEWEST:
            plain.append(numbered[at])
            at += 1
            continue
        after = at
        rows: Rows = []
        while after < len(numbered):
            taken, fields = _record(numbered[after : after + CUT], width)
            if not taken:
                break
            rows.append((numbered[after][0], fields))
            after += taken
        empty = sum("" in fields for _, fields in rows)
        # where never a single blank stands between two, several set them apart
        beside = sum(any(map(all, pairwise(fields))) for _, fields in rows)
        if len(rows) >= RECORDS and empty * 2 > len(rows) and beside >= REPEATING:
            while above := _record_above(plain, width):
                rows.insert(0, (plain[-above[0]][0], above[1]))
                del plain[-above[0] :]
            yield plain, None
            yield [], rows
            plain, at = [], after
        else:
            after = after if len(rows) >= RECORDS else at + 1
            plain += numbered[at:after]
            at = after
    yield plain, None


def _record(lines: Lines, width: int) -> tuple[int, list[str]]:
    """How many lines a record with so many blanks takes, and its fields; no line where none begins."""
    fields: list[str] = []
    for count, (_, line) in enumerate(lines, 1):
        own = line.split(" ")
        if fields and (_has_figures(filter(None, fields)) or not (fields[-1] and _is_word(own[0]))):
            break
        fields[-1:] = [f"{fields[-1]}\n{own[0]}", *own[1:]] if fields else own
        if len(fields) > width:
            return (count, fields) if len(fields) == width + 1 else (0, [])
    return 0, []


def _record_above(lines: Lines, width: int) -> tuple[int, list[str]] | None:
    """How many of the last lines are a record that a line break cut in front of the first whole one."""
    for count in range(2, min(CUT, len(lines)) + 1):
        taken, fields = _record(lines[-count:], width)
        if taken == count:
            return taken, fields
    return None


def _counts_columns(line: str) -> bool:
    """Whether a line counts the columns of a data frame, as above each of its tables."""
    return line.lstrip().startswith("0") and _counts(line.split())


def _counts(fields: Sequence[str]) -> bool:
    """Whether fields count from 0 as the columns of a data frame do."""
    return len(fields) > ALIGNED and counts_on(fields, 0)


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
    rows = found[0]
    has_index = not rows[0][1][0] or counts_on([fields[0] for _, fields in rows])
    own = [fields[has_index:] for _, fields in rows]
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
    return rows if len(labels) < 2 else None


def _has_figures(fields: Iterable[str]) -> bool:
    return any(field and _FIGURE.fullmatch(field) for field in fields)


def _is_word(field: str) -> bool:
    return not _FIGURE.fullmatch(field)


#: A record of a sheet that is printed with blanks has so many of them, and is cut into so many lines at most.
FEWEST, CUT = 5, 6
#: So many records with as many fields state how many a record has.
RECORDS: Final = 10


def joined_records(rows: Rows) -> Rows:
    """Rows of a sheet with those that a line break inside words cut as one: together they have its fields.

    A table whose rows differ in length otherwise stays as it is: where figures stand in front of the break,
    or on one of its sides, it ends a row.
    """
    lengths = Counter(len(fields) for _, fields in rows)
    width, count = lengths.most_common(1)[0] if lengths else (0, 0)
    if count < RECORDS or len(lengths) == 1:
        return rows
    joined: Rows = []
    pending: Rows = []
    for number, fields in rows:
        if len(fields) == width and not pending:
            joined.append((number, fields))
            continue
        pending.append((number, fields))
        together = sum(len(own) - 1 for _, own in pending) + 1
        if together == width:
            whole = list(pending[0][1])
            for _, own in pending[1:]:
                if _has_figures(filter(str.strip, whole)) or not whole[-1].strip() or not _is_word(own[0]):
                    return rows
                whole[-1:] = [f"{whole[-1]}\n{own[0]}", *own[1:]]
            joined.append((pending[0][0], whole))
            pending = []
        elif together > width:
            return rows
    return rows if pending else joined


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


#: How a list of words with their places begins: pdftotext -tsv.
TSV: Final = "level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
_RECOGNISED = re.compile(r"^5\t(?:[^\t\n]*\t){9}(?!100(?:\.0*)?\t)", re.MULTILINE)
_PAGE_OF_LINES = re.compile(
    r"<div id=\"page\d+(?:-div)?\" style=\"[^\"]*\">\s*(?:<[^p][^<>]*>\s*)*"
    r"<p style=\"(?:position:absolute;)?top:[\d.-]+p[tx];left:"
)


def is_placed(text: str) -> bool:
    """Say whether a text lists the words of pages with their places (:mod:`gouji.readers.placed`).

    None does whose words were recognised in a picture: it says how sure the recogniser was of each.
    """
    if text.startswith(TSV):
        return _RECOGNISED.search(text) is None
    return "<pdf2xml" in text[:500] or (
        "<table" not in text and ('<word xMin="' in text or is_page_of_lines(text))
    )


def is_page_of_lines(text: str) -> bool:
    """Say whether a web page puts every line where a page of a PDF has it."""
    return _PAGE_OF_LINES.search(text) is not None
