#!/usr/bin/env bash
# openpyxl reads figures that lie under a merged cell in one of its modes and not in the other.
#
# Seen with openpyxl 3.1.5, pandas 3.1.1 and python-calamine 0.9.1. Cells may be merged by copying the format
# of a merged cell onto them, or by a program that writes mergeCells (ECMA-376, part 1, "mergeCell") over
# filled cells: what they hold stays in the file and is shown nowhere, and the programs show the first cell
# alone. load_workbook() drops what lies underneath; with read_only=True it returns it, and so do
# pandas.read_excel, which uses that mode, and calamine, each without a mark. A column of 7, 2, 3 with the
# first two merged shows 7 and 3, which is 10 as printed, and 12 as read. One would guess that an option for
# speed changes no value.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 pandas==3.1.1 python-calamine==0.9.1
"$folder/venv/bin/python" - "$folder/merged.xlsx" <<'PYTHON'
import sys
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
from python_calamine import CalamineWorkbook

FIGURES = [7, 2, 3]
path = Path(sys.argv[1])
plain = path.with_name("plain.xlsx")
workbook = openpyxl.Workbook()
for figure in FIGURES:
    workbook.active.append([figure])
workbook.save(plain)
MERGE = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>'
with zipfile.ZipFile(plain) as read, zipfile.ZipFile(path, "w") as written:
    for name in read.namelist():
        written.writestr(name, read.read(name).replace(b"</sheetData>", MERGE))


def by_openpyxl(**options):
    return [row[0].value for row in openpyxl.load_workbook(path, data_only=True, **options).active.iter_rows()]


READ = {
    "openpyxl": by_openpyxl(),
    "openpyxl, read_only": by_openpyxl(read_only=True),
    "pandas": pd.read_excel(path, header=None, engine="openpyxl")[0].tolist(),
    "calamine": [row[0] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()],
}
for name, column in READ.items():
    print(f"{name}: {column}, sum {sum(value or 0 for value in column):g}")
sys.exit(READ.pop("openpyxl") != [7, None, 3] or any(column != FIGURES for column in READ.values()))
PYTHON
echo "as described: what lies under a merged cell is read in one mode"
