"""A figure stays what is printed where its style is lost: in a distrusted notebook, a spreadsheet, a copy."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import nbformat
import pytest
from lxml import html

from evidence.chromium import BROWSER, browser
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.readers.containers import read_document
from gouji.show.cells import cell_anchors
from libreoffice import convert, needs_libreoffice

REPORT = "2024/yunze-transport"
#: Attributes that JupyterLab leaves on the outputs of a notebook that it does not trust.
KEPT = {"href", "title", "colspan", "rowspan", "id"}
CELLS = """Object.fromEntries([...document.querySelectorAll("td[id^='c']")].map(
  (cell) => [cell.id, cell.innerText.trim()]))"""
#: What somebody copies who marks a table from its first to its last cell.
COPIED = """[...document.querySelectorAll("table.statutory")].map((table) => {
  getSelection().selectAllChildren(table);
  return getSelection().toString();
}).join("\\n")"""


@pytest.fixture(scope="module")
def filing():
    """The report; two of its sums are broken."""
    path = Path(__file__).parents[2] / f"data/{REPORT}.html"
    filing = read_filing(read_document(path.read_bytes(), path.name), Roster.empty())
    assert {cell.status for cell in filing.form_cells} == {"read"}
    return filing


@pytest.fixture(scope="module")
def printed(filing) -> dict[str, str]:
    """What the report prints, by the element that shows it."""
    anchors = cell_anchors(filing)
    return {anchors[cell.id]: cell.printed or "" for cell in filing.form_cells}


@pytest.fixture(scope="module")
def page():
    if BROWSER is None:
        pytest.skip("no Chromium on this machine")
    with browser() as opened:
        yield opened


def without_styles(tree: html.HtmlElement) -> bytes:
    for element in [*tree.iter("style", "link", "script")]:
        element.drop_tree()
    for element in tree.iter():
        for name in set(element.attrib) - KEPT:
            del element.attrib[name]
    return html.tostring(tree, encoding="utf-8")


def test_figures_of_a_page_are_those_printed_with_its_styles_and_without(page, first_run, printed, tmp_path):
    with_findings = first_run.out / REPORT / "audit.html"
    tree = html.fromstring(with_findings.read_bytes())
    assert len(tree.xpath("//td/a[@data-marks]")) > 5
    bare = tmp_path / "bare.html"
    bare.write_bytes(without_styles(tree))
    for path in (with_findings, bare):
        page.open(path.as_uri())
        assert page.look(CELLS) == printed


def test_figures_of_a_notebook_that_is_not_trusted_are_those_printed(page, first_run, printed, tmp_path):
    notebook = nbformat.read(first_run.out / REPORT / "audit.ipynb", 4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    shown = [output.data.get("text/html", "") for output in outputs]
    bare = tmp_path / "notebook.html"
    bare.write_bytes(without_styles(html.fromstring(f"<main>{''.join(shown)}</main>")))
    page.open(bare.as_uri())
    assert page.look(CELLS) == printed
    # beside the tables a finding is called one, so that its number is no figure
    told = page.look("[...document.querySelectorAll('li')].map((one) => one.innerText)")
    assert [one for one in told if one.startswith("问题 1： ")]


def test_figures_that_are_copied_are_those_printed(page, first_run, printed):
    page.open((first_run.out / REPORT / "audit.html").as_uri())
    copied = page.look(COPIED).split()
    figures = [text for text in copied if text in set(printed.values())]
    assert figures == list(printed.values())


@needs_libreoffice
def test_figures_of_a_page_in_a_spreadsheet_are_those_printed(first_run, filing, tmp_path):
    page, kind = first_run.out / REPORT / "audit.html", "csv:Text - txt - csv (StarCalc):44,34,76"
    convert([page], kind, tmp_path, options=["--infilter=HTML (StarCalc)"])
    sheet = list(csv.reader(io.StringIO((tmp_path / "audit.csv").read_text("utf-8"))))
    rows = [[text for text in row if text] for row in sheet]
    applications = [cell.printed for cell in filing.table("applications")]
    for start in range(0, len(applications), 7):
        figures = applications[start : start + 7]
        assert any(row[-7:] == figures for row in rows), figures
    reviews = [cell.printed for cell in filing.table("reviews")]
    assert reviews in rows
