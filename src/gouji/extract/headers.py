"""Column headings of a statutory table, and the form that a document follows, told by them.

Headings are found wherever the container puts them; the year of a report never says its form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from gouji.extract.labels import bare, core, headings_of, is_nameless
from gouji.extract.lines import PROSE, table_texts
from gouji.model.document import Note, Paragraph
from gouji.model.form import STATUTORY, load_form
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.extract.lines import Piece, TableLine
    from gouji.model.document import Document
    from gouji.model.filing import PrintedLabel
    from gouji.model.form import Column, Table


#: The unit that a heading states: 总计（件）, 本年收费金额（单位：元）.
_UNIT = re.compile(r"(?P<heading>.*)[（(](?:单位[:：])?(?P<unit>[^（()）]{1,2})[)）]\s*", re.DOTALL)
#: The unit of all amounts of a table, stated above it.
_TABLE_UNIT = re.compile(r"[（(]?(?:金额)?单位[:：]?\s*(?:人民币)?(?P<unit>元|千元|万元|百万元|亿元)[)）]?")
#: A unit in which figures are other figures.
_SCALE = re.compile("[元万亿千百]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column heading found: which column it names, the piece that prints it and its line."""

    column: int
    piece: Piece
    line: TableLine


@dataclass(frozen=True)
class Header:
    """The headings found above some rows, in the order in which the source prints them.

    ``others`` are the words of the same lines that name no column, each with its block. ``levels`` has for
    each heading, the outermost merged one too, its level (how many merged ones the form prints it under; all
    are of one where no merged one is printed) and its first column, in the order of the source.
    ``in_other_unit`` are columns for which their heading, or a line above, states another unit than the form.
    ``displaced`` says that a heading stands in another place among ones that name nothing than in the form.
    """

    headings: tuple[Heading, ...]
    others: tuple[tuple[int, Piece], ...] = ()
    levels: tuple[tuple[int, int], ...] = ()
    in_other_unit: frozenset[int] = frozenset()
    displaced: bool = False

    def intervals(self, block: int) -> dict[int, tuple[int, int]]:
        """Columns of the grid ``block`` that each heading covers: form column to (first, after last)."""
        found: dict[int, tuple[int, int]] = {}
        for heading in self.headings:
            piece = heading.piece
            if heading.line.block == block and piece.column is not None:
                found[heading.column] = (piece.column, piece.column + piece.span)
        return found

    def covers(self, block: int, piece: Piece) -> bool:
        """Whether a piece of the grid ``block`` stands under a heading."""
        left = piece.column or 0
        return any(start < left + piece.span and left < end for start, end in self.intervals(block).values())

    def names_another(self, block: int, first: int, after: int) -> bool:
        """Whether words that name no column of the form stand above these columns of a grid alone."""
        return any(first <= start and end <= after for start, end in self._others_in_grids.get(block, ()))

    @cached_property
    def _others_in_grids(self) -> dict[int, list[tuple[int, int]]]:
        """By block the grid columns, (first, after last), of words that name no column."""
        found: dict[int, list[tuple[int, int]]] = {}
        for block, piece in self.others:
            if piece.column is not None:
                found.setdefault(block, []).append((piece.column, piece.column + piece.span))
        return found

    @cached_property
    def is_in_form_order(self) -> bool:
        """Whether headings stand in the form's order: those of a line, and those of one level of headings."""
        together: dict[tuple[str, int], list[int]] = {}
        for heading in self.headings:
            together.setdefault(("line", heading.line.index), []).append(heading.column)
        for level, column in self.levels:
            together.setdefault(("level", level), []).append(column)
        return not self.displaced and all(columns == sorted(columns) for columns in together.values())


def unit_above(lines: Iterable[TableLine], columns: Sequence[Column]) -> str | None:
    """Return the unit of amounts that the last of some lines states, if any of ``columns`` is an amount."""
    if not _amounts(columns):
        return None
    stated = (_TABLE_UNIT.fullmatch(piece.text) for line in lines for piece in line.label_pieces)
    return next((found["unit"] for found in reversed([*stated]) if found), None)


