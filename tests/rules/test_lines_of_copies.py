"""Rows, columns and labels of bad copies: nothing is held missing that the copy may have broken or joined."""

from __future__ import annotations

import re

import pytest

from gouji.measures.lines import is_another
from rules.copies import audited, text

NEW = "一、本年新收政府信息公开申请数量"
ROW = re.compile(r"<tr>(?:<t[dh][^>]*>[^<]*</t[dh]>)+</tr>")


def row(label: str) -> str:
    """The row of the page that a label begins, with its cells."""
    return next(found for found in ROW.findall(text()) if f">{label}<" in found)


def told(page: str, name: str = "copy.html"):
    """Outcome and reason of the rule on rows and columns, and its messages."""
    audit = audited(page, name)
    (outcome,) = [outcome for outcome in audit.outcomes if outcome.rule == "STR-ROWCOL-EXACT"]
    messages = [finding.message.zh for finding in audit.rule_findings if finding.rule == "STR-ROWCOL-EXACT"]
    return outcome.outcome, outcome.reason.zh if outcome.reason else "", messages


def joined(first: str, second: str, between: str) -> str:
    """The page with two rows in one, cell by cell."""
    cells = [re.findall(r">([^<]*)</t[dh]>", row(label)) for label in (first, second)]
    both = "".join(f"<td>{a}{between}{b}</td>" for a, b in zip(*cells, strict=True))
    return text().replace(row(first), f"<tr>{both}</tr>").replace(row(second), "")


@pytest.mark.parametrize("between", ["<br>", " ", "；", "</p><p>"])
@pytest.mark.parametrize(
    "labels",
    [
        ("4.保护第三方合法权益", "5.属于三类内部事务信息"),
        ("2.重复申请", "3.要求提供公开出版物"),
        ("行政处罚", "行政强制"),
    ],
)
def test_two_rows_in_one_are_not_missing(labels, between):
    page = joined(*labels, between)
    outcome, reason, messages = told(page)
    assert messages == []
    assert outcome == "pass"
    # lines of a cell that part both rows are read as such
    if any(cell.status == "missing" for cell in audited(page).filing.form_cells):
        assert f"“{labels[1]}”印在" in reason
        assert "不认定缺少" in reason


@pytest.mark.parametrize(
    "broken",
    [
        "<tr><td>二、上年结转政府信息</td><td></td><td></td><td></td><td></td><td></td><td></td><td></td></tr>"
        "<tr><td>公开申请</td><td>2</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>2</td></tr>",
        "<tr><td>二、上年结</td></tr><tr><td>转的</td></tr>",
    ],
)
def test_a_label_broken_over_rows_is_not_missing(broken):
    page = text().replace(row("二、上年结转政府信息公开申请数量"), broken)
    assert told(page)[2] == []


def test_a_row_that_is_not_there_is_said_of_this_copy():
    page = text().replace(row("2.重复申请"), "")
    assert told(page)[2] == ["本副本的表三中没有格式规定的行“2.重复申请”。"]
    (found,) = [f for f in audited(page).rule_findings if f.rule == "STR-ROWCOL-EXACT"]
    assert found.message.en == "In table three of this copy the form's row “2.重复申请” is not there."
    assert [one.quote for one in found.evidence] == ["1.信访举报投诉类申请"]


def test_a_row_under_another_label_is_quoted_in_its_place():
    page = text().replace(f">{NEW}<", ">一、今年接到的政府信息公开申请总数<")
    assert told(page)[2] == [
        f"本副本的表三中没有格式规定的行“{NEW}”，该处印的是“一、今年接到的政府信息公开申请总数”。"
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2.重复申请", "3.要求提供公开出版物"),
        ("4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息"),
    ],
)
def test_a_row_out_of_order_is_out_of_order_and_not_missing(first, second):
    one, other = row(first), row(second)
    page = text().replace(one, "@").replace(other, one).replace("@", other)
    (message,) = told(page)[2]
    assert re.fullmatch(r"在本副本的表三中，行“.+”没有按格式的顺序排列。", message)


