"""Word templates that an office edits itself: fields in double braces, filled with text alone.

- ``{{name}}`` is replaced by a value, in the formatting that the field has in the template.
- A paragraph with a field that has a list of values is repeated for each of them, and left out for none.
- What stands between a paragraph ``{{#name}}`` and a paragraph ``{{/name}}`` is repeated for each item.

Values are never looked into for fields, and characters that XML or a reader's eye cannot bear are written
out. Equal templates and values give equal bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P

from gouji.model.safe import visible
from gouji.model.text import GoujiError
from gouji.show.spreadsheet import timeless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement


Values = dict[str, str | list[str]]

_FIELD = re.compile(r"\{\{\s*([^{}#/][^{}]*?)\s*\}\}")
_OPENS = re.compile(r"\s*\{\{\s*#\s*([^{}]+?)\s*\}\}\s*")


def filled(
    template: Path, values: Mapping[str, str | list[str]], items: Mapping[str, Sequence[Values]]
) -> bytes:
    """Return the template filled in, as the bytes of a DOCX file.

    ``values`` are those of the whole document, ``items`` those of each repetition of a part; inside of a part
    both are known. Raises :class:`GoujiError` for a file that is no DOCX, a field that does not exist and a
    part that does not end.
    """
    document = _opened(template)
    parts = list(_parts(document, template))
    inside = [paragraph for part in parts for element in part.elements for paragraph in _within(element)]
    # collected before anything is filled in, so that no value is ever taken for a field
    outside = [paragraph for paragraph in _paragraphs(document) if paragraph not in inside]
    for part in parts:
        _repeat(part, {**values}, items, template)
    for paragraph in outside:
        _fill(paragraph, values, template)
    raw = io.BytesIO()
    document.save(raw)
    return timeless(raw.getvalue())


@dataclass(frozen=True, slots=True)
class _Part:
    """A part to repeat: its name, and its elements with the paragraphs that open and end it."""

    name: str
    elements: list[BaseOxmlElement]


def _opened(template: Path) -> Document:
    try:
        return docx.Document(str(template))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise GoujiError(
            f"模板 {template} 不是可用的 DOCX 文件。", f"the template {template} is no usable DOCX file."
        ) from error


def _parts(document: Document, template: Path) -> Iterator[_Part]:
    part: _Part | None = None
    for element in document.element.body.iterchildren():
        text = _text(element) if isinstance(element, CT_P) else ""
        if part is None:
            opens = _OPENS.fullmatch(text)
            part = _Part(opens[1], [element]) if opens else None
            continue
        part.elements.append(element)
        if re.sub(r"\s", "", text) == f"{{{{/{part.name}}}}}":
            yield part
            part = None
    if part is not None:
        raise GoujiError(
            f"模板 {template} 中 {{{{#{part.name}}}}} 没有对应的 {{{{/{part.name}}}}} 段落。",
            f"in the template {template} no paragraph {{{{/{part.name}}}}} ends {{{{#{part.name}}}}}.",
        )


def _paragraphs(document: Document) -> Iterator[CT_P]:
    """Yield every paragraph of the body, tables included, and of headers and footers."""
    yield from _within(document.element.body)
    for section in document.sections:
        for part in (section.header, section.footer):
            if not part.is_linked_to_previous:
                yield from _within(part._element)


def _within(element: BaseOxmlElement) -> list[CT_P]:
    return [paragraph for paragraph in element.iter(qn("w:p")) if isinstance(paragraph, CT_P)]


def _repeat(part: _Part, values: Values, items: Mapping[str, Sequence[Values]], template: Path) -> None:
    if part.name not in items:
        raise _unknown(template, f"#{part.name}", [f"#{known}" for known in items])
    first, *repeated, last = part.elements
    for item in items[part.name]:
        for element in repeated:
            copy = deepcopy(element)
            last.addprevious(copy)
            for paragraph in _within(copy):
                _fill(paragraph, values | item, template)
    for element in (first, *repeated, last):
        _remove(element)


def _fill(paragraph: CT_P, values: Mapping[str, str | list[str]], template: Path) -> None:
    names = [field[1] for field in _FIELD.finditer(_text(paragraph))]
    for name in names:
        if name not in values:
            raise _unknown(template, name, list(values))
    lists = {name: value for name in names if isinstance(value := values[name], list)}
    plain = {name: value for name in names if isinstance(value := values[name], str)}
    if not lists:
        _replace(paragraph, plain)
        return
    for line in range(max(map(len, lists.values()))):
        copy = deepcopy(paragraph)
        paragraph.addprevious(copy)
        _replace(copy, plain | {name: value[line] for name, value in lists.items() if line < len(value)})
    _remove(paragraph)


def _replace(paragraph: CT_P, values: Mapping[str, str]) -> None:
    """Put values for fields, from the last field to the first: places before a field stay what they are.

    Word cuts a text into runs wherever it likes, also within a field; the value goes into the first of them.
    """
    runs = paragraph.r_lst
    texts = [run.text for run in runs]
    for field in reversed(list(_FIELD.finditer("".join(texts)))):
        at = 0
        for index, text in enumerate(texts):
            start, end = field.start() - at, field.end() - at
            at += len(text)
            if start < len(text) and end > 0:
                value = visible(values.get(field[1], "")) if start >= 0 else ""
                texts[index] = text[: max(start, 0)] + value + text[max(end, 0) :]
    for run, text in zip(runs, texts, strict=True):
        if run.text != text:
            run.text = text


def _text(paragraph: CT_P) -> str:
    return "".join(run.text for run in paragraph.r_lst)


def _remove(element: BaseOxmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unknown(template: Path, name: str, known: Sequence[str]) -> GoujiError:
    fields = "、".join(known)
    return GoujiError(
        f"模板 {template} 中没有“{name}”这一项可填；可用的：{fields}。",
        f"the template {template} asks for “{name}”, which does not exist. There are: {fields}.",
    )
