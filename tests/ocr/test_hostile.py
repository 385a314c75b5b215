"""Pictures made to mislead or to exhaust: refused, or read as a person sees them.

They run where the extra ``gouji[ocr]`` is installed: ``make test-ocr``.
"""

from __future__ import annotations

import io
import struct
import zlib

import pytest

from gouji.model.document import Grid
from gouji.model.text import GoujiError
from gouji.readers.containers import read_document
from ocr.test_picturetables import small_table

pytest.importorskip("rapidocr")
np = pytest.importorskip("numpy")
Image = pytest.importorskip("PIL.Image")

SHOWN = [["31", "36", "41"], ["45", "50", "55"]]


def table():
    return Image.open(io.BytesIO(small_table())).convert("RGB")


def blank():
    return Image.new("RGB", (900, 200), "white")


def filed(image, kind="PNG", **how):
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(wide, high):
    """A PNG that says to be so large and has no dots."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def in_alpha(image):
    """Black all over: what is printed is in what covers the ground."""
    ink, none = image.convert("L").point(lambda grey: 255 - grey), Image.new("L", image.size, 0)
    return Image.merge("RGBA", (none, none, none, ink))


def without_first(image):
    """The first cell is there and cannot be seen."""
    alpha = Image.new("L", image.size, 255)
    alpha.paste(0, (30, 30, 290, 90))
    image.putalpha(alpha)
    return image


def reduced(image):
    """A TIFF file with a smaller copy of its page."""
    small = image.resize((600, 134))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    return filed(image, "TIFF", save_all=True, append_images=[small])


def deep(times, kind):
    return Image.fromarray((np.asarray(table().convert("L")).astype(kind) * times).astype(kind))


def turned(kind):
    """Saved on its side, and said to be so."""
    said = Image.Exif()
    said[274] = 6
    how = {"tiffinfo": {274: 6}} if kind == "TIFF" else {"exif": said}
    return filed(table().transpose(Image.Transpose.ROTATE_90), kind, **how)


READ = {
    "CMYK": (filed(table().convert("CMYK"), "JPEG", quality=90), SHOWN),
    "16 bit": (filed(deep(257, np.uint16)), SHOWN),
    "12 bit in 16": (filed(deep(16, np.uint16)), SHOWN),
    "16 bit TIFF": (filed(deep(257, np.uint16), "TIFF"), SHOWN),
    "floating": (filed(deep(1 / 255, np.float32), "TIFF"), SHOWN),
    "palette": (filed(table().quantize(16)), SHOWN),
    "ink in alpha": (filed(in_alpha(table())), SHOWN),
    "hidden by alpha": (filed(without_first(table())), [["", "36", "41"], ["45", "50", "55"]]),
    "turned JPEG": (turned("JPEG"), SHOWN),
    "turned PNG": (turned("PNG"), SHOWN),
    "turned TIFF": (turned("TIFF"), SHOWN),
    "frames of a camera": (filed(table(), "MPO", save_all=True, append_images=[table()]), SHOWN),
    "a smaller copy": (reduced(table()), SHOWN),
}


@pytest.mark.parametrize(("data", "shown"), READ.values(), ids=READ)
def test_a_picture_is_read_as_a_person_sees_it(data, shown):
    document = read_document(data, "r.png")
    [grid] = (block for block in document.blocks if isinstance(block, Grid))
    assert [[cell.text for cell in row] for row in grid.rows] == shown
    assert document.recognised.keys() >= {cell.place for cell in grid.cells}
    assert document.notes == ()


REFUSED = {
    "pixels said": (png(100_000, 100_000), "图片像素数"),
    "pixels packed": (filed(Image.new("L", (15_000, 15_000), 255)), "图片像素数"),
    "moving": (filed(table(), save_all=True, append_images=[blank()], duration=9), "图片是动画"),
    "1 bit": (filed(table().convert("1"), "TIFF", compression="group4"), "图像只有黑白两色"),
    "two greys": (filed(table().convert("1").convert("L")), "图像只有黑白两色"),
    "two colours": (filed(table().convert("1").convert("RGB").quantize(2)), "图像只有黑白两色"),
    "cut off": (small_table()[:3000], "图片已损坏或不完整"),
    "cut off JPEG": (filed(table(), "JPEG")[:5000], "图片已损坏或不完整"),
    "no dots": (png(900, 200), "图片已损坏或不完整"),
    "frames": (
        filed(Image.new("L", (9, 9)), "TIFF", save_all=True, append_images=[Image.new("L", (9, 9))] * 500),
        "图片页数",
    ),
    "small frames": (
        filed(Image.new("L", (9, 9)), "TIFF", save_all=True, append_images=[Image.new("L", (9, 9))] * 399),
        "没有找到带框线的表格",
    ),
}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED)
def test_a_picture_that_cannot_be_read_is_refused(data, why):
    with pytest.raises(GoujiError) as caught:
        read_document(data, "r.png")
    assert caught.value.text.zh.startswith("r.png：")
    assert why in caught.value.text.zh


def test_pages_of_different_sizes_are_all_read():
    higher = Image.new("RGB", (900, 330), "white")
    higher.paste(table(), (0, 90))
    pages = [table(), higher, table().convert("1")]
    document = read_document(filed(pages[0], "TIFF", save_all=True, append_images=pages[1:]), "r.tif")
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert [grid.place.page for grid in grids] == [1, 2]
    # remains of ruling lines are read as strokes, in doubt
    for grid in grids:
        assert [["".join(filter(str.isdigit, cell.text)) for cell in row] for row in grid.rows] == SHOWN
    [note] = document.notes
    assert (note.place.page, "图像只有黑白两色" in note.text.zh) == (3, True)
