"""Frame ``contacts``: one row a telephone number, post code or link that the report gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gouji.frames.observed import Observation, Observed, quote_sentence
from gouji.prose.contacts import links, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing


class Contacts(Observed):
    """One row a contact, 1, 0 or pd.NA: ``well_formed`` (numbers), ``link_given`` (links)."""

    name = "contacts"
    measures: ClassVar = ("well_formed", "link_given")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at every contact."""
        for column, found in (("well_formed", numbers(filing)), ("link_given", links(filing))):
            for contact in found:
                yield Observation(
                    {column: int(contact.well_formed)},
                    (quote_sentence(filing, contact.sentence),),
                    {"printed": contact.printed},
                    observed=contact.printed,
                )
