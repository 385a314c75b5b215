"""Plain text and Markdown: lines into paragraphs, runs of tab- or pipe-separated lines into loose grids.

Empty lines are kept as empty paragraphs: in a copy with one cell a line they are the only trace of an
empty cell.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Final

from gouji.model.document import Document, Grid, GridCell, Note, Paragraph, Place
from gouji.model.text import GoujiError, Text
from gouji.readers import apart, encoding, markup, plaintables
from gouji.readers.aligned import CUT, RECORDS, is_placed, joined_records, tables_apart
from gouji.readers.encoding import open_end
from gouji.readers.limits import LIMITS, check_blocks, check_grid
from gouji.readers.marks import without_escapes
from gouji.readers.plaintables import is_drawn, is_ruler, read_grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.model.document import Block, Source


#: Bytes are no text where one character in so many cannot be made out.
DAMAGED = 20
#: What pandoc writes for a table that a format without merged cells cannot show.
LEFT_OUT = "[TABLE]"
#: One pipe makes fields of a line shorter than this; in a longer one it is part of a sentence.
SHORT = 60
_LINE_BREAK = re.compile(r"\r\n|\r|\n|\x0b|\x0c|\x85|\u2028|\u2029")
_PIPE = re.compile(r"[|｜](?<!\\[|｜])")
_DRAWN = re.compile(r"[\s|｜:+=\-—─]*+")
_STROKE = re.compile(r"[-—─=]{2}")
#: What every mark of Markdown or HTML that is undone has in it.
MARKED = re.compile(r"[&<\\*_]")
EMPHASIS = re.compile(r"(\*\*|__)(.+?)\1")
#: The style of a word that pandoc keeps: [0]{style="…"}; a line break inside a field that pandas escapes.
_STYLED = re.compile(r"\[([^\[\]]*)\]\{[^{}=]*=[^{}]*\}")
_ALL_STYLED = re.compile(rf"(?:{_STYLED.pattern})+")
_COUNTED = re.compile(r"\s*\|\|\s*0\s*\|\|\s*1(?:\s*\|\|\s*\d{1,2})+\s*\|\|\s*")
_CLOSED = re.compile(r"\s*\|.*\|\s*")
_ENDS_IN_FIGURE = re.compile(r"[\d|]\s*\Z")
_ESCAPED_MARK = re.compile(r"\\(?=[-.+*_#!()\[\]{}<>~`])")
_ESCAPED_BREAK = re.compile(r"\\n(?![A-Za-z])")
#: A line with more fields, where no other line has any, has a field for each piece of a page.
_MOST_FIELDS = 60
_ALIGNMENT = re.compile(r"[<>=_]{1,2}\. ")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
#: Blanks and characters of no width at the ends of a line.
_UNSEEN: Final = " \u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"


def read(data: bytes, source: Source) -> Document:
    """Read a plain text or Markdown file into paragraphs (one a line) and loose grids.

    Raises GoujiError where the bytes are no text, or the text is longer than a report can be.
    """
    decoded = encoding.decode(data)
    if decoded.damaged * DAMAGED > len(decoded.text):
        raise GoujiError(
            f"{source.name}：不是可识别的文本（试过 UTF-8、UTF-16、GB18030、Big5）。"
            "请另存为 UTF-8 文本，或提供网页、PDF、Word 原件。",
            f"{source.name}: not readable as text (tried UTF-8, UTF-16, GB18030, Big5). "
            "Save it as UTF-8 text, or supply the web page, PDF or Word original.",
        )
    if is_placed(decoded.text):
        return apart.read("placed", data, source)
    if tables := plaintables.json_blocks(plaintables.of_json(decoded.text), source.name):
        return Document(source, tuple(tables), notes=tuple(decoded.notes()))
    text = without_escapes(decoded.text)
    if "]{" in text:
        text = _ALL_STYLED.sub(_unstyled, text)
    records = plaintables.records(text)
    lines = _LINE_BREAK.split(text)
    check_blocks(source.name, len(lines))
    if records is not None:
        blocks = tuple(plaintables.blocks(records, source.name))
    else:
        blocks = tuple(_around_markup(lines, source.name))
    end = open_end(blocks, decoded.text, markup=False)
    return Document(source, blocks, notes=(*decoded.notes(), *_left_out(blocks)), open_end=end)


def _unstyled(words: re.Match[str]) -> str:
    """Words without their styles, and blanks behind: in a drawn table what follows keeps its place."""
    text = _STYLED.sub(r"\1", words[0])
    return text + " " * (_places(words[0]) - _places(text))


def _places(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def _left_out(blocks: tuple[Block, ...]) -> list[Note]:
    """Say where the tool that wrote the text has left a table out: pandoc writes [TABLE] in its place."""
    places = [block.place for block in blocks if isinstance(block, Paragraph) and block.text == LEFT_OUT]
    if not places:
        return []
    text = Text(
        f"有 {len(places)} 处只印“{LEFT_OUT}”：转换工具写不出含合并单元格的表，把表略去了，"
        "其中的数字不在本副本中。请改为转换成网页，或提供转换前的文件。",
        f"“{LEFT_OUT}” is all that is printed in {len(places)} places: the tool that made this text cannot "
        "write tables with merged cells and left them out; their figures are not in this copy. Convert to a "
        "web page (pandoc -t html, for example), or supply the file as it was before.",
    )
    return [Note("tables-left-out", text, places[0])]


def _around_markup(lines: list[str], name: str) -> Iterator[Block]:
    """Tables in the markup of wikis, AsciiDoc and LaTeX, and what stands between them."""
    alone = sum("\t" in line for line in lines) == 1
    numbered = [
        (number, part)
        for number, line in enumerate(lines, 1)
        for part in (
            line.split("\t") if alone and _MOST_FIELDS < line.count("\t") < LIMITS.columns else (line,)
        )
    ]
    position = table = 0
    for first, after, grid in markup.tables(lines, name):
        for block in _blocks(_with_headings(numbered[position:first]), name, table):
            table += isinstance(block, Grid)
            yield block
        table += 1
        yield grid
        position = after
    rest = numbered[position:]
    yield from _blocks(_with_headings(rest) if position else rest, name, table)


def _with_headings(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Lines with headings of other markup as those of Markdown."""
    found = [(number, line, markup.heading(line)) for number, line in lines]
    return [(number, line if title is None else f"# {title}") for number, line, title in found]


