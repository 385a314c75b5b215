"""Legacy Office files (.doc, .wps, .xls, .et, RTF, OpenDocument) through LibreOffice, if installed.

Without it the binary ones are converted by :mod:`gouji.readers.office.unaided`, if that is installed.

What LibreOffice would add by itself, results of formulas and hidden text, is not read.

In an OpenDocument file, and in a workbook of 2003 as XML, a formula may stand without a result. LibreOffice
works it out on loading; here such a cell says that what it shows is not known.

LibreOffice converts to .docx or .xlsx, which gouji reads itself. It runs as a child process with a profile
of its own that runs no macros and follows no links, and with bounds on time, memory and output: the file
is not to be trusted.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree
from openpyxl.utils.cell import get_column_letter

from gouji.model.document import UNKNOWN, Note, Place
from gouji.model.text import GoujiError, Text
from gouji.readers import apart, media
from gouji.readers.limits import LIMITS
from gouji.readers.office import docx, xlsx
from gouji.readers.office.archive import Archive, attribute, child, local, natural, parse
from gouji.readers.office.xlsxunseen import uncomputed_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from gouji.model.document import Document, Source


_CONTENT: Final = "content.xml"
_SIGNS: Final = (b"ormula=", b"is-hidden=")
#: A frame that belongs to a page, what says where it is, and what its line may have.
_OF_PAGE: Final = b'anchor-type="page"'
_PLACED: Final = ("anchor-page-number", "x", "y", "width", "height")
_IN_LINE: Final = frozenset(("span", "s", "tab"))
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


def _frames(data: bytes, name: str) -> bytes | None:
    """Return the XML of a text document that is pages of frames with a line each: LibreOffice's of a PDF.

    None where any text stands elsewhere, or in a frame of which it is not said where on its page it is.
    """
    if data.startswith(b"PK"):
        archive = Archive(data, name)
        data = archive.read(_CONTENT) if _CONTENT in archive else b""
    if _OF_PAGE not in data:
        return None
    frames: set[_Element] = set()
    for paragraph in parse(data, name).iter(f"{{{_TEXT}}}p", f"{{{_TEXT}}}h"):
        if not "".join(paragraph.itertext()).strip():
            continue
        frame = next(paragraph.iterancestors("{*}frame"), None)
        # lines below each other have no place of their own, nor has what is turned
        if frame is None or frame in frames or not all(attribute(frame, at) for at in _PLACED):
            return None
        if not {local(inner) for inner in paragraph.iterdescendants()} <= _IN_LINE:
            return None
        frames.add(frame)
    return data


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


#: media type to the suffix LibreOffice knows it by, and what it is converted to
_FORMATS: Final = {
    media.DOC.type: (".doc", "docx"),
    media.RTF.type: (".rtf", "docx"),
    media.ODT.type: (".odt", "docx"),
    media.XLS.type: (".xls", "xlsx"),
    media.XLSB.type: (".xlsb", "xlsx"),
    media.ODS.type: (".ods", "xlsx"),
    media.FODT.type: (".fodt", "docx"),
    media.FODS.type: (".fods", "xlsx"),
}
_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""
_BOUNDED: Final = 'ulimit -v "$1" && ulimit -t "$2" && shift 2 && exec "$@"'


def read(data: bytes, source: Source) -> Document:
    """Read a legacy Office file. Raises GoujiError where nothing that is installed can."""
    suffix, target = _FORMATS[source.media_type]
    if find_soffice() is None and data.startswith(media.OLE) and _can_do_without():
        return apart.read("office", data, source)
    if (frames := _frames(data, source.name)) is not None:
        return apart.read("placed", frames, source)
    settled, unknown = settle(data, source.name)
    converted = _convert(settled, suffix, target, source.name)
    document = docx.read(converted, source) if target == "docx" else xlsx.read(converted, source)
    text = Text(
        f"原件不是 {target} 格式，先由 LibreOffice 转换为 {target} 再读取。",
        f"The original is no {target} file; LibreOffice converted it to {target} before it was read.",
    )
    uncomputed = [uncomputed_note(unknown)] if unknown else []
    return replace(document, notes=(Note("converted", text), *uncomputed, *document.notes))


def _can_do_without() -> bool:
    """Return whether the extra ``gouji[legacy]`` is installed."""
    return all(find_spec(module) for module in ("doc2docx", "python_calamine", "xls2xlsx"))


def find_soffice() -> str | None:
    """Return the path of LibreOffice's program, None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _convert(data: bytes, suffix: str, target: str, name: str) -> bytes:
    soffice = find_soffice()
    if soffice is None:
        extra = data.startswith(media.OLE)
        raise GoujiError(
            f"{name}：读取旧版 Office、WPS、RTF 或 ODF 文件需要 LibreOffice，本机没有安装。"
            f"请安装 LibreOffice{'（或执行 pip install gouji[legacy]）' if extra else ''}，"
            f"或用 Word、WPS 另存为 .{target}、PDF 后再审。",
            f"{name}: reading legacy Office, WPS, RTF or OpenDocument files needs LibreOffice, which is not "
            f"installed. Install it{' (or run pip install gouji[legacy])' if extra else ''}, or save the "
            f"file as .{target} or PDF and audit that.",
        )
    # ignore_cleanup_errors: a killed LibreOffice may hold its profile for a moment on Windows
    with tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True) as folder:
        profile = Path(folder, "profile")
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, encoding="utf-8")
        original = Path(folder, f"report{suffix}")
        original.write_bytes(data)
        out = Path(folder, "out")
        command = [soffice, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
        command += [f"-env:UserInstallation={profile.as_uri()}", "--convert-to", target, "--outdir", str(out)]
        _run([*command, str(original)], name)
        result = out / f"report.{target}"
        if not result.is_file() or result.stat().st_size > LIMITS.file_bytes:
            raise GoujiError(
                f"{name}：LibreOffice 无法转换该文件，可能已损坏或有密码保护。"
                f"请用 Word 或 WPS 打开后另存为 .{target}。",
                f"{name}: LibreOffice could not convert the file; it may be damaged or need a password. "
                f"Open it in Word or WPS and save it as .{target}.",
            )
        return result.read_bytes()


def _run(command: list[str], name: str) -> None:
    posix = os.name == "posix"
    if posix:
        memory, seconds = LIMITS.convert_memory // 1024, LIMITS.convert_seconds
        command = ["sh", "-c", _BOUNDED, "sh", str(memory), str(seconds), *command]
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0 if posix else None,
    )
    try:
        child.wait(timeout=LIMITS.convert_seconds)
    except subprocess.TimeoutExpired:
        raise GoujiError(
            f"{name}：LibreOffice 转换超过 {LIMITS.convert_seconds} 秒，已停止。"
            "请用 Word 或 WPS 另存为新格式后再审。",
            f"{name}: LibreOffice took longer than {LIMITS.convert_seconds} seconds and was stopped. "
            "Save the file in a new format with Word or WPS and audit that.",
        ) from None
    finally:
        # soffice is a script around the program itself: all of the group must go, also on an interrupt
        if child.poll() is None:
            if posix:
                os.killpg(child.pid, signal.SIGKILL)
            child.kill()
            child.wait()
