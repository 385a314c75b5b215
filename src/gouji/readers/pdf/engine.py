"""Reads a PDF in a child process with bounded time and memory, one child a file.

A hostile PDF can crash a C++ library, make it spin, or unpack to gigabytes. Then the child dies, and the
audit goes on with a clear message for that file. What comes back over the pipe is JSON, never code.
``python -m gouji.readers.pdf.engine`` is the child.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from gouji.bilingual import GoujiError, Text
from gouji.document import Document, Grid, GridCell, Note, Paragraph, Place
from gouji.readers.limits import LIMITS

if TYPE_CHECKING:
    from gouji.document import Block, Source
    from gouji.readers.pdf.reader import Contents


def read(data: bytes, source: Source) -> Document:
    """Read a PDF with text.

    Raises GoujiError for damaged, encrypted and scanned files (no text), for files beyond the limits, and for
    files that PDFium does not survive.
    """
    answer = _answer(data, source.name)
    return Document(
        source,
        tuple(map(_block, answer["blocks"])),
        answer["metadata"],
        tuple(Note(code, Text(zh, en), place and Place(*place)) for code, zh, en, place in answer["notes"]),
    )


def _answer(data: bytes, name: str) -> dict[str, Any]:
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
    answer: dict[str, Any] = json.loads(child.stdout)
    if "error" in answer:
        raise GoujiError(*answer["error"])
    return answer


def _given_up(name: str, zh: str, en: str) -> GoujiError:
    return GoujiError(
        f"{name}：PDF {zh}，未读取。文件可能已损坏或含恶意内容，请重新下载，或向发布单位索取原件。",
        f"{name}: the PDF was not read: {en}. The file may be damaged or malicious: download it again or ask "
        "the agency for the original.",
    )


def _fields(contents: Contents) -> dict[str, Any]:
    """Return what the child answers."""
    return {
        "blocks": [
            [
                block.geometry,
                block.place.page,
                block.place.table,
                [_cell_fields(cell) for cell in block.cells],
            ]
            if isinstance(block, Grid)
            else [block.text, block.place.page, block.place.line, block.heading]
            for block in contents.blocks
        ],
        "metadata": contents.metadata,
        "notes": [[note.code, note.text.zh, note.text.en, note.place] for note in contents.notes],
    }


def _cell_fields(cell: GridCell) -> list[Any]:
    at = cell.place
    return [
        cell.text,
        cell.row,
        cell.column,
        cell.rowspan,
        cell.colspan,
        at.page,
        at.table,
        at.row,
        at.column,
    ]


def _block(fields: list[Any]) -> Block:
    if not isinstance(fields[3], list):
        text, page, line, heading = fields
        return Paragraph(text, Place(page=page, line=line), heading)
    geometry, page, table, cells = fields
    return Grid(tuple(map(_cell, cells)), Place(page=page, table=table), geometry)


def _cell(fields: list[Any]) -> GridCell:
    text, row, column, high, wide, on_page, of_table, at_row, at_column = fields
    place = Place(page=on_page, table=of_table, row=at_row, column=at_column)
    return GridCell(text, row, column, place, high, wide)


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
    from gouji.readers.pdf import reader

    name, _, data = sys.stdin.buffer.read().partition(b"\n")
    answer: dict[str, Any]
    try:
        answer = _fields(reader.contents(data, json.loads(name)))
    except GoujiError as error:
        answer = {"error": [error.text.zh, error.text.en]}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
