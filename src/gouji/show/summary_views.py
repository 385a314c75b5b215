"""The parts of the summary notebook: where to look first, every agency, rules, the silent, the unread."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from gouji.model.filing import standing
from gouji.model.finding import gravity
from gouji.model.text import Text, cause
from gouji.rules.catalogue import rule_book, rule_title
from gouji.show.decision_views import marking_of
from gouji.show.render import block, render
from gouji.show.words import OUTCOMES, SEVERITIES, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from gouji.evidence.records import FailedReport, Record
    from gouji.inputs.roster import Roster
    from gouji.model.filing import Agency
    from gouji.model.finding import Finding, OutcomeName
    from gouji.model.text import Lang
    from gouji.show.render import Shown


#: Beyond these a page is no longer looked at but searched; the rest is in ``findings.csv``.
_PICTURED = 60
_LISTED = 60
_WITH_MESSAGE = 1000
_ABSENT = 500
_MESSAGE_LENGTH = 60


def overview(records: Sequence[Record], unread: Sequence[FailedReport], lang: Lang) -> Shown:
    """Show how many reports were audited, of which years, and how the verdicts fell."""
    verdicts = Counter(record.verdict for record in records)
    years = sorted({record.year for record in records if record.year})
    severities = Counter(finding.severity for record in records for finding in record.findings)
    html = render(
        "overview.html.j2",
        lang,
        reports=len(records),
        agencies=len({record.agency_id for record in records}),
        years=f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years)),
        verdicts=[(id_, word, verdicts[id_]) for id_, word in VERDICTS.items()],
        severities=[(id_, word, severities[id_]) for id_, word in SEVERITIES.items()],
        unread=len(unread),
    )
    counts = ", ".join(f"{word.word.said(lang)} {verdicts[id_]}" for id_, word in VERDICTS.items())
    return block(html, f"{len(records)}: {counts}", lang)


def agencies(records: Sequence[Record], lang: Lang) -> Shown:
    """Show every audit, one line each, the most urgent first; a page adds sorting and filters."""
    verdicts = Counter(record.verdict for record in records)
    # of several reports of a body and year, those that do not count
    aside = {
        record.folder
        for one in _copies(records)
        for record in one.records
        if one.standing is None or record.folder != one.standing.folder
    }
    failed = Counter(rule for record in records for rule in _failed(record))
    titles = _titles(records)
    rows = [
        {
            "record": record,
            "verdict": VERDICTS[record.verdict],
            "aside": record.folder in aside,
            "counts": [record.count(severity) for severity in SEVERITIES],
            "rules": " ".join(_failed(record)),
            "first": _first_message(record) if len(records) <= _WITH_MESSAGE else None,
        }
        for record in records
    ]
    html = render(
        "agencies.html.j2",
        lang,
        rows=rows,
        with_message=len(records) <= _WITH_MESSAGE,
        severities=list(SEVERITIES.items()),
        verdicts=[(id_, word.word.said(lang), verdicts[id_]) for id_, word in VERDICTS.items()],
        rules=[(rule, f"{rule} {titles[rule].said(lang)}", n) for rule, n in sorted(failed.items())],
        regions=_options(record.region for record in records),
        kinds=_options(record.kind for record in records),
        years=_options(str(record.year) if record.year else None for record in records),
    )
    text = "\n".join(
        "\t".join(
            (VERDICTS[record.verdict].word.said(lang), record.agency, str(record.year or ""), record.folder)
        )
        for record in records
    )
    return block(html, text, lang)


@dataclass(frozen=True, slots=True)
class _Square:
    """One square of the picture: what a rule said of an agency."""

    kind: str
    sign: str
    word: Text
    rule: str


def picture(records: Sequence[Record], lang: Lang) -> Shown:
    """Show which rules failed where: agencies down, the rules that failed anywhere across."""
    book, titles = rule_book(), _titles(records)
    shown = [record for record in records if record.findings][:_PICTURED]
    failed = {rule for record in shown for rule in _failed(record)}
    across = [rule for rule in book if rule in failed] + sorted(failed - book.keys())
    lines = [(record, [_square(record, rule) for rule in across]) for record in shown]
    html = render(
        "picture.html.j2",
        lang,
        across=[(rule, titles[rule]) for rule in across],
        lines=lines,
        left_out=sum(bool(record.findings) for record in records) - len(shown),
        words=OUTCOMES,
        severities=SEVERITIES,
    )
    text = "\n".join(
        f"{record.agency} {record.year or ''}\t{' '.join(f'{s.rule}{s.sign}' for s in squares)}"
        for record, squares in lines
    )
    return block(html, text or "–", lang)


@dataclass(frozen=True, slots=True)
class _Bar:
    """One rule among the most frequent findings. ``share`` is its length in per cent of the longest."""

    anchor: str
    rule: str
    title: Text
    count: int
    agencies: int
    share: float
    found: list[tuple[Record, str, Text, str]]

    @property
    def rest(self) -> int:
        return self.count - len(self.found)


def frequent(
    records: Sequence[Record], lang: Lang, weights: Mapping[str, Decimal] = MappingProxyType({})
) -> Shown:
    """Show the rules that failed, by severity and by how many findings they gave; each leads to them.

    Of the findings of a rule those come first that touch most of their region's figure: ``weights`` by id.
    """
    titles = _titles(records)
    failed: dict[str, dict[str, list[tuple[Record, Finding]]]] = {name: {} for name in SEVERITIES}
    for record in records:
        for finding in record.findings:
            failed[finding.severity].setdefault(finding.rule, []).append((record, finding))
    for rules in failed.values():
        for found in rules.values():
            found.sort(key=lambda one: -weights.get(one[1].id, 0))
    most = max((len(found) for rules in failed.values() for found in rules.values()), default=1)
    named: set[str] = set()
    groups = []
    for severity, word in SEVERITIES.items():
        bars = [
            _Bar(
                # a rule with findings of two severities has a bar in each; the graver one bears its name
                anchor=f"rule-{rule}-{severity}" if rule in named else f"rule-{rule}",
                rule=rule,
                title=titles[rule],
                count=len(found),
                agencies=len({record.folder for record, _ in found}),
                share=round(100 * len(found) / most, 1),
                found=[
                    (record, finding.id, _message(finding), marking_of(record, finding))
                    for record, finding in found[:_LISTED]
                ],
            )
            for rule, found in sorted(failed[severity].items(), key=lambda item: (-len(item[1]), item[0]))
        ]
        named |= failed[severity].keys()
        if bars:
            groups.append((severity, word, sum(bar.count for bar in bars), bars))
    text = "\n".join(f"{bar.count}\t{bar.rule}" for *_, bars in groups for bar in bars)
    return block(render("frequent.html.j2", lang, groups=groups), text or "–", lang)


@dataclass(frozen=True, slots=True)
class _Several:
    """Several reports of one body and year: which one stands for the year (None: none), and why."""

    records: list[Record]
    standing: Record | None
    why: Text


def copies(records: Sequence[Record], lang: Lang) -> Shown:
    """Show where there are several reports of one body and year, which of them counts, and why."""
    several = _copies(records)
    html = render("copies.html.j2", lang, several=several, verdicts=VERDICTS)
    text = "\n".join(
        f"{one.records[0].agency} {one.records[0].year}: {one.standing.source if one.standing else '–'}, "
        f"{one.why.said(lang)}"
        for one in several
    )
    return block(html, text or "–", lang)


def _copies(records: Sequence[Record]) -> list[_Several]:
    """Return the bodies and years of which there are several reports, in their order."""
    by_year: dict[tuple[str, int], list[Record]] = {}
    for record in records:
        if record.year is not None:
            by_year.setdefault((record.agency_id, record.year), []).append(record)
    return [_several(group) for _, group in sorted(by_year.items()) if len(group) > 1]


def _several(group: Sequence[Record]) -> _Several:
    records = sorted(group, key=lambda record: (record.copy.order, record.folder))
    first, why = standing([record.copy for record in records])
    # of the same bytes under two names one is as good as the other
    return _Several(records, next((record for record in records if record.copy == first), None), why)


def absent(records: Sequence[Record], roster: Roster, lang: Lang) -> Shown:
    """Show which bodies of the roster have no report in a year for which others have one."""
    years = sorted({record.year for record in records if record.year})
    filed: dict[tuple[str, int | None], Record] = {(r.agency_id, r.year): r for r in reversed(records)}
    lines: list[tuple[Agency, list[Record | None]]] = []
    for agency in roster:
        of_years = [filed.get((agency.id, year)) for year in years]
        if not all(of_years):
            lines.append((agency, of_years))
    never = [agency for agency, of_years in lines if not any(of_years)]
    html = render(
        "absent.html.j2",
        lang,
        on_roster=len(roster),
        years=years,
        never=never[:_ABSENT],
        lines=[line for line in lines if any(line[1])][:_ABSENT],
        left_out=max(len(never) - _ABSENT, 0),
        verdicts=VERDICTS,
    )
    return block(html, "\n".join(agency.name for agency in never) or "–", lang)


def unread(failures: Sequence[FailedReport], lang: Lang) -> Shown:
    """Show the reports that could not be processed, with what is to be done about each."""
    alike: dict[str, list[FailedReport]] = {}
    for failure in failures:
        alike.setdefault(cause(failure.message, failure.source), []).append(failure)
    html = render("unread.html.j2", lang, groups=list(alike.values()))
    return block(html, "\n".join(failure.message.said(lang) for failure in failures) or "–", lang)


def _titles(records: Sequence[Record]) -> dict[str, Text]:
    """Return the titles of the rules that failed; of a rule of a pack, that of its finding."""
    book = rule_book()
    return {
        finding.rule: rule_title(finding.rule) if finding.rule in book else finding.title
        for record in records
        for finding in record.findings
    }


def _failed(record: Record) -> list[str]:
    return list(dict.fromkeys(finding.rule for finding in record.findings))


def _square(record: Record, rule: str) -> _Square:
    found = [finding.severity for finding in record.findings if finding.rule == rule]
    if found:
        worst = min(found, key=gravity)
        return _Square(f"h-{worst}", SEVERITIES[worst].sign, SEVERITIES[worst].word, rule)
    said: OutcomeName = next((o.outcome for o in record.outcomes if o.rule == rule), "not_applicable")
    return _Square(f"o-{said}", {"pass": "√", "not_assessable": "·"}.get(said, ""), OUTCOMES[said].word, rule)


def _message(finding: Finding) -> Text:
    return Text(_cut(finding.message.zh), _cut(finding.message.en))


def _first_message(record: Record) -> tuple[str, Text] | None:
    if not record.findings:
        return None
    first = min(record.findings, key=lambda finding: gravity(finding.severity))
    return first.id, _message(first)


def _cut(text: str) -> str:
    return text if len(text) <= _MESSAGE_LENGTH else text[:_MESSAGE_LENGTH] + "…"


def _options(values: Iterable[str | None]) -> list[tuple[str, str, int]]:
    counts = Counter(value for value in values if value)
    return [(value, value, n) for value, n in sorted(counts.items())]
