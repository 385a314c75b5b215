#!/usr/bin/env bash
# PDFium places a replacement text (/ActualText) that stands in a form XObject in the form's own coordinates.
#
# Seen with pypdfium2 5.15.2 (PDFium 159.0.8149). A form XObject, drawn 100 points to the right and 150 up,
# shows two digits: the first one is marked as /Span with /ActualText (A), the second one is plain text. One
# would guess that FPDFText_GetCharBox answers in coordinates of the page for both, as it does when the same
# operators stand in the page itself. The plain digit does; the replaced one stays where the form has it, 100
# points left of and 150 below its neighbour (and what follows it gets a line break, as it seems far away).
# Chromium writes such spans for characters that a font shows with the glyph of another one (Kangxi radicals),
# and programs that put pages into forms (imposition, signing) then scatter labels over the page.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypdfium2==5.15.2
"$folder/venv/bin/python" - <<'PYTHON'
import pypdfium2
import pypdfium2.raw as c

SHOWN = (
    b"BT /F 20 Tf 1 0 0 1 20 60 Tm /Span << /ActualText (\\376\\377\\000A) >> BDC (1) Tj EMC ET"
    b" BT /F 20 Tf 1 0 0 1 40 60 Tm (2) Tj ET"
)


def stream(entries, body):
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(body), body)


def boxes(content):
    """Left and bottom of the characters A and 2 of a page that draws ``content``."""
    fonts = b"/Font << /F 6 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R"
        b" /Resources << " + fonts + b" /XObject << /X 5 0 R >> >> >>",
        stream(b"", b"q 1 0 0 1 100 150 cm " + content + b" Q"),
        stream(b"/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << " + fonts + b" >>", SHOWN),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
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
    found = {chr(c.FPDFText_GetUnicode(text, i)): text.get_charbox(i) for i in range(text.count_chars())}
    return {char: [round(v) for v in found[char][:2]] for char in "A2"}


plain, form = boxes(SHOWN), boxes(b"/X Do")
print("left and bottom, drawn by the page:", plain)
print("left and bottom, drawn by a form:  ", form)
assert form["2"] == plain["2"], "plain text of a form has another place than that of the page"
assert [page - own for page, own in zip(plain["A"], form["A"])] == [100, 150], "changed: replaced text has moved"
PYTHON
