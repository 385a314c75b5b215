"""JSON of filings (``gouji.filing/1``) and audits (``gouji.audit/1``), exact and safe to print.

Decimals stay exact, Chinese stands as it is, and nothing in it is a code that a terminal would obey.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TextIO

import simplejson

from gouji.model.filing import copy_of, exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gouji.model.document import Place, Source
    from gouji.model.filing import Cell, Filing
    from gouji.model.finding import Audit, Finding
    from gouji.model.text import Text


#: What JSON allows inside a string and a terminal may take for a command, and lone surrogates.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def dumps(value: object, *, indent: int | None = 2, sort_keys: bool = False) -> str:
    """Return the value as JSON with two spaces of indentation, or with no space at all; decimals exact."""
    text: str = simplejson.dumps(
        value,
        ensure_ascii=False,
        indent=indent,
        separators=(",", ":") if indent is None else None,
        use_decimal=True,
        allow_nan=False,
        sort_keys=sort_keys,
    )
    # nothing that prints is unsafe, and whether all does is soon told
    if text.replace("\n", "").isprintable():
        return text
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write_array(elements: Iterable[Any], out: TextIO) -> None:
    """Write one JSON array, element by element as they come."""
    write_rendered(map(dumps, elements), out)


def write_rendered(elements: Iterable[str], out: TextIO) -> None:
    """Write one JSON array of elements that are JSON already, as they come."""
    separator = "["
    for element in elements:
        out.write(separator + "\n" + element)
        separator = ","
    out.write("]\n" if separator == "," else "[]\n")


FILING_SCHEMA = "gouji.filing/1"
ERROR_SCHEMA = "gouji.error/1"


def source_json(source: Source) -> dict[str, Any]:
    """Return the file a filing was read from: name, digest, media type, size."""
    return {
        "name": source.name,
        "sha256": source.sha256,
        "media_type": source.media_type,
        "bytes": source.bytes,
    }


def filed_json(filing: Filing) -> dict[str, Any]:
    """Return who filed for which year on which form, in what file."""
    return {
        "source": source_json(filing.source),
        "agency": filing.agency.name,
        "agency_id": filing.agency.id,
        "kind": filing.agency.kind,
        "year": filing.year,
        "form": filing.form,
    }


def error_json(name: str, message: Text) -> dict[str, Any]:
    """Return the element that stands in the array for a report that could not be processed."""
    return {"schema": ERROR_SCHEMA, "source": {"name": name}, "message": message.as_json()}


def filing_json(filing: Filing) -> dict[str, Any]:
    """Return the filing with every cell of its form, the missing ones included, in form order."""
    return {
        "schema": FILING_SCHEMA,
        **filed_json(filing),
        "table_forms": filing.table_forms,
        "title": filing.title,
        "sections": [
            {"number": section.number, "title": section.title, **_place(section.place)}
            for section in filing.sections
        ],
        "published": filing.published.isoformat() if filing.published else None,
        "period": [day.isoformat() for day in filing.period] if filing.period else None,
        "cells": [
            {
                "id": cell.id,
                "printed": cell.printed,
                "value": exact(cell.value),
                "status": cell.status,
                **_place(cell.place),
                "unit": cell.unit,
                "sure_row": cell.sure_row,
                "sure_column": cell.sure_column,
                **recognition_json(cell),
            }
            for cell in filing.form_cells
        ],
        "extra_rows": [
            {"table": row.table, "label": row.label, "printed": list(row.printed), **_place(row.place)}
            for row in filing.extra_rows
        ],
        "notes": [
            {"code": note.code, "text": note.text.as_json(), **_place(note.place)} for note in filing.notes
        ],
    }


def cells_json(cells: Iterable[Cell]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return cells by table, row and column: what is printed, the value, the status.

    Of a cell with a picture, what was recognised follows. Of a count that was read as it is printed the value
    says all of it.
    """
    told: dict[str, dict[str, dict[str, Any]]] = {}
    for cell in cells:
        table, row, column = cell.id.split("/")
        value, recognised = exact(cell.value), recognition_json(cell)
        said = [cell.printed, value, cell.status, *([recognised] if recognised else [])]
        plain = isinstance(value, int) and said == [str(value), value, "read"]
        told.setdefault(table, {}).setdefault(row, {})[column] = value if plain else said
    return told


def cells_of(raw: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return ``printed``, ``value`` and ``status`` of the cells of an ``audit.json`` by id, of none none.

    Evidence written before 28 November 2026 has them so itself.
    """
    cells: dict[str, dict[str, Any]] = {}
    for name, told in raw.get("cells", {}).items():
        if "/" in name:
            cells[name] = told
            continue
        for row, columns in told.items():
            for column, said in columns.items():
                printed, value, status, *_ = said if isinstance(said, list) else (str(said), said, "read")
                cells[f"{name}/{row}/{column}"] = {"printed": printed, "value": value, "status": status}
    return cells


def recognition_json(cell: Cell) -> dict[str, Any]:
    """What was recognised in the picture of a cell, and who confirmed it; nothing for a cell with text."""
    if cell.recognised is None:
        return {}
    told: dict[str, Any] = {"recognised": cell.recognised.text}
    if cell.confirmed is not None:
        by, when, _ = cell.confirmed
        told["confirmed"] = {"by": by, "when": when, "picture": cell.recognised.digest}
    return told


def _place(place: Place | None) -> dict[str, str | None]:
    return {"place": place.said("zh") if place else None, "place_en": place.said("en") if place else None}


AUDIT_SCHEMA = "gouji.audit/1"


def audit_json(audit: Audit) -> dict[str, Any]:
    """Return the audit as the contract prints it, the numbers exact.

    ``copy`` has what decides which of several copies stands for the year (:mod:`gouji.model.filing`).
    """
    copy = copy_of(audit.filing)
    return {
        "schema": AUDIT_SCHEMA,
        **filed_json(audit.filing),
        "copy": {"read": copy.read, "counts": copy.counts, "safe": copy.safe},
        "verdict": audit.verdict,
        "outcomes": [outcome.as_json() for outcome in audit.outcomes],
        "findings": [finding_json(finding) for finding in audit.rule_findings],
        "remarks": [remark.as_json() for remark in audit.remarks],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return one finding; a whole decimal that was expected or observed is an integer."""
    as_json = finding.as_json()
    return as_json | {"expected": exact(finding.expected), "observed": exact(finding.observed)}
