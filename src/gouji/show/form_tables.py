"""A statutory form to fill in: what a report puts into it, and the statutory document (.docx)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gouji.model.filing import NUMERALS, UNREAD
from gouji.model.form import load_form
from gouji.model.safe import visible
from gouji.model.text import GoujiError
from gouji.show.cells import empty_layouts, layouts, placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.table import _Cell as WordCell

    from gouji.model.filing import Cell, Filing
    from gouji.model.form import Form, FormSection
    from gouji.show.cells import Layout, PlacedCell


_TITLE: Final = "（机关名称）（年度）年政府信息公开工作年度报告"


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form, and what a reading of a report puts into it.

    ``layouts`` are its tables with the rows that the report prints. ``title`` and ``prose`` (texts by
    number of section) are the report's own; without a report there are none. ``cells`` are its, by id;
    ``source`` is its file.
    """

    form: Form
    layouts: tuple[Layout, ...]
    title: str
    prose: dict[int, tuple[str, ...]]
    cells: dict[str, Cell]
    source: str = ""

    @property
    def unread(self) -> list[Cell]:
        """The cells whose figure has to be looked up in the report itself."""
        return [cell for cell in self.cells.values() if cell.status in UNREAD]

    def layout_of(self, section: FormSection) -> Layout | None:
        """Return the table that stands in a section."""
        own = {table.id for table in self.form.tables if table.section == section.number}
        return next((layout for layout in self.layouts if layout.table in own), None)


def filled_form(form_id: str, filing: Filing | None = None) -> FilledForm:
    """Return a form with what a report says in it, or empty.

    Raises :class:`GoujiError` for a report on another form: its figures would have no place here.
    """
    form = load_form(form_id)
    if filing is None:
        return FilledForm(form, tuple(empty_layouts(form_id)), _TITLE, {}, {})
    if filing.form != form_id:
        name = filing.source.name
        followed = f"{filing.form}" if filing.form else ""
        raise GoujiError(
            f"{name} 不是 {form_id} 年格式的报告"
            f"{'，而是 ' + followed + ' 格式' if followed else '，未能认出法定格式'}，"
            "其中的数字在这里没有位置。请换用报告自己的格式，或者不用 --from 另填。",
            f"{name} is no report on form {form_id}"
            f"{', but on form ' + followed if followed else ': no statutory form was recognised'}; "
            "its figures have no place here. Choose the form that the report follows, or leave out --from.",
        )
    with_table = {table.section for table in form.tables}
    prose: dict[int, tuple[str, ...]] = {}
    for section in filing.sections:
        # a plain text has the lines of its tables among the paragraphs: there, only sentences are prose
        end = "。" if section.number in with_table else ""
        texts = tuple(visible(one.text) for one in section.paragraphs if one.text.strip() and end in one.text)
        prose[section.number] = prose.get(section.number, ()) + texts
    cells = {cell.id: cell for cell in filing.form_cells}
    return FilledForm(
        form, tuple(layouts(filing)), visible(filing.title or _TITLE), prose, cells, filing.source.name
    )


def heading(section: FormSection) -> str:
    """Return the heading of a section as the form prints it: ``一、总体情况``."""
    return f"{NUMERALS[section.number - 1]}、{section.title}"


def figure(cell: Cell | None) -> int | float | str | None:
    """Return what goes into a cell of the form: the number read, a placeholder as printed, else nothing."""
    if cell is None:
        return None
    if cell.status in ("read", "annotated") and cell.value is not None:
        return cell.value if isinstance(cell.value, int) else float(cell.value)
    return visible(cell.printed or "").strip() if cell.status == "placeholder" else None


def document_bytes(form: FilledForm) -> bytes:
    """Return the statutory document (.docx): sections in order, tables with figures, prose where known."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    from gouji.show.spreadsheet import timeless

    document = docx.Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    document.core_properties.author = "gouji"
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(form.title).bold = True
    for section in form.form.sections:
        document.add_paragraph().add_run(heading(section)).bold = True
        for text in form.prose.get(section.number, ()):
            document.add_paragraph(text)
        if (layout := form.layout_of(section)) is not None:
            cells = placed(layout)
            height = max(one.row + one.rowspan for one in cells)
            width = max(one.column + one.colspan for one in cells)
            drawn = document.add_table(height, width, style="Table Grid")
            # asked for once: python-docx works the whole table out for each cell that one asks for
            rows = [row.cells for row in drawn.rows]
            for one in cells:
                _draw(rows, one, form)
        if section.number not in form.prose:
            document.add_paragraph()
    raw = io.BytesIO()
    document.save(raw)
    return timeless(raw.getvalue())


def _draw(rows: Sequence[Sequence[WordCell]], one: PlacedCell, form: FilledForm) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    cell = rows[one.row][one.column]
    if one.rowspan > 1 or one.colspan > 1:
        cell = cell.merge(rows[one.row + one.rowspan - 1][one.column + one.colspan - 1])
    value = figure(form.cells.get(one.cell)) if one.cell else one.label
    cell.text = "" if value is None else str(value)
    if one.cell:
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
