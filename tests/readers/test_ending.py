"""Text files and web pages that end too early say so where a figure or a cell may go on."""

import pytest

from corpus import sample_report
from corpus.variants import CLEAN, TABS
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.model.document import Place
from gouji.readers.containers import read_document


def open_end(name, text):
    """The place of what may go on where a file ends, or None."""
    return read_document(text if isinstance(text, bytes) else text.encode(), name).open_end


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.txt", "规章\t12\t3"),
        ("r.txt", "规章\t12\t"),
        ("r.txt", "规章\t12\t "),
        ("r.csv", "规章,12,3\n规范性文件,12,"),
        ("r.txt", "本年收到\n32"),
        ("r.txt", "本年收到\n1,2"),
        ("r.txt", "本年收到\n3２"),
        ("r.txt", f"{'本年收到' * 9} １２".encode()[:-1]),
        ("r.txt", f"{'本年收到' * 9} 120".encode("utf-16")[:-1]),
        ("r.md", "| 规章 | 12 | 3"),
        ("r.html", "<p>年度报告</p><p>收到<b>32</b>"),
        ("r.html", "<p>年度报告</p><table><tr><td>规章</td><td>12</td><td>3"),
        ("r.html", "<p>年度报告</p><table><tr><td>规章</td><td>12</td><td><p>3</p>"),
        ("r.html", "<p>年度报告</p><table><tr><td>规章</td><td>12</td><td><span>3</span><span style="),
        ("r.html", "<p>年度报告</p><table><tr><td>规章</td><td>12</td><td>"),
        ("r.html", "<p>年度报告</p><table><tr><td>规章</td><td>1"),
    ],
)
def test_a_file_that_ends_amid_a_figure_or_a_cell_says_where(name, text):
    assert open_end(name, text) is not None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.txt", "规章\t12\t3\n"),
        ("r.txt", "规章\t12\t3\r\n"),
        ("r.txt", "本年收到\n32 "),
        ("r.txt", "本年收到 3 件"),
        ("r.txt", "2022年1月20日"),
        ("r.md", "| 规章 | 12 | 3 |"),
        ("r.html", "<p>年度报告</p><table><tr><td>规章</td><td>12</td></tr></table>"),
        ("r.html", "<p>年度报告</p><table><tr><td>规章<td>12</table>"),
        ("r.html", "<p>年度报告</p><table><tr><td>规章</td><td>12</td></tr></table><p>完"),
        ("r.html", "<p>收到<b>32</b></p>"),
        ("r.html", "收到32<br>"),
    ],
)
def test_a_file_that_ends_anywhere_else_does_not(name, text):
    assert open_end(name, text) is None


def test_the_place_is_that_of_what_is_printed_last():
    assert open_end("r.txt", "规章\t12\t3\n行政许可\t1\t22") == Place(line=2, field=3)
    assert open_end("r.html", "<p>年报<table><tr><td>规章<td>12<td>3") == Place(table=1, row=1, column=3)


@pytest.mark.parametrize(("variant", "suffix"), [(TABS, ".txt"), (CLEAN, ".html")])
def test_the_figure_amid_which_a_report_breaks_off_is_not_used(variant, suffix):
    report = sample_report("broken-off", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    last = "applications/granted/total"
    data = variant.write(report)
    end = data.index(str(report.cells[last]).encode()) + len(str(report.cells[last]))
    whole = read(data[:end] + (b"\n" if suffix == ".txt" else b"</td>"), suffix)
    assert cells(whole)[last][:2] == ("read", str(report.cells[last]))
    assert notes(whole) == []
    for lost in (1, 2, 3):
        filing = read(data[: end - lost], suffix)
        left = str(report.cells[last])[:-lost]
        assert cells(filing)[last] == ("ambiguous", left, None)
        assert cells(filing)["applications/granted/other"][0] == "read"
        (note,) = notes(filing)
        assert note.text.zh == f"文件到“{left}”为止，末尾的数字可能没有印完，此处未采用。请重新下载原文件。"
        assert note.text.en == (
            f"The file ends with “{left}”. More of the last figure may have followed, so nothing of this was "
            "used. Download it again."
        )
        assert note.place == place_of(filing, last)


def test_a_cell_in_which_a_page_breaks_off_is_not_blank():
    report = sample_report("broken-off", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    data = CLEAN.write(report)
    last = "applications/granted/total"
    end = data.index(str(report.cells[last]).encode())
    filing = read(data[:end], ".html")
    assert cells(filing)[last] == ("missing", None, None)
    (note,) = notes(filing)
    assert note.text.zh == "文件在表格的一格中间中断，该格未读。请重新下载原文件。"
    assert note.text.en == (
        "The file breaks off inside a cell of a table, which was not read. Download it again."
    )
    assert cells(read(data[:end] + b"</td>", ".html"))[last][0] == "blank"


@pytest.mark.parametrize("lost", [0, 1])
def test_a_field_that_a_text_breaks_off_behind_is_not_blank(lost):
    report = sample_report("broken-off", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    data = TABS.write(report)
    last = "applications/granted/total"
    end = data.index(str(report.cells[last]).encode())
    filing = read(data[:end] + b" " * lost, ".txt")
    assert cells(filing)[last] == ("missing", None, None)
    assert [note.text.zh for note in notes(filing)] == [
        "文件在表格的一格中间中断，该格未读。请重新下载原文件。"
    ]
    assert cells(read(data[:end] + b"\n", ".txt"))[last][0] == "blank"


def test_a_report_that_ends_with_a_telephone_number_is_whole():
    report = TABS.write(sample_report("whole", 0)) + "联系电话：0000-8886543".encode()
    assert notes(read(report, ".txt")) == []


def read(data, suffix):
    return read_filing(read_document(data, f"report{suffix}"), Roster.empty())


def cells(filing):
    return {cell.id: (cell.status, cell.printed, cell.value) for cell in filing.form_cells}


def place_of(filing, wanted):
    return next(cell.place for cell in filing.form_cells if cell.id == wanted)


def notes(filing):
    return [note for note in filing.notes if note.code == "open-end"]
