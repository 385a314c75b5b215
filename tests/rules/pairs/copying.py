"""Pairs for the rules on copying: from an earlier report of the same body, and from another body's report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gouji.model.document import Source
from gouji.model.filing import Agency
from rules.build import AGENCY, PROSE, filing
from rules.pairs import Pair

if TYPE_CHECKING:
    from gouji.model.filing import Filing

OTHER = Agency("other", "他山县文化旅游局", "行政机关", "县级", None, "他山省他山县", on_roster=True)
#: What a report says in words of its own: {n} are figures, {us} the body.
SCHOOLS = (
    "{us}把入学政策的公开放在首位，开学前把学区划分图张贴到每个社区的门口，家长凭门牌号就能查到孩子对应的学校。"
    "食堂采购改为每周五公布菜价，由家长委员会轮流到场核对，全年核对{n}次，退回不合格食材{n}批。"
    "校车的行驶路线和跟车老师姓名逐车上墙，线路有变动时提前一周用短信告知。"
    "困难学生的资助名单只公布学校和人数，申请材料由专人保管，毕业后统一销毁。"
    "教师招聘从笔试到体检分五次公布进度，落选者可以当面查阅自己的评分表。"
)
LIBRARY = (
    "{us}图书馆夜间延长开放的安排写进了公开目录，读者在借阅机上就能看到当晚的座位余量。"
    "文物修缮工程按殿宇逐处说明用料和工期，施工围挡上印着监理的电话。"
    "民宿评级的打分细则先在镇里征求意见，再由旅行社和村民代表一起定稿。"
    "非遗传承人的补助发放到户，每一笔都注明对应的授课场次，共{n}场。"
    "景区限流的门槛由客流监测决定，数字每半小时刷新一次，全年刷新{n}次。"
)
SCHOOL_FIVE = (
    "存在的主要问题：一是学区调整的解读只有文字，不少老年家长看不明白；二是校务栏更新靠人工提醒，寒暑假常常断档。"
    "改进情况：录制方言讲解短片放到社区大屏，校务栏改由值班老师每周一定时更换并拍照留存。"
)
LIBRARY_FIVE = (
    "存在的主要问题：一是文物修缮的专业词汇太多，游客读不懂；二是民宿投诉的处理结果没有统一出口，查找困难。"
    "改进情况：请讲解员把修缮说明改写成参观词，民宿投诉的处理结果按月汇总到县里的旅游专栏。"
)


def report(agency: Agency, year: int, one: str, five: str, *, form: str = "2021") -> Filing:
    """Return a report of an agency with this prose; figures differ by year, the file's digest by both."""
    said = one.format(us=agency.name, n=year % 100)
    made = filing(form, agency=agency, year=year, prose={1: PROSE[1] + said, 5: five})
    name = f"{agency.id}-{year}.html"
    return replace(made, source=Source(name, f"{agency.id}{year}".ljust(64, "0"), "text/html", 1))


def mixed(first: str, second: str, sentences: int) -> str:
    """Return the first sentences of one text followed by the last ones of another."""
    ours, theirs = first.split("。")[:-1], second.split("。")[:-1]
    return "。".join([*ours[:sentences], *theirs[sentences:]]) + "。"


EARLIER = report(AGENCY, 2022, SCHOOLS, PROSE[5])
EARLIER_FIVE = report(AGENCY, 2022, SCHOOLS, SCHOOL_FIVE)
UNLIKE = report(AGENCY, 2023, LIBRARY, PROSE[5])
UNLIKE_FIVE = report(AGENCY, 2023, LIBRARY, LIBRARY_FIVE)
OTHERS = report(OTHER, 2023, LIBRARY, PROSE[5])
OTHERS_FIVE = report(OTHER, 2023, LIBRARY, LIBRARY_FIVE)
#: The last sentence replaced, one in the middle written anew.
REWRITTEN = mixed(SCHOOLS, LIBRARY, 4).replace("申请材料由专人保管，毕业后统一销毁", "不写姓名")
#: Section five with one of its measures written anew, and with a few words changed.
REVISED_FIVE = SCHOOL_FIVE.replace("由值班老师每周一定时更换并拍照留存", "挂在年级组名下，缺一次扣一次分")
RETOUCHED_FIVE = SCHOOL_FIVE.replace("每周一定时更换", "月初换新")

