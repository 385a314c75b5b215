"""``gouji read``: JSON as programs need it, tables as people read them."""

import hashlib
import json
import re

import pytest

from gouji.model.form import load_form

TITLE = "甲县水务局2023年政府信息公开工作年度报告\n"
FILING_KEYS = {
    "schema",
    "source",
    "agency",
    "agency_id",
    "kind",
    "year",
    "form",
    "table_forms",
    "title",
    "sections",
    "published",
    "period",
    "cells",
    "extra_rows",
    "notes",
}
CELL_KEYS = {"id", "printed", "value", "status", "place", "place_en", "unit", "sure_row", "sure_column"}


@pytest.fixture(scope="module")
def yiwu(gouji):
    ran = gouji("read", "--json", "data/2020/yiwu-gov-office.txt")
    assert ran.status == 0
    [filing] = ran.json
    return filing


def test_a_filing_has_the_keys_of_its_schema(yiwu):
    assert set(yiwu) == FILING_KEYS
    assert yiwu["schema"] == "gouji.filing/1"
    assert (yiwu["agency"], yiwu["agency_id"], yiwu["year"]) == (
        "义乌市人民政府办公室",
        "yiwu-gov-office",
        2020,
    )
    assert (yiwu["form"], yiwu["published"]) == ("2019", "2021-01-29")
    assert yiwu["period"] == ["2020-01-01", "2020-12-31"]
    assert [section["number"] for section in yiwu["sections"]] == [1, 2, 3, 4, 5, 6]
    assert yiwu["sections"][0]["place"] == "原文第 38 行"
    assert yiwu["sections"][0]["place_en"] == "line 38"


def test_every_cell_of_the_form_is_listed_in_form_order(yiwu):
    expected = [cell for table in load_form("2019").tables for cell in table.cell_ids]
    assert [cell["id"] for cell in yiwu["cells"]] == expected
    assert all(set(cell) == CELL_KEYS for cell in yiwu["cells"])


def test_printed_text_value_status_and_place_of_cells(yiwu):
    cells = {cell["id"]: cell for cell in yiwu["cells"]}
    granted = [cells[f"applications/granted/{column}"] for column in ("natural_person", "research", "total")]
    assert [(c["printed"], c["value"], c["status"]) for c in granted] == [
        ("21", 21, "read"),
        ("", None, "blank"),
        ("31", 31, "read"),
    ]
    amount = cells["disclosure/procurement/amount"]
    assert (amount["printed"], amount["value"], amount["status"]) == ("5629元", 5629, "annotated")
    assert amount["place"] == "原文第 175 行"


def test_the_source_is_a_name_and_a_digest_never_a_path(gouji, yiwu, tmp_path):
    data = TITLE.encode()
    (tmp_path / "a.txt").write_bytes(data)
    [filing] = gouji("read", "--json", tmp_path / "a.txt").json
    assert filing["source"] == {
        "name": "a.txt",
        "sha256": hashlib.sha256(data).hexdigest(),
        "media_type": "text/plain",
        "bytes": len(data),
    }
    assert filing["form"] is None
    assert filing["cells"] == []


def test_standard_input_is_a_report(spawned):
    [filing] = spawned("read", "--json", "-", stdin=TITLE.encode()).json
    assert (filing["source"]["name"], filing["agency"], filing["year"]) == ("stdin", "甲县水务局", 2023)


def test_numbers_are_exact_and_whole_ones_are_integers(gouji):
    raw = gouji("read", "--json", "data/2023/qingxi-water.html", "data/2020/yueqing-edu.txt").out
    assert re.search(r'"printed": "128.64",\s+"value": 128.64,', raw)
    assert re.search(r'"printed": "4574.73 万",\s+"value": 45747300,', raw)
    json.loads(raw)


@pytest.fixture
def mixed(tmp_path):
    """A folder with one report that can be read and three that cannot."""
    (tmp_path / "a.xyz").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_text(TITLE, encoding="utf-8")
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 8)
    return tmp_path


@pytest.mark.parametrize("command", ["read", "check"])
def test_bad_files_get_a_message_each_and_status_3_and_the_rest_is_done(gouji, mixed, command):
    ran = gouji(command, "--json", mixed)
    assert ran.status == 3
    kinds = [(element["schema"], element["source"]["name"]) for element in ran.json]
    good = {"read": "gouji.filing/1", "check": "gouji.audit/1"}[command]
    assert kinds == [
        ("gouji.error/1", "a.xyz"),
        ("gouji.error/1", "b.txt"),
        (good, "c.txt"),
        ("gouji.error/1", "d.pdf"),
    ]
    errors = [element["message"] for element in ran.json if element["schema"] == "gouji.error/1"]
    for message in errors:
        assert set(message) == {"zh", "en"}
        assert ran.err.splitlines().count(message["zh"]) == 1
        assert "程序内部出错" not in message["zh"]
    assert "Traceback" not in ran.err


def test_the_terminal_shows_the_statutory_tables_with_marks(gouji):
    shown = gouji("read", "data/2020/yiwu-gov-office.txt", "data/2020/ywicc.txt").out
    assert "■ 义乌市人民政府办公室 2020" in shown
    assert "\n已读 198／198 格\n" in shown
    assert re.search(r"^ +（一）予以公开 +21 +4 +· +· +6 +· +31$", shown, re.M)
    assert re.search(r"^政府集中采购 +3 +5629元\*$", shown, re.M)
    assert "标记：" in shown
    assert "n* 带单位或文字" in shown
    assert "第1部分 总体情况（原文第 38 行）" in shown


def test_the_terminal_speaks_english(gouji):
    shown = gouji("read", "--lang", "en", "data/2020/yueqing-edu.txt").out
    assert "form 2019; source yueqing-edu.txt" in shown
    assert "section 1 总体情况 (line 7)" in shown
    assert "n? Ambiguous" in shown


def test_terminal_codes_in_a_report_or_its_name_never_reach_the_terminal(gouji, tmp_path):
    hostile = "甲县\x1b[31m水\u202e务局\x072023年政府信息公开工作年度报告\n一、总体\x1b]0;x\x07情况\n"
    (tmp_path / "a\x1b[2J.txt").write_text(hostile, encoding="utf-8")
    (tmp_path / "b\x1b[2J.txt").write_bytes(b"")
    for arguments in (["read"], ["check"], ["read", "--json"], ["check", "--json"]):
        ran = gouji(*arguments, tmp_path)
        assert ran.status == 3
        for text in (ran.out, ran.err):
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
