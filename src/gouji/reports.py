"""From paths on a command line to filings: which files are reports, and how one of them is read."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from gouji.inputs.confirmed import confirmed_by, document_of, load_record, records_near, with_confirmed
from gouji.inputs.roster import Roster
from gouji.inputs.sidefile import SUFFIX, SideFile, beside, load_side_file
from gouji.model.text import GoujiError, Text, error_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from gouji.model.document import Document
    from gouji.model.filing import Filing


STANDARD_INPUT = "-"
ROSTER_FILE = "agencies.csv"
#: Under these names the roster is looked for.
ROSTER_FILES: Final = (ROSTER_FILE, "agencies.xlsx", "机关名录.csv", "机关名录.xlsx")
DECISIONS_FILE = "decisions.csv"

_NO_REPORT = re.compile(
    rf"\.|~\$|readme|thumbs\.db$|desktop\.ini$|(?:{'|'.join(map(re.escape, ROSTER_FILES))})$|"
    rf"{DECISIONS_FILE}$|[0-9a-f]{{64}}\.csv$",
    re.IGNORECASE,
)
_NO_REPORT_SUFFIXES = (SUFFIX, ".truth.json")
#: Programs, notebooks and files of ours: nobody publishes a report so.
_OTHER: Final = re.compile(
    r".*\.(?:py|ipynb|js|css|sh|bat|ps1|log)$|findings\.(?:csv|xlsx)$|notice-\d{4}-.*\.docx$|"
    r"(?:整改复查|recheck).*\.(?:xlsx|html)$|.*名录.*\.(?:csv|xlsx)$|说明\.md$",
    re.IGNORECASE,
)
#: The list that stands beside notices to all bodies of a year.
_LIST_OF_NOTICES: Final = frozenset({"通知书清单.xlsx", "notices.xlsx"})
#: How tables and records of ours begin, whatever they are called.
_OURS: Final = re.compile(
    r"(?:id,name|编号,机?关?名称|finding,decision|问题编号,决定|结论,年度,机构|verdict,year,|agency,year,form,table)|"
    r"[\s\[{]*\"schema\": *\"gouji\."
)
_HEAD: Final = 256
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Bytes of a file that are read at once: more than most reports have.
_PIECE: Final = 2**16


class PathError(GoujiError):
    """A path that was given cannot be used at all: wrong usage, not a bad report."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was handed in. ``path`` is None for standard input, which can be loaded once.

    ``year_hint`` is the year that the folder the report lies in is named after. ``witness``: its figures are
    compared with the picture of their page (:mod:`gouji.readers.witness`).
    """

    name: str
    path: Path | None = None
    year_hint: int | None = None
    witness: bool = False

    def load(self) -> bytes:
        """Return the bytes of the report. Raises :class:`GoujiError` where they cannot be had."""
        from gouji.readers.limits import LIMITS, exceeded

        try:
            # never more than needed to see that it is too much: the file may be a device or still growing
            with self.path.open("rb") if self.path else sys.stdin.buffer as file:
                data = _at_most(file, LIMITS.file_bytes + 1)
        except OSError as error:
            raise GoujiError(
                f"{self.name}：无法读取（{error.strerror}）。请检查文件和权限。",
                f"{self.name}: cannot be read ({error.strerror}). Check the file and its permissions.",
            ) from error
        if len(data) > LIMITS.file_bytes:
            raise exceeded(
                self.name, Text("文件大小（字节）", "the size of the file in bytes"), LIMITS.file_bytes
            )
        return data

    def side(self) -> SideFile:
        """Return what the side file says; nothing where there is none."""
        if self.path is not None and beside(self.path).is_file():
            return load_side_file(beside(self.path))
        return SideFile()


def _at_most(file: BinaryIO, size: int) -> bytes:
    """Read so many bytes at most; to ask for all at once would set aside memory for as many, each time."""
    data = bytearray()
    while len(data) < size and (more := file.read(min(_PIECE, size - len(data)))):
        data += more
    return bytes(data)


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be processed, and what to tell people about it.

    ``faults`` are reports that raise something unforeseen when they are held against the rules by themselves,
    by their digest: it is theirs.
    """

    report: Report
    message: Text
    faults: tuple[tuple[str, Text], ...] = ()


def collect(paths: Sequence[str | Path]) -> list[Report]:
    """Return the reports that the paths mean, each file once, folders in sorted order.

    A folder means every file under it that can be a report: hidden files, side files, truth files, readme
    files, rosters, decisions, folders of results, the ``…_files`` folders that browsers save beside a page,
    and what is no report for other reasons (:func:`sorted_out`) are left out. ``-`` is standard input. Raises
    :class:`PathError` for a path that does not exist and where there is no report at all.
    """
    return sorted_out(paths)[0]


