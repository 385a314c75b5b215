"""PDF bytes to a Document: PDFium, the engine of Chrome, takes the pages apart, the assembly joins them.

Pages come with glyphs, ruling lines and ink.
"""

from __future__ import annotations

import ctypes
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from gouji.model.document import BodyPicture, Document, Place
from gouji.model.text import GoujiError, Text
from gouji.readers.limits import LIMITS, exceeded
from gouji.readers.pdf import bindings as pdfium
from gouji.readers.pdf.assembly import assembled, has_text, no_text, notes, take_apart
from gouji.readers.pdf.geometry import (
    Affine,
    Ink,
    Page,
    PagePicture,
    RulingLine,
    bounds,
    seen,
    turned,
)
from gouji.readers.pdf.glyphs import Glyphs, upright
from gouji.readers.pdf.letters import Letters
from gouji.readers.pdf.shapes import (
    Allowance,
    Annotations,
    Shapes,
    TooManyObjectsError,
    clipped,
    is_clear,
    is_opaque,
)
from gouji.readers.pdf.unseen import Covers, Faces, Strokes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gouji.model.document import Source
    from gouji.readers.pdf.geometry import Box, Glyph, Unread
    from gouji.readers.pdf.glyphs import Turned
    from gouji.readers.pdf.letters import Letter
    from gouji.readers.pdf.shapes import Cover


T = TypeVar("T")

#: Parts of one picture are this near (points); of a page of more, which is a drawing, the first ones count.
_NEAR: Final = 1.0
_MOST_IMAGES: Final = 500
#: An image that covers more than this part of a page is its ground, or a scan of it.
_MOST: Final = 0.5


def scan(
    data: bytes, name: str, faces: Faces, visit: Callable[[Page], T], *, draws: bool = False
) -> tuple[list[T], dict[str, str]]:
    """Visit every page of the file called ``name``; return what the visits gave, and the file's metadata.

    A page's ink can be asked for only during the visit. ``draws``: its pictures are drawn. Raises GoujiError
    for damaged and encrypted files and for files beyond the limits.
    """
    pdf = pdfium.load_document(data, len(data), None)
    if not pdf:
        raise _unreadable(pdfium.last_error(), name)
    try:
        count = pdfium.page_count(pdf)
        if count > LIMITS.pdf_pages:
            raise exceeded(name, Text("PDF 页数", "number of pages"), LIMITS.pdf_pages)
        taker = _Taker(pdf, name, faces, draws=draws)
        visits = [taker.visit(index, visit) for index in range(count)]
        return visits, _metadata(pdf)
    finally:
        pdfium.close_document(pdf)


def _metadata(pdf: int) -> dict[str, str]:
    """Return what the document's information dictionary says, under its keys in lower case."""
    found: dict[str, str] = {}
    for key in ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate"):
        length = pdfium.metadata(pdf, key.encode("ascii"), None, 0)
        text = ctypes.create_string_buffer(length)
        pdfium.metadata(pdf, key.encode("ascii"), text, length)
        said = text.raw[: max(length - 2, 0)].decode("utf-16-le", "replace")
        if cleaned := said.encode("utf-8", "replace").decode("utf-8").strip()[: LIMITS.metadata_chars]:
            found[key.lower()] = cleaned
    return found


def _unreadable(error: int, name: str) -> GoujiError:
    if error in (pdfium.ERR_PASSWORD, pdfium.ERR_SECURITY):
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


