"""Functions of PDFium that take and give addresses: half the time of those that check every pointer.

A page has thousands of characters and path segments, and each is asked several times. An address is that of
an object of the page that is open, or 0 for none.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as c

if TYPE_CHECKING:
    from collections.abc import Callable


def address(handle: object) -> int:
    """Return the address of what a handle of pypdfium2 stands for."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def _fast(function: object, result: type, *arguments: type) -> Callable[..., Any]:
    fast: Callable[..., Any] = ctypes.PYFUNCTYPE(result, *arguments)(address(function))
    return fast


_A, _I, _U = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint

# characters of a text page, by their number
unicode_of = _fast(c.FPDFText_GetUnicode, _U, _A, _I)
is_unmapped = _fast(c.FPDFText_HasUnicodeMapError, _I, _A, _I)
is_hyphen = _fast(c.FPDFText_IsHyphen, _I, _A, _I)
drawn_by = _fast(c.FPDFText_GetTextObject, _A, _A, _I)
loose_box = _fast(c.FPDFText_GetLooseCharBox, _I, _A, _I, _A)
tight_box = _fast(c.FPDFText_GetCharBox, _I, _A, _I, _A, _A, _A, _A)
font_size = _fast(c.FPDFText_GetFontSize, ctypes.c_double, _A, _I)
text_matrix = _fast(c.FPDFText_GetMatrix, _I, _A, _I, _A)

# page objects
object_at = _fast(c.FPDFPage_GetObject, _A, _A, _I)
object_in_form = _fast(c.FPDFFormObj_GetObject, _A, _A, ctypes.c_ulong)
objects_in_form = _fast(c.FPDFFormObj_CountObjects, _I, _A)
type_of = _fast(c.FPDFPageObj_GetType, _I, _A)
matrix_of = _fast(c.FPDFPageObj_GetMatrix, _I, _A, _A)
draw_mode = _fast(c.FPDFPath_GetDrawMode, _I, _A, _A, _A)
fill_colour = _fast(c.FPDFPageObj_GetFillColor, _I, _A, _A, _A, _A, _A)
stroke_colour = _fast(c.FPDFPageObj_GetStrokeColor, _I, _A, _A, _A, _A, _A)
is_transparent = _fast(c.FPDFPageObj_HasTransparency, _I, _A)
clip_of = _fast(c.FPDFPageObj_GetClipPath, _A, _A)
marks_on = _fast(c.FPDFPageObj_CountMarks, _I, _A)
mark_at = _fast(c.FPDFPageObj_GetMark, _A, _A, ctypes.c_ulong)
parameter_type = _fast(c.FPDFPageObjMark_GetParamValueType, _I, _A, ctypes.c_char_p)
text_mode = _fast(c.FPDFTextObj_GetTextRenderMode, _I, _A)
font_of = _fast(c.FPDFTextObj_GetFont, _A, _A)
font_name = _fast(c.FPDFFont_GetBaseFontName, ctypes.c_size_t, _A, _A, ctypes.c_size_t)
is_embedded = _fast(c.FPDFFont_GetIsEmbedded, _I, _A)

# paths
segments_of = _fast(c.FPDFPath_CountSegments, _I, _A)
segment_at = _fast(c.FPDFPath_GetPathSegment, _A, _A, _I)
clip_paths = _fast(c.FPDFClipPath_CountPaths, _I, _A)
clip_segments = _fast(c.FPDFClipPath_CountPathSegments, _I, _A, _I)
clip_segment = _fast(c.FPDFClipPath_GetPathSegment, _A, _A, _I, _I)
segment_type = _fast(c.FPDFPathSegment_GetType, _I, _A)
segment_closes = _fast(c.FPDFPathSegment_GetClose, _I, _A)
segment_point = _fast(c.FPDFPathSegment_GetPoint, _I, _A, _A, _A)
