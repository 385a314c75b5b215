"""Words with their places, as Poppler lists them: read line by line, like the page."""

from __future__ import annotations

from html import escape

import pytest

from gouji.model.document import UNKNOWN, Paragraph, Place
from gouji.readers.containers import read_document

HEAD = "level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
#: Page, left, top, width, height and text: figures stand a little lower than the label of their row.
WORDS = [
    (1, 300, 101, 20, 20, "65"),
    (1, 20, 100, 120, 20, "一、本年新收"),
    (1, 200, 101, 20, 20, "3"),
    (1, 20, 130, 160, 20, "三、“办理”结果"),
    (1, 200, 131, 20, 20, "1204"),
    (2, 20, 100, 60, 20, "（七）总计"),
]
LINES = ["一、本年新收 3 65", "三、“办理”结果 1204", "（七）总计"]


def tsv(words, conf=100):
    rows = [f"5\t{p}\t0\t0\t0\t0\t{x}\t{y}\t{w}\t{h}\t{conf}\t{text}" for p, x, y, w, h, text in words]
    return "\n".join([HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t595\t841\t-1\t###PAGE###", *rows, ""])


def bbox(words):
    pages = {page: "" for page, *_ in words}
    for p, x, y, w, h, text in words:
        pages[p] += f'<word xMin="{x}" yMin="{y}" xMax="{x + w}" yMax="{y + h}">{escape(text)}</word>\n'
    shown = "".join(f'<page width="595" height="841">\n{text}</page>\n' for text in pages.values())
    return f"<!DOCTYPE html><html><head><title>t</title></head><body><doc>{shown}</doc></body></html>"


def xml(words):
    pages = {page: "" for page, *_ in words}
    for p, x, y, w, h, text in words:
        own = f'top="{y}" left="{x}" width="{w}" height="{h}" font="0"'
        pages[p] += f"<text {own}><b>{escape(text)}</b></text>\n"
    shown = "".join(f'<page number="{page}">\n{text}</page>\n' for page, text in pages.items())
    return f'<?xml version="1.0"?>\n<!DOCTYPE pdf2xml SYSTEM "pdf2xml.dtd">\n<pdf2xml>{shown}</pdf2xml>'


WAYS = {"tsv": (tsv, "r.tsv"), "bbox": (bbox, "r.html"), "xml": (xml, "r.xml")}


def lines(way, words):
    write, name = WAYS[way]
    return read_document(write(words).encode(), name).blocks


@pytest.mark.parametrize("way", WAYS)
def test_words_stand_on_the_lines_of_their_page(way):
    assert lines(way, WORDS) == tuple(
        Paragraph(text, Place(page=page)) for text, page in zip(LINES, (1, 1, 2), strict=True)
    )


@pytest.mark.parametrize("way", WAYS)
def test_digits_that_may_be_raised_are_not_read(way):
    shown = [block.text for block in lines(way, [*WORDS, (1, 320, 101, 8, 12, "1")])]
    assert shown[0] == f"一、本年新收 3 65 {UNKNOWN}"


@pytest.mark.parametrize("way", WAYS)
def test_digits_that_share_their_place_are_not_read(way):
    shown = [block.text for block in lines(way, [*WORDS, (1, 302, 101, 20, 20, "7")])]
    assert shown[0] == f"一、本年新收 3 {UNKNOWN} {UNKNOWN}"


def test_what_was_recognised_in_a_picture_is_no_such_list():
    blocks = read_document(tsv(WORDS, conf=96.5).encode(), "r.tsv").blocks
    assert [getattr(block, "text", None) for block in blocks] != LINES


def test_a_place_that_is_no_number_is_no_such_list():
    blocks = read_document(tsv([*WORDS[:-1], (2, "x", 1, 1, 1, "0")]).encode(), "r.tsv").blocks
    assert [getattr(block, "text", None) for block in blocks] != LINES
