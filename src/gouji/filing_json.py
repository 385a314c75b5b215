"""A filing as JSON, ``gouji.filing/1``: what was read, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gouji.exact_json import exact

if TYPE_CHECKING:
    from gouji.bilingual import Text
    from gouji.document import Place, Source
    from gouji.filing import Filing

SCHEMA = "gouji.filing/1"
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
        "schema": SCHEMA,
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
            }
            for cell in filing.cells
        ],
        "extra_rows": [
            {"table": row.table, "label": row.label, "printed": list(row.printed), **_place(row.place)}
            for row in filing.extra_rows
        ],
        "notes": [
            {"code": note.code, "text": note.text.as_json(), **_place(note.place)} for note in filing.notes
        ],
    }


def _place(place: Place | None) -> dict[str, str | None]:
    return {"place": place.said("zh") if place else None, "place_en": place.said("en") if place else None}
