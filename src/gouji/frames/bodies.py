"""What can be told about a body from the roster, or failing that from its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from gouji.filing import Agency

Level = Literal["national", "province", "prefecture", "county", "township"]

#: Levels as rosters write them.
_LEVELS: Final[dict[str, Level]] = {
    "国家": "national",
    "中央": "national",
    "省": "province",
    "市": "prefecture",
    "县": "county",
    "区": "county",
    "乡": "township",
    "镇": "township",
}
_TOWNSHIP: Final = re.compile(r"(?:乡|镇)(?:人民)?政府|街道办事处")
_COUNTY: Final = re.compile(
    r"(?:县|自治旗|[^区]市[^市]{1,8}区)(?!级)(?=[^县]*(?:政府|局|委员会|办公室|中心|厅))"
)
_PROVINCE: Final = re.compile(r"^(?:[^市县]{2,6}(?:省|自治区)|北京市|上海市|天津市|重庆市)(?:人民政府)")
_GOVERNMENT: Final = re.compile(r"人民政府$|管理委员会$|管委会$")
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
        return _LEVELS.get(agency.level.removesuffix("级"))
    if _TOWNSHIP.search(agency.name):
        return "township"
    if _COUNTY.search(agency.name):
        return "county"
    return "province" if _PROVINCE.search(agency.name) else None


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
