"""Filings as small tidy DataFrames: one module a kind of frame, one frame a kind of identity or measurement.

A frame measures; it never judges. What a measurement must be is the suite's to say
(:mod:`gouji.suites`). To add a kind of frame:

1. Write ``gouji/frames/<kind>.py`` with a subclass of :class:`~gouji.frames.base.Frame`: ``name``; ``build``
   (a DataFrame with a RangeIndex, the ascending int64 column ``filing``, and one column a measurement,
   nullable dtypes with ``pd.NA`` where a measurement is unknown or does not exist; no per-row appends: a
   corpus may have 100,000 filings); ``subject`` (cells, evidence with place and quote, and the fields of
   the message for a row that breaks a rule); ``silence`` (why a row was not decided, or None where the row
   has no such identity). ``subject`` and ``silence`` are called only for the rows that need them.
2. Add the class to :data:`FRAMES` below.
3. Write ``expectations/<folder>/<kind>.json``, a suite over the frame: see :mod:`gouji.suites`.

Frames are built for filings of one form at a time; suites say which forms they are for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gouji.frames.all_handled import AllHandled
from gouji.frames.amounts import FeeAmounts
from gouji.frames.announcements import Announcements
from gouji.frames.arithmetic import ApplicationsColumns, ApplicationsRows, ReviewsRows
from gouji.frames.base import Corpus, Frame, Silence, Subject, Term
from gouji.frames.citations import Citations
from gouji.frames.contacts import Contacts
from gouji.frames.copying import Copying
from gouji.frames.counts import DisclosureCounts, NoRequests, NoReviews, RequestCounts, ReviewCounts
from gouji.frames.disclosure import Disclosure
from gouji.frames.fees import Fees
from gouji.frames.figures import Figures
from gouji.frames.hygiene import Tables
from gouji.frames.identity import Identity
from gouji.frames.leftovers import Leftovers
from gouji.frames.lines import Lines
from gouji.frames.members import Members
from gouji.frames.once import PartlyOnce
from gouji.frames.partitions import Partitions, ShareLists
from gouji.frames.possible_rates import PossibleRates
from gouji.frames.problems import ProblemsStated
from gouji.frames.publication import Publication
from gouji.frames.rates import Changes, Growths, Shares
from gouji.frames.scopes import Scopes
from gouji.frames.sections import Ordinals, Sections
from gouji.frames.topics import Topics
from gouji.frames.university import University
from gouji.frames.unread import Unread
from gouji.frames.years import CarriedOver, DisclosureYears

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Every kind of frame, by the name that suites use.
FRAMES: Final[Mapping[str, type[Frame]]] = {
    frame.name: frame
    for frame in (
        ApplicationsRows,
        ApplicationsColumns,
        ReviewsRows,
        Disclosure,
        Tables,
        Unread,
        Sections,
        Ordinals,
        Lines,
        Announcements,
        PartlyOnce,
        Figures,
        CarriedOver,
        DisclosureYears,
        Publication,
        Members,
        RequestCounts,
        AllHandled,
        ReviewCounts,
        DisclosureCounts,
        FeeAmounts,
        NoRequests,
        NoReviews,
        Partitions,
        ShareLists,
        Shares,
        Growths,
        Changes,
        PossibleRates,
        Copying,
        Identity,
        Topics,
        ProblemsStated,
        Fees,
        Citations,
        Leftovers,
        Contacts,
        Scopes,
        University,
    )
}

__all__ = ["FRAMES", "Corpus", "Frame", "Silence", "Subject", "Term"]
