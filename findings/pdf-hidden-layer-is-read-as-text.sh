#!/usr/bin/env bash
# PDFium draws a page without a layer that is switched off, and reads its text with it, so that 12 becomes 129.
#
# Seen with pypdfium2 5.15.2 (PDFium 159.0.8149), pdfplumber 0.11.10, pypdf 7.1.1 and pymupdf 2.0. Content of
# a PDF may belong to a group that the document's own configuration switches off (optional content, ISO
# 32000-1, 8.11): drafts, notes for the printer, the other language. No viewer shows it or prints it.
# FPDF_RenderPageBitmap leaves it out; the text of the same page by FPDFText holds it, as that of pdfplumber
# and pypdf does, at its place beside the figure, and no property of a character tells. PyMuPDF leaves it out.
# One would guess that one library draws and reads the same page.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypdfium2==5.15.2 pdfplumber==0.11.10 pypdf==7.1.1 \
  pymupdf==2.0 numpy==2.3.5
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import io
import sys

import pdfplumber
import pymupdf
import pypdf
import pypdfium2

CONTENT = b"BT /F 20 Tf 20 50 Td (12) Tj ET /OC /G BDC BT /F 20 Tf 42 50 Td (9) Tj ET EMC"


def document(state):
    """A page with 12 and, in a group that is switched ON or OFF, a 9 behind it."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</%s[6 0 R]/Order[6 0 R]>>>>>>" % state,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>/Properties<</G 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(CONTENT), CONTENT),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/OCG/Name(draft)>>",
    ]
    data, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(data)
    return data + b"xref\n0 7\n0000000000 65535 f \n" + table + end


def rightmost(data):
    ink = pypdfium2.PdfDocument(data)[0].render().to_numpy().min(axis=2) < 128
    return int(ink.any(axis=0).nonzero()[0].max())


READERS = {
    "PDFium": lambda data: pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range(),
    "pdfplumber": lambda data: pdfplumber.open(io.BytesIO(data)).pages[0].extract_text(),
    "pypdf": lambda data: pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text(),
    "PyMuPDF": lambda data: pymupdf.open(stream=data)[0].get_text(),
}
changed = False
for state in (b"ON", b"OFF"):
    data = document(state)
    drawn = rightmost(data) > 43
    print(f"group {state.decode()}: PDFium draws the 9: {drawn}")
    changed |= drawn != (state == b"ON")
    for name, read in READERS.items():
        text = read(data).strip()
        print(f"group {state.decode()}: {name} reads {text}")
        changed |= text != ("12" if state == b"OFF" and name == "PyMuPDF" else "129")
sys.exit(changed)
PYTHON
echo "as described: text of a layer that is off is read"
