"""Pictures of reports, and scanned pages of PDFs: what was recognised of the cells of their tables.

The extra ``gouji[ocr]``: rapidocr with onnxruntime, whose models lie in its package; nothing is fetched. The
grid of a table comes from its ruling lines (:mod:`gouji.readers.scanlines`), each cell is cut out and read
line by line. Page and line classifiers are off: they turn 61 into 19. Of what stands outside of tables the
first lines and all short ones are read, where a title and headings are; prose is not. Nothing that is
recognised here is a figure of the report before a person has confirmed it.

:mod:`gouji.readers.apart` runs this in a child: the file is not to be trusted.
"""

from __future__ import annotations

import io
import warnings
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np
from PIL import Image, ImageOps, ImageSequence
from rapidocr.ch_ppocr_rec import TextRecInput

from gouji.model.document import (
    Document,
    Grid,
    GridCell,
    Note,
    Outline,
    Paragraph,
    Place,
    PrintedPage,
    RecognisedText,
)
from gouji.model.text import GoujiError, Text
from gouji.readers.limits import LIMITS, NoTextError, exceeded
from gouji.readers.media import PART
from gouji.readers.scanlines import engine_of_recognition, line_finder, lines_outside, scanned_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gouji.model.document import Block, Extent, Source
    from gouji.readers.pdf.ruling import RuledFrame
    from gouji.readers.scanlines import Finder, Picture, ScannedLine, ScannedTable

    #: Rows and columns of a picture.
    _Span = tuple[slice, slice]
    #: What two sizes of each picture of a line show: a text, and how sure it is.
    Recogniser = Callable[[Sequence[Picture]], list[tuple[tuple[str, float], tuple[str, float]]]]


#: Dots an inch at which pages of a PDF are drawn, points an inch, and dots of the longest page.
_DPI, _POINTS, _MOST_DOTS = 216, 72, 10_000
#: Points that a page is wide on which outlines are drawn.
_PAPER: Final = 595.0
#: Pixels across and greys of its picture, the first that makes no more than so many bytes, or the last.
_SMALLER: Final = ((1_000, 8), (1_000, 4), (800, 4), (600, 4), (400, 2))
_LARGEST: Final = 50_000
_PLAIN: Final = Image.Dither.NONE
#: What PDFium calls an image among the objects of a page.
_IMAGE: Final = 3
_TWO_COLOURS: Final = Text(
    "图像只有黑白两色（1 位），笔画已失真，不作识别。请用灰度或彩色重新扫描。",
    "the picture has two colours only (1 bit): strokes are lost, and nothing was recognised. Scan it again "
    "in grey or colour.",
)
_MOVING: Final = Text(
    "图片是动画，无法确定哪一帧是报告，没有识别。请提供静止的图片。",
    "the picture moves: which of its frames is the report cannot be told, and nothing was recognised. "
    "Supply one that stands still.",
)
#: Pixels that a picture of a table is high and wide at least.
_LEAST: Final = 60
#: What a TIFF file says of a frame, and the bit of it that is a smaller copy of another frame.
_SUBFILE, _REDUCED = 254, 1
_NO_TABLE: Final = Text(
    "图像上没有找到带框线的表格，没有识别。请换用清晰、完整的扫描件，或向发布单位索取可复制文字的原件。",
    "no table with ruling lines was found in the picture, and nothing was recognised. Use a clear and whole "
    "scan, or ask the agency for the original with its text.",
)
_NO_SCAN: Final = Text("本页不是扫描图像，没有识别。", "this page is no scan, and nothing was recognised.")
#: Lines outside of tables that are read: the first ones of a report, and those that are short, as parts of a
#: page's width; of a page with more lines the first ones.
_FIRST_LINES, _SHORT_LINE, _MOST_LINES = 8, 0.6, 200
#: Heights in pixels that a line is read in: what is read differently in two sizes is in doubt.
_SIZES: Final = (48, 36)
#: Colours, height and least width of pictures of figures.
_NARROW: Final = (3, 48, 96)
#: Pixels cut off around a cell, where its ruling lines are.
_EDGE: Final = 5
#: Grey values below are ink.
_DARK: Final = 140
#: A cell of fewer dark pixels than this looks empty.
_FEWEST: Final = 8
#: How sure a reading is at most whose ink has the shape of a slash or a dash, which look like 1 and 一.
_SHAPES: Final = 0.5
#: How sure a reading is at most beside ink that was not read: red, which is taken for a seal, or faint.
_MISSED: Final = 0.5
#: Grey values by which faint ink is darker than the paper around it.
_FAINT: Final = 24
#: A dash is so many times wider than high; ink this straight (correlation of its dots) is a slash.
_LEVEL, _SLANTED = 2.5, 0.8


