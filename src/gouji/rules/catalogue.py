"""The rule catalogue: every rule id, whether this version checks it, and if not, why not.

``expectations/catalogue.json`` lists the ids in order. A rule is *checked* when a suite has an entry for
it; version, severity, title, basis and forms are then the suite's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from gouji.inputs import workbook
from gouji.model.finding import cited, gravity
from gouji.model.form import FORM_IDS
from gouji.model.text import GoujiError, Text
from gouji.rules import packs, suites

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gouji.model.finding import Basis, Severity
    from gouji.model.text import Lang
    from gouji.rules.packs import Pack
    from gouji.rules.suites import Entry


NOT_YET: Final = Text("本版本尚未检查", "not checked in this version")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue.

    ``version`` is 0 and ``basis`` empty for a rule that is not checked; ``reason`` then says why not.
    ``gate``: the rule only decides which others apply. ``severity`` is the severest of its entries,
    ``title`` theirs where they have one title, else what the catalogue calls them together.
    """

    id: str
    version: int
    severity: Severity
    forms: tuple[str, ...]
    title: Text
    basis: tuple[Basis, ...]
    checked: bool
    reason: Text | None
    gate: bool
    entries: tuple[Entry, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the rule as ``gouji rules --json`` prints it."""
        return {
            "rule": self.id,
            "version": self.version,
            "severity": self.severity,
            "forms": list(self.forms),
            "title": self.title.as_json(),
            "basis": [{"document": b.document, "article": b.article, "quote": b.quote} for b in self.basis],
            "checked": self.checked,
            "reason": self.reason.as_json() if self.reason else None,
        }

    def table_row(self, lang: Lang = "zh") -> tuple[object, ...]:
        """Return the rule's row of the tidy table of rules (:data:`gouji.model.tidy.RULE_COLUMNS`)."""
        reason = self.reason.said(lang) if self.reason else None
        told = (self.severity, self.forms, self.title.said(lang), cited(self.basis), self.checked, reason)
        return (self.id, self.version, *told)


def catalogue() -> tuple[Rule, ...]:
    """Return every rule, in catalogue order, and after them those of the packs in use."""
    if not packs.used():
        return _own_rules()
    return (*_own_rules(), *(rule for pack in packs.used() for rule in _rules_of(pack)))


def _rules_of(pack: Pack) -> Iterator[Rule]:
    for item in pack.listed:
        yield _rule(item, tuple(entry for entry in pack.entries if entry.rule == item["rule"]))


@cache
def _own_rules() -> tuple[Rule, ...]:
    """Return every rule of the workbook.

    Raises GoujiError where a suite speaks of a rule that the catalogue does not list.
    """
    entries: dict[str, list[Entry]] = {}
    for entry in suites.load():
        entries.setdefault(entry.rule, []).append(entry)
    listed = json.loads((workbook.expectations() / "catalogue.json").read_text("utf-8"))
    if unlisted := entries.keys() - {item["rule"] for item in listed}:
        raise GoujiError(
            f"expectations/catalogue.json 没有列出规则 {'、'.join(sorted(unlisted))}：请补上。",
            f"expectations/catalogue.json does not list {', '.join(sorted(unlisted))}: add them.",
        )
    return tuple(_rule(item, tuple(entries.get(item["rule"], ()))) for item in listed)


def rule_book() -> Mapping[str, Rule]:
    """Return every rule by its id, in catalogue order."""
    return {rule.id: rule for rule in catalogue()} if packs.used() else _own_book()


@cache
def _own_book() -> Mapping[str, Rule]:
    return {rule.id: rule for rule in _own_rules()}


def rule_title(rule: str) -> Text:
    """Return the title of a rule; the id itself where another version of gouji had a rule by that id."""
    known = rule_book().get(rule)
    return known.title if known else Text(rule, rule)


def examples() -> dict[str, Any]:
    """Return for each rule what a report that breaks it and its twin show, and what is said of the first."""
    found: dict[str, Any] = json.loads((workbook.expectations() / "examples.json").read_text("utf-8"))
    return found


def _rule(item: dict[str, Any], entries: tuple[Entry, ...]) -> Rule:
    if not entries:
        return Rule(
            id=item["rule"],
            version=0,
            severity=item["severity"],
            forms=tuple(item["forms"]),
            title=Text(**item["title"]),
            basis=(),
            checked=False,
            reason=Text(**item["reason"]) if "reason" in item else NOT_YET,
            gate=bool(item.get("gate", False)),
            entries=(),
        )
    titles = {entry.title for entry in entries}
    forms = dict.fromkeys(form for entry in entries for form in entry.forms if form in FORM_IDS)
    basis = dict.fromkeys(basis for entry in entries for basis, _ in entry.basis)
    return Rule(
        id=item["rule"],
        version=entries[0].version,
        severity=min((entry.severity for entry in entries), key=gravity),
        forms=tuple(forms),
        title=entries[0].title if len(titles) == 1 else Text(**item["title"]),
        basis=tuple(basis),
        checked=True,
        reason=None,
        gate=False,
        entries=entries,
    )
