"""Sentences that say that all applications were handled or none carried over, and those that do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.audits import audit_filings
from gouji.measures.all_handled import claims
from rules.build import AGENCY, PROSE, filing

NONE_CARRIED_OVER = [
    "2023年收到申请5件，全部按期办结并无遗留。",
    "本年度无结转下年度继续办理的申请。",
    "申请均已办结，无结转。",
    "所有申请当年办结，没有结转下年度的申请。",
    "收到政府信息公开申请5件，办结5件，未结转至下年。",
    "收到政府信息公开申请5件，均未结转下一年度。",
    "收到申请5件，不存在结转下年的情况。",
    "（二）依申请公开。收到申请5件，结转下年度为零。",
    "结转下年度继续办理的申请：无。",
    "收到申请5件，没有申请结转至2024年。",
    "收到申请5件，无跨年办理件。",
    "收到政府信息公开申请5件，没有一件留待下年办理。",
    "收到政府信息公开申请5件，无需结转下年度办理。",
    "收到政府信息公开申请5件，无顺延至下年度答复的申请。",
    "2023年政府信息公开申请实现零结转。",
    "本年度依申请公开办理无遗留。",
    "本机关无结转至次年继续办理的政府信息公开申请。",
    "依申请公开件已办结，未有转入下一年度的事项。",
    "截至年底，政府信息公开申请无一例结转下年。",
    "收到申请5件，年末没有遗留申请。",
    "2023年共收到政府信息公开申请8件，已经全部办结，无结转下年度继续办理的申请。",
    "依申请公开办理情况：收到申请16件，办结16件，无结转。",
    "受理申请12件，均已答复，无结转件。",
    "政府信息公开申请结转下年度情况：无。",
    "无申请件结转下年。",
    "没有政府信息公开申请需结转下年度继续办理。",
    "无结转至2024年度继续办理的政府信息公开申请。",
    "政府信息公开申请结转下年度继续办理为0。",
    "没有需要结转到下一年度的申请。",
    "收到申请12件，未出现跨年度结转。",
    "无申请结转下年度继续办理。",
    "全年申请无须结转下年度办理。",
    "没有一件申请拖到下一年度。",
    "无跨年度办理的申请。",
    "收到申请12件，结转数为零。",
    "收到申请12件，均已办结，结转：无。",
    "本年度申请无结转。",
    "年内收到的申请已全部答复完毕，没有遗留。",
    "全部申请均于当年办结，未发生结转。",
    "申请全部办结，不结转下年。",
    "年末无遗留未办申请。",
    "截至2023年12月31日，无结转申请件。",
]

ALL_HANDLED = [
    "所有申请均已办结。",
    "收到申请2件,均已办结。",
    "2023年，我局共收到政府信息公开申请12件，已全部办结。",
    "全年受理政府信息公开申请12件，全部答复完毕。",
    "政府信息公开申请办结率100%。",
    "全年收到依申请公开申请12件，办结率达100％。",
    "收到申请12件，答复率为100%。",
    "受理申请12件，办结率、满意率均为100%。",
    "全年共收到12件政府信息公开申请，均已依法依规予以答复。",
    "对收到的12件政府信息公开申请，全部依法办结。",
    "上年结转2件，本年新收申请5件，均已办结。",
    "公民、法人和其他组织的申请均已办结。",
    "已办结全部政府信息公开申请。",
    "收到的申请已全部办理完毕。",
    "收到政府信息公开申请12件。均已办结。",
    "本年度收到的政府信息公开申请悉数办结。",
    "截至2023年12月31日，收到的申请全部办结。",
    "全年无未办结的政府信息公开申请。",
    "截至年底没有未办结申请。",
    "政府信息公开申请做到当年受理当年办结。",
    "申请办理工作已全部完成。",
    "共收到申请12件，其中自然人10件，法人2件，已全部办结。",
    "共收到申请12件，无行政复议、行政诉讼，均已办结。",
    "依申请公开事项百分之百办结。",
    "收到申请12件，已办结。",
    "政府信息公开申请件年内全部清零。",
    "所有政府信息公开申请都得到了答复。",
    "全年共收到政府信息公开申请8件，办结率100%，无行政复议、行政诉讼。",
    "我局共收到8件政府信息公开申请（其中2件为上年结转），全部办结。",
    "本年度申请全部处理完毕。",
    "收到申请5件，均已处理。",
    "全部申请已办结。",
    "受理的政府信息公开申请件件办结。",
    "通过网络、信函等渠道收到政府信息公开申请12件，均已办结。",
    "申请均已书面答复申请人。",
    "对12件申请全部作出答复。",
    "全部12件申请已办结。",
    "收到的12件申请已办结。",
    "依申请公开办结率保持在100%。",
    "申请以100%的办结率收官。",
    "已对全部申请作出答复。",
    "申请已全部按照规定答复完毕。",
    "收到申请12件，按期答复12件，办结率100%。",
    "收到申请12件，涉及征地、拆迁等，均已答复。",
    "网站留言全部办结，依申请公开办结率100%。",
    "所有申请已于年内办结。",
    "申请全部在年底前办结。",
    "所有申请均已在当年内办结。",
    "申请均得到妥善处理。",
    "全部申请均已办妥。",
    "年末无存量申请。",
    "不存在未办结申请。",
    "未办结申请为零。",
    "受理的申请已百分之百办结。",
    "申请办结率：100%。",
    "全年受理的申请全部当年办结。",
    "年末无积压申请。",
    "政府信息公开申请件件有答复。",
]

#: Answers in time, some of the applications, other work, other years, other bodies, plans.
NEITHER = [
    "收到申请12件，均按期答复。",
    "收到申请12件，均在法定期限内予以答复。",
    "所有申请均在法定期限内办结。",
    "申请均按时办结。",
    "政府信息公开申请按期办结率100%。",
    "按时答复率、按期办结率均为100%。",
    "上年结转2件申请全部办结。",
    "新收申请5件，上年结转2件全部办结。",
    "上年结转的政府信息公开申请已全部办结。",
    "行政复议案件全部办结。",
    "建议提案全部办结。",
    "承办人大代表建议12件，办结率100%。",
    "办理12345热线工单120件，全部办结。",
    "2022年收到政府信息公开申请5件，均已办结。",
    "上半年收到申请5件，均已办结。",
    "通过网络收到的申请均已办结。",
    "自然人申请均已办结。",
    "除2件结转下年外，其余申请均已办结。",
    "收到申请12件，结转下年2件，其余均已办结。",
    "收到申请12件，办结10件，2件正在办理。到期申请均已办结。",
    "已到期的申请全部办结。",
    "确保收到的申请全部办结。",
    "今后，申请要做到全部办结。",
    "各街道收到的申请均已办结。",
    "市发改局收到的申请均已办结。",
    "收到申请12件，未全部办结。",
    "申请尚未全部办结。",
    "无上年结转申请。",
    "2023年未收到政府信息公开申请,也无上年结转。",
    "上年无结转。",
    "上一年度没有结转申请。",
    "2022年无结转申请。",
    "部门预算无结转结余。",
    "财政资金没有结转下年。",
    "无遗留问题。",
    "收到申请12件，没有历史遗留问题。",
    "公租房申请8件，已全部办结。",
    "受理许可申请12件，全部办结。",
    "办理群众来信45件，均已答复。",
    "收回意见93条并逐一作了答复。",
    "收到申请12件。办理群众来信45件，均已答复。",
    "收到申请12件，回应网友关切3条，均已答复。",
    "全年共收到各类投诉举报56件，办结率100%。",
    "受理企业开办申请1280件，均已办结。",
    "申请办结10件，结转下年2件，均已依法告知。",
    "有无结转下年度申请由办公室登记。",
    "申请答复书全部规范。",
    "申请基本办结。",
    "收到申请12件，其中予以公开10件，均已答复申请人。另有2件结转下年。",
    "第三方意见均已答复。",
    "全部办结的申请中，予以公开占一半。",
    "政务服务事项办结率100%。",
    "收到申请3件，受理3件；因办理期限跨年，1件在办。所有申请均已办结。",
    "行政复议申请均已办结。",
    "不予公开的申请均已答复。",
    "政府信息公开申请延期的均已办结。",
    "申请人均已办结登记手续。",
    "收到申请12件，均已受理。",
    "申请已全部登记。",
    "无逾期未答复申请。",
    "没有超期未办结的申请。",
    "应答复的申请均已答复。",
    "规范登记、审核、答复各环节，所有申请均在法定期限内办结。",
    "满意度和办结率稳步提升。",
    "行政许可申请办结率100%。",
    "全年共处理政府信息公开申请15件，结转至2024年办理2件，全部规范答复。",
    "办结建议提案23件，答复率100%。",
    "收到申请件8件，满意率100%。",
    "信访事项无结转下年。",
    "2023年项目经费无结转。",
    "结转2024年申请无逾期。",
    "申请人对答复均满意。",
    "全部申请材料均已归档。",
    "均已答复咨询人。",
    "上年无结转，本年收到申请5件。",
    "答复内容均经审核，收到申请5件。",
    "全部依申请公开件均按要求登记。",
    "受理申请5件，其中3件办结，2件未办结。",
    "结转上年申请2件，均已办结。",
    "2022年结转的2件申请均已办结。",
    "其中上年结转2件已全部办结。",
    "截至9月，收到申请均已办结。",
    "向申请人均已答复延期告知书。",
    "2023年1-6月申请全部办结。",
    "下属单位收到的申请全部办结。",
    "县直各单位收到的申请全部办结。",
    "上年度的结转数为零。",
    "2022年结转为零。",
    "应办申请全部办结。",
    "申请均得到及时办理。",
    "所有申请均已按时办结。",
    "督促乡镇对收到的申请全部办结。",
    # what is denied, doubted or asked is not said
    "并非所有申请都已办结。",
    "不能说所有申请都已办结。",
    "不是没有结转下年度的申请。",
    "申请全部办结还有差距。",
    "申请难以做到全部办结。",
    "是否所有申请都已办结有待核实。",
    "未能实现申请全部办结。",
    "申请没有做到全部办结。",
    "申请无法全部办结。",
    "申请全部办结仍需努力。",
]


def told(text):
    return [claim.denies for claim in claims(filing(prose={1: text}))]


@pytest.mark.parametrize("text", NONE_CARRIED_OVER)
def test_none_carried_over(text):
    assert True in told(text)


@pytest.mark.parametrize("text", ALL_HANDLED)
def test_all_handled(text):
    assert set(told(text)) == {False}


@pytest.mark.parametrize("text", NEITHER)
def test_neither(text):
    assert told(text) == []


def test_section_five_speaks_of_plans():
    assert list(claims(filing(prose={5: "更新不及时。所有申请均已办结。"}))) == []


CARRIED = {
    "applications/new/natural_person": "9",
    "applications/new/business": "3",
    "applications/new/total": "12",
    "applications/granted/natural_person": "8",
    "applications/granted/business": "2",
    "applications/granted/total": "10",
    "applications/handled_total/natural_person": "8",
    "applications/handled_total/business": "2",
    "applications/handled_total/total": "10",
    "applications/carried_out/natural_person": "1",
    "applications/carried_out/business": "1",
    "applications/carried_out/total": "2",
}
ROW = tuple(
    f"applications/carried_out/{column}"
    for column in (
        *("total", "natural_person", "business", "research"),
        *("public_interest", "legal_service", "other"),
    )
)


def audited(text, cells=CARRIED, **more):
    (audit,) = audit_filings([filing(prose={1: PROSE[1] + text}, cells=cells, **more)])
    return audit


def found(text, cells=CARRIED, **more):
    """Severity and cells of what the audit says of this sentence."""
    audit = audited(text, cells, **more)
    return [(f.severity, f.cells) for f in audit.rule_findings if f.rule == "T3-TEXT-MATCH"]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("收到申请12件，无结转。", "data_quality"),
        ("没有结转下年度继续办理的申请。", "data_quality"),
        ("收到申请12件，全部办结，无结转。所有申请均已办结。", "data_quality"),
        ("收到申请12件，结转下年度0件。", "data_quality"),
        ("收到申请12件，全部办结，结转下年度0件。", "data_quality"),
        ("收到申请12件，均已办结。", "plausibility"),
        ("所有申请均已办结。依申请公开办结率100%。", "plausibility"),
    ],
)
def test_one_finding_with_the_whole_row(text, severity):
    assert found(text) == [(severity, ROW)]


@pytest.mark.parametrize(
    "text",
    [
        "收到申请12件，均按期答复。",
        # of some applications only, by their number
        "收到申请5件，均已办结。",
        "收到申请10件，全部办结。",
        # the carry-over is told: the others were handled
        "收到申请12件，结转下年2件。全部依法办结。",
        # other bodies
        "全市共收到申请12件，均已办结。",
        "全系统受理的申请均已办结。",
    ],
)
def test_no_finding(text):
    assert [one for one in found(text) if one[1] == ROW] == []


@pytest.mark.parametrize("text", ["收到申请12件，均已办结。", "收到申请12件，无结转。"])
def test_nothing_carried_over_keeps_the_rule(text):
    all_handled = {"10": "12", "8": "9", "2": "3"}
    cells = {cell: all_handled.get(printed, printed) for cell, printed in CARRIED.items()}
    cells |= {cell: "0" for cell in cells if "carried_out" in cell}
    audit = audited(text, cells)
    assert [o.outcome for o in audit.outcomes if o.rule == "T3-TEXT-MATCH"] == ["pass"]


def test_an_empty_total_is_the_sum_of_its_row():
    cells = CARRIED | {"applications/carried_out/total": "", "applications/carried_out/research": ""}
    audit = audited("收到申请12件，均已办结。", cells)
    finding = next(f for f in audit.rule_findings if f.rule == "T3-TEXT-MATCH")
    assert finding.cells == tuple(cell for cell in ROW if not cell.endswith("research"))
    assert finding.message.zh == (
        "正文称“收到申请12件，均已办结”，即申请已全部办结，而表三“四、结转下年度继续办理”为 2，请说明。"
    )


@pytest.mark.parametrize("cells", [dict.fromkeys(ROW, ""), {"applications/carried_out/total": "?"}])
def test_a_row_that_is_not_known(cells):
    audit = audited("申请均已办结。", CARRIED | cells)
    (outcome,) = (o for o in audit.outcomes if o.rule == "T3-TEXT-MATCH")
    reason = "“申请均已办结”所指的“结转下年度继续办理”没有读到确定的数字"
    assert reason in outcome.reason.zh
    assert [f for f in audit.rule_findings if f.rule == "T3-TEXT-MATCH"] == []


def test_a_government_speaks_for_its_territory_and_says_so():
    district = replace(AGENCY, id="district", name="示例市示例区人民政府", kind="政府")
    text = "开展工作考核、社会评议，未发生责任追究。2023年，全区收到申请12件，均已办结。"
    audit = audited(text, agency=district)
    messages = [f.message.zh for f in audit.rule_findings if f.rule == "T3-TEXT-MATCH"]
    assert messages == [
        "正文称“2023年，全区收到申请12件，均已办结”，即申请已全部办结，"
        "而表三“四、结转下年度继续办理”为 2，请说明。"
        "句中所指范围为“全区”，可能与表格口径（本级或全域）不同，请说明。"
    ]
    assert found(text.replace("全区", "区政府本级"), agency=district) == []
    assert found(text.replace("全区", "各部门"), agency=district) == []


@given(st.text("无没有未结转下年度申请公开信息均已全部办结率答复件的、，。0件依", max_size=60))
def test_any_text_is_read(text):
    list(claims(filing(prose={1: text})))