def read(data: bytes, source: Source) -> Document:
    """Read the tables of a picture, or of a PDF that holds pictures of its pages.

    All of their cells are among the ``recognised`` of the document. Raises GoujiError for what is no picture,
    for pictures of two colours, where no table is found, and beyond the limits.
    """
    try:
        pages = _drawn(data) if data.startswith(b"%PDF") else _pictured(data, source.name)
        read_lines: Recogniser | None = None
        find_lines: Finder | None = None
        blocks: list[Block] = []
        count = 0
        notes: list[Note] = []
        recognised: dict[Place, RecognisedText] = {}
        shown: list[PrintedPage] = []
        for number, page in enumerate(pages, start=1):
            tables = () if isinstance(page, Text) else tuple(scanned_tables(page))
            outlines: list[Outline] = []
            found: list[tuple[float, Block]] = []
            for table in tables:
                read_lines = read_lines or recogniser()
                count += 1
                grid, seen = _recognised(table, read_lines, number, count)
                found.append((min(extent[1] for extent in table.on_page), grid))
                recognised |= seen
                outlines += [
                    Outline(cell.place, _points(extent))
                    for cell, extent in zip(grid.cells, table.on_page, strict=True)
                ]
            if not isinstance(page, Text) and source.media_type != PART:
                find_lines = find_lines or line_finder()
                read_lines = read_lines or recogniser()
                lines = lines_outside(page, tables, find_lines)
                for outline, paragraph, one in _headings(lines, read_lines, number):
                    found.append((outline.extent[1] / _PAPER, paragraph))
                    recognised[paragraph.place] = one
                    outlines.append(outline)
            if not tables:
                why = page if isinstance(page, Text) else _NO_TABLE
                notes.append(Note("picture_page_unread", why, Place(page=number)))
            blocks += [block for _, block in sorted(found, key=itemgetter(0))]
            shown.append(_page(number, page, outlines))
    except (OSError, SyntaxError, ValueError, cv2.error):
        raise GoujiError(
            f"{source.name}：图片已损坏或不完整，无法读取。请重新下载或重新扫描。",
            f"{source.name}: the picture is damaged or incomplete and cannot be read. Download it again, or "
            "scan it anew.",
        ) from None
    if not count:
        said = notes[0].text if notes else _NO_TABLE
        kind = NoTextError if said is _NO_TABLE else GoujiError
        raise kind(f"{source.name}：{said.zh}", f"{source.name}: {said.en}")
    return Document(source, tuple(blocks), notes=tuple(notes), pages=tuple(shown), recognised=recognised)


def _page(number: int, seen: Picture | Text, outlines: list[Outline]) -> PrintedPage:
    """Return a page as wide as A4 with a picture for the eye: no larger than a person needs."""
    if isinstance(seen, Text):
        return PrintedPage(number, _PAPER, 0.0)
    high, wide = seen.shape[:2]
    image = Image.fromarray(np.ascontiguousarray(seen[:, :, ::-1]))
    picture = b""
    for across, greys in _SMALLER:
        if not picture or len(picture) > _LARGEST:
            size = min(across, wide), max(round(high * min(across, wide) / wide), 1)
            few = image.resize(size, Image.Resampling.BOX).quantize(palette=_palette(greys), dither=_PLAIN)
            out = io.BytesIO()
            few.save(out, "PNG", optimize=True)
            picture = out.getvalue()
    *_, height = _points((0, 0, 0, high / wide))
    return PrintedPage(number, _PAPER, height, outlines=tuple(outlines), picture=picture)


