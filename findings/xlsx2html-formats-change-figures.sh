#!/usr/bin/env bash
# xlsx2html writes other figures than the sheet shows, for number formats that every spreadsheet offers.
#
# Seen with xlsx2html 0.6.4 and openpyxl 3.1.5. It takes the number format of a cell for a pattern of a
# localisation library (Babel), whose patterns look alike and mean something else. A whole number in a cell of
# the format text (@) is rounded to its first digit: 85043 becomes 90000. 12.5 in the format 0 becomes 12,
# where ECMA-376 (part 1, 18.8.31) and every spreadsheet round to 13. General"件" prints the format and no
# figure at all. A condition is not followed: 0 in [=0]"/";0 gives [=0]"/" and not /. 85043 in 0, (thousands)
# gives ,85043 and not 85, and in [DBNum1]0 (Chinese numerals) [DBNum85043]0. Nothing is said. Known for the
# format text (issue 22 of the project, open). One would guess that a format which is not known leaves the
# figure as it is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check xlsx2html==0.6.4 openpyxl==3.1.5 babel==2.19.0
"$folder/venv/bin/python" - "$folder/formats.xlsx" <<'PYTHON'
import io
import re
import sys

import openpyxl
from xlsx2html import xlsx2html

CASES = [  # value, format, what a spreadsheet shows, what xlsx2html writes
    (85043, "General", "85043", "85043"),
    (85043, "#,##0", "85,043", "85,043"),
    (85043, "@", "85043", "90000"),
    (12.5, "0", "13", "12"),
    (85043, 'General"件"', "85043件", 'General"件"'),
    (0, '[=0]"/";0', "/", '[=0]"/"'),
    (85043, "0,", "85", ",85043"),
    (85043, "[DBNum1]0", "85043 or 八五〇四三", "[DBNum85043]0"),
]
workbook = openpyxl.Workbook()
for row, (value, shape, _, _) in enumerate(CASES, 1):
    workbook.active.cell(row, 1, value).number_format = shape
workbook.save(sys.argv[1])
page = io.StringIO()
xlsx2html(sys.argv[1], page, locale="en")
cells = [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", page.getvalue(), re.S)]
changed = False
for (value, shape, shown, expected), cell in zip(CASES, cells, strict=True):
    print(f"{value} in {shape}: a spreadsheet shows {shown}, xlsx2html writes {cell}")
    changed |= cell != expected
sys.exit(changed)
PYTHON
echo "as described: formats change figures"
