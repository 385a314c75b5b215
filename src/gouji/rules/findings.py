"""From verdicts on rows of frames to outcomes and findings of one filing, and its verdict."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gouji.model.filing import EMPTY
from gouji.model.finding import Finding, Outcome
from gouji.model.text import Text
from gouji.rules.suites import SUMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.measures.frame import Frame, Silence, Subject, Term
    from gouji.model.filing import Number
    from gouji.model.finding import Severity, Verdict
    from gouji.rules.suites import Entry


NO_PLACE = Text(
    "规则不成立，但无法指明原文中的单元格或位置，故不作判定",
    "the rule is broken, but no cell or place of the source can be pointed to, so nothing is held against it",
)
_BLANKS = Text(
    "（其中 {count} 个空白或占位的格按 0 计。）", " ({count} empty or placeholder cells count as 0.)"
)
_AT_LEAST = Text("至少 {sum}", "at least {sum}")
_ADDED = Text("{terms}={sum}", "{terms}={sum}")
_ADDED_AT_LEAST = Text("{terms}，即至少 {sum}", "{terms}, at least {sum}")


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a sum as the message states it."""

    known: int
    exact: bool
    terms: tuple[int, ...]

    @property
    def said(self) -> Text:
        text = Text(str(self.known), str(self.known))
        return text if self.exact else _AT_LEAST.filled(sum=self.known)

    @property
    def added(self) -> Text:
        """The addends that are not zero and their sum: ``20+8+37=65``; a single one stands alone."""
        if len(self.terms) < 2:
            return self.said
        terms = "+".join(f"({term})" if term < 0 else str(term) for term in self.terms)
        return (_ADDED if self.exact else _ADDED_AT_LEAST).filled(terms=terms, sum=self.known)

    @property
    def figure(self) -> str | int:
        return self.known if self.exact else f"≥{self.known}"


def _side(terms: Sequence[Term]) -> _Side:
    counted = [term.counted for term in terms if term.counted is not None]
    return _Side(sum(counted), len(counted) == len(terms), tuple(count for count in counted if count))


def _sum_fields(entry: Entry, subject: Subject) -> tuple[dict[str, Text | str | int], _Side, _Side]:
    left = [subject.terms[column] for column in entry.kwargs["left"] if column in subject.terms]
    right = [subject.terms[column] for column in entry.kwargs["right"] if column in subject.terms]
    a, b = _side(left), _side(right)
    empty = sum(
        term.cell is not None and term.cell.status in EMPTY and term.counted is not None
        for term in (*left, *right)
    )
    fields: dict[str, Text | str | int] = {
        **{column: term.said for column, term in subject.terms.items()},
        "left": a.said,
        "right": b.said,
        "left_sum": a.added,
        "right_sum": b.added,
        # the relation is broken whatever the unknown cells hold: they can only make the gap wider
        "gap": _Side(abs(a.known - b.known), a.exact and b.exact, ()).said,
        "blanks": _BLANKS.filled(count=empty) if empty else Text("", ""),
    }
    return fields, a, b


def _bounds(kwargs: Mapping[str, object]) -> str | Number | None:
    if "value_set" in kwargs:
        values = kwargs["value_set"]
        if isinstance(values, list):
            return values[0] if len(values) == 1 else "/".join(str(value) for value in values)
    least, most = kwargs.get("min_value"), kwargs.get("max_value")
    if least is not None and most is not None:
        return f"{least}–{most}"
    if least is not None:
        return f"≥{least}"
    return f"≤{most}" if most is not None else None


