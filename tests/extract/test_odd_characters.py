"""Reports in odd characters: radicals for words, as fonts of some PDF files name them, marks without width,
full-width figures. They say what they say in usual ones."""

import datetime as dt
import re
from pathlib import Path

import pytest

from gouji.audits import audit_filings
from gouji.extract.identity import find_period
from gouji.inputs.roster import Roster
from gouji.model.document import Paragraph, Place
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


SAMPLES = ("2024/yunze-transport.html", "2024/qingxi-water.html", "2020/yiwu-gov-office.txt")
BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
#: What is done to a text that changes nothing of what a person reads.
ODD = {
    "radicals": lambda text: "".join(LOOKALIKES.get(char, char) for char in text),
    "no width": lambda text: BETWEEN.sub("\u200b", text),
    "soft hyphens": lambda text: BETWEEN.sub("\u00ad", text),
    "joiners": lambda text: BETWEEN.sub("\u200d\u2060", text),
    "full width": lambda text: text.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
}


def spoilt(text, change):
    """Change what is printed, and no tag of a page."""
    return "".join(part if part.startswith("<") else change(part) for part in re.split("(<[^>]*>)", text))


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_report_in_odd_characters_says_what_it_says_in_usual_ones(name, odd, tmp_path):
    path = DATA / name
    other = tmp_path / path.name
    other.write_text(spoilt(path.read_text("utf-8"), ODD[odd]), "utf-8")
    assert other.read_bytes() != path.read_bytes()
    usual, found = (read_report(Report(one.name, one), Roster.empty()) for one in (path, other))
    assert (found.agency.name, found.year, found.form) == (usual.agency.name, usual.year, usual.form)
    assert (found.period, found.published) == (usual.period, usual.published)
    assert [(cell.id, cell.value, cell.status) for cell in found.form_cells] == [
        (cell.id, cell.value, cell.status) for cell in usual.form_cells
    ]
    assert [section.number for section in found.sections] == [section.number for section in usual.sections]
    said = [
        [(one.rule, one.severity, one.cells) for one in audit_filings([filing])[0].rule_findings]
        for filing in (usual, found)
    ]
    assert said[1] == said[0]


def test_what_is_printed_stays_as_it_is_printed(tmp_path):
    path = tmp_path / "2024.html"
    path.write_text(spoilt((DATA / SAMPLES[0]).read_text("utf-8"), ODD["radicals"]), "utf-8")
    filing = read_report(Report(path.name, path), Roster.empty())
    assert any(label.printed != ideographs(label.printed) for label in filing.labels)


def period(*lines):
    return find_period([Paragraph(line, Place(line=number)) for number, line in enumerate(lines, start=1)])


@pytest.mark.parametrize(
    "lines",
    [
        ("统计期限为２０２４年１月１日至２０２４年１２月３１日。",),
        ("本报告所列数据的统计期限自2024年1月1日起至", "2024年12月31日止。"),
        ("本报告所列数据的统计期限自2024年1", "月1日起至2024年12月31日止。"),
        ("统计期限为2024年⼀⽉", "统计期限为2024年1⽉1⽇⾄12⽉31⽇"),
    ],
)
def test_a_period_is_read_in_full_width_in_radicals_and_over_the_end_of_a_line(lines):
    assert period(*lines)[0] == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def test_a_period_is_not_put_together_of_two_sentences():
    assert period("统计期限自2024年1月1日起至。", "2024年12月31日发布。")[0] is None
