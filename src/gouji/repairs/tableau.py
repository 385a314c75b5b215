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
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


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

    @property
    def can_fall(self) -> bool:
        """Say whether a change can make it less than it is, and not only more."""
        return self.signed or bool(self.value)


class TableauRow(NamedTuple):
    """One equality: coefficients of kept cells and of freed variables, the rest, the variable it defines."""

    kept: dict[int, int]
    free: dict[int, int]
    rest: int
    basic: int | None = None


class Tableau:
    """Rows over variables, reduced so that a variable a row defines stands in no other row.

    ``conflicts`` gives, for every row that no values of its freed variables satisfy, the cells that could
    help; None for the others. Any solution in which more cells change must change a cell of *each* list. A
    row that a step leaves alone keeps its list: a search takes thousands of steps.
    """

    __slots__ = ("conflicts", "rows", "variables")

    def __init__(
        self, variables: Sequence[Variable], rows: Sequence[TableauRow], before: Tableau | None = None
    ) -> None:
        self.variables = variables
        self.rows = tuple(rows)
        self.conflicts: tuple[list[int] | None, ...] = (
            tuple(
                known if row is old else self._conflict(row)
                for row, old, known in zip(rows, before.rows, before.conflicts, strict=True)
            )
            if before
            else tuple(map(self._conflict, rows))
        )

    def freed(self, variable: int) -> Tableau:
        """Return the tableau with one more variable freed."""
        value = self.variables[variable].value or 0
        rows = [_moved(row, variable, value) for row in self.rows]
        candidates = [i for i, row in enumerate(rows) if row.basic is None and variable in row.free]
        if not candidates:
            return Tableau(self.variables, rows, self)
        pivot = min(candidates, key=lambda i: len(rows[i].kept))
        definition = rows[pivot]._replace(basic=variable)
        reduced = [
            row if i == pivot or variable not in row.free else _eliminated(row, definition, variable)
            for i, row in enumerate(rows)
        ]
        reduced[pivot] = definition
        return Tableau(self.variables, reduced, self)

    def all_freed(self, variables: Iterable[int]) -> Tableau:
        """Return the tableau with these variables freed, in order."""
        tableau = self
        for variable in variables:
            tableau = tableau.freed(variable)
        return tableau

    @property
    def contradicted(self) -> bool:
        """Say whether some row holds for no values of its freed variables while the kept cells stay."""
        return any(conflict is not None for conflict in self.conflicts)

    def loose_rows(self) -> tuple[TableauRow, ...]:
        """Return the rows that leave a choice between freed variables."""
        return tuple(row for row in self.rows if len(row.free) > 1)

    def linked(self) -> list[list[TableauRow]]:
        """Return the loose rows in groups that share freed variables, directly or through others."""
        groups: list[tuple[set[int], list[TableauRow]]] = []
        for row in self.loose_rows():
            reached, rows = set(row.free), [row]
            apart = []
            for group in groups:
                if reached.isdisjoint(group[0]):
                    apart.append(group)
                else:
                    reached |= group[0]
                    rows = [*group[1], *rows]
            groups = [*apart, (reached, rows)]
        return [rows for _, rows in groups]

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

    def settled(self, count: Callable[[], None]) -> Tableau:
        """Return the tableau on defining variables that leave all rows satisfied, or one contradicted.

        While a row makes the variable it defines negative, another of its variables is defined by it instead:
        the dual simplex method by least index, which ends. With the other freed variables at 0 every row then
        holds, in integers where :attr:`whole`; or no values of at least 0 satisfy one row, which with the
        kept cells in it is an implied edit like any other. ``count`` is called at every step.
        """
        rows = list(self.rows)
        while True:
            short = [i for i, row in enumerate(rows) if len(row.free) > 1 and self._falls_short(row)]
            if not short:
                break
            leaving = min(short, key=lambda i: rows[i].basic or 0)
            entering = self._entering(rows[leaving])
            if entering is None:
                break
            count()
            _pivot(rows, leaving, entering)
        return Tableau(self.variables, rows, self)

    @property
    def whole(self) -> bool:
        """Say whether the rows give whole numbers with the variables that no row defines at 0."""
        return all(row.rest % row.free[row.basic] == 0 for row in self.loose_rows() if row.basic is not None)

    def _falls_short(self, row: TableauRow) -> bool:
        """Say whether the row makes the variable it defines negative with all others at 0."""
        basic = row.basic
        return basic is not None and row.rest * row.free[basic] < 0 and not self.variables[basic].signed

    def _entering(self, row: TableauRow) -> int | None:
        """Return the variable that mends a row that falls short; one of either sign mends it for good."""
        others = [i for i in row.free if i != row.basic]
        either = [i for i in others if self.variables[i].signed]
        return min(either or [i for i in others if row.free[i] * row.rest > 0], default=None)

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

    def _conflict(self, row: TableauRow) -> list[int] | None:
        """Return the kept cells that can give their term of a contradicted row one of the signs it needs."""
        needed = self._needed(row)
        if not needed:
            return None
        if len(needed) == 2:
            return list(row.kept)
        sign, variables = needed[0], self.variables
        return [i for i, a in row.kept.items() if a * sign > 0 or variables[i].can_fall]


