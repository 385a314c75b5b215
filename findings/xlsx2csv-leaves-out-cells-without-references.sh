#!/usr/bin/env bash
# xlsx2csv writes an empty file for a workbook whose cells carry no references, without any error.
#
# Seen with xlsx2csv 0.8.6. The attribute r of a row and of a cell is optional (ISO/IEC 29500-1, 18.3.1.4 and
# 18.3.1.73): without it a cell follows the one before it. Small writers leave it out. openpyxl 3.1.5 and
# python-calamine 0.9.1 read such a sheet whole; xlsx2csv succeeds, exits with 0 and writes nothing. One would
# guess that it either reads the cells in their order or says that it cannot.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check xlsx2csv==0.8.6 openpyxl==3.1.5 python-calamine==0.9.1
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import io
import re
import sys
import zipfile
from pathlib import Path

import openpyxl
import python_calamine
from xlsx2csv import Xlsx2csv

folder = Path(sys.argv[1])
book = openpyxl.Workbook()
for row in ((1, 2), (3, 4)):
    book.active.append(row)
book.save(folder / "stated.xlsx")
with zipfile.ZipFile(folder / "stated.xlsx") as old, zipfile.ZipFile(folder / "unstated.xlsx", "w") as new:
    for name in old.namelist():
        data = old.read(name)
        if name == "xl/worksheets/sheet1.xml":
            data = re.sub(rb'(<(?:row|c)) r="\w+"', rb"\1", data)
        new.writestr(name, data)


def by_xlsx2csv(path):
    out = io.StringIO()
    Xlsx2csv(str(path)).convert(out)
    return [[int(value) for value in line.split(",")] for line in out.getvalue().splitlines()]


def by_openpyxl(path):
    return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]


def by_calamine(path):
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return [[int(value) for value in row] for row in rows]


whole = [[1, 2], [3, 4]]
changed = False
for read, expected in ((by_openpyxl, whole), (by_calamine, whole), (by_xlsx2csv, [])):
    stated, unstated = read(folder / "stated.xlsx"), read(folder / "unstated.xlsx")
    print(f"{read.__name__[3:]}: with references {stated}, without {unstated}")
    changed |= stated != whole or unstated != expected
sys.exit(changed)
PYTHON
echo "as described: xlsx2csv leaves out cells without references"
