"""Scans made of the corpus: every cell is recognised and none used, until a person has confirmed it.

They run where the extra ``gouji[ocr]`` is installed: ``make test-ocr``.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cli.test_confirm import ticked
from corpus.variants import PDF
from gouji.cli.confirm import told_for
from gouji.cli.main import run
from gouji.inputs.confirmed import HandedInText, doubts_of, merged, pictures_of, with_confirmed
from gouji.inputs.roster import Roster
from gouji.model.document import Grid
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from gouji.reports import Report, report_document, report_filing

pytest.importorskip("rapidocr")
cv2 = pytest.importorskip("cv2")
np = pytest.importorskip("numpy")
Image = pytest.importorskip("PIL.Image")
pypdfium2 = pytest.importorskip("pypdfium2")
spoilt = pytest.importorskip("ocr.spoilt")
known = pytest.importorskip("ocr.truth")
WAYS, pages, printed, scanned = spoilt.WAYS, spoilt.pages, spoilt.printed, spoilt.scanned
FIGURES, audited, with_truth = known.FIGURES, known.audited, known.with_truth

#: Of how many cells it can be told which they are, where that is not nearly all.
LEAST = {"100 dpi": 0.8, "speckled": 0.5, "blots": 0}

#: Ways that leave the small picture of a page with ink that is as dark as it was.
CLEAR = ("150 dpi", "200 dpi", "300 dpi", "askew", "blurred", "jpeg", "photographed")


@pytest.mark.parametrize("way", WAYS)
def test_every_cell_is_recognised_and_what_is_offered_as_certain_is_right(way, tmp_path, record_property):
    path = tmp_path / "2024.pdf"
    path.write_bytes(scanned(*WAYS[way], FIGURES))
    report = Report(path.name, path)
    document = report_document(report)
    filing = report_filing(report, document, Roster.empty())
    assert filing.form == "2021"
    assert {cell.status for cell in filing.form_cells} <= {"recognised", "missing", "ambiguous"}
    assert all(cell.value is None and not cell.printed for cell in filing.form_cells)
    cells = [cell for cell in filing.form_cells if cell.status == "recognised"]
    seen = [(cell, document.recognised[cell.place]) for cell in cells]
    # specks make labels unlike themselves: then it cannot be told which cells these are
    assert len(seen) >= LEAST.get(way, 0.95) * len(filing.form_cells)
    told = Counter((not doubts_of(one), one.text == printed(FIGURES.cells[cell.id])) for cell, one in seen)
    record_property("certain", told[True, True] + told[True, False])
    assert told[True, False] == 0
    assert told[True, True] >= (0 if way == "blots" else 0.6) * len(seen)
    assert_shown_where_they_are(document, cells if way in CLEAR else ())
    unconfirmed = audited(filing)
    assert unconfirmed[0] == "unauditable"
    assert {rule for rule, _ in unconfirmed[1]} == {"DQ-UNREAD"}
    truth, _ = with_truth(document, filing)
    confirmed = audited(report_filing(report, truth, Roster.empty()))
    if len(seen) == len(filing.form_cells):
        assert confirmed == originally()
    # the figures of cells that could not be told apart are missing, and nothing is made of that
    assert {found for found in confirmed[1] if found[0] != "DQ-UNREAD"} <= originally()[1]


def assert_shown_where_they_are(document, cells):
    """What was recognised is outlined on the small pictures of the pages, these cells around their ink."""
    assert all(0 < len(page.picture) <= 50_000 for page in document.pages)
    extents = {one.place: (page, one.extent) for page in document.pages for one in page.outlines}
    assert extents.keys() == document.recognised.keys()
    for page in document.pages:
        image = np.asarray(Image.open(io.BytesIO(page.picture)).convert("L"))
        scale = image.shape[1] / page.width
        for cell in cells:
            own, (left, top, right, bottom) = extents[cell.place]
            if own is page:
                within = image[round(top * scale) + 4 : round(bottom * scale) - 3]
                within = within[:, round(left * scale) + 4 : round(right * scale) - 3]
                assert int(within.max()) - int(within.min()) > 80, cell.id


@cache
def originally():
    document = read_document(PDF.write(FIGURES), "2024.pdf")
    told = audited(report_filing(Report("2024.pdf"), document, Roster.empty()))
    assert any(rule == "T3-COL-BALANCE" for rule, _ in told[1])
    return told


def checked(capfd):
    assert run(["check", "data/2024", "--json"]) == 0
    [audit] = json.loads(capfd.readouterr().out)
    return audit


def test_a_confirmed_scan_is_held_as_the_original_is(tmp_path, monkeypatch, capfd):
    broken = FIGURES
    (tmp_path / "data/2024").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    report = tmp_path / "data/2024/report.pdf"
    report.write_bytes(PDF.write(broken))
    table = {"T3-COL-BALANCE", "T3-ROW-TOTAL", "T3-OUTCOME-SUM", "T4-ROW-TOTAL"}
    whole = checked(capfd)
    original = {(f["rule"], tuple(f["cells"])) for f in whole["findings"] if f["rule"] in table}
    assert original
    pdf = pypdfium2.PdfDocument(PDF.write(broken))
    images = [page.render(scale=200 / 72).to_pil().convert("RGB") for page in pdf]
    images[0].save(report, save_all=True, append_images=images[1:], resolution=200)
    before = checked(capfd)
    assert before["verdict"] == "unauditable"
    assert {found["rule"] for found in before["findings"]} == {"DQ-UNREAD"}
    assert before["agency"] == "report"
    assert run(["confirm", "data/2024/report.pdf"]) == 0
    page, _ = capfd.readouterr().out.splitlines()
    truth = {cell: printed(figure) for cell, figure in broken.cells.items()}
    assert run(["confirm", "--from", ticked(tmp_path / page, truth)]) == 0
    capfd.readouterr()
    after = checked(capfd)
    assert {(f["rule"], tuple(f["cells"])) for f in after["findings"] if f["rule"] in table} == original
    # body and year are those of the title, which was confirmed as it was recognised
    assert (after["agency"], after["year"]) == (whole["agency"], whole["year"]) == ("白沙湾市人民政府", 2024)
    assert after["verdict"] == whole["verdict"]
    found = [{(f["rule"], tuple(f["cells"])) for f in audit["findings"]} for audit in (after, whole)]
    assert found[0] <= found[1]


def test_title_and_headings_of_a_scan_are_recognised_and_asked_for(tmp_path):
    path = tmp_path / "2024.pdf"
    path.write_bytes(scanned(*WAYS["askew"], FIGURES))
    report = Report(path.name, path)
    document = report_document(report)
    filing = report_filing(report, document, Roster.empty())
    assert (filing.title, filing.year, filing.sections, filing.preamble) == (None, None, (), ())
    title = "白沙湾市人民政府2024年政府信息公开工作年度报告"
    [note] = [note for note in filing.notes if note.code == "recognised_title"]
    assert note.text.zh.startswith(f"标题由图片识别为“{title}”，尚无人确认")
    pictures = told_for(pictures_of(document), filing, document)
    asked = {one.cell: one.read for one in pictures if one.cell.startswith(("title/", "section/"))}
    assert [*asked] == ["title/1", *(f"section/{number}" for number in range(1, 7))]
    assert (asked["title/1"].text, asked["section/3"].text) == (title, "三、收到和处理政府信息公开申请情况")
    assert all(one.picture.startswith(b"\x89PNG") for one in asked.values())
    typed = [HandedInText("", "title/1", asked["title/1"].digest, title.replace("2024", "2023"))]
    made, _, _ = merged(pictures, typed, "2026-01-01T00:00:00+00:00", "script", again=False)
    said = report_filing(report, with_confirmed(document, made, Path("record.csv")), Roster.empty())
    assert (said.agency.name, said.year) == ("白沙湾市人民政府", 2023)


def test_pictures_are_read_page_by_page_and_two_colours_are_refused(tmp_path):
    first, *_ = pages(200, lambda page: page, FIGURES)
    picture = tmp_path / "2024.png"
    picture.write_bytes(cv2.imencode(".png", first)[1].tobytes())
    document = report_document(Report(picture.name, picture))
    assert document.recognised.keys() == {
        spot.place
        for block in document.blocks
        for spot in (block.cells if isinstance(block, Grid) else [block])
    }
    assert all(one.picture.startswith(b"\x89PNG") for one in document.recognised.values())
    black = tmp_path / "black.png"
    Image.fromarray(first).convert("1").save(black)
    with pytest.raises(GoujiError) as caught:
        report_document(Report(black.name, black))
    assert "black.png：图像只有黑白两色（1 位）" in caught.value.text.zh
    empty = tmp_path / "empty.jpg"
    Image.new("RGB", (800, 600), "white").save(empty)
    with pytest.raises(GoujiError) as caught:
        report_document(Report(empty.name, empty))
    assert "没有找到带框线的表格" in caught.value.text.zh


def test_a_cell_with_ink_that_was_not_read_is_in_doubt_and_shown_as_it_is(tmp_path):
    """Red figures are taken out as a seal is, faint ones look empty: neither is certainly blank."""
    page = np.full((700, 2100, 3), 255, np.uint8)
    inks = {"black": (0, 0, 0), "red": (30, 30, 210), "faint": (215, 215, 215), "blank": None, "beside": None}
    for column, ink in enumerate(inks.values()):
        for row in range(4):
            corner = (50 + 400 * column, 100 + 120 * row)
            cv2.rectangle(page, corner, (corner[0] + 400, corner[1] + 120), (0, 0, 0), 3)
            if ink is not None:
                at = (corner[0] + 150, corner[1] + 80)
                cv2.putText(page, "27", at, cv2.FONT_HERSHEY_SIMPLEX, 1.6, ink, 4, cv2.LINE_AA)
    for at, ink in ((1700, inks["black"]), (1800, inks["red"])):
        cv2.putText(page, "35", (at, 180), cv2.FONT_HERSHEY_SIMPLEX, 1.6, ink, 4, cv2.LINE_AA)
    # a minus sign too pale to be cut out with its figure
    cv2.putText(page, "4", (1800, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.6, inks["black"], 4, cv2.LINE_AA)
    cv2.line(page, (1765, 285), (1785, 285), (200, 200, 200), 4)
    path = tmp_path / "2024.png"
    path.write_bytes(cv2.imencode(".png", page)[1].tobytes())
    document = report_document(Report(path.name, path))
    [grid] = (block for block in document.blocks if isinstance(block, Grid))
    first = [document.recognised[cell.place] for cell in grid.cells if cell.row == 0]
    told = dict(zip(inks, [(one.text, bool(doubts_of(one))) for one in first], strict=True))
    assert told == {
        "black": ("27", False),
        "red": ("", True),
        "faint": ("", True),
        "blank": ("", False),
        "beside": ("35", True),
    }
    assert doubts_of(
        next(document.recognised[cell.place] for cell in grid.cells if (cell.row, cell.column) == (1, 4))
    )
    red = np.asarray(Image.open(io.BytesIO(first[1].picture)).convert("RGB"))
    assert ((red[:, :, 0] > 180) & (red[:, :, 1] < 90)).sum() > 100
