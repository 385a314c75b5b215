#!/usr/bin/env bash
# Characters that Word draws in a ring are left out by four readers of .docx.
#
# Seen with mammoth 1.13.0, pandoc 3.9 (pypandoc-binary 1.17), docx2python 3.7.1 and python-docx 1.2.0. The
# command for enclosed characters of Chinese and Japanese Word writes a figure in a ring as a field without a
# result, EQ \o\ac(○,4): Word draws it from the instruction. All four readers give the text around it and
# nothing for the field, without a warning: 第 and 条 with a ringed 4 between them become 第条. One would guess
# that a field that has nothing but its instruction leaves a trace of it, or a warning.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mammoth==1.13.0 docx2python==3.7.1 pypandoc-binary==1.17 python-docx==1.2.0
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import io
import sys
import zipfile
from pathlib import Path

import docx
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


def by_python_docx(path):
    return docx.Document(str(path)).paragraphs[0].text


def field(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


instruction = r'<w:r><w:instrText xml:space="preserve"> eq \o\ac(○,4) </w:instrText></w:r>'
path = document(
    f"<w:r><w:t>第</w:t></w:r>{field('begin')}{instruction}{field('end')}<w:r><w:t>条</w:t></w:r>"
)
for convert in (by_mammoth, by_pandoc, by_docx2python, by_python_docx):
    text = convert(path)
    print(f"{convert.__name__[3:]}: {text}")
    assert "第条" in text, "the field leaves something now"
PYTHON
