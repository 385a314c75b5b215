"""The first hour: a folder to work in, a roster drafted from reports, and what an empty place is told."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from gouji.cli.main import run
from gouji.cli.new import EXAMPLE
from gouji.inputs.roster import Roster
from gouji.reports import collect, sorted_out

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize(("lang", "advice"), [("zh", "说明.md"), ("en", "README.md")])
def test_a_new_folder_can_be_worked_in_and_nothing_in_it_is_written_over(lang, advice, tmp_path, capsys):
    folder = tmp_path / "work"
    assert run(["new", str(folder), "--lang", lang]) == 0
    said = capsys.readouterr()
    assert said.out == f"{folder}\n"
    assert "gouji audit" in said.err
    roster = folder / "data/agencies.csv"
    assert [one.name for one in Roster.load(roster)] == ["示例县人民政府", "示例县水务局"]
    [year] = [path for path in (folder / "data").iterdir() if path.is_dir()]
    assert year.name.isdigit()
    text = (folder / advice).read_text("utf-8")
    assert f"data/{year.name}/" in text
    assert len(text.splitlines()) <= 12
    roster.write_text("id,name\nx,甲局\n", "utf-8")
    assert run(["new", str(folder), "--lang", lang]) == 0
    assert roster.read_text("utf-8") == "id,name\nx,甲局\n"
    assert {"zh": "已存在，没有改动", "en": "was left alone"}[lang] in capsys.readouterr().err


def test_an_empty_place_is_told_how_to_begin(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["audit"]) == 2
    assert "用 gouji new 目录 新建工作目录" in capsys.readouterr().err
    assert run(["audit", "--lang", "en"]) == 2
    assert "Make a folder to work in with gouji new DIR" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def reports(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data" / "2024"
    folder.mkdir(parents=True)
    sample = DATA / "2024/qingxi-water.html"
    shutil.copy(sample, folder)
    text = sample.read_text("utf-8")
    (folder / "gov.html").write_text(text.replace("青溪县水务局", "松岭县石桥镇人民政府"), "utf-8")
    (folder / "unnamed.html").write_text(text.replace("青溪县水务局", ""), "utf-8")
    return folder.parent


def test_a_roster_is_drafted_and_what_is_guessed_says_so(reports, tmp_path, capsysbinary):
    assert run(["roster", str(reports)]) == 0
    said = capsysbinary.readouterr()
    rows = list(csv.DictReader(io.StringIO(said.out.decode("utf-8-sig"))))
    assert [[*row.values()] for row in rows] == [
        ["松岭县石桥镇人民政府", "松岭县石桥镇人民政府", "政府", "乡", "", "", "性质、层级为推测，请核对"],
        ["青溪县水务局", "青溪县水务局", "行政机关", "县", "", "", "性质、层级为推测，请核对"],
    ]
    assert "unnamed.html：标题中没有认出机关全称" in said.err.decode()
    assert "请加 --out data/agencies.csv" in said.err.decode()
    # the draft is a roster: its remarks are passed over
    path = tmp_path / "draft.csv"
    path.write_bytes(said.out)
    assert [one.kind for one in Roster.load(path)] == ["政府", "行政机关"]


def test_a_draft_keeps_what_is_on_the_roster_and_overwrites_no_file(reports, tmp_path, capsys):
    (reports / "agencies.csv").write_text(
        "id,name,kind,level,parent,region\nwater,青溪县水务局,行政机关,县,,青溪县\n", "utf-8"
    )
    out = tmp_path / "draft.csv"
    assert run(["roster", str(reports), "--out", str(out), "--lang", "en"]) == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert [*rows[1].values()] == ["water", "青溪县水务局", "行政机关", "县", "", "青溪县", "on the roster"]
    capsys.readouterr()
    # the examples of a new folder are no lines of anybody's
    out.write_bytes(EXAMPLE.encode("utf-8-sig"))
    assert run(["roster", str(reports), "--out", str(out)]) == 0
    assert "青溪县水务局" in out.read_text("utf-8-sig")
    capsys.readouterr()
    assert run(["roster", str(reports), "--out", str(out)]) == 2
    assert f"{out} 已存在，不予覆盖" in capsys.readouterr().err


PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def mixed(reports):
    """A folder as people have them: reports, three hundred pictures, programs, tables of gouji's own."""
    for number in range(300):
        (reports / f"{number}.png").write_bytes(PICTURE)
    (reports / "tool.py").write_text("print(1)\n", "utf-8")
    (reports / "草稿.csv").write_text("编号,机关名称\nx,甲局\n", "utf-8")
    (reports / "export.csv").write_text("agency,year,form,table,row\n甲局,2024,2021,rules,made\n", "utf-8")
    (reports / "record.json").write_text('[\n {"schema": "gouji.audit/1"}\n]\n', "utf-8")
    (reports / "说明.md").write_text("# 说明\n", "utf-8")
    return reports


def test_three_hundred_pictures_are_two_lines_and_what_is_no_report_is_one(mixed, capsys):
    assert run(["check", str(mixed)]) == 3
    lines = capsys.readouterr().err.splitlines()
    [passed] = [line for line in lines if "不是报告的文件" in line]
    assert passed.startswith("略去 5 个不是报告的文件：")
    assert "tool.py" in " ".join(map(str, sorted_out([mixed])[1]))
    pictures = [line for line in lines if ".png" in line]
    assert pictures[0].startswith("0.png：这是图片")
    assert pictures[1].startswith("另有 299 个文件未能处理，原因与 0.png 相同：1.png、10.png、100.png……")
    assert len(pictures) == 2
    assert not {"草稿", "export", "record"} & {report.name.partition(".")[0] for report in collect([mixed])}


def test_a_file_that_is_named_is_read_whatever_it_is_called(mixed, capsys):
    assert [report.name for report in collect([mixed / "export.csv"])] == ["export.csv"]
    assert sorted_out([mixed / "export.csv"])[1] == []


def test_what_gouji_wrote_is_no_report_wherever_it_lies(reports):
    (reports / "通知书/2024").mkdir(parents=True)
    for name in (
        "通知书/2024/通知书清单.xlsx",
        "通知书/2024/青溪县水务局.docx",
        "整改复查.html",
        "changes.ipynb",
    ):
        (reports / name).write_bytes(b"x")
    for name in (
        "changes.html",
        "changes.ipynb",
        "notice-2024-water.docx",
        "县直机关名录.xlsx",
        "青溪县水务局.docx",
    ):
        (reports / name).write_bytes(b"x")
    given, others = sorted_out([reports])
    # a document beside no list of notices may well be a report
    assert [one.name for one in given] == [
        "青溪县水务局.docx",
        "gov.html",
        "qingxi-water.html",
        "unnamed.html",
    ]
    assert [path.name for path in others] == [
        *("changes.html", "changes.ipynb", "notice-2024-water.docx", "县直机关名录.xlsx", "整改复查.html"),
        *("通知书清单.xlsx", "青溪县水务局.docx"),
    ]
