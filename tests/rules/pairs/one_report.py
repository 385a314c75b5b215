"""Pairs for the rules that one report decides: arithmetic, cells, structure, table two."""

from __future__ import annotations

from dataclasses import replace

from rules.build import AGENCY, PROSE, filing
from rules.pairs import Pair

COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other", "total")
OUTCOMES = (
    *("granted", "granted_partly", "refused_state_secret", "refused_forbidden_by_law"),
    *(
        "refused_security_stability",
        "refused_third_party",
        "refused_internal_affairs",
        "refused_deliberative",
    ),
    *("refused_enforcement_file", "refused_administrative_query", "unavailable_not_held"),
    *("unavailable_not_compiled", "unavailable_unclear", "unprocessed_petition", "unprocessed_repeat"),
    *("unprocessed_publication", "unprocessed_excessive", "unprocessed_confirmation"),
    *("other_not_corrected", "other_fee_unpaid", "other_else"),
)


def app(**rows: dict[str, str]) -> dict[str, str]:
    """Cells of table three: ``app(new={"total": "3"})``."""
    return {
        f"applications/{row}/{column}": text for row, cells in rows.items() for column, text in cells.items()
    }


def np(count: int) -> dict[str, str]:
    """The same count under 自然人 and 总计."""
    return {"natural_person": str(count), "total": str(count)}


GRANTED = app(new=np(3), granted=np(3), handled_total=np(3))

