"""Frame ``citations``: one row a law or notice that the report cites."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gouji.frames.bodies import is_government, is_government_office
from gouji.frames.observed import Observation, Observed, quote_sentence
from gouji.prose.citations import names, notices, superseded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing
    from gouji.prose.citations import Citation


class Citations(Observed):
    """One row a citation. All measurements are 1, 0 or pd.NA for citations of another kind.

    ``right_notice``: the notice on the form is the one in force; ``in_force``: the provision of the
    regulation still holds; ``exact``: name and number of the notice are written as the notice has them.
    """

    name = "citations"
    measures: ClassVar = ("right_notice", "in_force", "exact")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at every citation."""
        government = is_government(filing.agency) or is_government_office(filing.agency)
        for column, found in (
            ("right_notice", notices(filing)),
            ("in_force", superseded(filing, government=government)),
            ("exact", names(filing)),
        ):
            for citation in found:
                yield _seen(filing, column, citation)


def _seen(filing: Filing, column: str, citation: Citation) -> Observation:
    return Observation(
        {column: int(citation.why is None)},
        (quote_sentence(filing, citation.sentence),),
        {"quote": citation.quote, "why": citation.why or ""},
        observed=citation.quote,
    )
