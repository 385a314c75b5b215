"""Plain text and Markdown: lines into paragraphs, runs of tab- or pipe-separated lines into loose grids.

Empty lines are kept as empty paragraphs: in a copy with one cell a line they are the only trace of an
empty cell. Encodings: UTF-8 and UTF-16 with or without byte order mark, GB18030.
"""

from __future__ import annotations

import html
import re
from itertools import groupby
from typing import TYPE_CHECKING

from gouji.bilingual import GoujiError
from gouji.document import Document, Grid, GridCell, Paragraph, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.document import Block, Source

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LINE_BREAK = re.compile(r"\r\n|\r|\n|\x0b|\x0c|\x85|\u2028|\u2029")
_PIPE = re.compile(r"(?<!\\)[|｜]")
_RULE = re.compile(r"[\s|｜:+=\-—─]*[-—─=]{2,}[\s|｜:+=\-—─]*")
_EMPHASIS = re.compile(r"(\*\*|__)(.+?)\1")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_USUAL = re.compile(r"[\t\r\n\x20-\x7e\u2010-\u2027\u3000-\u301f\u4e00-\u9fa5\uff00-\uff5e]")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"


def decode(data: bytes, name: str) -> str:
    """Decode a text file. Raises GoujiError where no supported encoding fits."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                break
    if b"\0" in data:
        return _decode_utf16(data, name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _undecodable(name)


def _decode_utf16(data: bytes, name: str) -> str:
    """Decode UTF-16 without a mark in the byte order that gives more characters such a report has."""
    texts = [data.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")]
    text = max(texts, key=_share_of_usual)
    if "\0" in text or _share_of_usual(text) < 0.9:
        raise _undecodable(name)
    return text


def _share_of_usual(text: str) -> float:
    """Share of common Chinese characters and punctuation, full-width forms and ASCII."""
    return len(_USUAL.findall(text)) / max(1, len(text))


def _undecodable(name: str) -> GoujiError:
    return GoujiError(
        f"{name}：不是可识别的文本（试过 UTF-8、UTF-16、GB18030）。"
        "请另存为 UTF-8 文本，或提供网页、PDF、Word 原件。",
        f"{name}: not readable as text (tried UTF-8, UTF-16, GB18030). "
        "Save it as UTF-8 text, or supply the web page, PDF or Word original.",
    )


def read(data: bytes, source: Source) -> Document:
    """Read a plain text or Markdown file into paragraphs (one a line) and loose grids."""
    lines = _LINE_BREAK.split(decode(data, source.name))
    return Document(source, tuple(blocks_of(lines)))


def blocks_of(lines: list[str], first_line: int = 1) -> Iterator[Block]:
    """Yield paragraphs and grids of consecutive lines; ``first_line`` is the number of the first."""
    table = 0
    numbered = list(enumerate(lines, first_line))
    for separator, run in groupby(numbered, key=lambda item: _separator(item[1])):
        numbered_run = list(run)
        outer = all(line.lstrip().startswith(("|", "｜")) for _, line in numbered_run)
        rows = [(number, _fields(line, separator, outer=outer)) for number, line in numbered_run]
        if separator and any(sum(bool(f.strip()) for f in fields) > 1 for _, fields in rows):
            table += 1
            yield _grid(rows, table)
        else:
            for number, fields in rows:
                text = " ".join(field for field in fields if field.strip())
                yield Paragraph(_visible(text), Place(line=number))


def _separator(line: str) -> str:
    if "\t" in line.strip(" "):
        return "\t"
    if _PIPE.search(line) and (len(_PIPE.split(line)) > 2 or line.lstrip().startswith(("|", "｜"))):
        return "|"
    return ""


def _fields(line: str, separator: str, *, outer: bool) -> list[str]:
    """Fields of a line; ``outer`` says that all lines of the run start with a pipe, which is then a border."""
    if separator == "\t":
        return line.split("\t")
    if separator == "|":
        if _RULE.fullmatch(line):
            return []
        fields = _PIPE.split(line.strip() if outer else line)
        if outer:
            fields = fields[1:]
            if fields and not fields[-1].strip():
                fields.pop()
        return [_markdown(field) for field in fields]
    return [line]


def _markdown(field: str) -> str:
    field = _BREAK.sub("\n", html.unescape(field)).replace("\\|", "|")
    return _EMPHASIS.sub(r"\2", field)


def _grid(rows: list[tuple[int, list[str]]], table: int) -> Grid:
    kept = [(number, fields) for number, fields in rows if fields]
    cells = tuple(
        GridCell(_visible(text), row, column, Place(line=number, field=column + 1))
        for row, (number, fields) in enumerate(kept)
        for column, text in enumerate(fields)
    )
    return Grid(cells, Place(table=table, line=kept[0][0]), "loose")


def _visible(text: str) -> str:
    return text.strip(" \u00a0\u3000" + _INVISIBLE)