def _amounts(columns: Sequence[Column]) -> list[int]:
    return [number for number, column in enumerate(columns) if column.unit.endswith("元")]


def find_header(lines: Iterable[TableLine], columns: tuple[Column, ...], above: str | None = None) -> Header:
    """Find the headings of ``columns`` on these lines; of a heading printed twice the later one counts.

    ``above`` is the unit that stands above the table (:func:`unit_above`).
    """
    headings = headings_of(columns)
    names = headings.numbers
    # deeper ones are set apart by geometry alone: a page prints them higher than what stands beside them
    merged = {core(c.groups[0]): (0, number) for number, c in reversed(list(enumerate(columns))) if c.groups}
    units = {column.unit for column in columns}
    found: dict[int, Heading] = {}
    levels: dict[tuple[int, int], None] = {}
    others: list[tuple[int, Piece]] = []
    scaled: set[int] = set()
    flat, displaced = True, False
    before = ""
    for line, pieces in headings.whole(lines):
        displaced |= headings.are_displaced(pieces)
        for piece in pieces:
            name = core(piece.text)
            if (stated := _UNIT.fullmatch(piece.text)) and name not in names:
                stem = core(stated["heading"])
                if stated["unit"] in units:
                    name = stem
                elif stem in names and _SCALE.search(stated["unit"]):
                    scaled.add(names[stem])
            number = names.get(name)
            # text copies break headings over lines: 本年新 / 制作数量
            if number is None and before:
                number = names.get(before + name)
            before = name
            if number is not None:
                found[number] = Heading(number, piece, line)
                place = len(columns[number].groups), number
            elif name in merged:
                place = merged[name]
                flat = False
            elif name in headings.groups:
                flat = False
                continue
            else:
                if not is_nameless(name):
                    others.append((line.block, piece))
                continue
            levels.pop(place, None)
            levels[place] = None
    if above is not None:
        scaled |= {number for number in _amounts(columns) if columns[number].unit != above}
    ordered = sorted(found.values(), key=lambda h: (h.line.index, h.piece.column or 0))
    in_levels = tuple((0 if flat else level, column) for level, column in levels)
    return Header(tuple(ordered), tuple(others), in_levels, frozenset(scaled), displaced)


#: What the rows under 其他处理 say in form 2021 only; more than one of each, for a copy that lost characters.
_THREE_ROWS = ("逾期不补正", "按收费通知要求缴纳", "行政机关不再处理")
_UNIVERSITY = ("高等学校信息公开办法", "高等学校信息公开事项清单", "学年信息公开")


class Recognised(NamedTuple):
    """The form's id (or None), and per statutory table the table whose headings are printed.

    ``told`` is False where table two prints no heading by which its form could be told, nor does table three.
    """

    form: str | None
    tables: dict[str, Table]
    told: bool = True


def recognise(document: Document) -> Recognised:
    """Return the form that a document follows.

    The tables may follow different forms (a table two of 2019 in a report of form 2021); the form is then the
    one that table three follows. So may the items of table two.
    """
    parts = [text if len(text) <= PROSE else "".join(table_texts(text)) for text in document.texts]
    text = core("".join(parts))
    old, new = load_form("2019"), load_form("2021")
    applications = new.table("applications")
    seen = sum(bare(row.label) in text for row in applications.rows[:12])
    votes = {
        form.id: sum(heading in text for heading in _own_headings(form.id, other.id))
        for form, other in ((old, new), (new, old))
    }
    if seen < 3 and max(votes.values()) < 2:
        whole = core("".join(_all_text(document)))
        return Recognised("university" if any(core(mark) in whole for mark in _UNIVERSITY) else None, {})
    disclosure = "2019" if votes["2019"] > votes["2021"] else "2021" if votes["2021"] else None
    three_rows = any(core(mark) in text for mark in _THREE_ROWS)
    one_row = core("其他处理") in text
    form_id = "2021" if three_rows else disclosure or ("2019" if one_row else "2021")
    if not three_rows and one_row and form_id == "2021":
        applications = applications.with_alternatives
    if form_id == "2019":
        applications = old.table("applications")
    printed = _printed_items(document) if all(votes.values()) else ()
    both = len({form for _, form in printed}) > 1
    tables = {
        "disclosure": _of_both_forms(form_id, printed)
        if both
        else load_form(disclosure or form_id).table("disclosure"),
        "applications": applications,
        "reviews": load_form(form_id).table("reviews"),
    }
    return Recognised(form_id, tables, told=disclosure is not None or three_rows)


