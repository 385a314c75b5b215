"""汇总表: what is added up, what is not, what a sum says of itself, and how findings are weighed."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import html
from openpyxl import load_workbook

from evidence.samples import HOSTILE, audit
from evidence.test_handover import record as sample
from gouji.evidence.records import record_of
from gouji.evidence.region import group_of, groups, pages, panels, summed, weights
from gouji.inputs.roster import Roster
from gouji.model.as_json import audit_json
from gouji.model.filing import Agency, ReportCopy
from gouji.model.form import load_form
from gouji.model.text import GoujiError
from gouji.show import region_views
from gouji.show.findings_tables import findings_xlsx
from gouji.show.spreadsheet import workbook_bytes

NEW, UPHELD = "applications/new/natural_person", "reviews/reconsideration/upheld"
TOTAL = "applications/new/total"
COUNTY = Agency("county", "青溪县人民政府", "政府", "县", None, "青溪县", on_roster=True)
WATER, ROADS, SCHOOLS = (
    Agency(id_, f"青溪县{name}局", "行政机关", "县", "county", "青溪县", on_roster=True)
    for id_, name in (("water", "水务"), ("roads", "交通运输"), ("schools", "教育"))
)
ROSTER = Roster([COUNTY, WATER, ROADS, SCHOOLS])


def record(agency=WATER, year=2023, form="2021", findings=(), alternative=False, **cells):
    """A record of zeros with some cells otherwise: a value, or its status where it is a text."""
    said = {}
    for table in load_form(form).tables:
        for row in (table.with_alternatives if alternative else table).rows:
            for column in row.columns:
                said[f"{table.id}/{row.id}/{column.id}"] = {"printed": "0", "value": 0, "status": "read"}
    for name, value in cells.items():
        cell = name.replace("__", "/")
        known = {"printed": str(value), "value": value, "status": "read"}
        said[cell] = {"printed": "", "value": None, "status": value} if isinstance(value, str) else known
    raw = {
        "agency": agency.name,
        "agency_id": agency.id,
        "kind": agency.kind,
        "year": year,
        "form": form,
        "verdict": "pass",
        "source": {"name": "a.txt", "sha256": f"{agency.id}{year}"},
        "findings": [],
        "outcomes": [],
        "cells": said,
    }
    return replace(record_of(raw, f"{year}/{agency.id}", ROSTER), findings=tuple(findings))


def of_region(*records, roster=ROSTER, by="region", name="青溪县"):
    return summed(records, [group_of(by, name, roster)])


def sum_of(cell, *records, **naming):
    [tables] = of_region(*records, **naming)
    found = tables.by_id[cell]
    return found.total, found.read, found.unread, found.absent, region_views.completeness(found).zh


def test_what_was_read_is_added_up_exactly_and_the_rest_is_counted():
    three = [record(WATER, **{NEW: 2}), record(ROADS, **{NEW: 3}), record(SCHOOLS, **{NEW: 5})]
    assert sum_of(NEW, *three) == (10, 3, 0, 0, "完整")
    for status in ("illegible", "missing", "ambiguous", "recognised"):
        assert sum_of(NEW, *three[:2], record(SCHOOLS, **{NEW: status})) == (5, 2, 1, 0, "至少")
    assert sum_of(NEW, *three[:2]) == (5, 2, 0, 1, "至少")
    assert sum_of(NEW, *[record(one, **{NEW: "illegible"}) for one in (WATER, ROADS)])[0::4] == (
        None,
        "均未读出",
    )
    amount = "disclosure/fees/amount"
    parts = [record(WATER, **{amount: Decimal("0.1")}), record(ROADS, **{amount: Decimal("0.2")})]
    assert sum_of(amount, *parts)[0] == Decimal("0.3")


@pytest.mark.parametrize("status", ["blank", "placeholder"])
def test_an_empty_cell_is_nothing_and_an_empty_total_is_not_known(status):
    empty = record(SCHOOLS, **{NEW: status, TOTAL: status})
    both = [record(WATER, **{NEW: 2, TOTAL: 2}), record(ROADS, **{NEW: 3, TOTAL: 3}), empty]
    assert sum_of(NEW, *both) == (5, 3, 0, 0, "完整")
    assert sum_of(TOTAL, *both) == (5, 2, 1, 0, "至少")


def test_a_sum_of_what_may_be_below_zero_bounds_nothing():
    change = "disclosure/licences/change"
    tables = [
        record(WATER, 2020, "2019", **{change: -4}),
        record(ROADS, 2020, "2019", **{change: "illegible"}),
    ]
    assert sum_of(change, *tables) == (-4, 1, 1, 1, "不完整")
    assert sum_of("disclosure/licences/decisions", *tables)[4] == "至少"


def test_a_government_is_left_out_where_its_bodies_are_in_the_group():
    group = group_of("region", "青溪县", ROSTER)
    assert [one.id for one in group.bodies] == ["water", "roads", "schools"]
    assert (group.left_out, group.head) == ((COUNTY,), COUNTY)
    assert sum_of(NEW, record(COUNTY, **{NEW: 100}), record(WATER, **{NEW: 2}))[0] == 2
    loose = [replace(one, parent=None) for one in (WATER, ROADS)]
    office = replace(COUNTY, id="office", name="青溪县人民政府办公室", kind="行政机关")
    town = replace(COUNTY, id="town", name="青溪县柳河镇人民政府", level="乡")
    school = replace(WATER, id="school", name="青溪县第一中学", kind="公共企事业单位", parent=None)
    university = replace(WATER, id="uni", name="青溪大学", kind="高校")

    def split(*agencies):
        [group, *_] = [one for one in groups(Roster(agencies)) if one.by == "region"]
        return [one.id for one in group.bodies], [one.id for one in group.left_out]

    assert split(COUNTY, *loose) == (["water", "roads"], ["county"])
    assert split(office, *loose) == (["water", "roads"], ["office"])
    assert split(COUNTY, office, *loose) == (["office", "water", "roads"], ["county"])
    assert split(office, school) == (["office", "school"], [])
    assert split(COUNTY, town, *loose) == (["town", "water", "roads"], ["county"])
    assert split(university, *loose) == (["water", "roads"], [])


def test_groups_are_those_of_a_region_a_level_and_a_parent():
    assert [(one.by, one.name) for one in groups(ROSTER)] == [
        ("region", "青溪县"),
        ("level", "县"),
        ("parent", "青溪县人民政府"),
    ]
    assert groups(Roster([COUNTY, WATER])) == groups(Roster()) == []
    with pytest.raises(GoujiError, match="“甲县”。可用的有：青溪县"):
        group_of("region", "甲县", ROSTER)


def test_forms_of_one_year_are_summed_apart_and_so_are_rows_that_stand_in_for_others():
    mixed = of_region(record(WATER, 2021, "2019", **{NEW: 1}), record(ROADS, 2021, **{NEW: 2}))
    assert [(one.form, one.by_id[NEW].total) for one in mixed] == [("2019", 1), ("2021", 2)]
    one_row, three = "applications/other/total", "applications/other_else/total"
    [tables] = of_region(record(WATER, alternative=True, **{one_row: 4}), record(ROADS, **{three: 5}))
    assert [(tables.by_id[cell].total, tables.by_id[cell].otherwise) for cell in (one_row, three)] == [
        (4, 1),
        (5, 1),
    ]
    [alone] = of_region(record(WATER, alternative=True, **{one_row: 4}), record(ROADS, alternative=True))
    assert region_views.completeness(alone.by_id[three]).zh == "另用他行"
    assert len(region_views.summed_view([alone], "zh").rows) == 1
    [unread] = of_region(record(WATER), record(ROADS, **{NEW: "illegible"}))
    assert [row[5:8] for row in region_views.summed_view([unread], "zh").rows] == [(0, "至少", 1)]
    order = [cell.id for cell in tables.cells]
    assert order.index("applications/other_else/total") < order.index("applications/handled_total/total")


def test_of_two_copies_one_counts_and_a_report_without_tables_is_not_read():
    copy = replace(record(WATER, **{NEW: 2}), folder="2023/water-2", copy=ReportCopy("water", 2023, "b", 150))
    assert sum_of(NEW, record(WATER, **{NEW: 9}), copy, record(ROADS, **{NEW: 3}))[0] == 5
    formless = replace(record(ROADS), form=None, cells=(), values=())
    assert sum_of(NEW, record(WATER, **{NEW: 2}), formless) == (2, 1, 1, 1, "至少")


def test_what_the_parent_prints_otherwise_is_a_question():
    members = [record(WATER, **{NEW: 2}), record(ROADS, **{NEW: 3})]
    for by, name in (("region", "青溪县"), ("parent", "青溪县人民政府")):
        [tables] = of_region(record(COUNTY, **{NEW: 9}), *members, by=by, name=name)
        assert region_views.question(tables, tables.by_id[NEW]).zh == (
            "青溪县人民政府的报告印 9，比合计多 4（合计中缺 1 个机关）：是否还计入了其他机关？"
        )
        [tables] = of_region(record(COUNTY, **{NEW: 1}), *members, by=by, name=name)
        assert region_views.question(tables, tables.by_id[NEW]).en == (
            "青溪县人民政府 prints 1, 4 less than the sum: are some bodies not counted?"
        )
        [tables] = of_region(record(COUNTY, **{NEW: "illegible"}), *members, by=by, name=name)
        assert region_views.question(tables, tables.by_id[NEW]) is None
    [tables] = of_region(record(COUNTY, **{NEW: 9}), *members, by="level", name="县")
    assert tables.own is None


def test_change_is_over_the_bodies_that_were_read_in_both_years():
    years = of_region(
        *(record(WATER, 2022, **{NEW: 2}), record(ROADS, 2022, **{NEW: "illegible"})),
        *(
            record(WATER, 2023, **{NEW: 5}),
            record(ROADS, 2023, **{NEW: 40}),
            record(SCHOOLS, 2023, **{NEW: 1}),
        ),
    )
    cell = years[-1].by_id[NEW]
    assert (cell.total, cell.before, cell.now, cell.change, cell.both) == (46, 2, 5, 3, 1)
    assert years[0].by_id[NEW].change is None
    assert panels(years)[NEW] == [(2022, 2), (2023, 5)]
    gap = of_region(record(WATER, 2021, **{NEW: 2}), record(WATER, 2023, **{NEW: 5}))
    assert gap[-1].by_id[NEW].change is None


def weighed(expected, observed, cells, mine, other):
    finding = replace(
        sample().findings[0], cells=cells, expected=expected, observed=observed, read_id="g" + "0" * 15
    )
    records = [record(WATER, findings=[finding], **mine), record(ROADS, **other)]
    return weights(records, ROSTER).get(finding.id)


def test_a_finding_weighs_what_it_touches_of_its_region():
    cells, mine, other = (NEW, TOTAL), {NEW: 10, TOTAL: 30}, {NEW: 30, TOTAL: 70}
    assert weighed(35, 30, cells, mine, other) == Decimal("0.05")
    # where nothing is expected, the whole figure is in question
    assert weighed(None, "/", cells, mine, other) == Decimal("0.3")
    assert weighed(None, None, (NEW,), mine, other) == Decimal("0.25")
    assert weighed(900, 30, cells, mine, other) == 1
    assert weighed(None, None, (), mine, other) is None
    assert weighed(1, 0, (UPHELD,), mine, other) is None
    assert weighed(None, None, (NEW,), {NEW: "illegible"}, other) is None


def test_findings_are_ordered_by_severity_and_then_by_weight():
    light, heavy, note, settled = (
        replace(sample().findings[0], read_id=f"g{n}", severity=severity, decision=decision)
        for n, (severity, decision) in enumerate(
            (
                ("violation", None),
                ("violation", {"decision": "confirmed"}),
                ("note", None),
                ("violation", {"decision": "dismissed"}),
            )
        )
    )
    grave = [record(WATER, findings=[light, heavy, note, settled])]
    shown = region_views.first(grave, {"g0": Decimal("0.01"), "g1": Decimal("0.2")}, "zh", root="../")
    tree = html.fromstring(shown.html)
    assert tree.xpath("//tbody//a/@href") == [f"../2023/water/audit.html#f-g{n}" for n in (1, 0)]
    assert tree.xpath("//tbody//td[@class='n']/text()") == ["20.0%", "1.0%"]
    book = load_workbook(io.BytesIO(findings_xlsx(grave, "zh", {"g1": Decimal("0.2")})))
    header, *rows = book["问题"].iter_rows(values_only=True)
    assert [(row[-1], row[header.index("影响份额")]) for row in rows] == [
        ("g1", 0.2),
        ("g0", None),
        ("g3", None),
        ("g2", None),
    ]


def test_the_sheet_has_a_row_a_cell_that_is_not_zero_throughout():
    every = summed([record(WATER, **{NEW: 2}), record(COUNTY, **{NEW: 1})], groups(ROSTER)[:1])
    data = workbook_bytes([region_views.summed_view(every, "zh")])
    assert data == workbook_bytes([region_views.summed_view(every, "zh")])
    sheet = load_workbook(io.BytesIO(data))["汇总表"]
    assert sheet.page_setup.fitToWidth == 1
    header, *rows = sheet.iter_rows(values_only=True)
    assert not [value for row in (header, *rows) for value in row if re.search("[A-Za-z]", str(value or ""))]
    [row] = [dict(zip(header, row, strict=True)) for row in rows]
    assert (row["汇总口径"], row["名称"], row["年度"]) == ("地区", "青溪县", 2023)
    assert row["单元格"] == "一、本年新收政府信息公开申请数量 · 自然人"
    assert (row["合计"], row["完整否"], row["已读"], row["未见报告"]) == (2, "至少", 1, 2)
    assert (row["本级所印"], row["请核实"]) == (
        1,
        "青溪县人民政府的报告印 1，比合计少 1：是否有机关未计入？",
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_sums_and_names_as_text(lang):
    hostile = replace(WATER, name=HOSTILE, region=HOSTILE, level=HOSTILE)
    roster = Roster([hostile, replace(ROADS, region=HOSTILE)])
    records = [record(WATER, year, **{NEW: year - 2020, UPHELD: 1}) for year in (2022, 2023)]
    group = group_of("region", HOSTILE, roster)
    every = summed(records, [group])
    parts = [
        region_views.overview(every, pages(every), lang),
        region_views.cover(group, every, lang),
        region_views.tables(every, lang),
        region_views.compared(every, lang),
        region_views.changes(every, lang),
        region_views.charts(every, lang),
        region_views.first([sample(agency=HOSTILE)], {}, lang),
    ]
    tree = html.fromstring("<main>" + "".join(part.html for part in parts) + "</main>")
    assert not tree.xpath("//script | //img | //strong")
    assert tree.xpath("//details[@open]//td[contains(., '≥3')]/small/text()") == ["1/2"]
    assert tree.text_content().count(HOSTILE) > 3


def test_charts_are_of_totals_and_say_their_figures():
    every = of_region(*(record(WATER, year, **{TOTAL: year - 2020}) for year in (2022, 2023)))
    tree = html.fromstring(region_views.charts(every, "zh").html)
    [chart] = tree.xpath("//ul[@class='multiples']/li")
    assert chart.xpath(".//b/text()") == ["2", "3"]
    assert chart.xpath(".//span[@class='fill']/@style") == ["height:66.7%", "height:100.0%"]
    assert chart.xpath("p/text()") == ["一、本年新收政府信息公开申请数量 · 总计"]


def test_evidence_without_cells_is_not_read():
    raw = audit_json(audit())
    assert record_of(raw, "2020/x", Roster()).figures == {}
