"""Side files: what a report cannot show about itself, written beside it as ``<report>.side.toml``.

::

    published = 2021-01-29                  # the day the agency put the report on line
    address = "https://…"                   # where it was found
    captured = 2024-03-01T09:30:00+08:00    # when this copy was taken
    agency = "yiwu-office"                  # roster id, where the document does not name its agency
    year = 2020                             # report year, where the document does not name it
    counts = false                          # this copy is not the report of the year, another one is

The entries may be named in Chinese instead: 公布日期, 网址, 采集时间, 机构编号, 年度, 作数.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gouji.model.text import GoujiError

if TYPE_CHECKING:
    from pathlib import Path


SUFFIX = ".side.toml"
FIRST_YEAR, LAST_YEAR = 2008, 2100

#: The entries of a side file, with their Chinese names.
_NAMES: Final = {
    "published": "公布日期",
    "address": "网址",
    "captured": "采集时间",
    "agency": "机构编号",
    "year": "年度",
    "counts": "作数",
}
_ENTRIES: Final = {name: key for key, zh in _NAMES.items() for name in (key, zh)} | {"编号": "agency"}
#: TOML wants quotation marks around a name that is not of ASCII; people do not write them.
_BARE_NAME: Final = re.compile(r"^([ \t]*)([一-鿿]+)(?=[ \t]*=)", re.MULTILINE)
_AT: Final = re.compile(r"at line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True)
class SideFile:
    """What is known of a report from outside it; None where nothing is.

    ``published`` and ``address`` say when and where it was published, ``captured`` when this copy was
    taken, ``agency`` is an id of the roster, ``year`` the year reported on; ``counts`` says which of several
    copies is the report of the year (true) or is not (false).
    """

    published: dt.date | None = None
    address: str | None = None
    captured: dt.datetime | None = None
    agency: str | None = None
    year: int | None = None
    counts: bool | None = None


def beside(report: Path) -> Path:
    """Return where the side file of this report is, if it has one."""
    return report.with_name(report.name + SUFFIX)


def load_side_file(path: Path) -> SideFile:
    """Read a side file. Raises :class:`GoujiError` naming the file and the entry that is wrong."""
    try:
        written = tomllib.loads(_BARE_NAME.sub(r'\1"\2"', path.read_bytes().decode("utf-8-sig")))
    except OSError as error:
        raise _error(path, f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _error(path, "不是 UTF-8 编码", "is not in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        where = f"（第 {at[1]} 行第 {at[2]} 列）" if at else ""
        raise _error(
            path,
            f"不合 TOML 写法{where}；应如 公布日期 = 2021-01-29，文字放在英文引号内",
            f"is no valid TOML ({error})",
        ) from error
    raw: dict[str, Any] = {}
    for name, value in written.items():
        key = _ENTRIES.get(name)
        if key is None:
            raise _error(
                path,
                f"没有“{name}”这一项；可用的项：{'、'.join(_NAMES.values())}",
                f"has an unknown entry “{name}”; known: {', '.join(_NAMES)}",
            )
        if key in raw:
            raise _error(path, f"“{_NAMES[key]}”写了两次", f"has the entry “{key}” twice")
        raw[key] = value
    return SideFile(
        published=_date(raw, path),
        address=_words(raw, "address", path),
        captured=_timestamp(raw, path),
        agency=_words(raw, "agency", path),
        year=_year(raw, path),
        counts=_truth(raw, "counts", path),
    )


def _error(path: Path, zh: str, en: str) -> GoujiError:
    return GoujiError(f"附属文件 {path.name}：{zh}。", f"side file {path.name}: {en}.")


def _date(raw: dict[str, Any], path: Path) -> dt.date | None:
    value = raw.get("published")
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            value = ""
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    raise _error(
        path,
        "公布日期（published）应为日期，如 2021-01-29",
        "published must be a date, for example 2021-01-29",
    )


def _timestamp(raw: dict[str, Any], path: Path) -> dt.datetime | None:
    value = raw.get("captured")
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            value = ""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    if value is None or isinstance(value, dt.datetime):
        return value
    raise _error(
        path,
        "采集时间（captured）应为时间，如 2024-03-01T09:30:00+08:00",
        "captured must be a time, for example 2024-03-01T09:30:00+08:00",
    )


def _words(raw: dict[str, Any], key: str, path: Path) -> str | None:
    value = raw.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value.strip() if value else None
    raise _error(path, f"{_NAMES[key]}（{key}）应为引号内的文字", f"{key} must be a quoted text")


def _truth(raw: dict[str, Any], key: str, path: Path) -> bool | None:
    value = raw.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise _error(path, f"{_NAMES[key]}（{key}）应为 true 或 false", f"{key} must be true or false")


def _year(raw: dict[str, Any], path: Path) -> int | None:
    value = raw.get("year")
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR:
        return value
    raise _error(
        path,
        f"年度（year）应为 {FIRST_YEAR} 至 {LAST_YEAR} 的年份",
        f"year must be a year from {FIRST_YEAR} to {LAST_YEAR}",
    )
