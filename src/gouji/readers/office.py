"""Legacy Office files (.doc, .wps, .xls, .et, RTF, OpenDocument) through LibreOffice, where it is installed.

LibreOffice converts to .docx or .xlsx, which gouji reads itself. It runs as a child process with a profile
of its own that runs no macros and follows no links, and with bounds on time, memory and output: the file
is not to be trusted.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gouji.bilingual import GoujiError, Text
from gouji.document import Note
from gouji.readers import docx, media, xlsx
from gouji.readers.limits import LIMITS
from gouji.readers.uncomputed import settle
from gouji.readers.xlsxformulas import uncomputed_note

if TYPE_CHECKING:
    from gouji.document import Document, Source

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
    """Read a legacy Office file. Raises GoujiError without LibreOffice or where that fails."""
    suffix, target = _FORMATS[source.media_type]
    settled, unknown = settle(data, source.name)
    converted = _convert(settled, suffix, target, source.name)
    document = docx.read(converted, source) if target == "docx" else xlsx.read(converted, source)
    text = Text(
        f"原件不是 {target} 格式，先由 LibreOffice 转换为 {target} 再读取。",
        f"The original is no {target} file; LibreOffice converted it to {target} before it was read.",
    )
    uncomputed = [uncomputed_note(unknown)] if unknown else []
    return replace(document, notes=(Note("converted", text), *uncomputed, *document.notes))


def find_soffice() -> str | None:
    """Return the path of LibreOffice's program, None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _convert(data: bytes, suffix: str, target: str, name: str) -> bytes:
    soffice = find_soffice()
    if soffice is None:
        raise GoujiError(
            f"{name}：读取旧版 Office、WPS、RTF 或 ODF 文件需要 LibreOffice，本机没有安装。"
            f"请安装 LibreOffice，或用 Word、WPS 另存为 .{target}、PDF 后再审。",
            f"{name}: reading legacy Office, WPS, RTF or OpenDocument files needs LibreOffice, which is not "
            f"installed. Install it, or save the file as .{target} or PDF and audit that.",
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
