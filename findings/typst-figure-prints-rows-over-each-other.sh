#!/usr/bin/env bash
# Typst prints the last rows of a table over each other where a figure that holds it is longer than a page.
#
# Seen with typst 0.15.2 (the compiler as a Python package), read with pypdfium2 5.15.2. A table goes on on
# the next page. In #figure, which gives it its number and caption, it stays on one page; where it is longer
# than that, all rows that find no room are drawn on the last line of the page, one over the other: of twenty
# figures nine can be read, the rest is a heap of ink and, as text, digits of several figures in turn. Known
# (issues 977, 2497 and 5312 of Typst, answered with a way to let figures break); the compiler succeeds and
# returns no warning. One would guess a break, an overflow or at least a warning, for reports that nobody
# looks at one by one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2 pypdfium2==5.15.2
"$folder/venv/bin/python" - "$folder/report.typ" <<'PYTHON'
import sys
from pathlib import Path

import pypdfium2
import typst

PAGE = "#set page(width: 200pt, height: 160pt, margin: 10pt)\n"
TABLE = "table(columns: 2, ..range(20).map(at => ([row], [#(100 + at)])).flatten())"
SOURCES = {
    "table": f"#{TABLE}",
    "figure": f"#figure({TABLE})",
    "figure that may break": f"#show figure: set block(breakable: true)\n#figure({TABLE})",
}
EXPECTED = {"table": (3, 20, 0), "figure": (1, 9, 0), "figure that may break": (3, 20, 0)}
path = Path(sys.argv[1])
changed = False
for name, source in SOURCES.items():
    path.write_text(PAGE + source, encoding="utf-8")
    data, warnings = typst.compile_with_warnings(str(path))
    pages = [page.get_textpage().get_text_range().split() for page in pypdfium2.PdfDocument(data)]
    words = {word for page in pages for word in page}
    seen = (len(pages), sum(str(100 + at) in words for at in range(20)), len(warnings))
    print(f"{name}: pages, figures that can be read, warnings: {seen}")
    changed |= seen != EXPECTED[name]
sys.exit(changed)
PYTHON
echo "as described: rows are printed over each other without a warning"
