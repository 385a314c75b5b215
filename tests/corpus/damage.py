"""What happens to reports on their way: seeded damage that knows which statutory rows it has touched.

No damage changes a digit: a number that is still printed is a number that may be read. A cell outside
``touched`` is printed whole, with its labels and neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from corpus.layout import Sheet, Slot
from corpus.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corpus.figures import ReportFigures
    from corpus.story import Block, Story
    from corpus.variants import Variant

Units = frozenset[str]

#: Characters as optical recognition confuses them.
_LOOK_ALIKE = str.maketrans("公未己部规织案类", "么末已陪现积宲粪")


@dataclass(frozen=True, slots=True)
class Damaged:
    """A spoilt file and the statutory rows (``table/row``) whose cells are no longer all sure."""

    data: bytes
    touched: Units


@dataclass(frozen=True, slots=True, repr=False)
class Damage:
    """One kind of damage; exactly one of the three functions is set.

    ``ragged`` damage leaves rows that are too short: only written lines can show that. Where a container
    keeps its tables rectangular, the same would be another report and no damage. ``paged`` damage happens
    between printed pages: it cuts no table row of a web page in two. Where a text ``breaks_off``, its last
    line does not end. ``gridded`` damage shows only where rows are rows: running text may hide it whole.
    """

    name: str
    on_story: Callable[[Story, Random], tuple[Story, Units]] | None = None
    on_lines: Callable[[list[Line], Random], tuple[list[Line], Units]] | None = None
    on_bytes: Callable[[bytes, Random], bytes] | None = None
    ragged: bool = False
    paged: bool = False
    breaks_off: bool = False
    gridded: bool = False

    def __repr__(self) -> str:
        return self.name

    def applies_to(self, variant: Variant) -> bool:
        """Lines can be lost only where there are lines, bytes only where there are none."""
        if self.gridded and variant.suffix == ".txt":
            return False
        if self.paged and variant.suffix == ".html":
            return False
        if self.on_lines or self.ragged:
            return variant.as_lines is not None and not (self.ragged and variant.rectangular)
        return self.on_bytes is None or variant.as_bytes is not None

    def apply(self, variant: Variant, report: ReportFigures, seed: int) -> Damaged:
        """Write the report and spoil it; the same seed always gives the same bytes."""
        rng = Random(f"{self.name} {variant.name} {seed}")
        story = variant.story(report)
        if self.on_story:
            story, touched = self.on_story(story, rng)
            return Damaged(variant.write_story(story), touched)
        if self.on_lines and variant.as_lines:
            lines, touched = self.on_lines(variant.as_lines(story), rng)
            return Damaged(variant.encode(lines, ended=not self.breaks_off), touched)
        if self.on_bytes:
            every = frozenset().union(*(sheet.units() for sheet in _sheets(story)))
            return Damaged(self.on_bytes(variant.write_story(story), rng), every)
        raise ValueError(f"{self.name} cannot happen to {variant.name}")


def lost_lines(lines: list[Line], rng: Random) -> tuple[list[Line], Units]:
    """A few lines of the tables are gone."""
    inside = [number for number, line in enumerate(lines) if line.units]
    gone = set(rng.sample(inside, k=rng.randint(1, 4)))
    # what is left of a hole that began in the row in front would look the same
    doubtful = gone | {inside[max(0, inside.index(number) - 1)] for number in gone}
    return [line for number, line in enumerate(lines) if number not in gone], _touched(lines, doubtful)


def lost_page(lines: list[Line], rng: Random) -> tuple[list[Line], Units]:
    """A run of lines is gone, as long as a page at most."""
    inside = [number for number, line in enumerate(lines) if line.units]
    start = rng.choice(inside)
    gone = range(start, min(len(lines), start + rng.randint(5, max(6, len(inside) // 4))))
    return [line for number, line in enumerate(lines) if number not in gone], _touched(lines, gone)


def repeated_page(lines: list[Line], rng: Random) -> tuple[list[Line], Units]:
    """A run of lines is there twice."""
    inside = [number for number, line in enumerate(lines) if line.units]
    start = rng.choice(inside)
    end = min(len(lines), start + rng.randint(5, max(6, len(inside) // 4)))
    return [*lines[:end], *lines[start:]], _touched(lines, range(start, end))


def lost_repetitions(lines: list[Line], _: Random) -> tuple[list[Line], Units]:
    """Every line that occurred before was dropped, as a deduplicating crawler does."""
    seen: set[str] = set()
    gone = {number for number, line in enumerate(lines) if line.text in seen or seen.add(line.text)}
    return [line for number, line in enumerate(lines) if number not in gone], _touched(lines, gone)


def lost_separators(lines: list[Line], rng: Random) -> tuple[list[Line], Units]:
    """In a few rows one separator between fields is gone: two values run into one or a row is short."""
    marks = "\t |"
    able = [n for n, line in enumerate(lines) if line.units and any(m in line.text.strip() for m in marks)]
    spoilt = list(lines)
    hit = rng.sample(able, k=min(len(able), rng.randint(1, 3)))
    for number in hit:
        text = lines[number].text
        at = rng.choice([place for place, letter in enumerate(text) if letter in marks])
        spoilt[number] = replace(lines[number], text=text[:at] + text[at + 1 :])
    return spoilt, _touched(lines, hit)


def truncated(lines: list[Line], rng: Random) -> tuple[list[Line], Units]:
    """The text ends in the middle of a table, a row or a number."""
    inside = [number for number, line in enumerate(lines) if line.units]
    last = rng.choice(inside)
    text = lines[last].text[: rng.randint(0, len(lines[last].text))]
    return [*lines[:last], Line(text)], _touched(lines, range(last, len(lines)))


def cut_off(data: bytes, rng: Random) -> bytes:
    """The file was not downloaded to its end."""
    return data[: rng.randint(len(data) // 10, len(data) * 9 // 10)]


def lost_rows(story: Story, rng: Random) -> tuple[Story, Units]:
    """A few rows of the applications are gone; merged cells beside them shrink."""
    sheet = _sheet(story, "applications")
    rows = {slot.row for slot in sheet.slots if slot.role == "value"}
    gone = sorted(rng.sample(sorted(rows), k=rng.randint(1, 3)), reverse=True)
    touched: set[str] = set()
    for row in gone:
        touched |= {
            unit for slot in sheet.slots if slot.row == row and slot.role == "value" for unit in slot.units
        }
        sheet = _without_row(sheet, row)
    return _with(story, sheet), frozenset(touched)


def lost_column(story: Story, rng: Random) -> tuple[Story, Units]:
    """One column of the applications is gone, with its header."""
    sheet = _sheet(story, "applications")
    column = rng.randint(3, 9)
    slots: list[Slot] = []
    for slot in sheet.slots:
        if slot.column > column:
            slots.append(replace(slot, column=slot.column - 1))
        elif slot.column + slot.colspan <= column:
            slots.append(slot)
        elif slot.colspan > 1:
            slots.append(replace(slot, colspan=slot.colspan - 1))
    return _with(story, Sheet(sheet.table, tuple(slots), sheet.width - 1)), sheet.units()


def shifted_after_break(story: Story, rng: Random) -> tuple[Story, Units]:
    """From some row on an inner value is missing and what follows it has moved up."""
    sheet = _sheet(story, "applications")
    first = rng.randint(sheet.header_height + 2, sheet.height - 2)
    column = rng.randint(4, 8)
    slots: list[Slot] = []
    touched: set[str] = set()
    for slot in sheet.slots:
        if slot.row < first or slot.column < column or slot.role != "value":
            slots.append(slot)
        elif slot.column > column:
            slots.append(replace(slot, column=slot.column - 1))
        if slot.row >= first and slot.role == "value":
            touched |= slot.units
    return _with(story, replace(sheet, slots=tuple(slots))), frozenset(touched)


def lost_characters(story: Story, rng: Random) -> tuple[Story, Units]:
    """Some long row labels have lost a character; their rows can still be told."""

    def spoil(text: str) -> str:
        at = rng.randint(4, len(text) - 1)
        return text[:at] + text[at + 1 :]

    return _relabelled(story, rng, spoil), frozenset()


def misread_characters(story: Story, rng: Random) -> tuple[Story, Units]:
    """Some row labels hold characters as optical recognition misreads them."""
    return _relabelled(story, rng, lambda text: text.translate(_LOOK_ALIKE)), frozenset()


def repeated_table(story: Story, rng: Random) -> tuple[Story, Units]:
    """One table is there twice, one after the other."""
    sheet = rng.choice(_sheets(story))
    blocks = [block for one in story.blocks for block in ([one, one] if one is sheet else [one])]
    return replace(story, blocks=tuple(blocks)), sheet.units()


def torn_row(story: Story, rng: Random) -> tuple[Story, Units]:
    """The figures of a row stand in a row of their own without a label, below the label's or above it."""
    sheet = _sheet(story, "applications")
    row = rng.randint(sheet.header_height, sheet.height - 1)
    above = rng.random() < 0.4
    slots: list[Slot] = []
    for slot in sheet.slots:
        if slot.row == row and slot.role == "value":
            slots += [
                replace(slot, row=row + (not above)),
                replace(slot, row=row + above, text="", cell=None),
            ]
        elif slot.row > row or (slot.row == row and above):
            slots.append(replace(slot, row=slot.row + 1))
        elif slot.row + slot.rowspan > row and (slot.rowspan > 1 or slot.role == "group"):
            slots.append(replace(slot, rowspan=slot.rowspan + 1))
        else:
            slots.append(slot)
    near = {slot.row: slot.units for slot in sheet.slots if slot.role == "value"}
    touched = frozenset().union(*(near.get(number, frozenset()) for number in (row - 1, row, row + 1)))
    return _with(story, _in_order(sheet, slots)), touched