def sorted_out(paths: Sequence[str | Path]) -> tuple[list[Report], list[Path]]:
    """Return the reports that the paths mean, and files in their folders that people may take for reports.

    The second are programs, notebooks and their pages, and files that gouji wrote or reads beside reports. Of
    side files, rosters and the like under their own names nobody needs to be told. What cannot be looked at
    (a link to nowhere, a closed folder) is among the reports: reading it says why. Raises as :func:`collect`.
    """
    reports: dict[str, Report] = {}
    others: list[Path] = []
    for given in paths:
        if str(given) == STANDARD_INPUT:
            reports.setdefault(STANDARD_INPUT, Report("stdin"))
            continue
        path = Path(given)
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise PathError(f"找不到路径：{given}", f"no such file or folder: {given}") from error
        except OSError as error:
            raise PathError(
                f"无法打开路径：{given}（{error.strerror}）。请检查路径和权限。",
                f"{given} cannot be opened ({error.strerror}). Check the path and its permissions.",
            ) from error
        for file, is_other in _files_under(path) if path.is_dir() else ((path, False),):
            if is_other:
                others.append(file)
                continue
            reports.setdefault(str(_real(file)), Report(file.name, file, year_hint=_year_of_folder(file)))
    if not reports:
        where = ", ".join(map(str, paths))
        raise PathError(
            f"没有找到任何报告：{where}。请把报告放进去（如 2024/某局.html），或写明报告的路径。",
            f"no report found in {where}. Put reports there (such as 2024/bureau.html), or name them.",
        )
    return list(reports.values()), others


def years_before(reports: Sequence[Report]) -> list[Report]:
    """Return the reports that lie where the year before has them, for rules that compare two years.

    ``…/2024/name.html`` has its predecessor in ``…/2023/name.*``. Reports that were handed in themselves
    are left out.
    """
    given = {_real(report.path) for report in reports if report.path}
    found: dict[Path, Report] = {}
    named: dict[Path, dict[str, list[Path]]] = {}
    for report in reports:
        if report.path is None or report.year_hint is None:
            continue
        folder = report.path.absolute().parents[1] / str(report.year_hint - 1)
        if folder not in named:
            named[folder] = _by_name(folder)
        for file in named[folder].get(report.path.stem, ()):
            if _real(file) not in given and _is_report(file):
                found[_real(file)] = Report(file.name, file, _year_of_folder(file))
    return list(found.values())


def _real(path: Path) -> Path:
    """Return where a path leads; links that lead in a circle lead nowhere else."""
    return Path(os.path.realpath(path))


def _by_name(folder: Path) -> dict[str, list[Path]]:
    """List a folder once, in sorted order, by all that stands before a dot of a file's name."""
    files: dict[str, list[Path]] = {}
    for file in sorted(folder.glob("*")):
        parts = file.name.split(".")
        for length in range(1, len(parts)):
            files.setdefault(".".join(parts[:length]), []).append(file)
    return files


def compared_with(reports: Sequence[Report], data: Path | None) -> list[Report]:
    """Return further reports that rules may compare with: of the year before, and all under ``data``."""
    given = {_real(report.path) for report in reports if report.path}
    others = years_before(reports)
    if data is not None and data.is_dir():
        others += [Report(file.name, file, _year_of_folder(file)) for file in _reports_under(data)]
    unique = {_real(report.path): report for report in others if report.path}
    return [report for path, report in unique.items() if path not in given]


def find_roster_file(paths: Sequence[str | Path], data: Path) -> Path | None:
    """Return the roster to identify agencies by, or None where there is none.

    It is the file of one of the names ``ROSTER_FILES`` nearest to the paths (in the folder given, in that of
    the file given, or up to two folders above), else that of the ``data`` folder.
    """
    return _nearest(roster_in, paths, data)


def roster_in(folder: Path) -> Path | None:
    """Return the roster in a folder, None where there is none. Raises :class:`GoujiError` for several."""
    found = [path for name in ROSTER_FILES if _is_file(path := folder / name)]
    if len(found) > 1:
        names = [path.name for path in found]
        raise GoujiError(
            f"{folder} 中有 {len(found)} 份机关名录（{'、'.join(names)}），不能确定用哪一份。请只留一份。",
            f"there are {len(found)} rosters in {folder} ({', '.join(names)}); leave the one to be used.",
        )
    return found[0] if found else None


def find_decisions_file(paths: Sequence[str | Path], data: Path) -> Path | None:
    """Return the ``decisions.csv`` that speaks of these reports, found as the roster is, or None."""
    return _nearest(decisions_in, paths, data)


def decisions_in(folder: Path) -> Path | None:
    """Return the ``decisions.csv`` in a folder, None where there is none."""
    path = folder / DECISIONS_FILE
    return path if _is_file(path) else None


