#!/usr/bin/env bash
# Two readers of .xlsx take a day that shows its year or weekday alone for a plain number.
#
# Seen with openpyxl 3.1.5 and python-calamine 0.9.1. Chinese and Japanese Excel offer e for the year and aaaa
# for the weekday in number formats (e also stands in the built-in formats of ECMA-376, 18.8.30). A cell that
# holds 1 March 2024 and has the format e"年" shows 2024年. Both readers give 45352, as for a figure, where they
# give a date for yyyy"年": the formats show the same. One would guess that both letters for the year make a
# date of a number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import datetime
import sys
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

FORMATS = ('yyyy"年"', 'e"年"', "aaaa")
path = Path(sys.argv[1]) / "days.xlsx"
workbook = openpyxl.Workbook()
for row, shown in enumerate(FORMATS, 1):
    cell = workbook.active.cell(row, 1, 45352)
    cell.number_format = shown
workbook.save(path)
sheet = openpyxl.load_workbook(path).active
by_openpyxl = [sheet.cell(row, 1).value for row in (1, 2, 3)]
by_calamine = [row[0] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]
for values in (by_openpyxl, by_calamine):
    print(dict(zip(FORMATS, values, strict=True)))
    assert isinstance(values[0], datetime.date), "yyyy makes no date now"
    assert values[1:] == [45352, 45352], "e or aaaa makes a date now"
PYTHON
