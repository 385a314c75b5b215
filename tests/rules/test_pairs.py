"""Every checked rule has a report that breaks only it, and a twin that keeps it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

from gouji.audits import audit_filings
from gouji.model.form import load_form
from gouji.rules import catalogue
from rules import pairs

PAIRS = [
    pair
    for module in pkgutil.iter_modules(pairs.__path__)
    for pair in import_module(f"{pairs.__name__}.{module.name}").PAIRS
]
NAMED = [pytest.param(pair, id=f"{pair.rule}-{n}") for n, pair in enumerate(PAIRS)]


@pytest.mark.parametrize("pair", NAMED)
def test_breaking_report_gives_this_finding_and_no_other(pair):
    (audit,) = audit_filings([pair.broken], pair.others)
    own = [finding for finding in audit.rule_findings if finding.rule == pair.rule]
    assert [(f.rule, f.cells, f.message.zh, f.message.en) for f in own[:1]] == [
        (pair.rule, pair.cells, pair.zh, pair.en)
    ]
    assert len(own) == pair.times
    assert sorted({f.rule for f in audit.rule_findings} - {pair.rule}) == sorted(pair.also)
    assert [o.outcome for o in audit.outcomes if o.rule == pair.rule] == ["fail"]
    assert own[0].severity == (pair.severity or own[0].severity)
    assert own[0].evidence


@pytest.mark.parametrize("pair", NAMED)
def test_keeping_report_gives_no_finding(pair):
    (audit,) = audit_filings([pair.kept], pair.others)
    assert [(f.rule, f.message.zh) for f in audit.rule_findings] == []
    assert [o.outcome for o in audit.outcomes if o.rule == pair.rule] == ["pass"]
    assert audit.verdict == "pass"


@pytest.mark.parametrize("pair", NAMED)
def test_pairs_are_legal_in_form(pair):
    for filing in (pair.broken, pair.kept, *pair.others):
        form = load_form(filing.form)
        known = {cell for t in form.tables for cell in (*t.cell_ids, *t.with_alternatives.cell_ids)}
        assert {cell.id for cell in filing.form_cells} <= known


def test_every_checked_rule_has_a_pair():
    checked = {rule.id for rule in catalogue.catalogue() if rule.checked}
    assert checked - {pair.rule for pair in PAIRS} == set()
