"""Table two: counts of its rows in the narrative, and the frame ``disclosure``, one row a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from gouji.inputs.roster import UNSURE, is_government, is_government_office, is_sure, level_of, may_make_rules
from gouji.measures.frame import Silence, Subject
from gouji.measures.matrix import amount_column, count_column, positions
from gouji.measures.numerals import NUMBER
from gouji.measures.phrases import OTHER_WORK, Phrase, Phrases, meaning, number
from gouji.measures.sums import CellFrame, all_columns, all_rows, undecided
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from gouji.measures.matrix import FrameColumn
    from gouji.model.filing import Agency


#: Other years and other things done with documents; what is published need not be all there is.
_BARRED: Final = re.compile(
    r"去年|上年|上一年|同比|相比|较|以来|累计|公示|归集|解读|信息|审查|清理|备案|评估|征求|转发|代拟|起草|报送|"
    r"立案|涉及|拟|计划|抽查|典型|网上|平台|网站|公开(?!的)|领域|其中|取消|下放|承接"
)
_ISSUE: Final = "制发|制定(?:出台|印发|发布)?|印发|出台|发布|新增|新制定|新制发"
_REPEAL: Final = "废止|失效"
_FORCE: Final = "现行有效|继续有效|保留"
_NUMBER: Final = number("件|部|个|份|项")
_COUNT: Final = r"(?:件数|数量|总数)?"


def _documents(row: str, sign: str, what: str, zh: str, en: str) -> tuple[Phrase, ...]:
    """Documents issued, repealed and in force, the verb before or behind, each count of a list its own."""
    found: list[Phrase] = []
    for column, verbs, zh_verb, en_verb in (
        ("issued", _ISSUE, "本年制发", "issued"),
        ("repealed", _REPEAL, "本年废止", "repealed"),
        ("in_force", _FORCE, "现行有效", "in force"),
    ):
        name = f"{zh_verb}{zh}", f"{en} {en_verb}"
        patterns = (
            rf"(?:{verbs})(?:了|的)?(?:行政)?(?:{what}){_COUNT}{_NUMBER}",
            rf"(?:{verbs})(?:了|的)?(?:政府)?规章{_COUNT}{NUMBER}[件部][，,、和](?:行政)?(?:{what}){_COUNT}{_NUMBER}",
            rf"(?:行政)?(?:{what})[：:]?[^。；;：:]{{0,24}}?(?:^|[，,、（(：:]|文件|规章)(?:本年|本年度|全年|其中|年内)?(?:{verbs}){_COUNT}{_NUMBER}",
        )
        found.extend(
            Phrase(
                f"{row}_{column}",
                Text(*name),
                sign,
                pattern,
                (meaning(*name, f"disclosure/{row}/{column}"),),
                barred=_BARRED,
                barred_sentence=re.compile(r"市政府及市?政?府?办|党内|以来|历年"),
            )
            for pattern in patterns
        )
    return tuple(found)


#: What may lead up to a bare count of decisions, and words that make it one of something else.
_LED_IN: Final = (
    r"(?:^|(?<=[，,；;：:（(、]))(?:20\d\d年度?|全年度?|本年度?|年度?内|本机关|[我本][局委办厅镇乡县市区]|街道|本单位|共|"
    r"[（(][一二三四五六七八九十][）)]|其中)*"
)
_NOT_MADE: Final = re.compile(
    rf"{OTHER_WORK}|公示|公开[^，,]{{0,16}}行政|归集|发布|上传|录入|报送|信息|数据|抽查|评查|评审|卷|目录|清单|事项|梳理|取消|下放|承接|"
    r"受理|接收|收到|立案|听证|以来|累计|平台|网|标准|流程|公布"
)


def _bare(sign: str, what: str, row: str, zh: str, en: str) -> Phrase:
    """A count of decisions that does not say that they were made (行政许可12件)."""
    return Phrase(
        f"{row}_decisions",
        Text(zh, en),
        sign,
        rf"{_LED_IN}{what}(?:决定|案件|办理|办结)?{number('件|宗|起')}",
        (meaning(zh, en, f"disclosure/{row}/decisions"),),
        barred=_BARRED,
        barred_sentence=_NOT_MADE,
        assumed=True,
    )


def _decided(sign: str, what: str, row: str, zh: str, en: str) -> tuple[Phrase, ...]:
    """Decisions behind their verb, and further ones in a list that has had its verb."""
    units = number("件|宗|起|个|项|份|例")
    patterns = (
        (
            rf"(?:(?:作出|办理|办结|实施|下达|做出)(?:各类|了)?(?:一般程序)?{what}(?:处理)?(?:事项|决定|案件)?|"
            rf"{what}(?:处理)?决定(?:数量)?|{what}本年处理决定数量){units}",
            None,
        ),
        (rf"(?<=[件宗起例][，,、]){what}(?:案件)?{units}", re.compile("作出|做出|办理|实施|处理决定")),
    )
    return tuple(
        Phrase(
            f"{row}_decisions",
            Text(zh, en),
            sign,
            pattern,
            (meaning(zh, en, f"disclosure/{row}/decisions"),),
            within=within,
            barred=_BARRED,
            barred_sentence=re.compile(r"公示[^，,]{0,16}行政|公开[^，,]{0,16}行政(?:许可|处罚|强制)|以来"),
        )
        for pattern, within in patterns
    )


_DECISIONS: Final = (
    ("行政许可", "行政许可", "licences", "行政许可处理决定", "licence decisions"),
    ("行政处罚", "行政处罚", "penalties", "行政处罚处理决定", "penalty decisions"),
    ("行政强制", "行政强制(?:措施)?", "coercive_measures", "行政强制处理决定", "coercive decisions"),
)
DISCLOSURES: Final = Phrases(
    *_documents("normative_documents", "规范性文件", "规范性文件", "规范性文件", "documents"),
    *_documents("rules", "规章", "政府规章|规章", "规章", "rules"),
    *(phrase for decisions in _DECISIONS for phrase in _decided(*decisions)),
    *(_bare(*decisions) for decisions in _DECISIONS),
)


_FLOW_2021: Final = ("issued", "repealed", "in_force")
_FLOW_2019: Final = ("made", "disclosed", "in_public")
#: Measurement → the cells of the row that it is worked out from.
_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "unfounded_decisions": ("decisions", "items_last_year", "change"),
    "average": ("projects", "amount"),
    "one_sided": ("projects", "amount"),
    "rules_without_power": (*_FLOW_2019, *_FLOW_2021),
    "stock_is_flow": _FLOW_2021,
    "issued_by_department": ("issued",),
}
#: Measurements that one row only has.
_ROWS: Final[Mapping[str, str]] = {
    "average": "procurement",
    "one_sided": "procurement",
    "rules_without_power": "rules",
    "issued_by_department": "normative_documents",
}
_NO_LEVEL = Text(
    "名册和名称都看不出本机关的层级或性质，无法判断其有无规章制定权",
    "neither the roster nor the name tells the body's level, so its power to make rules cannot be told",
)


class Disclosure(CellFrame):
    """Table two: ``key`` is the row; the columns are those of both forms, and these measurements.

    ``unfounded_decisions`` Int64: 处理决定数量 where there was no item to decide on, else 0. ``average``
    Float64: yuan per procurement project, pd.NA without projects or amount. ``one_sided`` Int64: 1 where
    only one of projects and amount is zero. ``rules_without_power`` Int64: documents in the row 规章 of a
    body that may not make any, else 0. ``stock_is_flow`` Int64: 现行有效 where it equals 制发 and nothing was
    repealed, else 0. ``issued_by_department`` Int64: 行政规范性文件 issued by a department of a city or
    county.
    A measurement is pd.NA in rows that have none.
    """

    name = "disclosure"
    table = "disclosure"
    keys = all_rows("disclosure")
    columns = all_columns("disclosure")

    def build(self) -> dict[str, FrameColumn]:
        """Lay the cells out and work the measurements out of them."""
        data = super().build()
        known = {column: data[column].known for column in self.columns}
        count = {column: data[column].values for column in self.columns}
        key, owner = data["key"], data["filing"].values

        def measure(name: str, values: npt.NDArray[np.int64], where: npt.NDArray[np.bool_]) -> None:
            data[name] = count_column(np.where(where, values, 0), where)

        items = count["items_last_year"] + np.maximum(count["change"], 0)
        has_items = known["items_last_year"] & known["change"] & known["decisions"]
        measure("unfounded_decisions", np.where(items == 0, count["decisions"], 0), has_items)
        amount, projects = self._amounts(data), count["projects"]
        bought = known["projects"] & ~np.isnan(amount) & key.are("procurement")
        per_project = np.divide(
            amount, projects, out=np.full(len(owner), np.nan), where=bought & (projects > 0)
        )
        data["average"] = amount_column(np.where(amount > 0, per_project, np.nan))
        measure("one_sided", ((projects == 0) != (amount == 0)).astype(np.int64), bought)
        self._measure_rules(data, key.are("rules"), count, known, owner)
        flows = known["issued"] & known["repealed"] & known["in_force"]
        same = (count["in_force"] == count["issued"]) & (count["repealed"] == 0)
        measure("stock_is_flow", np.where(same, count["in_force"], 0), flows)
        department = self._of_agencies(_is_department)[owner]
        measure(
            "issued_by_department",
            count["issued"],
            known["issued"] & department & key.are("normative_documents"),
        )
        return data

    def _amounts(self, data: Mapping[str, FrameColumn]) -> npt.NDArray[np.float64]:
        """Amount of money in each row, 0 where the cell is empty, NaN where it is unknown or not there."""
        matrix, known = self.corpus.matrix, self.corpus.matrix.known(absent_is_zero=False)
        amounts = np.full(len(data["filing"]), np.nan)
        for row in ("procurement", "fees"):
            cell = positions().get(self.cell_id(row, "amount"))
            if cell is None:
                continue
            rows = np.flatnonzero(data["key"].are(row))
            filings = data["filing"].values[rows]
            printed = matrix.amount[filings, cell]
            amounts[rows] = np.where(np.isnan(printed) & known[filings, cell], 0.0, printed)
        return amounts

    def _of_agencies(self, test: Callable[[Agency], bool]) -> npt.NDArray[np.bool_]:
        return np.array([test(filing.agency) for filing in self.corpus.filings], dtype=np.bool_)

    def _measure_rules(
        self,
        data: dict[str, FrameColumn],
        rows: npt.NDArray[np.bool_],
        count: Mapping[str, npt.NDArray[np.int64]],
        known: Mapping[str, npt.NDArray[np.bool_]],
        owner: npt.NDArray[np.int64],
    ) -> None:
        total = np.sum([count[column] for column in (*_FLOW_2019, *_FLOW_2021)], axis=0)
        # the form of the filing has three of the six
        whole = np.all(
            [known[column] | ~self.present[column] for column in (*_FLOW_2019, *_FLOW_2021)], axis=0
        )
        sure = np.array([is_sure(filing) for filing in self.corpus.filings], dtype=np.bool_)[owner]
        lacking = sure & self._of_agencies(lambda agency: may_make_rules(agency) is False)[owner]
        having = sure & self._of_agencies(lambda agency: may_make_rules(agency) is True)[owner]
        # any document is one too many without the power; that there is none takes all of the cells
        decided = rows & ((lacking & (total > 0)) | (whole & (lacking | having | (total == 0))))
        data["rules_without_power"] = count_column(np.where(lacking, total, 0), decided)

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the cells that a measurement was worked out from."""
        measure = columns[0]
        found = super().subject(row, self._sources(row, columns))
        if measure not in _SOURCES:
            return found
        agency = self.filing_of(row).agency
        figures = {name: term.cell.printed or "" for name, term in found.terms.items() if term.cell}
        value = self.value(row, measure)
        said = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        fields = {**found.fields, **figures, "value": said, "agency": agency.name}
        return Subject(found.table, found.cells, found.printed, found.evidence, fields, found.terms)

    def exists(self, columns: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        """A measurement exists in rows that have the cells behind it, of one form or the other."""
        measure = columns[0]
        if measure not in _SOURCES:
            return super().exists(columns)
        present = [self.present[source] for source in _SOURCES[measure]]
        found: npt.NDArray[np.bool_] = np.logical_or.reduce(present)
        if measure in _ROWS:
            found &= self.measured["key"].are(_ROWS[measure])
        return found

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Name the unknown cells behind a measurement."""
        measure = columns[0]
        if measure not in _SOURCES:
            return super().silence(row, columns)
        terms = [self.term(row, column) for column in self._sources(row, columns)]
        if (silence := undecided(terms)) is not None:
            return silence
        if measure != "rules_without_power":
            return None
        return Silence("not_assessable", _NO_LEVEL if is_sure(self.filing_of(row)) else UNSURE)

    def _sources(self, row: int, columns: Sequence[str]) -> list[str]:
        """The columns of cells behind these columns, as far as the row has them."""
        wanted = dict.fromkeys(source for column in columns for source in _SOURCES.get(column, (column,)))
        if not any(column in _SOURCES for column in columns):
            return list(wanted)
        return [column for column in wanted if self.term(row, column).cell is not None]


def _is_department(agency: Agency) -> bool:
    """Say whether the body is a department of a city or a county."""
    return level_of(agency) in ("prefecture", "county") and not (
        is_government(agency) or is_government_office(agency)
    )
