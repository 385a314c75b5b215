"""What a finding's decision says, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gouji.bilingual import Text
from gouji.decisions import LAPSED

if TYPE_CHECKING:
    from collections.abc import Mapping

DECISION_WORDS: dict[str, Text] = {
    "confirmed": Text("属实", "confirmed"),
    "dismissed": Text("不成立", "dismissed"),
    "corrected": Text("机关已更正", "corrected by the agency"),
    LAPSED: Text("已失效，须重新决定", "lapsed, to be decided again"),
}
_FIELDS: dict[str, Text] = {
    "decision": Text("决定", "Decision"),
    "was": Text("原决定", "It was"),
    "changed": Text("其后变化", "Changed since"),
    "by": Text("决定人", "By"),
    "when": Text("时间", "When"),
    "note": Text("说明", "Note"),
}


_WHY = Text("失效原因", "Why it lapsed")
_SHARED = Text(
    "原编号 {finding} 由本报告的 {count} 项问题共用，无法得知所指哪一项，请分别重新决定",
    "{count} findings of this report had the id {finding}; nobody can tell which was meant: decide on each",
)


def decision_facts(decision: Mapping[str, Any] | None) -> list[tuple[Text, Text]]:
    """Return name and value of everything that a finding's decision says, empty where there is none."""
    said = decision or {}
    facts = [
        (name, DECISION_WORDS.get(said[key], Text(said[key], said[key])))
        for key, name in _FIELDS.items()
        if said.get(key)
    ]
    if shared := said.get("shared"):
        facts.append((_WHY, _SHARED.filled(finding=said["finding"], count=shared)))
    return facts
