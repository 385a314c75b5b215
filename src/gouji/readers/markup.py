r"""Tables in the markup of wikis, of AsciiDoc, of LaTeX and of Typst, which state merged cells as HTML does.

MediaWiki: ``{|``, ``|-``, ``| colspan="3" | text``, ``|}``. AsciiDoc: ``|===``, ``3+|text``, ``.2+|text``.
LaTeX: ``&``, ``\\``, ``\multicolumn{3}{l}{text}``, ``\multirow{2}{*}{text}``; what a cell of several rows
covers is written as empty cells there. Typst: ``#table(``, ``columns: 4``, ``table.cell(colspan: 3)[text]``.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from gouji.model.document import Grid, GridCell, Place
from gouji.readers.limits import LIMITS, check_grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class _Cell(NamedTuple):
    """A cell as written, the line on which it begins, and how many columns and rows it covers."""

    text: str
    line: int
    colspan: int = 1
    rowspan: int = 1


#: What the first line of a table has in it, where a table begins and ends, and how its lines are taken apart:
#: the names of functions below.
_BOUNDS: Final = (
    ("{|", re.compile(r"\s*\{\|"), re.compile(r"\s*\|\}"), "wiki"),
    ("|===", re.compile(r"\|={3,}\s*$"), re.compile(r"\|={3,}\s*$"), "asciidoc"),
    (
        "\\begin{",
        re.compile(r"\s*\\begin\{(?:tabular|longtable)[x*]?\}"),
        re.compile(r"\s*\\end\{(?:tabular|longtable)[x*]?\}"),
        "latex",
    ),
    ("#table(", re.compile(r".*#table\(\s*$"), re.compile(r"\s*\)\]*\s*$"), "typst"),
)
#: No table has more lines.
_LINES: Final = 2_000

_TAG = re.compile(r"<!--.*?-->|</?[a-z][^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_WIKI_ATTRIBUTES = re.compile(r"([^|\[\]]*=[^|\[\]]*)\|(?!\|)")
_WIKI_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d{1,4})", re.IGNORECASE)
_ASCIIDOC_CELL = re.compile(
    r"(?:^|(?<=\s))(?:(?P<columns>\d{1,4})?(?:\.(?P<rows>\d{1,4}))?\+)?(?:[.<>^]{1,2})?[aehlmsv]?\|"
)
_ASCIIDOC_COLUMNS = re.compile(r"^\[.*\bcols=\"([^\"]*)\"")
_TYPST_COLUMNS = re.compile(r"\bcolumns:\s*(?:(?P<count>\d{1,4})|\((?P<each>[^()]*)\))")
_TYPST_CELL = re.compile(r"(?:table\.cell\((?P<states>[^()\[\]]*)\)\s*)?\[")
_TYPST_SPAN = re.compile(r"\b(col|row)span:\s*(\d{1,4})")
_COMMAND = re.compile(r"\\(?P<name>multicolumn|multirow)\s*(?:\[[^\]]*\])?\{(?P<count>\d{1,4})\}")
_NO_ROW = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead|endfoot|endlastfoot|raggedright|centering"
    r"|strut|arraybackslash|noalign\{[^{}]*\}|c(?:line|midrule)(?:\([lr]+\))?\{[^{}]*\}|par)(?![a-zA-Z])"
    r"|\\(?:begin\{minipage\}(?:\[[^\]]*\])*\{[^{}]*\}|end\{minipage\})"
)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\]|\*)?|\\tabularnewline(?![a-zA-Z])")
#: A space where no line may be broken, in LaTeX and in Typst.
_TIE = re.compile(r"(?<!\\)~")
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_HEADING = re.compile(
    r"\s*(?:(={1,6})\s+(?P<marks>\S.*?)(?:\s+\1)?|\\(?:sub)*(?:section|paragraph)\*?\{(?P<braces>[^{}]*)\}.*)\s*"
)


def heading(line: str) -> str | None:
    """Return the text of a heading in one of these markups, None for any other line."""
    match = _HEADING.fullmatch(line)
    return (match["marks"] or match["braces"]) if match else None


def tables(lines: Sequence[str], name: str) -> Iterator[tuple[int, int, Grid]]:
    """Yield the tables of a text: the numbers of the first line and of the line behind, and the grid.

    Columns are exact where every row fills all of them; where one does not, something was lost, and they are
    only counted. Raises GoujiError (naming the file) for a table beyond the limits.
    """
    position = found = 0
    text = "\n".join(lines)
    bounds = [bound for bound in _BOUNDS if bound[0] in text]
    while bounds and position < len(lines):
        for _, begins, ends, kind in bounds:
            if begins.match(lines[position]):
                within = range(position + 1, min(position + _LINES, len(lines)))
                last = next((number for number in within if ends.match(lines[number])), None)
                if last is not None and (rows := _TAKEN[kind](lines, position, last)):
                    found += 1
                    yield position, last + 1, _grid(rows, name, found)
                    position = last
                break
        position += 1


def _wiki(lines: Sequence[str], first: int, last: int) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = [[]]
    for number in range(first + 1, last):
        line = lines[number].strip()
        if line.startswith("|-"):
            rows.append([])
        elif line.startswith(("|", "!")) and not line.startswith("|+"):
            for text in re.split(r"\|\||!!" if line[0] == "!" else r"\|\|", line[1:]):
                spans = {}
                if match := _WIKI_ATTRIBUTES.match(text):
                    spans = {key.lower(): int(count) for key, count in _WIKI_SPAN.findall(match[1])}
                    text = text[match.end() :]
                rows[-1].append(_Cell(text, number + 1, spans.get("col", 1), spans.get("row", 1)))
        elif rows[-1]:
            rows[-1][-1] = rows[-1][-1]._replace(text=f"{rows[-1][-1].text}\n{line}")
    return [[cell._replace(text=_without_tags(cell.text)) for cell in row] for row in rows if row]


def _without_tags(text: str) -> str:
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).strip()


def _asciidoc(lines: Sequence[str], first: int, last: int) -> list[list[_Cell]]:
    """Cells follow each other: a row ends where its columns are full, which must be the end of a line."""
    cells: list[_Cell] = []
    at_line_start: list[bool] = []
    for number in range(first + 1, last):
        line = lines[number].replace("\\|", "\0")
        marks = list(_ASCIIDOC_CELL.finditer(line))
        if cells:
            rest = line[: marks[0].start() if marks else None].strip()
            cells[-1] = cells[-1]._replace(text=f"{cells[-1].text}\n{rest}".strip())
        for mark, following in zip(marks, [*marks[1:], None], strict=False):
            text = line[mark.end() : following.start() if following else None].strip().replace("\0", "|")
            cells.append(_Cell(text, number + 1, int(mark["columns"] or 1), int(mark["rows"] or 1)))
            at_line_start.append(not line[: mark.start()].strip())
    columns = _columns(lines[first - 1]) if first else 0
    columns = columns or sum(cell.colspan for cell in cells if cell.line == cells[0].line)
    return _in_rows(cells, at_line_start, columns)


def _in_rows(cells: Sequence[_Cell], at_line_start: Sequence[bool], columns: int) -> list[list[_Cell]]:
    """Rows of cells that follow each other; none where a row begins within a line, or one is not full."""
    rows: list[list[_Cell]] = []
    above: list[int] = [0] * columns
    free = 0
    for cell, starts in zip(cells, at_line_start, strict=True):
        if free == 0:
            above = [max(0, rest - 1) for rest in above]
            if not starts or 0 not in above:
                return []
            free = above.count(0)
            rows.append([])
        if cell.colspan > free:
            return []
        place = above.index(0)
        for column in range(place, place + cell.colspan):
            if column >= columns or above[column]:
                return []
            above[column] = cell.rowspan
        free -= cell.colspan
        rows[-1].append(cell)
    return [] if free else rows


def _columns(line: str) -> int:
    """How many columns the attributes above a table of AsciiDoc state, 0 where they do not."""
    match = _ASCIIDOC_COLUMNS.search(line)
    if not match:
        return 0
    return sum(int(times or 1) for times in re.findall(r"(?:^|,)\s*(?:(\d{1,4})\*)?", match[1]))


def _typst(lines: Sequence[str], first: int, last: int) -> list[list[_Cell]]:
    """Cells in brackets follow each other, as in AsciiDoc; commands within them are left as they are."""
    text = "\n".join(lines[first + 1 : last])
    stated = _TYPST_COLUMNS.search(text)
    cells: list[_Cell] = []
    at_line_start: list[bool] = []
    position = stated.end() if stated else 0
    while match := _TYPST_CELL.search(text, position):
        position = _closing(text, match.end() - 1, "[]")
        parts = text[match.end() : position].split("\n")
        spans = {key: int(count) for key, count in _TYPST_SPAN.findall(match["states"] or "")}
        shown = _TIE.sub(" ", "\n".join(filter(None, map(str.strip, parts))))
        shown = re.sub(r"\\(.)", r"\1", shown).strip()
        line = first + 2 + text.count("\n", 0, match.start())
        cells.append(_Cell(shown, line, spans.get("col", 1), spans.get("row", 1)))
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        at_line_start.append(before in ("", "table.header("))
        position += 1
    if stated is None or position > len(text):
        return []
    each = [width for width in (stated["each"] or "").split(",") if width.strip()]
    return _in_rows(cells, at_line_start, int(stated["count"] or len(each)))


def _latex(lines: Sequence[str], first: int, last: int) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    pending: list[_Cell] = []
    covered: dict[int, int] = {}
    for number in range(first + 1, last):
        line = _NO_ROW.sub("", re.sub(r"(?<!\\)%.*", "", lines[number]))
        parts = _ROW_END.split(line)
        for at, part in enumerate(parts):
            fields = re.split(r"(?<!\\)&", part)
            if pending:
                pending[-1] = pending[-1]._replace(text=f"{pending[-1].text}\n{fields.pop(0)}")
            elif not part.strip() and len(fields) == 1:
                continue
            pending += [_Cell(field, number + 1) for field in fields]
            if at + 1 < len(parts):
                rows.append(_uncovered([_latex_cell(cell) for cell in pending], covered))
                pending = []
    return rows


def _latex_cell(cell: _Cell) -> _Cell:
    """A cell without the commands around its text."""
    text, spans = cell.text, {"multicolumn": 1, "multirow": 1}
    while match := _COMMAND.search(text):
        spans[match["name"]] = int(match["count"])
        opened = text.find("{", _closing(text, text.find("{", match.end())))
        text = text[: match.start()] + text[opened + 1 : _closing(text, opened)]
    text = _TIE.sub(" ", text.replace("``", "“").replace("''", "”"))
    text = _ESCAPED.sub(r"\1", text).strip(" {}\n")
    return cell._replace(text=text, colspan=spans["multicolumn"], rowspan=spans["multirow"])


def _closing(text: str, opened: int, pair: str = "{}") -> int:
    """Where the brace is closed that opens there; the end of the text where it is not."""
    depth = 0
    for place in range(max(opened, 0), len(text)):
        if text[place] in pair and not (pair == "[]" and text[place - 1 : place] == "\\"):
            depth += 1 if text[place] == pair[0] else -1
        if not depth:
            return place
    return len(text)


def _uncovered(cells: Sequence[_Cell], covered: dict[int, int]) -> list[_Cell]:
    """Cells without the empty ones that those of rows above cover; ``covered`` has their rows by column."""
    own: list[_Cell] = []
    column = 0
    for cell in cells:
        if covered.get(column, 0) and not cell.text:
            covered.update((k, covered.get(k, 1) - 1) for k in range(column, column + cell.colspan))
        else:
            covered.update((k, cell.rowspan - 1) for k in range(column, column + cell.colspan))
            own.append(cell)
        column += cell.colspan
    return own


_TAKEN: Final = {"wiki": _wiki, "asciidoc": _asciidoc, "latex": _latex, "typst": _typst}


def _grid(rows: Sequence[Sequence[_Cell]], name: str, table: int) -> Grid:
    """Lay out cells as HTML does: each in the first free column of its row."""
    cells: list[GridCell] = []
    taken: dict[int, set[int]] = {}
    for row, own in enumerate(rows):
        column = 0
        for cell in own:
            free = taken.setdefault(row, set())
            while column in free:
                column += 1
            columns = min(cell.colspan, LIMITS.columns)
            height = max(1, min(cell.rowspan, len(rows) - row))
            check_grid(name, len(rows), column + columns, sum(map(len, taken.values())) + height * columns)
            for below in range(row, row + height):
                taken.setdefault(below, set()).update(range(column, column + columns))
            place = Place(line=cell.line, table=table, row=row + 1, column=column + 1)
            cells.append(GridCell(cell.text, row, column, place, height, columns))
    widths = {len(columns) for columns in taken.values()} | {max(columns) + 1 for columns in taken.values()}
    return Grid(
        tuple(cells), Place(table=table, line=rows[0][0].line), "exact" if len(widths) == 1 else "loose"
    )