def _plain(value: object) -> str | Number | None:
    """Return a measurement as JSON can carry it."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else f"{value:.4g}"
    return int(value) if hasattr(value, "__index__") else str(value)


def finding_of(entry: Entry, frame: Frame, row: int, damage: Text | None) -> Finding | None:
    """Return the finding for a row that breaks an entry, or None where it has nothing to point to.

    ``damage`` says what shows that the copy is not whole (None: nothing), so that absence accuses nobody.
    """
    filing, subject = frame.filing_of(row), frame.subject(row, entry.columns)
    if not subject.cells and not subject.evidence:
        return None
    fields: dict[str, Text | str | int] = dict(subject.fields)
    expected, observed = subject.expected, subject.observed
    if entry.type in SUMS and subject.terms:
        sums, left, right = _sum_fields(entry, subject)
        fields |= sums
        if SUMS[entry.type] == "=":
            expected, observed = left.figure, right.figure
        else:
            expected, observed = f"≤{right.known}", left.figure
    if expected is None:
        expected = entry.expected.zh if isinstance(entry.expected, Text) else entry.expected
    if expected is None:
        expected = _bounds(entry.kwargs)
    if observed is None and subject.expected is None and len(entry.columns) == 1:
        observed = _plain(frame.value(row, entry.columns[0]))
    severity: Severity = entry.severity
    message = entry.message
    if damage is not None and entry.damaged is not None:
        severity = "data_quality" if severity == "violation" else severity
        message, fields["damage"] = entry.damaged, damage
    return Finding(
        rule=entry.rule,
        version=entry.version,
        severity=severity,
        title=entry.title,
        agency=filing.agency.id,
        body=filing.agency.name,
        year=filing.year,
        table=subject.table,
        cells=subject.cells,
        printed=dict(subject.printed),
        expected=expected,
        observed=observed,
        message=message.filled(**fields),
        basis=entry.basis_for(filing.form),
        evidence=subject.evidence,
        measure=entry.kwargs.get("column", ""),
        about=subject.about,
    )


@dataclass(slots=True)
class RuleTally:
    """What the rows of one filing said about one rule, over all its entries."""

    rule: str
    version: int
    passed: int = 0
    findings: list[Finding] = field(default_factory=list)
    unplaced: int = 0
    silences: list[Silence] = field(default_factory=list)
    exempt: Text | None = None

    @property
    def tables(self) -> set[str]:
        """Tables of which cells that were not read left the rule open."""
        return {table for silence in self.silences for table in silence.tables}

    def outcome(self) -> Outcome:
        """Return the rule's one outcome.

        A broken identity fails it; a decided one passes it unless cells that were not read left another open.
        """
        unsure = [silence for silence in self.silences if silence.outcome == "not_assessable"]
        reason = _undecided(unsure, self.passed + len(self.findings))
        # what was not read may break the rule: it is not kept because the rest of it is
        not_read = any(silence.unread for silence in unsure)
        if self.findings:
            return Outcome(self.rule, self.version, "fail", reason)
        if self.unplaced:
            return Outcome(self.rule, self.version, "not_assessable", NO_PLACE)
        if self.passed and not not_read:
            return Outcome(self.rule, self.version, "pass", reason)
        if unsure:
            return Outcome(self.rule, self.version, "not_assessable", reason)
        exempt = [silence.reason for silence in self.silences] or [self.exempt or NOTHING_TO_CHECK]
        return Outcome(self.rule, self.version, "not_applicable", exempt[0])


NOTHING_TO_CHECK = Text("这份报告中没有本规则所说的内容", "the report has nothing that this rule speaks of")


def _undecided(silences: Sequence[Silence], decided: int) -> Text | None:
    if not silences:
        return None
    whys = list(dict.fromkeys(silence.reason for silence in silences))
    zh, en = "；".join(why.zh for why in whys[:2]), "; ".join(why.en for why in whys[:2])
    if len(whys) > 2:
        zh, en = f"{zh}等", f"{en} and others"
    if not decided:
        return Text(zh, en)
    total = decided + len(silences)
    return Text(
        f"共 {total} 项，其中 {len(silences)} 项无法判定：{zh}",
        f"{len(silences)} of {total} could not be assessed: {en}",
    )


_NOT_HELD = Text(
    "因此未能（完全）判定的规则：{rules}{more}。",
    " Rules that could therefore not be held (in full): {rules}{more}.",
)
_MORE_RULES = Text("等 {count} 条", " and others, {count} in all")
#: Rules named one by one in a message.
_NAMED = 10


def saying_what_was_not_held(finding: Finding, rules: Sequence[str]) -> Finding:
    """Return a finding on cells that were not read with the rules that they left open, the gravest first."""
    if not rules:
        return finding
    more = _MORE_RULES.filled(count=len(rules)) if len(rules) > _NAMED else Text("", "")
    zh, en = (joint.join(rules[:_NAMED]) for joint in ("、", ", "))
    said = _NOT_HELD.filled(rules=Text(zh, en), more=more)
    return replace(finding, message=Text(finding.message.zh + said.zh, finding.message.en + said.en))


def verdict(findings: Iterable[Finding], *, unreadable: bool) -> Verdict:
    """Return the verdict of the contract: unauditable, violation, query or pass."""
    if unreadable:
        return "unauditable"
    severities = {finding.severity for finding in findings}
    if "violation" in severities:
        return "violation"
    return "query" if severities & {"data_quality", "plausibility"} else "pass"