def _blocks(lines: list[tuple[int, str]], name: str, table: int) -> Iterator[Block]:
    """Drawn tables, numbered from behind ``table``, and what stands between them."""
    pending: list[tuple[int, str]] = []
    for drawn, run in groupby(lines, key=lambda item: is_drawn(item[1])):
        numbered = list(run)
        if not drawn or not any(is_ruler(line) for _, line in numbered):
            pending += numbered
            continue
        for block in _separated(pending, name, table):
            table += isinstance(block, Grid)
            yield block
        widest = max(len(line) for _, line in numbered)
        check_grid(name, len(numbered), widest, len(numbered) * widest)
        grid = read_grid(numbered, table + 1)
        pending = [] if grid else numbered
        if grid:
            table += 1
            yield grid
    yield from _separated(pending, name, table)


def _separated(lines: list[tuple[int, str]], name: str, table: int) -> Iterator[Block]:
    """Lines, runs of those with tabs or pipes as grids numbered from behind ``table``."""
    for separator, run in groupby(lines, key=lambda item: _separator(item[1])):
        if not separator:
            for plain, framed in tables_apart(list(run)):
                if framed:
                    table += 1
                    yield _grid(framed, table)
                else:
                    yield from (_paragraph(line, number) for number, line in plain)
            continue
        numbered = list(run)
        if separator == "|":
            numbered = _unbroken(numbered)
        widths = [len(re.findall(r"[\t|｜]", line)) + 1 for _, line in numbered]
        check_grid(name, len(widths), max(widths), sum(widths))
        outer = all(line.lstrip().startswith(("|", "｜")) for _, line in numbered)
        closed = all(line.rstrip().endswith(("|", "｜")) for _, line in numbered)
        rows = _unaligned(
            [
                (number, _fields(line, separator, outer=outer, closed=closed or outer))
                for number, line in numbered
            ]
        )
        if separator == "\t":
            rows = joined_records(rows)
        if any(sum(bool(f.strip()) for f in fields) > 1 for _, fields in rows):
            table += 1
            yield _grid(rows, table)
        else:
            for number, fields in rows:
                text = " ".join(field for field in fields if field.strip())
                yield Paragraph(_visible(text), Place(line=number))


