"""The audit notebook opened by hand: top to bottom as it comes, and on a report named in its one cell."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
DEFAULT = "2020/yiwu-gov-office.txt"


@pytest.fixture
def workbook(tmp_path):
    """A folder as `gouji lab` opens it, with the sample reports and one of the inspector's own."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "data/2024/yunze-transport.html", tmp_path / "年报.html")
    return tmp_path


@pytest.mark.parametrize(
    ("report", "agency"),
    [
        pytest.param(DEFAULT, "义乌市人民政府办公室", marks=pytest.mark.exhaustive),
        ("年报.html", "云泽市交通运输局"),
    ],
)
def test_one_cell_says_which_report_and_the_rest_follows(workbook, report, agency):
    notebook = nbformat.read(workbook / "notebooks/audit.ipynb", as_version=4)
    [asked] = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    assert asked is next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert asked.source.count(f'report = "{DEFAULT}"') == 1
    asked.source = asked.source.replace(DEFAULT, report)
    NotebookClient(notebook, resources={"metadata": {"path": str(workbook / "notebooks")}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert {output.output_type for output in shown} <= {"display_data", "execute_result"}
    text = "".join(output.data.get("text/html", "") for output in shown)
    assert f"<h1>{agency} " in text
    assert "<td id=c1" in text
