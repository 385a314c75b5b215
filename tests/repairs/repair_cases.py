"""Filings for tests of error localisation: a form with numbers written by cell id."""

from gouji.model.document import Source
from gouji.model.filing import Agency, Cell, Filing
from gouji.model.form import load_form
from gouji.repairs.system import Edit

COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")
UNREAD = {"?": "missing", "??": "ambiguous", "???": "illegible", "/": "placeholder", None: "blank"}


def cell_of(cell_id, printed):
    """A cell from what a test writes for it: a number, None (blank), or one of :data:`UNREAD`."""
    if printed in UNREAD:
        status = UNREAD[printed]
        return Cell(cell_id, printed if status == "placeholder" else None, None, status, None, "件")
    return Cell(cell_id, str(printed), printed, "read", None, "件")


def filing_of(printed, *, form=None, year=2023):
    """A filing with exactly these cells, or with all cells of ``form`` and these printed in it."""
    if form:
        every = [cell for table in load_form(form).tables for cell in table.cell_ids]
        assert set(printed) <= set(every)
        printed = {cell: printed.get(cell) for cell in every}
    return Filing(
        source=Source("case.txt", "0" * 64, "text/plain", 1),
        agency=Agency("case", "某局"),
        year=year,
        form=form,
        title=None,
        table_forms={},
        sections=(),
        preamble=(),
        published=None,
        published_evidence=None,
        period=None,
        period_evidence=None,
        form_cells=tuple(cell_of(cell, value) for cell, value in printed.items()),
    )


def row(table, name, *printed, columns=COLUMNS):
    """One printed row: ``row("applications", "new", 30, 8, …)``."""
    return {f"{table}/{name}/{column}": value for column, value in zip(columns, printed, strict=True)}


def review(name, *printed):
    return row("reviews", name, *printed, columns=("upheld", "corrected", "other", "pending", "total"))


REVIEW_EDITS = tuple(
    Edit(
        "T4-GROUP-SUM",
        tuple(f"reviews/{name}/{column}" for column in ("upheld", "corrected", "other", "pending")),
        (f"reviews/{name}/total",),
    )
    for name in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
)


def proposals(localisation):
    """``[{cell: proposed or (least, most)}, …]``, one for each repair."""
    return [told(repair.changes) for repair in localisation.repairs]


def told(changes):
    return {c.cell: c.proposed if c.admissible is None else c.admissible for c in changes}
