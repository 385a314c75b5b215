"""One report that breaks a rule and nothing else, and a twin that keeps it, for every rule that is checked.

Every module of this package lists its ``PAIRS``; ``tests/rules/test_pairs.py`` runs them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gouji.model.filing import Filing


@dataclass(frozen=True)
class Pair:
    """``broken`` breaks ``rule``: the first finding speaks of ``cells`` and says ``zh`` and ``en``.

    ``times`` is the number of findings: where totals cross, one wrong figure breaks two identities of a rule.

    ``kept`` differs only in what breaks the rule. ``also`` names rules that a breaking report cannot but
    break as well. ``others`` are reports at hand besides the one under audit, for broken and kept alike.
    """

    rule: str
    broken: Filing
    kept: Filing
    cells: tuple[str, ...]
    zh: str
    en: str
    times: int = 1
    also: tuple[str, ...] = ()
    others: tuple[Filing, ...] = ()
    severity: str | None = None
