"""The whole round of an inspection on sample data: find, decide, ask, look again, report upwards."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from evidence.chromium import BROWSER, browser
from evidence.test_deciding import BAR, MARK, SAVE
from libreoffice import convert, needs_libreoffice
from shell import gouji

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
    needs_libreoffice,
]

SAMPLE = Path(__file__).parents[2] / "data"
REPORTS = ("2023/qingxi-water.html", "2024/qingxi-water.html", "2024/yunze-transport.html")
ROSTER = """编号,机关名称,性质,层级,上级,地区
yunze-gov,云泽市人民政府,政府,市,,云泽市
yunze-transport,云泽市交通运输局,行政机关,市,yunze-gov,云泽市
qingxi-water,青溪县水务局,行政机关,县,yunze-gov,云泽市
"""
WRONG, RIGHT = "<td>12</td><td>6</td>", "<td>21</td><td>6</td>"
AUDIT = "2024/yunze-transport/audit.html"


def done(*arguments):
    status, out, err = gouji(*arguments)
    assert status == 0, err
    return out


def sheet(path, name):
    header, *rows = load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def sum_in(folder, cell):
    [row] = [
        row
        for row in sheet(folder / "findings.xlsx", "汇总表")
        if (row["汇总口径"], row["年度"], row["单元格"]) == ("地区", 2024, cell)
    ]
    return row["合计"], row["完整否"], row["已读"], row["增减"], row["可比机关"]


def opened(files, folder):
    """Let LibreOffice open files, and return the PDFs that it makes of them."""
    return sorted(path.stem for path in convert(files, "pdf", folder / "pdf").iterdir())


def test_from_finding_to_answered_notice(tmp_path):
    data, before, after = (tmp_path / name for name in ("data", "reports", "复查"))
    for name in REPORTS:
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLE / name, data / name)
    (data / "agencies.csv").write_text(ROSTER, "utf-8")
    done("audit", "--data", data, "--out", before)
    granted = "（一）予以公开 · 自然人"
    wrong, *said = sum_in(before, granted)
    assert said[:2] == ["完整", 2]
    assert (before / "regions/云泽市.html").is_file()

    with browser() as page:
        page.saving_to(tmp_path)
        page.open((before / "regions/云泽市.html").as_uri())
        page.follow("document.querySelector('#first tbody a').click()")
        assert page.look("location.pathname").endswith(AUDIT)
        true = page.look(f'{MARK}(0, "属实", "已电话核实")')
        untrue = page.look(f'{MARK}(1, "不成立", "")')
        page.look(f"{BAR}.querySelector('[name=by]').value = '王五'")
        page.saved(SAVE)
        assert page.said == []
    done("decide", "--from", tmp_path / "decisions.csv", "--data", data, "--reports", before)
    done("audit", "--data", data, "--out", before)
    decided = {row["问题编号"]: row["处理决定"] for row in sheet(before / "findings.xlsx", "问题")}
    assert {id_: said for id_, said in decided.items() if said} == {true: "属实", untrue: "不成立"}

    notices = tmp_path / "通知书"
    done(
        "notice",
        "--all",
        "--year",
        2024,
        "--due",
        "2025-06-30",
        "--data",
        data,
        "--reports",
        before,
        "--out",
        notices,
    )
    [notice] = notices.glob("*.docx")
    text = "\n".join(
        cell.text for table in Document(notice).tables for row in table.rows for cell in row.cells
    ) + "\n".join(paragraph.text for paragraph in Document(notice).paragraphs)
    assert "云泽市交通运输局" in notice.name + text
    assert true in text
    assert untrue not in text

    answered = data / REPORTS[-1]
    report = answered.read_text("utf-8")
    assert report.count(WRONG) == 1
    answered.write_text(report.replace(WRONG, RIGHT), "utf-8")
    done("audit", "--data", data, "--out", after)
    done("recheck", before, after, "--out", tmp_path, "--data", data)
    states = {row["问题编号"]: row["复查结果"] for row in sheet(tmp_path / "整改复查表.xlsx", "复查")}
    assert states == {true: "已更正", untrue: "已定不成立"}

    right, *said = sum_in(after, granted)
    assert (right - wrong, said[:2]) == (21 - 12, ["完整", 2])
    files = [notice, *notices.glob("*.xlsx"), tmp_path / "整改复查表.xlsx", after / "findings.xlsx"]
    assert opened(files, tmp_path) == sorted(path.stem for path in files)
