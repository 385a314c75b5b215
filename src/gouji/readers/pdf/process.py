"""The process that takes PDFs apart: it imports once and forks a child a file, in bounds.

A hostile PDF can crash a C++ library, make it spin, or unpack to gigabytes. Then its child dies, and no other
file suffers: this process itself looks at no file. What comes back is JSON, never code.

``python -m gouji.readers.pdf.process`` reads requests from its input and writes answers to its output until
the input ends. A request is a :data:`REQUEST` (lengths of name and file) with both behind it; an answer is an
:data:`ANSWER` (the child's exit status or :data:`TIMED_OUT`, and a length) with the child's JSON behind it.
Where a process cannot be forked, this one is the child of one file, and ends with its answer.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import time
from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from gouji.model.document import Grid, GridCell
from gouji.model.text import GoujiError
from gouji.readers.limits import LIMITS
from gouji.readers.pdf.assembly import assembled, has_text, no_text, notes, take_apart
from gouji.readers.pdf.pdfium import scan
from gouji.readers.pdf.unseen import Faces

if TYPE_CHECKING:
    from gouji.model.document import Block, Note


@dataclass(frozen=True, slots=True)
class Contents:
    """What a PDF prints, in reading order, what the file says of itself, and notes on the reading."""

    blocks: tuple[Block, ...]
    metadata: dict[str, str]
    notes: tuple[Note, ...]


def contents(data: bytes, name: str) -> Contents:
    """Take the PDF called ``name`` apart.

    Raises GoujiError for damaged, encrypted and scanned files (no text layer) and beyond the limits.
    """
    two: frozenset[tuple[str, str]] = frozenset()
    while True:
        faces = Faces(two)
        sheets, metadata = scan(data, name, faces, lambda page: take_apart(page, name))
        if faces.two == two:
            break
        two = frozenset(faces.two)  # pages before the one that shows it were taken apart without knowing
    pages = [sheet.page for sheet in sheets]
    if not has_text(pages) and not any(page.unread == "recognised" for page in pages):
        raise no_text(name, pages)
    blocks = assembled(sheets)
    return Contents(blocks, metadata, tuple(notes(pages, blocks)))


REQUEST: Final = Struct("!II")
ANSWER: Final = Struct("!iI")
TIMED_OUT: Final = -1_000
_PIECE: Final = 2**20


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    gc.freeze()  # what is imported stays shared with the children
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        name_length, length = REQUEST.unpack(head)
        name, data = requests.read(name_length).decode("utf-8", "surrogateescape"), requests.read(length)
        forks = hasattr(os, "fork")
        status, answer = _in_child(name, data) if forks else (0, _answer(name, data))
        answers.write(ANSWER.pack(status, len(answer)) + answer)
        answers.flush()
        if not forks:
            break


def _in_child(name: str, data: bytes) -> tuple[int, bytes]:
    """Take a file apart in a child; return its exit status (negative for a signal) and what it wrote."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.closerange(0, 2)
            os.close(readable)
            _bound_memory_and_time()
            with os.fdopen(writable, "wb") as pipe:
                pipe.write(_answer(name, data))
            status = 0
        finally:
            os._exit(status)
    os.close(writable)
    answer = _all_of(readable, time.monotonic() + LIMITS.pdf_seconds)
    os.close(readable)
    if answer is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return (TIMED_OUT, b"") if answer is None else (os.waitstatus_to_exitcode(status), answer)


def _all_of(pipe: int, until: float) -> bytes | None:
    """Read a pipe to its end; None where that takes too long, or nobody waits for the answer any more."""
    pieces: list[bytes] = []
    size = 0
    while size <= LIMITS.pdf_memory:
        ready, _, _ = select.select([pipe, 0], [], [], max(0.0, until - time.monotonic()))
        if pipe not in ready:
            break  # too late, or the input has ended: there is no request before the answer
        piece = os.read(pipe, _PIECE)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
    return None


def _answer(name: str, data: bytes) -> bytes:
    answer: dict[str, Any]
    try:
        answer = _fields(contents(data, name))
    except GoujiError as error:
        answer = {"error": [error.text.zh, error.text.en]}
    return json.dumps(answer).encode("ascii")


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


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # this process ends with its input
    _serve(sys.stdin.buffer, sys.stdout.buffer)
