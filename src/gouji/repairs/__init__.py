"""Which cell is wrong: error localisation with every smallest repair and its likely cause.

After Fellegi and Holt (1976): of all ways to satisfy the edit rules, those that change the fewest printed
numbers. Nothing here changes a filing; repairs are proposals beside it.
"""

from gouji.repairs.causes import CAUSE_NAMES, Cause, Explanation
from gouji.repairs.explain import ChangeRow, explain, explain_blanks
from gouji.repairs.limits import Limits
from gouji.repairs.localisation import Alternative, Localisation
from gouji.repairs.localise import localise

__all__ = [
    "CAUSE_NAMES",
    "Alternative",
    "Cause",
    "ChangeRow",
    "Explanation",
    "Limits",
    "Localisation",
    "explain",
    "explain_blanks",
    "localise",
]
