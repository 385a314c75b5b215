"""``gouji confirm``: hold what was recognised in pictures against them, and take what a person says."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.inputs.confirmed import RecordedPicture
    from gouji.model.document import Document, Place
    from gouji.model.filing import Filing
    from gouji.model.text import Lang
    from gouji.reports import Report


_CONFIRM = Text(
    "把由图片识别出的数字交人逐格对照图片确认。\n\n"
    "gouji confirm REPORT 写出一个网页和一张 .xlsx，每格的图片与识别结果并列，可疑的在前；\n"
    "在其中确认或改正后，用 gouji confirm --from FILE 读入。确认记录保存在名录旁，\n"
    "此后审计、核对、读取都采用这些值并注明是谁确认的。未经确认的识别结果不参与任何判断。",
    "Let a person confirm, cell by cell and against the pictures, what was recognised in them.\n\n"
    "gouji confirm REPORT writes a page and an .xlsx with the picture of each cell beside what was\n"
    "recognised in it, doubtful ones first; mark or correct them there and hand the file in with\n"
    "gouji confirm --from FILE. The record is kept in data/confirmed/; audit, check and read use it from\n"
    "then on and say who confirmed. What nobody has confirmed is used for nothing.",
)
_FROM = Text(
    "读入这个文件中的确认：网页保存的 .csv，或填好的 .xlsx。",
    "Take what is confirmed in this file: the .csv saved by the page, or the .xlsx that was filled in.",
)
_BY = Text("确认人，默认当前登录用户。", "Who confirmed; the user logged in by default.")
_OUT = Text(
    "网页和表格写到哪个文件夹，默认当前文件夹。", "Folder for page and sheet; the current one by default."
)
_AGAIN = Text(
    "改变已有的确认；原来的留在记录中。", "Replace what was confirmed before, which stays on record."
)
_WANTED = Text("请写明一份报告，或用 --from 读入确认", "name a report, or hand in a file with --from")
_NOTHING_MARKED = Text(
    "{path} 中没有勾选或改正任何一格，没有记录。",
    "no cell is marked or corrected in {path}; nothing was recorded.",
)
_NOBODY = Text("无法得知当前用户，请用 --by 写明确认人", "the user is not known; say who confirmed with --by")
_TAKEN = Text("已记录 {count} 格，写入 {path}", "recorded {count} cells in {path}")
_SAME = Text("另有 {count} 格与记录相同。", "{count} more say what is on record already.")
_OTHERWISE = Text(
    "另有 {count} 格此前确认为别的内容，没有改动（{cells}）；要改请加 --again。",
    "{count} more were confirmed otherwise before and left alone ({cells}); use --again to replace them.",
)
_WRITTEN = Text(
    "{count} 格待确认，其中 {doubtful} 格可疑。", "{count} cells to confirm, {doubtful} of them doubtful."
)
_TITLE = Text("对照图片确认 {name}", "Confirm against the pictures: {name}")
_REPORT_TITLE: Final = Text("报告标题", "Title of the report")
#: So many of the first lines are asked for where none of them is a title as recognised.
_HEAD: Final = 3
_HEADING: Final = Text("标题“{title}”", "heading “{title}”")


def command(lang: Lang) -> click.Command:
    """Return ``gouji confirm``."""
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    params: list[click.Parameter] = [
        click.Argument(["report"], metavar="[REPORT]", required=False, type=file),
        click.Option(["--from", "source"], metavar="FILE", type=file, help=_FROM.said(lang)),
        click.Option(["--by"], metavar="NAME", help=_BY.said(lang)),
        click.Option(["--again"], is_flag=True, help=_AGAIN.said(lang)),
        click.Option(
            ["--out"],
            metavar="DIR",
            default=Path(),
            type=click.Path(file_okay=False, path_type=Path),
            help=_OUT.said(lang),
        ),
        parameters.data(lang),
    ]
    return BilingualCommand("confirm", lang, _CONFIRM, params, partial(_confirm, Session(lang)))


def _confirm(
    session: Session,
    *,
    report: Path | None,
    source: Path | None,
    by: str | None,
    again: bool,
    out: Path,
    data: Path | None,
) -> ExitStatus:
    home = data or parameters.DATA
    if source is not None:
        _take(session, source, report, home, by, again=again)
    elif report is not None:
        _write(session, report, home, out)
    else:
        raise click.UsageError(session.said(_WANTED))
    return session.status()


def _take(
    session: Session, source: Path, report: Path | None, home: Path, by: str | None, *, again: bool
) -> None:
    """Enter what was marked into the records of its reports, and tell how much of it was new."""
    import getpass

    from gouji.inputs.confirmed import marked, take
    from gouji.inputs.files import timestamp

    who = (by or "").strip()
    said = list(marked(source))
    if not said:
        session.message(_NOTHING_MARKED.filled(path=source))
    if not who and not all(one.by for one in said):
        try:
            who = getpass.getuser()
        except (OSError, KeyError) as error:
            raise click.UsageError(session.said(_NOBODY)) from error
    for one in take(said, partial(_record, report, home), timestamp(), who, again=again):
        click.echo(session.said(_TAKEN.filled(count=one.new, path=one.path)))
        if one.same:
            session.message(_SAME.filled(count=one.same))
        if one.otherwise:
            cells = ", ".join(one.otherwise[:4])
            session.message(_OTHERWISE.filled(count=len(one.otherwise), cells=cells))


def _record(report: Path | None, home: Path, sha256: str) -> Path:
    from gouji.inputs.confirmed import confirmed_by, record_in

    return (confirmed_by(report, sha256) if report else None) or record_in(home, sha256)


def _write(session: Session, path: Path, home: Path, out: Path) -> None:
    """Write page and sheet of a report, and first the record of what was recognised in it."""
    import hashlib

    from gouji.inputs.confirmed import FOLDER, confirmed_by, load_record, pictures_of, record_bytes
    from gouji.inputs.files import put_files
    from gouji.reports import collect, find_roster, report_document, report_filing

    [report] = collect([path])
    sha256 = hashlib.sha256(report.load()).hexdigest()
    roster = find_roster([path], home)
    document = report_document(report)
    record = confirmed_by(path, sha256)
    if record is None:
        pictures = told_for(pictures_of(document), report_filing(report, document, roster), document)
        if not any(one.cell for one in pictures):
            raise GoujiError(
                f"{report.name}：没有由图片识别出的格子，无须确认。",
                f"{report.name}: no cell of it was recognised in a picture; there is nothing to confirm.",
            )
        record = _home(path, home) / FOLDER / f"{sha256}.csv"
        put_files(record.parent, {record.name: record_bytes(pictures)})
    pictures = load_record(record)
    rows = _rows(pictures, _hinted(report, document, home), session.lang)
    title = _TITLE.filled(name=report.name).said(session.lang)
    names = [f"确认-{report.name}.{kind}" for kind in ("html", "xlsx")]
    if (sheet := out / names[1]).exists():
        raise GoujiError(
            f"{sheet} 已存在，可能已有人填写，不予覆盖。请用 --out 另指文件夹，或先移走它。",
            f"{sheet} exists and may have been filled in; it is not overwritten. Choose another --out.",
        )
    contents = (_page(rows, sha256, title, session.lang), _sheet(rows, sha256, session.lang))
    put_files(out, dict(zip(names, contents, strict=True)))
    for name in names:
        click.echo(str(out / name))
    open_rows = [row for row in rows if row.said is None]
    doubtful = sum(bool(row.doubts) for row in open_rows)
    session.message(_WRITTEN.filled(count=len(open_rows), doubtful=doubtful))


def _home(report: Path, data: Path) -> Path:
    """Return the folder of inputs that a report lies in: ``data``, its roster's, else its own."""
    from gouji.reports import find_roster_file

    folders = (report.absolute().parent, *report.absolute().parent.parents[:2])
    roster = find_roster_file([report], data)
    return next(
        (
            folder
            for folder in folders
            if folder == data.absolute() or (roster is not None and folder == roster.absolute().parent)
        ),
        folders[0],
    )