def _nearest(
    in_folder: Callable[[Path], Path | None], paths: Sequence[str | Path], data: Path
) -> Path | None:
    for given in paths:
        if str(given) == STANDARD_INPUT:
            continue
        path = Path(given).absolute()
        folder = path if path.is_dir() else path.parent
        for candidate in (folder, *folder.parents[:2]):
            if found := in_folder(candidate):
                return found
    return in_folder(data)


def find_roster(paths: Sequence[str | Path], data: Path) -> Roster:
    """Load the roster that :func:`find_roster_file` finds; an empty one where there is none."""
    return Roster.of(find_roster_file(paths, data))


def read_report(report: Report, roster: Roster) -> Filing:
    """Read one report into a filing; see :func:`report_document` and :func:`report_filing`."""
    return report_filing(report, report_document(report), roster)


def report_document(report: Report) -> Document:
    """Read what the file of a report shows. Errors for people are :class:`GoujiError` and name the file.

    What a person confirmed in its pictures is read as printed (:mod:`gouji.inputs.confirmed`).
    """
    from gouji.readers.containers import prepare, read_document, source_of

    with _naming(report):
        data = report.load()
        folder = report.path and report.path.parent
        # hardly any report has a record: no other is hashed for one
        if (
            report.path is not None
            and records_near(report.path)
            and (record := confirmed_by(report.path, hashlib.sha256(data).hexdigest())) is not None
        ):
            pictures = load_record(record)
            document = document_of(source_of(data, report.name), pictures)
            document = document or read_document(data, report.name, folder, witness=report.witness)
            return with_confirmed(document, pictures, record)
        prepare(data)
        # imported while what takes the file apart is started
        import gouji.extract.extraction  # noqa: F401

        return read_document(data, report.name, folder, witness=report.witness)


def report_filing(report: Report, document: Document, roster: Roster) -> Filing:
    """Read the document of a report against its form. Errors are those of :func:`report_document`.

    The year of the report's folder counts only where neither the document nor its side file shows one.
    """
    from gouji.extract.extraction import read_filing

    with _naming(report):
        filing = read_filing(document, roster, side=report.side())
    return replace(filing, year=report.year_hint) if filing.year is None else filing


@contextmanager
def _naming(report: Report) -> Iterator[None]:
    """Let errors name the file."""
    try:
        yield
    except GoujiError as error:
        if report.name in error.text.zh:
            raise
        raise GoujiError(f"{report.name}：{error.text.zh}", f"{report.name}: {error.text.en}") from error


def read_reports(reports: Iterable[Report], roster: Roster) -> Iterator[Filing | Failure]:
    """Read reports one after the other; one that fails gives a :class:`Failure` and stops no other."""
    for report in reports:
        try:
            yield read_report(report, roster)
        except Exception as error:
            yield Failure(report, error_text(error, report.name))


#: What every folder of results has: nothing in it is a report, however deep in the input it lies.
_OF_A_RUN: Final = frozenset({"manifest.json", "failures.json", "index.html"})


def _reports_under(folder: Path) -> Iterator[Path]:
    return (path for path, is_other in _files_under(folder) if not is_other)


def _files_under(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the files under a folder, and whether each is one of those that only seem to be reports.

    A folder that cannot be opened is one of the files: nothing in it may be passed over in silence.
    """
    closed: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=closed.append):
        if set(files) >= _OF_A_RUN:
            folders.clear()
            continue
        pages = {Path(name).stem for name in files if Path(name).suffix.lower() in {".htm", ".html", ".mht"}}
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not _saved_with(name, pages)
        )
        notices = not _LIST_OF_NOTICES.isdisjoint(files)
        exported = {Path(name).with_suffix(".html").name for name in files if name.endswith(".ipynb")}
        for name in sorted(files):
            if _is_report(path := Path(here, name)):
                of_notices = notices and (name in _LIST_OF_NOTICES or path.suffix.lower() == ".docx")
                yield path, of_notices or name in exported or _is_other(path)
    yield from ((Path(error.filename), False) for error in closed)


def _is_other(path: Path) -> bool:
    if _OTHER.match(path.name):
        return True
    if path.suffix.lower() not in (".csv", ".json"):
        return False
    with suppress(OSError), path.open("rb") as file:
        return _OURS.match(file.read(_HEAD).decode("utf-8-sig", "replace")) is not None
    return False


def is_report_name(name: str) -> bool:
    """Say whether a file of this name can be a report: it is no roster, side file or other file of ours."""
    return not _NO_REPORT.match(name) and not name.endswith(_NO_REPORT_SUFFIXES)


def _is_report(file: Path) -> bool:
    try:
        return is_report_name(file.name) and stat.S_ISREG(file.stat().st_mode)
    except OSError:
        return True


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _saved_with(folder: str, pages: set[str]) -> bool:
    return any(folder in (f"{page}_files", f"{page}.files") for page in pages)


def _year_of_folder(file: Path) -> int | None:
    name = file.absolute().parent.name
    return int(name) if _YEAR.fullmatch(name) else None
