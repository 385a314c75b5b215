"""Side files: what a report cannot show about itself, written beside it as ``<report>.side.toml``.

::

    published = 2021-01-29                  # the day the agency put the report on line
    address = "https://…"                   # where it was found
    captured = 2024-03-01T09:30:00+08:00    # when this copy was taken
    agency = "yiwu-office"                  # roster id, where the document does not name its agency
    year = 2020                             # report year, where the document does not name it
    counts = false                          # this copy is not the report of the year, another one is
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from gouji.model.text import GoujiError

if TYPE_CHECKING:
    from pathlib import Path


SUFFIX = ".side.toml"
FIRST_YEAR, LAST_YEAR = 2008, 2100


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
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise _error(path, f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _error(path, "不是 UTF-8 编码", "is not in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise _error(path, f"不是有效的 TOML（{error}）", f"is no valid TOML ({error})") from error
    known = [field.name for field in fields(SideFile)]
    for key in raw:
        if key not in known:
            allowed = ", ".join(known)
            raise _error(
                path,
                f"没有“{key}”这一项；可用的项：{allowed}",
                f"has an unknown entry “{key}”; known: {allowed}",
            )
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
        path, "published 应为日期，如 2021-01-29", "published must be a date, for example 2021-01-29"
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
        "captured 应为时间，如 2024-03-01T09:30:00+08:00",
        "captured must be a time, for example 2024-03-01T09:30:00+08:00",
    )


def _words(raw: dict[str, Any], key: str, path: Path) -> str | None:
    value = raw.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value.strip() if value else None
    raise _error(path, f"{key} 应为引号内的文字", f"{key} must be a quoted text")


def _truth(raw: dict[str, Any], key: str, path: Path) -> bool | None:
    value = raw.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise _error(path, f"{key} 应为 true 或 false", f"{key} must be true or false")


def _year(raw: dict[str, Any], path: Path) -> int | None:
    value = raw.get("year")
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR:
        return value
    raise _error(
        path,
        f"year 应为 {FIRST_YEAR} 至 {LAST_YEAR} 的年份",
        f"year must be a year from {FIRST_YEAR} to {LAST_YEAR}",
    )
