"""PDF bytes to pages of glyphs and ruling lines, by PDFium (the engine of Chrome).

PDFium is C++ and trusts nobody's memory but its own: :mod:`gouji.readers.pdf.engine` runs this in a child.
"""

from __future__ import annotations

from contextlib import closing

import pypdfium2
import pypdfium2.raw as c

from gouji.bilingual import GoujiError, Text
from gouji.readers.limits import LIMITS, exceeded
from gouji.readers.pdf.geometry import Glyph, Page, Rule, Scan
from gouji.readers.pdf.letters import Overprints, page_letters, upright
from gouji.readers.pdf.shapes import Allowance, Box, Point, Shapes, TooManyObjectsError, bounds
from gouji.readers.pdf.unseen import on_dark, without_unseen_figures

#: A box wider than this part of the font size is a font's mistake and not the width of a character.
_WIDEST = 1.5


def scan(data: bytes, name: str) -> Scan:
    """Take glyphs and ruling lines off every page of the file called ``name``.

    Raises GoujiError for damaged and encrypted files and for files beyond the limits.
    """
    try:
        with closing(pypdfium2.PdfDocument(data)) as pdf:
            if len(pdf) > LIMITS.pdf_pages:
                raise exceeded(name, Text("PDF 页数", "number of pages"), LIMITS.pdf_pages)
            taker = _Taker(name)
            pages = tuple(taker.page(pdf, index) for index in range(len(pdf)))
            metadata = {key.lower(): _clean(value) for key, value in pdf.get_metadata_dict().items()}
    except pypdfium2.PdfiumError as error:
        raise _unreadable(error, name) from error
    return Scan(pages, {key: value for key, value in metadata.items() if value})


def _unreadable(error: pypdfium2.PdfiumError, name: str) -> GoujiError:
    if error.err_code in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY):
        return GoujiError(
            f"{name}：PDF 已加密，需要密码才能打开。"
            "请向发布单位索取未加密的文件，或打开后另存为不加密的 PDF。",
            f"{name}: the PDF is encrypted and needs a password. Ask the agency for an unprotected file, or "
            "open it with the password and save it without one.",
        )
    return GoujiError(
        f"{name}：PDF 已损坏或不完整，无法读取。请重新下载，核对文件大小后再试。",
        f"{name}: the PDF is damaged or incomplete and cannot be read. Download it again and compare its "
        "size.",
    )


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").strip()[: LIMITS.metadata_chars]


class _Taker:
    """Takes pages apart within the limits of one document."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._objects = Allowance(LIMITS.pdf_objects)
        self._characters = 0

    def page(self, pdf: pypdfium2.PdfDocument, index: int) -> Page:
        """Return the page; ``index`` counts from 0. Raises GoujiError beyond the limits."""
        with closing(pdf[index]) as page:
            # figures typed over a form as annotations or form fields are printed like any other
            if c.FPDFPage_GetAnnotCount(page) <= 0 or c.FPDFPage_Flatten(page, c.FLAT_NORMALDISPLAY) != 1:
                return self._content(page, index + 1)
        with closing(pdf[index]) as flattened:
            return self._content(flattened, index + 1)

    def _content(self, page: pypdfium2.PdfPage, number: int) -> Page:
        left, bottom, right, top = page.get_cropbox()
        try:
            shapes = Shapes(page, self._objects)
        except TooManyObjectsError:
            what = Text("PDF 图形对象数", "number of drawn objects")
            raise exceeded(self._name, what, LIMITS.pdf_objects) from None
        with closing(page.get_textpage()) as textpage:
            self._characters += textpage.count_chars()
            if self._characters > LIMITS.pdf_glyphs:
                what = Text("PDF 字符数", "number of characters")
                raise exceeded(self._name, what, LIMITS.pdf_glyphs)
            letters, turn = upright(page_letters(textpage), page.get_rotation() // 90 % 4)
        plane = _Plane(left, top, right - left, top - bottom, turn)
        covered = sum(plane.area_inside(image) for image in shapes.images)
        pictured = covered > 0.5 * plane.width * plane.height
        rules = tuple(_rule(plane.box(line)) for line in shapes.lines)
        grounds = [(plane.box(box), dark) for box, dark in shapes.grounds]
        glyphs: list[Glyph] = []
        faint: set[Glyph] = set()
        hidden, overprints = 0, Overprints()
        for letter in letters:
            x0, y0, x1, y1 = plane.box(letter.box)
            x1 = min(x1, x0 + _WIDEST * letter.size)
            glyph = Glyph(letter.text, x0, y0, x1, y1, letter.size, letter.run)
            if not (0 <= glyph.x <= plane.width and 0 <= glyph.y <= plane.height):
                continue
            if letter.invisible and not pictured:
                hidden += bool(glyph.text.strip())
            elif not overprints.again(glyph):
                glyphs.append(glyph)
                if letter.white and not pictured and not on_dark(glyph, grounds):
                    faint.add(glyph)
        shown, doubtful = without_unseen_figures(glyphs, faint, rules)
        return Page(number, plane.width, plane.height, shown, rules, pictured, hidden, doubtful)


def _rule(box: Box) -> Rule:
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        return Rule(True, (y0 + y1) / 2, x0, x1)
    return Rule(False, (x0 + x1) / 2, y0, y1)


class _Plane:
    """Maps page space (origin bottom left, unrotated) to the plane a reader sees (origin top left)."""

    def __init__(self, left: float, top: float, width: float, height: float, turn: int) -> None:
        self._left, self._top, self._turn = left, top, turn
        self._wide, self._high = width, height
        self.width, self.height = (height, width) if turn % 2 else (width, height)

    def box(self, box: Box) -> Box:
        """Map a box ``left, bottom, right, top`` to ``x0, y0, x1, y1``."""
        left, bottom, right, top = box
        return bounds((self._point(left, bottom), self._point(right, top)))

    def area_inside(self, box: Box) -> float:
        """Area of the part of a page-space box that lies on the page."""
        x0, y0, x1, y1 = self.box(box)
        wide = min(x1, self.width) - max(x0, 0.0)
        high = min(y1, self.height) - max(y0, 0.0)
        return max(wide, 0.0) * max(high, 0.0)

    def _point(self, x: float, y: float) -> Point:
        across, down = x - self._left, self._top - y
        if self._turn == 1:
            return self._high - down, across
        if self._turn == 2:
            return self._wide - across, self._high - down
        if self._turn == 3:
            return down, self._wide - across
        return across, down