def _palette(greys: int) -> Image.Image:
    """Return evenly spaced greys and, for seals, two reds."""
    levels = [level * 255 // (greys - 1) for level in range(greys)]
    image = Image.new("P", (1, 1))
    image.putpalette([value for level in levels for value in (level,) * 3] + [220, 40, 40, 240, 110, 110])
    return image


def _points(extent: Extent) -> Extent:
    """Return parts of a page's width as points."""
    left, top, right, bottom = (round(part * _PAPER, 1) for part in extent)
    return left, top, right, bottom


def _pictured(data: bytes, name: str) -> Iterator[Any]:
    """Yield the pages of an image file as a camera or scanner meant them to be seen."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(io.BytesIO(data))
            if image.format in ("PNG", "GIF") and getattr(image, "is_animated", False):
                yield _MOVING
                return
            # other frames than those of TIFF are no pages: depth, brightness or a preview of the same
            frames = ImageSequence.Iterator(image) if image.format == "TIFF" else (image,)
            if image.format == "TIFF" and getattr(image, "n_frames", 1) > LIMITS.pdf_pages:
                raise exceeded(name, Text("图片页数", "number of pictures"), LIMITS.pdf_pages)
            for frame in frames:
                if not getattr(frame, "tag_v2", {}).get(_SUBFILE, 0) & _REDUCED:
                    yield _NO_TABLE if min(frame.size) < _LEAST else _as_seen(frame)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            limit = Image.MAX_IMAGE_PIXELS or 0
            raise exceeded(name, Text("图片像素数", "number of pixels"), limit) from None


def _as_seen(frame: Image.Image) -> Picture | Text:
    """Return a picture upright, upon white paper and in 8 bits a colour: blue, green and red."""
    two_colours = frame.mode == "1"
    upright = ImageOps.exif_transpose(frame) or frame
    if upright.has_transparency_data:
        clear = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    elif upright.mode[0] in "IF":  # 16 and 32 bits a dot: the lightest is paper
        values = np.asarray(upright, dtype=np.float32)
        upright = Image.fromarray(
            (values * (255 / max(float(values.max()), 1e-6))).clip(0, 255).astype(np.uint8)
        )
    colours = upright.convert("RGB")
    if two_colours or len(colours.getcolors(2) or ()) == 2:
        return _TWO_COLOURS
    return np.asarray(colours)[:, :, ::-1]


def _drawn(data: bytes) -> Iterator[Any]:
    """Yield the pages of a PDF as drawn; of one that is not recognised, why."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise ValueError from None
    for page in pdf:
        width, height = page.get_size()
        images = [one for one in page.get_objects(max_depth=4) if one.type == _IMAGE]
        covered = sum(
            (right - left) * (top - bottom)
            for left, bottom, right, top in (one.get_bounds() for one in images)
        )
        if covered < width * height / 2 or max(width, height) * _DPI / _POINTS > _MOST_DOTS:
            yield _NO_SCAN
        elif any(one.get_metadata().bits_per_pixel == 1 for one in images):
            yield _TWO_COLOURS
        else:
            yield page.render(scale=_DPI / _POINTS).to_numpy()[:, :, :3]


def recogniser(*, narrow: bool = False) -> Recogniser:
    """Return what reads grey pictures of lines twice, in two sizes.

    ``narrow``: they are no wider than a figure, and are not filled up to the width of a sentence.
    """
    engine = engine_of_recognition()._load_rec_model()
    if narrow:
        engine.rec_image_shape = _NARROW

    def read_lines(pictures: Sequence[Picture]) -> list[tuple[tuple[str, float], tuple[str, float]]]:
        found = [engine(TextRecInput(img=[_padded(one, size) for one in pictures])) for size in _SIZES]
        first, second = (
            [(text.strip(), float(score)) for text, score in zip(one.txts, one.scores, strict=True)]
            for one in found
        )
        return list(zip(first, second, strict=True))

    return read_lines


def _recognised(
    table: ScannedTable, read_lines: Recogniser, page: int, number: int
) -> tuple[Grid, dict[Place, RecognisedText]]:
    """Read the cells of a table, also those that look empty, each with its picture."""
    crops = [_crop(table.picture, frame) for frame in table.frames]
    shown = [_crop(table.seen, frame) for frame in table.frames]
    spans = [_lines(crop) for crop in crops]
    lines = [(at, crop[span]) for at, crop in enumerate(crops) for span in spans[at]]
    texts: list[list[str]] = [[] for _ in crops]
    others: list[list[str]] = [[] for _ in crops]
    surest = [_MISSED if _has_more(*one) else 1.0 for one in zip(crops, shown, spans, strict=True)]
    if lines:
        read = read_lines([line for _, line in lines])
        for (at, line), ((first, score), (second, _)) in zip(lines, read, strict=True):
            texts[at].append(first)
            others[at].append(second)
            surest[at] = min(surest[at], score, _SHAPES if is_stroke(line, first) else score)
    cells: list[GridCell] = []
    seen: dict[Place, RecognisedText] = {}
    for at, frame in enumerate(table.frames):
        place = Place(page=page, table=number, row=frame.row + 1, column=frame.column + 1)
        text, other = "\n".join(texts[at]), "\n".join(others[at])
        _, png = cv2.imencode(".png", shown[at])
        cells.append(GridCell(text, frame.row, frame.column, place, frame.rowspan, frame.colspan))
        again = None if other == text else other
        seen[place] = RecognisedText(text, png.tobytes(), round(surest[at], 4), again)
    return Grid(tuple(cells), Place(page=page, table=number), "exact"), seen


def _headings(
    lines: Sequence[ScannedLine], read_lines: Recogniser, number: int
) -> Iterator[tuple[Outline, Paragraph, RecognisedText]]:
    """Read the lines of a page outside of its tables that may be of a title or a heading."""
    first = _FIRST_LINES if number == 1 else 0
    kept = [
        line
        for at, line in enumerate(lines[:_MOST_LINES])
        if at < first or line.on_page[2] - line.on_page[0] < _SHORT_LINE
    ]
    read = read_lines([line.picture for line in kept]) if kept else []
    for at, (line, ((text, score), (other, _))) in enumerate(zip(kept, read, strict=True), start=1):
        if text:
            place = Place(page=number, line=at)
            _, png = cv2.imencode(".png", line.picture)
            again = None if other == text else other
            seen = RecognisedText(text, png.tobytes(), round(score, 4), again)
            yield Outline(place, _points(line.on_page), text), Paragraph(text, place), seen


def _has_more(crop: Picture, shown: Picture, lines: Sequence[_Span]) -> bool:
    """Say whether a cell shows ink that is not read: red ink, or faint ink beside its lines or all over."""
    if any(_beside(crop, line) for line in lines):
        return True
    darkest = shown if shown.ndim == 2 else shown.min(axis=2)
    darkest = np.asarray(cv2.medianBlur(np.ascontiguousarray(darkest), 3))
    faint = darkest < float(np.median(darkest)) - _FAINT
    if lines:
        faint &= crop > float(np.median(crop)) - _FAINT
        # the edges of black strokes are as pale in the one as in the other
        faint &= darkest.astype(np.int16) < crop.astype(np.int16) - 2 * _FAINT
    return int(faint.sum()) >= _FEWEST


def _beside(crop: Picture, line: _Span) -> bool:
    """Say whether faint ink stands to the left or right of what is cut out as a line: a pale minus sign."""
    rows, columns = line
    row = crop[rows]
    faint = np.asarray(cv2.medianBlur(np.ascontiguousarray(row), 3)) < float(np.median(crop)) - _FAINT
    faint[:, columns] = False
    return int(faint.sum()) >= _FEWEST


def is_stroke(line: Picture, text: str) -> bool:
    """Say whether the ink of a line is one slanted or level stroke: a slash or a dash, whatever was read."""
    ink = np.argwhere(line < _DARK)
    if len(text) > 1 or len(ink) < 2:
        return False
    high, wide = (int(at.max() - at.min()) + 1 for at in ink.T)
    if wide > _LEVEL * high or min(high, wide) < 2:
        return wide > _LEVEL * high
    return abs(float(np.asarray(np.corrcoef(ink.T))[0, 1])) > _SLANTED


def _crop(table: Picture, frame: RuledFrame) -> Picture:
    rows = slice(int(frame.y0) + _EDGE, max(int(frame.y1) - _EDGE + 1, int(frame.y0) + _EDGE + 1))
    columns = slice(int(frame.x0) + _EDGE, max(int(frame.x1) - _EDGE + 1, int(frame.x0) + _EDGE + 1))
    return table[rows, columns]


def _lines(crop: Picture) -> list[_Span]:
    """Return where the lines of text of a cell are; none where it looks empty."""
    ground = float(np.median(crop))
    ink = crop < min(ground - 45, 170)
    if int(ink.sum()) < _FEWEST:
        return []
    rows = np.flatnonzero(ink.sum(axis=1) > 0)
    groups = np.split(rows, np.flatnonzero(np.diff(rows) > 2) + 1)
    tallest = max(group[-1] - group[0] + 1 for group in groups)
    spans: list[tuple[int, int]] = []
    for group in groups:
        top, bottom = int(group[0]), int(group[-1]) + 1
        # parts of a character that stand apart (一, 二, the dot of 1.) belong to its line
        if spans and (bottom - spans[-1][0] <= tallest * 1.25):
            spans[-1] = spans[-1][0], bottom
        else:
            spans.append((top, bottom))
    found = []
    for top, bottom in spans:
        inked = np.flatnonzero(ink[top:bottom].sum(axis=0))
        if int(ink[top:bottom].sum()) >= _FEWEST and len(inked):
            columns = slice(max(int(inked[0]) - 4, 0), int(inked[-1]) + 5)
            found.append((slice(max(top - 3, 0), bottom + 3), columns))
    return found


def _padded(line: Picture, high: int) -> Picture:
    """Return a line in the size that the engine reads, with paper around it, in three colours."""
    ground = int(np.median(line)) if line.size else 255
    pad = max(line.shape[0] // 6, 2)
    wide = cv2.copyMakeBorder(line, pad, pad, 2 * pad, 2 * pad, cv2.BORDER_CONSTANT, value=ground)
    size = (max(round(wide.shape[1] * high / wide.shape[0]), 4), high)
    sized = cv2.resize(wide, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(sized, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
