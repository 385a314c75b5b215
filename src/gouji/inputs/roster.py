"""The roster: which bodies owe a report, which body a name means, and what can be told of a body.

A roster is a table, CSV or .xlsx, with the columns ``id``, ``name``, ``kind``, ``level``, ``parent``,
``region``; the last four may be empty or left out, other columns are passed over. Columns may be titled in
Chinese: 编号, 机关名称, 性质, 层级, 上级, 地区. A parent may be given by its name. Spreadsheets in China save
CSV in GB18030 as often as in UTF-8, so both are read.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from gouji.inputs.files import in_line, rows_by_column
from gouji.model.filing import Agency, name_key
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gouji.model.filing import Filing


_ROSTER = Text("名录", "the roster")

KINDS = ("行政机关", "政府", "公共企事业单位", "高校")

_COLUMNS: Final = {
    **{column: column for column in ("id", "name", "kind", "level", "parent", "region")},
    **dict.fromkeys(("编号", "机构编号", "机关编号"), "id"),
    **dict.fromkeys(("名称", "机关名称", "机构名称", "单位名称"), "name"),
    **dict.fromkeys(("性质", "机关性质", "机构性质"), "kind"),
    **dict.fromkeys(("层级", "级别"), "level"),
    **dict.fromkeys(("上级", "上级编号"), "parent"),
    "地区": "region",
}
_NEEDED: Final = {"id": Text("编号", "id"), "name": Text("机关名称", "name")}
#: Ids name folders of evidence: letters, digits, ``_``, ``-`` and inner dots, so that none leaves its place.
_ID = re.compile(r"\w(?:[\w.-]{0,62}[\w-])?")
_WINDOWS_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)

Level = Literal["national", "province", "prefecture", "county", "township"]

#: Levels as rosters write them, and further words for the same.
LEVEL_WORDS: Final[dict[Level, str]] = {
    "national": "国",
    "province": "省",
    "prefecture": "市",
    "county": "县",
    "township": "乡",
}
_LEVEL_OF: Final = {word: level for level, word in LEVEL_WORDS.items()}
_SAME_LEVEL: Final = {
    **dict.fromkeys(("国家", "中央"), "国"),
    **dict.fromkeys(("区", "区县", "县区"), "县"),
    **dict.fromkeys(("镇", "街道", "乡镇"), "乡"),
}

#: What the words of a name say with certainty, tried in this order. None: they say nothing.
_KIND_BY_NAME: tuple[tuple[re.Pattern[str], str | None], ...] = tuple(
    (re.compile(words), kind)
    for words, kind in (
        ("^(?:中共|中国共产党|共青团)", None),
        ("人民政府$", "政府"),
        ("(?:中学|小学|幼儿园|学校|医院|卫生院|集团|公司|供电局|电业局|自来水厂)$", "公共企事业单位"),
        ("(?:村民|居民|职工|党|工作|教育工作)委员会$|(?:党委|团委|工会)$", None),
        ("(?:局|厅|委员会|办公室|办公厅|街道办事处|管委会)$", "行政机关"),
    )
)
_TOWNSHIP = re.compile(r"(?:[乡镇]人民政府|街道办事处)$")


class Roster:
    """Agencies by id, in the order of the file."""

    def __init__(self, agencies: Iterable[Agency] = ()) -> None:
        self._by_id = {agency.id: agency for agency in agencies}
        self._by_name = {name_key(agency.name): agency for agency in self._by_id.values()}

    @classmethod
    def empty(cls) -> Roster:
        """Return a roster of no agencies: every body is identified by its name alone."""
        return cls()

    @classmethod
    def of(cls, path: Path | None) -> Roster:
        """Return the roster in a file, or one of no agencies where there is no file. Raises as ``load``."""
        return cls.load(path) if path else cls.empty()

    @classmethod
    def load(cls, path: Path) -> Roster:
        """Read and check a roster file.

        Raises :class:`GoujiError`, naming file and line, for a file that is no roster, an id or a name
        that is missing, unusable or given twice, an unknown kind, and a parent that is not on the roster.
        """
        agencies: dict[str, Agency] = {}
        lines: dict[str, int] = {}
        taken: dict[str, int] = {}
        for line, row in rows_by_column(path, _ROSTER, _COLUMNS, _NEEDED):
            agency = _agency(row, path, line)
            for key in (f"id {agency.id.casefold()}", f"name {name_key(agency.name)}"):
                if key in taken:
                    raise _error(
                        path,
                        line,
                        f"“{agency.id}”（{agency.name}）与第 {taken[key]} 行重复",
                        f"“{agency.id}” ({agency.name}) repeats line {taken[key]}",
                    )
                taken[key] = line
            agencies[agency.id] = agency
            lines[agency.id] = line
        ids = {name_key(agency.name): agency.id for agency in agencies.values()}
        for agency in list(agencies.values()):
            if agency.parent and agency.parent not in agencies:
                by_name = ids.get(name_key(agency.parent), agency.parent)
                agencies[agency.id] = replace(agency, parent=by_name)
        _check_parents(agencies, lines, path)
        return cls(agencies.values())

    def __iter__(self) -> Iterator[Agency]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, agency_id: str) -> Agency | None:
        """Return the agency with this id, or None where the roster has none."""
        return self._by_id.get(agency_id)

    def children(self, parent_id: str) -> tuple[Agency, ...]:
        """Return the agencies whose parent this is, in the order of the file."""
        return tuple(agency for agency in self if agency.parent == parent_id)

    def near(self, name: str) -> list[Agency]:
        """Return the agencies that a name not on the roster may be meant for, in the order of the file.

        They are those whose names are nearest, one or two characters away, or the only one whose name ends
        in it.
        """
        from rapidfuzz.distance import DamerauLevenshtein

        asked = name_key(name)
        most = 1 if len(asked) <= _SHORT else _CHANGES
        away = {
            known: DamerauLevenshtein.distance(known, asked, score_cutoff=most)
            for known in self._by_name
            if abs(len(known) - len(asked)) <= most
        }
        nearest = min(away.values(), default=most + 1)
        if nearest <= most:
            return [self._by_name[known] for known, distance in away.items() if distance == nearest]
        ending = [agency for known, agency in self._by_name.items() if known.endswith(asked)]
        return ending if len(ending) == 1 and len(asked) > 2 else []

    def identify(self, name: str) -> Agency:
        """Return the agency of this name; spacing, brackets and character widths do not matter.

        A name that is not on the roster gives an agency of its own: its id is ``x-`` and a digest of the
        name, its kind and level only what the last words of the name say with certainty.
        """
        known = self._by_name.get(name_key(name))
        if known is not None:
            return known
        level = "乡" if _TOWNSHIP.search(name.strip()) else None
        return Agency(id=unlisted_id(name), name=name.strip(), kind=kind_by_name(name), level=level)


def unlisted_id(name: str) -> str:
    """Return the id of a body of this name that is not on the roster."""
    return f"x-{hashlib.sha256(name_key(name).encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


#: Names of so many characters are near each other with one character changed, added or lost; longer with two.
_SHORT, _CHANGES = 4, 2


def kind_by_name(name: str) -> str | None:
    """Return the kind of body that the name states with certainty, else None (大学 and 学院 do not)."""
    stripped = name.strip()
    return next((kind for words, kind in _KIND_BY_NAME if words.search(stripped)), None)


def _error(path: Path, line: int, zh: str, en: str) -> GoujiError:
    return in_line(_ROSTER, path, line, zh, en)


def _agency(row: dict[str, str], path: Path, line: int) -> Agency:
    values = {column: text.strip() for column, text in row.items()}
    if not _ID.fullmatch(values["id"]) or _WINDOWS_DEVICE.fullmatch(values["id"]):
        raise _error(
            path,
            line,
            f"编号“{values['id']}”不可用；编号用作文件夹名，只能含字母、数字、下划线、连字符和中间的点，"
            "不超过 64 个字",
            f"the id “{values['id']}” is unusable; ids name folders: letters, digits, “_”, “-” and inner "
            "dots, at most 64 characters",
        )
    if not values["name"]:
        raise _error(path, line, f"“{values['id']}”没有名称", f"“{values['id']}” has no name")
    kind = values.get("kind") or None
    if kind is not None and kind not in KINDS:
        raise _error(
            path,
            line,
            f"机构性质“{kind}”不是下列之一：{'、'.join(KINDS)}",
            f"the kind “{kind}” is none of {', '.join(KINDS)}",
        )
    level = values.get("level", "").removesuffix("级")
    return Agency(
        id=values["id"],
        name=values["name"],
        kind=kind,
        level=_SAME_LEVEL.get(level, level) or None,
        parent=values.get("parent") or None,
        region=values.get("region") or None,
        on_roster=True,
    )


def _check_parents(agencies: dict[str, Agency], lines: dict[str, int], path: Path) -> None:
    for agency in agencies.values():
        seen = {agency.id}
        parent = agency.parent
        while parent is not None:
            if parent not in agencies:
                raise _error(
                    path,
                    lines[agency.id],
                    f"上级“{parent}”不在名录中",
                    f"the parent “{parent}” is not on the roster",
                )
            if parent in seen:
                raise _error(
                    path,
                    lines[agency.id],
                    f"“{agency.id}”的上级关系成了循环",
                    f"the parents of “{agency.id}” run in a circle",
                )
            seen.add(parent)
            parent = agencies[parent].parent


_TOWNSHIP_NAME: Final = re.compile(r"(?:乡|镇)(?:人民)?政府|街道办事处")
_COUNTY: Final = re.compile(
    r"(?:县|自治旗|[^区]市[^市]{1,8}区)(?!级)(?=[^县]*(?:政府|局|委员会|办公室|中心|厅))"
)
_PROVINCE: Final = re.compile(r"^(?:[^市县]{2,6}(?:省|自治区)|北京市|上海市|天津市|重庆市)(?:人民政府)")
#: 国有资产监督管理委员会 is a department, a zone's 管理委员会 stands for a government.
_GOVERNMENT: Final = re.compile(r"人民政府$|(?<!监督)管理委员会$|管委会$")
_GOVERNMENT_OFFICE: Final = re.compile(r"人民政府(?:办公室|办公厅)$")
_JUSTICE: Final = re.compile(r"司法(?:局|厅)$")
#: Organs that license, penalise or coerce as their daily work.
_ENFORCEMENT: Final = re.compile(
    r"(?:市场监督管理|公安|生态环境|城市管理|综合行政执法|综合执法|交通运输|住房和城乡建设|应急管理)(?:局|厅|委员会|分局)$"
)


def level_of(agency: Agency) -> Level | None:
    """Return the level of a body, or None where neither the roster nor its name tells it.

    A name like 义乌市人民政府 tells nothing: the city may be of prefecture or of county level.
    """
    if agency.level:
        level = agency.level.removesuffix("级")
        return _LEVEL_OF.get(_SAME_LEVEL.get(level, level))
    if _TOWNSHIP_NAME.search(agency.name):
        return "township"
    if _COUNTY.search(agency.name):
        return "county"
    return "province" if _PROVINCE.search(agency.name) else None


#: Why what only some bodies owe is not asked of a report.
UNSURE: Final = Text(
    "机关名称不是从标题认定的，报告属于政府还是部门不能确定",
    "the name is not from the title: whether a government or a department reports is not certain",
)


def is_sure(filing: Filing) -> bool:
    """Say whether the body is surely the one that reports, so that what its kind owes can be asked of it.

    Without a title its name is from a sentence, a label or the page: a roster then vouches for a department,
    but not for a government's office, which compiles and publishes its government's report, nor for a
    government, on whose page the reports of all its departments stand.
    """
    agency = filing.agency
    if agency.in_title or name_key(agency.name) in name_key(filing.title or ""):
        return True
    return agency.on_roster and not (is_government(agency) or is_government_office(agency))


def is_government(agency: Agency) -> bool:
    """Say whether the body is a government itself."""
    return agency.kind == "政府" or bool(_GOVERNMENT.search(agency.name))


def is_government_office(agency: Agency) -> bool:
    """Say whether the body is a government's own office, which may report for it."""
    return bool(_GOVERNMENT_OFFICE.search(agency.name))


def is_justice_bureau(agency: Agency) -> bool:
    """Say whether the body is a justice bureau, which hears reviews for its government."""
    return bool(_JUSTICE.search(agency.name))


def is_enforcement_organ(agency: Agency) -> bool:
    """Say whether licensing, penalties or coercion are the body's daily work, by its name."""
    return bool(_ENFORCEMENT.search(agency.name))


def may_make_rules(agency: Agency) -> bool | None:
    """Say whether the body, or the government it reports for, may make 规章; None where it cannot be told.

    Rule-making governments are those of provinces, of cities with districts and of autonomous prefectures
    (立法法). Their justice bureaus often report the government's rules: that is not told apart here.
    """
    level = level_of(agency)
    if level in ("county", "township"):
        return False
    if level is None or level == "national" or is_justice_bureau(agency):
        return None
    return is_government(agency) or is_government_office(agency)
