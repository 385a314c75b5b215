"""Which cell is wrong: error localisation with every smallest repair and its likely cause.

After Fellegi and Holt (1976): of all ways to satisfy the edit rules, those that change the fewest printed
numbers. Nothing here changes a filing; repairs are proposals beside it.
"""

from gouji.repairs.causes import CAUSE_NAMES, Cause, Explanation
from gouji.repairs.explain import ChangeRow, explain, explain_blanks
from gouji.repairs.limits import Limits
from gouji.repairs.localisation import Alternative, Localisation
from gouji.repairs.localise import localise
from gouji.repairs.weights import (
    EQUAL,
    Weights,
    confirmed_by_earlier,
    confirmed_by_later,
    reliability_weights,
)

__all__ = [
    "CAUSE_NAMES",
    "EQUAL",
    "Alternative",
    "Cause",
    "ChangeRow",
    "Explanation",
    "Limits",
    "Localisation",
    "Weights",
    "confirmed_by_earlier",
    "confirmed_by_later",
    "explain",
    "explain_blanks",
    "localise",
    "reliability_weights",
]
