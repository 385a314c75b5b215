"""Percentages in the narrative: frames ``shares``, ``growths`` and ``changes``.

A share states the count it measures (``自然人申请42件，占43.75%``) or only names it (``自然人申请占43.75%``);
what it is a share of is often left open, so every lawful whole is tried. A growth rate, and the number by
which applications grew, is compared with the earlier report.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from gouji.measures.counts import by_id, printed_behind
from gouji.measures.frame import Frame, Silence, Subject
from gouji.measures.matrix import optional_amount_column, optional_count_column
from gouji.measures.narrative import sentences
from gouji.measures.numerals import NUMBER, ROUGH_AFTER, parse_number
from gouji.measures.phrases import CHANNEL, OTHER_WORK, speaks_of_another_span, speaks_of_year
from gouji.measures.quotes import quote_cells
from gouji.measures.sums import no_figure
from gouji.model.filing import UNREAD
from gouji.model.finding import Evidence
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Cell, Filing
    from gouji.model.sentences import Sentence


_PERCENT: Final = r"(?P<p>\d+(?:\.\d+)?)[%％]"
_TAKES: Final = rf"占(?:比|到|全部|总)?[^，,。；;\d%]{{0,16}}?(?:为|达)?{_PERCENT}"
_SHARE: Final = re.compile(rf"(?P<n>{NUMBER})[件宗][，,（(]?{_TAKES}")
#: Applicant types and outcomes, by the names that a share may have → columns or rows of table three.
NAMES: Final = {
    "自然人|公民|个人": ("natural_person",),
    "商业企业": ("business",),
    "科研机构": ("research",),
    "社会公益组织": ("public_interest",),
    "法律服务机构": ("legal_service",),
    "予以公开": ("granted",),
    "部分公开": ("granted_partly",),
}
_NAMED_SHARE: Final = re.compile(
    rf"(?<![与和及、或非不])(?P<name>{'|'.join(NAMES)})(?:提出|提交|的|申请人?|数量|件)*[，,]?{_TAKES}"
)
_WAY: Final = r"(?P<way>增长|增加|上升|提高|增幅为?|多|下降|减少|回落|降低|降幅为?|少)"
_GROWN: Final = (
    rf"申请(?:数量|量|总量|数|件)?(?:共|共计|为)?(?:{NUMBER}[件宗])?[，,（(]?(?:申请)?(?:数量|总量|量|件数)*"
    rf"(?:与|同|较|比)?(?:去年|上年度?|上一年度?|(?P<y>20\d\d)年度?)?(?:同期)?(?:数量)?(?:相比|同比)?[，,]?(?:有所)?"
    rf"{_WAY}了?"
)
_GROWTH: Final = re.compile(
    rf"{_GROWN}(?:{NUMBER}[件宗][，,]?(?:增长|上升|下降|减少|增幅|降幅)?(?:率|幅度)?为?)?{_PERCENT}"
)
_CHANGE: Final = re.compile(rf"{_GROWN}(?P<n>{NUMBER})[件宗](?!{ROUGH_AFTER})")
_LOWER: Final = ("下降", "减少", "回落", "降低", "降幅", "少")
#: Words that make the applications before a growth some of them only.
_SOME: Final = re.compile(rf"{CHANNEL}|自然人|公民|个人|法人|企业|机构|组织|结转|其中|[一-鿿]类")
_CLAUSE: Final = re.compile(r"[，,；;：:。（(]")
_COMPARED: Final = re.compile(r"去年|上年|上一年|同比|20\d\d年")
_REQUESTS: Final = re.compile(r"申请|自然人|予以公开|部分公开|法律服务机构")
_ROUGH: Final = re.compile(r"约|近|超|逾|以上|左右|余|(?<=[\d十百千万])多")
_OTHER: Final = re.compile(rf"{OTHER_WORK}|复议|诉讼|主动公开|条信息")
_COUNTED: Final = re.compile(rf"({NUMBER})[件宗]")


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage: ``value`` as printed, with its decimals, negative for a decrease.

    A share measures ``count`` where that is stated, else the cells called ``name`` (a key of
    :data:`NAMES`). ``wholes`` are counts printed near it that it may be a share of.
    """

    value: Decimal
    sentence: Sentence
    quote: str
    count: int | None = None
    name: str | None = None
    wholes: tuple[int, ...] = ()


