#!/usr/bin/env bash
# PyMuPDF's to_markdown() fills a cell that is merged with the one above it with the figure to its left.
#
# Seen with pymupdf 2.0 and pdfplumber 0.11.10 beside it. In a ruled table whose last column merges two rows, the
# lower position has no text of its own: find_tables().extract() gives None there, as pdfplumber does. The
# same table's to_markdown() writes the text of the left neighbour into it, so that the row ends in a figure
# which is printed nowhere in that column (or, in a heading, the last column is called by the name of the one
# before). In the first column it fills from above. One would guess either an empty cell, or everywhere the
# text of the merged cell itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pymupdf==2.0 pdfplumber==0.11.10 reportlab==5.1.0
"$folder/venv/bin/python" - "$folder/table.pdf" <<'PYTHON'
import sys

import pdfplumber
import pymupdf
from reportlab.platypus import SimpleDocTemplate, Table

ROWS = [
    ["group", "item", "persons", "firms", "all"],
    ["denied", "secret", "1", "2", "10"],
    ["", "unsafe", "3", "4", ""],
    ["other", "late", "5", "6", "11"],
]
STYLE = [("GRID", (0, 0), (-1, -1), 1, "black"), ("SPAN", (0, 1), (0, 2)), ("SPAN", (4, 1), (4, 2))]
SimpleDocTemplate(sys.argv[1]).build([Table(ROWS, style=STYLE)])

document = pymupdf.open(sys.argv[1])
page = document[0]
table = page.find_tables().tables[0]
cells = table.extract()[2]
plumbed = pdfplumber.open(sys.argv[1]).pages[0].extract_table()[2]
lines = [line for line in table.to_markdown().splitlines() if "unsafe" in line]
written = lines[0].strip("|").split("|")
print("extract():", cells)
print("pdfplumber:", plumbed)
print("to_markdown():", written)
known = [None, "unsafe", "3", "4", None]
sys.exit(not (cells == known and plumbed == known and written == ["denied", "unsafe", "3", "4", "4"]))
PYTHON
echo "as described: the merged cell is filled with its left neighbour"
