"""A corpus of invented reports: any figures, written in every container and physical form known.

``variants()`` lists the forms, ``Variant.write(report)`` gives a file's bytes, :mod:`corpus.figures` draws
figures, :mod:`corpus.damage` spoils a report and says which statutory rows suffered. Nothing here reads.
"""

from corpus.damage import DAMAGES, Damage, Damaged
from corpus.figures import ReportFigures, form_tables, make_figures, sample_report, unit_of
from corpus.style import Style
from corpus.variants import STYLES, Variant, variants

__all__ = [
    "DAMAGES",
    "STYLES",
    "Damage",
    "Damaged",
    "ReportFigures",
    "Style",
    "Variant",
    "form_tables",
    "make_figures",
    "sample_report",
    "unit_of",
    "variants",
]
