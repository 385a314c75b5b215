"""The public API: what its page says, what it loads, and how tables say that there is nothing."""

import doctest
import io
import json
import subprocess
import sys
import warnings
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import gouji
from gouji.cli.export import csv_bytes, parquet_bytes
from gouji.cli.main import run
from gouji.model.text import GoujiError
from gouji.model.tidy import CELL_COLUMNS, FINDING_COLUMNS, tidy_frame

ROOT = Path(__file__).parents[1]
VALUE, PRINTED = (list(CELL_COLUMNS).index(name) for name in ("value", "printed"))
DAMAGED = """某市教育局2024年政府信息公开工作年度报告
三、收到和处理政府信息公开申请情况
"""


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_the_page_on_the_api_is_true():
    with warnings.catch_warnings():
        found = doctest.testfile(str(ROOT / "docs" / "api.md"), module_relative=False)
    assert found.attempted > 10
    assert found.failed == 0


def test_importing_loads_nothing_heavy_and_the_module_is_the_command():
    code = """
import runpy, sys, gouji
heavy = lambda: [name for name in ("pandas", "numpy", "great_expectations", "lxml") if name in sys.modules]
print(heavy())
filing = gouji.read("data/2024/qingxi-water.html")
print("pandas" in sys.modules)
filing.cells, gouji.rules()
gouji.audit("data/2024/qingxi-water.html")
print("great_expectations" in sys.modules)
from gouji.rules import catalogue
print(callable(gouji.rules), gouji.__version__)
sys.argv = ["gouji", "--version"]
runpy.run_module("gouji", run_name="__main__")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    version = gouji.__version__
    assert done.stdout.splitlines() == ["[]", "False", "False", f"True {version}", f"gouji {version}"]
    assert f'\nversion = "{version}"\n' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_what_is_not_there_is_na_and_what_was_not_read_is_no_number(tmp_path):
    path = tmp_path / "damaged.txt"
    path.write_text(DAMAGED, "utf-8")
    filing = gouji.read(path)
    assert (filing.form, len(filing.cells)) == (None, 0)
    assert filing.cells.dtypes.astype(str).to_dict() == dict(CELL_COLUMNS)
    cells = gouji.read("data/2020/yueqing-edu.txt").cells
    unread = cells[cells["status"].isin(["missing", "ambiguous", "illegible", "blank", "placeholder"])]
    assert len(unread)
    assert all(value is pd.NA for value in unread[unread["status"] != "ambiguous"]["value"])
    numbers = [value for value in cells["value"] if value is not pd.NA]
    assert {type(value) for value in numbers} <= {int, Decimal}


def test_a_decimal_stays_one_and_a_whole_one_is_an_integer():
    filing = gouji.read("data/2024/qingxi-water.html")
    first, second, *rest = filing.form_cells
    values = [first._replace(value=Decimal("96171.60")), second._replace(value=Decimal("12.0"))]
    made = replace(filing, form_cells=(*values, *rest)).cells
    assert made["value"].tolist()[:2] == [Decimal("96171.60"), 12]
    assert type(made["value"].iloc[1]) is int
    assert made["year"].dtype == "Int64"


def test_many_reports_are_given_without_those_that_fail(tmp_path):
    (tmp_path / "good.html").write_bytes((ROOT / "data/2024/qingxi-water.html").read_bytes())
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.warns(gouji.UnreadReportWarning, match="bad.pdf"):
        assert gouji.cells(tmp_path)["source"].unique().tolist() == ["good.html"]
    with pytest.warns(gouji.UnreadReportWarning, match="bad.pdf"):
        audits = gouji.audit([tmp_path])
    assert [(audit.filing.source.name, len(audit.findings)) for audit in audits] == [("good.html", 0)]
    assert list(audits[0].findings.columns) == list(FINDING_COLUMNS)
    with pytest.raises(GoujiError, match=r"是文件夹：请用 gouji\.cells"):
        gouji.read(tmp_path)
    with pytest.raises(GoujiError, match="找不到路径"):
        gouji.read(tmp_path / "none.html")


def test_a_roster_is_a_file_or_a_roster(tmp_path):
    roster = tmp_path / "mine.csv"
    roster.write_text("id,name\nwater,青溪县水务局\n", "utf-8")
    path = "data/2024/qingxi-water.html"
    assert gouji.read(path).agency.id == "qingxi-water"
    assert gouji.read(path, roster=roster).agency.id == "water"
    assert gouji.audit(path, roster=str(roster))[0].filing.agency.id == "water"


def test_the_shell_exports_what_the_api_gives(tmp_path, capfd):
    expected = gouji.cells("data")
    for name in ("cells.csv", "cells.parquet", "cells.xlsx"):
        assert run(["export", "data", "--out", str(tmp_path / name)]) == 0
        assert f"{name}：{len(expected)} 行" in capfd.readouterr().err
    parquet = pd.read_parquet(tmp_path / "cells.parquet")
    assert parquet.columns.to_list() == expected.columns.to_list()
    numbers = [None if value is pd.NA else Decimal(value) for value in expected["value"]]
    assert parquet["value"].to_list() == numbers
    text = pd.read_csv(tmp_path / "cells.csv", dtype=str, keep_default_na=False)
    assert text["value"].to_list() == ["" if value is None else format(value, "f") for value in numbers]
    assert text["printed"].to_list() == [("" if one is pd.NA else one) for one in expected["printed"]]
    book = openpyxl.load_workbook(tmp_path / "cells.xlsx", read_only=True)
    header, *rows = book["cells"].iter_rows(values_only=True)
    assert list(header) == list(CELL_COLUMNS)
    assert [row[VALUE] for row in rows] == [None if one is None else float(one) for one in numbers]


def test_an_export_says_what_it_cannot_do(tmp_path, capfd):
    assert run(["export", "data", "--format", "xlsx"]) == 2
    assert "xlsx 不能打印" in capfd.readouterr().err
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert run(["export", str(tmp_path)]) == 3
    said = capfd.readouterr()
    assert said.out.removeprefix("\ufeff").split() == [",".join(CELL_COLUMNS)]
    assert "bad.pdf" in said.err


def test_tables_for_other_programs_change_no_number_and_start_no_formula():
    row = list(next(gouji.read("data/2024/qingxi-water.html").cell_rows()))
    rows = []
    for value, printed in ((Decimal("0.123456789"), "-"), (10**20, "=1+1"), (-8, "-8"), (None, "\ud800")):
        row[VALUE], row[PRINTED] = value, printed
        rows.append(tuple(row))
    lines = csv_bytes(rows).decode("utf-8-sig").splitlines()[1:]
    shown = [line.split(",")[VALUE : PRINTED + 1] for line in lines]
    assert shown == [["0.123456789", "-"], [str(10**20), "'=1+1"], ["-8", "-8"], ["", "\\ud800"]]

    read = pd.read_parquet(io.BytesIO(parquet_bytes(rows)))["value"].to_list()
    assert read == [Decimal("0.123456789"), Decimal(10**20), Decimal(-8), None]
    row[VALUE] = 10**37
    with pytest.raises(GoujiError, match="位数超过 decimal128 的 38 位"):
        parquet_bytes([tuple(row)])
    assert parquet_bytes([]) == parquet_bytes([])
    assert json.loads(tidy_frame(CELL_COLUMNS, []).to_json()) == {name: {} for name in CELL_COLUMNS}


def test_the_index_of_the_pages_lists_every_page():
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert [page for page in pages if f"]({page})" not in index] == []
