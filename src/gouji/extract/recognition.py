"""Which statutory form a document follows, told by the headings it prints and never by its year."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from gouji.extract.labels import bare, core
from gouji.extract.lines import PROSE, table_texts
from gouji.model.document import Note, Paragraph
from gouji.model.form import STATUTORY, load_form
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gouji.model.document import Document
    from gouji.model.filing import PrintedLabel
    from gouji.model.form import Table


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
    one that table three follows. So may the items of table two.
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
    printed = _printed_items(document) if all(votes.values()) else ()
    both = len({form for _, form in printed}) > 1
    tables = {
        "disclosure": _of_both_forms(form_id, printed)
        if both
        else load_form(disclosure or form_id).table("disclosure"),
        "applications": applications,
        "reviews": load_form(form_id).table("reviews"),
    }
    return Recognised(form_id, tables, told=disclosure is not None or three_rows)


def _printed_items(document: Document) -> tuple[tuple[str, str], ...]:
    """Items of article 20 with the form whose own column headings are printed below them, where that is one.

    A heading is a cell or a word by itself; before any item is printed it may be that of all that have it.
    """
    items = dict.fromkeys(row.item for row in load_form("2019").table("disclosure").rows)
    by_title = {core(item): item for item in items}
    found: dict[str, set[str]] = {item: set() for item in items}
    below: Iterable[str] = items
    for text in document.texts:
        for word in dict.fromkeys(map(bare, (text, *text.split()))) if len(text) <= PROSE else ():
            if word in by_title:
                below = (by_title[word],)
            for item in below:
                found[item].update(form for form in STATUTORY if word in _own_columns(form, item))
    return tuple((item, forms.pop()) for item, forms in found.items() if len(forms) == 1)


@cache
def _own_columns(form: str, item: str) -> tuple[str, ...]:
    """Bare column headings of an item that the other form prints nowhere in table two."""
    (other,) = (each for each in STATUTORY if each != form)
    rows = [row for row in load_form(form).table("disclosure").rows if row.item == item]
    names = {bare(name) for row in rows for column in row.columns for name in column.names}
    return tuple(sorted(names.intersection(_own_headings(form, other))))


@cache
def _of_both_forms(form: str, printed: tuple[tuple[str, str], ...]) -> Table:
    """Table two of a report that prints headings of both: the rows of each item as the form whose they are.

    ``form`` is that of the items whose own headings are not printed.
    """
    tables = {each: load_form(each).table("disclosure") for each in STATUTORY}
    forms = dict(printed)
    items = dict.fromkeys(row.item for row in tables["2019"].rows)
    rows = [row for item in items for row in tables[forms.get(item, form)].rows if row.item == item]
    return replace(tables[form], rows=tuple(rows))


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


def tell_both(labels: Sequence[PrintedLabel]) -> list[Note]:
    """Say which column headings of table two are of which form, where some are of each."""
    found = {
        form: [label for label in labels if bare(label.printed) in _own_headings(form, other)]
        for form, other in (STATUTORY, STATUTORY[::-1])
    }
    if not all(found.values()):
        return []
    quoted = {
        form: "".join(f"“{' '.join(label.printed.split())}”" for label in own) for form, own in found.items()
    }
    return [
        Note(
            "headings-of-both-forms",
            Text(
                "主动公开政府信息情况表同时印有两种格式的列名："
                + "，".join(f"{quoted[form]}是 {form} 年格式的" for form in STATUTORY)
                + "。各格按所印列名读取。",
                "Table two prints column headings of both forms: "
                + ", ".join(f"{quoted[form]} of the form of {form}" for form in STATUTORY)
                + ". Each cell was read under the heading printed above it.",
            ),
            min(found.values(), key=len)[0].place,
        )
    ]
