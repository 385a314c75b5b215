"""Text files and web pages that end too early say so where a figure or a cell may go on."""

import pytest

from corpus import sample_report
from corpus.variants import CLEAN, TABS
from gouji.document import Place
from gouji.extract import read_filing
from gouji.readers import read_document
from gouji.roster import Roster


def breaks(name, text):
    """The note on where a file breaks off, or None."""
    data = text if isinstance(text, bytes) else text.encode()
    return next((note for note in read_document(data, name).notes if note.code == "cut-off"), None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.txt", "规章\t12\t3"),
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
    note = breaks(name, text)
    assert note is not None
    assert note.place is not None


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
    assert breaks(name, text) is None


def test_what_is_said_names_the_end_of_what_is_printed():
    note = breaks("r.txt", f"说明\n{'甲' * 100} 12")
    end = f"{'甲' * 37} 12"
    assert note.text.zh == f"文件在此处中断，末尾的“{end}”可能不完整，其中的数字未采用。请重新下载原文件。"
    assert note.text.en == (
        f"The file breaks off here; “{end}” at its end may not be complete, and no figure in it was used. "
        "Download it again."
    )
    assert note.place == Place(line=2)


@pytest.mark.parametrize(("variant", "suffix"), [(TABS, ".txt"), (CLEAN, ".html")])
def test_the_figure_amid_which_a_report_breaks_off_is_not_used(variant, suffix):
    report = sample_report("broken-off", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    last = "applications/granted/total"
    data = variant.write(report)
    end = data.index(str(report.cells[last]).encode()) + len(str(report.cells[last]))
    whole = filing_of(data[:end] + (b"\n" if suffix == ".txt" else b"</td>"), suffix)
    assert whole[last][:2] == ("read", str(report.cells[last]))
    for lost in (1, 2, 3):
        cells = filing_of(data[: end - lost], suffix)
        assert cells[last] == ("ambiguous", str(report.cells[last])[:-lost], None)
        assert cells["applications/granted/other"][0] == "read"


def filing_of(data, suffix):
    filing = read_filing(read_document(data, f"report{suffix}"), Roster.empty())
    return {cell.id: (cell.status, cell.printed, cell.value) for cell in filing.cells}


def test_a_cell_in_which_a_page_breaks_off_is_not_blank():
    report = sample_report("broken-off", 0)
    report.cells.update({key: 1000 + at for at, key in enumerate(report.cells)})
    data = CLEAN.write(report)
    end = data.index(str(report.cells["applications/granted/total"]).encode())
    assert filing_of(data[:end], ".html")["applications/granted/total"] == ("missing", None, None)
    assert filing_of(data[:end] + b"</td>", ".html")["applications/granted/total"][0] == "blank"
