#!/usr/bin/env bash
# Two readers of .ods leave out a tab, and one a line break, so that two figures become one.
#
# Seen with pandas 3.1.1 (engine odf, odfpy 1.4.1) and python-calamine 0.9.1. Text in OpenDocument writes a
# tab as text:tab, a line break as text:line-break and further spaces as text:s (OpenDocument 1.3, part 3,
# 6.1). Both readers write the spaces of text:s out. Both drop a tab, and calamine the line break: a cell with
# 3 and 4 apart becomes 34. pandas knows the line break. One would guess that white space of any kind stays
# white space.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 odfpy==1.4.1 python-calamine==0.9.1
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys
from pathlib import Path

import pandas as pd
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P, S, Tab

document = OpenDocumentSpreadsheet()
table = Table(name="a")
for between in (S(c=2), LineBreak(), Tab()):
    paragraph, cell, row = P(), TableCell(valuetype="string"), TableRow()
    paragraph.addText("3")
    paragraph.addElement(between)
    paragraph.addText("4")
    cell.addElement(paragraph)
    row.addElement(cell)
    table.addElement(row)
document.spreadsheet.addElement(table)
path = Path(sys.argv[1]) / "figures.ods"
document.save(path)
expected = {"odf": ["3  4", "3\n4", "34"], "calamine": ["3  4", "34", "34"]}
for engine, texts in expected.items():
    read = pd.read_excel(path, engine=engine, header=None, dtype=object)[0].map(str).tolist()
    print(f"{engine}: spaces {read[0]!r}, line break {read[1]!r}, tab {read[2]!r}")
    assert read == texts, "white space is treated otherwise now"
PYTHON
