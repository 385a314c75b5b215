"""Frame ``topics``: what section one speaks of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.bilingual import Text
from gouji.frames.base import Silence
from gouji.frames.observed import Observation, Observed, quote_section
from gouji.prose.whole import CUT, is_whole, narrative, section, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing

#: The five topics that 国办公开办函〔2021〕30号 一（一） names, and words that speak of them under any title.
TOPICS: Final = (
    (
        Text("主动公开", "disclosure on own initiative"),
        re.compile(
            r"主动公开|(?:公开|发布|公布|推送)[^。\n]{0,16}(?:信息|文件|政策|公告|数据|规划|价格|目录)"
        ),
    ),
    (Text("依申请公开", "disclosure on application"), re.compile(r"申请")),
    (
        Text("政府信息管理", "management of government information"),
        re.compile(
            r"信息管理|管理制度|管理办法|审[核查校签]|公开属性|属性|源头|规范性文件|动态(?:调整|更新|管理)|"
            r"目录|台账|归档|信息资源|清理|制度|规范"
        ),
    ),
    (
        Text("政府信息公开平台建设", "platforms"),
        re.compile(r"平台|网站|专栏|栏目|新媒体|公众号|微博|微信|公报|专区|公示栏|公开栏"),
    ),
    (
        Text("监督保障", "supervision and support"),
        re.compile(r"监督|考核|培训|评议|追究|保障|检查|督[查导促办]|评估|考评|整改|领导小组|组织领导|专人"),
    ),
)
#: What a government reports on besides (Article 50), in the words of reports.
EVALUATION: Final = (
    (Text("工作考核", "appraisal"), re.compile(r"考核|考评|绩效|评估|测评")),
    (Text("社会评议", "public evaluation"), re.compile(r"评议|评价|满意度|意见征集|民意|监督员|测评")),
    (Text("责任追究", "accountability"), re.compile(r"追究|追责|问责|责任")),
)
_NO_GOVERNMENT: Final = Silence(
    "not_applicable", Text("本机关不是一级人民政府", "the body is no people's government")
)


class Topics(Observed):
    """One row a filing and topic (``mentioned``), and one row a filing.

    ``mentioned`` is 1 or 0: section one speaks of the topic. ``evaluation``: how many of 工作考核, 社会评议
    and 责任追究 a government's report mentions anywhere. ``length``: characters of section one without white
    space. pd.NA where the copy has lost section one.
    """

    name = "topics"
    measures: ClassVar = ("mentioned", "evaluation", "length")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look for every topic."""
        overall = section(filing, 1)
        cut = Silence("not_assessable", CUT)
        government = filing.agency.name.endswith("人民政府")
        if overall is None or not is_whole(filing):
            why = {"mentioned": cut, "length": cut, "evaluation": cut if government else _NO_GOVERNMENT}
            yield Observation({}, (), silence=why)
            return
        text = text_of(filing, 1)
        evidence = (quote_section(filing, overall, most=80),)
        for topic, words in TOPICS:
            mentioned = int(words.search(text) is not None)
            yield Observation({"mentioned": mentioned}, evidence, {"topic": topic}, about=topic.zh)
        everything = narrative(filing)
        absent = [topic for topic, words in EVALUATION if not words.search(everything)]
        missing = Text("、".join(t.zh for t in absent), ", ".join(t.en for t in absent))
        length = len(re.sub(r"\s", "", text))
        yield Observation(
            {"length": length, "evaluation": len(EVALUATION) - len(absent) if government else None},
            evidence,
            {"agency": filing.agency.name, "missing": missing, "length": length},
            silence={} if government else {"evaluation": _NO_GOVERNMENT},
        )
