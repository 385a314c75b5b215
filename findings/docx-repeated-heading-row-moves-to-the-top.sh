#!/usr/bin/env bash
# pandoc takes a row of a .docx table that is marked as a heading out of its place and puts it at the top.
#
# Seen with pandoc 3.9 (pypandoc-binary 1.17). w:tblHeader makes a row repeat at the top of each page; it has
# an effect only for the rows at the beginning of a table (ISO/IEC 29500-1, "tblHeader": a row that does not
# continue the heading rows from the first one on is not repeated). Word leaves the mark on a row when rows
# are inserted or pasted above it, and prints the table in the order of its rows. pandoc collects the marked
# rows behind those that the look of the table makes headings, takes them for the head and puts the rest
# below: of the rows a, b, c, a the heading and c marked, the order that comes out is a, c, b, so that the
# figures of c are a second heading. Nothing is said. mammoth 1.13.0 and python-docx 1.2.0 keep the order. One
# would guess that a reader may ignore a mark without effect or shape the row as a heading, but that no row
# changes its place.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypandoc-binary==1.17 mammoth==1.13.0 python-docx==1.2.0
"$folder/venv/bin/python" - "$folder/rows.docx" <<'PYTHON'
import re
import sys

import docx
import mammoth
import pypandoc

path = sys.argv[1]
ROWS = [["kind", "persons"], ["received", "11"], ["granted", "7"]]


def document(marked):
    """A table of ROWS, the numbered ones marked as heading rows."""
    new = docx.Document()
    table = new.add_table(3, 2)
    for at, (row, texts) in enumerate(zip(table.rows, ROWS, strict=True)):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
        if at in marked:
            row._tr.get_or_add_trPr().append(docx.oxml.OxmlElement("w:tblHeader"))
    new.save(path)


def of_html(html):
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in re.findall(r"<tr.*?</tr>", html, re.S)]
    return [[re.sub(r"<[^>]*>|\s", "", each) for each in row] for row in rows]


READERS = {
    "pandoc": lambda: of_html(pypandoc.convert_file(path, "html")),
    "mammoth": lambda: of_html(mammoth.convert_to_html(open(path, "rb")).value),
    "python-docx": lambda: [[cell.text for cell in row.cells] for row in docx.Document(path).tables[0].rows],
}
changed = False
for marked in ([0], [2]):
    document(marked)
    for name, read in READERS.items():
        order = [ROWS.index(row) for row in read()]
        print(f"{name}: rows marked {marked}, order read {order}")
        changed |= order != ([0, 2, 1] if name == "pandoc" and marked == [2] else [0, 1, 2])
sys.exit(changed)
PYTHON
echo "as described: pandoc puts marked rows before the others"