class _Taker:
    """Takes pages apart within the limits of one document."""

    def __init__(self, pdf: int, name: str, faces: Faces, *, draws: bool) -> None:
        self._pdf, self._name, self._faces, self._draws = pdf, name, faces, draws
        self._objects = Allowance(LIMITS.pdf_objects)
        self._characters = 0

    def visit(self, index: int, visit: Callable[[Page], T]) -> T:
        """Visit a page; ``index`` counts from 0. Raises GoujiError beyond the limits."""
        with self._loaded(index) as page:
            lying = Annotations.of(page)
            # figures typed over a form as annotations or form fields are printed like any other
            flat = pdfium.annotations_on(page) <= 0 or (
                pdfium.flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS
            )
            if flat:
                return visit(self._page(page, index + 1, lying))
        with self._loaded(index) as flattened:
            return visit(self._page(flattened, index + 1, lying))

    @contextmanager
    def _loaded(self, index: int) -> Iterator[int]:
        page = pdfium.load_page(self._pdf, index)
        if not page:
            raise _unreadable(pdfium.last_error(), self._name)
        yield page
        pdfium.close_page(page)

    def _page(self, page: int, number: int, lying: Annotations) -> Page:
        frame = pdfium.Rectangle()
        pdfium.bounding_box(page, ctypes.byref(frame))
        shown = frame.left, frame.bottom, frame.right, frame.top
        textpage = pdfium.load_text(page)
        if not textpage:
            raise _unreadable(pdfium.last_error(), self._name)
        self._characters += pdfium.characters_of(textpage)
        if self._characters > LIMITS.pdf_glyphs:
            what = Text("PDF 字符数", "number of characters")
            raise exceeded(self._name, what, LIMITS.pdf_glyphs)
        letters = Letters(textpage, number)
        text = upright(list(letters), pdfium.rotation(page) % 4)
        content = self._content(page, number, shown, letters, text, lying)
        pdfium.close_text(textpage)
        return content

    def _content(
        self,
        page: int,
        number: int,
        shown: Box,
        letters: Letters,
        text: Turned,
        lying: Annotations,
    ) -> Page:
        left, bottom, right, top = shown
        back = turned(text.tilt, ((left + right) / 2, (bottom + top) / 2)) if text.tilt else Affine()
        plane = back.then(seen(shown, text.quarters))
        width, height = (right - left, top - bottom)[:: -1 if text.quarters % 2 else 1]
        shapes = self._shapes(page, plane)
        scan = _ground(shapes, width, height)
        if scan and not _typed_upon(scan, text.letters, shapes):
            whole = PagePicture((0.0, 0.0, width, height), whole=True)
            if self._draws:
                ink = Ink(page, shown, plane, width, height)
                whole = _drawn(whole, page, ink, scan)
            unread: Unread = "recognised" if text.letters else "picture"
            return Page(number, width, height, unread=unread, pictures=(whole,))
        if text.askew:
            return Page(number, width, height, unread="askew")
        ink = Ink(page, shown, plane, width, height)
        rules = tuple(_rule(line) for line in shapes.lines)
        taken = Glyphs(letters, text, plane, width, height, ink)
        taken.doubt(
            self._faces,
            Strokes(rules, shapes.slants, map(plane.box, lying.struck)),
            Covers(shapes, clipped, lambda cover: is_opaque(self._pdf, page, cover)),
        )
        images = [cover for cover in shapes.covers if cover.image]
        pictures = _pictures(images, taken.glyphs, width, height)
        if self._draws:
            pictures = [_drawn(one, page, ink, images) for one in pictures]
        return Page(
            number,
            width,
            height,
            tuple(taken.glyphs),
            rules,
            ink,
            *taken.aside(),
            tuple(map(plane.box, lying.unseen)),
            hidden=taken.hidden,
            doubtful=taken.doubtful,
            unmapped=taken.unmapped,
            pictures=tuple(pictures),
        )

    def _shapes(self, page: int, plane: Affine) -> Shapes:
        try:
            return Shapes(page, self._objects, plane)
        except TooManyObjectsError:
            what = Text("PDF 图形对象数", "number of drawn objects")
            raise exceeded(self._name, what, LIMITS.pdf_objects) from None


def _rule(box: Box) -> RulingLine:
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        return RulingLine(True, (y0 + y1) / 2, x0, x1)
    return RulingLine(False, (x0 + x1) / 2, y0, y1)


def _ground(shapes: Shapes, width: float, height: float) -> list[Cover]:
    """Return the images of a page if they cover most of it."""
    images = [cover for cover in shapes.covers if cover.image]
    covered = 0.0
    for x0, y0, x1, y1 in (image.box for image in images):
        covered += max(0.0, min(x1, width) - max(x0, 0.0)) * max(0.0, min(y1, height) - max(y0, 0.0))
    return images if covered > _MOST * width * height else []


def _pictures(
    images: Sequence[Cover], glyphs: Sequence[Glyph], width: float, height: float
) -> list[PagePicture]:
    """Return the pictures of a page that may show tables: those that no text is set upon.

    Programs cut a picture into stripes and tiles: what touches is one.
    """
    found: list[Box] = []
    for x0, y0, x1, y1 in (image.box for image in images[:_MOST_IMAGES]):
        box = max(x0, 0.0), max(y0, 0.0), min(x1, width), min(y1, height)
        if box[0] >= box[2] or box[1] >= box[3]:
            continue
        while touching := [other for other in found if _touch(box, other)]:
            found = [other for other in found if other not in touching]
            box = bounds([corner for each in (box, *touching) for corner in (each[:2], each[2:])])
        found.append(box)
    pictures = [PagePicture(box) for box in sorted(found, key=lambda box: (box[1], box[0]))]
    return [one for one in pictures if one.may_show_table(glyphs)]


