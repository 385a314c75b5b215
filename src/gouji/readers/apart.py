"""Has files that are not to be trusted read by another process, which forks a child a file, in bounds.

A hostile file can crash a library, make it spin, or unpack to gigabytes. Then its child dies, no other file
suffers, the report ends in a clear message, and the audit goes on. The process that forks imports readers
once and looks at no file itself. What comes back is JSON, never code.

``python -m gouji.readers.apart [KIND]`` is that process, ready for one kind of file. It reads requests from
its input and writes answers to its output until the input ends. A request is a :data:`_REQUEST` (two lengths)
with the kind, name and media type of a file as JSON and the file behind it; an answer is an :data:`_ANSWER`
(the child's exit status or :data:`_TIMED_OUT`, and a length) with the child's JSON behind it. Where a process
cannot be forked, this one is the child of one file, and ends with its answer.
"""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from base64 import b64decode, b64encode
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from struct import Struct
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from gouji.model.document import (
    BodyPicture,
    Document,
    Grid,
    GridCell,
    Note,
    Outline,
    Paragraph,
    Place,
    PrintedPage,
    PrintedWord,
    RecognisedText,
    Source,
)
from gouji.model.text import GoujiError, Text
from gouji.readers.limits import LIMITS, NoTextError

if TYPE_CHECKING:
    from gouji.model.document import Block


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: the module whose ``function(data, source)`` reads it, and what messages call it.

    A file may take so many seconds and bytes of memory.
    """

    module: str
    called: Text
    seconds: int = LIMITS.pdf_seconds
    memory: int = LIMITS.pdf_memory
    function: str = "read"


KINDS: Final = {
    "pdf": Kind("gouji.readers.pdf.reader", Text("PDF ", "the PDF")),
    "pdf pictures": Kind("gouji.readers.pdf.reader", Text("PDF ", "the PDF"), 120, function="draw"),
    "ofd": Kind("gouji.readers.ofd.reader", Text("OFD 文件", "the OFD file")),
    "ofd pictures": Kind("gouji.readers.ofd.reader", Text("OFD 文件", "the OFD file"), function="draw"),
    "placed": Kind("gouji.readers.placed", Text("带坐标的文字列表 ", "the list of words with their places")),
    "scan": Kind("gouji.readers.scan", Text("图像", "the picture"), LIMITS.scan_seconds, LIMITS.scan_memory),
    "witness": Kind(
        "gouji.readers.witness",
        Text("PDF 及其图像", "the PDF and its picture"),
        LIMITS.scan_seconds,
        LIMITS.scan_memory,
    ),
    "office": Kind("gouji.readers.office.unaided", Text("Office 文件", "the Office file")),
}
_REQUEST: Final = Struct("!II")
_ANSWER: Final = Struct("!iI")
_TIMED_OUT: Final = -1_000
_FORKS: Final = hasattr(os, "fork")
_PIECE: Final = 2**20
#: Seconds that the process has, beyond what a file may take, before it is taken for lost.
_GRACE: Final = 10


def read(kind: str, data: bytes, source: Source) -> Document:
    """Have a file read by the module of its kind.

    Raises GoujiError where that module does, and for files that it does not survive.
    """
    answer = _answered(kind, data, source)
    return Document(
        source,
        tuple(map(_block, answer["blocks"])),
        answer["metadata"],
        tuple(Note(code, Text(zh, en), place and Place(*place)) for code, zh, en, place in answer["notes"]),
        pages=tuple(map(_page, answer["pages"])),
        pictures=tuple(map(_picture, answer["pictures"])),
        recognised={
            Place(*place): RecognisedText(text, b64decode(picture), probability, other)
            for place, text, picture, probability, other in answer["recognised"]
        },
    )


def _answered(kind: str, data: bytes, source: Source) -> dict[str, Any]:
    name, bounds = source.name, KINDS[kind]
    status, answered = warm.ask(kind, source, data)
    if status == _TIMED_OUT:
        raise _given_up(
            kind,
            name,
            f"解析超过 {bounds.seconds} 秒仍未完成",
            f"parsing it took more than {bounds.seconds} seconds",
        )
    if status != 0:
        raise _given_up(
            kind,
            name,
            f"解析时出错中止或超过内存上限 {bounds.memory // 2**20} MiB（退出码 {status}）",
            f"parsing it crashed or needed more than {bounds.memory // 2**20} MiB of memory "
            f"(exit status {status})",
        )
    answer: dict[str, Any] = json.loads(answered)
    if "error" in answer:
        raise (NoTextError if answer.get("no_text") else GoujiError)(*answer["error"])
    return answer


def _given_up(kind: str, name: str, zh: str, en: str) -> GoujiError:
    called = KINDS[kind].called
    return GoujiError(
        f"{name}：{called.zh}{zh}，未读取。文件可能已损坏或含恶意内容，请重新下载，或向发布单位索取原件。",
        f"{name}: {called.en} was not read: {en}. The file may be damaged or malicious: download it again or "
        "ask the agency for the original.",
    )


class _Warm:
    """The process that has files read, started when the first one comes; one for each process of gouji."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, kind: str, source: Source, data: bytes) -> tuple[int, bytes]:
        """Return the exit status of what read a file, and what it answered."""
        with self._lock:
            for _ in range(2):
                # one that ended between two files was not ended by this one: ask another
                with suppress(OSError, EOFError):
                    return self._asked(self._running(kind), kind, source, data)
                self._end(kill=True)
        return 1, b""

    def start(self, kind: str) -> None:
        """Start the process, if it does not run, and let it import what reads this kind of file."""
        with self._lock, suppress(OSError):
            self._running(kind)

    def close(self) -> None:
        """End the process, which ends when nobody asks it any more."""
        if self._owner == os.getpid():
            self._end(kill=False)

    def _running(self, kind: str) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner != os.getpid():
            self._process.returncode = 0  # that of the process this one was forked from
            self._process = None
        if self._process is None or self._process.poll() is not None:
            self._end(kill=True)
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "gouji.readers.apart", kind],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _asked(
        self, process: subprocess.Popen[bytes], kind: str, source: Source, data: bytes
    ) -> tuple[int, bytes]:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        about = json.dumps([kind, source.name, source.media_type]).encode("ascii")
        process.stdin.write(_REQUEST.pack(len(about), len(data)) + about)
        process.stdin.write(data)
        process.stdin.flush()
        if not _answers(process, process.stdout, KINDS[kind].seconds + _GRACE):
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