PAIRS = [
    Pair(
        "TXT-DUP-SELF-YEAR",
        report(AGENCY, 2023, SCHOOLS, PROSE[5]),
        UNLIKE,
        (),
        "正文与本机关2022年度报告雷同，相似度 100%（不计名称、数字和格式性文字）。最长的相同段落（203 字）：“做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。示例市教育局把入学政策的公开放在首位，开学前把学区划……”。",
        "The same text: the narrative and the 2022 report of the same body are 100% alike (names, figures and formulas left out). The longest passage shared (203 characters): “做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。示例市教育局把入学政策的公开放在首位，开学前把学区划……”.",
        others=(EARLIER,),
        severity="violation",
    ),
    Pair(
        "TXT-DUP-SELF-YEAR",
        report(AGENCY, 2023, REWRITTEN, PROSE[5]),
        UNLIKE,
        (),
        "请说明：正文与本机关2022年度报告相近，相似度 86%（不计名称、数字和格式性文字）。最长的相同段落（151 字）：“做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。示例市教育局把入学政策的公开放在首位，开学前把学区划……”。",
        "Please explain: the narrative and the 2022 report of the same body are 86% alike (names, figures and formulas left out). The longest passage shared (151 characters): “做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。示例市教育局把入学政策的公开放在首位，开学前把学区划……”.",
        others=(EARLIER,),
        severity="plausibility",
    ),
    Pair(
        "TXT-DUP-SELF-YEAR",
        report(AGENCY, 2023, mixed(SCHOOLS, LIBRARY, 4), LIBRARY_FIVE),
        UNLIKE_FIVE,
        (),
        "请说明：与本机关2022年度报告有 167 字的段落相同（不计名称、数字和格式性文字）：“做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。示例市教育局把入学政策的公开放在首位，开学前把学区划……”。",
        "Please explain: a passage of 167 characters (names, figures and formulas left out) is the same as in the 2022 report of the same body: “做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。示例市教育局把入学政策的公开放在首位，开学前把学区划……”.",
        others=(EARLIER,),
        severity="plausibility",
    ),
    Pair(
        "S5-REPEAT-LASTYEAR",
        report(AGENCY, 2023, LIBRARY, SCHOOL_FIVE),
        UNLIKE_FIVE,
        (),
        "第五部分与本机关2022年度报告的第五部分雷同，相似度 100%（不计名称、数字和格式性文字）。最长的相同段落（84 字）：“存在的主要问题：一是学区调整的解读只有文字，不少老年家长看不明白；二是校务栏更新靠人工提醒，寒暑假常常断档。改进情况：录……”。",
        "The same text: section five and that of the 2022 report of the same body are 100% alike (names, figures and formulas left out). The longest passage shared (84 characters): “存在的主要问题：一是学区调整的解读只有文字，不少老年家长看不明白；二是校务栏更新靠人工提醒，寒暑假常常断档。改进情况：录……”.",
        others=(EARLIER_FIVE,),
        severity="violation",
    ),
    Pair(
        "S5-REPEAT-LASTYEAR",
        report(AGENCY, 2023, LIBRARY, REVISED_FIVE),
        UNLIKE_FIVE,
        (),
        "请说明：第五部分与本机关2022年度报告的第五部分相近，相似度 82%（不计名称、数字和格式性文字）。最长的相同段落（67 字）：“存在的主要问题：一是学区调整的解读只有文字，不少老年家长看不明白；二是校务栏更新靠人工提醒，寒暑假常常断档。改进情况：录……”。",
        "Please explain: section five and that of the 2022 report of the same body are 82% alike (names, figures and formulas left out). The longest passage shared (67 characters): “存在的主要问题：一是学区调整的解读只有文字，不少老年家长看不明白；二是校务栏更新靠人工提醒，寒暑假常常断档。改进情况：录……”.",
        others=(EARLIER_FIVE,),
        severity="plausibility",
    ),
    Pair(
        "TXT-DUP-PEER",
        report(OTHER, 2023, SCHOOLS, PROSE[5]),
        OTHERS,
        (),
        "正文与示例市教育局2022年度报告雷同，相似度 100%（不计名称、数字和格式性文字）。最长的相同段落（203 字）：“做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。他山县文化旅游局把入学政策的公开放在首位，开学前把学……”。",
        "The same text: the narrative and the 2022 report of 示例市教育局 are 100% alike (names, figures and formulas left out). The longest passage shared (203 characters): “做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。他山县文化旅游局把入学政策的公开放在首位，开学前把学……”.",
        others=(EARLIER,),
        severity="violation",
    ),
    Pair(
        "TXT-DUP-PEER",
        report(OTHER, 2023, REWRITTEN, PROSE[5]),
        OTHERS,
        (),
        "请说明：正文与示例市教育局2022年度报告相近，相似度 86%（不计名称、数字和格式性文字）。最长的相同段落（151 字）：“做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。他山县文化旅游局把入学政策的公开放在首位，开学前把学……”。",
        "Please explain: the narrative and the 2022 report of 示例市教育局 are 86% alike (names, figures and formulas left out). The longest passage shared (151 characters): “做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。他山县文化旅游局把入学政策的公开放在首位，开学前把学……”.",
        others=(EARLIER,),
        severity="plausibility",
    ),
    Pair(
        "TXT-DUP-PEER",
        report(OTHER, 2023, mixed(SCHOOLS, LIBRARY, 2), LIBRARY_FIVE),
        OTHERS_FIVE,
        (),
        "请说明：与示例市教育局2022年度报告有连续 3 句相同（不计名称、数字和格式性文字）：“做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。他山县文化旅游局把入学政策的公开放在首位，开学前把学……”。",
        "Please explain: 3 sentences in a row (names, figures and formulas left out) are the same as in the 2022 report of 示例市教育局: “做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。他山县文化旅游局把入学政策的公开放在首位，开学前把学……”.",
        others=(EARLIER,),
        severity="plausibility",
    ),
    Pair(
        "TXT-DUP-PEER",
        report(OTHER, 2020, SCHOOLS, PROSE[5], form="2019"),
        report(OTHER, 2020, LIBRARY, PROSE[5], form="2019"),
        (),
        "请说明：正文与示例市教育局2020年度报告相近，相似度 100%（不计名称、数字和格式性文字）。最长的相同段落（203 字）：“做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。他山县文化旅游局把入学政策的公开放在首位，开学前把学……”。",
        "Please explain: the narrative and the 2020 report of 示例市教育局 are 100% alike (names, figures and formulas left out). The longest passage shared (203 characters): “做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。他山县文化旅游局把入学政策的公开放在首位，开学前把学……”.",
        others=(report(AGENCY, 2020, SCHOOLS, PROSE[5], form="2019"),),
        severity="plausibility",
    ),
    Pair(
        "S5-PEER-DUP",
        report(OTHER, 2023, LIBRARY, SCHOOL_FIVE),
        OTHERS_FIVE,
        (),
        "第五部分与示例市教育局2022年度报告的第五部分雷同，相似度 100%（不计名称、数字和格式性文字）。最长的相同段落（84 字）：“存在的主要问题：一是学区调整的解读只有文字，不少老年家长看不明白；二是校务栏更新靠人工提醒，寒暑假常常断档。改进情况：录……”。",
        "The same text: section five and that of the 2022 report of 示例市教育局 are 100% alike (names, figures and formulas left out). The longest passage shared (84 characters): “存在的主要问题：一是学区调整的解读只有文字，不少老年家长看不明白；二是校务栏更新靠人工提醒，寒暑假常常断档。改进情况：录……”.",
        others=(EARLIER_FIVE,),
        severity="violation",
    ),
    Pair(
        "S5-PEER-DUP",
        report(OTHER, 2023, LIBRARY, RETOUCHED_FIVE),
        OTHERS_FIVE,
        (),
        "请说明：第五部分与示例市教育局2022年度报告的第五部分相近，相似度 95%（不计名称、数字和格式性文字）。最长的相同段落（72 字）：“存在的主要问题：一是学区调整的解读只有文字，不少老年家长看不明白；二是校务栏更新靠人工提醒，寒暑假常常断档。改进情况：录……”。",
        "Please explain: section five and that of the 2022 report of 示例市教育局 are 95% alike (names, figures and formulas left out). The longest passage shared (72 characters): “存在的主要问题：一是学区调整的解读只有文字，不少老年家长看不明白；二是校务栏更新靠人工提醒，寒暑假常常断档。改进情况：录……”.",
        others=(EARLIER_FIVE,),
        severity="plausibility",
    ),
]
