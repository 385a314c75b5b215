"""Frame ``scopes``: one row a government's or its office's filing, whose figures it holds."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.bilingual import Text
from gouji.filing import UNREAD
from gouji.frames.arithmetic import unread_cells
from gouji.frames.base import Silence
from gouji.frames.bodies import is_government, is_government_office, level_of
from gouji.frames.observed import Observation, Observed
from gouji.frames.places import quote_cells
from gouji.prose.counts import counts
from gouji.prose.requests import REQUESTS
from gouji.prose.whole import CUT, is_whole, narrative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing

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
_CUT: Final = Silence("not_assessable", CUT)
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
        unread = unread_cells(filing.form, filing.cells)
        if not differ and (unread or government.cells_read != len(government.cells)):
            return Observation({}, (), silence={"own_document": unread or _OTHER_NOT_READ})
        if not any(own.values()) or not any(theirs.values()):
            return Observation({}, (), silence={"own_document": _NO_FIGURE})
        cells = tuple(cell for cell in filing.cells if cell.value)[:7]
        return Observation(
            {"own_document": int(differ or own.keys() != theirs.keys())},
            quote_cells(government, [cell for cell in government.cells if cell.value][:7]),
            {"agency": filing.agency.name, "government": government.agency.name},
            cells,
        )


def _figures(filing: Filing) -> dict[str, object]:
    """What was read, cell by cell; an empty cell is a zero."""
    return {cell.id: cell.value or 0 for cell in filing.cells if cell.status not in UNREAD}


def _scope(filing: Filing) -> Observation:
    if not is_government(filing.agency) or level_of(filing.agency) == "township":
        return Observation({}, (), silence={"stated": _NOT_GOVERNMENT})
    cell = filing.cell("applications/new/total")
    if cell is None or not cell.value:
        unread = unread_cells(filing.form, [cell] if cell else ())
        return Observation({}, (), silence={"stated": unread or _NO_FIGURE})
    if not is_whole(filing):
        return Observation({}, (), silence={"stated": _CUT})
    values = {one.value for one in filing.cells if one.id.startswith("applications/")}
    tied = any(count.reach and count.value in values for count in counts(filing, REQUESTS))
    stated = tied or _STATED.search(narrative(filing)) is not None
    fields = {"agency": filing.agency.name, "figure": str(cell.value)}
    return Observation({"stated": int(stated)}, (), fields, (cell,))
