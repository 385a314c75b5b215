"""Several copies of one report at hand: which of them stands for the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Report = TypeVar("Report")


class Copy(NamedTuple):
    """Whose report a copy is, of which year, and the SHA-256 digest of its bytes."""

    agency: str
    year: int | None
    sha256: str


def one_a_year(reports: Iterable[Report], copy: Callable[[Report], Copy]) -> dict[tuple[str, int], Report]:
    """Return one report for each agency and year: of several copies the same, in whatever order they came.

    Of the same bytes twice it is the later one. A report whose year is not known is none.
    """
    known: dict[tuple[str, int], tuple[str, Report]] = {}
    for report in reports:
        agency, year, sha256 = copy(report)
        if year is not None and ((agency, year) not in known or sha256 <= known[agency, year][0]):
            known[agency, year] = sha256, report
    return {key: report for key, (_, report) in known.items()}
