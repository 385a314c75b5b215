"""Files that people keep: written aside and moved into place, and tables as spreadsheets save them."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import os
import warnings
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from gouji.model.safe import inert
from gouji.model.text import GoujiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from gouji.model.text import Text


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_ASIDE = ".part"
SheetRow = TypeVar("SheetRow")


def put_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, each in one step; a file that would not change is left alone.

    Raises :class:`GoujiError` where the folder cannot be written; files already in place stay as they are.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _put_file(folder / name, content)
    except OSError as error:
        raise GoujiError(
            f"无法写入 {folder}：{error.strerror}。请检查权限和磁盘空间；已写好的文件都完整，可接着运行。",
            f"{folder} cannot be written: {error.strerror}. Check permissions and disk space; the files that "
            "are there are whole, and the next run goes on.",
        ) from error


def _put_file(target: Path, content: bytes) -> None:
    if target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content:
        return
    aside = target.with_name(f".{target.name}.{os.getpid()}{_ASIDE}")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            # else a power failure could leave the new name with nothing under it
            os.fsync(file.fileno())
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def remove_partial(out: Path) -> None:
    """Remove what an interrupted run left aside."""
    for aside in out.glob(f"**/.*{_ASIDE}"):
        aside.unlink(missing_ok=True)


def csv_text(path: Path, what: Text) -> str:
    """Return the text of a CSV file; ``what`` it is stands before its name in messages.

    Raises :class:`GoujiError` where it cannot be read or is in no known encoding.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GoujiError(
            f"无法读取{what.zh} {path}：{error.strerror}。请检查路径和权限。",
            f"{what.en} {path} cannot be read: {error.strerror}. Check its path and permissions.",
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise GoujiError(
        f"{what.zh} {path} 不是 UTF-8 或 GB18030 编码的 CSV 文件。请在表格软件中另存为 CSV UTF-8。",
        f"{what.en} {path} is no CSV in UTF-8 or GB18030. Save it as “CSV UTF-8” in a spreadsheet program.",
    )


def tables(path: Path, what: Text) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """Yield the tables of a file that people keep, each as the number and the texts of every line.

    A CSV file is one table, also where it was copied with tabs; a workbook (.xlsx) has one a sheet. ``what``
    it is stands before its name in messages. Raises :class:`GoujiError` where the file cannot be read.
    """
    if path.suffix.lower() != ".xlsx":
        text = csv_text(path, what)
        tabs = "\t" in text.partition("\n")[0]
        yield _lines(text, "\t" if tabs else ",", path, what)
        return
    from openpyxl import load_workbook

    with _workbook(path, what):
        # of a damaged file openpyxl leaves the handle open
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            rows = _rows(sheet.iter_rows(values_only=True), path, what)
            yield ((line, [_cell_text(value) for value in row]) for line, row in enumerate(rows, start=1))
    finally:
        book.close()


def _lines(text: str, delimiter: str, path: Path, what: Text) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of a CSV file with their numbers. Raises :class:`GoujiError` for what is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        zh, en = "不是 CSV 表格的一行（引号没有配对，或一格过长）", "is no line of a CSV table"
        raise in_line(what, path, reader.line_num, zh, en) from error


@contextmanager
def _workbook(path: Path, what: Text) -> Iterator[None]:
    """Read of a workbook, without openpyxl's warnings of extensions that nobody needs here.

    Raises :class:`GoujiError` for whatever openpyxl raises, which does not say what a damaged file gives.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Exception as error:
        raise GoujiError(
            f"无法读取{what.zh} {path}：不是可用的 .xlsx 文件，或者正被别的程序占用。请另存后再试。",
            f"{what.en} {path} cannot be read: it is no usable .xlsx, or another program holds it. Save it "
            "again.",
        ) from error


def _rows(rows: Iterator[SheetRow], path: Path, what: Text) -> Iterator[SheetRow]:
    """Pass on the rows of a sheet. Raises :class:`GoujiError` for a damaged one."""
    while True:
        with _workbook(path, what):
            row = next(rows, None)
        if row is None:
            return
        yield row


def _cell_text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def guarded(text: str) -> str:
    """Return a text as no spreadsheet executes it, so that :func:`uttered` gives it back."""
    return f"'{text}" if text.startswith("'") else inert(text)


def uttered(text: str) -> str:
    """Return a text without the apostrophe that guards it; one that people wrote themselves stays."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text


#: Titles of columns stand in one of so many lines: people write the title of the whole table above them.
_LINES_OF_HEAD: Final = 5


def rows_by_column(
    path: Path, what: Text, column_of: Mapping[str, str], needed: Mapping[str, Text]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield number and texts by column of each line, of the first table that has the columns ``needed``.

    ``column_of`` leads from titles in lower case to columns, ``needed`` from columns to their titles for
    messages. Other columns and empty lines are passed over. Raises :class:`GoujiError` as :func:`tables`, and
    where no table has the columns.
    """
    lacks: list[str] = []
    for table in tables(path, what):
        for _, titles in islice(table, _LINES_OF_HEAD):
            columns = [column_of.get(title.strip().casefold(), "") for title in titles]
            if needed.keys() <= set(columns):
                nothing = dict.fromkeys(filter(None, columns), "")
                for line, row in table:
                    if any(text.strip() for text in row):
                        said = zip(columns, row, strict=False)
                        yield line, nothing | {column: text for column, text in said if column}
                return
            lacks = lacks or [column for column in needed if column not in columns]
    titled = [needed[column] for column in lacks or needed]
    zh, en = "、".join(title.zh for title in titled), ", ".join(title.en for title in titled)
    if path.suffix.lower() != ".xlsx":
        raise in_line(what, path, 1, f"首行缺少列：{zh}", f"the first line lacks the columns {en}")
    zh = "、".join(f"“{title.zh}”" for title in needed.values())
    en = ", ".join(f"“{title.en}”" for title in needed.values())
    raise GoujiError(
        f"{what.zh} {path} 中没有一张工作表的首行有{zh}各列。",
        f"no sheet of {what.en} {path} has the columns {en} in its first row.",
    )


def in_line(what: Text, path: Path, line: int, zh: str, en: str) -> GoujiError:
    """Return the error that a line of a table is wrong."""
    return GoujiError(f"{what.zh} {path} 第 {line} 行：{zh}。", f"{what.en} {path}, line {line}: {en}.")


def timestamp() -> str:
    """Return the present moment as decisions and confirmations are dated: ISO 8601 with the offset."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def put_beside(
    folder: Path, stem: str, suffix: str, content: bytes, taken: Callable[[Path], bool] = lambda path: False
) -> Path:
    """Write a file under the first free name (``stem``, ``stem-2`` …) and return it; none is written over.

    ``taken`` says of a free name that it is not to be used. Raises :class:`GoujiError` where all are taken.
    """
    for count in range(1, 10_000):
        path = folder / f"{stem}{f'-{count}' if count > 1 else ''}{suffix}"
        if taken(path):
            continue
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        return path
    raise GoujiError(f"{folder} 中同名文件太多。", f"too many files of one name in {folder}.")
