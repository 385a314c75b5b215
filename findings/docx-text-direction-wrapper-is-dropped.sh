#!/usr/bin/env bash
# Two converters of .docx leave out all text inside w:bdo and w:dir.
#
# Seen with mammoth 1.13.0 and pandoc 3.9 (pypandoc-binary 1.17). Runs may stand inside an element that states
# their direction (w:bdo, w:dir; ISO/IEC 29500-1, 17.3.2.3 and 17.3.2.8), which editors write around figures
# to keep them left to right. Neither converter enters it: the figure is gone, and pandoc does not tell
# (mammoth has a message). Runs in w:smartTag, which says as little about what is printed, are kept by both.
# One would guess that an element that only states a direction does not take its text along.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mammoth==1.13.0 pypandoc-binary==1.17
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import io
import sys
import zipfile
from pathlib import Path

import mammoth
import pypandoc

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


WRAPPERS = {
    "smartTag": 'w:uri="a" w:element="b"',
    "bdo": 'w:val="ltr"',
    "dir": 'w:val="ltr"',
}
for element, attributes in WRAPPERS.items():
    run = "<w:r><w:t>12</w:t></w:r>"
    path = document(f"<w:r><w:t>a</w:t></w:r><w:{element} {attributes}>{run}</w:{element}>")
    for convert in (by_mammoth, by_pandoc):
        html = convert(path)
        print(f"w:{element} {convert.__name__[3:]}: {html}")
        assert ("12" in html) == (element == "smartTag"), "the element is treated otherwise now"
PYTHON
