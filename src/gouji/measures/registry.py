"""Every kind of frame, by the name that suites use.

A frame measures; it never judges. What a measurement must be is the suite's to say
(:mod:`gouji.rules.suites`). To add a kind of frame:

1. Write ``gouji/measures/<subject>.py``, or add to the module of the subject: its patterns, and a subclass of
   :class:`~gouji.measures.frame.Frame` with a ``name``, by which it is registered; ``build`` (a DataFrame
   with a RangeIndex, the ascending int64 column ``filing``, and one column a measurement, nullable dtypes
   with
   ``pd.NA`` where a measurement is unknown or does not exist; no per-row appends: a corpus may have 100,000
   filings); ``subject`` (cells, evidence with place and quote, and the fields of the message for a row that
   breaks a rule); ``silence`` (why a row was not decided, or None where the row has no such identity).
   ``subject`` and ``silence`` are called only for the rows that need them.
2. Write ``expectations/<folder>/<name>.json``, a suite over the frame: see :mod:`gouji.rules.suites`.

Frames are built for filings of one form at a time; suites say which forms they are for.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from gouji import measures
from gouji.measures.frame import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gouji.measures.frame import Frame


@cache
def frame_kinds() -> Mapping[str, type[Frame]]:
    """Return every kind of frame, by the name that suites use; the modules of all measures are imported."""
    for module in pkgutil.iter_modules(measures.__path__, f"{measures.__name__}."):
        importlib.import_module(module.name)
    return MappingProxyType(KINDS)
