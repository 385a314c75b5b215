"""Exact elimination over the integers: what a set of freed cells leaves contradicted.

The equalities of a filing are kept as rows ``Σ a·x over freed variables + Σ a·d over kept cells = rest``
where ``x`` is a value and ``d`` the departure of a kept cell from its printed value. Freeing a cell
eliminates it from all rows but one. A row without freed variables is an *implied edit* in the sense of
Fellegi and Holt (1976): it follows from the edit rules and speaks only of cells that are kept. Where its
``rest`` is not zero, every repair must change one of its cells. de Waal and Quere (2003, *Journal of
Official Statistics* 19) build their branch and bound on the same elimination. All numbers are Python
integers, so counts of any length are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Variable:
    """A cell in the system, or the slack of an inequality (``cell`` is then empty).

    ``value`` is the number that holds until the variable is freed, None where there is none. An ``unknown``
    is free from the start and costs nothing; any other without a value is a printed number that cannot stand
    (a negative or broken count). Values are at least 0 unless ``signed``.
    """

    cell: str
    value: int | None
    signed: bool = False
    unknown: bool = False


class TableauRow(NamedTuple):
    """One equality: coefficients of kept cells and of freed variables, the rest, the variable it defines."""

    kept: dict[int, int]
    free: dict[int, int]
    rest: int
    basic: int | None = None


@dataclass(frozen=True, slots=True)
class Tableau:
    """Rows over variables, reduced so that a variable a row defines stands in no other row."""

    variables: Sequence[Variable]
    rows: tuple[TableauRow, ...]

    def freed(self, variable: int) -> Tableau:
        """Return the tableau with one more variable freed."""
        value = self.variables[variable].value or 0
        rows = [_moved(row, variable, value) for row in self.rows]
        candidates = [i for i, row in enumerate(rows) if row.basic is None and variable in row.free]
        if not candidates:
            return Tableau(self.variables, tuple(rows))
        pivot = min(candidates, key=lambda i: len(rows[i].kept))
        definition = rows[pivot]._replace(basic=variable)
        reduced = [
            row if i == pivot or variable not in row.free else _eliminated(row, definition, variable)
            for i, row in enumerate(rows)
        ]
        reduced[pivot] = definition
        return Tableau(self.variables, tuple(reduced))

    def all_freed(self, variables: Iterable[int]) -> Tableau:
        """Return the tableau with these variables freed, in order."""
        tableau = self
        for variable in variables:
            tableau = tableau.freed(variable)
        return tableau

    @property
    def contradicted(self) -> bool:
        """Say whether some row holds for no values of its freed variables while the kept cells stay."""
        return any(self._needed(row) for row in self.rows)

    def conflicts(self) -> list[list[int]]:
        """Return, for every row that no values of its freed variables satisfy, the cells that could help.

        Any solution in which more cells change must change a cell of *each* list.
        """
        found = []
        for row in self.rows:
            needed = self._needed(row)
            if needed:
                found.append([cell for cell, a in row.kept.items() if self._moves(cell, a, needed)])
        return found

    def loose_rows(self) -> tuple[TableauRow, ...]:
        """Return the rows that leave a choice between freed variables."""
        return tuple(row for row in self.rows if len(row.free) > 1)

    def holds_by_default(self) -> bool:
        """Say whether the loose rows hold when undefined variables keep their value, or take 0."""
        for row in self.loose_rows():
            if row.basic is None:
                return False
            value = row.rest - sum(
                a * (self.variables[i].value or 0) for i, a in row.free.items() if i != row.basic
            )
            quotient, remainder = divmod(value, row.free[row.basic])
            if remainder or (quotient < 0 and not self.variables[row.basic].signed):
                return False
        return True

    def _needed(self, row: TableauRow) -> tuple[int, ...]:
        """Return the signs, one of which some kept term of the row must take; empty where it can hold."""
        free, rest = row.free, row.rest
        if not free:
            return () if rest == 0 else (1,) if rest > 0 else (-1,)
        if len(free) == 1:
            ((variable, a),) = free.items()
            if rest % a:
                return (1, -1)
            if self.variables[variable].signed or rest * a >= 0:
                return ()
            return (1,) if rest > 0 else (-1,)
        if rest % gcd(*free.values()):
            return (1, -1)
        if rest == 0 or any(self.variables[i].signed for i in free):
            return ()
        if rest > 0:
            return () if any(a > 0 for a in free.values()) else (1,)
        return () if any(a < 0 for a in free.values()) else (-1,)

    def _moves(self, cell: int, coefficient: int, signs: tuple[int, ...]) -> bool:
        """Say whether changing a kept cell can give its term one of the signs."""
        variable = self.variables[cell]
        can_fall = variable.signed or (variable.value or 0) > 0
        return can_fall or any((coefficient > 0) == (sign > 0) for sign in signs)


def _moved(row: TableauRow, variable: int, value: int) -> TableauRow:
    """Move a variable from the kept to the freed side: ``a·d = a·x - a·value``."""
    a = row.kept.get(variable)
    if a is None:
        return row
    kept = {i: b for i, b in row.kept.items() if i != variable}
    return TableauRow(kept, {**row.free, variable: a}, row.rest + a * value, row.basic)


def _eliminated(row: TableauRow, definition: TableauRow, variable: int) -> TableauRow:
    """Return ``row`` with the variable replaced by its definition, in lowest terms."""
    a, b = definition.free[variable], row.free[variable]
    scale, factor = (a, b) if a > 0 else (-a, -b)
    kept = _combined(row.kept, definition.kept, scale, factor)
    free = _combined(row.free, definition.free, scale, factor)
    rest = scale * row.rest - factor * definition.rest
    if scale > 1:
        divisor = gcd(rest, *kept.values(), *free.values())
        if divisor > 1:
            kept = {i: c // divisor for i, c in kept.items()}
            free = {i: c // divisor for i, c in free.items()}
            rest //= divisor
    return TableauRow(kept, free, rest, row.basic)


def _combined(left: dict[int, int], right: dict[int, int], scale: int, factor: int) -> dict[int, int]:
    result = dict(left) if scale == 1 else {i: scale * a for i, a in left.items()}
    for i, a in right.items():
        value = result.get(i, 0) - factor * a
        if value:
            result[i] = value
        else:
            result.pop(i, None)
    return result
