"""Frames ``members`` and ``scopes``: a government beside the agencies under it, and whom it counts."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from gouji.inputs.roster import is_government, is_government_office, level_of
from gouji.measures.frame import Frame, Observation, Observed, Silence, Subject, Term
from gouji.measures.matrix import CellMatrix, key_column, optional_count_column, positions
from gouji.measures.narrative import NARRATIVE_LOST, has_narrative, narrative
from gouji.measures.phrases import counts
from gouji.measures.quotes import cell_name, quote_cells
from gouji.measures.requests import REQUESTS
from gouji.measures.sums import unread_cells
from gouji.model.filing import UNREAD, copy_of, one_a_year
from gouji.model.finding import Evidence
from gouji.model.text import Text, ideographs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.measures.matrix import FrameColumn
    from gouji.model.document import Paragraph
    from gouji.model.filing import Filing


#: Figures that a report on a whole region must hold at least as much of as its members' reports together.
COMPARED: Final = (
    "applications/new/total",
    "applications/carried_in/total",
    "applications/handled_total/total",
    "reviews/reconsideration/total",
    "reviews/litigation_direct/total",
    "reviews/litigation_after_reconsideration/total",
)
#: The figure that ties a report to the whole region, where its narrative states the same.
_SCOPED: Final = "applications/new/total"
#: 全市……收到……申请 95 件: says that the figures are those of the whole region.
_WHOLE_REGION: Final = re.compile(r"全(?:省|市|县|区|州|旗)[^。；;]{0,40}?申请[^。；;\d]{0,12}(\d+)\s*件")
_NOT_WHOLE = Text(
    "报告没有写明表中数字是全域汇总数，不与所属机关相加比较",
    "the report does not say that its figures are those of the whole region: members are not compared",
)
_NO_MEMBERS = Text(
    "手头没有名册上所属机关同年的报告", "no report of a member on the roster for the same year is at hand"
)


class Members(Frame):
    """One row a government's filing and compared figure.

    ``own`` Int64: the government's figure; ``members`` Int64: the sum over the reports of its members at
    hand for the same year; pd.NA where a cell is unknown, where no member's report is at hand, or where the
    report does not say that it speaks for the whole region.
    """

    name = "members"

    def build(self) -> dict[str, FrameColumn]:
        """Add the members' figures up."""
        reports = [*self.corpus.filings, *self.corpus.others]
        by_parent: dict[tuple[str, int], list[int]] = {}
        # of two copies of a member's report one counts, the same in whatever order they came
        standing = one_a_year(range(len(reports)), lambda at: copy_of(reports[at]))
        for (_, year), position in sorted(standing.items()):
            if parent := reports[position].agency.parent:
                by_parent.setdefault((parent, year), []).append(position)
        self._reports = reports
        rows = list(self._rows(by_parent))
        self._members = [members for _, _, members, _ in rows]
        self._scope = [scope for *_, scope in rows]
        added = {report for position, _, members, _ in rows for report in (position, *members)}
        matrix = CellMatrix([report if at in added else None for at, report in enumerate(reports)])
        where = [positions()[cell] for cell in COMPARED]
        known = matrix.known(absent_is_zero=False)[:, where]
        count = matrix.count[:, where]
        own: list[int | None] = []
        together: list[int | None] = []
        for position, cell, members, scope in rows:
            own.append(int(count[position, cell]) if known[position, cell] and scope else None)
            summed = bool(members) and bool(known[members, cell].all()) and scope is not None
            together.append(int(count[members, cell].sum()) if summed else None)
        return {
            "filing": optional_count_column([position for position, *_ in rows]),
            "key": key_column(np.array([cell for _, cell, *_ in rows], dtype=np.int64), COMPARED),
            "own": optional_count_column(own),
            "members": optional_count_column(together),
        }

    def _rows(
        self, by_parent: dict[tuple[str, int], list[int]]
    ) -> Iterator[tuple[int, int, list[int], Paragraph | None]]:
        for position, filing in enumerate(self.corpus.filings):
            if not is_government(filing.agency) or filing.year is None or not filing.form_cells:
                continue
            members = by_parent.get((filing.agency.id, filing.year), [])
            scope = whole_region(filing)
            for cell in range(len(COMPARED)):
                yield position, cell, members, scope

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the government's cell, the sentence on its scope, and the members' cells."""
        filing, cell_id = self.filing_of(row), str(self.value(row, "key"))
        own = [cell for cell in filing.form_cells if cell.id == cell_id]
        members = [self._reports[position] for position in self._members[row]]
        evidence = list(quote_cells(filing, own))
        scope = self._scope[row]
        if scope is not None:
            evidence.append(Evidence(filing.source.name, scope.place.text(), scope.text))
        for member in members:
            evidence.extend(quote_cells(member, [c for c in member.form_cells if c.id == cell_id]))
        terms = {name: Term(name, None, self.count(row, name)) for name in ("own", "members")}
        names = "、".join(member.agency.name for member in members)
        return Subject(
            table=cell_id.split("/")[0],
            cells=(cell_id,),
            printed={cell.id: cell.printed for cell in own},
            evidence=tuple(evidence),
            fields={"cell": cell_name(filing.form, cell_id), "names": names, "agency": filing.agency.name},
            terms=terms,
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """No members' reports, no statement of scope, or an unknown cell."""
        filing, cell_id = self.filing_of(row), str(self.value(row, "key"))
        cells = [
            filing.cell(cell_id),
            *(self._reports[member].cell(cell_id) for member in self._members[row]),
        ]
        own, unread = cells[0], [cell is not None and cell.status in UNREAD for cell in cells]
        scoped = filing.cell(_SCOPED)
        if self._scope[row] is None and (scoped is None or scoped.status not in UNREAD):
            return Silence("not_applicable", _NOT_WHOLE)
        if not self._members[row]:
            return Silence("not_applicable", _NO_MEMBERS)
        name = cell_name(filing.form, _SCOPED if self._scope[row] is None else cell_id)
        return Silence(
            "not_assessable",
            Text(f"“{name}”一格未能读出", f"the cell “{name}” could not be read"),
            unread=self._scope[row] is None or any(unread),
            tables=(cell_id.split("/")[0],) if own is not None and unread[0] else (),
        )