PAIRS = [
    Pair(
        "T3-ROW-TOTAL",
        filing(cells=GRANTED | app(granted={"total": "2"}, granted_partly={"total": "1"})),
        filing(cells=GRANTED),
        tuple(f"applications/granted/{column}" for column in COLUMNS),
        "表三“（一）予以公开”一行：各类申请人相加 3，而“总计”印为 2，相差 1。依据是“总计”一词的含义。",
        "Table three, row “（一）予以公开”: the applicants add up to 3, but 总计 is printed 2, a difference of 1. "
        "This follows from the label 总计.",
        times=2,
        severity="violation",
    ),
    Pair(
        "T3-COL-BALANCE",
        filing(cells=GRANTED | app(new=np(30), carried_in=np(5))),
        filing(cells=GRANTED),
        tuple(
            f"applications/{row}/natural_person"
            for row in ("new", "carried_in", "handled_total", "carried_out")
        ),
        "表三“自然人”一列：第一项加第二项为 30+5=35，第三项（七）总计加第四项为 3，相差 32，"
        "与表头印明的勾稽关系不符。",
        "Table three, column “自然人”: items one and two make 30+5=35, item three (（七）总计) and item four make 3, "
        "a difference of 32: this breaks the balance printed in the table's own header.",
        times=2,
        severity="violation",
    ),
    Pair(
        "T3-OUTCOME-SUM",
        filing(cells=GRANTED | app(unavailable_not_held=np(1))),
        filing(cells=GRANTED),
        (
            *(f"applications/{row}/natural_person" for row in OUTCOMES),
            "applications/handled_total/natural_person",
        ),
        "表三“自然人”一列：（一）至（六）各项办理结果相加 3+1=4，而“（七）总计”印为 3，相差 1。"
        "依据是“总计”一词的含义。",
        "Table three, column “自然人”: the outcomes （一） to （六） add up to 3+1=4, but （七）总计 is printed 3, "
        "a difference of 1. This follows from the label 总计.",
        times=2,
        severity="violation",
    ),
    Pair(
        "T3-CARRY-LE-POOL",
        filing(cells=app(new=np(3), carried_out=np(4))),
        filing(cells=app(new=np(3), carried_out=np(3))),
        tuple(f"applications/{row}/natural_person" for row in ("carried_out", "new", "carried_in")),
        "表三“自然人”一列：结转下年度 4 件，多于本年新收与上年结转之和 3。由两项含义推得。",
        "Table three, column “自然人”: 4 carried out, more than new and carried in together, 3. "
        "This follows from what the items mean.",
        times=2,
        also=("T3-COL-BALANCE",),
        severity="data_quality",
    ),
    Pair(
        "T3-OTHER-SUBROWS",
        filing(single_other=True),
        filing(),
        tuple(f"applications/other/{column}" for column in COLUMNS),
        "表三“（六）其他处理”在本格式中为三行，本副本所印的行数不同（“（六）其他处理／自然人”、"
        "“（六）其他处理／商业企业”、“（六）其他处理／科研机构”、“（六）其他处理／社会公益组织”等 7 格）。"
        "各行相加时以所印为准。",
        "In this form （六）其他处理 is three rows; this copy prints another number (“（六）其他处理／自然人”, "
        "“（六）其他处理／商业企业”, “（六）其他处理／科研机构”, “（六）其他处理／社会公益组织” and others, 7 in all). "
        "Sums use the rows that it prints.",
        severity="data_quality",
    ),
    Pair(
        "T4-GROUP-SUM",
        filing(cells=GRANTED | {"reviews/reconsideration/upheld": "2", "reviews/reconsideration/total": "1"}),
        filing(cells=GRANTED | {"reviews/reconsideration/upheld": "2", "reviews/reconsideration/total": "2"}),
        tuple(f"reviews/reconsideration/{c}" for c in ("upheld", "corrected", "other", "pending", "total")),
        "表四“行政复议”：结果维持、结果纠正、其他结果、尚未审结相加 2，而“总计”印为 1，相差 1。"
        "依据是“总计”一词的含义。",
        "Table four, “行政复议”: upheld, corrected, other and pending add up to 2, but 总计 is printed 1, "
        "a difference of 1. This follows from the label 总计.",
        severity="violation",
    ),
    Pair(
        "DQ-BLANK",
        filing(cells={"applications/new/research": ""}),
        filing(),
        ("applications/new/research",),
        "本副本的表三有 1 个空白格：“一、本年新收政府信息公开申请数量／科研机构”。空白处是零还是未统计，无从得知；合计时按 0 计。",
        "Empty cells in table three of this copy: 1 (“一、本年新收政府信息公开申请数量／科研机构”). Whether they mean zero or “not counted” "
        "cannot be known; sums count them as 0.",
        severity="data_quality",
    ),
    Pair(
        "DQ-PLACEHOLDER",
        filing(cells={"disclosure/rules/issued": "/"}),
        filing(),
        ("disclosure/rules/issued",),
        "本副本的表二有 1 格印的是占位符号 “/”：“规章／本年制发件数”。合计时按 0 计。",
        "Placeholders “/” in table two of this copy: 1 (“规章／本年制发件数”). Sums count them as 0.",
        severity="data_quality",
    ),
    Pair(
        "DQ-UNIT-IN-CELL",
        filing(
            "2019", cells={"disclosure/procurement/projects": "3", "disclosure/procurement/amount": "5629元"}
        ),
        filing(
            "2019", cells={"disclosure/procurement/projects": "3", "disclosure/procurement/amount": "5629"}
        ),
        ("disclosure/procurement/amount",),
        "本副本的表二有 1 格在数字之外还印有单位或文字 “5629元”：“政府集中采购／采购总金额”。单位应只见于表头。",
        "Units or words beside the number in table two of this copy: 1, printed “5629元” (“政府集中采购／采购总金额”). "
        "Units belong in the header only.",
        severity="data_quality",
    ),
    Pair(
        "DQ-NONNEG-INT",
        filing(cells={"disclosure/licences/decisions": "-5"}),
        filing(cells={"disclosure/licences/decisions": "5"}),
        ("disclosure/licences/decisions",),
        "本副本的表二有 1 格所印不单是一个非负整数，印为 “-5”：“行政许可／本年处理决定数量”。",
        "More or other than one whole number from zero up in cells of table two of this copy: 1, printed “-5” (“行政许可／本年处理决定数量”).",
        severity="data_quality",
    ),
    Pair(
        "DQ-TOTAL-COLUMN-EMPTY",
        filing(cells={"reviews/litigation_direct/total": ""}),
        filing(),
        ("reviews/litigation_direct/total",),
        "本副本的表四有 1 个总计格空白：“未经复议直接起诉／总计”。涉及这些总计的加总不作判定。",
        "Empty totals in table four of this copy: 1 (“未经复议直接起诉／总计”). Sums towards them are not assessed.",
        severity="data_quality",
    ),
    Pair(
        "DQ-UNREAD",
        filing(cells={"applications/new/research": "?", "applications/granted/other": "?"}),
        filing(),
        ("applications/new/research", "applications/granted/other"),
        "本副本中，表三的 175 格有 2 格没有读出：“一、本年新收政府信息公开申请数量／科研机构”、“（一）予以公开／其他”。"
        "原因：2 格印有内容但不能确定属于哪一格。对这些格未作任何推定，也不因此认为报告有误；"
        "请取得原件或可复制文字的版本，核对后重新审计。"
        "因此未能（完全）判定的规则：T3-COL-BALANCE、T3-OUTCOME-SUM、T3-ROW-TOTAL、DQ-NONNEG-INT、DQ-BLANK、"
        "DQ-PLACEHOLDER、DQ-UNIT-IN-CELL、DQ-TOTAL-COLUMN-EMPTY、T3-PARTIAL-ONCE。",
        "In this copy 2 of the 175 cells of table three were not read: “一、本年新收政府信息公开申请数量／科研机构”, "
        "“（一）予以公开／其他”. Why: of 2 it cannot be told which cell the print belongs to. Nothing was inferred for "
        "these cells, and nothing is held against the report for them; please obtain the original, or a version whose "
        "text can be copied, and audit again. Rules that could therefore not be held (in full): T3-COL-BALANCE, "
        "T3-OUTCOME-SUM, T3-ROW-TOTAL, DQ-NONNEG-INT, DQ-BLANK, DQ-PLACEHOLDER, DQ-UNIT-IN-CELL, "
        "DQ-TOTAL-COLUMN-EMPTY, T3-PARTIAL-ONCE.",
        severity="data_quality",
    ),
    Pair(
        "STR-SIX-SECTIONS",
        filing(sections=(1, 2, 3, 4, 5)),
        filing(),
        (),
        "本副本中未见第六部分“其他需要报告的事项”。条例第五十条要求年度报告包括这一内容；如系副本缺漏，以原件为准。",
        "Section 六 “其他需要报告的事项” is not there in this copy. Article 50 requires the report to contain it; "
        "if the copy lost it, the original decides.",
        severity="violation",
    ),
    Pair(
        "STR-ORDINAL",
        replace(
            filing(),
            sections=tuple(
                replace(s, heading="五、其他需要报告的事项", ordinal=5) if s.number == 6 else s
                for s in filing().sections
            ),
        ),
        filing(),
        (),
        "标题前的序号与统一格式不符：“五、其他需要报告的事项”按标题应为第六部分。各部分按标题认定，内容照此核查。",
        "Ordinals before section titles are not those of the unified form: “五、其他需要报告的事项” is part 六 by its "
        "title. The title decides which section it is, and its content was held to that.",
        severity="data_quality",
    ),
    Pair(
        "STR-SECTION-ORDER",
        filing(sections=(1, 2, 4, 3, 5, 6)),
        filing(),
        (),
        "在本副本中，第三部分“三、收到和处理政府信息公开申请情况”排在“四、政府信息公开行政复议、行政诉讼情况”之后，与统一格式的顺序不符。",
        "In this copy section 三 “三、收到和处理政府信息公开申请情况” stands after “四、政府信息公开行政复议、行政诉讼情况”; "
        "the form has another order.",
        severity="data_quality",
    ),
    Pair(
        "STR-TABLE-PRESENT",
        filing(cells={cell.id: None for cell in filing().table("reviews")}),
        filing(),
        (),
        "本副本中未见完整的表四“政府信息公开行政复议、行政诉讼情况”：格式规定的 15 格只见 0 格。"
        "表格可能是图片、附件，或在转存时丢失，请取得原件核对。",
        "“政府信息公开行政复议、行政诉讼情况” (table four) is not found whole in this copy: 0 of the form's 15 cells. "
        "It may be an image or an attachment, or was lost in copying: please obtain the original.",
        also=("DQ-UNREAD",),
        severity="data_quality",
    ),
    Pair(
        "STR-ROWCOL-EXACT",
        filing(labels={"applications/*/public_interest": "社会组织"}),
        filing(labels={"applications/*/public_interest": "社会\n公益组织"}),
        (),
        "本副本的表三的列名印为“社会组织”，格式为“社会公益组织”。",
        "In table three of this copy the column is labelled “社会组织”, in the form “社会公益组织”.",
        severity="data_quality",
    ),
    Pair(
        "STR-ROWCOL-EXACT",
        filing(cells={cell.id: None for cell in filing().form_cells if "/unprocessed_repeat/" in cell.id}),
        filing(),
        tuple(f"applications/unprocessed_repeat/{column}" for column in COLUMNS),
        "本副本的表三中没有格式规定的行“2.重复申请”。",
        "In table three of this copy the form's row “2.重复申请” is not there.",
        also=("DQ-UNREAD",),
        severity="data_quality",
    ),
    Pair(
        "STR-ROW-LABEL",
        filing(labels={"disclosure/normative_documents": "规范性文件"}),
        filing(labels={"disclosure/normative_documents": "行政规范性\n文件"}),
        (),
        "本副本的表二第二行印为“规范性文件”，2021 年起的格式为“行政规范性文件”。",
        "In table two of this copy the second row is labelled “规范性文件”; since 2021 the form says 行政规范性文件.",
        severity="data_quality",
    ),
    Pair(
        "STR-SELF-COUNT",
        filing(
            prose={
                5: "存在的主要问题是解读不足。改进情况：抓好以下三个方面工作：一是加强培训；二是完善解读。"
            }
        ),
        filing(
            prose={
                5: "存在的主要问题是解读不足。改进情况：抓好以下两个方面工作：一是加强培训；二是完善解读。"
            }
        ),
        (),
        "“改进情况：抓好以下三个方面工作：一是加强培训”：自称 3，而本副本中其后依次列出的事项只有 2 个。",
        "“改进情况：抓好以下三个方面工作：一是加强培训”: 3 announced, but only 2 items numbered after it in this copy.",
        severity="data_quality",
    ),
    Pair(
        "STR-SELF-COUNT",
        filing(
            preamble="全文由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、存在的主要问题及改进情况、"
            "其他需要报告的事项等六部分组成。"
        ),
        filing(
            preamble="全文由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议、"
            "行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项等六部分组成。"
        ),
        (),
        "“全文由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、存在的主要问题及改进情况、"
        "其他需要报告的事项等六部分组成”：自称 6，而本副本中这句话列出的部分只有 5 个。",
        "“全文由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、存在的主要问题及改进情况、"
        "其他需要报告的事项等六部分组成”: 6 announced, but only 5 parts that the sentence names in this copy.",
    ),
    Pair(
        "STR-SELF-COUNT",
        filing(preamble="全文包括总体情况、公开的内容、存在的主要问题、改进措施四个部分。"),
        filing(preamble="全文包括总体情况、公开的内容、存在的主要问题、改进措施等六个部分。"),
        (),
        "“全文包括总体情况、公开的内容、存在的主要问题、改进措施四个部分”：自称 4，而本副本中正文有标题的部分（一、总体情况、"
        "二、主动公开政府信息情况、三、收到和处理政府信息公开申请情况、四、政府信息公开行政复议、行政诉讼情况、"
        "五、存在的主要问题及改进情况、六、其他需要报告的事项）有 6 个。",
        "“全文包括总体情况、公开的内容、存在的主要问题、改进措施四个部分”: 4 announced, but 6 parts with a heading "
        "(一、总体情况、二、主动公开政府信息情况、三、收到和处理政府信息公开申请情况、四、政府信息公开行政复议、行政诉讼情况、"
        "五、存在的主要问题及改进情况、六、其他需要报告的事项) in this copy.",
        severity="data_quality",
    ),
    Pair(
        "T60-NEW-LE-TOTAL",
        filing("2019", cells={"disclosure/normative_documents/disclosed": "7"}),
        filing(
            "2019",
            cells={
                "disclosure/normative_documents/disclosed": "7",
                "disclosure/normative_documents/in_public": "7",
            },
        ),
        ("disclosure/normative_documents/disclosed", "disclosure/normative_documents/in_public"),
        "表二“规范性文件”一行：本年新公开 7，多于对外公开总数量 0。由两列含义推得。",
        "Table two, row “规范性文件”: 7 newly disclosed, more than 0 in public. "
        "This follows from what the columns mean.",
        severity="data_quality",
    ),
    Pair(
        "T60-ITEM-NONNEG",
        filing(
            "2019", cells={"disclosure/penalties/items_last_year": "5", "disclosure/penalties/change": "-8"}
        ),
        filing(
            "2019", cells={"disclosure/penalties/items_last_year": "8", "disclosure/penalties/change": "-8"}
        ),
        ("disclosure/penalties/items_last_year", "disclosure/penalties/change"),
        "表二“行政处罚”一行：上一年项目数量与本年增/减之和为 5+(-8)=-3，小于 0。",
        "Table two, row “行政处罚”: items of last year and change make 5+(-8)=-3, below zero.",
        severity="data_quality",
    ),
    Pair(
        "T60-DECISION-NO-ITEM",
        filing("2019", cells={"disclosure/licences/decisions": "125"}),
        filing("2019", cells={"disclosure/licences/decisions": "125", "disclosure/licences/change": "2"}),
        tuple(f"disclosure/licences/{column}" for column in ("decisions", "items_last_year", "change")),
        "请说明：表二“行政许可”一行有处理决定 125 件，而上一年项目数量为 0、本年增/减为 0，没有项目。",
        "Please explain: table two, row “行政许可” has 125 decisions, but items of last year are 0 and the change is 0: "
        "no item to decide on.",
        severity="plausibility",
    ),
    Pair(
        "T60-PROC-AVG",
        filing("2019", cells={"disclosure/procurement/projects": "3"}),
        filing(
            "2019", cells={"disclosure/procurement/projects": "3", "disclosure/procurement/amount": "5629"}
        ),
        ("disclosure/procurement/projects", "disclosure/procurement/amount"),
        "请说明：政府集中采购的采购项目数量印为“3”，采购总金额印为“0”，一个为零而另一个不为零。",
        "Please explain: procurement prints 3 projects and the amount 0; one of them is zero and the other is not.",
        severity="plausibility",
    ),
    Pair(
        "T60-PROC-AVG",
        filing("2019", cells={"disclosure/procurement/projects": "4", "disclosure/procurement/amount": "61"}),
        filing(
            "2019", cells={"disclosure/procurement/projects": "4", "disclosure/procurement/amount": "610000"}
        ),
        ("disclosure/procurement/projects", "disclosure/procurement/amount"),
        "请说明：政府集中采购 4 项，采购总金额“61”，平均每项 15.25 元，超出常见范围。表头未写单位，元与万元常被混用。",
        "Please explain: 4 procurement projects for 61, 15.25 yuan on average, is out of the usual range. "
        "The header names no unit; yuan and 万元 are often mixed.",
    ),
    Pair(
        "T60-RULES-POWER",
        filing("2019", cells={"disclosure/rules/in_public": "2"}),
        filing("2019"),
        tuple(f"disclosure/rules/{column}" for column in ("made", "disclosed", "in_public")),
        "表二“规章”一行填有 2 件，而示例市教育局没有规章制定权：规章由国务院部门、省级人民政府和设区的市、"
        "自治州的人民政府制定。",
        "Table two reports 2 in the row 规章, but 示例市教育局 has no power to make rules: they are made by departments "
        "of the State Council and by the governments of provinces, cities with districts and autonomous prefectures.",
        severity="violation",
    ),
    Pair(
        "T2-RULES-POWER",
        filing(cells={"disclosure/rules/in_force": "2"}),
        filing(
            cells={"disclosure/rules/in_force": "2"},
            agency=replace(AGENCY, name="示例市人民政府", kind="政府"),
            prose={1: PROSE[1] + "开展工作考核、社会评议，未发生责任追究。"},
        ),
        tuple(f"disclosure/rules/{column}" for column in ("issued", "repealed", "in_force")),
        "表二“规章”一行填有 2 件，而示例市教育局没有规章制定权：规章由国务院部门、省级人民政府和设区的市、"
        "自治州的人民政府制定。",
        "Table two reports 2 in the row 规章, but 示例市教育局 has no power to make rules: they are made by departments "
        "of the State Council and by the governments of provinces, cities with districts and autonomous prefectures.",
        severity="violation",
    ),
    Pair(
        "T2-STOCK-GE-ISSUED",
        filing(
            cells={
                "disclosure/normative_documents/issued": "9",
                "disclosure/normative_documents/in_force": "8",
            }
        ),
        filing(
            cells={
                "disclosure/normative_documents/issued": "8",
                "disclosure/normative_documents/in_force": "9",
            }
        ),
        ("disclosure/normative_documents/issued", "disclosure/normative_documents/in_force"),
        "请说明：表二“行政规范性文件”一行本年制发 9 件，而现行有效只有 8 件。",
        "Please explain: table two, row “行政规范性文件”: 9 issued this year, but only 8 in force.",
        severity="data_quality",
    ),
    Pair(
        "T2-STOCK-EQ-FLOW",
        filing(
            cells={
                "disclosure/normative_documents/issued": "21",
                "disclosure/normative_documents/in_force": "21",
            }
        ),
        filing(
            cells={
                "disclosure/normative_documents/issued": "21",
                "disclosure/normative_documents/in_force": "40",
            }
        ),
        tuple(f"disclosure/normative_documents/{column}" for column in ("issued", "repealed", "in_force")),
        "请说明：表二“行政规范性文件”一行现行有效件数与本年制发件数同为 21，且本年没有废止。"
        "以前年度制发的文件似未计入现行有效。",
        "Please explain: table two, row “行政规范性文件”: in force equals issued, 21, and nothing was repealed. "
        "Documents of earlier years seem not to be counted as in force.",
        severity="plausibility",
    ),
    Pair(
        "T2-NORM-IS-ALL-DOCS",
        filing(
            cells={
                "disclosure/normative_documents/issued": "51",
                "disclosure/normative_documents/in_force": "90",
            }
        ),
        filing(
            cells={
                "disclosure/normative_documents/issued": "50",
                "disclosure/normative_documents/in_force": "90",
            }
        ),
        ("disclosure/normative_documents/issued",),
        "请说明：示例市教育局本年制发行政规范性文件 51 件，对一个部门而言偏多；是否把普通公文也计入了？",
        "Please explain: 示例市教育局 issued 51 normative documents this year, many for one department; "
        "were ordinary documents counted as well?",
        severity="plausibility",
    ),
]
