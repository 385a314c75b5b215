"""Which statutory form a document follows, told by the headings it prints and never by its year."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from gouji.document import Paragraph
from gouji.extract.labels import bare, core
from gouji.extract.lines import PROSE, table_texts
from gouji.forms import load_form

if TYPE_CHECKING:
    from gouji.document import Document
    from gouji.forms import Table

#: What the rows under 其他处理 say in form 2021 only; more than one of each, for a copy that lost characters.
_THREE_ROWS = ("逾期不补正", "按收费通知要求缴纳", "行政机关不再处理")
_UNIVERSITY = ("高等学校信息公开办法", "高等学校信息公开事项清单", "学年信息公开")


class Recognised(NamedTuple):
    """The form's id (or None), and per statutory table the table whose headings are printed.

    ``told`` is False where table two prints no heading by which its form could be told, nor does table three.
    """

    form: str | None
    tables: dict[str, Table]
    told: bool = True


def recognise(document: Document) -> Recognised:
    """Return the form that a document follows.

    The tables may follow different forms (a table two of 2019 in a report of form 2021); the form is then the
    one that table three follows.
    """
    parts = [text if len(text) <= PROSE else "".join(table_texts(text)) for text in document.texts]
    text = core("".join(parts))
    old, new = load_form("2019"), load_form("2021")
    applications = new.table("applications")
    seen = sum(bare(row.label) in text for row in applications.rows[:12])
    votes = {
        form.id: sum(heading in text for heading in _own_headings(form.id, other.id))
        for form, other in ((old, new), (new, old))
    }
    if seen < 3 and max(votes.values()) < 2:
        whole = core("".join(_all_text(document)))
        return Recognised("university" if any(core(mark) in whole for mark in _UNIVERSITY) else None, {})
    disclosure = "2019" if votes["2019"] > votes["2021"] else "2021" if votes["2021"] else None
    three_rows = any(core(mark) in text for mark in _THREE_ROWS)
    one_row = core("其他处理") in text
    form_id = "2021" if three_rows else disclosure or ("2019" if one_row else "2021")
    if not three_rows and one_row and form_id == "2021":
        applications = applications.with_alternatives
    if form_id == "2019":
        applications = old.table("applications")
    tables = {
        "disclosure": load_form(disclosure or form_id).table("disclosure"),
        "applications": applications,
        "reviews": load_form(form_id).table("reviews"),
    }
    return Recognised(form_id, tables, told=disclosure is not None or three_rows)


@cache
def _own_headings(form: str, other: str) -> tuple[str, ...]:
    """Bare column headings and row labels that this form's table two prints and the other's nowhere does."""
    table, against = (load_form(each).table("disclosure") for each in (form, other))
    others = [core(label) for label in _labels(against)]
    return tuple(bare(label) for label in _labels(table) if not any(core(label) in name for name in others))


def _labels(table: Table) -> dict[str, None]:
    rows = (name for row in table.rows if len(row.label) > 3 for name in row.names)
    return dict.fromkeys([*rows, *(name for column in table.columns for name in column.names)])


def _all_text(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]