def _printed_items(document: Document) -> tuple[tuple[str, str], ...]:
    """Items of article 20 with the form whose own column headings are printed below them, where that is one.

    A heading is a cell or a word by itself; before any item is printed it may be that of all that have it.
    """
    items = dict.fromkeys(row.item for row in load_form("2019").table("disclosure").rows)
    by_title = {core(item): item for item in items}
    found: dict[str, set[str]] = {item: set() for item in items}
    below: Iterable[str] = items
    for text in document.texts:
        for word in dict.fromkeys(map(bare, (text, *text.split()))) if len(text) <= PROSE else ():
            if word in by_title:
                below = (by_title[word],)
            for item in below:
                found[item].update(form for form in STATUTORY if word in _own_columns(form, item))
    return tuple((item, forms.pop()) for item, forms in found.items() if len(forms) == 1)


@cache
def _own_columns(form: str, item: str) -> tuple[str, ...]:
    """Bare column headings of an item that the other form prints nowhere in table two."""
    (other,) = (each for each in STATUTORY if each != form)
    rows = [row for row in load_form(form).table("disclosure").rows if row.item == item]
    names = {bare(name) for row in rows for column in row.columns for name in column.names}
    return tuple(sorted(names.intersection(_own_headings(form, other))))


@cache
def _of_both_forms(form: str, printed: tuple[tuple[str, str], ...]) -> Table:
    """Table two of a report that prints headings of both: the rows of each item as the form whose they are.

    ``form`` is that of the items whose own headings are not printed.
    """
    tables = {each: load_form(each).table("disclosure") for each in STATUTORY}
    forms = dict(printed)
    items = dict.fromkeys(row.item for row in tables["2019"].rows)
    rows = [row for item in items for row in tables[forms.get(item, form)].rows if row.item == item]
    return replace(tables[form], rows=tuple(rows))


@cache
def _own_headings(form: str, other: str) -> tuple[str, ...]:
    """Bare column headings and row labels that this form's table two prints and the other's nowhere does."""
    table, against = (load_form(each).table("disclosure") for each in (form, other))
    others = [core(label) for label in _labels(against)]
    return tuple(bare(label) for label in _labels(table) if not any(core(label) in name for name in others))


def _labels(table: Table) -> dict[str, None]:
    rows = (name for row in table.rows if len(row.label) > 3 for name in row.names)
    return dict.fromkeys([*rows, *(name for column in table.columns for name in column.names)])


def _all_text(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def tell_both(labels: Sequence[PrintedLabel]) -> list[Note]:
    """Say which column headings of table two are of which form, where some are of each."""
    found = {
        form: [label for label in labels if bare(label.printed) in _own_headings(form, other)]
        for form, other in (STATUTORY, STATUTORY[::-1])
    }
    if not all(found.values()):
        return []
    quoted = {
        form: "".join(f"“{' '.join(label.printed.split())}”" for label in own) for form, own in found.items()
    }
    return [
        Note(
            "headings-of-both-forms",
            Text(
                "主动公开政府信息情况表同时印有两种格式的列名："
                + "，".join(f"{quoted[form]}是 {form} 年格式的" for form in STATUTORY)
                + "。各格按所印列名读取。",
                "Table two prints column headings of both forms: "
                + ", ".join(f"{quoted[form]} of the form of {form}" for form in STATUTORY)
                + ". Each cell was read under the heading printed above it.",
            ),
            min(found.values(), key=len)[0].place,
        )
    ]
