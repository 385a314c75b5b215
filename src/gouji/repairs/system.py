"""A filing's edit rules, and the linear systems that broken rules touch.

Edit rules are the hard arithmetic of a filing, in the sense of Fellegi and Holt (1976).

They are read off the suites, so that error localisation and the audit can never disagree about a rule.

Two questions are put to the same rules. ``printed``: which printed numbers must change, while a blank counts
as zero as it does in every sum of the audit. ``blanks``: what would have to stand in the blanks if no printed
number may change. In both, a cell that could not be read, and a blank that stands alone on one side of an
equality (a total nobody printed: the audit does not assess that sum), is an unknown of at least 0 that costs
nothing. Work per filing is limited in counted steps, never in seconds, so that two machines stop at the same
place.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, Literal

from gouji.model.filing import EMPTY
from gouji.repairs.tableau import Tableau, TableauRow, Variable
from gouji.rules import suites

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.measures.sums import CellFrame
    from gouji.model.filing import Cell, Filing, Number
    from gouji.rules.suites import Entry


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """How much work a filing is worth.

    ``nodes`` bounds the exact search; what it leaves undecided goes to the solver, which may spend
    ``effort`` (CP-SAT's deterministic time, a count of operations), as do steps of the simplex method.
    Together they are about a second. At most ``sets`` smallest sets are
    listed. Where more than ``cells`` connected cells are proven to be wrong, no set is looked for: nobody
    would check the hundreds there are, and each such filing of thousands would take seconds.
    """

    nodes: int = 10_000
    effort: float = 0.3
    sets: int = 200
    cells: int = 8


@dataclass(frozen=True, slots=True)
class Found:
    """Smallest sets as variable indices of a system.

    ``at_least`` is the proven least number of cells of any repair. ``complete`` says that ``sets`` are all of
    them (none at all: no repair exists).
    """

    sets: tuple[frozenset[int], ...]
    at_least: int
    complete: bool


class WorkLimitError(Exception):
    """The limit on work was reached."""


#: What a step of the simplex method costs in terms of :attr:`SearchLimits.effort`.
_PIVOT = 0.00001


class Work:
    """Work left for one filing."""

    def __init__(self, limits: SearchLimits) -> None:
        self.nodes = limits.nodes
        self.effort = limits.effort

    def step(self, nodes: int = 1) -> None:
        """Count nodes of the search. Raises :class:`WorkLimitError` when none is left."""
        if self.nodes <= 0:
            raise WorkLimitError
        self.nodes -= nodes

    def pivot(self) -> None:
        """Count a step of the simplex method as the solver effort that takes as long."""
        self.spend(_PIVOT)

    def spend(self, effort: float) -> None:
        """Count solver effort. Raises :class:`WorkLimitError` when none is left."""
        self.effort -= effort
        if self.effort <= 0:
            raise WorkLimitError


@dataclass(frozen=True, slots=True)
class Edit:
    """``sum(left) = sum(right)`` or ``sum(left) <= sum(right)`` over cell ids."""

    rule: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    relation: Literal["=", "<="] = "="


def edits_of(filing: Filing) -> tuple[Edit, ...]:
    """Return the hard edit rules over the cells that this filing's form has, in the order of the suites.

    They are the entries marked ``edit``, one for every row or column that they speak of. Cells of a row
    that stands in for others (（六）其他处理 printed as one row) take the place of those others.
    """
    return edits_over(filing.form, frozenset(cell.id for cell in filing.form_cells))


@lru_cache(maxsize=64)
def edits_over(form: str | None, cells: frozenset[str]) -> tuple[Edit, ...]:
    """Return the hard edit rules of a form over these cells; filings of one form mostly have the same."""
    from gouji.measures.frame import frame_kinds
    from gouji.measures.sums import CellFrame

    edits: list[Edit] = []
    for entry in suites.load():
        frame = frame_kinds()[entry.frame]
        if entry.edit and form in entry.forms and issubclass(frame, CellFrame):
            edits.extend(edit for key in frame.keys if (edit := _edit(entry, frame, key, cells)) is not None)
    return tuple(edits)


def _edit(entry: Entry, frame: type[CellFrame], key: str, cells: frozenset[str]) -> Edit | None:
    left, right = (
        tuple(cell for column in entry.kwargs[side] if (cell := frame.cell_id(key, column)) in cells)
        for side in ("left", "right")
    )
    whole = len(left) + len(right) == len(entry.kwargs["left"]) + len(entry.kwargs["right"])
    if not left or not right or not (whole or frame.absent_is_zero):
        return None
    return Edit(entry.rule, left, right, suites.SUMS[entry.type])


Question = Literal["printed", "blanks"]
Standing = Literal["printed", "empty", "unknown"]

#: Column whose numbers may lawfully be negative.
_SIGNED_COLUMN = "change"


@dataclass(frozen=True, slots=True)
class CellState:
    """How a cell stands.

    ``printed`` with its number, ``empty`` (counts as 0) or ``unknown``.
    """

    standing: Standing
    value: Number = 0


@dataclass(frozen=True, slots=True)
class System:
    """One connected component: its variables in form order, its equalities, its edits in canonical order.

    ``start`` is the tableau with the unknowns and the numbers that cannot stand freed; ``forced`` are the
    latter.
    """

    variables: tuple[Variable, ...]
    rows: tuple[TableauRow, ...]
    edits: tuple[Edit, ...]
    broken: tuple[Edit, ...]
    start: Tableau
    forced: frozenset[int]


_UNREAD: Final = CellState("unknown")


class Problem:
    """A filing's edit rules over its cells."""

    def __init__(self, filing: Filing, edits: Iterable[Edit]) -> None:
        self.readings = {cell.id: _state(cell) for cell in filing.form_cells}
        self.order = {cell: index for index, cell in enumerate(self.readings)}
        self._unsorted = frozenset(edits)
        self.broken = tuple(sorted(filter(self._is_broken, self._unsorted), key=self._edit_key))
        self.cells = frozenset(cell for edit in self._unsorted for cell in (*edit.left, *edit.right))
        self.impossible = frozenset(filter(self._is_impossible, self.cells))

    @property
    def holds(self) -> bool:
        """Say whether no equality and no bound is broken."""
        return not self.broken and not self.impossible

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """All edits in canonical order, so that the order they came in changes nothing."""
        return tuple(sorted(self._unsorted, key=self._edit_key))

    @cached_property
    def totals(self) -> frozenset[str]:
        """Cells that stand alone on one side of an equality."""
        return frozenset(total for edit in self._unsorted if (total := lone_total(edit)))

    def position(self, cell: str) -> tuple[int, str]:
        """Return the sort key that puts cells in form order."""
        return self.order.get(cell, len(self.order)), cell

    @property
    def has_gaps(self) -> bool:
        """Say whether some cell of the rules is blank or could not be read."""
        return any(self._standing(cell).standing in ("empty", "unknown") for cell in self.cells)

    def is_empty(self, cell: str) -> bool:
        """Say whether the cell is there and nothing is claimed in it."""
        return self._standing(cell).standing == "empty"

    def systems(self, question: Question) -> tuple[System, ...]:
        """Return the components that hold a broken edit or an impossible number, in form order."""
        variables = {cell: self._variable(cell, question) for cell in self.cells}
        systems = []
        for edits in _components(self.edits, variables):
            broken = tuple(edit for edit in edits if edit in self.broken)
            cells = {cell for edit in edits for cell in (*edit.left, *edit.right)}
            if broken or cells & self.impossible:
                systems.append(self._system(edits, broken, variables))
        return tuple(systems)

    def _standing(self, cell: str) -> CellState:
        return self.readings.get(cell, _UNREAD)

    def _edit_key(self, edit: Edit) -> tuple[object, ...]:
        left, right = sorted(map(self.position, edit.left)), sorted(map(self.position, edit.right))
        return min((*left, *right)), edit.rule, edit.relation, left, right

    def _is_broken(self, edit: Edit) -> bool:
        """Say whether printed cells contradict an edit by themselves, blanks counted as zero."""
        total = lone_total(edit)
        if total and self._standing(total).standing == "empty":
            return False
        left, open_left = self._side(edit.left)
        right, open_right = self._side(edit.right)
        if edit.relation == "<=":
            return left > right and not open_right
        return (left > right and not open_right) or (right > left and not open_left)

    def _is_impossible(self, cell: str) -> bool:
        """Say whether a printed number cannot stand in any sum of counts: it is negative or broken."""
        reading = self._standing(cell)
        return reading.standing == "printed" and not _is_count(cell, reading.value)

    def _side(self, cells: Sequence[str]) -> tuple[Number, bool]:
        readings = [self._standing(cell) for cell in cells]
        total: Number = sum((r.value for r in readings if r.standing != "unknown"), 0)
        return total, any(r.standing == "unknown" for r in readings)

    def _variable(self, cell: str, question: Question) -> Variable | Number:
        """Return the cell's variable, or its number where it is none."""
        reading = self._standing(cell)
        signed = _is_signed(cell)
        match reading.standing:
            case "unknown":
                return Variable(cell, None, signed, unknown=True)
            case "empty":
                if cell in self.totals:
                    return Variable(cell, None, signed, unknown=True)
                return 0 if question == "printed" else Variable(cell, 0, signed)
            case "printed":
                if question == "blanks":
                    return reading.value
                value = int(reading.value) if _is_count(cell, reading.value) else None
                return Variable(cell, value, signed)

    def _system(
        self, edits: Sequence[Edit], broken: tuple[Edit, ...], roles: Mapping[str, Variable | Number]
    ) -> System:
        cells = {cell for edit in edits for cell in (*edit.left, *edit.right)}
        ordered = sorted(cells, key=self.position)
        variables = [role for cell in ordered if isinstance(role := roles[cell], Variable)]
        index = {variable.cell: i for i, variable in enumerate(variables)}
        rows = []
        impossible = False
        for edit in edits:
            coefficients: dict[int, int] = {}
            rest: Number = 0
            for cell, sign in (*((c, 1) for c in edit.left), *((c, -1) for c in edit.right)):
                role = roles[cell]
                if isinstance(role, Variable):
                    coefficients[index[cell]] = coefficients.get(index[cell], 0) + sign
                else:
                    rest -= sign * role
                    impossible |= not _is_count(cell, role)
            if edit.relation == "<=":
                coefficients[len(variables)] = 1
                variables.append(Variable("", None, unknown=True))
            kept = {i: a for i, a in coefficients.items() if a and variables[i].value is not None}
            free = {i: a for i, a in coefficients.items() if a and variables[i].value is None}
            rest -= sum(a * (variables[i].value or 0) for i, a in kept.items())
            rows.append(TableauRow(kept, free, int(rest)))
        if impossible:
            # a number that is not up for change and is no count: 0 = 1, no filling of blanks mends it
            rows.append(TableauRow({}, {}, 1))
        start = Tableau(variables, tuple(rows)).all_freed(
            i for i, variable in enumerate(variables) if variable.value is None
        )
        forced = frozenset(i for i, v in enumerate(variables) if v.value is None and not v.unknown)
        return System(tuple(variables), tuple(rows), tuple(edits), broken, start, forced)


def lone_total(edit: Edit) -> str | None:
    """Return the cell that stands alone on one side of an equality, the right side first, or None."""
    if edit.relation != "=":
        return None
    for side in (edit.right, edit.left):
        if len(side) == 1:
            return side[0]
    return None


def _state(cell: Cell) -> CellState:
    if cell.value is not None:
        return CellState("printed", cell.value)
    return CellState("empty" if cell.status in EMPTY else "unknown")


def _is_signed(cell: str) -> bool:
    return cell.rsplit("/", 1)[-1] == _SIGNED_COLUMN


def _is_count(cell: str, value: Number) -> bool:
    whole = not isinstance(value, Decimal) or value == value.to_integral_value()
    return whole and (value >= 0 or _is_signed(cell))


def _components(edits: Sequence[Edit], roles: Mapping[str, Variable | Number]) -> list[list[Edit]]:
    """Group edits that share variables, directly or through others; constants do not connect."""
    parent = list(range(len(edits)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[str, int] = {}
    for i, edit in enumerate(edits):
        for cell in (*edit.left, *edit.right):
            if isinstance(roles[cell], Variable):
                a, b = root(first.setdefault(cell, i)), root(i)
                parent[max(a, b)] = min(a, b)
    groups: dict[int, list[Edit]] = {}
    for i, edit in enumerate(edits):
        groups.setdefault(root(i), []).append(edit)
    return list(groups.values())
