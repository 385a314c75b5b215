"""The names under which a report speaks of its own agency and region: they differ in every honest copy."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gouji.filing import Agency

#: The region in front of a body's name, level by level: 淮安市|洪泽区|人民政府.
_REGION: Final = re.compile(
    r"[^省市县]{2,7}?(?:特别行政区|自治区|自治州|自治县|自治旗|省|市|州|盟|地区|县|区|旗|镇|乡|街道)"
)
_SUFFIX: Final = re.compile(r"(?:自治区|自治州|自治县|自治旗|省|市|州|盟|地区|县|区|旗|镇|乡|街道)$")
#: How a body speaks of itself and its level without a name: 我局, 全县, 市政府.
PRONOUNS: Final = re.compile(
    r"[我本全各该](?:单位|机关|部门|中心|街道|[省市县区旗盟州镇乡局委办厅院部校会署处所站])"
    r"|[省市县区旗盟州镇乡街](?=委|人民政府|政府|级|直|内|域|里|长)"
)


@lru_cache(maxsize=4096)
def own_names(agency: Agency) -> tuple[str, ...]:
    """Return the agency's names, the longest first: in full, without its region, its regions."""
    names = {agency.name}
    for whole in (agency.name, agency.region or ""):
        rest = whole
        while match := _REGION.match(rest):
            region, rest = match[0], rest[match.end() :]
            names |= {region, _SUFFIX.sub("", region), rest, whole[: -len(rest)] if rest else whole}
    return tuple(sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name)))
