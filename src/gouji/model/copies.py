"""Several copies of one report at hand: which of them stands for the year, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gouji.model.filing import Filing


AnyReport = TypeVar("AnyReport")

#: Why a report is compared with no other: said where a rule would have to.
NOT_SAFE = Text(
    "本报告的机关名称既不在名录中，也不是标题所印的全称，不能认定与其他报告属同一机关，不作比较",
    "the body's name is neither on the roster nor whole in the report's title, so that no other report is "
    "certain to be of the same body, or of another: not compared",
)
_CHOSEN = Text("附属文件写明以它为准（作数 = true）", "its side file says so (counts = true)")
_ONLY = Text(
    "其余各份的附属文件写明不作数（作数 = false）",
    "the side files of the others say that they do not count",
)
_SURE = Text(
    "其余各份的机关名称既不在名录中，也不是标题所印的全称",
    "the body's name is neither on the roster nor whole in the title of the others",
)
_READ = Text("读出的单元格最多（{read} 格）", "most cells were read of it ({read})")
_SAME = Text(
    "各份读出的单元格同样多，按文件摘要取其一，与先后无关",
    "as many cells were read of each; it was taken by its digest, in whatever order they came",
)
_NONE = Text("各份的附属文件都写明不作数（作数 = false）", "the side files of all say that they do not count")


class ReportCopy(NamedTuple):
    """A copy of a report: whose, of which year, the SHA-256 digest of its bytes, and what speaks for it.

    ``read`` is the number of cells that were read; ``counts`` what its side file says of it, None where it
    says nothing; ``safe`` whether it is certain whose report it is.
    """

    agency: str
    year: int | None
    sha256: str
    read: int = 0
    counts: bool | None = None
    safe: bool = True

    @property
    def order(self) -> tuple[bool, int, str]:
        """Of several copies the first in this order stands for the year."""
        return self.counts is not True, -self.read, self.sha256

    @property
    def stands(self) -> bool:
        """Whether it can stand for a year: it has one, is certainly its body's, and is not ruled out."""
        return self.year is not None and self.safe and self.counts is not False


def copy_of(filing: Filing) -> ReportCopy:
    """Return the copy that a filing was read from."""
    agency = filing.agency
    return ReportCopy(
        agency.id, filing.year, filing.source.sha256, filing.cells_read, filing.counts, agency.is_safe
    )


def one_a_year(
    reports: Iterable[AnyReport], copy: Callable[[AnyReport], ReportCopy]
) -> dict[tuple[str, int], AnyReport]:
    """Return one report for each agency and year: of several copies the same, in whatever order they came.

    Of the same bytes twice it is the later one. A report of no certain body or year is none, nor is one whose
    side file says that it does not count.
    """
    known: dict[tuple[str, int], tuple[ReportCopy, AnyReport]] = {}
    for report in reports:
        one = copy(report)
        if one.year is None or not one.stands:
            continue
        first = known.get((one.agency, one.year))
        if first is None or one.order <= first[0].order:
            known[one.agency, one.year] = one, report
    return {key: report for key, (_, report) in known.items()}


def standing(copies: Sequence[ReportCopy]) -> tuple[ReportCopy | None, Text]:
    """Return which of several copies of one body and year stands for the year (None: none), and why."""
    possible = sorted((one for one in copies if one.stands), key=lambda one: one.order)
    if not possible:
        return None, NOT_SAFE if any(not one.safe for one in copies) else _NONE
    first = possible[0]
    if first.counts:
        return first, _CHOSEN
    if len(possible) == 1:
        return first, _SURE if any(not one.safe for one in copies) else _ONLY
    return first, _READ.filled(read=first.read) if first.read > possible[1].read else _SAME
