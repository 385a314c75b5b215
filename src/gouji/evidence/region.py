"""The statutory tables summed over the bodies of a region, a level or a parent; how much a finding weighs.

Sums are over printed figures alone, exact, and over no figure twice: of several copies of a report the one
that stands for the year is taken, and a government is left out where bodies that its report may count are in
the group. A cell that was not read, and a body whose report is not at hand, are counted and never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, get_args

from gouji.evidence.records import safe_name
from gouji.inputs.roster import Level, is_government, is_government_office, level_of
from gouji.model.filing import Agency, one_a_year
from gouji.model.form import STATUTORY, load_form
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gouji.evidence.records import Record
    from gouji.inputs.roster import Roster
    from gouji.model.filing import Number
    from gouji.model.finding import Finding


#: The column of the roster that a group shares.
By = Literal["region", "level", "parent"]
#: Folder of the pages of regions, below that of the evidence.
REGIONS: Final = "regions"

#: How the columns are called, in the order in which groups are shown.
COLUMN_WORDS: Final[dict[By, Text]] = {
    "region": Text("地区", "Region"),
    "level": Text("层级", "Level"),
    "parent": Text("上级", "Parent"),
}

_HIGHEST_FIRST: Final = get_args(Level)
#: Bodies that a government's figures need not count, and those that owe no statutory tables.
_OUTSIDE: Final = frozenset({"公共企事业单位", "高校"})
_NO_TABLES: Final = "高校"
#: Columns that may hold less than zero: there a sum over some of the bodies bounds nothing.
_SIGNED: Final = "change"


@dataclass(frozen=True, slots=True)
class Group:
    """Bodies of the roster that share a region, a level or a parent.

    ``bodies`` are those whose figures are added up, ``left_out`` the governments whose figures would count
    bodies of the group twice, ``head`` the body whose own report speaks for them all, where there is one.
    """

    by: By
    name: str
    bodies: tuple[Agency, ...]
    left_out: tuple[Agency, ...] = ()
    head: Agency | None = None

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all its bodies, of those left out and of the head."""
        head = (self.head,) if self.head else ()
        return frozenset(agency.id for agency in (*self.bodies, *self.left_out, *head))


@dataclass(frozen=True, slots=True)
class SummedCell:
    """A cell over the bodies of a group.

    ``total`` is the sum over the ``read`` bodies, None where there is none. ``unread``: reports whose cell
    was not read, or is empty though it must be printed; ``absent``: bodies without a report of the year.
    ``otherwise`` print other rows in its place. ``own`` is what the head's report prints. ``before`` and
    ``now`` are sums over the ``both`` bodies that were read in the year before as well.
    """

    id: str
    total: Number | None
    read: int
    unread: int
    absent: int
    otherwise: int
    own: Number | None
    before: Number | None
    now: Number | None
    both: int

    @property
    def whole(self) -> bool:
        """Whether the figure of every body is in the sum."""
        return not self.unread and not self.absent

    @property
    def at_least(self) -> bool:
        """Whether the sum bounds the figure from below: some are not in it, and none can be below zero."""
        return not self.whole and self.total is not None and not self.id.endswith(f"/{_SIGNED}")

    @property
    def difference(self) -> Number | None:
        """What the head's report prints less the sum."""
        return None if self.own is None or self.total is None else self.own - self.total

    @property
    def change(self) -> Number | None:
        """The change from the year before, over the bodies read in both years."""
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True, slots=True)
class SummedTables:
    """The tables of one form summed over a group in a year: the reports added up, the bodies without one."""

    group: Group
    year: int
    form: str
    records: tuple[Record, ...]
    absent: tuple[Agency, ...]
    own: Record | None
    cells: tuple[SummedCell, ...]

    @property
    def by_id(self) -> dict[str, SummedCell]:
        """The cells by their ids."""
        return {cell.id: cell for cell in self.cells}


def groups(roster: Roster) -> list[Group]:
    """Return the groups of a roster in which figures of two bodies at least can be added up, by name."""
    shared: dict[tuple[By, str], list[Agency]] = defaultdict(list)
    for agency in roster:
        for by in COLUMN_WORDS:
            if value := getattr(agency, by):
                shared[by, value].append(agency)
    found = []
    for (by, value), members in shared.items():
        group = grouped(by, value, members, roster)
        if by == "parent" and (head := roster.get(value)):
            group = replace(group, name=head.name, head=head)
        if len(group.bodies) > 1:
            found.append(group)
    order = list(COLUMN_WORDS)
    return sorted(found, key=lambda group: (order.index(group.by), group.name))


def group_of(by: By, name: str, roster: Roster) -> Group:
    """Return one of the groups of a roster. Raises :class:`GoujiError` where it has none of this name."""
    known = [group for group in groups(roster) if group.by == by]
    for group in known:
        if group.name == name:
            return group
    names = [group.name for group in known] or ["–"]
    raise GoujiError(
        f"名录中没有两个以上机关的{COLUMN_WORDS[by].zh}“{name}”。可用的有：{'、'.join(names)}。",
        f"the roster has no {by} “{name}” of two bodies or more. It has: {', '.join(names)}.",
    )


