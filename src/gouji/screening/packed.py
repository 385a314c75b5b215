"""A filing as a few columns of plain values, which are written and read back several times as fast.

A filing has hundreds of cells and paragraphs, each with its place: to pickle one costs calls, a column none.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gouji.document import Paragraph, Place
from gouji.filing import Cell, Filing, PrintedLabel, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Packed = tuple[Any, ...]
    Many = type[Cell | PrintedLabel | Paragraph]

Kind = TypeVar("Kind")

#: What a filing and a section have many of.
_MANY: Final[dict[str, Many]] = {
    "cells": Cell,
    "labels": PrintedLabel,
    "preamble": Paragraph,
    "paragraphs": Paragraph,
}
_NAMES: Final[dict[type[Any], tuple[str, ...]]] = {
    kind: tuple(one.name for one in fields(kind)) for kind in (Section, Filing)
}


def packed(filing: Filing) -> Packed:
    """Return a filing as its fields; of the things it has many of, the columns."""
    values = dict(zip(_NAMES[Filing], _fields(filing), strict=True))
    values["sections"] = tuple(tuple(_fields(section)) for section in filing.sections)
    return tuple(values.values())


def unpacked(kept: Packed) -> Filing:
    """Return the filing that was packed."""
    values = dict(zip(_NAMES[Filing], kept, strict=True))
    values["sections"] = tuple(_made(Section, section) for section in values["sections"])
    return _made(Filing, values.values())


def _fields(thing: Filing | Section) -> Iterator[Any]:
    for name in _NAMES[type(thing)]:
        value = getattr(thing, name)
        yield _columns(_MANY[name], value) if name in _MANY else value


def _made(kind: type[Kind], values: Iterable[Any]) -> Kind:
    named = zip(_NAMES[kind], values, strict=True)
    return kind(*(_things(_MANY[name], value) if name in _MANY else value for name, value in named))


def _columns(kind: Many, things: Sequence[Any]) -> Packed:
    """Return a column for each field of things of one kind; places become plain tuples."""
    columns = list(zip(*things, strict=True))
    if columns:
        at = kind._fields.index("place")
        columns[at] = tuple(place and tuple(place) for place in columns[at])
    return tuple(columns)


def _things(kind: Many, columns: Packed) -> tuple[Any, ...]:
    if not columns:
        return ()
    at = kind._fields.index("place")
    places = [place and Place._make(place) for place in columns[at]]
    return tuple(map(kind._make, zip(*columns[:at], places, *columns[at + 1 :], strict=True)))
