"""The file of decisions: what is written comes back, what is wrong is named by file and line."""

import base64
import csv
import io
import json
import multiprocessing
from dataclasses import replace
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.inputs.decision_file import COLUMNS, handed_in, load_decisions, record, valid_id
from gouji.inputs.decisions import DECISIONS, Decision
from gouji.model.text import GoujiError

ID = "b35c9e5b4d1b95c4"
words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=20)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "decisions.csv"


@pytest.mark.parametrize("decision", DECISIONS)
def test_what_is_recorded_comes_back(path, decision):
    made = Decision(
        *(ID, decision, "王五", "2025-03-01", "电话核实", "T3-ROW-TOTAL", "x", 2024),
        {"a/b/c": "12"},
        "某局",
    )
    record(path, made)
    assert list(load_decisions(path)) == [made]
    assert path.read_bytes().startswith(b"\xef\xbb\xbffinding,decision,by,when,note,")


@given(note=words, by=words)
def test_any_words_come_back_as_they_were(tmp_path_factory, note, by):
    path = tmp_path_factory.mktemp("words") / "decisions.csv"
    record(path, Decision(ID, "confirmed", by, "", note))
    [read] = load_decisions(path)
    assert (read.by, read.note) == (by, note)


@pytest.mark.parametrize("note", ["=1+1", "@SUM(A1)", "-2", "+3", "'=1", "＝１"])
def test_a_spreadsheet_executes_nothing(path, note):
    record(path, Decision(ID, "dismissed", note=note))
    [row] = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    assert row["note"].startswith("'")
    assert [one.note for one in load_decisions(path)] == [note]


def test_the_last_decision_on_a_finding_is_in_force_and_the_first_stays_on_record(path):
    for decision in ("confirmed", "corrected"):
        record(path, Decision(ID, decision))
    decisions = load_decisions(path)
    assert [one.decision for one in decisions] == ["corrected"]
    assert [one.decision for one in decisions.every] == ["confirmed", "corrected"]


def test_two_columns_are_enough_and_gb18030_is_read(path):
    path.write_bytes(f"finding,decision,note\n{ID.upper()},Dismissed,属实无误\n".encode("gb18030"))
    assert list(load_decisions(path)) == [Decision(ID, "dismissed", note="属实无误")]


def test_no_file_is_no_decision():
    assert list(load_decisions(None)) == []


@pytest.mark.parametrize(
    ("row", "zh", "en"),
    [
        ({"finding": "1.2E+15"}, "“1.2e+15”不是问题编号", "is no id of a finding"),
        (
            {"decision": "maybe"},
            "决定“maybe”不是下列之一：属实、不成立、已更正（confirmed, dismissed, corrected）",
            "is none of",
        ),
        ({"when": "yesterday"}, "时间“yesterday”应写作 2025-03-01", "must look like 2025-03-01"),
        ({"year": "24"}, "年度“24”不是年份", "is no year"),
        ({"printed": "[1]"}, "printed 应为 JSON 对象", "must be a JSON object"),
    ],
)
def test_a_wrong_line_is_named(path, row, zh, en):
    good = dict.fromkeys(COLUMNS, "") | {"finding": ID, "decision": "confirmed"}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows([good, good | row])
    path.write_text(out.getvalue(), "utf-8")
    with pytest.raises(GoujiError) as caught:
        load_decisions(path)
    assert "decisions.csv 第 3 行" in caught.value.text.zh
    assert zh in caught.value.text.zh
    assert "line 3" in caught.value.text.en
    assert en in caught.value.text.en


def test_a_column_that_is_missing_is_named(path):
    path.write_text("id,decision\n", "utf-8")
    with pytest.raises(GoujiError, match="第 1 行：首行缺少列：问题编号"):
        load_decisions(path)


def test_nothing_is_written_into_a_file_that_is_wrong(path):
    path.write_text(f"finding,decision\n{ID},perhaps\n", "utf-8")
    before = path.read_bytes()
    with pytest.raises(GoujiError, match="perhaps"):
        record(path, Decision(ID, "confirmed"))
    assert path.read_bytes() == before


def test_valid_id():
    assert valid_id(f" #{ID.upper()} ") == ID
    assert valid_id("#G615CC5F68983557") == "g615cc5f68983557"
    with pytest.raises(GoujiError, match="g 和 15 位十六进制"):
        valid_id("b35c")


