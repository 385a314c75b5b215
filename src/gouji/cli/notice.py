"""``gouji notice``: the notice of rectification to one agency, as a Word document."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    import datetime as dt

    from gouji.evidence.records import Record
    from gouji.model.text import Lang


_NOTICE = Text(
    "为一个机关写整改通知书（.docx）：逐项列出问题、依据、更正建议和答复期限。\n\n"
    "AGENCY 是名录编号或机关全称。已决定不成立或机关已更正的问题不列入。",
    "Write the notice of rectification to one agency (.docx): its findings in order, their basis, proposed\n"
    "corrections, the date to answer by.\n\n"
    "AGENCY is its id or its full name. Findings that were dismissed or have been corrected are left out.",
)
_YEAR = Text("报告年度。", "Year of the report.")
_OUT = Text(
    "写到哪个文件，默认 notice-<年度>-<机关编号>.docx。",
    "File to write; notice-<year>-<agency id>.docx by default.",
)
_DUE = Text(
    "答复期限，如 2025-03-31；不给时留空待填。",
    "Date to answer by, such as 2025-03-31; left open without it.",
)
_TEMPLATE = Text("使用本单位的模板。", "A template of your own.")
_OTHERS = Text(
    "该机关该年度还有 {count} 份报告，通知书只针对 {source}。",
    "there are {count} more reports of this agency and year; the notice is on {source} alone.",
)
_TEMPLATES = Text("notice.docx", "notice.en.docx")


def command(lang: Lang) -> click.Command:
    """Return ``gouji notice``."""
    file = click.Path(dir_okay=False, path_type=Path)
    params: list[click.Parameter] = [
        click.Argument(["agency"], metavar="AGENCY"),
        click.Option(["--year"], metavar="Y", type=int, required=True, help=_YEAR.said(lang)),
        click.Option(["--out"], metavar="FILE", type=file, help=_OUT.said(lang)),
        click.Option(["--due"], metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help=_DUE.said(lang)),
        click.Option(["--template"], metavar="FILE", type=file, help=_TEMPLATE.said(lang)),
        parameters.data(lang),
        parameters.reports(lang),
    ]
    return BilingualCommand("notice", lang, _NOTICE, params, partial(_notice, Session(lang)))


def _notice(
    session: Session,
    *,
    agency: str,
    year: int,
    out: Path | None,
    due: dt.datetime | None,
    template: Path | None,
    data: Path | None,
    reports: Path,
) -> ExitStatus:
    from gouji.evidence.records import safe_name
    from gouji.inputs import workbook
    from gouji.inputs.files import put_files
    from gouji.show.notice import findings_of, notice_bytes

    record = _record(session, agency, year, reports, data or parameters.DATA)
    if not findings_of(record):
        raise GoujiError(
            f"{record.agency} {year} 没有需要整改或说明的问题，未写通知书。",
            f"{record.agency} {year} has no finding to rectify or explain; no notice is written.",
        )
    if template is None:
        template = workbook.notebooks() / "templates" / session.said(_TEMPLATES)
    content = notice_bytes(record, template, due.date() if due else None, session.lang)
    path = out or Path(f"notice-{year}-{safe_name(record.agency_id)}.docx")
    if path.exists() and path.read_bytes() != content:
        raise GoujiError(
            f"{path} 已存在，可能已有人编辑，不予覆盖。请用 --out 另指文件，或先移走它。",
            f"{path} exists and may have been edited; it is not overwritten. Choose another --out.",
        )
    put_files(path.parent, {path.name: content})
    click.echo(str(path))
    return session.status()


def _record(session: Session, agency: str, year: int, reports: Path, data: Path) -> Record:
    """Return the audit of this agency and year: in the evidence, else made on the spot."""
    from gouji.cli.session import available_records

    for records in available_records(reports, data):
        found = [one for one in records if one.year == year and agency in (one.agency_id, one.agency)]
        if found:
            break
    else:
        raise GoujiError(
            f"{reports} 和 {data} 中都没有 {agency} {year} 年度的报告。请核对机关编号或全称。",
            f"neither {reports} nor {data} has a report of {agency} for {year}. Check its id or full name.",
        )
    if len(found) > 1:
        session.message(_OTHERS.filled(count=len(found) - 1, source=found[0].source))
    return found[0]
