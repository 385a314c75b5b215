"""Fees in the narrative: frames ``fees`` (信息处理费, section six) and ``fee_amounts`` (table two)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from gouji.measures.counts import by_id, sum_of
from gouji.measures.frame import Frame, Observation, Observed, Silence, Subject, quote_section, quote_sentence
from gouji.measures.matrix import amount_column, optional_count_column
from gouji.measures.narrative import narrative_doubt, parts_doubt, section_numbered, sentences, text_of
from gouji.measures.numerals import NUMBER, ROUGH_AFTER, ROUGH_BEFORE, parse_number
from gouji.measures.phrases import meaning, speaks_of_another_span, speaks_of_year
from gouji.measures.quotes import quote_cells
from gouji.measures.sums import no_figure, unread_cells
from gouji.model.filing import NUMERIC
from gouji.model.finding import Evidence
from gouji.model.text import Text, ideographs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Filing
    from gouji.model.sentences import Sentence


SUBJECT: Final = re.compile(
    r"信息处理费|处理费|依申请[^，,。；;]{0,10}费|信息公开[^，,。；;]{0,12}(?:收费|费用)"
)
_NAMED: Final = re.compile(r"处理费|收费|费用")
_AMOUNT: Final = re.compile(rf"(?P<n>{NUMBER})(?P<unit>万?元)")
_NONE: Final = re.compile(
    r"(?:未|没有|无|不)[^，,。；;]{0,12}(?:收取|收费|产生|发生|涉及)|(?:未|没有|无)[^，,。；;]{0,10}费"
)
_BY_VOLUME: Final = re.compile(r"按量|\d+页")
_BY_ITEM: Final = re.compile(r"按件")


@dataclass(frozen=True, slots=True)
class Fee:
    """A sentence on the fee. ``yuan`` is what was collected, None where it states no one whole amount."""

    yuan: int | None
    by_volume: bool
    by_item: bool
    sentence: Sentence


def fees(filing: Filing) -> Iterator[Fee]:
    """Yield the sentences on the fee, in the order of the report; plans of section five are left out."""
    for sentence in sentences(filing):
        text = sentence.plain
        if sentence.section == 5 or not (
            SUBJECT.search(text) or (sentence.section == 6 and _NAMED.search(text))
        ):
            continue
        amounts = [m for m in _AMOUNT.finditer(text) if not ROUGH_BEFORE.search(text[: m.start()])]
        yuan = _yuan(amounts[0]) if len(amounts) == 1 else None
        if not amounts and _NONE.search(text):
            yuan = 0
        yield Fee(yuan, bool(_BY_VOLUME.search(text)), bool(_BY_ITEM.search(text)), sentence)


def _yuan(match: re.Match[str]) -> int | None:
    number = parse_number(match["n"])
    if number is None:
        return None
    value = number * (Decimal(10000) if match["unit"] == "万元" else Decimal(1))
    return int(value) if value == value.to_integral_value() else None


_UNPAID: Final = "applications/other_fee_unpaid/total"
_POOL: Final = meaning(
    "本年新收与上年结转之和",
    "received in the year and carried in",
    *("applications/new/total", "applications/carried_in/total"),
)
#: Words by which the heading of section six itself says that there is nothing to report.
_NOTHING: Final = ("无", "没有")
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
_CHARGED_BY_VOLUME: Final = Silence(
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
    six = section_numbered(filing, 6)
    if six is None:
        return Observation({}, (), silence=dict.fromkeys(("said", "stated"), _NO_SECTION))
    said = bool(text_of(filing, 6)) or any(word in ideographs(six.title) for word in _NOTHING)
    doubt = narrative_doubt(filing)
    if doubt is not None and (parts_doubt(filing) or not said):
        lost = Silence("not_assessable", doubt)
        return Observation({}, (), silence={"said": lost, "stated": lost})
    return Observation(
        {"said": int(said), "stated": int(bool(found)) if said else None}, (quote_section(filing, six),)
    )


def _unpaid(filing: Filing) -> Observation:
    cell = filing.cell(_UNPAID)
    if cell is None or cell.status not in NUMERIC or not cell.value:
        unread = unread_cells(filing.form, [cell] if cell else ())
        why = dict.fromkeys(("linked", "fee_year"), unread) if unread else {"linked": _NONE_UNPAID}
        return Observation({}, (), silence=why)
    six = section_numbered(filing, 6)
    silence = {} if six else {"linked": _NO_SECTION}
    if (doubt := parts_doubt(filing)) is not None:
        silence = {"linked": Silence("not_assessable", doubt)}
    linked = None if silence else int("费" in text_of(filing, 6))
    return Observation(
        {"linked": linked, "fee_year": filing.year},
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
        silence,
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
        silence={
            "pool": _CHARGED_BY_VOLUME if fee.by_volume else unread_cells(filing.form, totals) or _POOL_BLANK
        },
    )


_FEES: Final = re.compile(
    r"行政事业性收费(?:项目)?(?:的)?(?:收入|收缴|征收|金额|总额|总金额|收费)*(?:共计|总计|合计|共|为|达|是|[：:])*"
    rf"(?P<n>{NUMBER})(?!{ROUGH_AFTER})(?P<unit>元)"
)
#: Other years, other money, and parts of the fees.
_BARRED: Final = re.compile(
    r"去年|上年|上一年|同比|相比|较|以来|累计|预算|决算|减免|免征|免收|取消|停征|降低|应收|欠|其中|标准|罚|退"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount stated: in 万元, with the worth of its last printed figure (``step``)."""

    value: Decimal
    step: Decimal
    sentence: Sentence
    quote: str


