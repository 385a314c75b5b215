"""Pairs for the rules on what the narrative says: title, topics, section five, fees, citations, leftovers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from gouji.model.document import Paragraph, Place, Source
from rules.build import AGENCY, PROSE, filing
from rules.pairs import Pair
from rules.pairs.one_report import GRANTED, app, np

GOVERNMENT = replace(AGENCY, id="county-gov", name="示例县人民政府", kind="政府", level="县级")
OFFICE = replace(AGENCY, id="county-gov-office", name="示例县人民政府办公室", level="县级")
OTHER = replace(AGENCY, id="elsewhere", name="他山县教育局")
EVALUATED = "开展工作考核、社会评议，未发生责任追究。"
CORRECTED = GRANTED | {"reviews/reconsideration/corrected": "1", "reviews/reconsideration/total": "1"}
DROPPED = app(new=np(1), other_fee_unpaid=np(1), handled_total=np(1))
MANY = app(new=np(30), granted=np(30), handled_total=np(30))
NO_FEE = PROSE[6]
PERIOD = Paragraph("统计期限自2022年1月1日至2022年12月31日。", Place(line=4))


def period(first: str, last: str, **more):
    """A filing that states this statistical period."""
    dates = (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    return replace(filing(**more), period=dates, period_evidence=PERIOD)


def titled(title: str):
    """A filing with this title."""
    return replace(filing(preamble="本报告由本机关编制。"), title=title)


def fifth(text: str, **more):
    """A filing with this section five."""
    return filing(prose={5: text}, **more)


def sixth(text: str, cells=MANY, **more):
    """A filing with this section six."""
    return filing(cells=cells, prose={6: text}, **more)


def prefaced(text: str, **more):
    """A filing with this preface."""
    return filing(preamble=text, **more)


def office(new: int):
    """The report of a government's office with so many applications."""
    cells = app(new=np(new), granted=np(new), handled_total=np(new))
    return filing(cells=cells, agency=OFFICE)


def government(text: str, new: int = 3):
    """A county government's report with this text behind the usual section one, and a digest of its own."""
    cells = app(new=np(new), granted=np(new), handled_total=np(new))
    made = filing(cells=cells, agency=GOVERNMENT, prose={1: f"{PROSE[1]}{EVALUATED}{text}"})
    return replace(made, source=Source("county-gov-2023.txt", "1" * 64, "text/plain", 1))


