"""Characters for radicals, as fonts of some PDF files name them: read as the words they stand for."""

from pathlib import Path

import pytest

from gouji.audits import audit_filings
from gouji.inputs.roster import Roster
from gouji.model.text import ideographs
from gouji.reports import Report, read_report

DATA = Path(__file__).parents[2] / "data"
#: By the word: one of its radicals or compatibility characters.
LOOKALIKES = {
    word: char
    for char in map(chr, (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)))
    if (word := ideographs(char)) != char
}


def test_a_text_stays_as_long_as_it_is():
    printed = "⼈⺠政府⻅⻓⻔⻚⻢，⼀、⼆⼗⽇⽉ 豈 12"
    assert ideographs(printed) == "人民政府见长门页马，一、二十日月 豈 12"
    assert len(ideographs(printed)) == len(printed)
    # radicals that are no word of their own are left alone
    assert ideographs("⺀⺮") == "⺀竹"
    assert len(LOOKALIKES) > 600


@pytest.mark.parametrize(
    "name", ["2024/yunze-transport.html", "2024/qingxi-water.html", "2020/yiwu-gov-office.txt"]
)
def test_a_report_written_in_radicals_says_what_it_says_in_words(name, tmp_path):
    path = DATA / name
    text = path.read_text("utf-8")
    spoilt = tmp_path / path.name
    spoilt.write_text("".join(LOOKALIKES.get(char, char) for char in text), "utf-8")
    assert sum(map(str.__ne__, spoilt.read_text("utf-8"), text)) > 200
    plain, odd = (read_report(Report(one.name, one), Roster.empty()) for one in (path, spoilt))
    assert (odd.agency.name, odd.year, odd.form) == (plain.agency.name, plain.year, plain.form)
    assert (odd.period, odd.published) == (plain.period, plain.published)
    assert [(cell.id, cell.value, cell.status) for cell in odd.form_cells] == [
        (cell.id, cell.value, cell.status) for cell in plain.form_cells
    ]
    assert [section.number for section in odd.sections] == [section.number for section in plain.sections]
    found = [
        [(one.rule, one.severity, one.cells) for one in audit_filings([filing])[0].rule_findings]
        for filing in (plain, odd)
    ]
    assert found[1] == found[0]
    # what is printed stays as it is printed
    assert any(label.printed != ideographs(label.printed) for label in odd.labels)
