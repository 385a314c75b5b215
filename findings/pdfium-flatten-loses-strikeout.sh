#!/usr/bin/env bash
# PDFium flattens a StrikeOut annotation to nothing, unless the page was rendered before.
#
# Seen with pypdfium2 5.15.2 (PDFium 159.0.8149). A figure on a page is struck out by an annotation that has
# no appearance stream, as the standard allows. Rendering the page draws the line. FPDFPage_Flatten answers
# 1 (done) and takes the annotation away, and the page is then rendered without the line: the struck figure
# stands there as a valid one. Rendered once before it is flattened, the same page keeps its line. One would
# guess that what flattening leaves on a page is what rendering shows of it, whatever was called before. Who
# flattens pages so as to read what is typed over a form has to look at markup annotations himself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypdfium2==5.15.2 numpy==2.3.5
"$folder/venv/bin/python" - <<'PYTHON'
import pypdfium2
import pypdfium2.raw as c

STRUCK = (
    b"<< /Type /Annot /Subtype /StrikeOut /Rect [20 55 50 80] /C [1 0 0]"
    b" /QuadPoints [20 80 50 80 20 55 50 55] /F 4 >>"
)


def document(annotation):
    content = b"BT /F 20 Tf 1 0 0 1 20 60 Tm (12) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Annots [" + annotation + b"]"
        b" /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return pypdfium2.PdfDocument(data)


def ink(page):
    return int((page.render(scale=2).to_numpy() < 250).any(axis=-1).sum())


def flattened(pdf):
    page = pdf[0]
    assert c.FPDFPage_Flatten(page, c.FLAT_NORMALDISPLAY) == 1
    page.close()
    page = pdf[0]
    assert c.FPDFPage_GetAnnotCount(page) == 0
    return ink(page)


plain, rendered = ink(document(b"")[0]), ink(document(STRUCK)[0])
fresh = flattened(document(STRUCK))
seen_before = document(STRUCK)
ink(seen_before[0])
after = flattened(seen_before)
print(f"pixels with ink: no annotation {plain}, rendered {rendered}, flattened {fresh}, rendered first {after}")
assert rendered > plain, "rendering draws no line"
assert fresh == plain, "flattening keeps the line now"
assert after == rendered, "rendering first makes no difference now"
PYTHON
