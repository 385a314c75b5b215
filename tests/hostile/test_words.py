"""A report that talks to browsers, notebooks and terminals: whatever it says is shown, and does nothing."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from lxml import html
from nbconvert import HTMLExporter

from corpus import sample_report
from corpus.variants import CLEAN
from evidence.chromium import BROWSER, browser
from gouji.batch.run import run_audits
from gouji.cli.lab import lab_command
from gouji.inputs.roster import Roster
from gouji.model.text import GoujiError
from gouji.reports import collect
from gouji.show.render import decide_script, filter_script
from hostile.escapes import active, commands
from labs import lab_environment, running_lab
from shell import gouji
from waiting import eventually

#: A place on the page, or a file below its folder.
LINK = re.compile(r"(?:[\w-][\w.-]*/)*(?:[\w-][\w.-]*)?(?:#[\w=&-]+)?")
OWN = "document.body.dataset.owned=1"
NAME = f"示例<script>{OWN}</script>局"
MATH = "**粗** # 题 $x^2$ $$y$$ \\(z\\)"
SPOKEN = (
    f"<script>{OWN}</script>",
    f"<img src=x onerror='{OWN}'>",
    f"<svg onload='{OWN}'>",
    f"<a href='javascript:{OWN}'>点</a>",
    f"[点](javascript:{OWN})",
    "{{ 7*7 }} {% raw %} {# #}",
    MATH,
    "<!-- 藏 --> <![CDATA[ 藏 ]]>",
    "\u202e逆序\u202c",
)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


@pytest.fixture(scope="module")
def told(tmp_path_factory, at_hand):
    """The evidence of a report of which title, agency, prose and cells are hostile, and the report."""
    home = tmp_path_factory.mktemp("hostile")
    report = sample_report(CLEAN.name, 0)
    page = CLEAN.write(report).decode()
    page = page.replace(report.agency, escaped(NAME))
    page = page.replace("畅通。", "畅通。" + escaped("".join(SPOKEN)))
    at = page.index("<td>0</td>")
    page = page[:at] + f"<td>{escaped('=1+1' + SPOKEN[0] + MATH)}</td>" + page[at + len("<td>0</td>") :]
    (home / "data").mkdir()
    (home / "data/hostile.html").write_text(page, "utf-8")
    # a title with tags in it names nobody
    (home / "data/hostile.html.side.toml").write_text('agency = "hostile"\n', "utf-8")
    roster = home / "data/agencies.csv"
    roster.write_text(f"id,name,kind,level,parent,region\nhostile,{NAME},行政机关,县,,{NAME}\n", "utf-8")
    result = run_audits(
        collect([home / "data/hostile.html"]), home / "reports", roster=roster, executor=at_hand
    )
    assert [failure.message.zh for failure in result.failures] == []
    [audited] = result.audited
    assert {path.name for path in home.iterdir()} == {"data", "reports"}
    return home, home / "reports" / audited.folder


def test_what_it_says_is_there_as_text(told):
    home, folder = told
    for page in (folder / "audit.html", home / "reports/index.html"):
        name = page.name if page.name == "index.html" else "2023/qingxi-water/audit.html"
        innocent = html.fromstring((Path(__file__).parents[2] / "reports" / name).read_bytes())
        tree = html.fromstring(page.read_bytes())
        assert f"示例<script>{OWN}</script>局" in tree.text_content()
        for script in tree.xpath("//script"):
            assert script.text in (filter_script(), decide_script())
            script.drop_tree()
        for own in tree.xpath("//form[@class='deciding'] | //template[@class='decide']"):
            own.drop_tree()
        elements = [{what for what in active(one.body) if "=" not in what} for one in (tree, innocent)]
        assert elements[0] <= elements[1]
        assert OWN not in "".join(tree.xpath("//script/text() | //@href | //@*[starts-with(name(), 'on')]"))


def test_cells_of_the_notebook_are_those_of_the_workbook_and_parameters_are_values(told):
    home, folder = told
    for name, notebook in (
        ("audit.ipynb", folder / "audit.ipynb"),
        ("summary.ipynb", home / "reports/summary.ipynb"),
    ):
        made = nbformat.read(notebook, as_version=4)
        template = nbformat.read(Path(__file__).parents[2] / "notebooks" / name, as_version=4)
        own = {cell.source for cell in template.cells}
        [injected] = [cell for cell in made.cells if cell.source not in own]
        assert {type(line) for line in ast.parse(injected.source).body} == {ast.Assign}
        for line in ast.parse(injected.source).body:
            ast.literal_eval(line.value)
        for cell in made.cells:
            for output in cell.get("outputs", ()):
                assert set(output.data) <= {"text/html", "text/plain", "text/markdown"}
                if {"style", "hidden"} & set(cell.metadata.get("tags", ())):
                    continue
                shown = html.fromstring(f"<div>{output.data['text/html']}</div>")
                found = {what for what in active(shown) if not what.startswith("href=")}
                # the summary has a filter of its own, and links that lead into its folder
                assert found <= ({"<form>", "<input>"} if name == "summary.ipynb" else set())
                assert [link for link in shown.xpath("//@href") if not LINK.fullmatch(link)] == []


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
def test_a_browser_runs_nothing_of_it(told, tmp_path):
    home, folder = told
    pages = [folder / "audit.html", home / "reports/index.html"]
    for number, notebook in enumerate((folder / "audit.ipynb", home / "reports/summary.ipynb")):
        made = nbformat.read(notebook, as_version=4)
        # what JupyterLab puts into its page for a trusted notebook, without any policy that forbids scripts
        shown = [output.data["text/html"] for cell in made.cells for output in cell.get("outputs", ())]
        pages.append(tmp_path / f"outputs-{number}.html")
        pages[-1].write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{''.join(shown)}", "utf-8")
        exporter = HTMLExporter(template_name="lab")
        pages.append(tmp_path / f"lab-{number}.html")
        pages[-1].write_text(exporter.from_notebook_node(made)[0], "utf-8")
    with browser() as page:
        for path in pages:
            page.open(path.as_uri())
            assert page.look("document.body.dataset.owned") is None
            assert "示例<script>" in page.look("document.body.innerText + document.title")
            assert page.look("document.querySelectorAll('[href^=\"javascript\"]').length") == 0
            assert page.look("document.querySelectorAll('mjx-container, .MathJax').length") == 0
            if path.name in {"audit.html", "index.html"}:
                assert page.asked == [path.as_uri()]
                assert page.said == []
            page.asked.clear()
            page.said.clear()


#: Whether the notebook is there: its last output, and the name of the agency.
RENDERED = """
document.querySelectorAll('.jp-Notebook .jp-RenderedHTMLCommon').length >= %d
  && document.body.innerText.includes('示例<script>')
