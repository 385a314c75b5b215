"""Frames of counts that the narrative states about cells: ``request_counts``, ``review_counts``, ….

A statement that no application was received is a count of none.

A count is measured against what the table says under the reading that comes nearest to it, so that a
phrase with more than one lawful meaning contradicts the table only where it fits none of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.inputs.roster import is_government
from gouji.measures.disclosure import DISCLOSURES
from gouji.measures.frame import Frame, Silence, Subject
from gouji.measures.matrix import optional_count_column
from gouji.measures.phrases import Phrase, Phrases, counts
from gouji.measures.quotes import quote_cells
from gouji.measures.requests import RECEIVED_IN_YEAR, REQUESTS
from gouji.measures.reviews import NO_REVIEWS, REVIEWS
from gouji.measures.sums import no_figure
from gouji.model.filing import EMPTY, NUMERIC
from gouji.model.finding import Evidence
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gouji.measures.matrix import FrameColumn
    from gouji.measures.phrases import Count, Meaning, Reach
    from gouji.model.filing import Agency, Cell, Filing


_NOT: Final = r"(?:未|没有|无|未曾|尚未|暂未|均未|暂无)"
_WHOEVER: Final = (
    r"(?:任何|公民|法人|自然人|其他组织|其它组织|社会组织|社会公众|公众|市民|单位|个人|群众|企业|或者?|和|及|与|、|"
    r"的|提出|提交|"
    r"关于|有关|要求|申请人|书面|[一1]件)*"
)
_BY_WHOM: Final = rf"{_WHOEVER}(?:向[我本][^，,]{{1,4}}{_WHOEVER})?"
_NO_COUNT_OF: Final = (
    r"(?!的?(?:行政)?(?:复议|诉讼)|方面|工作|引|收费|费|举报|投诉|的?(?:信息)?处理费|因|答复|办理|逾期|超期|超时|被|而|未|不|表|书|专栏|"
    r"渠道|途径|系统|平台|窗口|"
    r"[^，,。；;、]{0,16}(?:复议|诉讼|投诉|纠错|败诉|逾期|超期|收费|举报))"
)
_NONE_BARRED: Final = re.compile(
    r"网上|网络|在线|信函|邮寄|当面|现场|传真|窗口|电话|渠道|途径|方式|季度|月份|去年|上年|结转|不予|涉及|类"
)


def _none(
    signs: str,
    pattern: str,
    within: re.Pattern[str] | None = None,
    barred_sentence: re.Pattern[str] | None = None,
) -> Phrase:
    return Phrase(
        "none_received",
        Text("未收到政府信息公开申请", "no application received"),
        signs,
        pattern + _NO_COUNT_OF,
        (RECEIVED_IN_YEAR,),
        within=within,
        barred=_NONE_BARRED,
        barred_sentence=barred_sentence,
        loose=True,
    )


_REQUEST: Final = r"(?:政府信息公开|政务信息公开|信息公开|政府信息|依申请公开|依申请|公开政府信息|政务公开)"
NO_REQUESTS: Final = Phrases(
    _none(
        "信息公开 政府信息 政务公开 依申请",
        rf"{_NOT}(?:收到|接到|接收到?|受理|发生|产生|出现|有){_BY_WHOM}{_REQUEST}(?:的|信息|公开)*"
        r"(?:申请|事项|信件|案件|办件|情况|件)*",
    ),
    _none("申请", rf"(?:没有|(?<![有毫])无){_BY_WHOM}(?:政府信息|信息公开|公开)+申请(?:事项|案件|情况|件)?"),
    _none(
        "依申请公开", r"(?:没有|(?<![有毫])无)依申请公开(?:的)?(?:政府信息|信息|申请|事项|案件|办件|情况|件)+"
    ),
    _none(
        "政府信息",
        rf"{_NOT}{_BY_WHOM}(?:向我[^，,]{{1,4}})?(?:申请|要求)(?:公开|获取){{1,2}}(?:相关)?政府信息(?:公开)?",
    ),
    _none(
        "依申请公开",
        r"依申请公开(?:政府信息|信息)?(?:申请)?(?:情况|数量|事项|件)?(?:为|：|:)?(?:零|无)(?=$|[，,、])",
    ),
    _none(
        "申请",
        rf"(?:{_NOT}(?:收到|接到|受理)(?:任何|相关|有关|此类|的)*|(?<![有毫])无)申请(?=$|[，,。；;、])",
        re.compile(r"依申请公开|信息公开申请"),
        re.compile(r"复议|诉讼|费|补正|延期|第三方"),
    ),
)


#: Words in a government's report that mean its office, or one of its departments, alone.
_OFFICE: Final = re.compile("办|本级|局|委|厅|中心")
_NOTHING: Final = Text("", "")
_OF_COLUMNS: Final = Text(
    "（总计格空白，按所印各列相加）", " (the total is blank: sum of the columns printed)"
)


def printed_behind(cell: Cell, cells: Mapping[str, Cell]) -> tuple[Cell, ...]:
    """Return the cells that say what a cell says: itself or, behind an empty 总计, the rest of its row.

    An empty cell says nothing: none is returned for it.
    """
    if cell.status not in EMPTY:
        return (cell,)
    return row_of(cell, cells)[1:] if cell.id.endswith("/total") else ()


def row_of(cell: Cell, cells: Mapping[str, Cell]) -> tuple[Cell, ...]:
    """Return a cell, and behind it the others of its row that are not empty (also those not read)."""
    row = cell.id.rpartition("/")[0] + "/"
    others = (one for one in cells.values() if one.id.startswith(row) and one.id != cell.id)
    return (cell, *(one for one in others if one.status not in EMPTY))


def sum_of(reading: Meaning, cells: Mapping[str, Cell], claimed: int) -> int | None:
    """What the table says under a reading, or None where a cell of it is not known.

    Cells that the filing's form does not have count as zero. Where nothing at all is printed the table
    agrees with a claim of none and is otherwise unknown: the narrative may know what the table left out.
    """
    present = [cells[cell] for cell in reading.cells if cell in cells]
    behind = [cell for one in present for cell in printed_behind(one, cells)]
    if not present or (claimed and not behind):
        return None
    if any(cell.status not in NUMERIC or cell.value != int(cell.value or 0) for cell in behind):
        return None
    return sum(int(cell.value or 0) for cell in behind)


class Counts(Frame):
    """One row a count: ``claimed`` Int64 as the narrative states it, ``nearest`` Int64 as the table does.

    ``assumed`` Int64, 1 where the words do not say that they are of what the table counts, else 0.
    ``nearest`` is the sum under the first reading that agrees, else under the first reading; pd.NA where
    no reading agrees and one of them is not known, or where the table has the count that the narrative
    gives for another scope (全市 and 本级).
    """

    phrases: ClassVar[Phrases]
    #: Statements of none about the same cells.
    denials: ClassVar[Phrases | None] = None

    @classmethod
    def compile(cls) -> None:
        """Compile now what is otherwise compiled when a text first needs it."""
        for phrase in (*cls.phrases, *(cls.denials or ())):
            _ = phrase.pattern

    def build(self) -> dict[str, FrameColumn]:
        """Search the narrative of every filing."""
        found = [(i, c) for i, filing in enumerate(self.corpus.filings) for c in counts(filing, self.phrases)]
        self._found = [count for _, count in found]
        cells = {i: by_id(self.corpus.filings[i]) for i in {i for i, _ in found}}
        self._sums = [[sum_of(r, cells[i], c.value) for r in c.phrase.readings] for i, c in found]
        nearest = [_nearest(c.value, sums) for c, sums in zip(self._found, self._sums, strict=True)]
        agreed: dict[tuple[int, str], list[Count]] = {}
        for (i, count), near in zip(found, nearest, strict=True):
            if near == count.value:
                agreed.setdefault((i, count.phrase.kind), []).append(count)
        self._elsewhere = [
            self._in_another_scope(i, count, agreed.get((i, count.phrase.kind), ()))
            if near != count.value
            else None
            for (i, count), near in zip(found, nearest, strict=True)
        ]
        return {
            "filing": optional_count_column([position for position, _ in found]),
            "claimed": optional_count_column([count.value for count in self._found]),
            "nearest": optional_count_column(
                [n if e is None else None for n, e in zip(nearest, self._elsewhere, strict=True)]
            ),
            "assumed": optional_count_column([int(count.phrase.assumed) for count in self._found]),
        }

    def _in_another_scope(self, position: int, count: Count, agreed: Sequence[Count]) -> Count | None:
        """Return a count of the same thing that the table has, stated for another scope or more plainly."""
        found = next((other for other in agreed if other.reach != count.reach), None)
        if found is not None or not count.phrase.assumed:
            return found
        filing = self.corpus.filings[position]
        cells = by_id(filing)
        none = list(counts(filing, self.denials)) if self.denials else []
        return next(
            (
                other
                for other in (*agreed, *none)
                if not other.phrase.assumed
                and any(set(r.cells) & set(count.phrase.readings[0].cells) for r in other.phrase.readings)
                and other.value in [sum_of(r, cells, other.value) for r in other.phrase.readings]
            ),
            None,
        )

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence and the cells it speaks of under its first reading."""
        count, sums = self._found[row], self._sums[row]
        filing = self.filing_of(row)
        cells = by_id(filing)
        own = _taking_part(count, cells)
        sentence = Evidence(filing.source.name, count.sentence.place.text(), count.sentence.text)
        return Subject(
            table=count.phrase.readings[0].cells[0].split("/")[0],
            cells=tuple(cell.id for cell in own),
            printed={cell.id: cell.printed for cell in own},
            evidence=(sentence, *quote_cells(filing, own)),
            fields={
                "what": count.phrase.what,
                "claimed": count.value,
                "quote": count.quote,
                "readings": _said(count.phrase.readings, sums, cells),
                "scope": scope_note(count.scope),
            },
            expected=sums[0],
            observed=count.value,
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """A cell that the sentence speaks of is not known, or the table has another scope than it."""
        count, other = self._found[row], self._elsewhere[row]
        if other is not None:
            return Silence(
                "not_assessable",
                Text(
                    f"表格采用“{other.quote}”一句的口径，“{count.quote}”口径不同",
                    f"the table has the scope of “{other.quote}”; “{count.quote}” has another",
                ),
            )
        cells = by_id(self.filing_of(row))
        named = (cells[cell] for reading in count.phrase.readings for cell in reading.cells if cell in cells)
        meant = [cell for one in named for cell in (one, *printed_behind(one, cells))]
        return no_figure(
            Text(
                f"“{count.quote}”所指的单元格没有读到确定的数字",
                f"the cells that “{count.quote}” speaks of hold no certain figure",
            ),
            meant,
        )


def by_id(filing: Filing) -> dict[str, Cell]:
    """Return the cells of a filing by their ids."""
    return {cell.id: cell for cell in filing.form_cells}


def _nearest(claimed: int, sums: Sequence[int | None]) -> int | None:
    if claimed in sums:
        return claimed
    return None if None in sums else sums[0]


def _said(readings: Sequence[Meaning], sums: Sequence[int | None], cells: Mapping[str, Cell]) -> Text:
    """Write out what the table says under each reading."""
    said = [
        (reading.name, total, _OF_COLUMNS if _adds_columns(reading, cells) else _NOTHING)
        for reading, total in zip(readings, sums, strict=True)
    ]
    return Text(
        "；".join(f"按“{name.zh}”为 {total}{note.zh}" for name, total, note in said),
        "; ".join(f"{total} read as “{name.en}”{note.en}" for name, total, note in said),
    )


def _adds_columns(reading: Meaning, cells: Mapping[str, Cell]) -> bool:
    """Say whether an empty 总计 of the reading stands for the columns of its row."""
    present = [cells[cell] for cell in reading.cells if cell in cells]
    return any(one.status in EMPTY and printed_behind(one, cells) for one in present)


def _taking_part(count: Count, cells: Mapping[str, Cell]) -> list[Cell]:
    """The cells that a count is held against under its first reading, with those behind an empty total.

    That nothing is carried over is contradicted by every figure of the row.
    """
    present = [cells[cell] for cell in count.phrase.readings[0].cells if cell in cells]
    whole_row = count.phrase.kind == "carried_out" and not count.value
    behind = row_of if whole_row else printed_behind
    taking_part = dict.fromkeys(cell for one in present for cell in (one, *behind(one, cells)))
    return [cell for cell in taking_part if cell.printed is not None]


def of_another_scope(scope: str | None, reach: Reach | None, agency: Agency) -> bool:
    """Say whether words on whose work is meant reach further than the reporting body, or not as far."""
    if scope is None:
        return False
    if is_government(agency):
        return scope.startswith("各") or (reach == "organ" and bool(_OFFICE.search(scope)))
    return reach == "territory"


def scope_note(scope: str | None) -> Text:
    """Ask whether the words that say whose work a sentence speaks of are the table's scope."""
    if scope is None:
        return _NOTHING
    return Text(
        f"句中所指范围为“{scope}”，可能与表格口径（本级或全域）不同，请说明。",
        f" The sentence speaks of “{scope}”, which may be another scope than the table's"
        " (own organ or whole territory): please explain.",
    )


class RequestCounts(Counts):
    """Counts of applications received, handled, carried over, by applicant and by outcome."""

    name = "request_counts"
    phrases = REQUESTS


class ReviewCounts(Counts):
    """Counts of reconsiderations and suits about information disclosure."""

    name = "review_counts"
    phrases = REVIEWS
    denials = NO_REVIEWS


class DisclosureCounts(Counts):
    """Counts of rules, normative documents and decisions."""

    name = "disclosure_counts"
    phrases = DISCLOSURES


class NoRequests(Counts):
    """Statements that no application was received."""

    name = "no_requests"
    phrases = NO_REQUESTS


class NoReviews(Counts):
    """Statements that there was no reconsideration or no suit."""

    name = "no_reviews"
    phrases = NO_REVIEWS
