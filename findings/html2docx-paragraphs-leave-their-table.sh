#!/usr/bin/env bash
# html2docx puts the text of a table below the table where its cells hold paragraphs; the cells are gone.
#
# Seen with html2docx 1.6.0 and python-docx 1.2.0. What office programs save as a web page, and what editors
# of content systems write, has <p> in every cell. html2docx ends its cell with the first </p>: the first cell
# keeps its text, the text of all that follow becomes paragraphs of the document, one below the other, and the
# table that is written has one cell. The figures are all there and no longer say which row and column they
# belong to. The same table without <p> comes out whole. One would guess that a paragraph in a cell stays
# there, as it does with pandoc 3.9 (pypandoc-binary 1.17), or that its figures are at least kept in rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check html2docx==1.6.0 python-docx==1.2.0 pypandoc-binary==1.17
"$folder/venv/bin/python" - "$folder/table.docx" <<'PYTHON'
import io
import sys

import docx
import pypandoc
from html2docx import html2docx

ROWS = [["kind", "persons", "firms"], ["granted", "11", "7"]]


def page(cell):
    rows = "".join("<tr>" + "".join(f"<td>{cell.format(text)}</td>" for text in row) + "</tr>" for row in ROWS)
    return f"<table>{rows}</table>"


def by_pandoc(html):
    pypandoc.convert_text(html, "docx", "html", outputfile=sys.argv[1])
    return docx.Document(sys.argv[1])


WRITERS = {"html2docx": lambda html: docx.Document(io.BytesIO(html2docx(html, "t").getvalue())), "pandoc": by_pandoc}
changed = False
for name, write in WRITERS.items():
    for kind, cell in (("text", "{}"), ("paragraphs", "<p>{}</p>")):
        written = write(page(cell))
        table = [[each.text for each in row.cells] for row in written.tables[0].rows]
        below = [each.text for each in written.paragraphs if each.text]
        print(f"{name}, cells with {kind}: table {table}, below it {below}")
        lost = name == "html2docx" and kind == "paragraphs"
        expected = ([["kind"]], ["persons", "firms", "granted", "11", "7"]) if lost else (ROWS, [])
        changed |= (table, below) != expected
sys.exit(changed)
PYTHON
echo "as described: paragraphs leave the cells that they stand in"