def _record_many(path, start):
    for number in range(start, start + 10):
        record(path, Decision(f"{number:016x}", "confirmed"))


def test_writers_at_once_lose_nothing_and_readers_see_whole_files(path):
    record(path, Decision(ID, "confirmed"))
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_record_many, args=(path, start)) for start in (0, 100)]
    for writer in writers:
        writer.start()
    seen = [len(load_decisions(path).every)]
    while any(writer.is_alive() for writer in writers):
        seen.append(len(load_decisions(path).every))
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert seen == sorted(seen)
    assert len(load_decisions(path).every) == 21
    assert sorted(file.name for file in path.parent.iterdir()) == [".decisions.csv.lock", "decisions.csv"]


def test_the_digest_is_that_of_the_decisions_which_may_speak_of_a_report(path):
    mine = Decision(ID, "confirmed", agency="a", year=2024, rule="R")
    record(path, mine)
    digest = load_decisions(path).digest("a", "某局", 2024)
    record(path, replace(mine, finding="0" * 16, agency="b"))
    assert load_decisions(path).digest("a", "某局", 2024) == digest
    assert load_decisions(path).digest("a", "某局", 2023) is None
    assert load_decisions(path).digest() not in (None, digest)


BAR = """<!doctype html><title>x</title><p data-decide='{"finding": "g000000000000000"}'>%s</p>
<form class="deciding" data-made="%s"><input name="by" value="李四"><script>alert(1)</script></form>"""


def on_page(made, text=""):
    return BAR % (text, escape(made if isinstance(made, str) else json.dumps(made)))


@pytest.mark.parametrize("suffix", [".html", ".htm", ".HTML", ".mht"])
def test_of_a_saved_page_only_what_was_marked_is_taken(tmp_path, suffix):
    mark = {"finding": ID, "decision": "属实", "note": "</form><script>alert(1)</script>", "year": 2024}
    path = tmp_path / f"audit{suffix}"
    data = on_page({ID: mark | {"printed": {"a/b/c": None}, "by": "another", "more": ["x"]}}).encode()
    if suffix == ".mht":
        part = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        data = part + base64.encodebytes(data)
    path.write_bytes(data)
    [one] = handed_in(path)
    assert one == Decision(ID, "confirmed", "李四", note=mark["note"], year=2024, printed={"a/b/c": None})


@pytest.mark.parametrize(
    ("page", "zh"),
    [
        ("<p>年度报告</p>", "不是带有问题的证据网页。请用网页下方的“保存 decisions.csv”，再读入该文件。"),
        ("", "不是带有问题的证据网页"),
        # words that are shown are no form
        ('<p>&lt;form class="deciding" data-made="{}"&gt;</p>', "不是带有问题的证据网页"),
        (on_page("{"), "第 1 行：网页中记下的决定已损坏。"),
        (on_page("[1]"), "第 1 行：网页中记下的决定已损坏。"),
        (on_page({"x": "y"}), "第 1 行：网页中记下的决定已损坏。"),
        pytest.param(on_page("[" * 100_000), "第 1 行：网页中记下的决定已损坏。", id="deeper than any page"),
        (on_page({"x": {"finding": ID, "decision": "属实", "note": "\ud800"}}), "网页中记下的决定已损坏。"),
        (on_page({"x": {"finding": "<b>", "decision": "属实"}}), "“<b>”不是问题编号"),
        (on_page({"x": {"finding": ID, "decision": "<script>"}}), "决定“<script>”不是下列之一"),
        (on_page({"x": {"finding": ID, "decision": "属实", "printed": [1]}}), "printed 应为 JSON 对象"),
    ],
)
def test_a_page_that_hands_in_no_decisions_says_so(tmp_path, page, zh):
    path = tmp_path / "audit.html"
    path.write_text(page, "utf-8")
    with pytest.raises(GoujiError) as error:
        handed_in(path)
    assert zh in error.value.text.zh


def test_a_page_on_which_nothing_was_marked_hands_in_nothing(tmp_path):
    path = tmp_path / "audit.html"
    path.write_text('<form class="deciding" hidden></form>', "utf-8")
    assert handed_in(path) == []
