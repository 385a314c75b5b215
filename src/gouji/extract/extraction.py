"""From a document to a filing: the statutory form recognised, every cell of it read or refused.

Sums are never looked at here: what the figures add up to plays no part in reading them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gouji.extract.doubts import (
    TableReading,
    as_text,
    by_label,
    doubt_blanks,
    doubt_end,
    refuse,
    without_recognised,
)
from gouji.extract.extra import note_unplaced
from gouji.extract.headers import stand_alone
from gouji.extract.identity import find_agency, find_period, refuse_one_below_another, refuse_side_by_side
from gouji.extract.labels import core
from gouji.extract.lines import lines_of
from gouji.extract.merged import gathered, in_form_order, of_another_year
from gouji.extract.publication import ShownDay, announced_days, find_publication, find_signature
from gouji.extract.recognition import recognise, tell_both
from gouji.extract.reviews import read_reviews
from gouji.extract.sections import find_sections
from gouji.extract.slots import blank_coding, complete
from gouji.extract.tables import doubt_counts, doubt_streams, find_slots, match_tables, read_table
from gouji.extract.titles import as_shown, find_title
from gouji.inputs.sidefile import SideFile
from gouji.model.document import PICTURE, Note, Paragraph
from gouji.model.filing import Filing
from gouji.model.form import NEWEST, STATUTORY, load_form
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.extract.identity import Named
    from gouji.extract.lines import TableLine
    from gouji.extract.rows import Match
    from gouji.inputs.roster import Roster
    from gouji.model.document import Document
    from gouji.model.filing import Agency, Section
    from gouji.model.form import Table


#: Digits off the line of their figure, or struck out.
_UNEVEN: Final = re.compile("[⁰¹²³⁴-⁹₀-₉\u0336]")
_NO_SIDE_FILE = SideFile()


def read_filing(document: Document, roster: Roster, side: SideFile = _NO_SIDE_FILE) -> Filing:
    """Read one report. Raises GoujiError where the document holds more than one report."""
    document = replace(document, blocks=gathered(document.blocks))
    form_id, tables, told = recognise(document)
    # who filed when, and all prose, are read of what no picture shows; what it shows only leads to its cells
    text = as_text(document)
    title = find_title(text)
    if form_id is None and title and "学年" in title.printed:
        form_id = "university"
    form = load_form(form_id) if form_id else None
    refuse_one_below_another(document, form or load_form(NEWEST))
    sections, preamble, borders = find_sections(document.blocks, form or load_form(NEWEST))
    paragraphs = [block for block in text.blocks if isinstance(block, Paragraph) and block.text]
    period, period_evidence, period_notes = find_period(paragraphs)
    if title and period and title.year not in (None, period[0].year):
        title = as_shown(text, title, period[0].year)
    named = find_agency(text, title)
    years = (side.year, title and title.year, named and named.year, period and period[0].year)
    year = next((year for year in years if year), None)
    readings = _read_tables(document, tables, borders, sections, [year for year in years if year])
    if not told:
        refuse(readings["disclosure"])
    agency = _agency(document, roster, side, named)
    announced = tuple(announced_days(text))
    published = _published(find_publication(text, announced, _last_day(year, form_id)), side)
    signed = find_signature(announced, preamble, sections, agency.name)
    cells, end_notes = doubt_end(
        [cell for reading in readings.values() for cell in reading.cells], document.open_end
    )
    if form_id == "university" and agency.kind is None:
        agency = replace(agency, kind="高校")
    filing = Filing(
        source=document.source,
        agency=agency,
        year=year,
        form=form_id,
        title=title.printed if title else None,
        table_forms={table: _form_of(table, tables, form_id) for table, r in readings.items() if _found(r)},
        sections=sections,
        preamble=preamble,
        published=published.date if published else None,
        published_evidence=published.evidence if published else None,
        published_stated=published is None or published.stated,
        signed=signed.date if signed else None,
        signed_evidence=signed.evidence if signed else None,
        counts=side.counts,
        period=period,
        period_evidence=period_evidence,
        form_cells=cells,
        extra_rows=tuple(row for reading in readings.values() for row in reading.extra_rows),
        labels=tuple(label for reading in readings.values() for label in reading.labels),
        unplaced=tuple(label for reading in readings.values() for label in reading.unplaced),
        notes=(
            *document.notes,
            *_near_names(agency, roster),
            *end_notes,
            *period_notes,
            *(replace(note, table=id_) for id_, reading in readings.items() for note in reading.notes),
            *_table_notes(tables, readings),
        ),
    )
    return without_recognised(filing, document) if document.recognised else filing


def _last_day(year: int | None, form_id: str | None) -> dt.date | None:
    """The last day that a report speaks of."""
    if year is None:
        return None
    return dt.date(year + 1, 8, 31) if form_id == "university" else dt.date(year, 12, 31)


def _published(shown: ShownDay | None, side: SideFile) -> ShownDay | None:
    """The earlier of the days that document and side file state; a day that nothing states is no rival."""
    if side.published and (shown is None or side.published < shown.date or not shown.stated):
        return ShownDay(side.published, None)
    return shown


def _agency(document: Document, roster: Roster, side: SideFile, named: Named | None) -> Agency:
    if side.agency:
        agency = roster.get(side.agency)
        if agency is None:
            raise GoujiError(
                f"{document.source.name}：附属文件中的单位代码“{side.agency}”不在名录中。请改正附属文件或补充名录。",
                f"{document.source.name}: the side file names agency “{side.agency}”, "
                "which is not on the roster. Correct the side file or add the agency.",
            )
        return agency
    if named is None:
        return roster.identify(document.source.name.rsplit(".", 1)[0])
    return replace(roster.identify(named.name), in_title=named.whole)


def _near_names(agency: Agency, roster: Roster) -> list[Note]:
    """Ask whether a name that is not on the roster is meant to be one that is."""
    near = [] if agency.on_roster else roster.near(agency.name)
    if not near:
        return []
    names = "、".join(f"“{one.name}”（{one.id}）" for one in near)
    return [
        Note(
            "agency-near-roster",
            Text(
                f"“{agency.name}”不在名录中，名录中有{names}。是同一机关吗？如是，请在附属文件中写明机构编号，"
                "或改正名录；未经确认不作为同一机关。",
                f"“{agency.name}” is not on the roster, which has {names}. Did you mean that? If so, name "
                "the agency in a side file or correct the roster; the two are not taken for one.",
            ),
        )
    ]


def _read_tables(
    document: Document,
    tables: dict[str, Table],
    borders: Sequence[int],
    sections: Sequence[Section],
    years: Sequence[int],
) -> dict[str, TableReading]:
    if not tables:
        return {}
    document, borders = _in_form_order(document, borders, sections, years)
    lines = lines_of(document)
    refuse_side_by_side(lines, tables, document)
    labelled = [tables["disclosure"], tables["applications"]]
    start = _tables_start(lines, borders, sections)
    end = _reviews_start(tables["reviews"], lines[start:], borders, sections)
    matched = match_tables(lines[start:end], labelled)
    texts = (None if line.values else line.label for line in lines)
    others = of_another_year(texts, (line.index for line in lines if line.block in borders), years)
    # rows that the report's own table lacks are not those of a table said to be of another year
    matched = [[m for m in rows if m.first not in others] or rows for rows in matched]
    before = [(), *matched[:-1]]
    slots = [find_slots(table, m, lines, b) for table, m, b in zip(labelled, matched, before, strict=True)]
    third = _line_of(3, lines, borders, sections)
    doubt_streams(labelled, matched, slots, [third, end if lines and end <= lines[-1].index else None])
    complete([row for found in slots for row in found])
    counted = not doubt_counts(slots)
    coding = blank_coding(slots, alone=stand_alone(lines[start:end], tables["applications"].columns))
    printed = by_label(lines)
    readings = {
        table.id: read_table(table, matches, found, lines, printed, coding, end)
        for table, matches, found in zip(labelled, matched, slots, strict=True)
    }
    readings["disclosure"].notes += tell_both(readings["disclosure"].labels)
    reviews_lines = _reviews_lines(lines, matched, end, borders, sections)
    readings["reviews"] = read_reviews(tables["reviews"], reviews_lines, coding, counted=counted)
    if readings["applications"].doubled:
        refuse(readings["reviews"])  # it may be the other report's
    if coding == "one":
        doubt_blanks(readings)
    border = next((match.first for match in matched[1]), end)
    among = {"disclosure": lines[start:border], "applications": lines[start:end], "reviews": reviews_lines}
    by_table = {table.id: matches for table, matches in zip(labelled, matched, strict=True)}
    within = document.blocks[lines[start].block : _after_tables(borders, sections)] if lines else ()
    note_unplaced(
        tables, readings, by_table, among, within, frozenset(core(section.title) for section in sections)
    )
    return readings


def _in_form_order(
    document: Document, borders: Sequence[int], sections: Sequence[Section], years: Sequence[int]
) -> tuple[Document, Sequence[int]]:
    """A document, and the borders of its sections, with the sections in the order of the form."""
    starts = [(border, section.number) for border, section in zip(borders, sections, strict=True)]
    order = in_form_order(document.blocks, starts, years)
    if order == [*range(len(order))]:
        return document, borders
    at = {number: position for position, number in enumerate(order)} | {len(order): len(order)}
    blocks = tuple(document.blocks[number] for number in order)
    return replace(document, blocks=blocks), [at[border] for border in borders]


def _tables_start(lines: Sequence[TableLine], borders: Sequence[int], sections: Sequence[Section]) -> int:
    """Index of the first line of section two: what section one says of the same things is no table."""
    heading = next(
        (b for b in (_border(2, borders, sections), _border(3, borders, sections)) if b is not None), 0
    )
    return next((line.index for line in lines if line.block >= heading), 0)


def _reviews_start(
    reviews: Table, lines: Sequence[TableLine], borders: Sequence[int], sections: Sequence[Section]
) -> int:
    """Index of the first line of table four: its first heading, else where section four begins.

    ``lines`` begin with section two: a narrative broken into lines ends many of them in 其中结果维持.
    """
    first = core(reviews.columns[0].label)
    after_groups = tuple(core(name) + first for row in reviews.rows for name in row.names)
    for line in lines:
        for piece in line.label_pieces:
            if (label := core(piece.text)) == first or label.endswith(after_groups):
                return line.index
    heading = _border(4, borders, sections)
    after = lines[-1].index + 1 if lines else 0
    return next((line.index for line in lines if heading is not None and line.block >= heading), after)


def _reviews_lines(
    lines: Sequence[TableLine],
    matched: Sequence[Sequence[Match]],
    first: int,
    borders: Sequence[int],
    sections: Sequence[Section],
) -> Sequence[TableLine]:
    """Lines of table four: behind the heading of section four, to that of section five.

    Where section four has no heading they begin behind the rows ``matched`` of tables two and three, if there
    is a heading of table four at all (``first`` is the line of the first one).
    """
    three = matched[-1]
    last = (three or matched[0])[-1:]
    after = last[0].last + 1 if last else 0
    heading = _border(4, borders, sections)
    if heading is not None:
        after = max(after, next((line.index for line in lines if line.block > heading), len(lines)))
    elif first >= len(lines):
        after = first
    elif not three:
        after = max(after, _words_above(first, lines))
    elif not any(line.values for line in three[-1].lines):
        # what is printed right behind a label of table three is that row's
        while after < len(lines) and (lines[after].is_empty or lines[after].is_values_only):
            after += 1
    following = _after_tables(borders, sections)
    end = next((ln.index for ln in lines if following is not None and ln.block >= following), len(lines))
    return lines[after:end] if end >= after else lines[after:]


def _words_above(line: int, lines: Sequence[TableLine]) -> int:
    """Index of the first of the lines without figures that stand together above a line."""
    while line and not lines[line - 1].values:
        line -= 1
    return line


def _after_tables(borders: Sequence[int], sections: Sequence[Section]) -> int | None:
    """Number of the block with the heading of section five, else six, None where neither was found."""
    return _border(5, borders, sections) or _border(6, borders, sections)


def _border(number: int, borders: Sequence[int], sections: Sequence[Section]) -> int | None:
    return next((b for b, s in zip(borders, sections, strict=True) if s.number == number), None)


def _line_of(
    number: int, lines: Sequence[TableLine], borders: Sequence[int], sections: Sequence[Section]
) -> int | None:
    """Index of the line on which a section's heading stands."""
    heading = _border(number, borders, sections)
    return next((line.index for line in lines if heading is not None and line.block >= heading), None)


