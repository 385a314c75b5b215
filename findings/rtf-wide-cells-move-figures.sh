#!/usr/bin/env bash
# pandoc reads the cells of an RTF row in their order and not by their edges, so that figures move left.
#
# Seen with pandoc 3.9 (pypandoc-binary 1.17), beside LibreOffice where it is installed. A row of an RTF table
# states the right edge of each cell (\cellx, RTF specification 1.9.1, "Table Definitions"); a cell that is as
# wide as two columns of other rows is how Word 97 and many report writers merge. pandoc ignores the edges: in
# a row whose first cell is two columns wide, the figure of the third column comes out in the second, and an
# empty cell is added at the end. Its readers of .docx and HTML follow spans. One would guess that a table is
# laid out by the edges it states, or that rows of other edges are told.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypandoc-binary==1.17
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypandoc

ROW = r"\trowd\cellx2000\cellx4000\cellx6000 \intbl {}\cell {}\cell {}\cell\row"
WIDE = r"\trowd\cellx4000\cellx6000 \intbl {}\cell {}\cell\row"
RTF = (
    r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}"
    + ROW.format("item", "kind", "count")
    + ROW.format("granted", "whole", "1")
    + WIDE.format("received in all", "3")
    + r"\pard end\par}"
)


def rows(html):
    found = re.findall(r"<tr.*?</tr>", html, re.S)
    cells = [re.findall(r"<t[dh]([^>]*)>(.*?)</t[dh]>", row, re.S) for row in found]
    return [[("colspan" in tag, re.sub(r"<[^>]*>|\s+", " ", text).strip()) for tag, text in row] for row in cells]


seen = rows(pypandoc.convert_text(RTF, "html", "rtf"))[-1]
print("pandoc, last row (spans columns, text):", seen)
office = shutil.which("soffice")
if office:
    source = Path(sys.argv[1]) / "table.rtf"
    source.write_text(RTF)
    profile = f"-env:UserInstallation=file://{sys.argv[1]}/profile"
    command = [office, profile, "--headless", "--convert-to", "html", "--outdir", sys.argv[1], str(source)]
    subprocess.run(command, check=True, capture_output=True)
    print("LibreOffice, last row:", rows(source.with_suffix(".html").read_text("utf-8", "replace"))[-1])
sys.exit(seen != [(False, "received in all"), (False, "3"), (False, "")])
PYTHON
echo "as described: pandoc places the cells by their order"
