"""Filings whose sums hold, and the same filings with known errors in a few cells."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from gouji.model.document import Source
from gouji.model.filing import Agency, Cell, Filing
from gouji.model.form import load_form
from gouji.repairs.causes import Cause

FORMS = ("2019", "2021")
_APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other")
_NOT_OUTCOMES = frozenset({"new", "carried_in", "handled_total", "carried_out"})
#: How large the single counts of a filing are: from a township office to a ministry with 8-digit totals.
_SCALES = (3, 3, 20, 20, 150, 2_000, 5_000_000)


@dataclass(frozen=True)
class Case:
    """A filing with errors. ``truth`` and ``printed`` are its numbers without and with them.

    ``causes`` names for every wrong cell what was done to it. ``earlier`` is there where last year's number
    was left standing.
    """

    form: str
    truth: dict[str, int]
    printed: dict[str, int]
    causes: dict[str, Cause]
    blank_zeros: bool
    earlier: Filing | None

    def filing(self) -> Filing:
        """The filing as published; its zeros are blank where ``blank_zeros``."""
        return _filing(self.form, self.printed, blank_zeros=self.blank_zeros)

    def sound_filing(self) -> Filing:
        """The filing without the errors."""
        return _filing(self.form, self.truth, blank_zeros=self.blank_zeros)


def make_case(seed: str, errors: int, only: Cause | None = None) -> Case:
    """Draw a filing and make ``errors`` of its cells wrong, all by one cause or each by a random one."""
    rng = Random(seed)
    form = rng.choice(FORMS)
    blank_zeros = rng.random() < 0.3
    truth = _figures(rng, form)
    wrong: dict[str, int] = {}
    causes: dict[str, Cause] = {}
    stale: dict[str, int] = {}
    while len(wrong) < errors:
        cause = only or rng.choice(list(Cause))
        made = _slip(cause, rng, truth, errors - len(wrong))
        usable = {c for c in made if truth[c] or not blank_zeros} == set(
            made
        ) and not wrong.keys() & made.keys()
        if made and usable and not (blank_zeros and 0 in made.values()):
            wrong |= made
            causes |= dict.fromkeys(made, cause)
            if cause is Cause.LAST_YEAR:
                stale |= made
    earlier = _filing(form, stale, year=2020) if stale else None
    return Case(form, truth, truth | wrong, causes, blank_zeros, earlier)


def _figures(rng: Random, form: str) -> dict[str, int]:
    """The numbers of tables three and four, with sums that hold; most of them are 0, as in reports."""
    scale = rng.choice(_SCALES)

    def count(share: float) -> int:
        return rng.randint(1, scale) if rng.random() < share else 0

    cells: dict[str, int] = {}
    rows = [row.id for row in load_form(form).table("applications").rows]
    columns = []
    for number in range(len(_APPLICANTS)):
        share = 0.45 if number == 0 else 0.15
        column = {row: count(share) for row in rows if row not in _NOT_OUTCOMES}
        column["handled_total"] = sum(column.values())
        column["carried_out"] = count(share)
        pool = column["handled_total"] + column["carried_out"]
        column["carried_in"] = min(count(share), pool)
        column["new"] = pool - column["carried_in"]
        columns.append(column)
    for row in rows:
        for applicant, column in zip(_APPLICANTS, columns, strict=True):
            cells[f"applications/{row}/{applicant}"] = column[row]
        cells[f"applications/{row}/total"] = sum(column[row] for column in columns)
    for row in load_form(form).table("reviews").rows:
        parts = {column.id: count(0.4) // 2 for column in row.columns[:-1]}
        cells |= {f"reviews/{row.id}/{column}": number for column, number in parts.items()}
        cells[f"reviews/{row.id}/total"] = sum(parts.values())
    return cells


def is_total(cell: str) -> bool:
    """Whether the cell is the sum of others."""
    return cell.endswith("/total") or "/handled_total/" in cell


def _slip(cause: Cause, rng: Random, truth: dict[str, int], most: int) -> dict[str, int]:
    """Misprint a random cell by this cause (two for a shift); empty where it cannot happen there."""
    filled = [cell for cell, number in truth.items() if number]
    cell = rng.choice(filled if filled and rng.random() < 0.8 else list(truth))
    number = truth[cell]
    if cause is Cause.SHIFTED:
        return _shifted(rng, truth, cell) if most > 1 else {}
    match cause:
        case Cause.SIGN:
            printed = -number
        case Cause.TOTAL_NOT_UPDATED:
            printed = number - rng.randint(1, max(2, number // 5)) if is_total(cell) else number
        case Cause.TEN_THOUSAND:
            printed = number * 10_000
        case Cause.LAST_YEAR:
            printed = int(number * rng.uniform(0.4, 1.6))
        case Cause.ROW_ABOVE:
            printed = _above(truth, cell)
        case _:
            printed = _misspelt(cause, rng, str(number))
    allowed = printed != number and (printed >= 0 or cause is Cause.SIGN)
    return {cell: printed} if allowed else {}


def _shifted(rng: Random, truth: dict[str, int], cell: str) -> dict[str, int]:
    ids = list(truth)
    neighbour = ids[ids.index(cell) + 1 if cell != ids[-1] else 0]
    same_row = cell.rsplit("/", 1)[0] == neighbour.rsplit("/", 1)[0]
    if not same_row or is_total(cell) or is_total(neighbour) or not truth[cell]:
        return {}
    moved = truth[cell] if rng.random() < 0.5 else rng.randint(1, truth[cell])
    return {cell: truth[cell] - moved, neighbour: truth[neighbour] + moved}


def _above(truth: dict[str, int], cell: str) -> int:
    table, _, column = cell.split("/")
    same_column = [c for c in truth if c.startswith(table + "/") and c.endswith("/" + column)]
    at = same_column.index(cell)
    return truth[same_column[at - 1]] if at else truth[cell]


def _misspelt(cause: Cause, rng: Random, digits: str) -> int:
    at = rng.randrange(len(digits))
    match cause:
        case Cause.DIGIT_SUBSTITUTED:
            spelt = digits[:at] + rng.choice("0123456789") + digits[at + 1 :]
        case Cause.DIGITS_TRANSPOSED:
            spelt = digits[:at] + digits[at : at + 2][::-1] + digits[at + 2 :]
        case Cause.DIGIT_MISSING:
            spelt = digits[:at] + digits[at + 1 :]
        case _:
            spelt = digits[: at + 1] + rng.choice((digits[at], rng.choice("0123456789"))) + digits[at + 1 :]
    # a slip that leaves a leading zero would be seen while typing
    return int(spelt) if spelt and str(int(spelt)) == spelt else int(digits)


def _filing(form: str, printed: dict[str, int], *, year: int = 2021, blank_zeros: bool = False) -> Filing:
    def cell(cell_id: str) -> Cell:
        number = printed.get(cell_id)
        if number is None or (blank_zeros and number == 0):
            return Cell(cell_id, "", None, "blank", None, "件")
        return Cell(cell_id, str(number), number, "read", None, "件")

    tables = [load_form(form).table(name) for name in ("applications", "reviews")]
    return Filing(
        source=Source("study.txt", "0" * 64, "text/plain", 1),
        agency=Agency("study", "某局"),
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
        form_cells=tuple(cell(cell_id) for table in tables for cell_id in table.cell_ids),
    )
