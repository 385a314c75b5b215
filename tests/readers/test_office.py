"""Legacy Office files through LibreOffice; clear words where it is missing or fails."""

import io
import subprocess
from collections import Counter
from dataclasses import replace
from random import Random

import docx
import openpyxl
import pytest

from corpus import make_figures, variants
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.document import Grid
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from gouji.readers.limits import LIMITS
from gouji.readers.office import legacy
from libreoffice import convert, needs_libreoffice


@pytest.fixture(scope="session")
def word(tmp_path_factory):
    document = docx.Document()
    document.add_heading("二、主动公开政府信息情况", 1)
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "规章"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "本年"
    for column, text in ((1, "3"), (2, "74")):
        table.cell(1, column).text = text
    table.cell(2, 0).text = "合计"
    document.add_paragraph("尾注。")
    path = tmp_path_factory.mktemp("word") / "report.docx"
    document.save(path)
    return path


@pytest.fixture(scope="session")
def excel(tmp_path_factory):
    book = openpyxl.Workbook()
    for row in (["项目", "数"], ["规章", 4574.73], ["合计", "=B2+1"]):
        book.active.append(row)
    path = tmp_path_factory.mktemp("excel") / "report.xlsx"
    book.save(path)
    return path


def converted(path, suffix: str) -> bytes:
    """The file in a legacy format, made by LibreOffice."""
    return (convert([path], suffix, path.parent) / path.name).with_suffix(f".{suffix}").read_bytes()


@needs_libreoffice
@pytest.mark.parametrize(
    ("suffix", "media"),
    [
        ("doc", "application/msword"),
        ("rtf", "application/rtf"),
        pytest.param("odt", "application/vnd.oasis.opendocument.text", marks=pytest.mark.exhaustive),
    ],
)
def test_legacy_word_files(word, suffix, media):
    document = read_document(converted(word, suffix), "年报.wps")
    heading, grid, tail = document.blocks
    assert (heading.text, heading.heading, tail.text) == ("二、主动公开政府信息情况", True, "尾注。")
    assert isinstance(grid, Grid)
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text) for cell in grid.cells] == [
        (0, 0, 2, 1, "规章"),
        (0, 1, 1, 2, "本年"),
        (1, 1, 1, 1, "3"),
        (1, 2, 1, 1, "74"),
        (2, 0, 1, 1, "合计"),
        (2, 1, 1, 1, ""),
        (2, 2, 1, 1, ""),
    ]
    assert document.source.media_type == media
    assert [note.text.zh for note in document.notes] == [
        "原件不是 docx 格式，先由 LibreOffice 转换为 docx 再读取。"
    ]


@needs_libreoffice
@pytest.mark.exhaustive
def test_word_2003_xml_is_read_or_refused_and_never_wrong(tmp_path):
    """LibreOffice drops empty cells on writing it: rows that lost one are refused."""
    [variant] = (one for one in variants() if one.name == "docx")
    whole = make_figures(Random(1), "2021", zeros=0.3)
    empty = replace(whole, cells={cell: value or None for cell, value in whole.cells.items()})
    reports = {"whole": whole, "empty": empty}
    for name, report in reports.items():
        (tmp_path / f"{name}.docx").write_bytes(variant.write(report))
    made = convert(sorted(tmp_path.glob("*.docx")), "xml:MS Word 2003 XML", tmp_path)
    read = {
        name: read_filing(read_document((made / f"{name}.xml").read_bytes(), "年报.doc"), Roster.empty())
        for name in reports
    }
    told = {name: Counter(cell.status for cell in filing.form_cells) for name, filing in read.items()}
    assert told["whole"] == {"read": 200}
    assert told["empty"] == {"read": 49, "blank": 11, "ambiguous": 140}
    for name, filing in read.items():
        assert [
            cell.id
            for cell in filing.form_cells
            if cell.status in ("read", "blank") and cell.value != reports[name].cells[cell.id]
        ] == []


@needs_libreoffice
@pytest.mark.parametrize("suffix", ["xls", pytest.param("ods", marks=pytest.mark.exhaustive)])
def test_legacy_excel_files(excel, suffix):
    document = read_document(converted(excel, suffix), "年报.et")
    (grid,) = document.blocks
    assert [cell.text for cell in grid.cells] == ["项目", "数", "规章", "4574.73", "合计", "4575.73"]


@needs_libreoffice
def test_a_cut_file_is_refused(word):
    whole = converted(word, "doc")
    with pytest.raises(GoujiError, match=r"^年报\.doc：") as caught:
        read_document(whole[: len(whole) // 3], "年报.doc")
    assert "另存" in caught.value.text.zh


def test_without_libreoffice_the_way_out_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(legacy, "_PLACES", ())
    with pytest.raises(GoujiError) as caught:
        read_document(b"{\\rtf1 x}", "年报.doc")
    assert caught.value.text.zh == (
        "年报.doc：读取旧版 Office、WPS、RTF 或 ODF 文件需要 LibreOffice，本机没有安装。"
        "请安装 LibreOffice，或用 Word、WPS 另存为 .docx、PDF 后再审。"
    )
    assert "needs LibreOffice, which is not installed" in caught.value.text.en


def program(folder, script: str) -> None:
    """A stand-in that behaves as LibreOffice does at its worst."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.skipif(legacy.os.name != "posix", reason="stand-in programs are shell scripts")
@pytest.mark.parametrize("script", ["exit 0", "exit 77", "kill -9 $$", "head -c 300000000 /dev/zero >out"])
def test_a_converter_that_gives_nothing_is_reported(monkeypatch, tmp_path, script):
    program(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GoujiError, match=r"年报\.rtf：LibreOffice 无法转换该文件，可能已损坏或有密码保护"):
        read_document(b"{\\rtf1 x}", "年报.rtf")


@pytest.mark.skipif(legacy.os.name != "posix", reason="stand-in programs are shell scripts")
def test_a_converter_that_hangs_is_stopped_with_its_children(monkeypatch, tmp_path):
    program(tmp_path, f"sleep 600 & echo $! >{tmp_path}/child; wait")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(legacy, "LIMITS", LIMITS.__class__(convert_seconds=1))
    with pytest.raises(GoujiError, match="LibreOffice 转换超过 1 秒，已停止"):
        read_document(b"{\\rtf1 x}", "年报.rtf")
    child = (tmp_path / "child").read_text(encoding="utf-8").strip()
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", child], capture_output=True, text=True, check=False
    ).stdout
    assert state.strip()[:1] in ("", "Z")


@pytest.mark.skipif(legacy.os.name != "posix", reason="limits of a process are set by the shell")
def test_the_converter_runs_within_its_limits(monkeypatch, tmp_path):
    program(tmp_path, f'ulimit -v >{tmp_path}/seen; ulimit -t >>{tmp_path}/seen; echo "$@" >>{tmp_path}/seen')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(GoujiError, match="无法转换"):
        read_document(io.BytesIO(b"{\\rtf1 x}").getvalue(), "../../etc/年报.rtf")
    memory, seconds, arguments = (tmp_path / "seen").read_text(encoding="utf-8").splitlines()
    assert (memory, seconds) == (str(LIMITS.convert_memory // 1024), str(LIMITS.convert_seconds))
    assert arguments.endswith("report.rtf")
    assert "年报" not in arguments
