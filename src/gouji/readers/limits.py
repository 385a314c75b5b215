"""How much of a file gouji is willing to read, and how much time and memory a report may take.

Reports come from thousands of sites, some broken and some malicious. Every limit is far above any real
annual report (a long one has 15 tables, 1,000 cells and 2 MB), and every message names the number.

A notebook has hard limits on its kernel (:mod:`gouji.show.notebook`). Where a file is only read, in a
process that other reports need afterwards, an alarm and a soft limit do the same. What a reader cannot trust
runs in a child process with limits of its own (:mod:`gouji.readers.limits`).

Nor does an import take longer than it must: what of other packages is left out of one, or put off.
"""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from importlib.util import LazyLoader
from typing import TYPE_CHECKING, NoReturn

from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class NoTextError(GoujiError):
    """A file of pages without any text, which no reader of text can read: scans, or drawings of words."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds per file. Sizes are in bytes, durations in seconds, the rest are counts."""

    #: the file as it lies on the disk
    file_bytes: int = 100 * 2**20
    #: one XML part of an Office file, unpacked (a 300-page report has about 8 MB)
    part_bytes: int = 32 * 2**20
    #: all parts of an Office file together, unpacked
    unpacked_bytes: int = 256 * 2**20
    #: unpacked size over packed size of one part; deflate reaches 1032, real Office parts stay below 100
    expansion: int = 300
    #: parts below this unpacked size are not asked for their expansion (short repetitive parts pack well)
    expansion_floor: int = 2**20
    #: parts in an Office file
    parts: int = 5_000
    #: characters of text in a document, all told (a long report has 60,000, a portal's page 200,000)
    characters: int = 2_000_000
    #: paragraphs and tables in a document
    blocks: int = 100_000
    #: cells in one table, and rows and columns that they may reach
    cells: int = 200_000
    rows: int = 20_000
    columns: int = 2_000
    #: spans are cut to these, as the HTML standard does, before they are cut to the table
    colspan: int = 1_000
    rowspan: int = 65_534
    #: elements inside elements (libxml2 stops there too)
    nesting: int = 256
    #: a PDF: its pages, characters, drawn objects with their segments, and ruling lines on one page
    pdf_pages: int = 500
    pdf_glyphs: int = 500_000
    pdf_objects: int = 400_000
    pdf_rules_per_page: int = 4_000
    #: the child process that reads a file not to be trusted: wall clock and processor time, memory
    pdf_seconds: int = 30
    pdf_memory: int = 2**30
    #: the same, where pictures are recognised
    scan_seconds: int = 600
    scan_memory: int = 6 * 2**30
    #: entries and characters per entry of a page's own metadata
    metadata_entries: int = 200
    metadata_chars: int = 2_000
    #: LibreOffice converting one legacy file: wall clock, processor time, memory, output size
    convert_seconds: int = 120
    convert_memory: int = 6 * 2**30


LIMITS = Limits()


def exceeded(name: str, what: Text, limit: int) -> GoujiError:
    """Return the error that ``what`` of the file ``name`` is beyond ``limit``."""
    return GoujiError(
        f"{name}：{what.zh}超过上限 {limit}，未读取。"
        "请确认这是年度报告原件；如确属报告，请拆分或另存后再试。",
        f"{name}: {what.en} beyond the limit of {limit}; not read. "
        "Check that this is the annual report itself; if so, split it or save it anew.",
    )


def check_grid(name: str, rows: int, columns: int, cells: int) -> None:
    """Raise GoujiError where a table is beyond what a report can have."""
    for count, limit, what in (
        (rows, LIMITS.rows, Text("一个表格的行数", "number of rows of a table")),
        (columns, LIMITS.columns, Text("一个表格的列数", "number of columns of a table")),
        (cells, LIMITS.cells, Text("一个表格的单元格数", "number of cells of a table")),
    ):
        if count > limit:
            raise exceeded(name, what, limit)


def check_blocks(name: str, blocks: int) -> None:
    """Raise GoujiError where a document has more paragraphs and tables than a report can have."""
    if blocks > LIMITS.blocks:
        raise exceeded(name, Text("段落和表格的数目", "number of paragraphs and tables"), LIMITS.blocks)


def check_text(name: str, characters: int) -> None:
    """Raise GoujiError where a document has more text than a report can have."""
    if characters > LIMITS.characters:
        raise exceeded(name, Text("文字总数", "number of characters of text"), LIMITS.characters)


MIB = 2**20

#: An alarm that rings inside a finaliser or a callback of the garbage collector is lost there, as Python
#: ignores what these raise: so it rings again, until the work has ended.
_AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds for one report, once its kernel has started; MiB of data that its process may hold.

    A notebook of a long report takes a few seconds and 400 MiB, much of which all kernels share.
    """

    seconds: int = 600
    memory: int = 4096

    def too_long(self, about: str) -> GoujiError:
        """Return the error that a report took too long."""
        return GoujiError(
            f"{about}：处理超过 {self.seconds} 秒的时限，已停止，其他报告不受影响。"
            "如确需更久，可用 --timeout 放宽。",
            f"{about}: stopped, as it took longer than {self.seconds} seconds; the other reports go on. "
            "If it needs more, raise --timeout.",
        )

    def too_much(self, about: str) -> GoujiError:
        """Return the error that a report needed too much memory."""
        return GoujiError(
            f"{about}：处理所需内存超过上限 {self.memory} MiB，已停止，其他报告不受影响。"
            "如确需更多，可用 --memory 放宽。",
            f"{about}: stopped, as it needed more than {self.memory} MiB of memory; the other reports go on. "
            "If it needs more, raise --memory.",
        )


USUAL = Bounds()


@contextmanager
def within(bounds: Bounds, about: str) -> Iterator[None]:
    """Do the work inside within the bounds, then lift them again.

    Raises :class:`GoujiError` where it goes beyond them; ``about`` names the report in the message. Only a
    main thread can be stopped, and only where the system has alarms and limits: elsewhere nothing is bounded.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    import resource

    def ring(signum: int, frame: object) -> NoReturn:
        raise bounds.too_long(about)

    before = signal.signal(signal.SIGALRM, ring)
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = bounds.memory * MIB
    resource.setrlimit(resource.RLIMIT_DATA, (_least(limit, soft, hard), hard))
    signal.setitimer(signal.ITIMER_REAL, bounds.seconds, _AGAIN)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except MemoryError as error:
        raise bounds.too_much(about) from error
    finally:
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _least(*limits: int) -> int:
    """Return the smallest limit; below zero stands for none."""
    return min(limit for limit in limits if limit >= 0)


@contextmanager
def without_module(name: str) -> Iterator[None]:
    """Let an import fail as if a module were not installed; one that was imported before stays."""
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    if name in modules:
        yield
        return
    modules[name] = None  # what an import system says of a module that there is not
    try:
        yield
    finally:
        del modules[name]


class _PutOff(MetaPathFinder):
    """Finds some modules as others are found, and has them loaded when something in them is asked for."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._names:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def put_off(*names: str) -> Iterator[None]:
    """Let modules that are imported meanwhile be loaded only when something in them is first asked for."""
    finder = _PutOff(names)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
