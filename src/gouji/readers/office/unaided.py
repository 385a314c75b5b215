"""Binary Word and Excel files (.doc, .xls) where LibreOffice is missing: the extra ``gouji[legacy]``.

msdoc2docx and msxls2xlsx, pure Python, write .docx and .xlsx, which gouji reads itself: so what a cell shows
is found out and refused as everywhere. Both say what they left out; where that may be something in a table,
the file is refused. A workbook is read a second time by python-calamine, in its old form and in its new one:
what these two do not show alike is refused as well.

:mod:`gouji.readers.apart` runs this in a child: the file is not to be trusted.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from doc2docx import convert as convert_word
from doc2docx.errors import EncryptedDocumentError
from python_calamine import CalamineError, CalamineWorkbook
from xls2xlsx import convert as convert_excel

from gouji.model.document import Note
from gouji.model.text import GoujiError, Text
from gouji.readers import media
from gouji.readers.limits import LIMITS
from gouji.readers.office import docx, xlsx
from gouji.readers.office.archive import damaged, locked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gouji.model.document import Document, Source


#: Diagnoses of msdoc2docx that begin like this may concern what stands in a cell, or how it looks.
_LOSSES: Final = (
    *("FLOATING_PICTURE_FORMAT", "FLOATING_SHAPE_TYPES", "INLINE_", "MAIN_TEXTBOX", "MALFORMED_TABLE"),
    *("NUMBERING_TABLE", "OFFICEART_", "OLE_OBJECT", "PICTURES_", "STYLE_TABLE", "TABLE_"),
    *("UNSUPPORTED_CHARACTER", "UNSUPPORTED_CONTROL", "UNSUPPORTED_STYLE_CHARACTER", "UNTERMINATED_"),
)
#: The same of msxls2xlsx.
_LOST: Final = frozenset(
    {
        *("advanced-conditional-formatting", "binary-object-scan-failed", "embedded-storage-missing"),
        *("grouped-shapes-not-placed", "unknown-cell-type", "unsupported-sheet-type"),
    }
)


def read(data: bytes, source: Source) -> Document:
    """Read a binary Word or Excel file. Raises GoujiError where it is damaged, locked, or beyond a limit."""
    word = source.media_type == media.DOC.type
    with tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True) as folder:
        old = Path(folder, "report.doc" if word else "report.xls")
        new = old.with_suffix(".docx" if word else ".xlsx")
        old.write_bytes(data)
        lost = _word(old, new, source.name) if word else _excel(old, new, source.name)
        if lost:
            why = Text(f"转换时有内容未能转出（{lost}）", f"converting it lost something ({lost})")
            raise _refused(source.name, why)
        if new.stat().st_size > LIMITS.file_bytes:
            raise damaged(source.name)
        if not word and not _alike(old, new):
            raise _refused(source.name, Text("两种读法读出的内容不一致", "two ways to read it differ"))
        read_new = docx.read if word else xlsx.read
        document = read_new(new.read_bytes(), source)
    by, target = ("msdoc2docx", "docx") if word else ("msxls2xlsx", "xlsx")
    text = Text(
        f"原件不是 {target} 格式，先由 {by} 转换为 {target} 再读取（本机没有 LibreOffice）。",
        f"The original is no {target} file; {by} converted it to {target} before it was read (LibreOffice "
        "is not installed).",
    )
    return replace(document, notes=(Note("converted", text), *document.notes))


def _word(old: Path, new: Path, name: str) -> str:
    """Convert a Word file; return what was lost, in the converter's words."""
    try:
        report = convert_word(old, new).report
    except EncryptedDocumentError:
        raise locked(name) from None
    except MemoryError:
        raise
    except Exception:  # whatever a damaged file brings it to raise
        raise damaged(name) from None
    return _first(one.code for one in report.diagnostics if one.code.startswith(_LOSSES))


def _excel(old: Path, new: Path, name: str) -> str:
    try:
        report = convert_excel(old, new, preserve_vba=False, preserve_source=False).report
    except MemoryError:
        raise
    except Exception as error:
        raise locked(name) if "ncrypt" in str(error) else damaged(name) from None
    return _first(one.code for one in report.warnings if one.code in _LOST)


def _first(codes: Iterable[str]) -> str:
    return ", ".join(sorted(set(codes))[:3])


def _alike(old: Path, new: Path) -> bool:
    """Return whether a workbook has the same values in the same cells of the same sheets in both forms."""
    try:
        before, after = (CalamineWorkbook.from_path(str(path)) for path in (old, new))
        if before.sheet_names != after.sheet_names:
            return False
        for name in before.sheet_names:
            rows = [
                [
                    (row, column, value)
                    for row, line in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
                    for column, value in enumerate(line)
                    if value != ""
                ]
                for book in (before, after)
            ]
            if rows[0] != rows[1]:
                return False
    except CalamineError:
        return False
    return True


def _refused(name: str, why: Text) -> GoujiError:
    return GoujiError(
        f"{name}：{why.zh}，未读取。请安装 LibreOffice，或用 Word、WPS 或 Excel 另存为新格式或 PDF 后再审。",
        f"{name}: {why.en}; it was not read. Install LibreOffice, or save the file in a new format or as PDF "
        "with Word, WPS or Excel and audit that.",
    )
