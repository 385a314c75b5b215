"""Which lines of a report head its sections: the title says which, the ordinal is only kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.audits import audit_filings
from gouji.extract.sections import find_sections
from gouji.inputs.roster import Roster
from gouji.model.document import Grid, GridCell, Paragraph, Place
from gouji.model.form import load_form
from gouji.reports import Report, read_report

INPUTS = Path(__file__).parents[1] / "acceptance" / "inputs"
TITLES = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
WHOLE = [f"{ordinal}、{title}" for ordinal, title in zip("一二三四五六", TITLES, strict=True)]


def table(*words):
    place = Place(table=1)
    return Grid(tuple(GridCell(w, 0, n, place) for n, w in enumerate(words)), place, "exact")


TABLES = {
    WHOLE[1]: table("第二十条第（一）项", "信息内容", "本年制发件数"),
    WHOLE[2]: table("申请人情况", "自然人"),
    WHOLE[3]: table("行政复议", "结果维持"),
}


def report(headings, *, inside=(), contents=()):
    """Blocks of a report: each heading with its table or a sentence behind it, lines inside section one."""
    blocks = [Paragraph("青溪县水务局2024年政府信息公开工作年度报告", Place(line=1))]
    lines = [*contents]
    for heading in headings:
        lines += [heading, TABLES.get(heading, "这一部分的正文只有一句话。")]
        if "总体情况" in heading:
            lines += inside
    for line in lines:
        blocks.append(line if isinstance(line, Grid) else Paragraph(line, Place(line=len(blocks) + 1)))
    return blocks


def found(blocks, form="2021"):
    sections, _, _ = find_sections(blocks, load_form(form))
    return [(section.number, section.ordinal) for section in sections]


ALL = [(n, n) for n in range(1, 7)]


def test_six_titles_with_their_ordinals_are_six_sections():
    assert found(report(WHOLE)) == ALL


@pytest.mark.parametrize(
    ("position", "heading", "ordinal"),
    [
        (5, "五、其他需要报告的事项", 5),
        (1, "一、主动公开政府信息情况", 1),
        (3, "三、政府信息公开行政复议、行政诉讼情况", 3),
        (4, "七、存在的主要问题及改进情况", 7),
        (2, "第二部分 收到和处理政府信息公开申请情况", 2),
        (5, "八．需要报告的其他事项", 8),
    ],
)
def test_the_title_decides_whatever_ordinal_stands_before_it(position, heading, ordinal):
    headings = [*WHOLE]
    headings[position] = heading
    expected = [*ALL]
    expected[position] = (position + 1, ordinal)
    blocks = report(headings)
    assert found(blocks) == expected
    section = find_sections(blocks, load_form("2021"))[0][position]
    assert section.heading == heading


@pytest.mark.parametrize(
    ("position", "heading"),
    [
        (3, "四、政府信息公开行政法复议、行政诉讼情况"),
        (3, "三、政府信息公开行政复义、行政诉讼情况"),
        (4, "五、存在的主要问题及改经情况"),
        (2, "三、收到和处理政府信息公申请情况"),
        (5, "五、其它需要报告的事项"),
        (1, "一、主动公开政府信息情情况"),
        (0, "一、总体情况（概述）"),
    ],
)
def test_a_title_with_a_slip_of_the_pen_is_known_and_kept_as_printed(position, heading):
    headings = [*WHOLE]
    headings[position] = heading
    sections, _, _ = find_sections(report(headings), load_form("2021"))
    assert [section.number for section in sections] == [1, 2, 3, 4, 5, 6]
    assert sections[position].heading == heading


OTHERWISE = {
    "in brackets": "（一） （二） （三） （四） （五） （六）",
    "in narrow brackets": "(1) (2) (3) (4) (5) (6)",
    "digits in wide brackets": "（1） （2） （3） （4） （5） （6）",
    "digits": "1. 2. 3. 4. 5. 6.",
    "digits with a comma": "1、 2、 3、 4、 5、 6、",
    "digits and a space": "1_ 2_ 3_ 4_ 5_ 6_",
    "two digits": "01_ 02_ 03_ 04_ 05_ 06_",
    "one bracket": "1) 2) 3) 4) 5) 6)",
    "Roman numerals": "Ⅰ. Ⅱ. Ⅲ. Ⅳ. Ⅴ. Ⅵ.",
    "Roman numerals of letters": "I. II. III. IV. V. VI.",
    "parts": "第一部分 第二部分 第三部分 第四部分 第五部分 第六部分",
    "counted parts": "第1部分： 第2部分： 第3部分： 第4部分： 第5部分： 第6部分：",
    "chapters": "第一章_ 第二章_ 第三章_ 第四章_ 第五章_ 第六章_",
    "circles": "① ② ③ ④ ⑤ ⑥",
    "one sign": "㈠ ㈡ ㈢ ㈣ ㈤ ㈥",
    "for cheques": "壹、 贰、 叁、 肆、 伍、 陆、",
    "letters": "A. B. C. D. E. F.",
    "heavy brackets": "【一】 【二】 【三】 【四】 【五】 【六】",
}
SUBS = ["（一）主动公开情况", "公开40条。", "（二）依申请公开情况", "收到2件。", "（三）政府信息管理"]


def otherwise(style):
    return [mark.replace("_", " ") + title for mark, title in zip(style.split(), TITLES, strict=True)]


def with_tables(headings, inside=()):
    blocks = report(headings, inside=inside)
    for heading, table_of in zip(WHOLE[1:4], (TABLES[heading] for heading in WHOLE[1:4]), strict=True):
        at = next(n for n, b in enumerate(blocks) if getattr(b, "text", "") == headings[WHOLE.index(heading)])
        blocks[at + 1] = table_of
    return blocks


@pytest.mark.parametrize("style", OTHERWISE.values(), ids=OTHERWISE)
@pytest.mark.parametrize(
    "inside", [(), SUBS, ["一、主动公开政府信息情况", "公开40条。", "二、依申请公开情况"]]
)
def test_titles_counted_otherwise_head_sections_and_what_stands_in_section_one_does_not(style, inside):
    headings = otherwise(style)
    sections, _, _ = find_sections(with_tables(headings, inside), load_form("2021"))
    assert [section.heading for section in sections] == headings
    assert [section.number for section in sections] == [1, 2, 3, 4, 5, 6]
    assert [paragraph.text for paragraph in sections[0].paragraphs][1:] == [*inside]


def test_titles_that_begin_a_paragraph_without_an_ordinal_head_sections():
    headings = [f"{title}：全年没有其他情况。" for title in TITLES]
    sections, _, _ = find_sections(with_tables(headings), load_form("2021"))
    assert [(section.number, section.title) for section in sections] == [*enumerate(TITLES, 1)]
    assert sections[0].paragraphs[0].text == "全年没有其他情况。"


def test_one_title_counted_otherwise_than_its_neighbours_is_that_of_its_section():
    headings = [*WHOLE]
    headings[2], headings[4] = "（三）收到和处理政府信息公开申请情况", "Ⅴ、存在的主要问题及改进情况"
    assert found(with_tables(headings, SUBS)) == ALL


def test_part_left_out_of_titles_counted_otherwise_is_missing():
    headings = otherwise(OTHERWISE["chapters"])
    assert found(with_tables(headings)[:-2]) == ALL[:5]


@pytest.mark.parametrize(
    "lines",
    [
        SUBS,
        ["（一）主动公开政府信息情况", "（二）依申请公开情况", "（三）行政复议、行政诉讼情况", "（四）问题"],
        ["（一）总体情况", "今年公开2条。", "（二）主动公开政府信息情况", "（三）依申请公开情况"],
        ["1五、存在的主要问题及改进情况", "26 其他需要报告的事项", "0六、其他需要报告的事项"],
    ],
)
def test_items_of_a_text_without_headings_are_no_sections(lines):
    blocks = [Paragraph(line, Place(line=n)) for n, line in enumerate(lines, 1)]
    assert [one for one in found(blocks) if one[1] is not None] == []


def test_a_part_left_out_and_the_others_renumbered_is_one_part_missing():
    headings = [*WHOLE[:3], "四、存在的主要问题及改进情况", "五、其他需要报告的事项"]
    assert found(report(headings)) == [(1, 1), (2, 2), (3, 3), (5, 4), (6, 5)]


@pytest.mark.parametrize(
    "inside",
    [
        ["一、加强组织领导。专人负责。", "二、确保信息安全。先审后发。"],
        ["三、主动公开政府信息情况。2023年主动公开40条。", "四、依申请公开政府信息情况。收到申请2件。"],
        ["二、主动公开政府信息情况。全年公开40条。", "三、收到和处理政府信息公开申请情况。收到2件。"],
        ["一、主动公开政府信息情况", "全年公开40条。", "二、收到和处理政府信息公开申请情况", "收到2件。"],
        ["五、行政复议和诉讼情况。无。", "六、收费及减免情况。无。"],
        ["1、主动公开情况。公开40条。", "2、依申请公开情况。收到2件。", "3、其他需要报告的事项。无。"],
        ["（一）主动公开政府信息情况", "公开40条。", "（二）依申请公开情况", "收到2件。"],
        ["二、主动公开政府信息情况", "全年公开40条。"],
    ],
)
def test_numbered_lines_inside_section_one_are_no_sections(inside):
    blocks = report(WHOLE, inside=inside)
    assert found(blocks) == ALL
    first = find_sections(blocks, load_form("2021"))[0][0]
    assert [paragraph.text for paragraph in first.paragraphs][1:] == inside


@pytest.mark.parametrize("end", ["", "；", "…………3", " 3"])
def test_a_table_of_contents_is_no_section(end):
    assert found(report(WHOLE, contents=["目录", *(line + end for line in WHOLE)])) == ALL
    blocks = report(WHOLE, contents=[line + end for line in WHOLE])
    sections, preamble, _ = find_sections(blocks, load_form("2021"))
    assert sections[4].paragraphs[0].text == "这一部分的正文只有一句话。"
    assert len(preamble) == 7


def test_sections_out_of_order_stay_in_the_order_of_the_source():
    assert found(report([*WHOLE[:4], WHOLE[5], WHOLE[4]])) == [*ALL[:4], (6, 6), (5, 5)]
    assert found(report([WHOLE[0], WHOLE[2], WHOLE[1], *WHOLE[3:]])) == [(1, 1), (3, 3), (2, 2), *ALL[3:]]


@pytest.mark.parametrize("said", ["无其他需要报告的事项", "无其他需要报告的事项。", "其他需要报告的事项：无"])
def test_what_repeats_the_heading_of_section_six_is_its_text(said):
    sections, _, _ = find_sections([*report(WHOLE)[:-1], Paragraph(said, Place(line=90))], load_form("2021"))
    assert [section.number for section in sections] == [1, 2, 3, 4, 5, 6]
    assert [paragraph.text for paragraph in sections[5].paragraphs] == [said]


@pytest.mark.parametrize("lines", [list(TITLES), [f"{n}. {t}" for n, t in enumerate(TITLES, 1)]])
def test_titles_without_a_chinese_ordinal_have_none_to_be_wrong(lines):
    assert found(report(lines)) == [(n, None) for n in range(1, 7)]


@pytest.mark.parametrize(
    ("line", "heading", "text"),
    [
        ("⼀、总体情况", "⼀、总体情况", []),
        ("**一、总体情况**", "一、总体情况", []),
        ("## 一、总体情况", "一、总体情况", []),
        ('"一、总体情况",,,,', "一、总体情况", []),
        ("一、总体情况：本局做好各项工作。", "一、总体情况", ["本局做好各项工作。"]),
    ],
)
def test_marks_of_converters_and_characters_for_radicals_around_a_title(line, heading, text):
    sections, _, _ = find_sections(report([line, *WHOLE[1:]]), load_form("2021"))
    assert sections[0].heading == heading
    assert [paragraph.text for paragraph in sections[0].paragraphs][: len(text)] == text


GLUED = {
    "五、存在的主要问题及整改措施六、其他需要报告的事项 没有收取信息处理费。": (
        [(5, "五、存在的主要问题及整改措施"), (6, "六、其他需要报告的事项")],
        [[], ["没有收取信息处理费。"]],
    ),
    "1五、存在的主要问题及改进情况 一是解读少。六、其他需要报告的事项 无。": (
        [(5, "五、存在的主要问题及改进情况"), (6, "六、其他需要报告的事项")],
        [["一是解读少。"], ["无。"]],
    ),
}


@pytest.mark.parametrize("paragraph", GLUED)
def test_titles_inside_a_paragraph_are_found_where_the_section_is_found_nowhere_else(paragraph):
    blocks = [*report(WHOLE[:4]), Paragraph(paragraph, Place(line=80))]
    sections, _, borders = find_sections(blocks, load_form("2021"))
    headings, texts = GLUED[paragraph]
    assert [(section.number, section.heading) for section in sections[4:]] == headings
    assert [[p.text for p in section.paragraphs] for section in sections[4:]] == texts
    # a figure in front of the heading is the table's
    assert borders[4] == len(blocks) - (not paragraph[0].isdigit())


def test_a_heading_at_the_end_of_a_paragraph_and_titles_that_are_only_named():
    first = Paragraph("报告由一、总体情况；二、主动公开政府信息情况等组成。", Place(line=2))
    glued = Paragraph("全年收到申请26件，均已答复二、主动公开政府信息情况", Place(line=3))
    blocks = [first, glued, *report(WHOLE[2:])[1:]]
    sections, preamble, _ = find_sections(blocks, load_form("2021"))
    assert [section.number for section in sections] == [2, 3, 4, 5, 6]
    assert [p.text for p in preamble] == [first.text, "全年收到申请26件，均已答复"]


def test_rows_of_table_three_and_headings_in_other_words():
    rows = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"]
    assert found([*report(WHOLE[:3]), *(Paragraph(r, Place(line=50)) for r in rows)]) == ALL[:3]
    assert found(report([*WHOLE[:4], "五、下一步工作打算", WHOLE[5]])) == ALL


def audited(name):
    (audit,) = audit_filings([read_report(Report(name, INPUTS / name), Roster.empty())])
    return audit


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("ordinal-of-six-is-five.html", "“五、其他需要报告的事项”按标题应为第六部分"),
        ("ordinal-of-two-is-one.html", "“一、主动公开政府信息情况”按标题应为第二部分"),
    ],
)
def test_a_wrong_ordinal_is_one_finding_on_the_data_and_no_section_is_missing(name, wrong):
    audit = audited(name)
    assert [(f.rule, f.severity, f.message.zh) for f in audit.rule_findings] == [
        (
            "STR-ORDINAL",
            "data_quality",
            f"标题前的序号与统一格式不符：{wrong}。各部分按标题认定，内容照此核查。",
        )
    ]
    assert audit.verdict == "query"


def test_only_part_and_table_four_are_missing_where_the_others_were_renumbered():
    audit = audited("part-four-missing-renumbered.txt")
    assert audit.verdict == "unauditable"
    said = {f.rule: f.message.zh for f in audit.rule_findings}
    assert said["STR-SIX-SECTIONS"].startswith("本副本中未见第四部分“政府信息公开行政复议、行政诉讼情况”")
    assert "格式规定的 15 格只见 0 格" in said["STR-TABLE-PRESENT"]
    assert said["STR-ORDINAL"] == (
        "标题前的序号与统一格式不符：“四、存在的主要问题及改进情况”按标题应为第五部分、"
        "“五、其他需要报告的事项”按标题应为第六部分。各部分按标题认定，内容照此核查。"
    )
    told = {o.rule: o.outcome for o in audit.outcomes}
    assert (told["S5-PRESENT"], told["S6-PRESENT"]) == ("pass", "pass")


def test_numbered_lines_inside_section_one_accuse_nobody():
    audit = audited("numbered-inside-section-one.txt")
    # its text has no word on two of the five topics
    assert {f.rule for f in audit.rule_findings if f.severity != "note"} == {"STR-S1-FIVE-TOPICS"}


LINES = [
    "青溪县水务局2024年政府信息公开工作报告",
    "一、总体情况",
    "本局按照条例做好各项工作，全年没有变化。",
    "五、其他需要报告的事项",
    "无。",
]


def test_a_report_without_any_table_is_held_to_the_rules_that_need_none(tmp_path):
    audit = plain(tmp_path, LINES)
    assert (audit.verdict, audit.filing.form) == ("unauditable", None)
    said = [(f.rule, f.severity) for f in audit.rule_findings]
    assert said.count(("STR-SIX-SECTIONS", "data_quality")) == 4
    assert {rule for rule, _ in said} == {"GEN-TITLE", "STR-ORDINAL", "STR-SIX-SECTIONS"}
    told = {o.rule: o.outcome for o in audit.outcomes}
    assert (told["T3-ROW-TOTAL"], told["S5-PRESENT"]) == ("not_assessable", "not_applicable")


def test_a_report_of_a_year_before_the_forms_is_not_held_to_them(tmp_path):
    audit = plain(tmp_path, [line.replace("2024", "2015") for line in LINES])
    assert audit.rule_findings == ()
    reason = next(o.reason for o in audit.outcomes if o.rule == "STR-SIX-SECTIONS")
    assert reason.zh == "2018 年及以前的年度报告适用修订前的条例和旧格式，不适用本规则"


def plain(folder, lines):
    (folder / "report.txt").write_text("\n".join(lines), "utf-8")
    filing = read_report(Report("report.txt", folder / "report.txt"), Roster.empty())
    return audit_filings([filing])[0]


def test_title_of_section_five_goes_on_where_the_next_one_is_glued_to_it():
    glued = "00011五、存在的主要问题及整改措施六、其他需要报告的事项2023年度，本局未发生收费情况。"
    blocks = [Paragraph(text, Place(paragraph=n)) for n, text in enumerate([*WHOLE[:4], glued], 1)]
    sections, _, _ = find_sections(tuple(blocks), load_form("2021"))
    assert [(s.title, [p.text for p in s.paragraphs]) for s in sections[4:]] == [
        ("存在的主要问题及整改措施", []),
        ("其他需要报告的事项", ["2023年度，本局未发生收费情况。"]),
    ]