PAIRS = [
    Pair(
        "GEN-TITLE",
        titled("示例市教育局2023年政府信息公开工作报告"),
        filing(),
        (),
        "标题“示例市教育局2023年政府信息公开工作报告”没有写作“年度报告”。条例称之为“政府信息公开工作年度报告”。",
        "The title “示例市教育局2023年政府信息公开工作报告” does not say 年度报告. The regulation calls it "
        "政府信息公开工作年度报告.",
        severity="data_quality",
    ),
    Pair(
        "GEN-TITLE",
        titled("示例市教育局政府信息公开工作年度报告"),
        filing(),
        (),
        "在本副本中，标题“示例市教育局政府信息公开工作年度报告”没有写明年份。",
        "The title “示例市教育局政府信息公开工作年度报告” names no year in this copy.",
    ),
    Pair(
        "GEN-TITLE",
        titled("2023年政府信息公开工作年度报告"),
        replace(prefaced("示例市教育局"), title="2023年政府信息公开工作年度报告"),
        (),
        "在本副本中，标题“2023年政府信息公开工作年度报告”及其上下没有写明机关名称。",
        "Neither the title “2023年政府信息公开工作年度报告” nor the lines around it name the organ "
        "in this copy.",
    ),
    Pair(
        "GEN-TITLE",
        titled("示例市教育局2023年政府信息公开年度报告"),
        filing(),
        (),
        "标题“示例市教育局2023年政府信息公开年度报告”与条例所称“政府信息公开工作年度报告”用字不同，供参考。",
        "The title “示例市教育局2023年政府信息公开年度报告” is worded otherwise than the regulation's "
        "政府信息公开工作年度报告; for information.",
        severity="note",
    ),
    Pair(
        "GEN-TITLE",
        titled("示例市教育局关于报送2023年政府信息公开工作年度报告的函"),
        titled("示例市教育局2023年政府信息公开工作年度报告"),
        (),
        "报送用的函被当作年度报告公布：“示例市教育局关于报送2023年政府信息公开工作年度报告的函”。"
        "向社会公布的应是年度报告本身，不带报送的函头。",
        "The letter with which the report was sent was put on line as the report: "
        "“示例市教育局关于报送2023年政府信息公开工作年度报告的函”. What is to be published is the report itself, "
        "without the letter.",
        severity="data_quality",
    ),
    Pair(
        "GEN-TITLE",
        prefaced("县人民政府办公室：现将我局2023年度政府信息公开工作年度报告报来，请审阅。"),
        prefaced("县人民政府办公室：现将我局2023年度政府信息公开工作情况报告如下。"),
        (),
        "报送用的函被当作年度报告公布：“现将我局2023年度政府信息公开工作年度报告报来，请审阅”。"
        "向社会公布的应是年度报告本身，不带报送的函头。",
        "The letter with which the report was sent was put on line as the report: "
        "“现将我局2023年度政府信息公开工作年度报告报来，请审阅”. What is to be published is the report itself, "
        "without the letter.",
        severity="data_quality",
    ),
    Pair(
        "GEN-PERIOD",
        period("2022-01-01", "2022-12-31"),
        period("2023-01-01", "2023-12-31"),
        (),
        "写明的统计期限为 2022-01-01 至 2022-12-31，而报告年度为 2023 年。",
        "The period stated is 2022-01-01 to 2022-12-31, but the report year is 2023.",
        severity="data_quality",
    ),
    Pair(
        "GEN-PERIOD",
        period("2023-06-01", "2023-12-31"),
        period("2023-01-01", "2023-12-31"),
        (),
        "请说明：统计期限自 2023-06-01 起，没有包括 2023 年全年；是新设机关吗？",
        "Please explain: the period starts on 2023-06-01 and does not cover all of 2023; is the organ new?",
        severity="plausibility",
    ),
    Pair(
        "GEN-CITE-FORMAT",
        prefaced("本报告依据国办公开办函〔2019〕60号文件编制。"),
        prefaced("本报告依据国办公开办函〔2021〕30号文件编制。"),
        (),
        "报告引用“国办公开办函〔2019〕60号”（国办公开办函〔2019〕60号）作为依据，2021 年起应适用国办公开办函〔2021〕30号所附格式。",
        "The report relies on “国办公开办函〔2019〕60号” (the notice 国办公开办函〔2019〕60号); since 2021 the form is the one of "
        "国办公开办函〔2021〕30号.",
        severity="data_quality",
    ),
    Pair(
        "STR-S1-FIVE-TOPICS",
        filing(prose={1: "本机关做好主动公开、依申请公开、政府信息管理和监督保障各项工作。"}),
        filing(prose={1: "本机关做好主动公开、依申请公开、政府信息管理、公众号更新和监督保障各项工作。"}),
        (),
        "本副本的“总体情况”没有写到“政府信息公开平台建设”。通知所列的内容主要包括主动公开、依申请公开、政府信息管理、平台建设、监督保障。",
        "Section one of this copy does not speak of platforms. The notice names disclosure on own initiative, on "
        "application, management, "
        "platforms, and supervision.",
        severity="data_quality",
    ),
    Pair(
        "STR-S1-LENGTH",
        filing(prose={1: PROSE[1] + "逐项落实年度要点。" * 110}),
        filing(prose={1: PROSE[1] + "逐项落实年度要点。" * 100}),
        (),
        "“总体情况”共 1027 字，供参考：有的地方通知要求原则上不超过一千字，全国没有统一规定。",
        "Section one has 1027 characters; for information: some local notices ask for a thousand at most, no national rule does.",
        severity="note",
    ),
    Pair(
        "STR-S1-GOV-EVAL",
        filing(agency=GOVERNMENT, prose={5: "存在的主要问题是解读材料不够通俗。改进情况：已增加图解。"}),
        filing(agency=GOVERNMENT, prose={1: PROSE[1] + EVALUATED}),
        (),
        "本副本中没有写到工作考核、社会评议、责任追究。条例要求各级人民政府（此处为示例县人民政府）的年度报告包括这些内容。",
        "This copy of the report of 示例县人民政府 does not mention appraisal, public evaluation, accountability. "
        "The regulation requires governments to report on them.",
        severity="violation",
    ),
    Pair(
        "STR-S1-GOV-EVAL",
        filing(agency=GOVERNMENT, prose={1: PROSE[1] + "开展考核。"}),
        filing(agency=GOVERNMENT, prose={1: PROSE[1] + EVALUATED}),
        (),
        "示例县人民政府的年度报告写了考核评议方面的内容，但没有明确提到社会评议、责任追究，供参考。",
        "The report of 示例县人民政府 speaks of evaluation, but does not expressly mention public evaluation, accountability; "
        "for information.",
        severity="note",
    ),
    Pair(
        "S5-PRESENT",
        fifth("改进情况：组织培训两次，增加图解十篇。"),
        fifth("主要问题是解读材料偏少。改进情况：组织培训两次，增加图解十篇。"),
        (),
        "本副本的第五部分没有写明存在的主要问题。条例第五十条要求报告这一内容。",
        "Section five of this copy states no problem. Article 50 requires the main problems to be reported.",
        severity="violation",
    ),
    Pair(
        "S5-PRESENT",
        fifth("主要问题是解读材料偏少，更新不及时。"),
        fifth("主要问题是解读材料偏少，更新不及时。改进情况：每周核对一次。"),
        (),
        "本副本的第五部分没有写明改进情况。条例第五十条要求报告这一内容。",
        "Section five of this copy states no improvement. Article 50 requires it to be reported.",
        severity="violation",
    ),
    Pair(
        "S5-PRESENT",
        fifth(""),
        fifth("主要问题是解读材料偏少。改进情况：组织培训两次。"),
        (),
        "本副本的第五部分只有标题，没有内容。条例第五十条要求报告存在的主要问题及改进情况；如系副本缺漏，请取得原件核对。",
        "Section five of this copy is a heading without text. Article 50 asks for the main problems and the "
        "improvement; if the copy lost the "
        "text, please obtain the original.",
        severity="data_quality",
    ),
    Pair(
        "S5-NO-PROBLEM",
        fifth("本机关政府信息公开工作不存在问题。"),
        fifth("本机关政府信息公开工作存在更新不及时的问题，已改为每周核对。"),
        (),
        "第五部分称没有问题。条例第五十条要求报告存在的主要问题及改进情况。",
        "Section five says that there is no problem. Article 50 asks for the main problems and the improvement.",
        severity="data_quality",
    ),
    Pair(
        "S5-PAIRING",
        fifth(
            "存在的主要问题：一是解读偏少；二是更新不及时；三是栏目不全。改进情况：一是增加图解；二是每周核对栏目。"
        ),
        fifth("存在的主要问题：一是解读偏少；二是更新不及时。改进情况：一是增加图解；二是每周核对栏目。"),
        (),
        "请说明：第五部分列有 3 个问题，改进措施只有 2 条。",
        "Please explain: section five lists 3 problems, but 2 measures.",
        severity="plausibility",
    ),
    Pair(
        "S5-FOLLOWUP",
        fifth("主要问题是校历公布太晚。下一步将提前公布校历。"),
        fifth("主要问题是校历公布太晚。下一步将提前公布校历，并继续补录缺失的招生计划解读。"),
        (),
        "请说明：上年报告所列问题（“主要问题是招生计划解读缺失。”）在本年报告中没有回应，第五部分也只写了今后的打算，改进情况如何？",
        "Please explain: the problems of the year before (“主要问题是招生计划解读缺失。”) are not taken up in this report, "
        "and section five speaks of plans only; what became of them?",
        others=(fifth("主要问题是招生计划解读缺失。下一步将补齐。", year=2022),),
        severity="plausibility",
    ),
    Pair(
        "S5-GENERIC",
        fifth("存在的主要问题是工作水平有待进一步提高。今后将进一步加强工作。"),
        fifth("存在的主要问题是答复水平有待进一步提高。今后将进一步加强工作。"),
        (),
        "请说明：第五部分只有“有待加强”一类的用语，没有具体事项、数字、时间或部门，具体的问题是什么？",
        "Please explain: section five has stock phrases only, and no matter, number, date or department; what are the problems?",
        severity="plausibility",
    ),
    Pair(
        "T4-CORRECTED-S5",
        filing(cells=CORRECTED),
        filing(
            cells=CORRECTED,
            prose={
                5: "存在的主要问题是一件答复被复议机关纠正，原因是检索不全。改进情况：已建立二次检索制度。"
            },
        ),
        ("reviews/reconsideration/corrected",),
        "请说明：表四有结果纠正 1 件，而总体情况和第五部分没有提到原因或整改。",
        "Please explain: table four has 1 corrected, but neither section one nor section five speaks of the causes or of what "
        "was put right.",
        severity="plausibility",
    ),
    Pair(
        "S6-PRESENT",
        filing(prose={6: ""}),
        filing(),
        (),
        "本副本的第六部分只有标题，没有内容；没有需要报告的事项时可写“无”。如系副本缺漏，请取得原件核对。",
        "Section six of this copy is a heading without text; where there is nothing to report it may say 无. "
        "If the copy lost the text, please obtain the original.",
        severity="data_quality",
    ),
    Pair(
        "S6-FEE-STATEMENT",
        filing(prose={6: "没有其他需要报告的事项。"}),
        filing(),
        (),
        "报告没有写明信息处理费的收取情况（有无、件数、金额），供参考。",
        "The report does not say whether a fee for processing applications was collected; for information.",
        severity="note",
    ),
    Pair(
        "S6-FEE-GRANULARITY",
        sixth("2023年收取信息处理费385元。"),
        sixth("2023年收取信息处理费380元。"),
        (),
        "信息处理费 385 元不是 10 元的整倍数，与收费标准（按件 100 元一档，按量 10、20、40 元一页）不符，请核对。",
        "A fee of 385 yuan is no multiple of 10 and does not fit the tariff (steps of 100 by item; 10, 20 or 40 a page): "
        "please check.",
        severity="data_quality",
    ),
    Pair(
        "S6-FEE-GRANULARITY",
        sixth("2023年按件收取信息处理费380元。"),
        sixth("2023年按件收取信息处理费400元。"),
        (),
        "信息处理费 380 元不是 100 元的整倍数，与收费标准（按件 100 元一档，按量 10、20、40 元一页）不符，请核对。",
        "A fee of 380 yuan is no multiple of 100 and does not fit the tariff (steps of 100 by item; 10, 20 or 40 a page): "
        "please check.",
    ),
    Pair(
        "S6-FEE-VS-ROWS",
        sixth("2023年收取信息处理费400元。", cells=GRANTED),
        sixth("2023年收取信息处理费400元。"),
        (),
        "请说明：收取信息处理费 400 元，而全年申请（含结转）只有 3 件；按件收费从一个月内第 11 件起。是按量收取的吗？",
        "Please explain: a fee of 400 yuan was collected, but there were 3 applications (carried in included); by item a fee "
        "starts with the eleventh in a month. Was it charged by volume?",
        severity="plausibility",
    ),
    Pair(
        "T3-FEE-LINK",
        sixth("没有其他需要报告的事项。", cells=DROPPED),
        sixth("发出信息处理费收费通知1件，没有收取费用。", cells=DROPPED),
        ("applications/other_fee_unpaid/total",),
        "请说明：表三有 1 件因未按要求缴纳费用不再处理，而本副本的第六部分没有写到收费。",
        "Please explain: table three has 1 dropped because a fee was not paid, but section six of this copy does "
        "not speak of fees.",
        also=("S6-FEE-STATEMENT",),
        severity="data_quality",
    ),
    Pair(
        "T3-FEE-YEAR",
        sixth("收取信息处理费400元。", form_id="2019", year=2019),
        sixth("收取信息处理费400元。", year=2023),
        (),
        "2019 年的报告写有收取信息处理费 400 元，而信息处理费管理办法于 2020 年 11 月方才印发。",
        "The report for 2019 shows a fee of 400 yuan, but the rules on fees were only issued in November 2020.",
        severity="violation",
    ),
    Pair(
        "T3-FEE-YEAR",
        filing(year=2020, cells=DROPPED),
        filing(year=2023, cells=DROPPED),
        ("applications/other_fee_unpaid/total",),
        "请说明：2020 年的报告写有因未按要求缴纳费用不再处理的申请 1 件，而信息处理费管理办法于 2020 年 11 月方才印发。",
        "Please explain: the report for 2020 shows applications dropped because a fee was not paid: 1, but the rules on fees "
        "were only issued in November 2020.",
        also=("GEN-LAYOUT-YEAR",),
        severity="plausibility",
    ),
    Pair(
        "TXT-OLD-LAW",
        filing(prose={1: PROSE[1] + "收到申请后在15个工作日内答复。"}),
        prefaced("本报告根据《中华人民共和国政府信息公开条例》编制。"),
        (),
        "“15个工作日”：答复期限现为20个工作日（条例第三十三条）。",
        "“15个工作日”: the limit for replies is now 20 working days (Article 33).",
        severity="data_quality",
    ),
    Pair(
        "TXT-OLD-LAW",
        prefaced("根据《政府信息公开条例》第三十一条、第三十二条的规定编制本报告。"),
        prefaced("根据《政府信息公开条例》第五十条的规定编制本报告。"),
        (),
        "“条例》第三十一条”：年度报告的规定现为条例第四十九条、第五十条。",
        "“条例》第三十一条”: annual reports are now the matter of Articles 49 and 50.",
    ),
    Pair(
        "TXT-NAME-OF-LAW",
        prefaced("按照《政府信息年度报告格式》（国办公开办函〔2021〕30号）编制。"),
        prefaced("按照《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）编制。"),
        (),
        "“《政府信息年度报告格式》”与“《中华人民共和国政府信息公开工作年度报告格式》”写法不同；副本可能丢字或改变括号，请核对原页面。",
        "“《政府信息年度报告格式》” is written otherwise than “《中华人民共和国政府信息公开工作年度报告格式》”; copies lose characters "
        "and brackets: please look at the live page.",
        severity="note",
    ),
    Pair(
        "TXT-YEAR-LEFTOVER",
        filing(prose={1: "2022年，我局认真落实条例。" + PROSE[1]}),
        filing(prose={1: "2023年，我局认真落实条例。" + PROSE[1]}),
        (),
        "句中把 2022 年写作报告年度，应为 2023 年；是否沿用了其他年份的文字？",
        "The sentence takes 2022 for the report year, which is 2023; is it left over from another year's text?",
        severity="data_quality",
    ),
    Pair(
        "TXT-YEAR-LEFTOVER",
        fifth("主要问题是解读材料偏少。改进情况：已组织培训。2023年我局将增加图解。"),
        fifth("主要问题是解读材料偏少。改进情况：已组织培训。2024年我局将增加图解。"),
        (),
        "句中把 2023 年写作下一年度，应为 2024 年；是否沿用了其他年份的文字？",
        "The sentence takes 2023 for the year to come, which is 2024; is it left over from another year's text?",
    ),
    Pair(
        "TXT-ORG-LEFTOVER",
        prefaced("本报告由他山县教育局编制。"),
        prefaced("本报告由示例市教育局编制。"),
        (),
        "句中以“他山县教育局”自称，而报告机关为示例市教育局，请说明。",
        "The sentence speaks as “他山县教育局”, but the report is that of 示例市教育局: please explain.",
        others=(filing(agency=OTHER, year=2020),),
        severity="data_quality",
    ),
    Pair(
        "TXT-ORG-LEFTOVER",
        prefaced("统计期限为全年。本报告由他山县教育局编制。"),
        prefaced("统计期限为全年。本报告由示例市教育局编制。"),
        (),
        "请核对：标题是“示例市教育局2023年政府信息公开工作年度报告”，而正文说“本报告由他山县教育局编制。”；"
        "他山县教育局与示例市教育局是什么关系，是否沿用了别的机关的文本？",
        "Please check: the title is “示例市教育局2023年政府信息公开工作年度报告”, but the text says "
        "“本报告由他山县教育局编制。”; how does 他山县教育局 belong to 示例市教育局, or was another body's text used?",
        severity="plausibility",
    ),
    Pair(
        "TXT-CONTACT",
        prefaced("如有疑问，请与我局办公室联系（电话：0579-8541096，邮编：32200）。"),
        prefaced("如有疑问，请与我局办公室联系（电话：0579-85410963，邮编：322000）。"),
        (),
        "“邮编：32200”在本副本中的位数不像电话号码或邮政编码，请核对。",
        "In this copy “邮编：32200” has not the digits of a telephone number or post code: please check.",
        severity="data_quality",
    ),
    Pair(
        "TXT-LINK",
        prefaced("报告电子版可在示例市人民政府网站（）下载。"),
        prefaced("报告电子版可在示例市人民政府网站（http://www.example.gov.cn）下载。"),
        (),
        "“网站（）”的括号内是空的；副本会丢失链接，请核对原页面。",
        "The parentheses of “网站（）” are empty; copies lose links: please look at the live page.",
        severity="note",
    ),
    Pair(
        "AGG-SCOPE",
        government(""),
        government("报告数据包括县政府各部门和各乡镇。"),
        ("applications/new/total",),
        "请说明：示例县人民政府的报告没有写明表中数字（如本年新收 3 件）是本级机关的还是全域的。",
        "Please explain: the report of 示例县人民政府 does not say whether its figures (such as 3 received) are its own or those of "
        "its whole territory.",
        severity="plausibility",
    ),
    Pair(
        "AGG-OFFICE-VS-GOV",
        office(3),
        office(2),
        tuple(
            f"applications/{row}/{column}"
            for row in ("new", "granted", "handled_total")
            for column in ("natural_person", "total")
        ),
        "请说明：示例县人民政府办公室与示例县人民政府的报告各格数字完全相同，是否为同一份报告？",
        "Please explain: the reports of 示例县人民政府办公室 and 示例县人民政府 have the same figure in every cell; are they one report?",
        others=(government("全县共收到申请3件，由专人办理，逐件登记在册，定期回访申请人。"),),
        severity="plausibility",
    ),
]
