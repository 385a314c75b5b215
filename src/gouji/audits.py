"""Hold filings against every rule: frames are built once, suites run once, all filings in one pass.

:func:`measured` builds the frames, the suites are held against them, and :func:`judged` makes audits of what
they say. For a first answer :func:`audit_filings` does all three; evidence has its suites held by Great
Expectations (:mod:`gouji.rules.validation`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from gouji.measures.damage import damage_of
from gouji.measures.frame import Corpus, frame_kinds
from gouji.measures.matrix import STATUTORY_FORMS
from gouji.measures.sums import CellFrame
from gouji.model.finding import Audit, Finding, Outcome, gravity, told_apart
from gouji.model.form import OLDEST, load_form
from gouji.model.text import GoujiError, Text
from gouji.repairs.attach import with_repairs
from gouji.rules import packs, suites
from gouji.rules.catalogue import Rule, catalogue
from gouji.rules.findings import RuleTally, finding_of, saying_what_was_not_held, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from gouji.copying.collection import Comparands
    from gouji.copying.compare import Compared
    from gouji.measures.frame import Frame
    from gouji.model.filing import Filing
    from gouji.rules.suites import Entry, Verdicts


Asked = TypeVar("Asked")
Done = TypeVar("Done")

#: The rule on cells that were not read; its findings name the rules that these cells left open.
UNREAD_RULE = "DQ-UNREAD"
#: Bodies that Article 49 does not name; what they publish on the statutory form is still checked.
OUTSIDE_ARTICLE_49 = frozenset({"公共企事业单位", "高校"})
_NOT_AN_ORGAN = Text(
    "公共企事业单位不是条例第四十九条所称机关，不负此项义务（条例第五十五条）",
    "a public enterprise or institution is no organ under Article 49 and does not owe this duty (Article 55)",
)
_UNIVERSITY = Text(
    "高等学校按教育部令第29号编制学年报告，不适用政府信息公开年度报告格式（条例第五十五条）",
    "universities report by academic year under 教育部令第29号; the statutory form is not for them (Art. 55)",
)
_NO_FORM = Text(
    "未能从报告的表头识别出法定格式，无法适用本规则",
    "no statutory form was recognised from the report's own headers, so the rule cannot be applied",
)
_EARLIER = Text(
    "2018 年及以前的年度报告适用修订前的条例和旧格式，不适用本规则",
    "reports up to 2018 are under the regulation before its revision and older forms: not held to this rule",
)
_OTHER_FORM = Text("本规则只适用于 {forms}", "the rule is only for {forms}")
_FORM_NAMES = {
    "2019": Text("2019 年格式（国办公开办函〔2019〕60号）", "form 2019 (国办公开办函〔2019〕60号)"),
    "2021": Text("2021 年格式（国办公开办函〔2021〕30号）", "form 2021 (国办公开办函〔2021〕30号)"),
    "university": Text("高等学校信息公开年度报告", "annual reports of universities"),
}


def audit_filings(
    filings: Sequence[Filing],
    others: Sequence[Filing] = (),
    comparands: Comparands | None = None,
    compared: Sequence[Compared[Filing]] | None = None,
) -> list[Audit]:
    """Hold every filing against the suites of its form, and return the audits in the order given.

    ``others`` are further reports at hand, for rules that compare (earlier years, other agencies); they
    are not audited. Filings serve each other in the same way. ``comparands`` is what one filing is to be
    compared with, where all reports have been compared before and only those that matter to it are among
    ``others``; ``compared`` is the whole comparison of each filing, where it was made before.
    """
    audits: dict[int, Audit] = {}
    groups = [_group(filing) for filing in filings]
    for form in dict.fromkeys(groups):
        members = [i for i, group in enumerate(groups) if group == form]
        rest = [filing for filing, group in zip(filings, groups, strict=True) if group != form]
        shared = [compared[i] for i in members] if compared is not None else None
        corpus = Corpus([filings[i] for i in members], [*others, *rest], comparands, shared)
        found = measured(corpus)
        audits.update(zip(members, judged(found, _screened(found)), strict=True))
    return [audits[i] for i in range(len(filings))]


def audit_each(filings: Sequence[Filing], others: Sequence[Filing] = ()) -> list[Audit | Exception]:
    """Hold filings as :func:`audit_filings` does; one that raises something unforeseen is lost alone.

    Its place has what was raised, and the others are held as if it were not there. A :class:`GoujiError` is
    raised: it is about the rules and not about a report.
    """
    lost: dict[int, Exception] = {}
    beside = list(others)

    def hold(some: Sequence[int]) -> list[Audit]:
        rest = [one for i, one in enumerate(filings) if i not in lost and i not in some]
        return audit_filings([filings[i] for i in some], [*beside, *rest])

    while True:
        found = dict(each_apart(hold, [i for i in range(len(filings)) if i not in lost]))
        raised = {i: said for i, said in found.items() if isinstance(said, Exception)}
        if not raised:
            return [lost[i] if i in lost else found[i] for i in range(len(filings))]
        alone = {i: fault for i in raised if (fault := fault_of(filings[i]))}
        known = alone.keys() == raised.keys()
        # what holding one together with another raises is no fault of it where the other has one
        sound = beside if known else [filing for filing in beside if fault_of(filing) is None]
        lost |= alone if alone or len(sound) < len(beside) else raised
        beside = sound


def each_apart(
    hold: Callable[[Sequence[Asked]], Sequence[Done]], asked: Sequence[Asked]
) -> Iterator[tuple[Asked, Done | Exception]]:
    """Yield what holding gives for each; where it raises, what halves of them give, down to those that raise.

    A :class:`GoujiError` is raised.
    """
    try:
        done = hold(asked)
    except GoujiError:
        raise
    except Exception as error:
        if len(asked) == 1:
            yield asked[0], error
            return
    else:
        yield from zip(asked, done, strict=True)
        return
    half = len(asked) // 2
    for some in (asked[:half], asked[half:]):
        yield from each_apart(hold, some)


def fault_of(filing: Filing) -> Exception | None:
    """Return what a filing raises when it is held against the rules by itself, None where it does not."""
    ((_, said),) = each_apart(audit_filings, [filing])
    return said if isinstance(said, Exception) else None


@dataclass(frozen=True, slots=True)
class Measured:
    """Filings of one form, the frames of what is measured in them, and by frame the entries over it."""

    corpus: Corpus
    form: str | None
    frames: Mapping[str, Frame]
    entries: Mapping[str, tuple[Entry, ...]]


def measured(corpus: Corpus) -> Measured:
    """Build the frames of filings of one form; their measurements are made when they are first asked for."""
    form = _group(corpus.filings[0])
    entries: dict[str, list[Entry]] = {}
    for entry in packs.entries_in_use():
        if form in entry.forms:
            entries.setdefault(entry.frame, []).append(entry)
    frames = {name: frame_kinds()[name](corpus) for name in entries}
    for name, frame in frames.items():
        frame.ask(dict.fromkeys(column for entry in entries[name] for column in entry.columns))
    return Measured(corpus, form, frames, {name: tuple(own) for name, own in entries.items()})


def _screened(found: Measured) -> dict[Entry, Verdicts]:
    """Hold the suites against the frames without Great Expectations."""
    said: dict[Entry, Verdicts] = {}
    for name, entries in found.entries.items():
        said.update(zip(entries, suites.run(found.frames[name], entries), strict=True))
    return said


def _group(filing: Filing) -> str | None:
    """The form by which the suites for a filing are chosen."""
    if filing.form is None and filing.year is not None and filing.year < load_form(OLDEST).years[0]:
        return suites.EARLIER
    return filing.form


class _HeldEntry:
    """One entry held against one frame: by filing how many rows passed, and which failed or are undecided."""

    def __init__(self, entry: Entry, frame: Frame, verdicts: Verdicts, filings: int) -> None:
        self.entry, self.frame = entry, frame
        owner = frame.measured["filing"].values
        self.passed = np.bincount(owner[verdicts == suites.PASS], minlength=filings).tolist()
        self._failed = _by_filing(frame, verdicts == suites.FAIL)
        self._undecided = _by_filing(frame, verdicts == suites.UNDECIDED)

    @property
    def open(self) -> set[int]:
        """The filings of which some row is not settled."""
        return self._failed.keys() | self._undecided.keys()

    def decided(self, position: int) -> bool:
        """Say whether some row of a filing passed or failed."""
        return bool(self.passed[position]) or position in self._failed

    def held_back(self, position: int) -> bool:
        """Say whether cells that were not read are all that keeps some row of a filing from a decision."""
        frame, columns = self.frame, self.entry.columns
        rows = self._undecided.get(position, ())
        return isinstance(frame, CellFrame) and any(frame.held_back(row, columns) for row in rows)

    def count(self, position: int, tally: RuleTally, damage: Text | None) -> None:
        """Add to the tally what the rows of a filing say."""
        tally.passed += self.passed[position]
        for row in self._failed.get(position, ()):
            finding = finding_of(self.entry, self.frame, row, damage)
            if finding is None:
                tally.unplaced += 1
            else:
                tally.findings.append(finding)
        for row in self._undecided.get(position, ()):
            if (silence := self.frame.silence(row, self.entry.columns)) is not None:
                tally.silences.append(silence)


def _by_filing(frame: Frame, chosen: npt.NDArray[np.bool_]) -> dict[int, list[int]]:
    """Rows of a frame by the filing that they belong to."""
    rows: dict[int, list[int]] = {}
    for row in np.flatnonzero(chosen).tolist():
        rows.setdefault(frame.owner[row], []).append(row)
    return rows


class _HeldRule:
    """One rule held against the frames of its entries.

    Most rules leave nothing open in most filings: what they say is then one of two outcomes, made once.
    """

    def __init__(self, held: Sequence[_HeldEntry]) -> None:
        self._held = held
        first = held[0].entry
        self.id = first.rule
        self.gravity = min(gravity(one.entry.severity) for one in held)
        self._for_organs = first.duty == "article_49"
        self._new_tally = partial(RuleTally, first.rule, first.version)
        self._exempt = first.not_applicable
        self._passed = self._new_tally(passed=1).outcome()
        self._idle = self._new_tally(exempt=first.not_applicable).outcome()
        self._no_organ = self._new_tally(exempt=_NOT_AN_ORGAN).outcome()
        self._open = set[int]().union(*(one.open for one in held))
        self._any_passed = np.any([one.passed for one in held], axis=0).tolist()

    def said(
        self, filing: Filing, position: int, damage: Text | None
    ) -> tuple[Outcome, Sequence[Finding], set[str]]:
        """Return what the rule says of a filing, its findings, and the tables whose unread cells it lacks."""
        if self._for_organs and filing.agency.kind in OUTSIDE_ARTICLE_49:
            return self._no_organ, (), set()
        if position not in self._open:
            return self._passed if self._any_passed[position] else self._idle, (), set()
        tally = self._new_tally(exempt=self._exempt)
        for one in self._held:
            one.count(position, tally, damage)
        return tally.outcome(), tally.findings, tally.tables


def judged(found: Measured, said: Mapping[Entry, Verdicts]) -> Iterator[Audit]:
    """Yield the audit of every filing of the corpus, from what each entry says of every row of its frame."""
    corpus, form = found.corpus, found.form
    held: dict[str, list[_HeldEntry]] = {}
    for name, entries in found.entries.items():
        for entry in entries:
            one = _HeldEntry(entry, found.frames[name], said[entry], len(corpus.filings))
            held.setdefault(entry.rule, []).append(one)
    by_rule = {rule: _HeldRule(entries_held) for rule, entries_held in held.items()}
    by_catalogue = [by_rule.get(rule.id) or _without_entry(rule, form) for rule in catalogue()]
    # that nothing is more than what nobody could read says nothing: only sums that must be equal count
    arithmetic = [
        one
        for entries_held in held.values()
        for one in entries_held
        if one.entry.edit and suites.SUMS[one.entry.type] == "="
    ]
    damaged = _damaged(corpus, form)
    unread = _unread(corpus, arithmetic) if form in STATUTORY_FORMS else damaged
    for position, filing in enumerate(corpus.filings):
        yield _audit(
            filing,
            position,
            by_catalogue,
            corpus.earlier[position],
            damaged=damaged[position],
            unreadable=unread[position],
        )


def _damaged(corpus: Corpus, form: str | None) -> list[bool]:
    """Say of each filing whether its copy has visibly lost a statutory table, or all that shows its form.

    A table that is there, but of which nobody can tell which figure belongs where, is no damage.
    """
    if form == "university":
        return [False] * len(corpus.filings)
    if form not in STATUTORY_FORMS:
        return [True] * len(corpus.filings)
    readable = corpus.matrix.readable.values()
    found: list[bool] = (~np.logical_and.reduce(list(readable))).tolist()
    return found


def _unread(corpus: Corpus, arithmetic: Sequence[_HeldEntry]) -> list[bool]:
    """Say of each filing whether a statutory table could not be read.

    More than half of its cells were not read or, for want of cells that were not read, none of its
    ``arithmetic`` could be decided.
    """
    by_table: dict[str, list[_HeldEntry]] = {}
    for one in arithmetic:
        if isinstance(one.frame, CellFrame):
            by_table.setdefault(one.frame.table, []).append(one)
    mostly_unread = np.any([share > 0.5 for share in corpus.matrix.share_unread.values()], axis=0).tolist()
    return [
        mostly
        or any(
            not any(one.decided(position) for one in entries)
            and any(one.held_back(position) for one in entries)
            for entries in by_table.values()
        )
        for position, mostly in enumerate(mostly_unread)
    ]


def _audit(
    filing: Filing,
    position: int,
    by_catalogue: Sequence[_HeldRule | Outcome],
    earlier: Filing | None,
    *,
    damaged: bool,
    unreadable: bool,
) -> Audit:
    """Return the audit of a filing, rule by rule of the catalogue; a rule without entry is an outcome."""
    outcomes: list[Outcome] = []
    findings: list[Finding] = []
    not_held: dict[str, list[_HeldRule]] = {}
    damage = damage_of(filing, unread=damaged)
    for held in by_catalogue:
        if isinstance(held, Outcome):
            outcomes.append(held)
            continue
        outcome, found, tables = held.said(filing, position, damage)
        outcomes.append(outcome)
        findings.extend(found)
        for table in tables:
            not_held.setdefault(table, []).append(held)
    for rules_of in not_held.values():
        # what the form and the statutes say comes before the hygiene of cells
        rules_of.sort(key=lambda held: (held.gravity, held.id.startswith("DQ-")))
    findings = [
        saying_what_was_not_held(found, [held.id for held in not_held.get(found.table or "", ())])
        if found.rule == UNREAD_RULE
        else found
        for found in findings
    ]
    findings, remarks = with_repairs(filing, told_apart(findings), earlier)
    return Audit(filing, verdict(findings, unreadable=unreadable), tuple(outcomes), tuple(findings), remarks)


def _without_entry(rule: Rule, form: str | None) -> Outcome:
    """Return the outcome of a rule that no suite of the form speaks of."""
    if not rule.checked:
        return Outcome(
            rule.id, rule.version, "not_applicable" if rule.gate else "not_assessable", rule.reason
        )
    if form is None:
        return Outcome(rule.id, rule.version, "not_assessable", _NO_FORM)
    if form == suites.EARLIER:
        return Outcome(rule.id, rule.version, "not_applicable", _EARLIER)
    if form == "university":
        return Outcome(rule.id, rule.version, "not_applicable", _UNIVERSITY)
    names = [_FORM_NAMES[form] for form in rule.forms]
    zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
    return Outcome(rule.id, rule.version, "not_applicable", _OTHER_FORM.filled(forms=Text(zh, en)))
