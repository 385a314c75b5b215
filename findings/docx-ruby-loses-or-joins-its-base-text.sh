#!/usr/bin/env bash
# What stands under a phonetic guide in a .docx is left out by two converters and joined with the guide by one.
#
# Seen with mammoth 1.13.0, pandoc 3.9 (pypandoc-binary 1.17) and docx2python 3.7.1. Word sets a guide above
# characters with w:ruby: w:rubyBase is the text of the line, w:rt the small text above it. mammoth and pandoc
# leave out both, so that the word or figure itself is gone; docx2python writes the guide and the base without
# anything between them, so that 12 under a guide 3 becomes 312. One would guess that the base stays, as it
# does where HTML's ruby is not known.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mammoth==1.13.0 docx2python==3.7.1 pypandoc-binary==1.17
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import io
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


SETTING = (
    '<w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="10"/><w:hpsRaise w:val="18"/>'
    '<w:hpsBaseText w:val="21"/><w:lid w:val="zh-CN"/></w:rubyPr>'
)
guide, base = "<w:r><w:t>3</w:t></w:r>", "<w:r><w:t>12</w:t></w:r>"
path = document(
    f"<w:r><w:t>a</w:t></w:r><w:r><w:ruby>{SETTING}<w:rt>{guide}</w:rt>"
    f"<w:rubyBase>{base}</w:rubyBase></w:ruby></w:r>"
)
for convert, expected in ((by_mammoth, "<p>a</p>"), (by_pandoc, "<p>a</p>"), (by_docx2python, "a312")):
    text = convert(path)
    print(f"{convert.__name__[3:]}: {text}")
    assert text == expected, "ruby is treated otherwise now"
PYTHON
