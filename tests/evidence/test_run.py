"""From reports to evidence, with real kernels: whole, the same bytes again, replayed where it lies."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import nbformat
import pytest
from lxml import html

from gouji.batch.run import remove_former, run_audits
from gouji.batch.task import Task
from gouji.evidence.manifest import parse
from gouji.evidence.runrecord import RECORD_FOLDER
from gouji.inputs.files import digest
from gouji.model.text import GoujiError
from gouji.reports import collect
from gouji.show.notebook import run_notebook

FOLDERS = ("2023/qingxi-water", "2024/qingxi-water", "2024/yunze-transport")


def test_every_report_has_its_evidence_and_the_folder_its_summary(first_run):
    expected = {f"{folder}/audit.{kind}" for folder in FOLDERS for kind in ("html", "ipynb", "json")}
    expected |= {f"{folder}/validation.json" for folder in FOLDERS}
    expected |= {"manifest.json", *(f"{folder}/manifest.json" for folder in FOLDERS)}
    expected |= {"failures.json", "findings.csv", "findings.xlsx", "index.html", "summary.ipynb"}
    assert set(first_run.files()) == expected
    assert [one.folder for one in first_run.result.audited] == list(FOLDERS)


def test_a_report_that_fails_is_named_and_stops_no_other(first_run):
    [failure] = first_run.result.failures
    assert failure.report.name == "torn.pdf"
    assert "torn.pdf" in failure.message.zh
    assert (
        "torn.pdf"
        in html.fromstring(first_run.files()["index.html"]).get_element_by_id("unread").text_content()
    )
    [told] = json.loads(first_run.files()["failures.json"])
    assert told["message"] == failure.message.as_json()


def test_the_same_inputs_give_the_same_bytes(first_run, second_run):
    first, second = first_run.files(), second_run.files()
    assert set(first) == set(second)
    assert [name for name in sorted(first) if first[name] != second[name]] == []


def test_nothing_of_the_machine_is_in_the_evidence(first_run):
    for name, content in first_run.files().items():
        if name.endswith((".html", ".ipynb", ".json", ".csv")):
            text = content.decode()
            for trace in (
                str(first_run.home),
                "/tmp/",
                "papermill",
                sys.version.split()[0],
                os.uname().nodename,
            ):
                assert trace not in text, (name, trace)


def test_what_is_for_programs_lies_beside_the_notebook_which_shows_its_digest(first_run):
    files = first_run.files()
    for folder in FOLDERS:
        notebook, page = files[f"{folder}/audit.ipynb"].decode(), files[f"{folder}/audit.html"].decode()
        links = html.fromstring(page).xpath("//a/@href")
        for name in ("audit.json", "validation.json"):
            digest = hashlib.sha256(files[f"{folder}/{name}"]).hexdigest()
            assert digest in notebook
            assert digest in page
            assert name in links
        assert "application/x-gouji" not in notebook


def test_an_audit_shows_every_suite_with_what_great_expectations_said_of_it(first_run):
    files = first_run.files()
    for folder in FOLDERS:
        results = json.loads(files[f"{folder}/validation.json"])
        shown = html.fromstring(files[f"{folder}/audit.html"]).get_element_by_id("validation")
        said = [" ".join(caption.text_content().split()) for caption in shown.xpath(".//caption")]
        assert said == [
            f"{one['suite_name']} {one['statistics']['evaluated_expectations']} 项期望，"
            f"成立 {one['statistics']['successful_expectations']} 项"
            for one in results
        ]
        audit = json.loads(files[f"{folder}/audit.json"])
        broken = {
            result["expectation_config"]["meta"]["rule"]
            for one in results
            for result in one["results"]
            if not result["success"]
        }
        assert {finding["rule"] for finding in audit["findings"]} <= broken


def test_the_year_before_of_the_same_body_is_compared_with(first_run):
    notebook = nbformat.read(first_run.out / "2024/qingxi-water/audit.ipynb", as_version=4)
    [injected] = [cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", ())]
    assert "report = '2024/qingxi-water.html'" in injected.source
    assert "earlier = [['2023/qingxi-water.html', '" in injected.source


@pytest.mark.parametrize("name", ["2024/yunze-transport/audit.html", "index.html"])
def test_a_page_stands_alone(first_run, name):
    content = first_run.files()[name]
    assert len(content) <= 400_000
    tree = html.fromstring(content)
    assert not tree.xpath(
        "//link[@rel='stylesheet'] | //script[@src] | //img | //iframe | //object | //embed"
    )
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert tree.get("lang") == "zh-CN"
    assert len(tree.xpath("//h1")) == 1
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")} <= set(ids)


def test_every_link_of_the_summary_leads_to_evidence(first_run):
    files = first_run.files()
    tree = html.fromstring(files["index.html"])
    links = {link for link in tree.xpath("//a/@href") if not link.startswith("#")}
    assert {f"{folder}/audit.html" for folder in FOLDERS} <= links
    for link in links:
        name, _, anchor = link.partition("#")
        assert name in files
        assert not anchor or html.fromstring(files[name]).xpath("//*[@id=$id]", id=anchor), link


def test_the_summary_names_who_has_not_reported(first_run):
    absent = html.fromstring(first_run.files()["index.html"]).get_element_by_id("absent").text_content()
    assert "青溪县人民政府" in absent
    assert "青溪县水务局" not in absent


@pytest.mark.exhaustive
def test_evidence_is_replayed_where_it_lies(first_run):
    replayed = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval"]
        + [str(first_run.out / name) for name in ("2024/qingxi-water/audit.ipynb", "summary.ipynb")],
        cwd=first_run.home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert replayed.returncode == 0, replayed.stdout
    assert "failed" not in replayed.stdout


def test_a_notebook_that_fails_says_where_and_no_path(tmp_path):
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("x = ''", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(f"open({str(tmp_path / 'missing')!r})"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )
    nbformat.write(notebook, tmp_path / "bad.ipynb")
    with pytest.raises(GoujiError) as caught:
        run_notebook(tmp_path / "bad.ipynb", {"x": "1"}, lang="zh", kernel="python3", about="某报告.txt")
    assert caught.value.text.zh.startswith(
        "某报告.txt：程序内部出错（FileNotFoundError，审计笔记本第 3 格），未能处理"
    )
    assert caught.value.text.en.startswith(
        "某报告.txt: an internal error (FileNotFoundError, cell 3 of the audit notebook) stopped the work"
    )


def test_a_kernel_that_is_not_installed_gives_way_to_the_ordinary_one(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(6 * 7)")])
    nbformat.write(notebook, tmp_path / "plain.ipynb")
    run = run_notebook(tmp_path / "plain.ipynb", {}, lang="zh", kernel="no-such-kernel", about="某报告.txt")
    assert run.cells[-1].outputs[0].text == "42\n"


def again(home):
    """Audit the report of one body again, whatever the roster calls it now."""
    return run_audits(
        collect([home / "data"]),
        home / "reports",
        roster=home / "data/agencies.csv",
        jobs=1,
        wanted=lambda claim: claim.ties.body == "云泽市交通运输局",
    )


def test_evidence_of_one_report_lies_in_one_folder(first_run, tmp_path):
    out = shutil.copytree(first_run.out, tmp_path / "out")
    parameters = parse((out / "2024/yunze-transport/manifest.json").read_bytes()).parameters
    here = Task(first_run.result.audited[-1].report, "2024/jt", parameters, (), "zh", "python3")
    elsewhere = replace(here, parameters=parameters | {"report": "2023/yunze-transport.html"})
    assert remove_former(out, [elsewhere]) == ([], [])
    assert remove_former(out, [replace(here, folder="2024/yunze-transport")]) == ([], [])
    (out / "2024/yunze-transport/note.txt").write_text("mine", "utf-8")
    assert remove_former(out, [here]) == ([], ["2024/yunze-transport"])
    (out / "2024/yunze-transport/note.txt").unlink()
    assert remove_former(out, [here]) == (["2024/yunze-transport"], [])
    assert sorted(path.name for path in (out / "2024").iterdir()) == ["qingxi-water"]


@pytest.mark.exhaustive
def test_a_body_with_another_id_is_not_counted_twice_and_pages_of_regions_stand(first_run, tmp_path):
    home = shutil.copytree(first_run.home, tmp_path / "home")
    roster = home / "data/agencies.csv"
    text = roster.read_text("utf-8").replace("yunze-transport,", "jt,").replace("虚构县青溪", "虚构市云泽")
    roster.write_text(text, "utf-8")
    result = again(home)
    assert ([one.folder for one in result.audited], result.former) == (["2024/jt"], ["2024/yunze-transport"])
    assert sorted(path.name for path in (home / "reports/2024").iterdir()) == ["jt", "qingxi-water"]
    assert "2024/yunze-transport" not in (home / "reports/manifest.json").read_text("utf-8")

    # a page that has been made of the same is left alone, which only a page that was tampered with shows
    page, kept = home / "reports/regions/虚构市云泽.html", home / "reports" / RECORD_FOLDER / "regions.json"
    whole = page.read_bytes()
    page.write_bytes(b"tampered")
    record = json.loads(kept.read_bytes())
    record["regions/虚构市云泽.html"][2] = digest(page)
    kept.write_text(json.dumps(record), "utf-8")
    again(home)
    assert page.read_bytes() == b"tampered"
    page.write_bytes(b"tampered again")
    # and what somebody wrote beside evidence is not removed with it
    former = shutil.copytree(home / "reports/2024/jt", home / "reports/2024/yunze-transport")
    (former / "note.txt").write_text("mine", "utf-8")
    result = again(home)
    assert page.read_bytes() == whole
    assert (result.former, result.doubled) == ([], ["2024/yunze-transport"])
    assert (former / "note.txt").is_file()
