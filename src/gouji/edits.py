"""Edit rules over cells, in the sense of Fellegi and Holt (1976): the hard arithmetic of a filing.

They are read off the suites, so that error localisation and the audit can never disagree about a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Edit:
    """``sum(left) = sum(right)`` or ``sum(left) <= sum(right)`` over cell ids."""

    rule: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    relation: Literal["=", "<="] = "="
