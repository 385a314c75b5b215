"""Runs PDFium in a child process with bounded time and memory, one child a file.

A hostile PDF can crash a C++ library, make it spin, or unpack to gigabytes. Then the child dies, and the
audit goes on with a clear message for that file. What comes back over the pipe is JSON, never code.
``python -m gouji.readers.pdf.engine`` is the child.
"""

from __future__ import annotations

import json
import subprocess
import sys
from operator import attrgetter
from typing import Any

from gouji.bilingual import GoujiError
from gouji.readers.limits import LIMITS
from gouji.readers.pdf.geometry import Glyph, Page, Rule, Scan


def scan(data: bytes, name: str) -> Scan:
    """Take glyphs and ruling lines off every page of the file called ``name``.

    Raises GoujiError for damaged and encrypted files, for files beyond the limits, and for files that
    PDFium does not survive.
    """
    command = [sys.executable, "-P", "-m", "gouji.readers.pdf.engine"]
    request = json.dumps(name).encode("ascii") + b"\n" + data
    try:
        child = subprocess.run(command, input=request, capture_output=True, timeout=LIMITS.pdf_seconds)
    except subprocess.TimeoutExpired:
        raise _given_up(
            name,
            f"解析超过 {LIMITS.pdf_seconds} 秒仍未完成",
            f"parsing it took more than {LIMITS.pdf_seconds} seconds",
        ) from None
    if child.returncode != 0:
        raise _given_up(
            name,
            f"解析时出错中止或超过内存上限 {LIMITS.pdf_memory // 2**20} MiB（退出码 {child.returncode}）",
            f"parsing it crashed or needed more than {LIMITS.pdf_memory // 2**20} MiB of memory "
            f"(exit status {child.returncode})",
        )
    answer = json.loads(child.stdout)
    if "error" in answer:
        raise GoujiError(*answer["error"])
    return Scan(tuple(_page(*fields) for fields in answer["pages"]), answer["metadata"])


def _given_up(name: str, zh: str, en: str) -> GoujiError:
    return GoujiError(
        f"{name}：PDF {zh}，未读取。文件可能已损坏或含恶意内容，请重新下载，或向发布单位索取原件。",
        f"{name}: the PDF was not read: {en}. The file may be damaged or malicious: download it again or ask "
        "the agency for the original.",
    )


_GLYPH = attrgetter(*Glyph.__slots__)
_RULE = attrgetter(*Rule.__slots__)


def _fields(page: Page) -> list[Any]:
    glyphs = [_GLYPH(glyph) for glyph in page.glyphs]
    rules = [_RULE(rule) for rule in page.rules]
    return [page.number, page.width, page.height, glyphs, rules, page.pictured, page.hidden, page.doubtful]


def _page(
    number: int,
    width: float,
    height: float,
    glyphs: list[list[Any]],
    rules: list[list[Any]],
    pictured: bool,
    hidden: int,
    doubtful: int,
) -> Page:
    return Page(
        number,
        width,
        height,
        tuple(Glyph(*fields) for fields in glyphs),
        tuple(Rule(*fields) for fields in rules),
        pictured,
        hidden,
        doubtful,
    )


def _bound_memory_and_time() -> None:
    if sys.platform == "win32":
        return
    import resource

    # `gouji --help` and the parent never need this module, and Windows has none
    for kind, limit in (
        (resource.RLIMIT_AS, LIMITS.pdf_memory),
        (resource.RLIMIT_CPU, LIMITS.pdf_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        allowed = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(kind, (allowed, most))


def _main() -> None:
    _bound_memory_and_time()
    from gouji.readers.pdf import pdfium

    name, _, data = sys.stdin.buffer.read().partition(b"\n")
    answer: dict[str, Any]
    try:
        scanned = pdfium.scan(data, json.loads(name))
        answer = {"pages": [_fields(page) for page in scanned.pages], "metadata": scanned.metadata}
    except GoujiError as error:
        answer = {"error": [error.text.zh, error.text.en]}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
