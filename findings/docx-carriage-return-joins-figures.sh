#!/usr/bin/env bash
# Three converters of .docx leave out w:cr and w:ptab, so that two figures become one.
#
# Seen with mammoth 1.13.0, docx2python 3.7.1 and pandoc 3.9 (pypandoc-binary 1.17). A line of text may be
# ended inside a run by w:br or by w:cr, which the standard (ISO/IEC 29500-1, 17.3.3.4) defines as a line
# break, and text may be moved to a stop by w:tab or by w:ptab (17.3.3.23). All three converters keep w:br and
# w:tab. All three drop w:cr and w:ptab, of which mammoth alone tells (in its messages): a cell that shows 3
# above 4, or 3 and 4 apart, comes out as 34. One would guess that the two spellings of one thing are treated
# alike, or at least that a space is left.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mammoth==1.13.0 docx2python==3.7.1 pypandoc-binary==1.17
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import io
import re
import sys
import zipfile
from pathlib import Path

import mammoth
import pypandoc
from docx2python import docx2python

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def document(inside):
    """A .docx of one paragraph."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", LINKS)
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body><w:p>{inside}</w:p></w:body></w:document>',
        )
    path = Path(sys.argv[1]) / "figure.docx"
    path.write_bytes(written.getvalue())
    return path


def by_mammoth(path):
    with path.open("rb") as file:
        return mammoth.convert_to_html(file).value


def by_pandoc(path):
    return pypandoc.convert_file(str(path), "html", extra_args=["--wrap=none"]).strip()


def by_docx2python(path):
    with docx2python(path) as read:
        return read.text.strip()


for element in ("br", "tab", "cr", "ptab"):
    stop = ' w:relativeTo="margin" w:alignment="right" w:leader="none"' if element == "ptab" else ""
    path = document(f"<w:r><w:t>3</w:t><w:{element}{stop}/><w:t>4</w:t></w:r>")
    for convert in (by_mammoth, by_docx2python, by_pandoc):
        text = re.sub(r"</?p>", "", convert(path))
        print(f"w:{element} {convert.__name__[3:]}: {text!r}")
        assert ("34" in text) == (element in ("cr", "ptab")), "the element is treated otherwise now"
PYTHON
