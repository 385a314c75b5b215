"""The rule set as it is published: documented, exemplified, versioned."""

import json

from gouji.cli.rules import rules_markdown
from gouji.inputs import workbook
from gouji.rules import catalogue
from rules.examples import examples
from tools import meanings

ROOT = workbook.expectations().parent


def test_the_rule_pages_are_not_stale():
    page = "\n".join(rules_markdown(catalogue.catalogue(), catalogue.examples())) + "\n"
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == page, "run `make rules`"


def test_the_examples_are_those_of_the_pairs_and_every_checked_rule_has_one():
    recorded = json.loads((ROOT / "expectations" / "examples.json").read_text("utf-8"))
    assert recorded == examples(), "run `make rules`"
    assert {rule.id for rule in catalogue.catalogue() if rule.checked} <= recorded.keys()


def test_no_meaning_changed_without_a_new_version():
    assert meanings.changed_without_version() == [], "raise the version of these rules, then run `make rules`"
    assert meanings.recorded() == meanings.meanings(), "run `make rules`"


def test_an_entry_that_follows_from_others_names_known_rules():
    ids = {rule.id for rule in catalogue.catalogue()}
    for rule in catalogue.catalogue():
        for entry in rule.entries:
            assert set(entry.implied_by) <= ids - {rule.id}
