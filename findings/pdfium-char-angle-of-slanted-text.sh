#!/usr/bin/env bash
# PDFium calls slanted text turned: FPDFText_GetCharAngle answers with the slant.
#
# Seen with pypdfium2 5.15.2 (PDFium 159.0.8149). A PDF paints "12" twice on level baselines: once upright
# (text matrix 1 0 0 1) and once slanted as word processors do for want of an italic face (1 0 0.3 1). Both
# lines run level from left to right, so one would guess an angle of 0 for both. The slanted one gets about
# 0.29 radians (17 degrees): the angle is taken from where the letters' stems point, not from the direction
# in which the line runs. Who tells stamps and watermarks by that angle throws synthetic italics away; the
# direction of the line is atan2(b, a) of FPDFText_GetMatrix.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypdfium2==5.15.2
"$folder/venv/bin/python" - <<'PYTHON'
import math

import pypdfium2
import pypdfium2.raw as c

content = b"BT /F 20 Tf 1 0 0 1 20 60 Tm (12) Tj 1 0 0.3 1 20 20 Tm (12) Tj ET"
objects = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R"
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

text = pypdfium2.PdfDocument(data)[0].get_textpage()
matrix = c.FS_MATRIX()
seen = []
for index in range(text.count_chars()):
    if chr(c.FPDFText_GetUnicode(text, index)) in "12":
        c.FPDFText_GetMatrix(text, index, matrix)
        line = math.atan2(matrix.b, matrix.a)
        seen.append((round(c.FPDFText_GetCharAngle(text, index), 2), round(line, 2)))
print("angle by FPDFText_GetCharAngle, direction of the line by its matrix:", seen)
upright, slanted = seen[:2], seen[2:]
assert upright == [(0.0, 0.0)] * 2, "upright text is no longer at 0"
assert all(abs(angle - 0.29) < 0.02 or abs(angle - 2 * math.pi + 0.29) < 0.02 for angle, _ in slanted), "changed"
assert all(line == 0.0 for _, line in slanted)
PYTHON
