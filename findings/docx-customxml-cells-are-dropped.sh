#!/usr/bin/env bash
# pandoc and python-docx leave out table cells and rows inside w:customXml, so that figures move left.
#
# Seen with pandoc 3.9 (pypandoc-binary 1.17) and python-docx 1.2.0. A cell or a row of a table may stand in
# w:customXml or in w:sdt (ISO/IEC 29500-1, 17.5.1.4, 17.5.1.5 and 17.5.2); both only mark what it means and
# change nothing of what is shown. pandoc reads the cells and rows inside w:sdt and leaves out those inside
# w:customXml: of a row 1, 2, 3 with the second cell marked so, 3 comes out in the second column, and of a
# marked row nothing comes out. python-docx leaves out both kinds. mammoth 1.13.0, beside them, keeps both.
# One would guess that the two markings of the same place are treated alike, or that a missing cell leaves a gap.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypandoc-binary==1.17 python-docx==1.2.0 mammoth==1.13.0
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import re
import sys
from pathlib import Path

import docx
import mammoth
import pypandoc

SDT = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
CUSTOM = '<w:customXml w:element="figure">{}</w:customXml>'
PLAIN = "{}"


def cell(text):
    return f'<w:tc {W}><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'


def document(path, cells, rows):
    """A table of three rows: headings, one whose second cell is wrapped by ``cells``, one wrapped by ``rows``."""
    new = docx.Document()
    table = new.add_table(1, 3)
    for at, text in zip(table.rows[0].cells, ("persons", "firms", "all"), strict=True):
        at.text = text
    first = cell(1) + cells.format(cell(2)) + cell(3)
    last = cell(4) + cell(5) + cell(6)
    for xml in (f"<w:tr {W}>{first}</w:tr>", rows.format(f"<w:tr {W}>{last}</w:tr>")):
        xml = xml.replace("<w:sdt>", f"<w:sdt {W}>").replace("<w:customXml ", f"<w:customXml {W} ")
        table._tbl.append(docx.oxml.parse_xml(xml))
    new.save(path)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def of_html(html):
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in re.findall(r"<tr.*?</tr>", html, re.S)]
    return [[re.sub(r"<[^>]*>|\s", "", each) for each in row] for row in rows][1:]


READERS = {
    "pandoc": lambda path: of_html(pypandoc.convert_file(path, "html")),
    "python-docx": lambda path: [[each.text for each in row.cells] for row in docx.Document(path).tables[0].rows][1:],
    "mammoth": lambda path: of_html(mammoth.convert_to_html(Path(path).open("rb")).value),
}
whole = [["1", "2", "3"], ["4", "5", "6"]]
expected = {
    "pandoc": {"plain": whole, "sdt": whole, "customXml": [["1", "3"]]},
    "python-docx": {"plain": whole, "sdt": [["1", "3"]], "customXml": [["1", "3"]]},
    "mammoth": {"plain": whole, "sdt": whole, "customXml": whole},
}
changed = False
for reader, read in READERS.items():
    for kind, wrap in (("plain", PLAIN), ("sdt", SDT), ("customXml", CUSTOM)):
        path = str(Path(sys.argv[1]) / f"{kind}.docx")
        document(path, wrap, wrap)
        rows = read(path)
        print(f"{reader}, cell and row in {kind}: {rows}")
        changed |= rows != expected[reader][kind]
sys.exit(changed)
PYTHON
echo "as described: cells and rows in w:customXml are left out"
