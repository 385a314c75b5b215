"""Frame ``copying``: what a narrative shares with its agency's earlier reports and with those of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gouji.copying.compare import SHORTEST, SHORTEST_FIVE, compare
from gouji.copying.masking import mask
from gouji.measures.frame import Frame, Silence, Subject
from gouji.measures.matrix import count_column, optional_amount_column, optional_count_column
from gouji.measures.quotes import other_source
from gouji.model.filing import NOT_SAFE
from gouji.model.finding import Evidence
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gouji.copying.compare import Beside, Closest, Compared
    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Filing


#: A quote inside a message is cut after this many characters; the evidence has more of it.
_SAID: Final = 60
_UNDATED: Final = Text("年份不详的", "the undated")
_OF_YEAR: Final = Text("{year}", "the {year}")
_FURTHER_PEERS: Final = Text(
    "另有至少 {count} 个机关的报告与之相近。", " Reports of at least {count} more bodies come close to it."
)
_FURTHER_YEARS: Final = Text(
    "另有至少 {count} 个年度的报告与之相近。", " Reports of at least {count} more years come close to it."
)
_NO_EARLIER: Final = Text(
    "手头没有本机关以前年度的报告", "no report of an earlier year of the same body is at hand"
)
_NO_YEAR: Final = Text(
    "报告的年度未能确定，无从认定以前年度", "the report's year is not known, so that none is earlier"
)
_NO_PEERS: Final = Text("手头没有其他机关的报告", "no report of another body is at hand")
_SHORT: Final = Text(
    "除去名称、数字和格式性文字后只有 {length} 字，不足 {least} 字，不足以比较",
    "without names, figures and formulas {length} characters remain; {least} are needed for a comparison",
)
_SHORT_FIVE: Final = Text(
    "第五部分除去名称、数字和格式性文字后只有 {length} 字，不足 {least} 字，不足以比较",
    "without names, figures and formulas {length} characters of section five remain; {least} are needed "
    "for a comparison",
)


class Copying(Frame):
    """One row a filing; measured against own earlier reports (``own_…``) and against peers (``peer_…``).

    ======================  =================================================================================
    ``…_similarity``        Float64, 0 to 1: of the whole narrative, against the report that comes closest
    ``…_five``              Float64, 0 to 1: the same of section five
    ``…_passage``           Int64: characters of the longest passage shared, what is common wording left out
    ``…_sentences``         Int64: whole sentences in that passage
    ======================  =================================================================================

    All count words of the report's own only (:mod:`gouji.copying.masking`), and are zero where nothing comes
    close (:mod:`gouji.copying.compare`). pd.NA where there is no report to compare with or too little text.
    """

    name = "copying"

    def build(self) -> dict[str, FrameColumn]:
        """Compare all reports at hand."""
        corpus = self.corpus
        self._compared = corpus.compared or compare(corpus.filings, corpus.others, corpus.comparands)
        columns: dict[str, FrameColumn] = {"filing": count_column(np.arange(len(self._compared)))}
        for kind in ("own", "peer"):
            measured = [_measured(compared, _beside(compared, kind)) for compared in self._compared]
            for at, (name, column_of) in enumerate(_MEASURES):
                values = [row[at] for row in measured]
                columns[f"{kind}_{name}"] = column_of(values)
        return columns

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the longest shared passages side by side, each with its place in its own report."""
        filing, compared = self.filing_of(row), self._compared[row]
        kind, measure = columns[0].split("_")
        closest = _closest(_beside(compared, kind), measure)
        if closest is None:
            return Subject()
        other = closest.other
        quotes = list(_side_by_side(filing, closest))
        further = (_FURTHER_YEARS if kind == "own" else _FURTHER_PEERS).filled(count=closest.further)
        said = quotes[0].quote if quotes else ""
        return Subject(
            evidence=tuple(quotes),
            fields={
                "year": _OF_YEAR.filled(year=other.year) if other.year is not None else _UNDATED,
                "other": other.agency.name,
                "share": f"{closest.value:.0%}",
                "length": closest.passages[0].same if closest.passages else 0,
                "sentences": closest.passages[0].sentences if closest.passages else 0,
                "quote": said if len(said) <= _SAID else said[:_SAID] + "……",
                "further": further if closest.further else Text("", ""),
            },
            observed=_figure(closest, measure),
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """There is nothing to compare with, or too little of the report's own words."""
        compared = self._compared[row]
        kind, measure = columns[0].split("_")
        if not self.filing_of(row).agency.is_safe:
            return Silence("not_applicable", NOT_SAFE)
        if not _beside(compared, kind).others:
            if kind == "peer":
                return Silence("not_applicable", _NO_PEERS)
            if self.filing_of(row).year is None:
                return Silence("not_assessable", _NO_YEAR)
            return Silence("not_applicable", _NO_EARLIER)
        if measure == "five":
            why = _SHORT_FIVE.filled(length=compared.five_length, least=SHORTEST_FIVE)
        else:
            why = _SHORT.filled(length=compared.length, least=SHORTEST)
        return Silence("not_assessable", why)


_MEASURES: Final[tuple[tuple[str, Callable[[Sequence[Any]], FrameColumn]], ...]] = (
    ("similarity", optional_amount_column),
    ("five", optional_amount_column),
    ("passage", optional_count_column),
    ("sentences", optional_count_column),
)


def _beside(compared: Compared[Filing], kind: str) -> Beside[Filing]:
    return compared.earlier if kind == "own" else compared.peers


def _closest(beside: Beside[Filing], measure: str) -> Closest[Filing] | None:
    return {"similarity": beside.whole, "five": beside.five}.get(measure, beside.passage)


def _measured(compared: Compared[Filing], beside: Beside[Filing]) -> tuple[float | int | None, ...]:
    """Return the measurements in the order of ``_MEASURES``."""
    enough = beside.others and compared.length >= SHORTEST
    enough_five = beside.others and compared.five_length >= SHORTEST_FIVE
    longest = beside.passage
    return (
        (beside.whole.value if beside.whole else 0.0) if enough else None,
        (beside.five.value if beside.five else 0.0) if enough_five else None,
        (int(longest.value) if longest else 0) if enough else None,
        (longest.passages[0].sentences if longest else 0) if enough else None,
    )


def _figure(closest: Closest[Filing], measure: str) -> str | int:
    if measure == "passage":
        return int(closest.value)
    return closest.passages[0].sentences if measure == "sentences" else f"{closest.value:.3f}"


def _side_by_side(filing: Filing, closest: Closest[Filing]) -> Iterator[Evidence]:
    """Yield each shared passage as it stands in the report, and then as it stands in the other."""
    own, other = mask(filing), mask(closest.other)
    for passage in closest.passages:
        quote, place = own.quote(passage.a_start, passage.a_end)
        yield Evidence(filing.source.name, place.text(), quote)
        quote, place = other.quote(passage.b_start, passage.b_end)
        yield Evidence(other_source(closest.other, filing), place.text(), quote)