def _answers(process: subprocess.Popen[bytes], pipe: IO[bytes], seconds: int) -> bool:
    """Wait for an answer, or the end of the process; say whether there is one in time."""
    if sys.platform == "win32":  # pipes cannot be waited for there: the process ends instead
        late = threading.Timer(seconds, process.kill)
        late.start()
        ready = bool(pipe.peek(1)) if isinstance(pipe, io.BufferedReader) else True
        late.cancel()
        return ready
    return bool(select.select([pipe], [], [], seconds)[0])


warm: Final = _Warm()
atexit.register(warm.close)


def _block(fields: list[Any]) -> Block:
    if not isinstance(fields[2], list):
        text, place, heading = fields
        return Paragraph(text, Place(*place), heading)
    geometry, place, cells = fields
    return Grid(tuple(map(_cell, cells)), Place(*place), geometry)


def _cell(fields: list[Any]) -> GridCell:
    text, row, column, place, high, wide = fields
    return GridCell(text, row, column, Place(*place), high, wide)


def _page(fields: list[Any]) -> PrintedPage:
    number, width, height, words, rules, outlines, picture = fields
    return PrintedPage(
        number,
        width,
        height,
        tuple(PrintedWord(*word) for word in words),
        tuple(tuple(rule) for rule in rules),
        tuple(Outline(Place(*place), tuple(extent), text) for place, extent, text in outlines),
        b64decode(picture),
    )


