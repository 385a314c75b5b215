"""Pairs for the rules that hold the narrative's counts, sums and percentages against the tables."""

from __future__ import annotations

from rules.build import filing
from rules.pairs import Pair
from rules.pairs.one_report import GRANTED, app, np

_OVERALL = "本机关做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。"


def said(text: str) -> dict[int, str]:
    """A section one with a sentence of its own behind the usual one."""
    return {1: _OVERALL + text}


REVIEWED = {"reviews/reconsideration/upheld": "2", "reviews/reconsideration/total": "2"}
SUED = {
    "reviews/litigation_direct/upheld": "1",
    "reviews/litigation_direct/total": "1",
    "reviews/litigation_after_reconsideration/upheld": "1",
    "reviews/litigation_after_reconsideration/total": "1",
}
LICENCES = {"disclosure/licences/decisions": "5"}
DOCUMENTS = {"disclosure/normative_documents/issued": "3", "disclosure/normative_documents/in_force": "9"}
CARRIED = app(new=np(5), carried_in=np(2), granted=np(6), handled_total=np(6), carried_out=np(1))
CARRIED_ROW = tuple(
    f"applications/carried_out/{column}"
    for column in (
        *("total", "natural_person", "business", "research"),
        *("public_interest", "legal_service", "other"),
    )
)

FEES = {"disclosure/fees/amount": "131.07"}