"""
#: Whether each figure of a finding stands in one line.
UNBROKEN = "[...document.querySelectorAll('.jp-Notebook dl.versus dd')].every(dd => dd.offsetHeight < 48)"


@pytest.mark.exhaustive
@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
def test_jupyterlab_runs_nothing_of_it_even_where_it_trusts_the_notebook(told, tmp_path):
    home, folder = told
    notebooks = [folder / "audit.ipynb", home / "reports/summary.ipynb"]
    trust = [sys.executable, "-m", "nbformat.sign", *map(str, notebooks)]
    subprocess.run(trust, env=lab_environment(tmp_path), check=True, capture_output=True)
    with (
        running_lab(lab_command(home, browser=False, port=None), tmp_path) as (address, token),
        browser(machine=True) as page,
    ):
        for notebook in notebooks:
            made = nbformat.read(notebook, as_version=4)
            shown = sum(1 for cell in made.cells for output in cell.get("outputs", ()) if output.get("data"))
            page.open(f"{address}/lab/tree/{notebook.relative_to(home).as_posix()}?{token}&reset")
            assert eventually(lambda shown=shown: page.look(RENDERED % shown)), notebook
            if notebook.name == "audit.ipynb":
                assert page.look("document.querySelector('.jp-Notebook').innerText.includes('$x^2$')")
                # nothing is shifted by JupyterLab's own styles: no figure broken, columns as wide as needed
                assert page.look(UNBROKEN)
                assert (
                    page.look("getComputedStyle(document.querySelector('table.rules')).tableLayout") == "auto"
                )
            assert page.look("document.body.dataset.owned") is None
            assert page.look("document.querySelectorAll('[href^=\"javascript\"]').length") == 0
            assert page.look("document.querySelectorAll('mjx-container, .MathJax').length") == 0


CONTROLS = "\x1b[31m\x1b]0;owned\x07\x9b2J\u202e"


@pytest.fixture(scope="module")
def controls(tmp_path_factory):
    """Two reports full of codes for terminals, in their names too, and a file that is none."""
    home = tmp_path_factory.mktemp("controls")
    report = sample_report(CLEAN.name, 0)
    page = CLEAN.write(report).decode().replace(report.agency, f"示例{CONTROLS}局").replace("畅通", CONTROLS)
    for number, text in enumerate((page, page.replace("<td>0</td>", f"<td>{CONTROLS}</td>", 3))):
        (home / f"报告{number}{CONTROLS}.html").write_text(text, "utf-8")
    (home / f"坏{CONTROLS}.pdf").write_bytes(b"%PDF-1.4 nothing")
    return home


@pytest.mark.parametrize(
    "unusable", ["../../out", "/etc", "CON", "nul.txt", "..", "a/b", "x\\y", "长" * 65, ".x"]
)
def test_a_roster_whose_ids_lead_elsewhere_is_refused(tmp_path, unusable):
    (tmp_path / "agencies.csv").write_text(f"id,name\n{unusable},某局\n", "utf-8")
    with pytest.raises(GoujiError, match="不可用") as caught:
        Roster.load(tmp_path / "agencies.csv")
    assert "is unusable; ids name folders" in caught.value.text.en


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("command", "options"),
    [("read", []), ("read", ["--json"]), ("check", []), ("check", ["--json"])],
)
def test_no_code_reaches_the_terminal(controls, command, options, lang):
    status, out, err = gouji(command, controls, *options, "--lang", lang)
    assert status == 3
    assert "报告1" in out
    assert "坏" in err + out
    assert [line for line in (out + err).split("\n") if commands(line)] == []


def test_no_code_reaches_the_terminal_from_comparisons_and_wrong_usage(controls):
    first, second = sorted(controls.glob("报告*"))
    said = [
        gouji("diff", first, second),
        gouji("diff", first, second, "--lang", "en"),
        gouji("check", controls / f"不存在{CONTROLS}"),
        gouji("check", first, f"--nonsense{CONTROLS}"),
        gouji(f"nonsense{CONTROLS}"),
        gouji("verify", controls / f"不存在{CONTROLS}"),
        gouji("audit", "--agency", CONTROLS, "--out", controls.parent / "out", first),
        gouji("audit", "--out", first, second),
    ]
    assert [status for status, _, _ in said] == [0, 0, 2, 2, 2, 2, 2, 2]
    for _, out, err in said:
        assert out + err
        assert [line for line in (out + err).split("\n") if commands(line)] == []


def test_verify_names_a_file_without_its_codes(told):
    _, folder = told
    (stray := folder / f"多余{CONTROLS}").write_text("")
    try:
        status, out, _ = gouji("verify", folder)
    finally:
        stray.unlink()
    assert status == 1
    assert "多余" in out
    assert not any(commands(line) for line in out.split("\n"))