def pages(every: Iterable[SummedTables]) -> dict[str, str]:
    """Return where the page of each region lies in a folder of evidence, by the region's name."""
    named = {tables.group.name for tables in every if tables.group.by == "region"}
    return {name: f"{REGIONS}/{safe_name(name)}.html" for name in sorted(named)}


def grouped(by: By, name: str, members: Sequence[Agency], roster: Roster) -> Group:
    """Return the group that these bodies make: who is added up, who is left out, and who speaks for all."""
    owing = [agency for agency in members if agency.kind != _NO_TABLES]
    counted = _Counted(owing, roster)
    left_out = [agency for agency in owing if counted.by(agency)]
    out = {agency.id for agency in left_out}
    head = _speaker(left_out, roster) if by == "region" else None
    bodies = tuple(agency for agency in owing if agency.id not in out)
    return Group(by, name, bodies, tuple(left_out), head)


def _speaker(governments: Sequence[Agency], roster: Roster) -> Agency | None:
    """Return the one of some governments that no other is above, None where there are several."""
    tops = [
        one
        for one in governments
        if not any(_Counted([one], roster).by(other) for other in governments if other != one)
    ]
    return tops[0] if len(tops) == 1 else None


class _Counted:
    """Whose figures the report of which government may count, among some bodies."""

    def __init__(self, agencies: Iterable[Agency], roster: Roster) -> None:
        self._roster = roster
        self._above: set[str] = set()
        self._in_region: dict[str, list[Agency]] = defaultdict(list)
        for agency in agencies:
            seen = agency
            while seen.parent and (parent := roster.get(seen.parent)) and parent.id not in self._above:
                self._above.add(parent.id)
                seen = parent
            self._in_region[agency.region or ""].append(agency)

    def by(self, government: Agency) -> bool:
        """Say whether a body is a government whose own report may count the figures of one of the bodies.

        Its office stands for it where the roster does not have the government itself. A body without a
        parent on the roster is taken for one of the highest government of its own region.
        """
        if not is_government(government):
            name = government.name.removesuffix("办公室").removesuffix("办公厅")
            if not is_government_office(government) or self._roster.identify(name).on_roster:
                return False
        if government.id in self._above:
            return True
        bodies = self._in_region[government.region] if government.region else []
        if any(is_government(other) and _is_higher(other, government) for other in bodies):
            return False
        return any(
            not is_government(other) or _is_higher(government, other)
            for other in bodies
            if other != government and other.kind not in _OUTSIDE and not other.parent
        )


def _is_higher(one: Agency, other: Agency) -> bool:
    """Say whether the level of one government is above that of another, where both are known."""
    levels = [level_of(government) for government in (one, other)]
    ranks = [_HIGHEST_FIRST.index(level) for level in levels if level]
    return len(ranks) == 2 and ranks[0] < ranks[1]


def summed(records: Iterable[Record], found: Sequence[Group]) -> list[SummedTables]:
    """Return the tables of each group, year and form of which there is a report, in this order."""
    standing = one_a_year(records, lambda record: record.copy)
    years: dict[str, dict[int, Record]] = defaultdict(dict)
    for (agency, year), record in standing.items():
        years[agency][year] = record
    return [tables for group in found for tables in _of_group(group, years)]