def told_for(
    pictures: Iterable[RecordedPicture], filing: Filing, document: Document
) -> list[RecordedPicture]:
    """Say of each picture for which cell of the form, or for which heading, it was taken."""
    from gouji.extract.sections import find_sections
    from gouji.extract.titles import find_title, folded
    from gouji.model.document import Paragraph
    from gouji.model.form import NEWEST, load_form

    cells = {cell.place: cell.id for cell in filing.form_cells if cell.recognised is not None}
    sections, _, _ = find_sections(document.blocks, load_form(filing.form or NEWEST))
    cells |= {section.place: f"section/{section.number}" for section in sections}
    title = find_title(document)
    whole = folded(title.printed) if title else ""
    lines: list[Place] = []
    # the title stands above all tables; where no line is one as recognised the first ones are asked for
    for block in takewhile(lambda block: isinstance(block, Paragraph), document.blocks):
        text = folded(block.text) if isinstance(block, Paragraph) else ""
        wanted = text and (text in whole or whole in text) if title else len(lines) < _HEAD
        if wanted and block.place not in cells:
            lines.append(block.place)
    cells |= {place: f"title/{number}" for number, place in enumerate(lines, start=1)}
    return [
        replace(one, form=filing.form or "", cell=cells.get(one.spot.place, "") if one.read.picture else "")
        for one in pictures
    ]


def _hinted(report: Report, document: Document, home: Path) -> frozenset[str]:
    """Return the cells of sums that would not hold if all that was recognised were right: a hint, no more."""
    from gouji.audits import audit_filings
    from gouji.model.document import Confirmation
    from gouji.reports import find_roster, report_filing

    assumed = replace(document, confirmed=dict.fromkeys(document.recognised, Confirmation("", "")))
    [audit] = audit_filings([report_filing(report, assumed, find_roster([report.path or ""], home))])
    broken = (found for found in audit.rule_findings if found.table and found.severity == "violation")
    return frozenset(cell for found in broken for cell in found.cells)


