"""The functions of PDFium that reading needs, by their addresses in the library that pypdfium2 ships.

The modules of pypdfium2 describe all of PDFium and take longer to import than a report to read; and a
function that takes addresses costs half of one that checks every pointer, where a page has thousands of
characters that are asked several times each. An address is that of an object of the document that is open,
None or 0 for none.
"""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable


# names and values as in PDFium's public headers (fpdfview.h, fpdf_edit.h, fpdf_annot.h); a test compares them
ERR_PASSWORD, ERR_SECURITY = 4, 5
OBJECT_STRING: Final = 3
PAGEOBJ_TEXT, PAGEOBJ_PATH, PAGEOBJ_IMAGE, PAGEOBJ_FORM = 1, 2, 3, 5
SEGMENT_LINETO, SEGMENT_MOVETO = 0, 2
BITMAP_GRAY, BITMAP_BGRX, BITMAP_BGRA, BITMAP_BGRA_PREMUL = 1, 3, 4, 5
RENDER_ANNOT, RENDER_GRAYSCALE = 0x01, 0x08
FLAT_NORMALDISPLAY, FLATTEN_SUCCESS = 0, 1
ANNOT_FREETEXT, ANNOT_LINE, ANNOT_SQUARE, ANNOT_CIRCLE, ANNOT_POLYGON, ANNOT_POLYLINE = 3, 4, 5, 6, 7, 8
ANNOT_STRIKEOUT, ANNOT_STAMP, ANNOT_INK, ANNOT_WIDGET = 12, 13, 15, 20
ANNOT_FLAG_HIDDEN, ANNOT_FLAG_NOVIEW = 1 << 1, 1 << 5
MODE_INVISIBLE: Final = 3


class Matrix(ctypes.Structure):
    """``FS_MATRIX``."""

    _fields_ = [(name, ctypes.c_float) for name in "abcdef"]


class Rectangle(ctypes.Structure):
    """``FS_RECTF``."""

    _fields_ = [(name, ctypes.c_float) for name in ("left", "top", "right", "bottom")]


class Corners(ctypes.Structure):
    """``FS_QUADPOINTSF``."""

    _fields_ = [(f"{axis}{i}", ctypes.c_float) for i in range(1, 5) for axis in "xy"]


class ImageFacts(ctypes.Structure):
    """``FPDF_IMAGEOBJ_METADATA``."""

    _fields_ = [
        *((name, ctypes.c_uint) for name in ("width", "height")),
        *((name, ctypes.c_float) for name in ("horizontal_dpi", "vertical_dpi")),
        ("bits_per_pixel", ctypes.c_uint),
        *((name, ctypes.c_int) for name in ("colorspace", "marked_content_id")),
    ]


class SystemFonts(ctypes.Structure):
    """``FPDF_SYSFONTINFO``."""

    _fields_ = [
        ("version", ctypes.c_int),
        *((name, ctypes.c_void_p) for name in ("Release", "EnumFonts", "MapFont", "GetFont", "GetFontData")),
        *((name, ctypes.c_void_p) for name in ("GetFaceName", "GetFontCharset", "DeleteFont")),
    ]


def _library() -> ctypes.PyDLL:
    found = importlib.util.find_spec("pypdfium2_raw")
    folder = Path(found.origin).parent if found and found.origin else Path()
    for name in ("libpdfium.so", "libpdfium.dylib", "pdfium.dll"):
        if (folder / name).is_file():
            return ctypes.PyDLL(str(folder / name))
    raise ImportError(f"no library of PDFium in {folder}", name="pypdfium2_raw")


_pdfium: Final = _library()


def _function(name: str, result: type | None, *arguments: type) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(_pdfium, name)
    function.restype = result  # type: ignore[attr-defined]
    function.argtypes = arguments  # type: ignore[attr-defined]
    return function


_A, _I, _U, _N, _D = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint, ctypes.c_size_t, ctypes.c_double
_L = ctypes.c_ulong

_DATA: Final = ctypes.PYFUNCTYPE(_L, _A, _A, _U, _A, _L)


def _keep_collections() -> object:
    """Have PDFium keep a collection of fonts (.ttc) of the system like a single font, while a page has it.

    It takes the first font of it in any case, and reads all of it (26 MB of Noto Serif CJK) for each document
    again. Returns what must live as long as PDFium.
    """
    fonts = _function("FPDF_GetDefaultSystemFontInfo", ctypes.POINTER(SystemFonts))()
    if sys.platform != "linux" or not fonts:
        return None
    collection = int.from_bytes(b"ttcf", "big")
    data_of = _DATA(fonts.contents.GetFontData)

    def data(this: int, font: int, table: int, buffer: int | None, size: int) -> int:
        if table == collection:
            return 0
        length: int = data_of(this, font, table, buffer, size)
        if not length and not table:
            length = data_of(this, font, collection, buffer, size)
        return length

    given = _DATA(data)
    fonts.contents.GetFontData = ctypes.cast(given, _A).value
    _function("FPDF_SetSystemFontInfo", None, _A)(ctypes.cast(fonts, _A))
    return fonts, given