def _of_group(group: Group, years: Mapping[str, Mapping[int, Record]]) -> list[SummedTables]:
    reports: dict[int, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for agency in group.bodies:
        for year, record in years.get(agency.id, {}).items():
            if form := _form_of(record):
                reports[year][form].append(record)
    made: list[SummedTables] = []
    earlier: dict[tuple[int, str], dict[str, dict[str, Number | None]]] = {}
    for year in sorted(reports):
        absent = tuple(agency for agency in group.bodies if year not in years.get(agency.id, {}))
        for form, own_form in sorted(reports[year].items()):
            figures = {record.agency_id: record.figures for record in own_form}
            own = years.get(group.head.id, {}).get(year) if group.head else None
            if own is not None and _form_of(own) != form:
                own = None
            before = earlier.get((year - 1, form), {})
            printed = own.figures if own else {}
            cells = [
                _cell(
                    cell,
                    list(figures.values()),
                    len(absent),
                    printed.get(cell),
                    _pairs(cell, before, figures),
                )
                for cell in _cells_of(form, figures.values())
            ]
            made.append(SummedTables(group, year, form, tuple(own_form), absent, own, tuple(cells)))
            earlier[year, form] = figures
    return made


def _form_of(record: Record) -> str | None:
    """Return the statutory form whose tables a report owes, its own or its year's, None for none."""
    if record.form in STATUTORY:
        return record.form
    if record.form is not None or record.year is None:
        return None
    return next((form for form in STATUTORY if load_form(form).prescribed_for(record.year)), None)


def _cells_of(form: str, figures: Iterable[Mapping[str, Number | None]]) -> list[str]:
    """Return the cells of a form, and those of other rows that one of the reports prints, in form order."""
    own = {cell for table in load_form(form).tables for cell in table.cell_ids}
    return sorted(own.union(*figures), key=lambda cell: (_places(form).get(cell, len(own) * 2), cell))


@cache
def _places(form: str) -> dict[str, int]:
    """Return the place of each cell of a form; rows that may stand in for others come before these."""
    cells = []
    for table in load_form(form).tables:
        instead = {one.replaces[0]: one.rows for one in table.alternatives}
        rows = [row for own in table.rows for row in (*instead.get(own.id, ()), own)]
        cells += [f"{table.id}/{row.id}/{column.id}" for row in rows for column in row.columns]
    return {cell: at for at, cell in enumerate(cells)}


def _cell(
    cell: str,
    figures: Sequence[Mapping[str, Number | None]],
    absent: int,
    own: Number | None,
    pairs: Sequence[tuple[Number, Number]],
) -> SummedCell:
    known = [value for one in figures if (value := one.get(cell)) is not None]
    # a report that was read prints other rows in place of a cell that it does not have
    otherwise = sum(bool(one) and cell not in one for one in figures)
    return SummedCell(
        id=cell,
        total=sum(known) if known else None,
        read=len(known),
        unread=len(figures) - len(known) - otherwise,
        absent=absent,
        otherwise=otherwise,
        own=own,
        before=sum(before for before, _ in pairs) if pairs else None,
        now=sum(now for _, now in pairs) if pairs else None,
        both=len(pairs),
    )


def _pairs(
    cell: str,
    before: Mapping[str, Mapping[str, Number | None]],
    now: Mapping[str, Mapping[str, Number | None]],
) -> list[tuple[Number, Number]]:
    both = [(before[agency].get(cell), now[agency].get(cell)) for agency in now if agency in before]
    return [(old, new) for old, new in both if old is not None and new is not None]


def panels(tables: Sequence[SummedTables]) -> dict[str, list[tuple[int, Number]]]:
    """Return for each cell its sums by year, over the bodies that were read in every year of the tables.

    The tables are those of one group and form. Cells without such a body, or of one year alone, have none.
    """
    by_year = [{record.agency_id: record.figures for record in one.records} for one in tables]
    shared = set.intersection(*map(set, by_year)) if len(by_year) > 1 else set()
    found = {}
    for cell in dict.fromkeys(cell.id for one in tables for cell in one.cells):
        bodies = [
            agency for agency in sorted(shared) if all(year[agency].get(cell) is not None for year in by_year)
        ]
        if bodies:
            sums = [sum(year[agency][cell] or 0 for agency in bodies) for year in by_year]
            found[cell] = [(one.year, total) for one, total in zip(tables, sums, strict=True)]
    return found


def weights(records: Sequence[Record], roster: Roster) -> dict[str, Decimal]:
    """Return how much of its region's figure each finding touches, by its id: from 0 to 1, most at 1.

    This is the local score of selective editing (Lawrence and McKenzie 2000; de Waal, Pannekoek and Scholtus
    2011, chapter 6), every body with the weight one: |x − x̂| / T. x is what the finding observed, x̂ what it
    expected, T the sum of its cell over the bodies of the region in that year and form; of several cells the
    one with the largest T. Where no number was expected, the whole of a cell is in question: |x| / T, of
    several cells the largest share. A finding none of whose cells has a figure has no weight.
    """
    standing = list(one_a_year(records, lambda record: record.copy).values())
    bodies: dict[str | None, dict[str, Agency]] = defaultdict(dict)
    for record in standing:
        own = roster.get(record.agency_id)
        agency = own or Agency(record.agency_id, record.agency, record.kind, record.level)
        bodies[record.region][agency.id] = agency
    regions = {
        region: grouped("region", region or "", [*of.values()], roster) for region, of in bodies.items()
    }
    totals = {
        (region, tables.year, tables.form): {cell.id: cell.total for cell in tables.cells}
        for region, group in regions.items()
        for tables in summed(standing, [group])
    }
    found: dict[str, Decimal] = {}
    for record in records:
        whole = totals.get((record.region, record.year or 0, _form_of(record) or ""), {})
        scored = {one.id: _score(one, record.figures, whole) for one in record.findings}
        found |= {id_: score for id_, score in scored.items() if score is not None}
    return found


def _score(
    finding: Finding, figures: Mapping[str, Number | None], whole: Mapping[str, Number | None]
) -> Decimal | None:
    sizes = {cell: Decimal(total).copy_abs() for cell in finding.cells if (total := whole.get(cell))}
    expected, observed = finding.expected, finding.observed
    if isinstance(expected, int | Decimal) and isinstance(observed, int | Decimal):
        return _share(observed - expected, max(sizes.values())) if sizes else None
    known = [(value, size) for cell, size in sizes.items() if (value := figures.get(cell)) is not None]
    return max((_share(value, size) for value, size in known), default=None)


def _share(part: Number, whole: Decimal) -> Decimal:
    """Return a part of a whole to four places, one at most: a left-out government's figure may be larger."""
    return min(Decimal(1), (Decimal(part).copy_abs() / whole).quantize(Decimal("0.0001")))
