"""What LibreOffice would add to a file before gouji reads it: results of formulas, text that is hidden.

In an OpenDocument file, and in a workbook of 2003 as XML, a formula may stand without a result. LibreOffice
works it out on loading; here such a cell says that what it shows is not known.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from lxml import etree
from openpyxl.utils.cell import get_column_letter

from gouji.document import UNKNOWN, Place
from gouji.readers.archive import Archive, parse
from gouji.readers.ooxml import attribute, child, local, natural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_CONTENT: Final = "content.xml"
_SIGNS: Final = (b"ormula=", b"is-hidden=")
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_SHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"


def settle(data: bytes, name: str) -> tuple[bytes, list[Place]]:
    """Return a file to be converted without what it does not show, and the places of uncomputed formulas.

    All but OpenDocument files and workbooks of 2003 stay as they are. Raises GoujiError for broken ones.
    """
    if not data.startswith(b"PK"):
        if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or not _may_hide(data):
            return data, []
        root = parse(data, name)
        unknown = _settle(root)
        return etree.tostring(root, encoding="utf-8", xml_declaration=True), unknown
    archive = Archive(data, name)
    if _CONTENT not in archive or not _may_hide(archive.read(_CONTENT)):
        return data, []
    root = archive.xml(_CONTENT)
    unknown = _settle(root)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for part in archive:  # the type of the file comes first, and is not packed
            packed = zipfile.ZIP_STORED if part == "mimetype" else zipfile.ZIP_DEFLATED
            content = etree.tostring(root, encoding="utf-8") if part == _CONTENT else archive.read(part)
            target.writestr(part, content, packed)
    return out.getvalue(), unknown


def _may_hide(data: bytes) -> bool:
    return any(sign in data for sign in _SIGNS)


def _settle(root: _Element) -> list[Place]:
    for hidden in list(root.iter(f"{{{_TEXT}}}hidden-text", f"{{{_TEXT}}}hidden-paragraph")):
        if attribute(hidden, "is-hidden") == "true":
            shown = hidden if local(hidden) == "hidden-text" else next(hidden.iterancestors(f"{{{_TEXT}}}p"))
            tail = shown.tail
            shown.clear()
            shown.tag, shown.tail = f"{{{_TEXT}}}{'span' if shown is hidden else 'p'}", tail
    return (
        list(_open_document(root)) if root.nsmap.get("office") == _OFFICE else list(_workbook_of_2003(root))
    )


def _open_document(root: _Element) -> Iterator[Place]:
    """Write the mark into cells with a formula and no result; yield their places."""
    for table in root.iter("{*}table"):
        row = 0
        for line in table.iter("{*}table-row"):
            column = 0
            for cell in line:
                formula = attribute(cell, "formula")
                if formula is not None and not _has_result(cell):
                    name = next(key for key in cell.attrib if str(key).endswith("}formula"))
                    del cell.attrib[name]
                    cell.set(f"{{{_OFFICE}}}value-type", "string")
                    cell[:] = [_paragraph()]
                    reference = f"{get_column_letter(column + 1)}{row + 1}"
                    yield Place(sheet=attribute(table, "name"), reference=reference)
                column += natural(attribute(cell, "number-columns-repeated")) or 1
            row += natural(attribute(line, "number-rows-repeated")) or 1


def _has_result(cell: _Element) -> bool:
    stored = any(str(key).startswith(f"{{{_OFFICE}}}") and str(key).endswith("value") for key in cell.attrib)
    return stored or any("".join(paragraph.itertext()).strip() for paragraph in cell.iter("{*}p"))


def _paragraph() -> _Element:
    paragraph = etree.Element(f"{{{_TEXT}}}p")
    paragraph.text = UNKNOWN
    return paragraph


def _workbook_of_2003(root: _Element) -> Iterator[Place]:
    for sheet in root.iter(f"{{{_SHEET}}}Worksheet"):
        row = 0
        for line in sheet.iter(f"{{{_SHEET}}}Row"):
            row = natural(line.get(f"{{{_SHEET}}}Index")) or row + 1
            column = 0
            for cell in line.iter(f"{{{_SHEET}}}Cell"):
                column = natural(cell.get(f"{{{_SHEET}}}Index")) or column + 1
                data = child(cell, "Data")
                if cell.get(f"{{{_SHEET}}}Formula") is not None and (data is None or not data.text):
                    del cell.attrib[f"{{{_SHEET}}}Formula"]
                    cell[:] = [etree.Element(f"{{{_SHEET}}}Data", {f"{{{_SHEET}}}Type": "String"})]
                    cell[0].text = UNKNOWN
                    name = sheet.get(f"{{{_SHEET}}}Name")
                    yield Place(sheet=name, reference=f"{get_column_letter(column)}{row}")
                column += natural(cell.get(f"{{{_SHEET}}}MergeAcross")) or 0
