"""Binary Word and Excel files without LibreOffice: read as with it, and refused where it would be."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from corpus import sample_report, variants
from gouji.model.document import Grid
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from gouji.readers.office import legacy
from libreoffice import convert, needs_libreoffice

INPUTS = Path(__file__).parent / "inputs"


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """Nothing is installed beside Python."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(legacy, "_PLACES", ())


def looks(document):
    return [
        [[cell.text for cell in row] for row in block.rows] if isinstance(block, Grid) else block.text
        for block in document.blocks
    ]


def notes(document):
    return [note.code for note in document.notes]


@pytest.mark.usefixtures("alone")
def test_a_word_file_shows_what_it_shows():
    document = read_document((INPUTS / "looks.doc").read_bytes(), "年报.wps")
    assert looks(document) == [
        "一、总体情况",
        [
            ["行0", "1", "2", "3"],
            ["行1", "¹¹", "1̶2̶", "��"],
            ["行2", "", "��", "23¹"],
            ["行3", "3̶1̶", "32", "33"],
        ],
        "尾",
    ]
    assert notes(document) == ["converted", "docx-doubtful"]
    assert document.notes[0].text.zh == (
        "原件不是 docx 格式，先由 msdoc2docx 转换为 docx 再读取（本机没有 LibreOffice）。"
    )
    assert "msdoc2docx converted it to docx before it was read" in document.notes[0].text.en
    assert document.source.media_type == "application/msword"


@pytest.mark.usefixtures("alone")
def test_a_workbook_shows_what_it_shows():
    document = read_document((INPUTS / "looks.xls").read_bytes(), "年报.et")
    assert looks(document) == [
        [
            ["行1", "12.00", "13 [[WHITE]0]", "4574.73"],
            ["行2", "123,456", "#DIV/0!", "��"],
            ["行3", "", "13", "3̶4̶"],
            ["行4", "42 [0\\件]", "007", "44"],
        ],
        [["行1", "13", "14"], ["行2", "22", "23", "12¹"], ["行3", "32", "34"]],
    ]
    assert [(cell.rowspan, cell.colspan) for cell in document.blocks[1].rows[0]] == [(1, 2), (1, 1), (1, 1)]
    assert notes(document) == [
        "converted",
        "xlsx-not-shown",
        "xlsx-hidden-cells",
        "xlsx-hidden-sheet",
        "xlsx-doubtful",
    ]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("file", ["looks.doc", "looks.xls"])
def test_damaged_files_are_refused_or_read(file):
    whole = (INPUTS / file).read_bytes()
    with pytest.raises(GoujiError, match="已损坏或不完整"):
        read_document(whole[: len(whole) // 2], file)
    random = Random(file)
    for _ in range(8):
        damaged = bytearray(whole)
        for _ in range(3):
            damaged[random.randrange(512, len(damaged))] = random.randrange(256)
        with suppress(GoujiError):  # any other error fails the test
            assert read_document(bytes(damaged), file).blocks


@pytest.mark.usefixtures("alone")
def test_what_only_libreoffice_reads_says_so():
    with pytest.raises(GoujiError) as caught:
        read_document(b"{\\rtf1 x}", "年报.doc")
    assert "gouji[legacy]" not in caught.value.text.zh


@pytest.mark.usefixtures("alone")
def test_without_the_extra_the_message_names_it(monkeypatch):
    monkeypatch.setattr(legacy, "find_spec", lambda module: None)
    with pytest.raises(GoujiError) as caught:
        read_document((INPUTS / "looks.doc").read_bytes(), "年报.doc")
    assert caught.value.text.zh == (
        "年报.doc：读取旧版 Office、WPS、RTF 或 ODF 文件需要 LibreOffice，本机没有安装。"
        "请安装 LibreOffice（或执行 pip install gouji[legacy]），或用 Word、WPS 另存为 .docx、PDF 后再审。"
    )
    assert "(or run pip install gouji[legacy])" in caught.value.text.en


@pytest.mark.exhaustive
@needs_libreoffice
@pytest.mark.parametrize(("suffix", "old"), [(".docx", "doc"), (".xlsx", "xls")])
def test_both_ways_read_the_corpus_alike(tmp_path, monkeypatch, suffix, old):
    for variant in variants():
        if variant.suffix == suffix:
            (tmp_path / f"{variant.name}{suffix}").write_bytes(variant.write(sample_report(variant.name, 0)))
    convert(sorted(tmp_path.glob(f"*{suffix}")), old, tmp_path)
    files = [*sorted(tmp_path.glob(f"*.{old}")), INPUTS / f"looks.{old}"]
    assert len(files) > 4
    aided = [read_document(file.read_bytes(), file.name) for file in files]
    monkeypatch.setattr(legacy, "find_soffice", lambda: None)
    for file, with_it in zip(files, aided, strict=True):
        without = read_document(file.read_bytes(), file.name)
        assert without.blocks == with_it.blocks, file.name
        assert without.notes[1:] == with_it.notes[1:], file.name