def _picture(fields: list[Any]) -> BodyPicture:
    place, image, before, extent, whole = fields
    return BodyPicture(Place(*place), b64decode(image), before, extent and tuple(extent), whole)


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    served: Counter[str] = Counter()
    while len(head := requests.read(_REQUEST.size)) == _REQUEST.size:
        of_about, length = _REQUEST.unpack(head)
        kind, name, media_type = json.loads(requests.read(of_about))
        source, data = Source(name, "", media_type, length), requests.read(length)
        rehearse = getattr(_imported(kind), "rehearse", None)
        served[kind] += 1
        if rehearse and _FORKS and served[kind] == 2:  # it takes as long as it spares each further file
            rehearse()
        status, answer = _in_child(kind, source, data) if _FORKS else (0, _answer(kind, source, data))
        answers.write(_ANSWER.pack(status, len(answer)) + answer)
        answers.flush()
        if not _FORKS:
            return


def _imported(kind: str) -> object:
    if KINDS[kind].module not in sys.modules:
        import_module(KINDS[kind].module)
        gc.freeze()  # what is imported stays shared with the children
    return sys.modules[KINDS[kind].module]


def _in_child(kind: str, source: Source, data: bytes) -> tuple[int, bytes]:
    """Read a file in a child; return its exit status (negative for a signal) and what it wrote."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            gc.disable()  # it ends before there is much to collect
            os.closerange(0, 2)
            os.close(readable)
            _bound_memory_and_time(KINDS[kind])
            with os.fdopen(writable, "wb") as pipe:
                pipe.write(_answer(kind, source, data))
            status = 0
        finally:
            os._exit(status)
    os.close(writable)
    answer = _all_of(readable, time.monotonic() + KINDS[kind].seconds)
    os.close(readable)
    if answer is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return (_TIMED_OUT, b"") if answer is None else (os.waitstatus_to_exitcode(status), answer)


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


def _answer(kind: str, source: Source, data: bytes) -> bytes:
    answer: dict[str, Any]
    try:
        answer = _fields(getattr(import_module(KINDS[kind].module), KINDS[kind].function)(data, source))
    except GoujiError as error:
        answer = {"error": [error.text.zh, error.text.en], "no_text": isinstance(error, NoTextError)}
    return json.dumps(answer).encode("ascii")


def _fields(document: Document) -> dict[str, Any]:
    """Return what the child answers."""
    return {
        "blocks": [
            [block.geometry, block.place, list(map(_cell_fields, block.cells))]
            if isinstance(block, Grid)
            else [block.text, block.place, block.heading]
            for block in document.blocks
        ],
        "metadata": document.metadata,
        "notes": [[note.code, note.text.zh, note.text.en, note.place] for note in document.notes],
        "pages": list(map(_page_fields, document.pages)),
        "pictures": [
            [one.place, b64encode(one.image).decode("ascii"), *one[2:]] for one in document.pictures
        ],
        "recognised": [
            [place, one.text, b64encode(one.picture).decode("ascii"), one.probability, one.other]
            for place, one in document.recognised.items()
        ],
    }


def _page_fields(page: PrintedPage) -> list[Any]:
    outlines = [[one.place, one.extent, one.text] for one in page.outlines]
    picture = b64encode(page.picture).decode("ascii")
    return [page.number, page.width, page.height, page.words, page.rules, outlines, picture]


def _cell_fields(cell: GridCell) -> list[Any]:
    return [cell.text, cell.row, cell.column, cell.place, cell.rowspan, cell.colspan]


def _bound_memory_and_time(bounds: Kind) -> None:
    if sys.platform == "win32":
        return
    import resource  # which `gouji --help` and the parent never need, and Windows has not

    for kind, limit in (
        (resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_CPU, bounds.seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        allowed = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(kind, (allowed, most))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # this process ends with its input
    for preferred in sys.argv[1:]:
        _imported(preferred)
    _serve(sys.stdin.buffer, sys.stdout.buffer)