class Corner:
    """A corner of what rows with a choice between freed variables leave open, to walk to its ends from.

    ``rows`` are linked with each other and satisfied with the variables at 0 that none of them defines;
    all variables are at least 0. The primal simplex method by least index, which ends, walks from corner to
    corner, calling ``count`` at every step; where it stops is the start for the next question.
    """

    def __init__(self, rows: Iterable[TableauRow], count: Callable[[], None]) -> None:
        self.rows = list(rows)
        self.count = count
        #: Every row has its defined variable once: no step over a one leaves the whole numbers.
        self.ones = all(abs(row.free[row.basic]) == 1 for row in self.rows if row.basic is not None)
        self.whole = self._is_whole()
        #: Variables seen at 0 in some corner, and those seen to rise without end.
        self.at_zero = {i for row in self.rows for i in row.free} - {row.basic for row in self.rows}
        self.endless: set[int] = set()

    def extent(self, variable: int) -> tuple[int, int | None] | None:
        """Return the least and the largest value (None: no bound), or None where a corner is no whole number.

        Of rows in ones and zeros that nest, as a form's sums do, every corner is whole.
        """
        least = 0 if variable in self.at_zero else self._end(variable, upwards=False)
        most = None if variable in self.endless else self._end(variable, upwards=True)
        return (least or 0, most) if self.whole else None

    def _is_whole(self) -> bool:
        return not any(row.rest % row.free[row.basic] for row in self.rows if row.basic is not None)

    def _end(self, variable: int, *, upwards: bool) -> int | None:
        while True:
            row = next((row for row in self.rows if row.basic == variable), None)
            if row is not None:
                scale = row.free[variable] if upwards else -row.free[variable]
                helpful = (i for i, a in row.free.items() if i != variable and a * scale < 0)
                entering = min(helpful, default=None)
                if entering is None:
                    return row.rest // row.free[variable]
            elif upwards:
                entering = variable
            else:
                return 0
            leaving = self._leaving(entering)
            if leaving is None:
                self.endless.update(self._rising(entering))
                return None
            self.count()
            if (basic := self.rows[leaving].basic) is not None:
                self.at_zero.add(basic)
            unit = abs(self.rows[leaving].free[entering]) == 1
            _pivot(self.rows, leaving, entering)
            self.ones = self.ones and unit
            self.whole = self.whole and (self.ones or self._is_whole())

    def _rising(self, entering: int) -> set[int]:
        """Return the variables that rise with one that nothing stops."""
        return {entering} | {
            row.basic
            for row in self.rows
            if row.basic is not None and row.free.get(entering, 0) * row.free[row.basic] < 0
        }

    def _leaving(self, entering: int) -> int | None:
        """Return the row whose defined variable is the first to come down to 0 as another one rises."""
        limits = [
            (row.rest * a if abs(a) == 1 else Fraction(row.rest, a), row.basic, i)
            for i, row in enumerate(self.rows)
            if (a := row.free.get(entering)) and row.basic is not None and a * row.free[row.basic] > 0
        ]
        return min(limits)[2] if limits else None


def _moved(row: TableauRow, variable: int, value: int) -> TableauRow:
    """Move a variable from the kept to the freed side: ``a·d = a·x - a·value``."""
    a = row.kept.get(variable)
    if a is None:
        return row
    kept = {i: b for i, b in row.kept.items() if i != variable}
    return TableauRow(kept, {**row.free, variable: a}, row.rest + a * value, row.basic)


def _pivot(rows: list[TableauRow], leaving: int, entering: int) -> None:
    """Let a row define another of its variables, and put the definition into all other rows."""
    definition = rows[leaving]._replace(basic=entering)
    rows[leaving] = definition
    for i, row in enumerate(rows):
        if i != leaving and entering in row.free:
            rows[i] = _eliminated(row, definition, entering)


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