def _unbroken(numbered: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Lines with those that a line break inside a field cut as one: jira's tables have such.

    So it is where many lines begin and end with a pipe, and the parts together have as many pipes as those.
    """
    whole = [line.count("|") for _, line in numbered if _CLOSED.fullmatch(line)]
    pipes, count = Counter(whole).most_common(1)[0] if whole else (0, 0)
    if count < RECORDS or len(whole) == len(numbered):
        return numbered
    joined: list[tuple[int, str]] = []
    pending: list[tuple[int, str]] = []
    for number, line in numbered:
        if not pending and (_CLOSED.fullmatch(line) or not line.lstrip().startswith("|")):
            joined.append((number, line))
            continue
        pending.append((number, line))
        parts = [own for _, own in pending]
        if line.rstrip().endswith("|") or len(pending) > CUT:
            text = "<br>".join(part.strip() for part in parts)
            fitting = text.count("|") == pipes and not any(map(_ENDS_IN_FIGURE.search, parts[:-1]))
            joined += [(pending[0][0], text)] if fitting else pending
            pending = []
    return joined + pending


def _paragraph(line: str, number: int) -> Paragraph:
    mark = _HEADING.match(line) if "#" in line else None
    text = line[mark.end() :] if mark else line
    return Paragraph(_visible(text) if text.strip() else "", Place(line=number), heading=mark is not None)


def _separator(line: str) -> str:
    if "\t" in line and "\t" in line.strip(" "):
        return "\t"
    if (
        ("|" in line or "｜" in line)
        and _PIPE.search(line)
        and (len(line) < SHORT or len(_PIPE.split(line)) > 2)
    ):
        return "|"
    return ""


def _fields(line: str, separator: str, *, outer: bool, closed: bool) -> list[str]:
    """Fields of a line; ``outer`` and ``closed`` say that its first and last pipe are borders, if they are.

    So they are where all lines of the run start with a pipe, or all end with one.
    """
    if separator == "\t":
        return line.split("\t")
    if _DRAWN.fullmatch(line) and _STROKE.search(line):
        return []
    if _COUNTED.fullmatch(line):  # jira doubles the pipes of a heading row
        line = line.replace("||", "|")
    fields = _PIPE.split(line.strip() if outer else line)
    if outer:
        fields = fields[1:]
    if closed and fields and not fields[-1].strip():
        fields.pop()
    return [_markdown(field) for field in fields]


def _markdown(field: str) -> str:
    if not MARKED.search(field):
        return field
    field = _ESCAPED_BREAK.sub("\n", BREAK.sub("\n", html.unescape(field)).replace("\\|", "|"))
    return _ESCAPED_MARK.sub("", EMPHASIS.sub(r"\2", field))


def _unaligned(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Rows without what Textile says in front of every cell of its alignment: ``<. ``, ``_. ``."""
    if not all(_ALIGNMENT.match(field) for _, fields in rows for field in fields):
        return rows
    return [(number, [_ALIGNMENT.sub("", field, 1) for field in fields]) for number, fields in rows]


def _grid(rows: list[tuple[int, list[str]]], table: int) -> Grid:
    kept = [(number, fields) for number, fields in rows if fields]
    cells = [
        GridCell(_visible(text), row, column, Place(line=number, field=column + 1))
        for row, (number, fields) in enumerate(kept)
        for column, text in enumerate(fields)
    ]
    return Grid(tuple(cells), Place(table=table, line=kept[0][0]), "loose")


def _visible(text: str) -> str:
    return text.strip(_UNSEEN)