def _form_of(table_id: str, tables: dict[str, Table], form_id: str | None) -> str:
    """The form whose headings a table prints, both joined by a plus sign where table two prints some of each.

    Tables three and four hardly differ and follow the whole.
    """
    if table_id != "disclosure":
        return form_id or ""
    cells = tables[table_id].cell_ids
    same = [form for form in STATUTORY if load_form(form).table("disclosure").cell_ids == cells]
    return "+".join(same or STATUTORY)


def _found(reading: TableReading) -> bool:
    return bool(reading.labels) or any(cell.status != "missing" for cell in reading.cells)


def _table_notes(tables: dict[str, Table], readings: dict[str, TableReading]) -> list[Note]:
    """Say in one sentence a table what could not be read of it, and why."""
    notes: list[Note] = []
    for table_id, reading in readings.items():
        title = tables[table_id].title
        count = Counter(cell.status for cell in reading.cells)
        place = next((cell.place for cell in reading.cells if cell.place), None)
        if count["missing"]:
            notes.append(
                Note(
                    "cells-missing",
                    Text(
                        f"“{title}”表应有 {len(reading.cells)} 格，{count['missing']} 格在本副本中找不到。",
                        f"Of {len(reading.cells)} cells of the table “{title}”, {count['missing']} "
                        "are not found in this copy.",
                    ),
                    place,
                )
            )
        if count["ambiguous"]:
            first = next(cell for cell in reading.cells if cell.status == "ambiguous")
            notes.append(
                Note(
                    "cells-ambiguous",
                    Text(
                        f"“{title}”表有 {count['ambiguous']} 格印有数字但无法确定归属，未作猜测。",
                        f"In {count['ambiguous']} cells of the table “{title}” the printed figures "
                        "fit more than one cell; none was chosen.",
                    ),
                    first.place,
                )
            )
        if pictures := [cell for cell in reading.cells if PICTURE in (cell.printed or "")]:
            text = Text(
                f"“{title}”表有 {len(pictures)} 格显示的是图片、公式对象、表单控件或脚本写出的内容"
                f"（以“{PICTURE}”表示），其中的数无从读取，未作猜测。请对照原件，或提供印有文字的版本。",
                f"In {len(pictures)} cells of the table “{title}” the copy shows a picture, a drawn formula, "
                f"a field of a form or what a script writes (“{PICTURE}”), whose figure cannot be read; none "
                "was guessed. Look at the original, or supply a version that prints text.",
            )
            notes.append(Note("cells-picture", text, pictures[0].place))
        if uneven := [cell for cell in reading.cells if _UNEVEN.search(cell.printed or "")]:
            text = Text(
                f"“{title}”表有 {len(uneven)} 格的数字高低、大小不一或被划线（以上标、下标字或划线表示，"
                "多是注释的标记或改动），不能当作一个数，未读取。",
                f"In {len(uneven)} cells of the table “{title}” digits stand off the line, are smaller than "
                "the others or struck out (written as raised, lowered or under a stroke; often a note's mark "
                "or a correction): they are not one figure, and none was read.",
            )
            notes.append(Note("cells-uneven", text, uneven[0].place))
    return notes