@dataclass(frozen=True, slots=True)
class _Row:
    """A picture to look at: ``said`` is what is on record, ``doubts`` and ``hint`` why to look first."""

    one: RecordedPicture
    where: str
    doubts: tuple[Text, ...]
    hint: bool

    @property
    def said(self) -> str | None:
        return self.one.confirmed

    def why(self, lang: Lang) -> str:
        hint = (_HINT,) if self.hint else ()
        return ("；" if lang == "zh" else "; ").join(text.said(lang) for text in (*self.doubts, *hint))


_HINT: Final = Text(
    "所在的算式按识别结果不平（只作提示）", "its sum would not hold as recognised (only a hint)"
)


def _rows(pictures: Sequence[RecordedPicture], hinted: frozenset[str], lang: Lang) -> list[_Row]:
    """Return what is to be looked at: what is open before what is confirmed, of that the doubtful first."""
    from gouji.inputs.confirmed import doubts_of

    rows = [
        _Row(one, _where(one).said(lang), doubts_of(one.read), one.cell in hinted)
        for one in pictures
        if one.cell
    ]
    return sorted(rows, key=lambda row: (row.said is not None, not row.doubts, not row.hint))


def _where(one: RecordedPicture) -> Text:
    from gouji.show.cells import cell_label
    from gouji.show.words import TABLES

    table = one.cell.split("/")[0]
    if table == "title":
        return _REPORT_TITLE
    if table not in TABLES:
        return _HEADING.filled(title=one.read.text)
    label = cell_label(one.cell, one.form)
    return Text(f"{TABLES[table].zh.split()[0]} {label}", f"{TABLES[table].en.split(':')[0]} {label}")


def _page(rows: Sequence[_Row], sha256: str, title: str, lang: Lang) -> bytes:
    from gouji.inputs.confirmed import NOTHING, TITLES
    from gouji.show.cells import png
    from gouji.show.page import plain_page
    from gouji.show.render import block, confirm_script, render

    shown = [
        {
            "where": row.where,
            "picture": png(row.one.read.picture),
            "text": row.one.read.text,
            "why": row.why(lang),
            "said": None
            if row.said is None
            else f"{row.said or NOTHING} · {row.one.by} · {row.one.when[:10]}",
            "data": json.dumps(_handed(row, sha256), ensure_ascii=False),
        }
        for row in rows
    ]
    columns = json.dumps({name: text.said(lang) for name, text in TITLES.items()}, ensure_ascii=False)
    html = render("confirm.html.j2", lang, rows=shown, columns=columns, nothing=NOTHING)
    heading = Text("图片与识别结果", "Pictures and what was recognised").said(lang)
    return plain_page(title, [(heading, block(html, "", lang))], lang, [confirm_script()])


def _handed(row: _Row, sha256: str) -> dict[str, str]:
    one = row.one
    return {"recognised": one.read.text, "cell": one.cell, "picture": one.read.digest, "report": sha256}


def _sheet(rows: Sequence[_Row], sha256: str, lang: Lang) -> bytes:
    """Return a workbook with the picture of each cell beside what was recognised in it."""
    from openpyxl import Workbook
    from openpyxl.drawing.image import Image
    from openpyxl.utils import get_column_letter

    from gouji.inputs.confirmed import NOTHING, TITLES
    from gouji.show.spreadsheet import EPOCH, put_text, timeless

    book = Workbook()
    book.properties.creator, book.properties.created = "gouji", EPOCH
    sheet = book.worksheets[0]
    sheet.title = Text("确认", "Confirm").said(lang)
    sheet.freeze_panes = "A2"
    heads = {"picture_shown": Text("图片", "Picture"), **TITLES}
    order = (
        "where",
        "picture_shown",
        "recognised",
        "ok",
        "correction",
        "why",
        "by",
        "cell",
        "picture",
        "report",
    )
    for column, (name, width) in enumerate(zip(order, _WIDTHS, strict=True), start=1):
        put_text(sheet, 1, column, heads[name].said(lang), bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(rows, start=2):
        said: dict[str, Any] = _handed(row, sha256) | {
            "where": row.where,
            "why": row.why(lang),
            "by": row.one.by,
        }
        if row.said is not None:
            said["correction"] = row.said or NOTHING
        for column, name in enumerate(order, start=1):
            put_text(sheet, number, column, said.get(name, ""))
        image = Image(io.BytesIO(row.one.read.picture))
        scale = min(1.0, _MOST_WIDE / image.width, _MOST_HIGH / image.height)
        image.width, image.height = max(1, int(image.width * scale)), max(1, int(image.height * scale))
        sheet.add_image(image, f"B{number}")
        sheet.row_dimensions[number].height = max(18, image.height * 0.75 + 4)
    raw = io.BytesIO()
    book.save(raw)
    return timeless(raw.getvalue())


_WIDTHS: Final = (44, 30, 14, 8, 14, 40, 12, 12, 12, 12)
#: Pixels of a picture in the sheet.
_MOST_WIDE, _MOST_HIGH = 200, 80
