#!/usr/bin/env bash
# Two readers of web tables follow rowspan="2" and take rowspan="0" for one row, so that figures move left.
#
# Seen with pandas 3.1.1 (read_html, by lxml and by html5lib) and pandoc 3.9 (pypandoc-binary 1.17). In HTML
# (4.01, section 11.2.6, and the living standard, "forming a table") a cell with rowspan="0" reaches to the
# end of its row group, and browsers show it so. Both readers end it with its row: in the row below, every
# figure stands one column further to the left and the last column is empty; nothing is said. One would guess
# that a value which the standard defines is followed where other spans are, or refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 lxml==6.1.3 html5lib==1.1 \
  beautifulsoup4==4.15.0 pypandoc-binary==1.17
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

import pandas
import pypandoc

PAGE = """<!DOCTYPE html><table><tbody>
<tr><td>outcome</td><td>kind</td><td>persons</td><td>firms</td></tr>
<tr><td rowspan="{span}">granted</td><td>whole</td><td>11</td><td>12</td></tr>
<tr><td>part</td><td>21</td><td>22</td></tr></tbody></table>"""


def pandas_rows(flavor):
    def rows(page):
        frame = pandas.read_html(io.StringIO(page), flavor=flavor, header=0)[0]
        return [[str(value).removesuffix(".0") for value in row] for row in frame.values.tolist()]

    return rows


def spaced(text):
    lines = [line.replace("|", " ").replace("+", " ").split() for line in text.splitlines()]
    return [line for line in lines if line and not set("".join(line)) <= set("-=")]


READERS = {
    "pandas, lxml": pandas_rows("lxml"),
    "pandas, html5lib": pandas_rows("html5lib"),
    "pandoc": lambda page: spaced(pypandoc.convert_text(page, "plain", "html")),
}
changed = False
for name, read in READERS.items():
    two, zero = read(PAGE.format(span=2))[-1], read(PAGE.format(span=0))[-1]
    print(f"{name}: last row with rowspan=2 {two}, with rowspan=0 {zero}")
    changed |= two[-3:] != ["part", "21", "22"] or zero[:3] != two[-3:]
sys.exit(changed)
PYTHON
echo "as described: a cell with rowspan=0 ends with its row"