PAIRS = [
    Pair(
        "T3-TEXT-MATCH",
        filing(cells=GRANTED, prose=said("全年共收到政府信息公开申请4件。")),
        filing(cells=GRANTED, prose=said("全年共收到政府信息公开申请3件。")),
        ("applications/new/total",),
        "正文“收到政府信息公开申请4件”所述收到的政府信息公开申请为 4，表三按“本年新收”为 3；"
        "按“本年新收与上年结转之和”为 3，各种读法均不相符，请说明。",
        "The text says “收到政府信息公开申请4件” (applications received: 4); table three gives 3 read as “received in the "
        "year”; 3 read as “received in the year and carried in”. No reading agrees: please explain.",
        severity="data_quality",
    ),
    Pair(
        "T3-TEXT-MATCH",
        filing(cells=CARRIED, prose=said("全市共受理申请8件，结转下年1件。")),
        filing(cells=CARRIED, prose=said("全市共受理申请7件，结转下年1件。")),
        ("applications/new/total",),
        "正文“受理申请8件”所述收到的政府信息公开申请为 8，表三按“本年新收”为 5；按“本年新收与上年结转之和”为 7，"
        "各种读法均不相符，请说明。句中所指范围为“全市”，可能与表格口径（本级或全域）不同，请说明。",
        "The text says “受理申请8件” (applications received: 8); table three gives 5 read as “received in the year”; "
        "7 read as “received in the year and carried in”. No reading agrees: please explain. The sentence speaks of “全市”, "
        "which may be another scope than the table's (own organ or whole territory): please explain.",
    ),
    Pair(
        "T3-TEXT-MATCH",
        filing(cells=GRANTED, prose=said("收到申请3件，其中不予公开1件。")),
        filing(cells=GRANTED, prose=said("收到申请3件，其中予以公开3件。")),
        tuple(
            f"applications/refused_{reason}/total"
            for reason in (
                *("state_secret", "forbidden_by_law", "security_stability", "third_party"),
                *("internal_affairs", "deliberative", "enforcement_file", "administrative_query"),
            )
        ),
        "正文“不予公开1件”所述不予公开为 1，表三按“不予公开”为 0，各种读法均不相符，请说明。",
        "The text says “不予公开1件” (refused: 1); table three gives 0 read as “refused”. No reading agrees: please explain.",
    ),
    Pair(
        "T3-TEXT-MATCH",
        filing(cells=CARRIED, prose=said("上年结转申请2件，本年新收5件，没有结转下年度的申请。")),
        filing(cells=CARRIED, prose=said("上年结转申请2件，本年新收5件，没有逾期的申请。")),
        CARRIED_ROW,
        "正文称“上年结转申请2件，本年新收5件，没有结转下年度的申请”，而表三“四、结转下年度继续办理”为 1，请说明。",
        "The text says “上年结转申请2件，本年新收5件，没有结转下年度的申请”, but row four of table three carries 1 over to "
        "the next year: please explain.",
        severity="data_quality",
    ),
    Pair(
        "T3-TEXT-MATCH",
        filing(cells=CARRIED, prose=said("收到申请5件，均已办结。")),
        filing(cells=CARRIED, prose=said("收到申请5件，均按期答复。")),
        CARRIED_ROW,
        "正文称“收到申请5件，均已办结”，即申请已全部办结，而表三“四、结转下年度继续办理”为 1，请说明。",
        "The text says “收到申请5件，均已办结”, that is, that all applications were handled, but row four of table three "
        "carries 1 over to the next year: please explain.",
        severity="plausibility",
    ),
    Pair(
        "T3-ZERO-TEXT",
        filing(cells=GRANTED, prose=said("全年未收到政府信息公开申请。")),
        filing(prose=said("全年未收到政府信息公开申请。")),
        ("applications/new/total",),
        "正文称“未收到政府信息公开申请”，而表三按“本年新收”为 3，请说明。",
        "The text says “未收到政府信息公开申请”, but table three gives 3 read as “received in the year”: please explain.",
        severity="data_quality",
    ),
    Pair(
        "T4-TEXT-MATCH",
        filing(cells=GRANTED | REVIEWED, prose=said("因政府信息公开发生行政复议1件。")),
        filing(cells=GRANTED | REVIEWED, prose=said("因政府信息公开发生行政复议2件。")),
        ("reviews/reconsideration/total",),
        "正文“行政复议1件”所述行政复议为 1，表四按“行政复议总计”为 2，各种读法均不相符，请说明。",
        "The text says “行政复议1件” (reconsiderations: 1); table four gives 2 read as “reconsiderations, total”. "
        "No reading agrees: please explain.",
        severity="data_quality",
    ),
    Pair(
        "T4-TEXT-MATCH",
        filing(cells=GRANTED | SUED | REVIEWED, prose=said("因政府信息公开被提起行政诉讼3件。")),
        filing(cells=GRANTED | SUED | REVIEWED, prose=said("因政府信息公开被提起行政诉讼2件。")),
        ("reviews/litigation_direct/total", "reviews/litigation_after_reconsideration/total"),
        "正文“行政诉讼3件”所述行政诉讼为 3，表四按“两类行政诉讼总计之和”为 2；按“未经复议直接起诉”为 1；"
        "按“复议后起诉”为 1，各种读法均不相符，请说明。",
        "The text says “行政诉讼3件” (suits: 3); table four gives 2 read as “suits of both groups”; 1 read as “direct suits”; "
        "1 read as “suits after review”. No reading agrees: please explain.",
    ),
    Pair(
        "T4-TEXT-MATCH",
        filing(cells=GRANTED | REVIEWED, prose=said("\n全年发生行政复议1件。")),
        filing(cells=GRANTED | REVIEWED, prose=said("\n全年发生行政复议2件。")),
        ("reviews/reconsideration/total",),
        "正文“全年发生行政复议1件”所述行政复议为 1，表四按“行政复议总计”为 2，不相符。"
        "句中没有写明是否因政府信息公开工作而起：如指其他事项，请写明；如是，请说明。",
        "The text says “全年发生行政复议1件” (reconsiderations: 1); table four gives 2 read as “reconsiderations, total”. "
        "The sentence does not say whether this was about information disclosure: if it was not, please say so; "
        "if it was, please explain.",
        severity="plausibility",
    ),
    Pair(
        "T4-TEXT-MATCH",
        filing(
            cells=GRANTED | REVIEWED, prose=said("因政府信息公开引发的行政复议、行政诉讼分别为3件、0件。")
        ),
        filing(
            cells=GRANTED | REVIEWED, prose=said("因政府信息公开引发的行政复议、行政诉讼分别为2件、0件。")
        ),
        ("reviews/reconsideration/total",),
        "正文“因政府信息公开引发的行政复议、行政诉讼分别为3件、0件”所述行政复议为 3，表四按“行政复议总计”为 2，"
        "各种读法均不相符，请说明。",
        "The text says “因政府信息公开引发的行政复议、行政诉讼分别为3件、0件” (reconsiderations: 3); table four gives 2 read "
        "as “reconsiderations, total”. No reading agrees: please explain.",
        severity="data_quality",
    ),
    Pair(
        "T4-ZERO-TEXT",
        filing(cells=GRANTED | REVIEWED, prose=said("未发生行政复议。")),
        filing(cells=GRANTED, prose=said("未发生行政复议。")),
        ("reviews/reconsideration/total",),
        "正文称“未发生行政复议”，而表四按“行政复议总计”为 2，请说明。",
        "The text says “未发生行政复议”, but table four gives 2 read as “reconsiderations”: please explain.",
        severity="data_quality",
    ),
    Pair(
        "T2-TEXT-MATCH",
        filing(cells=DOCUMENTS, prose=said("制发行政规范性文件2件。")),
        filing(cells=DOCUMENTS, prose=said("制发行政规范性文件3件。")),
        ("disclosure/normative_documents/issued",),
        "正文“制发行政规范性文件2件”所述本年制发规范性文件为 2，表二按“本年制发规范性文件”为 3，不相符，请说明。",
        "The text says “制发行政规范性文件2件” (documents issued: 2); table two gives 3 read as “documents issued”: "
        "please explain.",
        severity="data_quality",
    ),
    Pair(
        "T2-TEXT-MATCH",
        filing(cells=LICENCES, prose=said("全年行政许可3件。")),
        filing(cells=LICENCES, prose=said("全年行政许可5件。")),
        ("disclosure/licences/decisions",),
        "正文“全年行政许可3件”所述行政许可处理决定为 3，表二按“行政许可处理决定”为 5，不相符。"
        "句中没有写明是否为本年作出的全部处理决定：如不是，请写明；如是，请说明。",
        "The text says “全年行政许可3件” (licence decisions: 3); table two gives 5 read as “licence decisions”. The sentence "
        "does not say whether these are all decisions made in the year: if they are not, please say so; if they are, "
        "please explain.",
        severity="plausibility",
    ),
    Pair(
        "TXT-SUM-CHECK",
        filing(prose=said("全年主动公开政府信息40条，其中人事信息12条，政务动态20条，公告公示15条。")),
        filing(prose=said("全年主动公开政府信息40条，其中人事信息12条，政务动态20条，公告公示8条。")),
        (),
        "“全年主动公开政府信息40条，其中人事信息12条，政务动态20条，公告公示15条”：所列分项 12+20+15=47，超过总数 40；"
        "如各项有重叠，请说明。",
        "“全年主动公开政府信息40条，其中人事信息12条，政务动态20条，公告公示15条”: the parts 12+20+15=47 are more than the "
        "whole of 40; if they overlap, please explain.",
        severity="plausibility",
    ),
    Pair(
        "TXT-SUM-CHECK",
        filing(prose=said("全年举办培训3场，分别为线上培训1场、线下培训1场。")),
        filing(prose=said("全年举办培训3场，分别为线上培训2场、线下培训1场。")),
        (),
        "“全年举办培训3场，分别为线上培训1场、线下培训1场”：分项相加 1+1=2，而总数为 3。",
        "“全年举办培训3场，分别为线上培训1场、线下培训1场”: the parts add up to 1+1=2, the whole is 3.",
        severity="data_quality",
    ),
    Pair(
        "T3-RATE-TEXT",
        filing(cells=CARRIED, prose=said("办结的申请中，予以公开6件，占60%。")),
        filing(cells=CARRIED, prose=said("办结的申请中，予以公开6件，占85.7%。")),
        ("applications/new/total",),
        "正文“6件，占60%”，按表三的各种总数计算为 6/6=100.00%; 6/7=85.71%，均不相符，请说明。",
        "The text says “6件，占60%”; with the totals of table three it is 6/6=100.00%; 6/7=85.71%. "
        "None agrees: please explain.",
        severity="data_quality",
    ),
    Pair(
        "T3-RATE-TEXT",
        filing(cells=GRANTED, prose=said("申请数量同比增长200%。"), year=2023),
        filing(cells=GRANTED, prose=said("申请数量同比增长50%。"), year=2023),
        ("applications/new/total",),
        "正文“申请数量同比增长200%”，按本年与上年报告计算为 (3-2)/2=50.00%，不相符，请说明。",
        "The text says “申请数量同比增长200%”; by this report and the year before's it is (3-2)/2=50.00%: please explain.",
        others=(filing(cells=app(new=np(2), granted=np(2), handled_total=np(2)), year=2022),),
    ),
    Pair(
        "T3-TEXT-MATCH",
        filing(cells=GRANTED, prose=said("收到政府信息公开申请3件，较上年增加2件。"), year=2023),
        filing(cells=GRANTED, prose=said("收到政府信息公开申请3件，较上年增加1件。"), year=2023),
        ("applications/new/total",),
        "正文“申请3件，较上年增加2件”，按本年与上年报告计算为 3-2=1，不相符，请说明。",
        "The text says “申请3件，较上年增加2件”; by this report and the year before's it is 3-2=1: please explain.",
        others=(filing(cells=app(new=np(2), granted=np(2), handled_total=np(2)), year=2022),),
        severity="data_quality",
    ),
    Pair(
        "TXT-RATE-POSSIBLE",
        filing(prose=said("全年发布解读材料38篇，其中图文解读占65.2%。")),
        filing(prose=said("全年发布解读材料38篇，其中图文解读占65.8%。")),
        (),
        "正文“全年发布解读材料38篇，其中图文解读占65.2%”：没有哪个整数能得出 65.2%，四舍五入、四舍六入五成双或截尾都不能"
        "（总数 38 时，其中 24 得 63.2%、其中 25 得 65.8%）。请核对；如以更大范围或其他数为基数，请写明。",
        "The text says “全年发布解读材料38篇，其中图文解读占65.2%”: no whole number gives 65.2%, rounded half up, half even "
        "or cut off (with a whole of 38, a part of 24 gives 63.2%, a part of 25 gives 65.8%). Please check; if the base "
        "is of a wider scope or another count, please say so.",
        severity="plausibility",
    ),
    Pair(
        "TXT-RATE-POSSIBLE",
        filing(cells=GRANTED, prose=said("收到政府信息公开申请3件，申请数量较去年增长40%。")),
        filing(cells=GRANTED, prose=said("收到政府信息公开申请3件，申请数量较去年增长50%。")),
        ("applications/new/total",),
        "正文“收到政府信息公开申请3件，申请数量较去年增长40%”：没有哪个整数能得出 40%，四舍五入、四舍六入五成双或截尾都不能"
        "（本年 3 时，上年 2 得 50%、上年 3 得 0%）。请核对；如以更大范围或其他数为基数，请写明。",
        "The text says “收到政府信息公开申请3件，申请数量较去年增长40%”: no whole number gives 40%, rounded half up, half even "
        "or cut off (with 3 this year, 2 last year gives 50%, 3 last year gives 0%). Please check; if the base is of a "
        "wider scope or another count, please say so.",
    ),
    Pair(
        "T3-RATE-TEXT",
        filing(prose=said("申请人中自然人占80.5%，法人或其他组织占29.5%。")),
        filing(prose=said("申请人中自然人占70.5%，法人或其他组织占29.5%。")),
        (),
        "正文“申请人中自然人占80.5%，法人或其他组织占29.5%”：占比相加 80.5%+29.5%=110.0%，与 100% 不符，请说明。",
        "The text says “申请人中自然人占80.5%，法人或其他组织占29.5%”: the shares add up to 80.5%+29.5%=110.0%, not to "
        "100%: please explain.",
        severity="data_quality",
    ),
    Pair(
        "T2-TEXT-MATCH",
        filing(cells=FEES, prose=said("全年行政事业性收费共计1410700元。")),
        filing(cells=FEES, prose=said("全年行政事业性收费共计1310700元。")),
        ("disclosure/fees/amount",),
        "正文“行政事业性收费共计1410700元”即 141.07 万元，表二本年收费金额为 131.07 万元，不相符，请说明。",
        "The text says “行政事业性收费共计1410700元”, which is 141.07 万元; table two gives 131.07 万元 as the fees of "
        "the year: please explain.",
        severity="data_quality",
    ),
]
