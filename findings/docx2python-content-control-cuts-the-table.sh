#!/usr/bin/env bash
# docx2python cuts a table in three where one of its cells holds a content control around its paragraphs.
#
# Seen with docx2python 3.7.1, beside mammoth 1.13.0 and pandoc 3.9 (pypandoc-binary 1.17). A form made with
# Word has content controls (w:sdt) in the cells to be filled in; one that takes several paragraphs stands
# around the paragraphs of the cell (ISO/IEC 29500-1, 17.5.2). docx2python takes it for a table of its own: of
# a row 1, 2, 3, 4 with the 2 in such a control, the table ends behind the 1, the 2 is a table, and 3 and 4
# are the first two columns of a third, under no heading. A control within the paragraph leaves the row whole,
# and mammoth and pandoc read both alike. One would guess that what may be filled in is read in the cell it
# stands in.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check docx2python==3.7.1 mammoth==1.13.0 \
  pypandoc-binary==1.17 python-docx==1.2.0
"$folder/venv/bin/python" - "$folder/form.docx" <<'PYTHON'
import re
import sys

import docx
import mammoth
import pypandoc
from docx2python import docx2python

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTROL = f"<w:sdt {W}><w:sdtPr/><w:sdtContent/></w:sdt>"
path = sys.argv[1]


def document(around):
    """A table of two rows; around the text, the paragraph or nothing of the second figure stands a control."""
    new = docx.Document()
    table = new.add_table(2, 4)
    for row, texts in zip(table.rows, ("abcd", "1234"), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    paragraph = table.cell(1, 1).paragraphs[0]
    inside = {"text": paragraph.runs[0]._r, "paragraph": paragraph._p}.get(around)
    if inside is not None:
        control = docx.oxml.parse_xml(CONTROL)
        inside.addprevious(control)
        control[-1].append(inside)
    new.save(path)


def of_html(html):
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in re.findall(r"<tr.*?</tr>", html, re.S)]
    return [[["".join(re.findall(r"\w", re.sub(r"<[^>]*>", "", each))) for each in row] for row in rows]]


def by_docx2python():
    tables = [[["".join(cell) for cell in row] for row in table] for table in docx2python(path).body]
    return [table for table in tables if table != [[""]]]


READERS = {
    "docx2python": by_docx2python,
    "mammoth": lambda: of_html(mammoth.convert_to_html(open(path, "rb")).value),
    "pandoc": lambda: of_html(pypandoc.convert_file(path, "html")),
}
WHOLE = [[list("abcd"), list("1234")]]
CUT = [[list("abcd"), ["1"]], [["2"]], [["3", "4"]]]
changed = False
for around in ("nothing", "text", "paragraph"):
    document(around)
    for name, read in READERS.items():
        tables = read()
        print(f"{name}, control around {around}: {tables}")
        changed |= tables != (CUT if name == "docx2python" and around == "paragraph" else WHOLE)
sys.exit(changed)
PYTHON
echo "as described: a content control cuts the table"
