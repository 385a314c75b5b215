"""``gouji audit``: the main job, an evidence notebook for every report and the summary of them all."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session, meant, stay_single_threaded
from gouji.model.text import GoujiError, Text
from gouji.readers.limits import USUAL, Bounds

if TYPE_CHECKING:
    from gouji.batch.task import Claim
    from gouji.model.text import Lang


_AUDIT = Text(
    "审计全部报告，为每个机关每个年度生成证据笔记本和网页，再生成汇总。\n\n"
    "PATH 是报告文件或文件夹，- 为标准输入；不给 PATH 时审计 data/，写到 reports/。",
    "Audit every report: one evidence notebook and page per agency and year, then the summary.\n\n"
    "PATH is a report or a folder of reports, - is standard input; without PATH data/ goes to reports/.",
)
_OUT = Text("结果写到哪个文件夹，默认 reports。", "Folder for the results; reports by default.")
_YEAR = Text("只审计这一年度的报告。", "Audit the reports of this year only.")
_AGENCY = Text("只审计这个机关（名录编号或名称）。", "Audit this agency only (its id or its name).")
_TIMEOUT = Text(
    "每份报告最多处理几秒，默认 {default}；超时的报告单独报告，其他照常。",
    "Seconds that one report may take, {default} by default; the others go on after one that takes longer.",
)
_MEMORY = Text(
    "每份报告最多使用多少 MiB 内存，默认 {default}。",
    "MiB of memory that one report may take, {default} by default.",
)
_FORCE = Text("没有变化的也重新审计。", "Audit also what has not changed.")
_KEEP_SOURCES = Text(
    "把报告原件与证据存放在一起（网页存为 .txt），原文件改动后仍可重放。",
    "Keep each report beside its evidence (a page as .txt), so that it can be replayed when the file has "
    "changed.",
)
_A_DAY = 24 * 60 * 60
#: MiB: a kernel needs that much for any report; more than any machine has.
_LEAST_MEMORY, _MOST_MEMORY = 512, 2**24
_DONE = Text(
    "已审计 {audited} 份，未能处理 {failed} 份{kept}。汇总：{index}（用浏览器打开 {page}）",
    "{audited} audited, {failed} could not be processed{kept}. Summary: {index} (open {page} in a browser)",
)
_KEPT = Text("，其中 {kept} 份没有变化", ", {kept} of them unchanged")
_FORMER = Text(
    "{folders}：同一报告以前的结果，现在的在另一文件夹，已移除。",
    "{folders}: earlier evidence of a report whose evidence is in another folder now; removed.",
)
_DOUBLED = Text(
    "{folders}：同一报告以前的结果，内容有人改动过，没有移除，汇总时会重复计算。不再需要的请删去。",
    "{folders}: earlier evidence of a report whose evidence is in another folder now. It was changed by hand "
    "and is left alone: the summary counts the report twice. Delete what is not needed any more.",
)


def command(lang: Lang) -> click.Command:
    """Return ``gouji audit``."""
    folder = click.Path(file_okay=False, path_type=Path)
    timeout = _TIMEOUT.filled(default=USUAL.seconds).said(lang)
    memory = _MEMORY.filled(default=USUAL.memory).said(lang)
    params: list[click.Parameter] = [
        parameters.paths(required=False),
        parameters.data(lang),
        parameters.packs(lang),
        click.Option(["--out"], metavar="DIR", type=folder, default=parameters.REPORTS, help=_OUT.said(lang)),
        click.Option(["--year"], metavar="Y", type=int, help=_YEAR.said(lang)),
        click.Option(["--agency"], metavar="ID", help=_AGENCY.said(lang)),
        parameters.jobs(lang),
        parameters.scheduler(lang),
        click.Option(
            ["--timeout"],
            metavar="S",
            type=click.IntRange(1, _A_DAY),
            default=USUAL.seconds,
            help=timeout,
        ),
        click.Option(
            ["--memory"],
            metavar="MIB",
            type=click.IntRange(_LEAST_MEMORY, _MOST_MEMORY),
            default=USUAL.memory,
            help=memory,
        ),
        click.Option(["--force"], is_flag=True, help=_FORCE.said(lang)),
        click.Option(
            ["--keep-sources"], is_flag=True, envvar="GOUJI_KEEP_SOURCES", help=_KEEP_SOURCES.said(lang)
        ),
        parameters.witness(lang),
        parameters.strict(lang),
    ]
    return BilingualCommand("audit", lang, _AUDIT, params, partial(_audit, Session(lang)))


def _audit(
    session: Session,
    *,
    paths: tuple[str, ...],
    data: Path | None,
    packs: tuple[Path, ...],
    out: Path,
    year: int | None,
    agency: str | None,
    jobs: int | None,
    scheduler: str | None,
    timeout: int,
    memory: int,
    force: bool,
    keep_sources: bool,
    witness: bool,
    strict: bool,
) -> ExitStatus:
    stay_single_threaded()
    from gouji.batch.pool import kernels_to_lend, workers_of
    from gouji.evidence.manifest import MANIFEST_FILE
    from gouji.reports import compared_with, find_decisions_file, find_roster_file

    home = data or parameters.DATA
    decided = find_decisions_file([data] if data else paths, home)
    refuse_unread_decisions(out, decided)
    if not paths and data is None and not home.exists():
        raise GoujiError(
            f"当前文件夹中没有 {home} 文件夹，没有可审计的报告。用 gouji new 目录 新建工作目录；"
            "或写明报告的路径，如 gouji audit 年报.html。",
            f"there is no folder {home} here, and no report to audit. Make a folder to work in with "
            "gouji new DIR, or name the reports: gouji audit report.html.",
        )
    reports = session.collected(paths or [home])

    def wanted(claim: Claim) -> bool:
        named = (claim.agency, claim.ties.body)
        return (year is None or claim.year == year) and (agency is None or agency in named)

    roster = find_roster_file([data] if data else paths, home)
    with ExitStack() as stack:
        executor = stack.enter_context(workers_of(scheduler))[0] if scheduler else None
        kernels = None if scheduler else kernels_to_lend()
        if kernels is not None:
            stack.callback(kernels.stop)
            # what notebooks wait for longest starts first; a run over earlier evidence may need none
            if force or not (out / MANIFEST_FILE).exists():
                kernels.start()
        from gouji.batch.progress import ProgressOnStderr as Telling
        from gouji.batch.run import run_audits
        from gouji.rules.packs import chosen

        result = run_audits(
            reports,
            out,
            roster=roster,
            decisions=decided,
            others=compared_with(reports, data),
            lang=session.lang,
            jobs=jobs,
            executor=executor,
            force=force,
            bounds=Bounds(timeout, memory),
            wanted=wanted,
            progress=Telling(session.lang),
            packs=chosen(packs, roster),
            keep_sources=keep_sources,
            witness=witness,
            kernels=kernels,
        )
    for _ in session.telling_failures(result.failures):
        pass
    if not result.audited and not result.failures:
        perhaps = meant(agency, home)
        raise GoujiError(
            f"没有符合 --year、--agency 的报告。请核对年度和机关编号。{perhaps.zh}",
            f"no report is of this --year and --agency. Check the year and the agency's id.{perhaps.en}",
        )
    for stray in result.strays:
        session.message(stray.text)
    for folders, told in ((result.former, _FORMER), (result.doubled, _DOUBLED)):
        if folders:
            session.message(told.filled(folders="、".join(str(out / folder) for folder in folders)))
    for audited in result.audited:
        click.echo(str(out / audited.folder))
    kept = sum(one.kept for one in result.audited)
    index = out / "index.html"
    # last of all, where it is seen
    sys.stdout.flush()
    done = _DONE.filled(
        audited=len(result.audited),
        failed=len(result.failures),
        kept=_KEPT.filled(kept=kept) if kept else Text("", ""),
        index=index,
        page=index.absolute().as_uri(),
    )
    session.message(done)
    return session.status(objected=strict and any(one.verdict == "violation" for one in result.audited))


def refuse_unread_decisions(out: Path, decided: Path | None) -> None:
    """Raise where somebody decided on findings in ``findings.xlsx`` and nobody has read that back yet.

    The run would write the workbook anew, and a decision would be lost.
    """
    from gouji.evidence.manifest import MANIFEST_FILE, BrokenManifestError, parse
    from gouji.inputs.decision_file import handed_in, load_decisions
    from gouji.inputs.files import digest

    book = out / "findings.xlsx"
    try:
        known = parse((out / MANIFEST_FILE).read_bytes()).files.get(book.name)
        if known is None or digest(book) == known:
            return
        made = handed_in(book)
    except (OSError, BrokenManifestError, GoujiError):
        # what is no evidence of ours, or no workbook any more, holds no decisions
        return
    on_record = load_decisions(decided)
    recorded = {one.finding: one for one in on_record}
    # one that was made with gouji 0.1 stands in the sheet with the id that its finding has now
    former = {(one.rule, one.year, one.when): one for one in on_record if one.is_former}
    unread = [
        one
        for one in made
        if not one.repeats(recorded.get(one.finding) or former.get((one.rule, one.year, one.when)))
    ]
    if unread:
        raise GoujiError(
            f"{book} 的“处理”表中有 {len(unread)} 项决定还没有记录，重新审计会把它们覆盖。"
            f"请先运行 gouji decide --from {book}",
            f"{len(unread)} decisions in the sheet of {book} are not on record yet, and the run would "
            f"overwrite them. First run gouji decide --from {book}",
        )
