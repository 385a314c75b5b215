"""``gouji export``: every cell of many reports as one tidy table, for other programs."""

from __future__ import annotations

import csv
import io
import re
import sys
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.filing import Filing
from gouji.model.safe import inert, visible
from gouji.model.text import GoujiError, Text
from gouji.model.tidy import CELL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gouji.model.text import Lang
    from gouji.show.spreadsheet import Kind, Value

    Row = tuple[object, ...]


_EXPORT = Text(
    "把报告的每一格导出为一张整洁的表：一格一行，找不到的格也在内。\n\n"
    "PATH 是报告文件或文件夹，- 为标准输入，可以一次给很多。数值精确：Parquet 为 decimal128。",
    "Export every cell of reports as one tidy table: a row a cell, the missing ones too.\n\n"
    "PATH is a report or a folder of reports, - is standard input; many can be given at once. Numbers are\n"
    "exact: decimal128 in Parquet.",
)
_FORMAT = Text(
    "csv、parquet（需要 gouji[parquet]）或 xlsx；默认看 FILE 的扩展名，没有则为 csv。",
    "csv, parquet (needs gouji[parquet]) or xlsx; by default as the name of FILE ends, else csv.",
)
_OUT = Text("写到哪个文件；不给则把 csv 打印出来。", "File to write; without it csv is printed.")
_NO_OUT = Text(
    "{format} 不能打印：请用 --out 指定文件。", "{format} cannot be printed: name a file with --out."
)
_DONE = Text("{file}：{count} 行", "{file}: {count} rows")
_NO_PYARROW = Text(
    "写 Parquet 需要 pyarrow：请安装 gouji[parquet]，或改用 --format csv。",
    "Parquet needs pyarrow: install gouji[parquet], or choose --format csv.",
)
_TOO_LONG = Text(
    "{count} 行超过一张 xlsx 工作表的上限 {most}：请改用 csv 或 parquet。",
    "{count} rows are more than the {most} of a sheet of xlsx: choose csv or parquet.",
)
_TOO_WIDE = Text(
    "“{value}”的位数超过 decimal128 的 38 位，不能写入 Parquet：请改用 csv。",
    "“{value}” has more digits than the 38 of decimal128 and cannot go into Parquet: choose csv.",
)
#: decimal128 has so many digits; at least so many of them are kept for the fraction, in every file alike.
_DIGITS, _FRACTION = 38, 6
#: Digits that a number of a spreadsheet has; a number of more would be changed, so it is written as text.
_SHEET_DIGITS: Final = 15
_MOST_ROWS: Final = 1_048_575
_WIDTHS: Final[Mapping[str, int]] = {"agency": 26, "row": 26, "place": 34, "source": 30}
_KINDS: Final[Mapping[str, Kind]] = {"year": "year", "value": "number"}


def csv_bytes(rows: Sequence[Row]) -> bytes:
    """Return the table as CSV in UTF-8 with the mark that Excel and WPS need, numbers in plain digits."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CELL_COLUMNS)
    for row in rows:
        writer.writerow(map(_for_csv, row))
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def parquet_bytes(rows: Sequence[Row]) -> bytes:
    """Return the table as Parquet, ``value`` as decimal128.

    Raises GoujiError where pyarrow is not installed, and for a number of more digits than decimal128 has.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise GoujiError(_NO_PYARROW.zh, _NO_PYARROW.en) from error
    columns = dict(zip(CELL_COLUMNS, zip(*rows, strict=True), strict=True)) if rows else {}
    numbers = [None if value is None else Decimal(str(value)) for value in columns.get("value", ())]
    known = [number for number in numbers if number is not None]
    fraction = max([_FRACTION, *(-int(number.as_tuple().exponent) for number in known)])
    for number in known:
        if number.adjusted() + 1 + fraction > _DIGITS:
            said = _TOO_WIDE.filled(value=format(number, "f"))
            raise GoujiError(said.zh, said.en)
    kinds = {"Int64": pa.int64(), "string": pa.string(), "object": pa.decimal128(_DIGITS, fraction)}
    columns["value"] = tuple(numbers)
    table = pa.table(
        {
            name: pa.array([_as_utf8(value) for value in columns.get(name, ())], kinds[kind])
            for name, kind in CELL_COLUMNS.items()
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def xlsx_bytes(rows: Sequence[Row]) -> bytes:
    """Return the table as a workbook of one sheet; a number of too many digits stands there as text."""
    from gouji.show.spreadsheet import SheetColumn, View, workbook_bytes

    if len(rows) > _MOST_ROWS:
        said = _TOO_LONG.filled(count=len(rows), most=_MOST_ROWS)
        raise GoujiError(said.zh, said.en)
    columns = tuple(
        SheetColumn(Text(name, name), _WIDTHS.get(name, 14), _KINDS.get(name, "text"))
        for name in CELL_COLUMNS
    )
    shown = [tuple(map(_for_sheet, row)) for row in rows]
    return workbook_bytes([View("cells", tuple(CELL_COLUMNS), columns, shown)])


_WRITERS: Final[Mapping[str, Callable[[Sequence[Row]], bytes]]] = {
    "csv": csv_bytes,
    "parquet": parquet_bytes,
    "xlsx": xlsx_bytes,
}


#: A number with a sign, or a sign alone: no formula, though it begins like one.
_SIGNED = re.compile(r"[-+]?[\d.,]*")


def _for_csv(value: object) -> object:
    if isinstance(value, str):
        return value if _SIGNED.fullmatch(value) else inert(value)
    return format(value, "f") if isinstance(value, Decimal) else value


def _as_utf8(value: object) -> object:
    """Return text as UTF-8 can carry it: a lone surrogate becomes an escape."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _for_sheet(value: object) -> Value:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) > _SHEET_DIGITS:
        return format(Decimal(value), "f")
    return cast("Value", value)


def command(lang: Lang) -> click.Command:
    """Return ``gouji export``."""
    params: list[click.Parameter] = [
        parameters.paths(required=True),
        click.Option(["--format"], type=click.Choice([*_WRITERS]), help=_FORMAT.said(lang)),
        click.Option(
            ["--out"],
            metavar="FILE",
            type=click.Path(dir_okay=False, path_type=Path),
            help=_OUT.said(lang),
        ),
        parameters.data(lang),
    ]
    return BilingualCommand("export", lang, _EXPORT, params, partial(_export, Session(lang)))


def _export(
    session: Session, *, paths: tuple[str, ...], format: str | None, out: Path | None, data: Path | None
) -> ExitStatus:
    from gouji.inputs.files import put_files
    from gouji.reports import find_roster, read_reports

    ending = out.suffix.lower().removeprefix(".") if out else ""
    kind = format or (ending if ending in _WRITERS else "csv")
    if out is None and kind != "csv":
        raise click.UsageError(session.said(_NO_OUT.filled(format=kind)))
    roster = find_roster(paths, data or parameters.DATA)
    rows: list[Row] = []
    for result in session.telling_failures(read_reports(session.collected(paths), roster)):
        if isinstance(result, Filing):
            rows += result.cell_rows(session.lang)
    content = _WRITERS[kind](rows)
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    else:
        put_files(out.parent, {out.name: content})
        session.message(_DONE.filled(file=out, count=len(rows)))
    return session.status()
