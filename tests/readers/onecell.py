"""A report as a web page, a Word file or a workbook with other markup in one of its cells."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from corpus import make_figures, variants
from gouji.extract.extraction import read_filing
from gouji.inputs.roster import Roster
from gouji.readers.containers import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from gouji.model.filing import Filing

#: The cell that is changed; a figure that stands nowhere else marks it until then.
CELL = "applications/new/natural_person"
_MARK = 987654


@cache
def _written(container: str, cell: str) -> bytes:
    report = make_figures(Random(20)).with_cells(**{cell.replace("/", "__"): _MARK})
    variant = next(each for each in variants() if each.name == container)
    return variant.write_story(variant.story(report))


def page(markup: str, head: str = "", cell: str = CELL) -> bytes:
    """Return a web page with this markup in one cell and these elements in its head."""
    text = _written("html-clean", cell).decode()
    assert text.count(str(_MARK)) == 1
    return text.replace(str(_MARK), markup).replace("</head>", f"{head}</head>").encode()


def word(runs: str, cell: str = CELL, **parts: Callable[[str], str]) -> bytes:
    """Return a Word file with these runs in one cell's paragraph.

    ``parts`` change the text of a part: ``styles`` that of ``word/styles.xml``.
    """
    changes = {f"word/{name}.xml": change for name, change in parts.items()}
    changes["word/document.xml"] = lambda text: re.sub(
        rf"<w:r>(?:(?!<w:r>).)*?<w:t>{_MARK}</w:t></w:r>", lambda _: runs, text
    )
    return changed(_written("docx", cell), changes)


def workbook(element: str, cell: str = CELL, **parts: Callable[[str], str]) -> bytes:
    """Return a workbook with this element for one cell; ``{}`` in it is its reference.

    ``parts`` change the text of a part: ``workbook`` that of ``xl/workbook.xml``, ``sheet`` the only sheet's.
    """
    names = {"sheet": "xl/worksheets/sheet1.xml"}
    changes = {names.get(name, f"xl/{name}.xml"): change for name, change in parts.items()}
    further = changes.get(names["sheet"], str)

    def sheet(text: str) -> str:
        found = re.search(rf'<c r="(\w+)" (s="\d+")? ?(?:t="n")?><v>{_MARK}</v></c>', text)
        assert found
        return further(text.replace(found[0], element.replace("{}", f'r="{found[1]}" {found[2]}')))

    return changed(_written("xlsx", cell), {**changes, names["sheet"]: sheet})


def changed(package: bytes, changes: dict[str, Callable[[str], str]], **more: bytes) -> bytes:
    """Return a zipped file with some parts changed and more parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name in changes:
                after = changes[name](text.decode()).encode()
                assert after != text, name
                text = after
            new.writestr(name, text)
        for name, content in more.items():
            new.writestr(name, content)
    return data.getvalue()


def filed(data: bytes, name: str = "report") -> Filing:
    """Read a report."""
    return read_filing(read_document(data, name), Roster.empty())


def said(data: bytes, cell: str = CELL) -> tuple[str | None, object, str]:
    """Return what the cell prints, its value and status; all other cells of the form are read."""
    filing = filed(data)
    others = [
        each for each in filing.form_cells if each.id != cell and each.status not in ("read", "annotated")
    ]
    assert not others
    found = filing.cell(cell)
    assert found is not None
    return found.printed, found.value, found.status