def shares(filing: Filing) -> Iterator[Rate]:
    """Yield shares of a count or of a named kind in sentences about applications of the report's year."""
    for sentence in sentences(filing):
        text = sentence.plain
        if "占" not in text or _OTHER.search(text) or not _REQUESTS.search(text + sentence.lead[-120:]):
            continue
        near = _counts_in(sentence.lead[-200:] + text)
        for match in (*_SHARE.finditer(text), *_NAMED_SHARE.finditer(text)):
            if _ROUGH.search(match[0]) or not _of_this_year(text, match.start(), filing.year):
                continue
            count = parse_number(match["n"]) if "n" in match.groupdict() else None
            name = next((n for n in NAMES if re.fullmatch(n, match.groupdict().get("name") or "")), None)
            if count is None and name is None:
                continue
            stated = int(count) if count is not None else None
            yield Rate(Decimal(match["p"]), sentence, match[0], stated, name, near)


def growths(filing: Filing) -> Iterator[Rate]:
    """Yield growth rates of the applications received; a decrease is negative."""
    for sentence, match, sign in _grown(_GROWTH, filing):
        yield Rate(sign * Decimal(match["p"]), sentence, match[0])


def changes(filing: Filing) -> Iterator[Rate]:
    """Yield by how many the applications received grew in the year; a decrease is negative."""
    for sentence, match, sign in _grown(_CHANGE, filing):
        number = None if match["n"].endswith(("万", "亿")) else parse_number(match["n"])
        if number is not None and number == number.to_integral_value():
            yield Rate(sign * number, sentence, match[0])


def _grown(pattern: re.Pattern[str], filing: Filing) -> Iterator[tuple[Sentence, re.Match[str], int]]:
    """Yield what is said of all applications against the year before, with the sign of the change."""
    for sentence in sentences(filing):
        text = sentence.plain
        for match in pattern.finditer(text):
            if _ROUGH.search(match[0]) or not _COMPARED.search(match[0]) or _OTHER.search(text):
                continue
            if match["y"] and filing.year is not None and int(match["y"]) != filing.year - 1:
                continue
            if _SOME.search(_CLAUSE.split(text[: match.start()])[-1]):
                continue
            if _of_this_year(text, match.start(), filing.year):
                yield sentence, match, -1 if match["way"].startswith(_LOWER) else 1


def _of_this_year(text: str, at: int, year: int | None) -> bool:
    return speaks_of_year(text, at, year) and not speaks_of_another_span(text, at)


def _counts_in(text: str) -> tuple[int, ...]:
    found = (parse_number(match[1]) for match in _COUNTED.finditer(text))
    return tuple(int(n) for n in found if n is not None and n == n.to_integral_value())


def steps_off(printed: Decimal, part: int, whole: int) -> Decimal:
    """How far ``printed`` percent is from ``part / whole``, in units of its last printed decimal.

    A rate rounded or cut off as printed is less than one step off.
    """
    exponent = printed.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(printed - Decimal(100 * part) / Decimal(whole)) / step


#: What the applications of a year may lawfully mean.
_WHOLES: Final = (("new",), ("handled_total",), ("new", "carried_in"))


class Ratio(NamedTuple):
    """A ratio that a percentage may mean."""

    part: int
    whole: int


def _sum(filing: Filing, rows: Sequence[str], columns: Sequence[str] = ("total",)) -> int | None:
    """Sum some cells of table three, or None where one of them is not known.

    An empty 总计 stands for the sum of what is printed in its row.
    """
    own = by_id(filing)
    ids = [f"applications/{row}/{column}" for row in rows for column in columns]
    behind = [printed_behind(own[cell_id], own) for cell_id in ids if cell_id in own]
    values = [cell.value for cells in behind for cell in cells]
    if not all(behind) or None in values:
        return None
    return sum(int(v) for v in values if v is not None) if values else None


