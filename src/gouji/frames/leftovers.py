"""Frame ``leftovers``: years and bodies that the narrative names in the position of its own."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.bilingual import Text
from gouji.frames.base import Silence
from gouji.frames.observed import Observation, Observed, quote_sentence
from gouji.prose.leftovers import bodies_named, years_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Agency, Filing

_REPORTED: Final = Text("报告年度", "the report year")
_PLANNED: Final = Text("下一年度", "the year to come")


class Leftovers(Observed):
    """One row a year or body named in first-person position.

    1, 0 or pd.NA: ``own_year`` (it is the report year, or the next one for plans; an academic year has two),
    ``own_name`` (it is the reporting body or one that belongs with it; 0 only for a body whose own report is
    at hand, pd.NA for all other names).
    """

    name = "leftovers"
    measures: ClassVar = ("own_year", "own_name")

    @cached_property
    def _agencies(self) -> dict[str, Agency]:
        reports = (*self.corpus.filings, *self.corpus.others)
        return {report.agency.name: report.agency for report in reports if report.agency.is_safe}

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at the years, then at the bodies."""
        for named in years_named(filing):
            academic = filing.form == "university" and named.year - named.expected in (0, 1)
            yield Observation(
                {"own_year": int(named.own or academic)},
                (quote_sentence(filing, named.sentence),),
                {
                    "year": str(named.year),
                    "expected": str(named.expected),
                    "which": _PLANNED if named.planned else _REPORTED,
                },
                observed=str(named.year),
            )
        for body in bodies_named(filing):
            own = body.name in filing.agency.name or filing.agency.name in body.name
            other = self._agencies.get(body.name)
            known = own or other is not None
            belongs = own or (other is not None and _belong_together(filing.agency, other))
            yield Observation(
                {"own_name": int(belongs)} if known else {},
                (quote_sentence(filing, body.sentence),),
                {"name": body.name, "agency": filing.agency.name},
                silence={} if known else {"own_name": _not_at_hand(body.name)},
                observed=body.name,
            )


def _not_at_hand(name: str) -> Silence:
    return Silence(
        "not_applicable",
        Text(
            f"句中作主语或联系人的名称（如“{name}”）不是本机关的，手头也没有该机关的报告，不作比较",
            f"the names in first-person position (such as “{name}”) are not the reporting body's, and no "
            "report of a body so named is at hand to compare with",
        ),
    )


def _belong_together(one: Agency, other: Agency) -> bool:
    """Parent and member, and bodies of which one is named after the other, may speak for each other."""
    if one.parent == other.id or other.parent == one.id:
        return True
    return one.name in other.name or other.name in one.name
