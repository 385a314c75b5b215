#!/usr/bin/env bash
# Five readers of .docx print the value that a field was computed from together with its result: 7 and 12 are 712.
#
# Seen with mammoth 1.13.0, pandoc 3.9 (pypandoc-binary 1.17), python-docx 1.2.0, docx2python 3.7.1 and
# docx2txt 0.9. A field of Word has an instruction and, behind w:fldChar "separate", a result (ISO/IEC
# 29500-1, 17.16.18). A field may stand in the instruction of another, { = { REF granted } + 5 }, and then has
# a result of its own in there, which Word shows as little as the rest of the instruction. All five leave out
# w:instrText and print every w:t, also that of the inner result: a total of 12 that was computed from a 7
# becomes 712, and no message says so. One would guess that they show either the results alone or, if they do
# not follow fields, the instruction too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mammoth==1.13.0 pypandoc-binary==1.17 python-docx==1.2.0 \
  docx2python==3.7.1 docx2txt==0.9
"$folder/venv/bin/python" - "$folder/fields.docx" <<'PYTHON'
import re
import sys

import docx
import docx2txt
import mammoth
import pypandoc
from docx2python import docx2python

path = sys.argv[1]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def mark(kind):
    return f'<w:r {W}><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text):
    return f'<w:r {W}><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def text(figure):
    return f"<w:r {W}><w:t>{figure}</w:t></w:r>"


inner = [mark("begin"), code(" REF granted "), mark("separate"), text(7), mark("end")]
nested = [mark("begin"), code(" = "), *inner, code(" + 5 "), mark("separate"), text(12), mark("end")]
simple = [mark("begin"), code(" = 7 + 5 "), mark("separate"), text(12), mark("end")]


def document(runs):
    new = docx.Document()
    paragraph = new.add_table(1, 1).cell(0, 0).paragraphs[0]
    for run in runs:
        paragraph._p.append(docx.oxml.parse_xml(run))
    new.save(path)


def digits(text):
    return "".join(re.findall(r"\d+", re.sub(r"<[^>]*>", "", text)))


READERS = {
    "mammoth": lambda: mammoth.extract_raw_text(open(path, "rb")).value,
    "pandoc": lambda: pypandoc.convert_file(path, "plain"),
    "python-docx": lambda: docx.Document(path).tables[0].cell(0, 0).text,
    "docx2python": lambda: docx2python(path).text,
    "docx2txt": lambda: docx2txt.process(path),
}
changed = False
for name, read in READERS.items():
    document(simple)
    alone = digits(read())
    document(nested)
    both = digits(read())
    print(f"{name}: a simple field gives {alone}, one with a field in its instruction {both}")
    changed |= (alone, both) != ("12", "712")
sys.exit(changed)
PYTHON
echo "as described: the result of the inner field stands before that of the outer"
