"""``gouji notice``: the notice of rectification to one agency, as a Word document."""

from __future__ import annotations

from collections import Counter
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


#: What can ask for something, as people may write it.
_SEVERITIES = {"violation": "违规", "data_quality": "数据质量", "plausibility": "合理性"}
_NOTICE = Text(
    "写整改通知书（.docx）：逐项列出问题、依据、更正建议和答复期限；--all 为全部机关各写一份，\n"
    "并附通知书清单。\n\n"
    "AGENCY 是名录编号或机关全称。已决定不成立或机关已更正的问题不列入。已有的文件不会被覆盖。",
    "Write the notice of rectification to one agency (.docx): its findings in order, their basis, proposed\n"
    "corrections, the date to answer by; with --all one to every agency, and a list of them.\n\n"
    "AGENCY is its id or its full name. Findings that were dismissed or have been corrected are left out.\n"
    "No file is ever overwritten.",
)
_YEAR = Text("报告年度。", "Year of the report.")
_OUT = Text(
    "写到哪个文件，默认 notice-<年度>-<机关编号>.docx；用 --all 时为文件夹，默认 通知书/<年度>。",
    "File to write; notice-<year>-<agency id>.docx by default. With --all a folder; by default "
    "notices/<year>.",
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
_ALL = Text("为该年度全部机关各写一份。", "Write one to every agency with findings in that year.")
_SEVERITY = Text(
    "只列这一性质的问题（违规、数据质量、合理性），可给几次。",
    "List findings of this severity only (violation, data_quality, plausibility); may be given again.",
)
_EITHER = Text("请写明一个机关，或用 --all", "name one agency, or use --all")
_KEPT = Text(
    "{path} 已存在，可能已有人编辑，没有覆盖。要重写，请先移走它，或用 --out 另指文件夹。",
    "{path} exists and may have been edited; it was left alone. Move it away, or choose another --out.",
)
_WRITTEN = Text(
    "写了 {count} 份通知书；{none} 个机关没有要列的问题。",
    "{count} notices; {none} agencies have no finding to list.",
)
_NO_FILE = Text(
    "一个机关的通知书，'--out' 应为文件，而不是文件夹",
    "for the notice to one agency '--out' must be a file, not a folder",
)
_FOLDER = Text("通知书", "notices")
_TEMPLATES = Text("notice.docx", "notice.en.docx")


def template_of(lang: Lang) -> Path:
    """Return the template that is used where nobody names another."""
    from gouji.inputs import workbook

    return workbook.notebooks() / "templates" / _TEMPLATES.said(lang)


def command(lang: Lang) -> click.Command:
    """Return ``gouji notice``."""
    file = click.Path(dir_okay=False, path_type=Path)
    anywhere = click.Path(path_type=Path)
    params: list[click.Parameter] = [
        click.Argument(["agency"], metavar="[AGENCY]", required=False),
        click.Option(["--all", "every"], is_flag=True, help=_ALL.said(lang)),
        click.Option(["--year"], metavar="Y", type=int, required=True, help=_YEAR.said(lang)),
        click.Option(["--out"], metavar="FILE", type=anywhere, help=_OUT.said(lang)),
        click.Option(
            ["--severity", "severities"],
            metavar="SEVERITY",
            type=click.Choice([*_SEVERITIES, *_SEVERITIES.values()]),
            multiple=True,
            help=_SEVERITY.said(lang),
        ),
        click.Option(["--due"], metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help=_DUE.said(lang)),
        click.Option(["--template"], metavar="FILE", type=file, help=_TEMPLATE.said(lang)),
        parameters.data(lang),
        parameters.reports(lang),
    ]
    return BilingualCommand("notice", lang, _NOTICE, params, partial(_notice, Session(lang)))


def _notice(
    session: Session,
    *,
    agency: str | None,
    every: bool,
    year: int,
    out: Path | None,
    severities: tuple[str, ...],
    due: dt.datetime | None,
    template: Path | None,
    data: Path | None,
    reports: Path,
) -> ExitStatus:
    from gouji.evidence.records import safe_name
    from gouji.inputs.files import put_files
    from gouji.show.notice import findings_of, notice_bytes

    if (agency is None) is not every:
        raise click.UsageError(session.said(_EITHER))
    if agency is not None and out is not None and out.is_dir():
        raise click.UsageError(session.said(_NO_FILE))
    home = data or parameters.DATA
    day = due.date() if due else None
    wanted = {next((id_ for id_, word in _SEVERITIES.items() if word == name), name) for name in severities}
    if template is None:
        template = template_of(session.lang)
    if agency is None:
        # a body has a notice a year, each year a list of its own
        folder = out or Path(session.said(_FOLDER), str(year))
        return _notices(session, _records(year, reports, home), year, folder, wanted, day, template)
    record = _record(session, agency, year, reports, home)
    if not findings_of(record, wanted):
        raise GoujiError(
            f"{record.agency} {year} 没有需要整改或说明的问题，未写通知书。",
            f"{record.agency} {year} has no finding to rectify or explain; no notice is written.",
        )
    content = notice_bytes(record, template, day, session.lang, wanted)
    path = out or Path(f"notice-{year}-{safe_name(record.agency_id)}.docx")
    if path.exists() and path.read_bytes() != content:
        raise GoujiError(
            f"{path} 已存在，可能已有人编辑，不予覆盖。请用 --out 另指文件，或先移走它。",
            f"{path} exists and may have been edited; it is not overwritten. Choose another --out.",
        )
    put_files(path.parent, {path.name: content})
    click.echo(str(path))
    return session.status()


def _notices(
    session: Session,
    records: list[Record],
    year: int,
    folder: Path,
    severities: set[str],
    due: dt.date | None,
    template: Path,
) -> ExitStatus:
    """Write one notice an agency, and the list of them; a file that is there with other bytes stays."""
    from gouji.evidence.records import safe_name
    from gouji.inputs.files import put_files
    from gouji.show.notice import COVER_FILE, cover_bytes, findings_of, items_of, notice_bytes

    listed = [(one, items) for one in records if (items := items_of(findings_of(one, severities)))]
    taken = Counter(safe_name(one.agency) for one, _ in listed)
    notices = []
    files: dict[str, bytes] = {}
    for one, items in listed:
        name = safe_name(one.agency)
        if taken[name] > 1:
            name = f"{name}-{safe_name(one.agency_id)}"
        files[f"{name}.docx"] = notice_bytes(one, template, due, session.lang, severities)
        notices.append((one, len(items), f"{name}.docx"))
    if not notices:
        raise GoujiError(
            f"{year} 年度没有需要整改或说明的问题，未写通知书。",
            f"no report for {year} has a finding to rectify or explain; no notice is written.",
        )
    files[session.said(COVER_FILE)] = cover_bytes(notices, year, due, session.lang)
    kept = False
    for name, content in files.items():
        path = folder / name
        if path.exists() and path.read_bytes() != content:
            kept = True
            session.message(_KEPT.filled(path=path))
            continue
        put_files(folder, {name: content})
        click.echo(str(path))
    session.message(_WRITTEN.filled(count=len(notices), none=len(records) - len(notices)))
    return ExitStatus.INCOMPLETE if kept else session.status()


def _records(year: int, reports: Path, data: Path) -> list[Record]:
    """Return one audit an agency for the year, by name: of several copies the one that counts."""
    from gouji.cli.session import available_records
    from gouji.model.filing import one_a_year

    for records in available_records(reports, data):
        of_year = [one for one in records if one.year == year]
        if of_year:
            standing = one_a_year(of_year, lambda one: one.copy)
            # a report of no certain body stands for no year; nothing would be said of it otherwise
            alone = [one for one in of_year if (one.agency_id, year) not in standing]
            return sorted([*standing.values(), *alone], key=lambda one: (one.agency, one.folder))
    raise GoujiError(
        f"{reports} 和 {data} 中都没有 {year} 年度的报告。请核对年度和文件夹。",
        f"neither {reports} nor {data} has a report for {year}. Check the year and the folders.",
    )


def _record(session: Session, agency: str, year: int, reports: Path, data: Path) -> Record:
    """Return the audit of this agency and year: in the evidence, else made on the spot."""
    from gouji.cli.session import available_records, meant

    for records in available_records(reports, data):
        found = [one for one in records if one.year == year and agency in (one.agency_id, one.agency)]
        if found:
            break
    else:
        perhaps = meant(agency, data)
        raise GoujiError(
            f"{reports} 和 {data} 中都没有 {agency} {year} 年度的报告。请核对机关编号或全称。{perhaps.zh}",
            f"neither {reports} nor {data} has a report of {agency} for {year}. Check its id or full name."
            f"{perhaps.en}",
        )
    if len(found) > 1:
        session.message(_OTHERS.filled(count=len(found) - 1, source=found[0].source))
    return found[0]
