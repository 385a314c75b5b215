#!/usr/bin/env bash
# Two plug-ins of pyexcel for .ods put the figures of one table with merged cells into different columns.
#
# Seen with pyexcel 0.7.6, pyexcel-ods 0.6.0 and pyexcel-ods3 0.6.1, beside pyexcel-xlsx 0.6.1. In
# OpenDocument the positions below a merged cell are elements of their own, table:covered-table-cell
# (OpenDocument 1.3, part 3, 9.1.5). pyexcel-ods leaves them out: behind a cell of two columns the next figure
# comes out one column to the left, and in the row below a cell of two rows every figure does; the rows are
# then filled up at the end, so that their length does not tell. Equal rows, which .ods writes once with their
# number, it reads as one. pyexcel-ods3, called by the same function on the same file, keeps places and rows,
# as the plug-in for .xlsx does (which repeats the merged figure). Known for covered cells (issue 193 of
# pyexcel, open). One would guess that plug-ins for one format are in each other's stead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyexcel==0.7.6 pyexcel-io==0.6.8 pyexcel-ods==0.6.0 \
  pyexcel-ods3==0.6.1 pyexcel-xlsx==0.6.1 openpyxl==3.1.5 odfpy==1.4.1
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys
from pathlib import Path

import openpyxl
import pyexcel
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

folder = Path(sys.argv[1])
WIDE, TALL = {"numbercolumnsspanned": 2, "numberrowsspanned": 1}, {"numbercolumnsspanned": 1, "numberrowsspanned": 2}
ROWS = [  # None: covered by the merged cell before or above
    [("1", WIDE), None, ("3", {})],
    [("4", TALL), ("5", {}), ("6", {})],
    [None, ("8", {}), ("9", {})],
]

ods = OpenDocumentSpreadsheet()
table = Table(name="t")
for at, row in enumerate([*ROWS, [("0", {}), ("0", {}), ("0", {})]]):
    line = TableRow(numberrowsrepeated=2) if at == len(ROWS) else TableRow()
    for each in row:
        new = TableCell(valuetype="string", **each[1]) if each else CoveredTableCell()
        if each:
            new.addElement(P(text=each[0]))
        line.addElement(new)
    table.addElement(line)
ods.spreadsheet.addElement(table)
ods.save(folder / "table.ods")
book = openpyxl.Workbook()
for row in [*ROWS, *[[("0", {})] * 3] * 2]:
    book.active.append([each and each[0] for each in row])
book.active.merge_cells("A1:B1")
book.active.merge_cells("A2:A3")
book.save(folder / "table.xlsx")

ZEROS = [["0", "0", "0"]]
EXPECTED = {
    ("table.ods", "pyexcel-ods"): [["1", "3", ""], ["4", "5", "6"], ["8", "9", ""], *ZEROS],
    ("table.ods", "pyexcel-ods3"): [["1", "", "3"], ["4", "5", "6"], ["", "8", "9"], *ZEROS * 2],
    ("table.xlsx", "pyexcel-xlsx"): [["1", "1", "3"], ["4", "5", "6"], ["4", "8", "9"], *ZEROS * 2],
}
changed = False
for (name, library), expected in EXPECTED.items():
    rows = next(iter(pyexcel.get_book_dict(file_name=str(folder / name), library=library).values()))
    print(f"{name} by {library}: {rows}")
    changed |= rows != expected
sys.exit(changed)
PYTHON
echo "as described: one of the plug-ins leaves out covered cells and repeated rows"
