#!/usr/bin/env bash
# Two converters of web pages lose rows and columns of a table whose end tags are left out, as HTML allows.
#
# Seen with pandoc 3.9 (pypandoc-binary 1.17) and markdownify 1.2.3, on which MarkItDown rests, beside pandas
# 3.1.1 (by lxml). </td>, </th> and </tr> may be left out where the next cell or row begins (HTML 4.01, 11.2.5
# and 11.2.6, and the living standard, "optional tags"), as in pages of older editors. If either is missing,
# pandoc makes no table but a paragraph of each cell. Without </td>, markdownify puts the figures of a row
# into its first cell; without </tr>, the second row into the first. Nothing is said. pandas reads every
# spelling. One would guess that spellings of one table which the standard calls the same are read alike.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypandoc-binary==1.17 markdownify==1.2.3 \
  beautifulsoup4==4.15.0 pandas==3.1.1 lxml==6.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

import markdownify
import pandas
import pypandoc

ROWS = [["11", "12", "13"], ["21", "22", "23"]]
FULL = "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS) + "</table>"
PAGES = {
    "all end tags": FULL,
    "no </td>": FULL.replace("</td>", ""),
    "no </tr>": FULL.replace("</tr>", ""),
}


def of_markdown(text):
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if "|" in line]
    return [row for row in rows if any(set(cell) - set(":- ") for cell in row)]


READERS = {
    "pandoc": lambda page: of_markdown(pypandoc.convert_text(page, "gfm", "html")),
    "markdownify": lambda page: of_markdown(markdownify.markdownify(page)),
    "pandas": lambda page: pandas.read_html(io.StringIO(page))[0].astype(str).values.tolist(),
}
EXPECTED = {
    ("pandoc", "no </td>"): [],
    ("pandoc", "no </tr>"): [],
    ("markdownify", "no </td>"): [[" ".join(row), "", ""] for row in ROWS],
    ("markdownify", "no </tr>"): [[*ROWS[0], "", *ROWS[1]]],
}
changed = False
for page, html in PAGES.items():
    for name, read in READERS.items():
        rows = read(html)
        print(f"{name}, {page}: {rows}")
        changed |= rows != EXPECTED.get((name, page), ROWS)
sys.exit(changed)
PYTHON
echo "as described: rows and columns are lost where end tags are left out"