def lost_merges(story: Story, rng: Random) -> tuple[Story, Units]:
    """Cells merged over rows are only where they begin: what stood beside them further down moves left."""
    sheet = _sheet(story, "applications")
    first = rng.choice([0, sheet.header_height])
    slots: list[Slot] = []
    for number, row in enumerate(sheet.rows):
        column = 0
        for slot in row:
            slots.append(slot if number < first else replace(slot, column=column, rowspan=1))
            column += slot.colspan
    return _with(story, replace(sheet, slots=tuple(slots))), sheet.units()


def other_headings_again(story: Story, rng: Random) -> tuple[Story, Units]:
    """The applications go on in a second table, under the same headings in another order."""
    sheet = _sheet(story, "applications")
    first, second = sheet.cut(rng.randint(sheet.header_height + 3, sheet.height - 5))
    columns = [*range(3, 10)]
    shuffled = dict(zip(columns, rng.sample(columns, k=7), strict=True))
    names = {3: "自然人", 9: "总计"} | {s.column: s.text for s in sheet.slots if s.row == 2 and s.column > 3}
    slots = [Slot("办理情况", 0, 0, "header", second.units(), 1, 3)]
    slots += [Slot(names[column], 0, to, "header", second.units()) for column, to in shuffled.items()]
    slots += [
        replace(slot, row=slot.row + 1, column=shuffled[slot.column] if slot.role == "value" else slot.column)
        for slot in second.slots
    ]
    both = (first, _in_order(second, slots))
    blocks = (part for block in story.blocks for part in (both if block is sheet else (block,)))
    return replace(story, blocks=tuple(blocks)), second.units()