# documents and pages
_function("FPDF_InitLibrary", None)()
_kept: Final = _keep_collections()
load_document = _function("FPDF_LoadMemDocument64", _A, ctypes.c_char_p, _N, _A)
last_error = _function("FPDF_GetLastError", _L)
close_document = _function("FPDF_CloseDocument", None, _A)
page_count = _function("FPDF_GetPageCount", _I, _A)
metadata = _function("FPDF_GetMetaText", _L, _A, ctypes.c_char_p, _A, _L)
load_page = _function("FPDF_LoadPage", _A, _A, _I)
close_page = _function("FPDF_ClosePage", None, _A)
bounding_box = _function("FPDF_GetPageBoundingBox", _I, _A, _A)
rotation = _function("FPDFPage_GetRotation", _I, _A)
flatten = _function("FPDFPage_Flatten", _I, _A, _I)
load_text = _function("FPDFText_LoadPage", _A, _A)
close_text = _function("FPDFText_ClosePage", None, _A)

# characters of a page's text, by their number
characters_of = _function("FPDFText_CountChars", _I, _A)
unicode_of = _function("FPDFText_GetUnicode", _U, _A, _I)
is_unmapped = _function("FPDFText_HasUnicodeMapError", _I, _A, _I)
is_hyphen = _function("FPDFText_IsHyphen", _I, _A, _I)
drawn_by = _function("FPDFText_GetTextObject", _A, _A, _I)
loose_box = _function("FPDFText_GetLooseCharBox", _I, _A, _I, _A)
tight_box = _function("FPDFText_GetCharBox", _I, _A, _I, _A, _A, _A, _A)
font_size = _function("FPDFText_GetFontSize", _D, _A, _I)
text_matrix = _function("FPDFText_GetMatrix", _I, _A, _I, _A)

# objects of a page
objects_of = _function("FPDFPage_CountObjects", _I, _A)
object_at = _function("FPDFPage_GetObject", _A, _A, _I)
objects_in_form = _function("FPDFFormObj_CountObjects", _I, _A)
object_in_form = _function("FPDFFormObj_GetObject", _A, _A, _L)
type_of = _function("FPDFPageObj_GetType", _I, _A)
bounds_of = _function("FPDFPageObj_GetBounds", _I, _A, _A, _A, _A, _A)
matrix_of = _function("FPDFPageObj_GetMatrix", _I, _A, _A)
draw_mode = _function("FPDFPath_GetDrawMode", _I, _A, _A, _A)
fill_colour = _function("FPDFPageObj_GetFillColor", _I, _A, _A, _A, _A, _A)
stroke_colour = _function("FPDFPageObj_GetStrokeColor", _I, _A, _A, _A, _A, _A)
is_transparent = _function("FPDFPageObj_HasTransparency", _I, _A)
clip_of = _function("FPDFPageObj_GetClipPath", _A, _A)
marks_on = _function("FPDFPageObj_CountMarks", _I, _A)
mark_at = _function("FPDFPageObj_GetMark", _A, _A, _L)
parameter_type = _function("FPDFPageObjMark_GetParamValueType", _I, _A, ctypes.c_char_p)
text_mode = _function("FPDFTextObj_GetTextRenderMode", _I, _A)
font_of = _function("FPDFTextObj_GetFont", _A, _A)
font_name = _function("FPDFFont_GetBaseFontName", _N, _A, _A, _N)
is_embedded = _function("FPDFFont_GetIsEmbedded", _I, _A)
image_facts = _function("FPDFImageObj_GetImageMetadata", _I, _A, _A, _A)
image_as_drawn = _function("FPDFImageObj_GetRenderedBitmap", _A, _A, _A, _A)

# paths
segments_of = _function("FPDFPath_CountSegments", _I, _A)
segment_at = _function("FPDFPath_GetPathSegment", _A, _A, _I)
clip_paths = _function("FPDFClipPath_CountPaths", _I, _A)
clip_segments = _function("FPDFClipPath_CountPathSegments", _I, _A, _I)
clip_segment = _function("FPDFClipPath_GetPathSegment", _A, _A, _I, _I)
segment_type = _function("FPDFPathSegment_GetType", _I, _A)
segment_closes = _function("FPDFPathSegment_GetClose", _I, _A)
segment_point = _function("FPDFPathSegment_GetPoint", _I, _A, _A, _A)

# bitmaps
new_bitmap = _function("FPDFBitmap_CreateEx", _A, _I, _I, _I, _A, _I)
draw_page = _function("FPDF_RenderPageBitmapWithMatrix", None, _A, _A, _A, _A, _I)
bitmap_format = _function("FPDFBitmap_GetFormat", _I, _A)
bitmap_stride = _function("FPDFBitmap_GetStride", _I, _A)
bitmap_height = _function("FPDFBitmap_GetHeight", _I, _A)
bitmap_dots = _function("FPDFBitmap_GetBuffer", _A, _A)
close_bitmap = _function("FPDFBitmap_Destroy", None, _A)

# annotations
annotations_on = _function("FPDFPage_GetAnnotCount", _I, _A)
annotation_at = _function("FPDFPage_GetAnnot", _A, _A, _I)
close_annotation = _function("FPDFPage_CloseAnnot", None, _A)
annotation_type = _function("FPDFAnnot_GetSubtype", _I, _A)
annotation_flags = _function("FPDFAnnot_GetFlags", _I, _A)
annotation_box = _function("FPDFAnnot_GetRect", _I, _A, _A)
annotation_has = _function("FPDFAnnot_HasKey", _I, _A, ctypes.c_char_p)
attachments_of = _function("FPDFAnnot_CountAttachmentPoints", _N, _A)
attachment_at = _function("FPDFAnnot_GetAttachmentPoints", _I, _A, _N, _A)