def _totals(filing: Filing) -> list[Cell]:
    """The cells that a percentage may be a share of."""
    rows = dict.fromkeys(row for rows in _WHOLES for row in rows)
    cells = [filing.cell(f"applications/{row}/total") for row in rows]
    return [cell for cell in cells if cell is not None]


class _Rates(Frame):
    """One row a rate; ``steps`` Float64 is how far it is off, in units of its last printed decimal.

    It is the least over all ratios that the rate may mean; pd.NA where the tables give none, and where it
    agrees with none but a figure that it may rest on was not read.
    """

    #: So far off, in those units, a rate still agrees.
    agrees: ClassVar[int] = 1

    def build(self) -> dict[str, FrameColumn]:
        """Search the narrative of every filing and work out the ratios that the tables give."""
        found = [
            (i, rate, list(dict.fromkeys(self._ratios(rate, filing, self.corpus.earlier[i]))))
            for i, filing in enumerate(self.corpus.filings)
            for rate in self._stated(filing)
        ]
        self._found = [rate for _, rate, _ in found]
        self._tried = [ratios for *_, ratios in found]
        least = [min((self._off(rate, ratio) for ratio in ratios), default=None) for _, rate, ratios in found]
        steps = [
            None if off is None or (off > self.agrees and self._is_open(position, rate)) else float(off)
            for (position, rate, _), off in zip(found, least, strict=True)
        ]
        return {
            "filing": optional_count_column([position for position, _, _ in found]),
            "steps": optional_amount_column(steps),
        }

    def _is_open(self, position: int, rate: Rate) -> bool:
        """Say whether a figure that the rate may rest on was not read."""
        own, earlier = self._sources(position, rate)
        return any(cell.status in UNREAD for cell in (*own, *earlier))

    @abstractmethod
    def _sources(self, position: int, rate: Rate) -> tuple[list[Cell], list[Cell]]:
        """Return the cells that a rate may rest on: of the report, and of that of the year before."""

    @abstractmethod
    def _stated(self, filing: Filing) -> Iterator[Rate]:
        """Yield the rates of a filing."""

    @abstractmethod
    def _ratios(self, rate: Rate, filing: Filing, earlier: Filing | None) -> Iterator[Ratio]:
        """Yield the ratios that a rate may mean, as far as the tables tell them."""

    def _off(self, rate: Rate, ratio: Ratio) -> Decimal:
        """Say how far a rate is from a ratio, in units of its last printed decimal."""
        return steps_off(rate.value, *ratio)

    @abstractmethod
    def _written(self, ratio: Ratio) -> str:
        """Write a ratio out with its result."""

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence and the total of the applications received, with the ratios that were tried."""
        rate, filing = self._found[row], self.filing_of(row)
        cell = filing.cell("applications/new/total")
        sentence = Evidence(filing.source.name, rate.sentence.place.text(), rate.sentence.text)
        worked_out = "; ".join(self._written(ratio) for ratio in self._tried[row])
        return Subject(
            table="applications",
            cells=(cell.id,) if cell else (),
            printed={cell.id: cell.printed} if cell else {},
            evidence=(sentence, *quote_cells(filing, [cell] if cell else ())),
            fields={"quote": rate.quote, "worked_out": worked_out},
            observed=self._observed(rate),
            expected=worked_out,
        )

    def _observed(self, rate: Rate) -> str:
        """Write what the text claims."""
        return f"{rate.value}%"


class Shares(_Rates):
    """One row a share of the applications."""

    name = "shares"

    def _stated(self, filing: Filing) -> Iterator[Rate]:
        yield from shares(filing)

    def _ratios(self, rate: Rate, filing: Filing, earlier: Filing | None) -> Iterator[Ratio]:
        for rows in _WHOLES:
            whole = _sum(filing, rows)
            part = rate.count if rate.count is not None else _named(filing, rate.name or "", rows)
            # a count beyond every whole is a share of something else
            if whole and part is not None and part <= whole:
                yield Ratio(part, whole)
        if rate.count is not None:
            known = any(_sum(filing, rows) for rows in _WHOLES)
            # counts printed near it only ever excuse a share
            for whole in rate.wholes:
                if known and rate.count < whole and steps_off(rate.value, rate.count, whole) <= 1:
                    yield Ratio(rate.count, whole)

    def _written(self, ratio: Ratio) -> str:
        return f"{ratio.part}/{ratio.whole}={100 * ratio.part / ratio.whole:.2f}%"

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """The totals of table three are not known, or none of them is as large as the count."""
        rate = self._found[row]
        return no_figure(
            Text(
                f"“{rate.quote}”所占的总数在表三中没有读到",
                f"the whole of “{rate.quote}” was not read from table three",
            ),
            *self._sources(self.owner[row], rate),
        )

    def _sources(self, position: int, rate: Rate) -> tuple[list[Cell], list[Cell]]:
        filing = self.corpus.filings[position]
        parts = [part for key in NAMES.get(rate.name or "", ()) for part in (f"{key}/total", f"new/{key}")]
        named = [filing.cell(f"applications/{part}") for part in parts]
        return [*_totals(filing), *(cell for cell in named if cell is not None)], []


def _named(filing: Filing, name: str, rows: Sequence[str]) -> int | None:
    """Count what a share names: an applicant type in these rows, or an outcome."""
    keys = NAMES[name]
    if filing.cell(f"applications/new/{keys[0]}") is not None:
        return _sum(filing, rows, keys)
    return _sum(filing, keys)


class Growths(_Rates):
    """One row a growth rate of applications, against the report of the year before."""

    name = "growths"
    #: Whether growth from nothing can be told.
    from_none: ClassVar[bool] = False

    def _stated(self, filing: Filing) -> Iterator[Rate]:
        yield from growths(filing)

    def _ratios(self, rate: Rate, filing: Filing, earlier: Filing | None) -> Iterator[Ratio]:
        for rows in _WHOLES if earlier else ():
            now, before = _sum(filing, rows), _sum(earlier, rows) if earlier else None
            if now is not None and before is not None and (before or self.from_none):
                yield Ratio(now - before, before)

    def _written(self, ratio: Ratio) -> str:
        now = ratio.part + ratio.whole
        return f"({now}-{ratio.whole})/{ratio.whole}={100 * ratio.part / ratio.whole:.2f}%"

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """There is no report of the year before, or a total was not read."""
        quote = self._found[row].quote
        earlier = self.corpus.earlier[self.owner[row]]
        if earlier is None:
            return Silence(
                "not_applicable",
                Text(
                    f"没有上一年的报告，“{quote}”无从比较",
                    f"there is no report of the year before to compare “{quote}” with",
                ),
            )
        return no_figure(
            Text(f"“{quote}”所比较的总数没有读到", f"the totals that “{quote}” compares were not read"),
            *self._sources(self.owner[row], self._found[row]),
        )

    def _sources(self, position: int, rate: Rate) -> tuple[list[Cell], list[Cell]]:
        earlier = self.corpus.earlier[position]
        return _totals(self.corpus.filings[position]), _totals(earlier) if earlier else []


class Changes(Growths):
    """One row a number by which applications are said to have grown; ``steps`` counts applications."""

    name = "changes"
    agrees = 0
    from_none = True

    def _stated(self, filing: Filing) -> Iterator[Rate]:
        yield from changes(filing)

    def _off(self, rate: Rate, ratio: Ratio) -> Decimal:
        return abs(rate.value - ratio.part)

    def _written(self, ratio: Ratio) -> str:
        return f"{ratio.part + ratio.whole}-{ratio.whole}={ratio.part}"

    def _observed(self, rate: Rate) -> str:
        return str(rate.value)