def fee_amounts(filing: Filing) -> Iterator[Amount]:
    """Yield the amounts of administrative fees that the narrative states for the report's year."""
    for sentence in sentences(filing):
        text = sentence.plain
        for match in _FEES.finditer(text):
            before = text[: match.start("n")]
            if _BARRED.search(text[: match.end()]) or ROUGH_BEFORE.search(before):
                continue
            number = parse_number(match["n"])
            if number is None or not speaks_of_year(text, match.start(), filing.year):
                continue
            if not speaks_of_another_span(text, match.end()):
                yield Amount(number / 10000, _step(match["n"]), sentence, match[0])


def _step(printed: str) -> Decimal:
    """Return what one in the last figure is worth, in 万元."""
    decimals = re.search(r"\.(\d+)", printed)
    step = Decimal(1).scaleb(-len(decimals[1]) if decimals else 0)
    return step * {"万": 1, "亿": 10000}.get(printed.strip()[-1], Decimal("0.0001"))


_CELL: Final = "disclosure/fees/amount"


class FeeAmounts(Frame):
    """One row an amount: ``steps`` Float64, how far it is from the cell in units of its last figure.

    pd.NA where the cell is not known.
    """

    name = "fee_amounts"

    def build(self) -> dict[str, FrameColumn]:
        """Search the narrative of every filing."""
        found = [(i, one) for i, filing in enumerate(self.corpus.filings) for one in fee_amounts(filing)]
        self._found = [amount for _, amount in found]
        steps = [_steps(self.corpus.filings[i], amount) for i, amount in found]
        return {
            "filing": optional_count_column([position for position, _ in found]),
            "steps": amount_column(np.array(steps, dtype=np.float64)),
        }

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence and the cell."""
        amount, filing = self._found[row], self.filing_of(row)
        cells = [cell for cell in filing.form_cells if cell.id == _CELL]
        evidence = Evidence(filing.source.name, amount.sentence.place.text(), amount.sentence.text)
        return Subject(
            table="disclosure",
            cells=(_CELL,),
            printed={cell.id: cell.printed for cell in cells},
            evidence=(evidence, *quote_cells(filing, cells)),
            fields={
                "quote": amount.quote,
                "claimed": f"{amount.value.normalize():f}",
                "printed": cells[0].printed or "",
            },
            expected=cells[0].printed,
            observed=f"{amount.value.normalize():f}",
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """The cell is not known."""
        quote = self._found[row].quote
        cell = self.filing_of(row).cell(_CELL)
        return no_figure(
            Text(
                f"“{quote}”所指的单元格没有读到确定的数字",
                f"the cell that “{quote}” speaks of holds no certain figure",
            ),
            [cell] if cell else (),
        )


def _steps(filing: Filing, amount: Amount) -> float:
    cell = filing.cell(_CELL)
    if cell is None or cell.status not in NUMERIC or cell.value is None:
        return float("nan")
    return float(abs(amount.value - cell.value) / amount.step)
