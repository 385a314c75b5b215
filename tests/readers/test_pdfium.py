"""PDF: the values that are handed to PDFium are those of its own headers, as pypdfium2 has them."""

import ctypes

import pypdfium2.raw as headers
import pytest

from gouji.readers.pdf import bindings

NAMES = [name for name, value in vars(bindings).items() if name.isupper() and type(value) is int]


@pytest.mark.parametrize("name", NAMES)
def test_values_are_those_of_the_headers(name):
    kind, _, rest = name.partition("_")
    spelling = {
        "BITMAP": f"FPDFBitmap_{'_'.join(rest.split('_'))}",
        "FLAT": name,
        "FLATTEN": name,
        "MODE": f"FPDF_TEXTRENDERMODE_{rest}",
        "RENDER": f"FPDF_{rest}",
    }.get(kind, f"FPDF_{name}")
    known = {known.upper(): value for known, value in vars(headers).items()}
    assert getattr(bindings, name) == known[spelling.upper()]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (bindings.Matrix, headers.FS_MATRIX),
        (bindings.Rectangle, headers.FS_RECTF),
        (bindings.Corners, headers.FS_QUADPOINTSF),
        (bindings.SystemFonts, headers.FPDF_SYSFONTINFO),
    ],
)
def test_structures_are_those_of_the_headers(ours, theirs):
    assert [name for name, _ in ours._fields_] == [name for name, _ in theirs._fields_]
    assert ctypes.sizeof(ours) == ctypes.sizeof(theirs)
