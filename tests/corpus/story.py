"""The report around its tables: title, six sections and short prose of our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.layout import Sheet, sheets

if TYPE_CHECKING:
    from corpus.figures import ReportFigures
    from corpus.style import Style


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a numbered section."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph of narrative."""

    text: str


Block = Heading | Prose | Sheet


@dataclass(frozen=True, slots=True)
class Story:
    """A report ready to be written: its title and its blocks in reading order."""

    title: str
    year: int
    blocks: tuple[Block, ...]


def compose(report: ReportFigures, style: Style) -> Story:
    """Lay a report out in one agency's style."""
    tables = sheets(report, style)
    year, agency = report.year, report.agency
    blocks: list[Block] = [
        Prose(
            f"本报告由{agency}根据《中华人民共和国政府信息公开条例》编制。本报告所列数据的统计期限为"
            f"{year}年1月1日至{year}年12月31日。如有疑问，请与本单位联系（电话：0000-8886543）。"
        ),
        Heading("一、总体情况"),
        Prose(
            f"{year}年，本单位坚持以公开为常态、不公开为例外，全年通过门户网站发布各类信息1286条，"
            "其中解读材料37条，办理群众来信45件。"
        ),
        Prose("（一）主动公开。及时发布与群众生产生活密切相关的信息，公开渠道更加畅通。"),
        Prose("（二）依申请公开。规范登记、审核、答复各环节，所有申请均在法定期限内办结。"),
        Heading("二、主动公开政府信息情况"),
        *tables["disclosure"],
        Heading("三、收到和处理政府信息公开申请情况"),
        *tables["applications"],
        Heading("四、政府信息公开行政复议、行政诉讼情况"),
        *tables["reviews"],
        Heading("五、存在的主要问题及改进情况"),
        Prose("信息发布的及时性还需提高，解读形式比较单一。下一步将加强业务培训，丰富解读形式。"),
        Heading("六、其他需要报告的事项"),
        Prose("本年度没有收取信息处理费，没有其他需要报告的事项。"),
        Prose(agency),
        Prose(f"{year + 1}年1月20日"),
    ]
    return Story(f"{agency}{year}年政府信息公开工作年度报告", year, tuple(blocks))