def whole_region(filing: Filing) -> Paragraph | None:
    """Return the paragraph that ties table three's 新收 to the whole region, or None where there is none."""
    cell = filing.cell(_SCOPED)
    for section in filing.sections:
        for paragraph in section.paragraphs:
            for match in _WHOLE_REGION.finditer(ideographs(paragraph.text)):
                if cell is not None and cell.value == int(match[1]):
                    return paragraph
    return None


_STATED: Final = re.compile(
    r"(?:统计|数据|报告)(?:的)?(?:范围|口径)|(?:数据|数字|报告|统计)[^。；;\n]{0,20}(?:汇总|包括|涵盖|含)[^。；;\n]{0,24}"
    r"(?:部门|单位|机关|乡镇|街道|县区)|本级(?:政府|机关)?(?:及|和)[^。；;\n]{0,12}(?:部门|单位)"
)
_NOT_GOVERNMENT: Final = Silence(
    "not_applicable", Text("本机关不是县级以上人民政府", "the body is no government from county level up")
)
_NO_FIGURE: Final = Silence(
    "not_applicable",
    Text("表三没有可分口径的数字", "table three has no figure that could be of either scope"),
)
_OTHER_NOT_READ: Final = Silence(
    "not_assessable",
    Text(
        "政府（办公室）报告的表格没有读全，无从比较",
        "the tables of the government's (or its office's) report were not read whole and cannot be compared",
    ),
    unread=True,
)
_CUT: Final = Silence("not_assessable", NARRATIVE_LOST)
_NO_OFFICE: Final = Silence(
    "not_applicable",
    Text(
        "手头没有同年的政府（办公室）报告可比",
        "no report of the government (or its office) of that year is at hand",
    ),
)


class Scopes(Observed):
    """One row a filing. 1, 0 or pd.NA.

    ``stated``: a government's report says whether its figures are its own or those of its whole territory.
    ``own_document``: the report of a government's office has figures of its own beside the government's.
    """

    name = "scopes"
    measures: ClassVar = ("stated", "own_document")

    @cached_property
    def _by_name(self) -> dict[tuple[str, int | None], Filing]:
        reports = self.corpus.by_agency_and_year.values()
        return {(report.agency.name, report.year): report for report in reports}

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at what the report says of its scope, and at the government's own report."""
        yield _scope(filing)
        yield self._beside_government(filing)

    def _beside_government(self, filing: Filing) -> Observation:
        name = filing.agency.name.removesuffix("办公室").removesuffix("办公厅")
        government = self._by_name.get((name, filing.year))
        if not is_government_office(filing.agency) or government is None:
            return Observation({}, (), silence={"own_document": _NO_OFFICE})
        own, theirs = _figures(filing), _figures(government)
        differ = any(own[cell] != theirs[cell] for cell in own.keys() & theirs.keys())
        unread = unread_cells(filing.form, filing.form_cells)
        if not differ and (unread or government.cells_read != len(government.form_cells)):
            return Observation({}, (), silence={"own_document": unread or _OTHER_NOT_READ})
        if not any(own.values()) or not any(theirs.values()):
            return Observation({}, (), silence={"own_document": _NO_FIGURE})
        cells = tuple(cell for cell in filing.form_cells if cell.value)[:7]
        return Observation(
            {"own_document": int(differ or own.keys() != theirs.keys())},
            quote_cells(government, [cell for cell in government.form_cells if cell.value][:7]),
            {"agency": filing.agency.name, "government": government.agency.name},
            cells,
        )


def _figures(filing: Filing) -> dict[str, object]:
    """What was read, cell by cell; an empty cell is a zero."""
    return {cell.id: cell.value or 0 for cell in filing.form_cells if cell.status not in UNREAD}


def _scope(filing: Filing) -> Observation:
    if not is_government(filing.agency) or level_of(filing.agency) == "township":
        return Observation({}, (), silence={"stated": _NOT_GOVERNMENT})
    cell = filing.cell("applications/new/total")
    if cell is None or not cell.value:
        unread = unread_cells(filing.form, [cell] if cell else ())
        return Observation({}, (), silence={"stated": unread or _NO_FIGURE})
    if not has_narrative(filing):
        return Observation({}, (), silence={"stated": _CUT})
    values = {one.value for one in filing.form_cells if one.id.startswith("applications/")}
    tied = any(count.reach and count.value in values for count in counts(filing, REQUESTS))
    stated = tied or _STATED.search(narrative(filing)) is not None
    fields = {"agency": filing.agency.name, "figure": str(cell.value)}
    return Observation({"stated": int(stated)}, (), fields, (cell,))
