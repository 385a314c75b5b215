"""Reports that are lines of text: each line knows which statutory rows suffer when it is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.story import Heading, Prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corpus.layout import Sheet, Slot
    from corpus.story import Story


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line. ``units`` are the statutory rows that depend on it."""

    text: str
    units: frozenset[str] = frozenset()


def units_of(slots: Iterable[Slot]) -> frozenset[str]:
    """The statutory rows that depend on any of these slots."""
    return frozenset().union(*(slot.units for slot in slots))


def fields_of(row: list[Slot], width: int) -> list[str]:
    """The row over all columns of its sheet, positions covered by merged cells empty.

    A row of values that has lost one ends early, as in copies whose columns shifted.
    """
    fields = [""] * (extent(row) if is_row(row) else width)
    for slot in row:
        fields[slot.column] = slot.text
    return fields


def is_row(row: list[Slot]) -> bool:
    """Say whether the row prints values (and is no header)."""
    return any(slot.role == "value" for slot in row)


def extent(row: list[Slot]) -> int:
    """Number of columns up to the end of the row's last slot."""
    return max(slot.column + slot.colspan for slot in row)


def story_lines(
    story: Story, table: Callable[[Sheet], list[Line]], *, spaced: bool = False, mark: str = ""
) -> list[Line]:
    """Write a story as lines, its sheets by ``table``.

    ``spaced`` sets an empty line after every paragraph and table that does not end with one; ``mark`` is
    written before headings.
    """
    gap = [Line("")] if spaced else []
    lines = [Line(mark[1:] + story.title), *gap]
    for block in story.blocks:
        if isinstance(block, Heading):
            lines += [Line(mark + block.text), *gap]
        elif isinstance(block, Prose):
            lines += [Line(block.text), *gap]
        else:
            written = table(block)
            lines += [*written, *(gap if written[-1].text else ())]
    return lines


def with_furniture(lines: list[Line], every: int = 17) -> list[Line]:
    """Set page numbers, and once a note, between the lines, as copies from a paged file have them."""
    result: list[Line] = []
    page = 0
    for number, line in enumerate(lines, 1):
        result.append(line)
        if number % every == 0:
            page += 1
            result.append(Line(f"- {page} -" if page % 2 else f"— {page} —"))
            if page == 3:
                result.append(Line("注：表中数据由本单位政务公开科汇总。"))
    return result
