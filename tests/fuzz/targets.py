"""What is fuzzed: each target takes any bytes and ends, or raises the error that people are told.

Anything else that is raised is a defect. What a target promises beyond that it asserts itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import sample_report, variants
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.measures.narrative import sentences
from gouji.model.form import load_form
from gouji.model.safe import safe
from gouji.model.text import GoujiError
from gouji.model.values import parse_value
from gouji.readers.containers import read_document
from hostile.escapes import commands

if TYPE_CHECKING:
    from collections.abc import Callable

_NOBODY = Roster.empty()
_UNITS = ("件", "项", "元", "万元")
#: Containers that are read in this process, by suffix. PDF is read in a child, which coverage does not see.
SUFFIXES = (".txt", ".md", ".html", ".mht", ".docx", ".xlsx")


def report(data: bytes, suffix: str = ".txt") -> None:
    """Read bytes as a report, align what is there with the forms, and cut its prose into sentences."""
    name = f"fuzz{suffix}"
    try:
        filing = read_filing(read_document(data, name), _NOBODY)
    except GoujiError as error:
        if name not in error.text.zh or name not in error.text.en:
            raise ValueError("a message that names no file") from error
        return
    sentences(filing)
    ids = [cell.id for cell in filing.form_cells]
    assert len(ids) == len(set(ids))
    for cell in filing.form_cells:
        if cell.status in {"read", "annotated"}:
            assert parse_value(cell.printed, cell.unit) == (cell.value, cell.status)
        elif cell.status != "ambiguous":
            assert cell.value is None


def _reading(suffix: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        report(data, suffix)

    return read


def alignment(data: bytes) -> None:
    """Read a text of the forms' own words, figures and separators, one a byte, in any order."""
    words = _vocabulary()
    report("".join(words[byte % len(words)] for byte in data[:4000]).encode())


def value(data: bytes) -> None:
    """Read bytes as what is printed in a cell, in every unit, and show it on a terminal."""
    text = data.decode("utf-8", "replace")
    for unit in _UNITS:
        number, status = parse_value(text, unit)
        assert (number is None) == (status not in {"read", "annotated"}), (text, number, status)
        assert number is None or any(letter.isdigit() for letter in text)
    assert not commands(safe(text))


def _vocabulary() -> list[str]:
    """Return every label of both forms, heads of sections, figures and separators; separators come often."""
    labels = {
        label
        for form in ("2019", "2021")
        for table in load_form(form).tables
        for row in table.rows
        for label in (table.title, row.printed, *row.groups, *(column.label for column in row.columns))
    }
    heads = [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、",
        "五、",
        "六、",
    ]
    marks = ["\t", "\n", " ", "|", "\n\n", "\t\t", "0", "1", "12", "305", "/", "—", "2023年", "第 1 页"]
    return sorted(labels) + heads + marks * 5


def seeds(target: str) -> list[bytes]:
    """Return what to begin with: a report of the corpus in each physical form of a container, or bytes."""
    forms = [one for one in variants() if one.suffix == f".{target}" and "+" not in one.name]
    if target == "mht":
        page = next(one for one in variants() if one.suffix == ".html")
        head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        return [head + page.write(sample_report(page.name, 0))]
    return [one.write(sample_report(one.name, 0)) for one in forms] or [
        bytes(range(256)),
        "1,234万元".encode(),
    ]


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{suffix[1:]: _reading(suffix) for suffix in SUFFIXES},
    "alignment": alignment,
    "value": value,
}