DAMAGES: tuple[Damage, ...] = (
    Damage("lost-lines", on_lines=lost_lines),
    Damage("lost-page", on_lines=lost_page, paged=True),
    Damage("repeated-page", on_lines=repeated_page, paged=True),
    Damage("lost-repetitions", on_lines=lost_repetitions),
    Damage("lost-separators", on_lines=lost_separators),
    Damage("truncated", on_lines=truncated, breaks_off=True),
    Damage("cut-off", on_bytes=cut_off),
    Damage("lost-rows", on_story=lost_rows),
    Damage("lost-column", on_story=lost_column),
    Damage("shifted-after-break", on_story=shifted_after_break, ragged=True),
    Damage("lost-characters", on_story=lost_characters),
    Damage("misread-characters", on_story=misread_characters),
    Damage("repeated-table", on_story=repeated_table),
    Damage("torn-row", on_story=torn_row, gridded=True),
    Damage("lost-merges", on_story=lost_merges, gridded=True),
    Damage("other-headings-again", on_story=other_headings_again),
)


def _touched(lines: list[Line], numbers: Iterable[int]) -> Units:
    return frozenset().union(*(lines[number].units for number in numbers))


def _sheets(story: Story) -> list[Sheet]:
    return [block for block in story.blocks if isinstance(block, Sheet)]


def _sheet(story: Story, table: str) -> Sheet:
    return next(sheet for sheet in _sheets(story) if sheet.table == table)


def _with(story: Story, sheet: Sheet) -> Story:
    """The story with this sheet in place of the one it has for the same table."""

    def placed(block: Block) -> Block:
        return sheet if isinstance(block, Sheet) and block.table == sheet.table else block

    return replace(story, blocks=tuple(placed(block) for block in story.blocks))


def _in_order(sheet: Sheet, slots: list[Slot]) -> Sheet:
    return replace(sheet, slots=tuple(sorted(slots, key=lambda slot: (slot.row, slot.column))))


def _without_row(sheet: Sheet, row: int) -> Sheet:
    slots: list[Slot] = []
    for slot in sheet.slots:
        if slot.row > row:
            slots.append(replace(slot, row=slot.row - 1))
        elif slot.row + slot.rowspan <= row:
            slots.append(slot)
        elif slot.rowspan > 1:
            slots.append(replace(slot, rowspan=slot.rowspan - 1))
    return replace(sheet, slots=tuple(slots))


def _relabelled(story: Story, rng: Random, spoil: Callable[[str], str]) -> Story:
    sheet = _sheet(story, "applications")
    slots = tuple(
        replace(slot, text=spoil(slot.text))
        if slot.role == "label" and len(slot.text) >= 9 and rng.random() < 0.3
        else slot
        for slot in sheet.slots
    )
    return _with(story, replace(sheet, slots=slots))
