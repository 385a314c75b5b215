"""Inputs are found by name and digest, wherever the checkout is."""

import os
from pathlib import Path

import pytest
from PIL import Image

from gouji.batch.cache import RunCache
from gouji.batch.task import Question
from gouji.evidence.manifest import audit_manifest
from gouji.evidence.sources import VARIABLE, find, folder_of, inputs_in, reference
from gouji.inputs.files import digest
from gouji.model.text import GoujiError
from gouji.reports import Report


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    (tmp_path / "data/2020").mkdir(parents=True)
    (tmp_path / "data/2020/a.txt").write_text("报告")
    (tmp_path / "reports/2020/a").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "reports/2020/a")
    monkeypatch.delenv(VARIABLE, raising=False)
    return tmp_path


def test_evidence_finds_the_data_of_its_own_checkout(checkout):
    assert find("2020/a.txt") == checkout / "data/2020/a.txt"
    assert find("2020/a.txt", digest(checkout / "data/2020/a.txt")) == checkout / "data/2020/a.txt"


def test_the_folders_of_the_run_come_first_and_the_digest_decides(checkout, tmp_path):
    other = tmp_path / "other"
    (other / "2020").mkdir(parents=True)
    (other / "2020/a.txt").write_text("另一份")
    with inputs_in([str(other)]):
        assert find("2020/a.txt") == other / "2020/a.txt"
        assert find("2020/a.txt", digest(checkout / "data/2020/a.txt")) == checkout / "data/2020/a.txt"
    assert VARIABLE not in os.environ


def test_a_changed_file_is_refused(checkout):
    with pytest.raises(GoujiError) as caught:
        find("2020/a.txt", "0" * 64)
    assert (
        caught.value.text.zh
        == "2020/a.txt：找到的文件与记录的 SHA-256 不符，内容已经改变。请使用原来的文件。"
    )
    assert "another SHA-256 than recorded" in caught.value.text.en


@pytest.mark.usefixtures("checkout")
def test_a_missing_file_is_named():
    with pytest.raises(GoujiError, match=r"找不到输入文件 nowhere\.txt"):
        find("nowhere.txt")


@pytest.mark.parametrize(
    ("path", "base", "name"),
    [
        ("/d/data/2020/a.txt", "/d/data", "2020/a.txt"),
        ("/d/data/2020/a.txt", None, "2020/a.txt"),
        ("/d/inbox/a.txt", "/d/data", "a.txt"),
        ("/d/data/x/y/a.txt", "/d/data", "x/y/a.txt"),
    ],
)
def test_a_reference_holds_nothing_of_the_host(path, base, name):
    assert reference(Path(path), Path(base) if base else None) == name
    assert folder_of(Path(path), name) / name == Path(path)


def test_a_changed_picture_beside_a_page_makes_evidence_another(tmp_path):
    """It is an input by its name below the page's folder, however the page writes it; a small one is none."""
    page = tmp_path / "2024/a.html"
    (page.parent / "图 片").mkdir(parents=True)
    shown = page.parent / "图 片/t&1.png"
    address = "图%20片/t&amp;1.png?v=2"
    page.write_bytes(f"<p>x<IMG alt='a' SRC='{address}'><img src=i.png><img src=/t.png>".encode("gb18030"))
    Image.new("RGB", (16, 16), "white").save(page.parent / "i.png")

    def inputs():
        report = Report(page.name, page)
        parameters = {"report": "2024/a.html", "sha256": "0", "earlier": [], "peers": [], "related": []}
        cache, asked = RunCache(tmp_path), Question(report, report.name, None)
        cache.claim(asked)
        return audit_manifest(report, parameters, {}, roster=None, decided=None).inputs, cache._keys[asked]

    alone, key = inputs()
    assert alone == {"2024/a.html": "0"}
    found = []
    for ink in ("white", "black"):
        Image.new("RGB", (600, 200), ink).save(shown)
        found.append(inputs())
        assert found[-1][0] == {"2024/a.html": "0", "2024/图 片/t&1.png": digest(shown)}
    assert len({key, *(own for _, own in found)}) == 3
