"""Reports are compared with others only where it is certain whose they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gouji.audits import audit_filings
from gouji.inputs.roster import Roster
from gouji.model.document import Source
from gouji.model.filing import Agency
from gouji.reports import Report, read_report
from rules.build import filing
from rules.pairs.one_report import app, np

NAV = Agency("x-nav", "正文")
TITLED = Agency("x-water", "青溪县水务局", "行政机关", in_title=True)
COMPARING = ("T3-CARRY-CROSSYEAR", "T2-STOCK-ROLL", "TXT-DUP-PEER", "TXT-DUP-SELF-YEAR", "S5-PEER-DUP")
REASON = "本报告的机关名称既不在名录中，也不是标题所印的全称，不能认定与其他报告属同一机关，不作比较"


def of_year(year, agency, digest, **more):
    cells = app(new=np(3), granted=np(2), handled_total=np(2), carried_out=np(1))
    made = filing(cells=cells, year=year, agency=agency, **more)
    return replace(made, source=Source(f"{digest}.txt", digest * 64, "text/plain", 1))


def test_two_bodies_under_one_fallback_are_not_two_years_of_one():
    # 2022 carries 1 out, 2023 carries 0 in: a finding only where both are one body's
    audits = audit_filings([of_year(2022, NAV, "1"), of_year(2023, NAV, "2")])
    assert [f.rule for audit in audits for f in audit.rule_findings if f.rule in COMPARING] == []
    told = {o.rule: o for o in audits[1].outcomes}
    for rule in COMPARING:
        assert (told[rule].outcome, told[rule].reason.zh) == ("not_applicable", REASON), rule


@pytest.mark.parametrize("agency", [TITLED, replace(NAV, on_roster=True)])
def test_a_whole_name_from_a_title_or_the_roster_is_compared(agency):
    _, audit = audit_filings([of_year(2022, agency, "1"), of_year(2023, agency, "2")])
    assert "T3-CARRY-CROSSYEAR" in {finding.rule for finding in audit.rule_findings}


def test_a_copy_that_does_not_count_is_not_the_year_before():
    before = of_year(2022, TITLED, "1")
    other = replace(filing(year=2022, agency=TITLED, cells=app()), source=replace(before.source, sha256="0"))
    now = of_year(2023, TITLED, "2")

    def compared(*copies):
        audit = audit_filings([now], copies)[0]
        return "T3-CARRY-CROSSYEAR" in {finding.rule for finding in audit.rule_findings}

    # as many cells are read of both: the digest decides, unless a side file does
    assert not compared(before, other)
    assert compared(before, replace(other, counts=False))
    assert compared(replace(before, counts=True), other)
    assert not compared(replace(before, counts=False), replace(other, counts=False))


ROSTER = "id,name\nwater,青溪县水务局\nforest,青溪县林草服务局\n"


def read(folder, title, *lines):
    (folder / "agencies.csv").write_text(ROSTER, "utf-8")
    (folder / "报告.txt").write_text("\n".join([title, *lines]), "utf-8")
    return read_report(Report("报告.txt", folder / "报告.txt"), Roster.load(folder / "agencies.csv"))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("青溪县水务", "“青溪县水务局”（water）"),
        ("青溪县水利局", "“青溪县水务局”（water）"),
        ("青溪县务水局", "“青溪县水务局”（water）"),
        ("青溪县林业草原服务局", "“青溪县林草服务局”（forest）"),
        ("青溪县林草服务中心", "“青溪县林草服务局”（forest）"),
        ("林草服务局", "“青溪县林草服务局”（forest）"),
        ("云泽市财政局", None),
    ],
)
def test_a_name_near_one_of_the_roster_is_asked_about_and_not_merged(tmp_path, name, meant):
    made = read(tmp_path, f"{name}2023年政府信息公开工作年度报告")
    assert (made.agency.name, made.agency.on_roster) == (name, False)
    asked = [note.text.zh for note in made.notes if note.code == "agency-near-roster"]
    expected = (
        f"“{name}”不在名录中，名录中有{meant}。是同一机关吗？如是，请在附属文件中写明机构编号，或改正名录；"
        "未经确认不作为同一机关。"
    )
    assert asked == ([expected] if meant else [])


def test_a_name_from_a_sentence_is_safe_only_on_the_roster(tmp_path):
    sentence = "根据条例要求，特编制{}2023年政府信息公开工作年度报告。"
    assert not read(tmp_path, sentence.format("青溪县财政局")).agency.is_safe
    assert read(tmp_path, sentence.format("青溪县水务局")).agency.is_safe
    assert read(tmp_path, "青溪县财政局2023年政府信息公开工作年度报告").agency.is_safe
    assert not read(tmp_path, "财政局2023年政府信息公开工作年度报告").agency.is_safe
    assert not read(tmp_path, "本局做好各项工作。").agency.is_safe