def test_the_rows_behind_the_end_of_a_table_that_breaks_off_may_be_lost():
    behind = [row("行政处罚"), row("行政强制"), row("行政事业性收费")]
    page = text()
    for one in behind:
        page = page.replace(one, "")
    assert told(page)[2] == [
        f"本副本的表二中未见格式规定的行“{label}”。表二到“行政许可”为止，其后各行可能没有存下，请取得原件核对。"
        for label in ("行政处罚", "行政强制", "行政事业性收费")
    ]


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("2.其他法律行政止公开", "2.其他法律行政法规禁止公开"),
        ("人", "自然人"),
        (
            "（二）部分公开（区分处理的，果只计这一情形，不计其他情形）",
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        ),
        ("3 危及“三安全 稳定” 一 .", "3.危及“三安全一稳定”"),
        ("4.保æ第O⽅合法权益", "4.保护第三方合法权益"),
        (
            "│││1.申请人无正当理由逾期不补││││",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        ),
        (
            "2.申请人逾期未按收费通知要求缴纳费他处理用、行政机关不再处理其政府信息公开",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        ),
        ("+--------+--------+", "现行有效件数"),
        ("&", "商业企业"),
        ("数据1", "自然人"),
        ("社会\n公益", "社会公益组织"),
    ],
)
def test_what_a_copy_may_have_made_of_a_label_is_no_other_label(printed, label):
    assert not is_another(printed, (label,))


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("社会组织", ("社会公益组织", "社会组织")),
        ("本年制发数", ("本年制发件数", "本年制发数")),
        ("社会公益机构", ("社会公益组织",)),
        ("1.信访检举投诉类申请", ("1.信访举报投诉类申请",)),
    ],
)
def test_a_label_that_is_surely_another_one(printed, names):
    assert is_another(printed, names) is True


def test_a_label_with_holes_is_told_and_not_held_against_the_report():
    page = text().replace(">2.其他法律行政法规禁止公开<", ">2.其他法律行政止公开<")
    outcome, reason, messages = told(page)
    assert (outcome, messages) == ("pass", [])
    assert "“2.其他法律行政法规禁止公开”在本副本中读作“2.其他法律行政止公开”" in reason


def lines() -> list[str]:
    """The page as text, a line a row, cells behind tabs."""
    body = re.sub(r"</t[dh]>\s*<t[dh][^>]*>", "\t", text())
    plain = re.sub(r"<[^>]+>", "", re.sub(r"</(?:tr|p|h\d)>", "\n", body))
    return [line.strip() for line in plain.splitlines() if line.strip()]


@pytest.mark.parametrize("width", [6, 9, 13])
def test_labels_wrapped_in_a_narrow_column_are_not_missing(width):
    wrapped: list[str] = []
    for line in lines():
        label, tab, figures = line.partition("\t")
        pieces = [label[start : start + width] for start in range(0, len(label), width)] if tab else [line]
        wrapped += [pieces[0] + tab + figures, *pieces[1:]]
    outcome, _, messages = told("\n".join(wrapped), "copy.txt")
    assert [said for said in messages if "{damage}" in said or "没有" in said] == []
    assert outcome in ("pass", "not_assessable")


def test_another_label_put_together_from_lines_is_told_and_not_held_against_the_report():
    own = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    other = own.replace("逾期", "超期")
    plain = "\n".join(lines()).replace(own, other)
    assert len(told(plain, "copy.txt")[2]) == 1
    outcome, reason, messages = told(plain.replace(other, f"{other[:20]}\n{other[20:]}"), "copy.txt")
    assert (outcome, messages) == ("pass", [])
    assert "是由几行或无表格线的版面拼合而成，不与格式逐字比较" in reason


def test_a_total_of_its_own_number_is_its_row_wherever_it_stands():
    page = text().replace(row("（七）总计"), "").replace("</table>", "</table><p>（七）总计</p><p>6</p>")
    _, reason, messages = told(page)
    assert [said for said in messages if "（七）总计" in said] == []
    assert "“（七）总计”印在" in reason
