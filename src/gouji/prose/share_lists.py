"""Lists of percentages that are shares of one whole: ``网络申请占60%，信函申请占30%，当面申请占20%``.

Shares of applications of one kind exclude each other, so that together they are at most all of them; where
the list has both 自然人 and 法人或其他组织 they are all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gouji.prose.partitions import of_one_kind
from gouji.prose.phrases import OTHER_WORK
from gouji.prose.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing
    from gouji.prose.sentences import Sentence

_ITEM: Final = re.compile(
    r"(?P<label>[^，,、；;：:。%％（）()\d]{2,16}?)(?:\d+[件宗条次份])?[，,（(]?"
    r"占(?:比|到|全部|总)?[^，,。；;\d%、]{0,12}?(?:为|达)?(?P<p>\d+(?:\.\d+)?)[%％][）)]?"
)
_NEXT: Final = re.compile(r"[，,、；;]?(?:和|及|另外)?")
_PERSONS: Final = re.compile(r"自然人|公民|个人")
_ORGANISATIONS: Final = re.compile(r"法人.{0,3}(?:其他|其它|非法人)?组织")
_REQUESTS: Final = re.compile(r"申请")
#: What is published may be published in more than one place.
_OTHER: Final = re.compile(rf"{OTHER_WORK}|主动公开|发布|信息\d|复议|诉讼|约|近|超")
_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class ShareList:
    """Shares of one whole, in percent. ``whole``: they claim to be all of it."""

    shares: tuple[Decimal, ...]
    whole: bool
    sentence: Sentence
    quote: str

    @property
    def steps_off(self) -> Decimal:
        """How far the sum is from 100 (only above it, unless ``whole``), in last decimals a share.

        Shares rounded or cut off as printed are at most one off each.
        """
        exponents = [share.as_tuple().exponent for share in self.shares]
        step = Decimal(1).scaleb(max(e for e in exponents if isinstance(e, int)))
        off = sum(self.shares, Decimal(-100))
        return (abs(off) if self.whole else max(off, Decimal(0))) / step / len(self.shares)


def share_lists(filing: Filing) -> Iterator[ShareList]:
    """Yield the lists of shares in the narrative whose names are of one kind."""
    for sentence in sentences(filing):
        text, at = sentence.plain, 0
        if "占" not in text or _OTHER.search(text) or not _REQUESTS.search(sentence.lead[-60:] + text):
            continue
        while first := _ITEM.search(text, at):
            items, at = [first], first.end()
            while (gap := _NEXT.match(text, at)) and (item := _ITEM.match(text, gap.end())):
                items.append(item)
                at = item.end()
            labels = [item["label"] for item in items]
            if len(items) < _LEAST or len(set(labels)) < len(labels):
                continue
            if of_one_kind(labels, exhaustive=False):
                persons = any(_PERSONS.search(label) for label in labels)
                both = persons and any(_ORGANISATIONS.search(label) for label in labels)
                shares = tuple(Decimal(item["p"]) for item in items)
                yield ShareList(shares, both, sentence, text[first.start() : at])
