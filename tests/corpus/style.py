"""How one report writes its labels and numbers, whatever the container."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from corpus.figures import Figure

Numbers = Literal["plain", "thousands", "full_width", "padded"]
Reviews = Literal["full", "bare", "three"]

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
#: Columns whose printed number may carry words, with what agencies write after it.
_REMARKS = {
    "normative_documents/issued": "（其中修订{part}件）",
    "normative_documents/made": "（其中修订{part}件）",
    "licences/decisions": "件",
    "fees/amount": "万元",
    "procurement/amount": "万元",
}


@dataclass(frozen=True, slots=True)
class Style:
    """Habits of one agency.

    ``numbering`` follows the number of a sub-row (``1.`` ``1、`` ``1 ``). ``ascii_marks`` prints
    ``(一)`` and ``"…"`` for （一） and “…”. ``variant_labels`` prints 社会组织, 规范性文件 and the like.
    ``broken`` breaks narrow labels over lines, ``spaced`` spreads two-character words (``总 计``).
    ``total_on_top`` puts 总计 beside 申请人情况 instead of under it. ``reviews`` says how table four is
    printed: one table, its fifteen numbers without any header, or three small tables.
    """

    numbering: str = "."
    ascii_marks: bool = False
    variant_labels: bool = False
    broken: bool = False
    spaced: bool = False
    total_on_top: bool = False
    extra_row: bool = False
    numbers: Numbers = "plain"
    annotated: bool = False
    reviews: Reviews = "full"

    def label(self, number: str, label: str) -> str:
        """A row label with its numbering as this agency prints it."""
        if number in tuple("一二三四"):
            number += "、"
        elif number.endswith("."):
            number = number[:-1] + self.numbering
        return self.words(number + label)

    def words(self, text: str) -> str:
        """Any other printed words."""
        if self.ascii_marks:
            text = text.translate(str.maketrans("（），：“”", '(),:""'))
        if self.spaced and len(text) == 2:
            text = f"{text[0]} {text[1]}"
        elif self.spaced and len(text) == 4 and text.startswith(("结果", "其他", "尚未")):
            text = f"{text[:2]} {text[2:]}"
        return text

    def narrow(self, text: str) -> str:
        """The label of a narrow column, broken after two characters where this agency breaks lines."""
        if not self.broken or len(text) < 4:
            return self.words(text)
        return "\n".join(text[at : at + 2] for at in range(0, len(text), 2))

    def number(self, cell_id: str, figure: Figure) -> str:
        """What is printed in a cell."""
        if figure is None:
            return ""
        if isinstance(figure, str):
            return figure
        key = cell_id.split("/", 1)[1]
        annotated = self.annotated and key in _REMARKS and figure > 0
        if annotated and key == "procurement/amount":
            # the form counts in yuan, agencies in ten thousands of it
            return f"{Decimal(figure).scaleb(-4).normalize():f}{_REMARKS[key]}"
        text = f"{figure:,}" if self.numbers == "thousands" else f"{figure}"
        if self.numbers == "full_width":
            text = text.translate(_FULL_WIDTH)
        if annotated:
            text += _REMARKS[key].format(part=int(figure) // 2)
        # alternating as in copies of word-processor tables, where stray blanks come and go
        return f"\u00a0{text} " if self.numbers == "padded" and _coin(cell_id) else text


#: The form as the notice prints it.
PLAIN = Style()


def _coin(cell_id: str) -> bool:
    """A fixed coin for a cell id: the same in every process, unlike ``hash``."""
    return sum(cell_id.encode()) % 2 == 0
