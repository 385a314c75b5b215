"""Has PDFs taken apart by another process (:mod:`gouji.readers.pdf.process`), makes documents of its answers.

A file that PDFium does not survive ends in a clear message, and the audit goes on.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import select
import subprocess
import sys
import threading
from contextlib import suppress
from struct import Struct
from typing import IO, TYPE_CHECKING, Any, Final

from gouji.model.document import Document, Grid, GridCell, Note, Paragraph, Place
from gouji.model.text import GoujiError, Text
from gouji.readers.limits import LIMITS

if TYPE_CHECKING:
    from gouji.model.document import Block, Source


#: As in :mod:`gouji.readers.pdf.process`, which is not imported here: it imports PDFium.
_REQUEST: Final = Struct("!II")
_ANSWER: Final = Struct("!iI")
_TIMED_OUT: Final = -1_000
#: Seconds that the process has, beyond what a file may take, before it is taken for lost.
_GRACE: Final = 10


def prepare() -> None:
    """Start the process that takes PDFs apart, if it does not run."""
    _warm.start()


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
    status, answered = _warm.ask(name, data)
    if status == _TIMED_OUT:
        raise _given_up(
            name,
            f"解析超过 {LIMITS.pdf_seconds} 秒仍未完成",
            f"parsing it took more than {LIMITS.pdf_seconds} seconds",
        )
    if status != 0:
        raise _given_up(
            name,
            f"解析时出错中止或超过内存上限 {LIMITS.pdf_memory // 2**20} MiB（退出码 {status}）",
            f"parsing it crashed or needed more than {LIMITS.pdf_memory // 2**20} MiB of memory "
            f"(exit status {status})",
        )
    answer: dict[str, Any] = json.loads(answered)
    if "error" in answer:
        raise GoujiError(*answer["error"])
    return answer


def _given_up(name: str, zh: str, en: str) -> GoujiError:
    return GoujiError(
        f"{name}：PDF {zh}，未读取。文件可能已损坏或含恶意内容，请重新下载，或向发布单位索取原件。",
        f"{name}: the PDF was not read: {en}. The file may be damaged or malicious: download it again or ask "
        "the agency for the original.",
    )


class _Warm:
    """The process that takes PDFs apart, started when the first one comes; one for each process of gouji."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, name: str, data: bytes) -> tuple[int, bytes]:
        """Return the exit status of what took a file apart, and what it answered."""
        with self._lock:
            for _ in range(2):
                # one that ended between two files was not ended by this one: ask another
                with suppress(OSError, EOFError):
                    return self._asked(self._running(), name, data)
                self._end(kill=True)
        return 1, b""

    def start(self) -> None:
        """Start the process, if it does not run."""
        with self._lock, suppress(OSError):
            self._running()

    def close(self) -> None:
        """End the process, which ends when nobody asks it any more."""
        if self._owner == os.getpid():
            self._end(kill=False)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner != os.getpid():
            self._process.returncode = 0  # that of the process this one was forked from
            self._process = None
        if self._process is None or self._process.poll() is not None:
            self._end(kill=True)
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "gouji.readers.pdf.process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _asked(self, process: subprocess.Popen[bytes], name: str, data: bytes) -> tuple[int, bytes]:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        encoded = name.encode("utf-8", "surrogateescape")
        process.stdin.write(_REQUEST.pack(len(encoded), len(data)) + encoded)
        process.stdin.write(data)
        process.stdin.flush()
        if not _answers(process, process.stdout):
            process.kill()
            return _TIMED_OUT, b""
        head = process.stdout.read(_ANSWER.size)
        if len(head) < _ANSWER.size:
            raise EOFError
        status, length = _ANSWER.unpack(head)
        return status, process.stdout.read(length)

    def _end(self, *, kill: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(process: subprocess.Popen[bytes], pipe: IO[bytes]) -> bool:
    """Wait for an answer, or the end of the process; say whether there is one in time."""
    if sys.platform == "win32":  # pipes cannot be waited for there: the process ends instead
        late = threading.Timer(LIMITS.pdf_seconds + _GRACE, process.kill)
        late.start()
        ready = bool(pipe.peek(1)) if isinstance(pipe, io.BufferedReader) else True
        late.cancel()
        return ready
    return bool(select.select([pipe], [], [], LIMITS.pdf_seconds + _GRACE)[0])


_warm: Final = _Warm()
atexit.register(_warm.close)


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
