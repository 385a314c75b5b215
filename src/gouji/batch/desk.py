"""Reports dropped on a desk: read whose each is, put among the others, audited, decided on.

A desk is a folder of reports and the folder of their evidence, as ``gouji audit`` knows them. What is dropped
lies aside until it is read, in a process of its own within the limits of every run. Then it goes to
``<year>/<body>``, under a name made of its reading and never of the name it came with; where year or body are
not certain somebody is asked first. No file is ever overwritten.
"""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any, Final, Literal

from gouji.batch.library import lost
from gouji.batch.pool import Pool
from gouji.batch.progress import EachAudit
from gouji.batch.run import run_audits
from gouji.batch.task import Claim, HandedIn, Question, look_at
from gouji.evidence.records import (
    Record,
    decision_on,
    evidence_folders,
    new_decisions,
    raw_record,
    read_records,
    safe_name,
)
from gouji.inputs.confirmed import record_in, take
from gouji.inputs.decision_file import PAGES, decision_named, load_decisions, record, valid_id
from gouji.inputs.files import digest, put_beside, timestamp
from gouji.inputs.roster import Roster, unlisted_id
from gouji.inputs.sidefile import FIRST_YEAR, LAST_YEAR, beside
from gouji.model.safe import safe
from gouji.model.text import GoujiError, Text, error_text
from gouji.readers.limits import USUAL, Bounds
from gouji.reports import DECISIONS_FILE, Report, collect, decisions_in, is_report_name, roster_in
from gouji.show.decision_views import NO_EVIDENCE, NOTHING_SAID, in_a_row, taken_decisions, taken_texts
from gouji.show.words import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from gouji.inputs.confirmed import HandedInText
    from gouji.inputs.decisions import Decision
    from gouji.model.finding import Verdict
    from gouji.model.text import Lang


State = Literal["waiting", "reading", "asked", "auditing", "audited", "taken", "away", "failed"]
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}")
#: How many characters of a file's own name are shown.
_LONGEST: Final = 120
_NO_YEAR: Final = Text("报告没有写明年度，请填写。", "The report does not state its year: enter it.")
_NO_BODY: Final = Text(
    "“{body}”既不在名录中，也不是标题所印的全称，请选定机关。",
    "“{body}” is neither on the roster nor whole in the title: choose the body.",
)
_NO_REPORT: Final = Text(
    "没有读到法定表格中的数字，可能不是年度报告；如果不是，请拿开。",
    "No figure of the statutory tables was read: it may be no annual report; if so, put it away.",
)
_AWAY: Final = Text("没有存入，也没有审计。", "Neither stored nor audited.")
_THERE: Final = Text(
    "与已有的 {name} 完全相同，没有再存。", "The same as {name}, which is there; not stored again."
)
_NOT_RUN: Final = Text("没有审计：{why}", "Not audited: {why}")
_GONE: Final = Text("这次审计没有给出结果。", "The run gave no result for it.")


@dataclass(slots=True)
class Dropped:
    """One file that was dropped. ``claim`` is whose it is by its reading, or by what was answered.

    ``aside`` is where it lies until it is put to ``path``; ``folder`` and ``findings`` are of its evidence.
    """

    number: int
    name: str
    aside: Path
    state: State = "waiting"
    message: Text | None = None
    claim: Claim | None = None
    path: Path | None = None
    verdict: Verdict | None = None
    folder: str | None = None
    findings: tuple[dict[str, Any], ...] = ()


