"""CSV files that people keep in spreadsheets: in UTF-8 or, as often in China, in GB18030."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.bilingual import GoujiError

if TYPE_CHECKING:
    from pathlib import Path

    from gouji.bilingual import Text


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
