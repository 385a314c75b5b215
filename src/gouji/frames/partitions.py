"""Frames ``partitions`` and ``share_lists``: what the narrative splits, and what the parts add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gouji.finding import Evidence
from gouji.frames import nullable
from gouji.frames.base import Frame, Silence, Subject
from gouji.prose.partitions import partitions
from gouji.prose.share_lists import share_lists

if TYPE_CHECKING:
    from collections.abc import Sequence


class Partitions(Frame):
    """One row a partition, Int64: ``whole`` as stated, ``parts`` the sum of the parts stated, ``disjoint``.

    ``disjoint`` is 1 where the names of the parts exclude each other, 0 where nothing says that they overlap.
    """

    name = "partitions"

    def build(self) -> pd.DataFrame:
        """Search the narrative of every filing."""
        found = [(i, p) for i, filing in enumerate(self.corpus.filings) for p in partitions(filing)]
        self._found = [partition for _, partition in found]
        return pd.DataFrame(
            {
                "filing": np.array([position for position, _ in found], dtype=np.int64),
                "whole": nullable.optional_counts([p.whole for p in self._found]),
                "parts": nullable.optional_counts([sum(p.parts) for p in self._found]),
                "disjoint": nullable.optional_counts([int(p.disjoint) for p in self._found]),
            }
        )

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence."""
        one = self._found[row]
        source = self.filing_of(row).source.name
        terms = "+".join(str(part) for part in one.parts)
        return Subject(
            evidence=(Evidence(source, one.place.text(), one.quote),),
            fields={
                "quote": one.quote,
                "terms": terms,
                "added": f"{terms}={sum(one.parts)}" if len(one.parts) > 1 else terms,
                "parts_sum": sum(one.parts),
                "whole": one.whole,
            },
            expected=one.whole if one.disjoint else f"≤{one.whole}",
            observed=sum(one.parts),
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Every partition found is decided."""
        return None


class ShareLists(Frame):
    """One row a list of shares: ``steps`` Float64, how far from 100 in all, in last decimals each."""

    name = "share_lists"

    def build(self) -> pd.DataFrame:
        """Search the narrative of every filing."""
        found = [(i, one) for i, filing in enumerate(self.corpus.filings) for one in share_lists(filing)]
        self._found = [one for _, one in found]
        return pd.DataFrame(
            {
                "filing": np.array([position for position, _ in found], dtype=np.int64),
                "steps": nullable.amounts(np.array([float(one.steps_off) for one in self._found])),
            }
        )

    def subject(self, row: int, columns: Sequence[str]) -> Subject:
        """Quote the sentence."""
        one = self._found[row]
        total = sum(one.shares)
        return Subject(
            table="applications",
            evidence=(
                Evidence(self.filing_of(row).source.name, one.sentence.place.text(), one.sentence.text),
            ),
            fields={
                "quote": one.quote,
                "terms": "+".join(f"{share}%" for share in one.shares),
                "total": f"{total}%",
            },
            expected="100%",
            observed=f"{total}%",
        )

    def silence(self, row: int, columns: Sequence[str]) -> Silence | None:
        """Every list found is decided."""
        return None
