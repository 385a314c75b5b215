"""Scans made of the corpus: every cell is recognised and none used, until a person has confirmed it.

They run where the extra ``gouji[ocr]`` is installed: ``make test-ocr``.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from random import Random

import pytest

from cli.test_confirm import ticked
from corpus import make_figures
from corpus.variants import PDF
from gouji.cli.main import run
from gouji.inputs.roster import Roster
from gouji.model.text import GoujiError
from gouji.reports import Report, report_document, report_filing

pytest.importorskip("rapidocr")
cv2 = pytest.importorskip("cv2")
np = pytest.importorskip("numpy")
pypdfium2 = pytest.importorskip("pypdfium2")
Image = pytest.importorskip("PIL.Image")

FIGURES = make_figures(Random(3), "2021", zeros=0.5)


def turned(page, degrees):
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, turn, (width, height), borderValue=(255, 255, 255))


def speckled(page):
    spots = np.random.default_rng(1).random(page.shape[:2]) < 0.0004
    return np.where(spots[..., None], 0, page).astype(np.uint8)


def sealed(page):
    """A red seal over figures."""
    over = page.copy()
    cv2.circle(over, (page.shape[1] // 2, page.shape[0] // 2), page.shape[1] // 9, (40, 40, 220), 6)
    return np.minimum(page, over)


def squeezed(page):
    return cv2.imdecode(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_COLOR)


WAYS = {
    "150 dpi": (150, lambda page: page),
    "200 dpi": (200, lambda page: page),
    "300 dpi": (300, lambda page: page),
    "askew": (200, lambda page: turned(page, 1.2)),
    "blurred": (200, lambda page: cv2.GaussianBlur(page, (3, 3), 0)),
    "jpeg": (200, squeezed),
    "speckled": (200, speckled),
    "grey": (200, lambda page: (page * 0.8 + 20).astype(np.uint8)),
    "sealed": (200, sealed),
}


def pages(dpi, change):
    pdf = pypdfium2.PdfDocument(PDF.write(FIGURES))
    return [change(page.render(scale=dpi / 72).to_numpy()[:, :, :3].copy()) for page in pdf]


def scanned(dpi=200, change=lambda page: page):
    """A PDF of pictures of the pages."""
    images = [Image.fromarray(page[:, :, ::-1]) for page in pages(dpi, change)]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=dpi)
    return out.getvalue()


def printed(figure):
    return "" if figure is None else str(figure)


@pytest.mark.parametrize("way", WAYS)
def test_every_cell_is_recognised_and_what_is_offered_as_certain_is_right(way, tmp_path, record_property):
    path = tmp_path / "2024.pdf"
    path.write_bytes(scanned(*WAYS[way]))
    report = Report(path.name, path)
    document = report_document(report)
    filing = report_filing(report, document, Roster.empty())
    assert filing.form == "2021"
    assert {cell.status for cell in filing.form_cells} <= {"recognised", "missing", "ambiguous"}
    assert all(cell.value is None and not cell.printed for cell in filing.form_cells)
    cells = [cell for cell in filing.form_cells if cell.status == "recognised"]
    seen = [(cell, document.recognised[cell.place]) for cell in cells]
    # specks make labels unlike themselves: then it cannot be told which cells these are
    assert len(seen) >= (0.5 if way == "speckled" else 0.95) * len(filing.form_cells)
    told = Counter(
        (one.probability >= 0.995 and one.other is None, one.text == printed(FIGURES.cells[cell.id]))
        for cell, one in seen
    )
    record_property("certain", told[True, True] + told[True, False])
    assert told[True, False] == 0
    assert told[True, True] >= 0.6 * len(seen)


def checked(capfd):
    assert run(["check", "data/2024", "--json"]) == 0
    [audit] = json.loads(capfd.readouterr().out)
    return audit


def test_a_confirmed_scan_is_held_as_the_original_is(tmp_path, monkeypatch, capfd):
    wrong = FIGURES.cells["applications/new/total"] + 1
    broken = FIGURES.with_cells(applications__new__total=wrong)
    (tmp_path / "data/2024").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    report = tmp_path / "data/2024/report.pdf"
    report.write_bytes(PDF.write(broken))
    table = {"T3-COL-BALANCE", "T3-ROW-TOTAL", "T3-OUTCOME-SUM", "T4-ROW-TOTAL"}
    original = {(f["rule"], tuple(f["cells"])) for f in checked(capfd)["findings"] if f["rule"] in table}
    assert original
    pdf = pypdfium2.PdfDocument(PDF.write(broken))
    images = [page.render(scale=200 / 72).to_pil().convert("RGB") for page in pdf]
    images[0].save(report, save_all=True, append_images=images[1:], resolution=200)
    before = checked(capfd)
    assert before["verdict"] == "unauditable"
    assert {found["rule"] for found in before["findings"]} == {"DQ-UNREAD"}
    assert run(["confirm", "data/2024/report.pdf"]) == 0
    page, _ = capfd.readouterr().out.splitlines()
    truth = {cell: printed(figure) for cell, figure in broken.cells.items()}
    assert run(["confirm", "--from", ticked(tmp_path / page, truth)]) == 0
    capfd.readouterr()
    after = checked(capfd)
    assert {(f["rule"], tuple(f["cells"])) for f in after["findings"] if f["rule"] in table} == original


def test_pictures_are_read_page_by_page_and_two_colours_are_refused(tmp_path):
    first, *_ = pages(200, lambda page: page)
    picture = tmp_path / "2024.png"
    picture.write_bytes(cv2.imencode(".png", first)[1].tobytes())
    document = report_document(Report(picture.name, picture))
    assert document.recognised.keys() == {cell.place for block in document.blocks for cell in block.cells}
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
