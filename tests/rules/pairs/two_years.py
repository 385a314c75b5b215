"""Pairs for the rules that set two years, several agencies, figures of one report, or dates side by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from gouji.model.document import Paragraph, Place
from gouji.model.filing import PrintedLabel
from rules.build import AGENCY, filing
from rules.pairs import Pair
from rules.pairs.one_report import GRANTED, OUTCOMES, app, np

NORMS = "disclosure/normative_documents"
LAST_YEAR = filing(year=2022, cells=GRANTED)
COUNTY = replace(AGENCY, id="county-bureau", name="示例县教育局", level="县")
TRAFFIC = replace(AGENCY, id="traffic", name="示例市交通运输局")
GOVERNMENT = replace(AGENCY, id="demo-gov", name="示例市人民政府", kind="政府")
MEMBER = replace(AGENCY, id="demo-member", name="示例市水务局", parent="demo-gov")
JUSTICE = replace(AGENCY, id="demo-justice", name="示例市司法局")
GOVERNMENT_PROSE = {
    1: "全市共收到政府信息公开申请{n}件。做好主动公开、依申请公开、政府信息管理、平台建设、监督保障工作，"
    "开展工作考核、社会评议，未发生责任追究。"
}


def norms(issued: int = 0, repealed: int = 0, in_force: int = 0) -> dict[str, str]:
    return {
        f"{NORMS}/issued": str(issued),
        f"{NORMS}/repealed": str(repealed),
        f"{NORMS}/in_force": str(in_force),
    }


def carried(count: int, kind: str = "natural_person") -> dict[str, str]:
    return {kind: str(count), "total": str(count)}


def pending(year: int, kind: str = "natural_person"):
    """A report of this year that carries two applications of one applicant type out."""
    return filing(year=year, cells=app(new=carried(2, kind), carried_out=carried(2, kind)))


def concluding(kind: str = "natural_person", carried_in: int = 2):
    """The report of the year after: what was carried in was granted."""
    amount = carried(carried_in, kind)
    return filing(year=2023, cells=app(carried_in=amount, granted=amount, handled_total=amount))


def fees(text: str, year: int = 2023, agency=AGENCY):
    return filing(year=year, cells={"disclosure/fees/amount": text}, agency=agency)


def reviewed(group: str, count: int) -> dict[str, str]:
    return {f"reviews/{group}/upheld": str(count), f"reviews/{group}/total": str(count)}


def with_heading(element: str, printed: str, form: str = "2021"):
    """A report that prints one more column heading."""
    made = filing(form)
    return replace(made, labels=(*made.labels, PrintedLabel(element, printed, Place(table=1, row=40))))


def government(new: int):
    prose = {1: GOVERNMENT_PROSE[1].format(n=new)}
    cells = app(new=np(new), granted=np(new), handled_total=np(new))
    return filing(cells=cells, agency=GOVERNMENT, prose=prose)


BIG = app(new=np(30), granted=np(21), handled_total=np(21), carried_out=np(9))
SMALL = app(new=np(30), granted=np(25), handled_total=np(25), carried_out=np(5))
REFUSED = app(new=np(3), refused_third_party=np(3), handled_total=np(3))
OTHERS = app(new=np(40), granted=np(20), other_else=np(20), handled_total=np(40))
FEW_OTHERS = app(new=np(40), granted=np(29), other_else=np(11), handled_total=np(40))
TWO_KINDS = GRANTED | app(
    new={"business": "1", "total": "4"},
    granted={"business": "1", "total": "4"},
    handled_total={"business": "1", "total": "4"},
)
REASONS = "可能的原因：机构改革、更名、合并，上一年报告有更正，或统计范围（本级、全域）调整。"
REASONS_EN = (
    "Possible reasons: reorganisation, renaming or merger, a corrected earlier report, another scope "
    "(own organ or whole region)."
)

PAIRS = [
    Pair(
        "T3-CARRY-CROSSYEAR",
        concluding(carried_in=3),
        concluding(),
        ("applications/carried_in/total",),
        "2023 年报告“二、上年结转”总计为 3，而 2022 年报告“四、结转下年度继续办理”总计为 2，相差 1。"
        + REASONS,
        "The report for 2023 carries in 3 in all, but the report for 2022 carried out 2, a difference of 1. "
        + REASONS_EN,
        also=("T3-CARRY-CROSSYEAR-COL",),
        others=(pending(2022),),
        severity="data_quality",
    ),
    Pair(
        "T3-CARRY-CROSSYEAR-COL",
        concluding(carried_in=3),
        concluding(),
        ("applications/carried_in/natural_person",),
        "“自然人”一列：2023 年报告“二、上年结转”为 3，而 2022 年报告“四、结转下年度继续办理”为 2，相差 1。"
        + REASONS,
        "Column “自然人”: the report for 2023 carries in 3, but the report for 2022 carried out 2, a difference of 1. "
        + REASONS_EN,
        also=("T3-CARRY-CROSSYEAR",),
        others=(pending(2022),),
        severity="data_quality",
    ),
    Pair(
        "T3-CARRY-CROSSYEAR-COL",
        concluding("business"),
        concluding(),
        ("applications/carried_in/natural_person",),
        "备注：“自然人”一列 2023 年报告上年结转为 0，2022 年报告结转下年度为 2；两年总计一致，可能是申请人类型重新归类。",
        "Note: column “自然人” carries in 0 in 2023 and carried out 2 in 2022; the totals agree, "
        "the applicants may have been re-classified.",
        times=2,
        others=(pending(2022),),
        severity="note",
    ),
    Pair(
        "T2-STOCK-ROLL",
        filing(cells=norms(issued=3, repealed=0, in_force=10)),
        filing(cells=norms(issued=3, repealed=0, in_force=13)),
        tuple(f"{NORMS}/{column}" for column in ("issued", "in_force", "repealed")),
        "请说明：表二“行政规范性文件”一行，2022 年报告现行有效 10 件，2023 年制发 3 件、废止 0 件，"
        "而现行有效印为 10 件，差额 -3。现行有效与上年相同，似未更新。失效、修改、清理、机构改革划转或统计口径调整都可能造成差额。",
        "Please explain: table two, row “行政规范性文件”: 10 in force in the report for 2022, 3 issued and 0 repealed in "
        "2023, but 10 in force are printed, a gap of -3. The stock is last year's: it seems not to have been updated. "
        "Expiry, amendment, clean-up, transfers or another way of counting can cause it.",
        others=(filing(year=2022, cells=norms(in_force=10)),),
        severity="plausibility",
    ),
    Pair(
        "T2-REPEAL-BOUND",
        filing(cells=norms(repealed=5)),
        filing(cells=norms(repealed=3)),
        tuple(f"{NORMS}/{column}" for column in ("repealed", "issued")),
        "请说明：表二“行政规范性文件”一行 2023 年废止 5 件，多于 2022 年报告的现行有效与本年制发之和 3。",
        "Please explain: table two, row “行政规范性文件”: 5 repealed in 2023, more than were in force in the report for "
        "2022 and issued since, 3.",
        also=("T2-STOCK-ROLL",),
        others=(filing(year=2022, cells=norms(in_force=3)),),
        severity="data_quality",
    ),
    Pair(
        "T60-ITEM-ROLL",
        filing("2019", year=2020, cells={"disclosure/licences/items_last_year": "9"}),
        filing("2019", year=2020, cells={"disclosure/licences/items_last_year": "5"}),
        ("disclosure/licences/items_last_year",),
        "表二“行政许可”一行：2020 年报告的上一年项目数量为 9，而 2019 年报告的上一年项目数量与本年增/减之和为 8+(-3)=5，"
        "相差 4。可能的原因：权责清单重新梳理、机构改革。",
        "Table two, row “行政许可”: items of last year in the report for 2020 are 9, but in the report for 2019 items and "
        "change make 8+(-3)=5, a difference of 4. Possible reasons: a new list of powers, reorganisation.",
        others=(
            filing(
                "2019",
                year=2019,
                cells={"disclosure/licences/items_last_year": "8", "disclosure/licences/change": "-3"},
            ),
        ),
        severity="data_quality",
    ),
    Pair(
        "T60-TOTAL-ROLL",
        filing("2019", year=2020, cells={f"{NORMS}/disclosed": "4", f"{NORMS}/in_public": "20"}),
        filing("2019", year=2020, cells={f"{NORMS}/disclosed": "4", f"{NORMS}/in_public": "16"}),
        (f"{NORMS}/disclosed", f"{NORMS}/in_public"),
        "请说明：表二“规范性文件”一行，2019 年报告的对外公开总数量与 2020 年新公开数量之和为 12+4=16，"
        "而 2020 年对外公开总数量印为 20，相差 4。撤下、清理、废止或口径调整都可能造成差额。",
        "Please explain: table two, row “规范性文件”: the total in public of 2019 and what was newly disclosed in 2020 "
        "make 12+4=16, but 20 is printed, a difference of 4. Withdrawal, clean-up, repeal or another way of counting can "
        "cause it.",
        others=(filing("2019", year=2019, cells={f"{NORMS}/in_public": "12"}),),
        severity="plausibility",
    ),
    Pair(
        "T3-PARTIAL-ONCE",
        filing(cells=GRANTED | app(granted=np(1), granted_partly=np(2), refused_third_party=np(2))),
        filing(cells=GRANTED | app(granted=np(1), granted_partly=np(2))),
        tuple(
            f"applications/{row}/natural_person"
            for row in ("new", "carried_in", *OUTCOMES, "handled_total", "carried_out")
        ),
        "请核对：表三“自然人”一列各项办理结果之和比“（七）总计”多 2，不超过“（二）部分公开”的 2；"
        "部分公开的申请可能又计入了其他情形。",
        "Please check: table three, column “自然人”: the outcomes exceed （七）总计 by 2, no more than the 2 under "
        "（二）部分公开; applications granted partly may have been counted again under other outcomes.",
        times=2,
        also=("T3-OUTCOME-SUM",),
        severity="plausibility",
    ),
    Pair(
        "T3-CARRY-RATIO",
        filing(cells=BIG),
        filing(cells=SMALL),
        ("applications/carried_out/total", "applications/new/total"),
        "请说明：本年新收 30 件，结转下年度 9 件，占 30%。按条例第三十三条的答复期限，年末在办的一般约为两个月的收件量。",
        "Please explain: 30 new applications and 9 carried out, 30%. With the time limits of Article 33 about two months "
        "of inflow are open at the end of a year.",
        severity="plausibility",
    ),
    Pair(
        "T3-ALL-PENDING",
        filing(cells=app(new=np(5), carried_out=np(5))),
        filing(cells=app(new=np(5), granted=np(1), handled_total=np(1), carried_out=np(4))),
        ("applications/handled_total/total", "applications/new/total"),
        "请说明：本年新收 5 件，而“（七）总计”为 0，一件都没有办结。",
        "Please explain: 5 new applications, and （七）总计 is 0: not one was concluded.",
        severity="plausibility",
    ),
    Pair(
        "T3-SAME-AS-LAST-YEAR",
        filing(cells=TWO_KINDS),
        filing(cells=GRANTED),
        tuple(
            f"applications/{row}/{column}"
            for row in ("new", "granted", "handled_total")
            for column in ("natural_person", "business", "total")
        ),
        "表三 9 个非零数字与 2022 年报告完全相同，请核对是否沿用了上一年的表格。",
        "All 9 figures of table three that are not zero are those of the report for 2022; "
        "please check whether last year's table was reused.",
        others=(filing(year=2022, cells=TWO_KINDS),),
        severity="data_quality",
    ),
    Pair(
        "T4-POST-LE-REVIEW",
        filing(cells=GRANTED | reviewed("litigation_after_reconsideration", 2)),
        filing(
            cells=GRANTED | reviewed("litigation_after_reconsideration", 2) | reviewed("reconsideration", 1)
        ),
        ("reviews/litigation_after_reconsideration/total", "reviews/reconsideration/total"),
        "请说明：复议后起诉 2 件，多于本年与 2022 年行政复议之和 1。",
        "Please explain: 2 suits after review, more than the reviews of this year and of 2022, 1.",
        others=(filing(year=2022, cells=GRANTED | reviewed("reconsideration", 1)),),
        severity="plausibility",
    ),
    Pair(
        "T4-EXCEEDS-DECISIONS",
        filing(cells=GRANTED | reviewed("reconsideration", 7)),
        filing(cells=GRANTED | reviewed("reconsideration", 6)),
        ("reviews/reconsideration/total", "applications/handled_total/total"),
        "请说明：行政复议 7 件，多于本年与 2022 年办理结果之和 3+3=6。",
        "Please explain: 7 reviews, more than all applications handled this year and in 2022, 3+3=6.",
        others=(LAST_YEAR,),
        severity="plausibility",
    ),
    Pair(
        "T4-NO-BASE",
        filing(cells=reviewed("litigation_direct", 1)),
        filing(),
        (
            *(
                f"reviews/{g}/total"
                for g in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
            ),
            *(f"applications/{row}/total" for row in ("new", "carried_in")),
        ),
        "请说明：本年没有新收和结转的申请，2022 年也没有办结的申请，而行政复议、行政诉讼合计 1 件。",
        "Please explain: no application was new or carried in this year or handled in 2022, but there are 1 reviews and suits.",
        others=(filing(year=2022),),
        severity="plausibility",
    ),
    Pair(
        "T4-CODEFENDANT",
        filing(
            cells=GRANTED | reviewed("litigation_after_reconsideration", 6) | reviewed("reconsideration", 6),
            agency=JUSTICE,
        ),
        filing(
            cells=app(new=np(6), granted=np(6), handled_total=np(6))
            | reviewed("litigation_after_reconsideration", 6)
            | reviewed("reconsideration", 6),
            agency=JUSTICE,
        ),
        tuple(
            f"{cell}/total"
            for cell in (
                "reviews/litigation_after_reconsideration",
                "applications/new",
                "applications/carried_in",
            )
        ),
        "请说明：示例市司法局复议后起诉 6 件，而本年新收与结转的申请只有 3 件；其中是否有作为复议机关被列为共同被告的案件？"
        "这类案件只由原行为主体计算。",
        "Please explain: 示例市司法局 reports 6 suits after review, but only 3 applications new or carried in; are there suits "
        "in which it is co-defendant as the body that decided the review? Only the original body counts those.",
        severity="plausibility",
    ),
    Pair(
        "T3-OTHER3-SHARE",
        filing(cells=OTHERS),
        filing(cells=FEW_OTHERS),
        ("applications/other_else/total", "applications/handled_total/total"),
        "请说明：“（六）其他处理 3.其他”20 件，占（七）总计 40 件的 50%，其中是些什么情形？",
        "Please explain: 20 applications under （六）3.其他, 50% of the 40 handled. What are they?",
        severity="plausibility",
    ),
    Pair(
        "T4-PREREVIEW-2024",
        filing(year=2025, cells=REFUSED | reviewed("litigation_direct", 1)),
        filing(year=2025, cells=REFUSED),
        (
            "reviews/litigation_direct/total",
            *(f"applications/{row}/total" for row in OUTCOMES if row.startswith("refused_")),
        ),
        "备注：2025 年有不予公开 3 件，未经复议直接起诉 1 件。2024 年起对不予公开不服的须先申请行政复议；"
        "对无法提供、答复内容等不服的仍可直接起诉。",
        "Note: 3 refusals and 1 direct suits in 2025. Since 2024 a refusal goes to review first; "
        "suits about other answers remain lawful.",
        severity="note",
    ),
    Pair(
        "T2-ENFORCE-ZERO",
        filing(agency=TRAFFIC),
        filing(agency=TRAFFIC, cells={"disclosure/penalties/decisions": "12"}),
        tuple(f"disclosure/{row}/decisions" for row in ("licences", "penalties", "coercive_measures")),
        "请说明：示例市交通运输局承担日常执法，而行政许可、行政处罚、行政强制的处理决定全为 0 或空白。",
        "Please explain: 示例市交通运输局 enforces the law daily, but licences, penalties and coercive measures are all 0 or empty.",
        severity="plausibility",
    ),
    Pair(
        "T2-FEE-WANYUAN",
        fees("1234567.5"),
        fees("130.2"),
        ("disclosure/fees/amount",),
        "本年收费金额印为“1234567.5”，2022 年印为“123.5”，两者相差约一万倍，其中一年可能误用了元。表头单位为万元。",
        "Fees are printed 1234567.5, in 2022 123.5, about ten thousand times apart: one of the years may be in yuan. "
        "The header says 万元.",
        others=(fees("123.5", year=2022),),
        severity="data_quality",
    ),
    Pair(
        "T2-FEE-WANYUAN",
        fees("2500000", agency=COUNTY),
        fees("250", agency=COUNTY),
        ("disclosure/fees/amount",),
        "示例县教育局本年收费金额印为“2500000”，以万元计超过一百亿元，可能误用了元。表头单位为万元。",
        "示例县教育局 prints fees of 2500000; in 万元 that is more than ten billion yuan, it may be in yuan. "
        "The header says 万元.",
        severity="data_quality",
    ),
    Pair(
        "T2-FEE-PRECISION",
        fees("15000"),
        fees("15000.3"),
        ("disclosure/fees/amount",),
        "请说明：本年收费金额印为整数“15000”，而 2022 年印为“12345.67”，带有小数；单位是否误用了元，或数字是估计的？",
        "Please explain: fees are printed as the round number 15000, in 2022 as 12345.67 with decimals; "
        "is it in yuan, or an estimate?",
        others=(fees("12345.67", year=2022),),
        severity="plausibility",
    ),
    Pair(
        "GEN-LAYOUT-YEAR",
        filing("2019", year=2021),
        filing("2019", year=2020),
        (),
        "2021 年的报告采用了 2019 年的格式（国办公开办函〔2019〕60号），2021 年起应采用修订后的格式（国办公开办函〔2021〕30号）。",
        "The report for 2021 uses the form of 2019 (国办公开办函〔2019〕60号); from 2021 on the revised form "
        "(国办公开办函〔2021〕30号) is prescribed.",
        severity="violation",
    ),
    Pair(
        "GEN-LAYOUT-YEAR",
        with_heading("disclosure/*/made", "本年新制作数量"),
        filing(),
        (),
        "2023 年的报告中，表二的列名“本年新制作数量”是 2019 年格式（国办公开办函〔2019〕60号）的，"
        "该年应采用 2021 年的格式（国办公开办函〔2021〕30号）。",
        "In the report for 2023 the column headings “本年新制作数量” of table two are those of the form of 2019 "
        "(国办公开办函〔2019〕60号); for that year the form of 2021 (国办公开办函〔2021〕30号) is prescribed.",
        severity="violation",
    ),
    Pair(
        "GEN-LAYOUT-YEAR",
        with_heading("disclosure/*/issued", "本年制发件数", "2019"),
        with_heading("disclosure/*/made", "本年新制作", "2019"),
        (),
        "2020 年的报告中，表二的列名“本年制发件数”是 2021 年格式（国办公开办函〔2021〕30号）的，"
        "该年应采用 2019 年的格式（国办公开办函〔2019〕60号）。",
        "In the report for 2020 the column headings “本年制发件数” of table two are those of the form of 2021 "
        "(国办公开办函〔2021〕30号); for that year the form of 2019 (国办公开办函〔2019〕60号) is prescribed.",
        severity="violation",
    ),
    Pair(
        "GEN-DEADLINE-DEPT",
        filing(published=dt.date(2024, 2, 1)),
        filing(published=dt.date(2024, 1, 31)),
        (),
        "示例市教育局的年度报告公布于 2024-02-01，晚于法定期限 2024-01-31，迟 1 天。所据为手头最早的公布证据；"
        "如另有更早公布的证据，以该证据为准。",
        "The report of 示例市教育局 was published on 2024-02-01, 1 days after the legal deadline 2024-01-31. "
        "This rests on the earliest evidence at hand; earlier evidence would decide.",
        severity="violation",
    ),
    Pair(
        "GEN-DEADLINE-DEPT",
        filing(published=dt.date(2024, 2, 1), published_stated=False),
        filing(published=dt.date(2024, 1, 31), published_stated=False),
        (),
        "请核对：页面上的 2024-02-01 只标作“日期”或“时间”，没有写明是公布日期；如确为公布日期，示例市教育局的年度报告即晚于"
        "法定期限 2024-01-31，迟 1 天。",
        "Please check: the page's 2024-02-01 is only labelled 日期 or 时间 and not said to be the day of publication; "
        "if it is, the report of 示例市教育局 came 1 days after the legal deadline 2024-01-31.",
        severity="plausibility",
    ),
    Pair(
        "GEN-DEADLINE-DEPT",
        filing(signed=dt.date(2024, 2, 1), signed_evidence=Paragraph("2024年2月1日", Place(line=90))),
        filing(published=dt.date(2024, 1, 31)),
        (),
        "示例市教育局的年度报告自己写明的成文（落款）日期是 2024-02-01，晚于法定期限 2024-01-31：期限届满时报告尚未成文，"
        "不可能如期公布。如日期系笔误，请更正。",
        "The report of 示例市教育局 is dated 2024-02-01 by itself, after the legal deadline 2024-01-31: it was not "
        "written when the deadline passed and cannot have been published in time. If the date is a slip, correct it.",
        severity="violation",
    ),
    Pair(
        "GEN-PERIOD",
        filing(published=dt.date(2023, 12, 31)),
        filing(published=dt.date(2024, 1, 1)),
        (),
        "报告公布于 2023-12-31，当时 2023 年尚未结束，表中数字不可能是全年的。请核对公布日期，或报告的年份。",
        "The report was published on 2023-12-31, before 2023 had ended: its figures cannot be those of the whole year. "
        "Check the date of publication, or the year of the report.",
        severity="data_quality",
    ),
    Pair(
        "GEN-DEADLINE-GOV",
        replace(government(3), published=dt.date(2024, 4, 2)),
        replace(government(3), published=dt.date(2024, 3, 31)),
        (),
        "示例市人民政府的年度报告公布于 2024-04-02，晚于法定期限 2024-03-31，迟 2 天。所据为手头最早的公布证据；"
        "如另有更早公布的证据，以该证据为准。",
        "The report of 示例市人民政府 was published on 2024-04-02, 2 days after the legal deadline 2024-03-31. "
        "This rests on the earliest evidence at hand; earlier evidence would decide.",
        severity="violation",
    ),
    Pair(
        "AGG-SUM-MEMBERS",
        government(2),
        government(3),
        ("applications/new/total",),
        "请说明：示例市人民政府的报告称表中数字为全域汇总，“一、本年新收政府信息公开申请数量／总计”为 2，"
        "而手头所属机关（示例市水务局）的报告相加已有 3。",
        "Please explain: the report of 示例市人民政府 says that its figures are those of the whole region; "
        "“一、本年新收政府信息公开申请数量／总计” is 2, but the reports of its members at hand (示例市水务局) add up to 3.",
        times=2,
        others=(filing(cells=GRANTED, agency=MEMBER),),
        severity="plausibility",
    ),
]