def _touch(one: Box, other: Box) -> bool:
    return all(one[low] <= other[low + 2] + _NEAR and other[low] <= one[low + 2] + _NEAR for low in (0, 1))


def _drawn(picture: PagePicture, page: int, ink: Ink, images: Sequence[Cover]) -> PagePicture:
    two_colours = any(
        pdfium.image_facts(image.item, page, ctypes.byref(facts)) and facts.bits_per_pixel == 1
        for image in images
        for facts in (pdfium.ImageFacts(),)
        if _touch(image.box, picture.box)
    )
    return picture._replace(image=ink.picture(picture.box, two_colours=two_colours))


def _typed_upon(images: Sequence[Cover], letters: Sequence[Letter], shapes: Shapes) -> bool:
    """Say whether most text of a page was set upon its images: that under them, or unseen, is recognised."""
    first = min(image.order for image in images)
    upon = under = 0
    for letter in letters:
        if not letter.text.isspace():
            run = letter.run
            seen = not run.invisible and shapes.texts.get(run.item, 0) > first and not is_clear(run.item)
            upon, under = upon + seen, under + (not seen)
    return upon > under


def read(data: bytes, source: Source, look: Callable[[Page], Page] = lambda page: page) -> Document:
    """Read a PDF with text. PDFium may crash, spin or take gigabytes: :mod:`gouji.readers.apart` runs this.

    ``look`` returns what is to be read of a page, and may see a page twice. Raises GoujiError for damaged,
    encrypted and scanned files (no text layer) and beyond the limits.
    """
    name = source.name
    known: tuple[frozenset[tuple[str, str]], ...] = ()
    while True:
        faces = Faces(*known)
        sheets, metadata = scan(data, name, faces, lambda page: take_apart(look(page), name))
        before, known = known, (frozenset(faces.suspects), frozenset(faces.two))
        if known == before or not any(known):
            break  # else pages before the one that shows it were taken apart without knowing
    pages = [sheet.page for sheet in sheets]
    if not has_text(pages) and not any(page.unread == "recognised" for page in pages):
        raise no_text(name, pages)
    blocks, printed, pictures = assembled(sheets)
    said = tuple(notes(pages, blocks))
    return Document(source, blocks, metadata, said, pages=printed, pictures=pictures)


def draw(data: bytes, source: Source) -> Document:
    """Draw the pictures that :func:`read` finds, in its order; nothing else is in the document."""
    drawn, _ = scan(data, source.name, Faces(), lambda page: (page.number, page.pictures), draws=True)
    pictures = [BodyPicture(Place(page=number), one.image, 0) for number, page in drawn for one in page]
    return Document(source, (), pictures=tuple(pictures))


#: A page in the font that programs name for Chinese text and leave to the reader, as its maker describes it.
_REHEARSAL: Final = b"""%PDF-1.4
1 0 obj <</Type/Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type/Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type/Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources <</Font <</F 4 0 R>>>> /Contents 7 0 R>>
endobj
4 0 obj <</Type/Font /Subtype/Type0 /BaseFont/STSong-Light /Encoding/UniGB-UCS2-H /DescendantFonts [5 0 R]>>
endobj
5 0 obj <</Type/Font /Subtype/CIDFontType0 /BaseFont/STSong-Light /FontDescriptor 6 0 R
/CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) /Supplement 0>>>> endobj
6 0 obj <</Type/FontDescriptor /FontName/STSongStd-Light /Flags 6 /ItalicAngle 0 /StemV 58 /Ascent 752
/Descent -271 /CapHeight 737 /FontBBox [-25 -254 1000 880]>> endobj
7 0 obj <</Length 23>> stream
BT /F 9 Tf <4E00> Tj ET
endstream endobj
trailer <</Root 1 0 R>>
"""


def rehearse() -> None:
    """Have PDFium look through the fonts of the system and keep the one for Chinese text, for all children.

    The page stays open for that.
    """
    if pdf := pdfium.load_document(_REHEARSAL, len(_REHEARSAL), None):
        pdfium.load_page(pdf, 0)
