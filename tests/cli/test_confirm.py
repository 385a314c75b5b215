"""``gouji confirm``: pictures beside what was recognised, a person's word, and audits that rest on it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from dataclasses import replace

import pytest
from lxml import html
from openpyxl import load_workbook

from extract.pictured import REPORT, pictured
from gouji.cli.confirm import told_for
from gouji.cli.main import run
from gouji.evidence.sources import open_report, provenance
from gouji.extract.extraction import read_filing
from gouji.inputs.confirmed import (
    TITLES,
    confirmed_by,
    document_of,
    doubts_of,
    load_record,
    pictures_of,
    record_bytes,
)
from gouji.inputs.roster import Roster
from gouji.model.document import Note, Place, RecognisedText
from gouji.model.text import GoujiError, Text
from gouji.reports import collect

SHA = hashlib.sha256(REPORT.read_bytes()).hexdigest()
#: What is recognised wrongly in the made scan: a figure of table three.
FIGURE = "applications/new/natural_person"


@pytest.fixture(scope="module")
def draft():
    """The record of a scan in which nobody has confirmed anything; one figure was misread as 8."""
    document = pictured()
    filing = read_filing(document, Roster.of(None))
    cell = filing.cell(FIGURE)
    read = document.recognised[cell.place]
    recognised = dict(document.recognised) | {cell.place: read._replace(text="8", other=read.text)}
    pictures = told_for(pictures_of(document), filing, document)
    made = []
    for one in pictures:
        known = recognised[one.spot.place]
        made.append(one.__class__(one.spot._replace(text=known.text), known, *_rest(one)))
    return record_bytes(made), read.text


def _rest(one):
    return one.block, one.blocks, one.grid, one.form, one.cell


@pytest.fixture
def workbook(tmp_path, draft, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "2024").mkdir(parents=True)
    (tmp_path / "data" / "confirmed").mkdir()
    shutil.copy(REPORT.parents[1] / "agencies.csv", tmp_path / "data")
    shutil.copy(REPORT, tmp_path / "data" / "2024")
    (tmp_path / "data" / "confirmed" / f"{SHA}.csv").write_bytes(draft[0])
    return tmp_path


def checked(capfd):
    assert run(["check", "data/2024", "--json"]) == 0
    [audit] = json.loads(capfd.readouterr().out)
    return audit


def ticked(page, said=None, by="李四"):
    """What the page saves where every row is ticked; ``said`` has what is typed over, by cell."""
    tree = html.fromstring(page.read_bytes())
    [form] = tree.xpath("//form[@class='confirming']")
    columns = json.loads(form.get("data-columns"))
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(columns.values())
    for row in form.xpath(".//tr[@data-row]"):
        about = json.loads(row.get("data-row"))
        about |= {"ok": "x", "correction": (said or {}).get(about["cell"], ""), "by": by}
        table.writerow([about.get(name, "") for name in columns])
    page.with_name("confirmed.csv").write_text(out.getvalue(), "utf-8")
    return "confirmed.csv"


def test_a_scan_is_confirmed_and_then_audited(workbook, draft, capfd):
    before = checked(capfd)
    assert before["verdict"] == "unauditable"
    assert {found["rule"] for found in before["findings"]} == {"DQ-UNREAD"}

    assert run(["confirm", "data/2024/qingxi-water.html"]) == 0
    said = capfd.readouterr()
    page, sheet = (workbook / name for name in said.out.splitlines())
    assert re.search(r"\d+ 格待确认，其中 \d+ 格可疑。", said.err)
    tree = html.fromstring(page.read_bytes())
    [first, *_] = tree.xpath("//table[@class='confirm']/tbody/tr")
    assert "两次识别不同" in first.text_content()
    assert "所在的算式按识别结果不平（只作提示）" in first.text_content()
    assert first.xpath(".//img")[0].get("src").startswith("data:image/png;base64,")
    assert b"script-src 'sha256-" in page.read_bytes()
    assert not tree.xpath("//*[@src[not(starts-with(., 'data:'))]]")

    assert run(["confirm", "--from", ticked(page, {FIGURE: draft[1]})]) == 0
    assert capfd.readouterr().out.startswith("已记录 ")
    after = checked(capfd)
    assert after["verdict"] == "pass"
    assert (after["agency"], after["year"]) == ("青溪县水务局", 2024)
    assert run(["read", "data/2024", "--json"]) == 0
    [filing] = json.loads(capfd.readouterr().out)
    cell = next(one for one in filing["cells"] if one["id"] == FIGURE)
    assert (cell["status"], cell["printed"], cell["recognised"]) == ("read", draft[1], "8")
    assert cell["confirmed"]["by"] == "李四"
    assert [note["code"] for note in filing["notes"]][:2] == ["recognised_text", "confirmed_pictures"]
    assert run(["read", "data/2024", "--lang", "en"]) == 0
    shown = capfd.readouterr().out
    assert "✓ a picture that a person has confirmed" in shown
    assert "cells are pictures; 李四 confirmed what they show" in shown

    # what was said stays said
    path = workbook / "data" / "confirmed" / f"{SHA}.csv"
    kept = path.read_bytes()
    assert run(["confirm", "--from", ticked(page, {FIGURE: "9"}, by="王五")]) == 0
    assert "此前确认为别的内容，没有改动（applications/new/natural_person）" in capfd.readouterr().err
    assert path.read_bytes() == kept
    assert run(["confirm", "--from", "confirmed.csv", "--again"]) == 0
    one = next(one for one in load_record(path) if one.cell == FIGURE)
    assert (one.confirmed, one.by) == ("9", "王五")
    assert one.earlier.startswith(f"“{draft[1]}” 李四 ")
    assert sheet.is_file()


def test_the_sheet_takes_ticks_and_corrections(workbook, draft, capfd):
    assert run(["confirm", "data/2024/qingxi-water.html", "--lang", "en", "--out", "out"]) == 0
    sheet = workbook / "out" / "确认-qingxi-water.html.xlsx"
    book = load_workbook(sheet)
    [rows] = book.worksheets
    assert len(rows._images) == rows.max_row - 1  # openpyxl has no other name for them
    heads = [cell.value for cell in rows[1]]
    assert heads[:5] == ["Cell", "Picture", "Recognised", "Right", "Correction"]
    rows.cell(2, 5).value = int(draft[1])
    rows.cell(3, 4).value = "x"
    rows.cell(4, 5).value = "空"
    book.save(sheet)
    capfd.readouterr()
    assert run(["confirm", "--from", str(sheet), "--by", "李四", "--lang", "en"]) == 0
    assert "recorded 3 cells in" in capfd.readouterr().out
    said = [one for one in load_record(workbook / "data/confirmed" / f"{SHA}.csv") if one.by]
    assert len(said) == 3
    assert {one.cell: one.confirmed for one in said}[FIGURE] == draft[1]
    assert "" in [one.confirmed for one in said]
    # a sheet that somebody may have filled in is not written over
    assert run(["confirm", "data/2024/qingxi-water.html", "--out", "out"]) == 2
    assert "不予覆盖" in capfd.readouterr().err


def test_a_record_is_an_input_of_the_evidence(workbook):
    report = collect(["data/2024/qingxi-water.html"])[0]
    record = confirmed_by(report.path, SHA)
    facts = {text.zh: sha256 for text, sha256 in provenance(report, (), (), ())}
    assert facts["图片识别与确认的记录"] == hashlib.sha256(record.read_bytes()).hexdigest()
    assert collect(["data"]) == [report], "the record is no report"
    assert open_report("data/2024/qingxi-water.html").path.is_file()


def test_a_changed_picture_and_another_report_are_refused(workbook, capfd):
    record = workbook / "data" / "confirmed" / f"{SHA}.csv"
    whole = record.read_text("utf-8-sig")
    record.write_text(whole.replace("iVBORw0KGgo", "iVBORw0KGgp", 1), "utf-8")
    assert run(["check", "data/2024"]) == 3
    assert "第 2 行图片与记录的摘要不符，已经改变，不能采用" in capfd.readouterr().err
    record.write_text(whole.replace('""blocks"":', '""blocks"":9', 1), "utf-8")
    assert run(["check", "data/2024", "--lang", "en"]) == 3
    assert "move the record away and run gouji confirm anew" in capfd.readouterr().err
    record.unlink()
    (workbook / "confirmed.csv").write_text(
        ",".join(TITLES) + "\n" + ",".join("x" for _ in TITLES) + "\n", "utf-8"
    )
    assert run(["confirm", "--from", "confirmed.csv"]) == 2
    assert "没有报告 x 的识别记录" in capfd.readouterr().err


def test_what_the_reading_noted_is_kept(tmp_path):
    note = Note("picture_page_unread", Text("第 2 页没有读", "page 2 was not read"), Place(page=2))
    document = replace(pictured(), notes=(note,))
    path = tmp_path / "record.csv"
    path.write_bytes(record_bytes(pictures_of(document)))
    again = document_of(document.source, load_record(path))
    assert (again.notes, again.blocks, again.recognised) == ((note,), document.blocks, document.recognised)


def test_a_report_of_text_has_nothing_to_confirm(workbook, capfd):
    (workbook / "data" / "confirmed" / f"{SHA}.csv").unlink()
    assert run(["confirm", "data/2024/qingxi-water.html"]) == 2
    assert "没有由图片识别出的格子，无须确认" in capfd.readouterr().err
    (workbook / "confirmed.csv").write_text(",".join(TITLES) + "\n", "utf-8")
    assert run(["confirm", "--from", "confirmed.csv"]) == 0
    assert "没有勾选或改正任何一格，没有记录" in capfd.readouterr().err
    assert run(["confirm"]) == 2
    assert "请写明一份报告，或用 --from 读入确认" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("read", "zh"),
    [
        (RecognisedText("26", b"", 1.0, "20"), ["两次识别不同：“20”"]),
        (RecognisedText("26", b"", 0.99), ["把握 0.990"]),
        (RecognisedText("/", b""), ["斜线或横线形状"]),
        (RecognisedText("3.5", b""), ["小数点"]),
        (RecognisedText("123456", b""), ["6 位数字"]),
        (RecognisedText("26", b"", 1.0, "26"), []),
        (RecognisedText("", b""), []),
    ],
)
def test_why_to_look_first(read, zh):
    assert [one.zh for one in doubts_of(read)] == zh


def test_a_record_gives_back_what_was_written(tmp_path, draft):
    path = tmp_path / "record.csv"
    path.write_bytes(draft[0])
    assert record_bytes(load_record(path)) == draft[0]
    path.write_text("cell\n1\n", "utf-8")
    with pytest.raises(GoujiError, match="首行缺少列"):
        load_record(path)