class Desk:
    """What lies on the desk, and the thread that works on it one batch after the other.

    ``before`` is called ahead of every run and may refuse it. All methods may be called from any thread.
    """

    def __init__(
        self,
        data: Path,
        out: Path,
        aside: Path,
        *,
        lang: Lang,
        jobs: int | None = None,
        bounds: Bounds = USUAL,
        before: Callable[[], None] = lambda: None,
        packs: tuple[Path, ...] = (),
    ) -> None:
        self.data, self.out, self.lang = data, out, lang
        self.aside, self._jobs, self._bounds = aside, jobs, bounds
        self._before, self._packs = before, packs
        self._dropped: list[Dropped] = []
        self._queue: deque[Dropped] = deque()
        self._again = self._working = False
        self._message: Text | None = None
        self._change = Condition()

    def start(self) -> None:
        """Begin to work, until the process ends."""
        Thread(target=self._work, daemon=True).start()

    def drop(self, name: str, content: bytes) -> int:
        """Lay a file on the desk and return its number; its name is shown, and no path is made of it."""
        suffix = Path(name.replace("\\", "/")).suffix.lower()
        with self._change:
            number = len(self._dropped) + 1
            folder = self.aside / str(number)
            folder.mkdir()
            path = folder / f"report{suffix if _SUFFIX.fullmatch(suffix) else ''}"
            path.write_bytes(content)
            one = Dropped(number, safe(name)[:_LONGEST] or path.name, path)
            self._dropped.append(one)
            self._queue.append(one)
            self._change.notify_all()
        return number

    def answer(self, number: int, year: int, agency: str | None) -> None:
        """Put a report in its place that somebody was asked about; ``agency`` is an id, None as it was read.

        Raises :class:`GoujiError` where it is not asked about, or the answer cannot be.
        """
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise GoujiError(
                f"年度应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。",
                f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}.",
            )
        body = self._roster().get(agency) if agency is not None else None
        if agency is not None and body is None:
            raise GoujiError("名录中没有这个机关。", "the body is not on the roster.")
        with self._change:
            one, claim = self._asked(number)
            entries: dict[str, int | str] = {} if year == claim.year else {"year": year}
            if agency:
                entries["agency"] = agency
            self._put(one, claim, year, agency, entries)
            copy = claim.copy._replace(year=year, agency=agency or claim.agency)
            ties = replace(claim.ties, body=body.name) if body else claim.ties
            one.claim = replace(claim, copy=copy, ties=ties)
            self._again = True
            self._change.notify_all()

    def put_away(self, number: int) -> None:
        """Take what is no report off the desk: nothing is stored of it.

        Raises :class:`GoujiError` where it is not asked about.
        """
        with self._change:
            one, _ = self._asked(number)
            one.aside.unlink(missing_ok=True)
            one.claim, one.state, one.message = None, "away", _AWAY

    def _asked(self, number: int) -> tuple[Dropped, Claim]:
        one = self._dropped[number - 1] if 0 < number <= len(self._dropped) else None
        if one is None or one.state != "asked" or one.claim is None:
            raise GoujiError("这份文件没有待答的问题。", "nothing is asked about this file.")
        return one, one.claim

    def decide(self, finding: str, decision: str, by: str, note: str) -> None:
        """Write down a decision on a finding in the evidence. Raises :class:`GoujiError` for none such."""
        found, name = valid_id(finding), decision_named(decision)
        if name is None:
            raise GoujiError("请选择属实、不成立或已更正。", "choose confirmed, dismissed or corrected.")
        if (of_finding := self._of_findings().get(found)) is None:
            raise GoujiError("证据中没有这个问题。", "the evidence has no such finding.")
        made = replace(of_finding, decision=name, by=by, when=timestamp(), note=note.strip())
        record(self.data / DECISIONS_FILE, made)
        with self._change:
            self._again = True
            self._change.notify_all()

    def _of_findings(self) -> dict[str, Decision]:
        """Return what each finding of the evidence is about, as a decision on it would say, by its id."""
        return {
            found.id: decision_on(audit, found, "confirmed")
            for audit in read_records(self.out, self._roster())
            for found in audit.findings
        }

    def record(self, folder: str) -> Record:
        """Return the audit in a folder of the evidence. Raises :class:`GoujiError` where there is none."""
        for audit in read_records(self.out, self._roster()):
            if audit.folder == folder:
                return audit
        raise GoujiError("没有这份审计。", "there is no such audit.")

    def state(self) -> dict[str, Any]:
        """Return all that the page shows, as JSON."""
        with self._change:
            rows = [self._row(one) for one in self._dropped]
            busy = bool(self._queue) or self._again or self._working
            said = self._message.said(self.lang) if self._message else ""
        try:
            bodies = [[agency.id, agency.name] for agency in self._roster()]
        except GoujiError:
            # the run refuses a broken roster and says so
            bodies = []
        return {"reports": rows, "busy": busy, "message": said, "bodies": bodies}

    def _row(self, one: Dropped) -> dict[str, Any]:
        claim = one.claim
        return {
            "number": one.number,
            "name": one.name,
            "state": one.state,
            "message": one.message.said(self.lang) if one.message else "",
            "body": claim.ties.body if claim else "",
            "year": claim.year if claim else None,
            "verdict": one.verdict,
            "word": VERDICTS[one.verdict].word.said(self.lang) if one.verdict else "",
            "folder": one.folder,
            "findings": one.findings,
        }

    def _roster(self) -> Roster:
        return Roster.of(roster_in(self.data))

    def _work(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._queue or self._again)
                batch, self._again, self._working = list(self._queue), False, True
                self._queue.clear()
                self._message = None
            try:
                self._identify(batch)
                self._audit()
            except Exception as error:
                self._refused(error_text(error, "gouji desk"))
            with self._change:
                self._working = False

    def _identify(self, batch: list[Dropped]) -> None:
        """Read whose each report is, and put those into their place that leave no doubt."""
        roster = roster_in(self.data)
        asked = {Question(Report(one.name, one.aside), one.name, roster, self._bounds): one for one in batch}
        with self._change:
            for one in batch:
                one.state = "reading"
        if not batch:
            return
        with Pool(None, self._jobs) as pool:
            results = pool.each(look_at, list(asked), lost=lambda question: lost(question.report))
            by_path = {question.report.path: one for question, one in asked.items()}
            for result in results:
                one = by_path[result.report.path]
                with self._change:
                    if isinstance(result, Claim):
                        self._place(one, result)
                        continue
                    if isinstance(result, HandedIn):
                        one.state, one.message = self._take(result, page=one.aside.suffix in PAGES)
                    else:
                        one.state, one.message = "failed", result.message
                    one.aside.unlink(missing_ok=True)

    def _take(self, given: HandedIn, *, page: bool) -> tuple[State, Text]:
        """Record what a file hands in that was dropped, and say how much; nothing of it where it is wrong."""
        try:
            said = self._decided(given.decisions, page=page) if given.decisions else []
            said += self._confirmed(given.texts) if given.texts else []
        except GoujiError as error:
            return "failed", error.text
        return "taken", in_a_row(said or [NOTHING_SAID])

    def _decided(self, given: tuple[Decision, ...], *, page: bool) -> list[Text]:
        path = self.data / DECISIONS_FILE
        earlier = {one.finding: one for one in load_decisions(path if path.is_file() else None)}
        of_findings = self._of_findings()
        new = new_decisions(given, of_findings, earlier)
        stray = sum(one.finding not in of_findings for one in new)
        if page and stray:
            # any page of the web may look like evidence, a report as well
            raise GoujiError(NO_EVIDENCE.zh, NO_EVIDENCE.en)
        record(path, *(replace(one, by=one.by or "desk", when=one.when or timestamp()) for one in new))
        return taken_decisions(len(new), len(given) - len(new), stray)

    def _confirmed(self, given: tuple[HandedInText, ...]) -> list[Text]:
        return taken_texts(take(given, partial(record_in, self.data), timestamp(), "desk", again=False))

    def _place(self, one: Dropped, claim: Claim) -> None:
        one.claim = claim
        if claim.year is not None and claim.copy.safe:
            self._put(one, claim, claim.year, None, {})
            return
        doubts = [] if claim.copy.read else [_NO_REPORT]
        if claim.year is None:
            doubts.append(_NO_YEAR)
        if not claim.copy.safe:
            doubts.append(_NO_BODY.filled(body=safe(claim.ties.body)))
        one.state, one.message = "asked", in_a_row(doubts)

    def _put(
        self, one: Dropped, claim: Claim, year: int, agency: str | None, entries: dict[str, int | str]
    ) -> None:
        """Move a report to its place, beside it what was answered; nothing that is there is written over."""
        folder = self.data / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        content = one.aside.read_bytes()
        for there in sorted(folder.iterdir()):
            if there.is_file() and there.stat().st_size == len(content) and digest(there) == claim.sha256:
                one.path, one.state = there, "auditing"
                one.message = _THERE.filled(name=there.name)
                return
        body = claim.ties.body
        whose = agency or (body if claim.agency == unlisted_id(body) else claim.agency)
        # no dot inside, so that it is taken for no side file
        stem = safe_name(whose).replace(".", "-")
        stem = stem if is_report_name(f"{stem}{one.aside.suffix}") else f"report-{stem}"
        path = put_beside(folder, stem, one.aside.suffix, content, taken=lambda path: beside(path).exists())
        if entries:
            lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in entries.items()]
            beside(path).write_text("".join(lines), "utf-8")
        one.aside.unlink()
        one.path, one.state, one.message = path, "auditing", None

    def _audit(self) -> None:
        """Audit the folder of reports; what has not changed stands as it is."""
        with self._change:
            rows = [one for one in self._dropped if one.path is not None]
        if not rows and not self.out.is_dir():
            return
        self._before()
        decided = decisions_in(self.data)
        load_decisions(decided)
        result = run_audits(
            collect([self.data]),
            self.out,
            roster=roster_in(self.data),
            decisions=decided,
            lang=self.lang,
            jobs=self._jobs,
            bounds=self._bounds,
            progress=EachAudit(lambda: self._told(rows)),
            packs=self._packs,
        )
        audits = {one.report.path: one for one in result.audited}
        failures = {one.report.path: one.message for one in result.failures}
        with self._change:
            for one in rows:
                if audit := audits.get(one.path):
                    self._show(one, audit.folder, raw_record(self.out / audit.folder) or {})
                else:
                    one.state, one.message = "failed", failures.get(one.path, _GONE)

    def _told(self, rows: list[Dropped]) -> None:
        """Show the verdicts whose evidence has come to lie where it is looked for first."""
        for one in rows:
            if one.state == "auditing" and one.claim is not None:
                body, agency = one.claim.ties.body, one.claim.agency
                whose = body if agency == unlisted_id(body) else agency
                [folder] = evidence_folders([(one.claim.year, whose, "")])
                raw = raw_record(self.out / folder)
                if raw and raw["source"]["sha256"] == one.claim.sha256:
                    with self._change:
                        self._show(one, folder, raw)

    def _show(self, one: Dropped, folder: str, raw: dict[str, Any]) -> None:
        one.state, one.verdict, one.folder = "audited", raw.get("verdict"), folder
        one.findings = tuple(
            {
                "id": found["id"],
                "title": found["title"][self.lang],
                "decision": (found.get("decision") or {}).get("decision"),
            }
            for found in raw.get("findings", ())
        )

    def _refused(self, why: Text) -> None:
        with self._change:
            self._message = _NOT_RUN.filled(why=why)
            for one in self._dropped:
                if one.state in ("reading", "auditing"):
                    one.state, one.message = "failed", self._message
