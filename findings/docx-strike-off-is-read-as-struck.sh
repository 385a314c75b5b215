#!/usr/bin/env bash
# mammoth strikes out a figure whose strike-through is switched off, if it is switched off by the word.
#
# Seen with mammoth 1.13.0 and markitdown 0.1.9, which rests on it, beside pandoc 3.9 (pypandoc-binary 1.17)
# and python-docx 1.2.0. A property that a style gives is taken back with the value false, 0 or off (ISO/IEC
# 29500-4, ST_OnOff; 29500-1, 17.3.2.37). mammoth knows the first two. With w:strike w:val="off" it writes the
# figure within <s>, MarkItDown as ~~5~~, so that the figure that holds looks like the one that was replaced.
# The others read all three values alike. One would guess that a value which is not known changes nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mammoth==1.13.0 "markitdown[docx]==0.1.9" \
  pypandoc-binary==1.17 python-docx==1.2.0
"$folder/venv/bin/python" -W ignore - "$folder/strike.docx" <<'PYTHON'
import sys

import docx
import mammoth
import pypandoc
from docx.oxml.ns import qn
from markitdown import MarkItDown

path = sys.argv[1]


def document(value):
    new = docx.Document()
    run = new.add_paragraph().add_run("5")
    run.font.strike = True
    run._r.rPr.find(qn("w:strike")).set(qn("w:val"), value)
    new.save(path)


READERS = {
    "mammoth": lambda: "<s>" in mammoth.convert_to_html(open(path, "rb")).value,
    "MarkItDown": lambda: "~~" in MarkItDown().convert(path).text_content,
    "pandoc": lambda: "<del>" in pypandoc.convert_file(path, "html"),
    "python-docx": lambda: bool(docx.Document(path).paragraphs[-1].runs[0].font.strike),
}
changed = False
for value in ("true", "1", "on", "false", "0", "off"):
    document(value)
    struck = {name: read() for name, read in READERS.items()}
    print(f'w:val="{value}", struck out: {struck}')
    on = value in ("true", "1", "on")
    off = value == "off"
    changed |= list(struck.values()) != [on or off, on or off, on, on]
sys.exit(changed)
PYTHON
echo "as described: off strikes out"
