"""Frame ``fees``: one row a filing, section six and the fee for processing applications."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from gouji.bilingual import Text
from gouji.filing import NUMERIC
from gouji.frames.arithmetic import unread_cells
from gouji.frames.base import Silence
from gouji.frames.counts import by_id, sum_of
from gouji.frames.observed import Observation, Observed, quote_section, quote_sentence
from gouji.prose.fees import fees
from gouji.prose.phrases import reading
from gouji.prose.whole import CUT, is_whole, section, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing
    from gouji.prose.fees import Fee

_UNPAID: Final = "applications/other_fee_unpaid/total"
_POOL: Final = reading(
    "本年新收与上年结转之和",
    "received in the year and carried in",
    *("applications/new/total", "applications/carried_in/total"),
)
#: Words by which the heading of section six itself says that there is nothing to report.
_NOTHING: Final = ("无", "没有")
_CUT: Final = Silence("not_assessable", CUT)
_NO_SECTION: Final = Silence(
    "not_applicable",
    Text(
        "未见第六部分，由 STR-SIX-SECTIONS 处理",
        "section six is not there, which STR-SIX-SECTIONS deals with",
    ),
)
_NO_FEE: Final = Silence(
    "not_applicable", Text("报告没有写明收取了信息处理费", "the report states no fee that was collected")
)
_NONE_UNPAID: Final = Silence(
    "not_applicable",
    Text("表三没有逾期未缴费的申请", "table three has no application dropped because its fee was not paid"),
)
_BY_VOLUME: Final = Silence(
    "not_applicable",
    Text("按量收费与件数无关", "a fee by volume does not depend on the number of applications"),
)
_POOL_BLANK: Final = Silence(
    "not_assessable", Text("表三第一、二项总计没有读到", "the totals of rows one and two were not read")
)


class Fees(Observed):
    """One row a filing.

    ``said``: section six has text or its title says that there is nothing (1, 0). ``stated``: a sentence
    speaks of the fee (1, 0). ``linked``: section six speaks of fees (1, 0), where table three has
    applications dropped because a fee was not paid. ``remainder``: yuan collected beyond whole steps of the
    tariff (10 yuan, or 100 where only fees by item are named). ``pool``: applications of the year, where a
    fee was collected. ``fee_year``: the report year, where a fee was collected or dropped applications are
    reported.
    """

    name = "fees"
    measures: ClassVar = ("said", "stated", "linked", "remainder", "pool", "fee_year")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Read section six and every sentence on the fee."""
        found = list(fees(filing))
        yield _section_six(filing, found)
        yield _unpaid(filing)
        collected = next((fee for fee in found if fee.yuan), None)
        if collected is None:
            yield Observation({}, (), silence=dict.fromkeys(("remainder", "pool", "fee_year"), _NO_FEE))
        else:
            yield _collected(filing, collected)


def _section_six(filing: Filing, found: list[Fee]) -> Observation:
    six = section(filing, 6)
    if six is None:
        return Observation({}, (), silence=dict.fromkeys(("said", "stated"), _NO_SECTION))
    said = bool(text_of(filing, 6)) or any(word in six.title for word in _NOTHING)
    if not said and not is_whole(filing):
        return Observation({}, (), silence=dict.fromkeys(("said", "stated"), _CUT))
    return Observation(
        {"said": int(said), "stated": int(bool(found)) if said else None}, (quote_section(filing, six),)
    )


def _unpaid(filing: Filing) -> Observation:
    cell = filing.cell(_UNPAID)
    if cell is None or cell.status not in NUMERIC or not cell.value:
        unread = unread_cells(filing.form, [cell] if cell else ())
        return Observation({}, (), silence={"linked": unread or _NONE_UNPAID})
    six = section(filing, 6)
    return Observation(
        {"linked": int("费" in text_of(filing, 6)) if six else None, "fee_year": filing.year},
        (quote_section(filing, six),) if six else (),
        {
            "unpaid": str(cell.value),
            "year": str(filing.year),
            "what": Text(
                f"因未按要求缴纳费用不再处理的申请 {cell.value} 件",
                f"applications dropped because a fee was not paid: {cell.value}",
            ),
        },
        (cell,),
        {} if six else {"linked": _NO_SECTION},
    )


def _collected(filing: Filing, fee: Fee) -> Observation:
    yuan = fee.yuan or 0
    cells = by_id(filing)
    pool = sum_of(_POOL, cells, claimed=1)
    totals = [cells[cell] for cell in _POOL.cells if cell in cells]
    step = 100 if fee.by_item and not fee.by_volume else 10
    return Observation(
        {
            "remainder": yuan % step,
            "pool": pool if not fee.by_volume else None,
            "fee_year": filing.year,
        },
        (quote_sentence(filing, fee.sentence),),
        {
            "yuan": yuan,
            "step": step,
            "pool": pool or 0,
            "year": str(filing.year),
            "what": Text(f"收取信息处理费 {yuan} 元", f"a fee of {yuan} yuan"),
        },
        silence={"pool": _BY_VOLUME if fee.by_volume else unread_cells(filing.form, totals) or _POOL_BLANK},
    )
