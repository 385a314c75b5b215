#!/usr/bin/env bash
# openpyxl refuses a workbook whose worksheet holds an extension (<ext>) without the attribute uri.
#
# Seen with openpyxl 3.1.5. SpreadsheetML (ECMA-376, part 1, CT_Extension in sml.xsd) declares uri without
# use="required", so <extLst><ext>…</ext></extLst> is valid, and one would guess that a reader ignores an
# extension that it does not know. openpyxl raises a TypeError ("Extension.uri should be <class 'str'> but
# value is <class 'NoneType'>"). python-calamine 0.9.1 reads the same file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import io
import zipfile

import openpyxl
from python_calamine import CalamineWorkbook


def workbook(attribute):
    """A workbook with 3 in A1 whose sheet has an empty extension with ``attribute``."""
    plain, extended = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = 3
    book.save(plain)
    with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(extended, "w") as out:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                mark = f'<extLst><ext{attribute}><x xmlns="urn:example"/></ext></extLst></worksheet>'
                part = part.replace(b"</worksheet>", mark.encode())
            out.writestr(name, part)
    return io.BytesIO(extended.getvalue())


assert openpyxl.load_workbook(workbook(' uri="{0}"')).active["A1"].value == 3
assert CalamineWorkbook.from_filelike(workbook("")).get_sheet_by_index(0).to_python() == [[3.0]]
try:
    openpyxl.load_workbook(workbook(""))
except TypeError as error:
    print("openpyxl:", error)
    assert "uri should be" in str(error), "another error than expected"
else:
    raise SystemExit("changed: openpyxl reads it")
PYTHON
