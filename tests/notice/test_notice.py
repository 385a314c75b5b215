"""``gouji notice``: findings in order, basis, corrections with their hypothesis, a date to answer by."""

import io
import shutil
from functools import partial
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

import shell
from gouji.evidence.records import Record
from gouji.inputs.workbook import notebooks
from gouji.model.filing import ReportCopy
from gouji.show.notice import findings_of, notice_bytes
from libreoffice import convert, needs_libreoffice
from made import read_finding

ROOT = Path(__file__).parents[2]
TEMPLATE = notebooks() / "templates/notice.docx"


def finding(name, severity="violation", decision=None, **said):
    usual = {
        "printed": {"applications/granted/total": "29"},
        "basis": [{"document": "国办公开办函〔2021〕30号", "article": "附件", "quote": "总计"}],
        "evidence": [{"source": "a.html", "place": "第 6 行", "place_en": "row 6", "quote": "29"}],
    }
    decided = decision and {"decision": decision}
    return read_finding(name, severity=severity, decision=decided, **(usual | said))


def record(*findings, agency="甲局", kind="行政机关"):
    copy = ReportCopy("a", 2024, "0" * 64)
    return Record(
        "2024/a", agency, "a", kind, None, None, 2024, "2021", "violation", "a.html", copy, findings, ()
    )


def said(record, due=None, lang="zh", template=TEMPLATE):
    document = docx.Document(io.BytesIO(notice_bytes(record, template, due, lang)))
    return [paragraph.text for paragraph in document.paragraphs]


gouji = partial(shell.gouji, "notice")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    shutil.copy(ROOT / "data/agencies.csv", folder)
    (folder / "2024").mkdir()
    for name in ("yunze-transport.html", "yunze-transport.html.side.toml", "qingxi-water.html"):
        shutil.copy(ROOT / "data/2024" / name, folder / "2024")
    return folder


def test_the_gravest_come_first_and_what_is_settled_is_left_out():
    listed = findings_of(
        record(
            finding("1", "plausibility"),
            finding("2", "note"),
            finding("3", decision="dismissed"),
            finding("4", decision="corrected"),
            finding("5", "data_quality", decision="lapsed"),
            finding("6", decision="confirmed"),
        )
    )
    assert [one.id for one in listed] == ["6", "5", "1"]


def test_a_notice_says_whose_what_why_and_what_to_do():
    repair = {
        "cells": {"applications/granted/total": {"printed": "29", "proposed": 20}},
        "hypothesis": "digit_substituted",
        "why": None,
    }
    lines = said(record(finding("1", repairs=[repair]), finding("2", "plausibility")))
    assert lines[1] == "甲局："
    assert "（a.html）逐项核对，发现以下 2 个问题。请于 　　　　年　　月　　日 前书面答复" in lines[2]
    assert lines[3].startswith("《中华人民共和国政府信息公开条例》第四十七条：“……未按照要求开展")
    body = "\n".join(lines)
    assert (
        "\n问题1\n请你单位：核对原始台账后更正，并重新公布。\n依据：国办公开办函〔2021〕30号 附件：“总计”\n"
        in body
    )
    assert "\n原文：a.html，第 6 行：“29”\n" in body
    assert "\n供参考的更正：“（一）予以公开 · 总计”原印“29”，可改为 20（可能原因：一位数字写错）\n" in body
    assert "\n问题2\n请你单位：说明情况；确有错误的，一并更正。\n" in body
    assert body.index("问题1") < body.index("问题2") < body.index("由计算得出，不是事实认定")


def test_findings_of_one_rule_are_one_item_with_its_list():
    basis = {"basis": [{"document": "甲", "article": "一", "quote": "乙"}]}
    several = [finding(name, "data_quality", rule="S1-TOPICS", **basis) for name in "1234"]
    lines = said(record(*several, finding("5")))
    body = "\n".join(lines)
    assert "发现以下 2 个问题" in body
    assert "，共 4 处（数据质量）\n（1）问题1\n（2）问题2\n（3）问题3\n（4）问题4\n请你单位：" in body
    assert body.count("依据：甲 一：“乙”") == 1
    assert body.count("原文：（1、2、3、4）a.html，第 6 行：“29”") == 1
    assert "问题编号 1、2、3、4" in body


def test_figures_of_one_finding_are_quoted_in_one_line_and_sentences_each_in_their_own():
    sentence = "全年共受理政府信息公开申请" * 4
    evidence = [
        {"source": "a.html", "place": f"第 {n} 行", "place_en": f"row {n}", "quote": quote}
        for n, quote in enumerate(("1", "2", sentence, sentence), start=1)
    ]
    lines = said(record(finding("1", evidence=evidence)))
    assert "原文：a.html，第 1 行：“1”；第 2 行：“2”" in lines
    assert sum(line.startswith("原文：a.html，第 ") for line in lines) == 3


def test_a_question_across_years_asks_for_an_explanation():
    body = "\n".join(said(record(finding("1", "data_quality", rule="T3-CARRY-CROSSYEAR"), finding("2"))))
    assert body.count("请你单位：说明两年数字不一致的原因；确有错误的，更正有误的一份并重新公布。") == 1
    assert body.count("请你单位：核对原始台账后更正，并重新公布。") == 1


def test_notices_to_all_in_one_go_and_none_is_overwritten(data, tmp_path):
    out = tmp_path / "通知书"
    arguments = ("--all", "--year", 2024, "--data", data, "--reports", tmp_path / "none", "--out", out)
    status, printed, err = gouji(*arguments, "--due", "2025-03-31")
    notice, cover = out / "云泽市交通运输局.docx", out / "通知书清单.xlsx"
    assert (status, printed) == (0, f"{notice}\n{cover}\n")
    assert err == "写了 1 份通知书；1 个机关没有要列的问题。\n"
    header, row = load_workbook(cover).worksheets[0].iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert (told["机构"], told["年度"], told["答复期限"], told["通知书"]) == (
        *("云泽市交通运输局", 2024, "2025年3月31日"),
        "云泽市交通运输局.docx",
    )
    whole = "".join(paragraph.text for paragraph in docx.Document(str(notice)).paragraphs)
    assert f"发现以下 {told['问题数']} 个问题" in whole
    assert gouji(*arguments, "--due", "2025-03-31")[0] == 0
    before = notice.read_bytes()
    status, printed, err = gouji(*arguments, "--due", "2025-04-30", "--severity", "违规")
    assert (status, printed) == (3, "")
    assert f"{notice} 已存在，可能已有人编辑，没有覆盖。" in err
    assert notice.read_bytes() == before


def test_one_agency_or_all(tmp_path):
    for arguments in (("--year", 2024), ("甲局", "--all", "--year", 2024)):
        status, _, err = gouji(*arguments)
        assert (status, "请写明一个机关，或用 --all" in err) == (2, True)


def test_whom_article_47_does_not_name_is_not_told_of_it():
    assert "第四十七条" in "".join(said(record(finding("1"))))
    for kind in ("公共企事业单位", "高校", None):
        assert "第四十七条" not in "".join(said(record(finding("1"), kind=kind)))


@pytest.mark.parametrize(
    ("change", "zh"),
    [
        ({"printed": None, "proposed": 3}, "原印“”，可改为 3"),
        ({"printed": "x", "proposed": None}, "可改为 不小于 0 的数"),
        ({"printed": "x", "proposed": None, "admissible": [2, 7]}, "可改为 2 至 7 之间的数"),
        ({"printed": "x", "proposed": None, "admissible": [2, None]}, "可改为 不小于 2 的数"),
    ],
)
def test_a_correction_says_what_bounds_it(change, zh):
    repair = {"cells": {"applications/granted/total": change}, "hypothesis": None, "why": None}
    assert zh in "".join(said(record(finding("1", repairs=[repair] * 5))))
    assert "供参考的更正：另有 2 个同样小的方案，见审计证据" in said(
        record(finding("1", repairs=[repair] * 5))
    )


def test_it_speaks_english_with_its_own_template():
    lines = said(record(finding("1")), lang="en", template=TEMPLATE.with_name("notice.en.docx"))
    assert "To: 甲局" in lines
    assert "finding 1" in lines
    assert "Source: a.html, row 6: “29”" in lines


def test_from_the_command_line_with_a_date(data, tmp_path):
    out = tmp_path / "通知.docx"
    arguments = ("云泽市交通运输局", "--year", 2024, "--data", data, "--reports", tmp_path / "none")
    status, printed, err = gouji(*arguments, "--due", "2025-03-31", "--out", out)
    assert (status, printed, err) == (0, f"{out}\n", "")
    lines = [paragraph.text for paragraph in docx.Document(str(out)).paragraphs]
    assert "请于 2025年3月31日 前书面答复" in "".join(lines)
    assert "表三“（一）予以公开”一行" in "".join(lines)

    assert gouji(*arguments, "--due", "2025-03-31", "--out", out)[0] == 0
    edited = out.read_bytes() + b"\0"
    out.write_bytes(edited)
    status, _, err = gouji(*arguments, "--due", "2025-03-31", "--out", out)
    assert status == 2
    assert "已存在，可能已有人编辑，不予覆盖" in err
    assert out.read_bytes() == edited


def test_without_findings_or_without_a_report_no_notice_is_written(data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, _, err = gouji("qingxi-water", "--year", 2024, "--data", data)
    assert status == 2
    assert "青溪县水务局 2024 没有需要整改或说明的问题" in err
    status, _, err = gouji("yunze-transport", "--year", 2019, "--data", data)
    assert status == 2
    assert "都没有 yunze-transport 2019 年度的报告" in err
    # a name that is nearly one of the roster's is asked after
    status, _, err = gouji("云泽交通运输局", "--year", 2024, "--data", data)
    assert (status, err[-40:].strip().endswith("是不是指 云泽市交通运输局（yunze-transport）？")) == (2, True)
    assert list(tmp_path.iterdir()) == []


@needs_libreoffice
def test_libreoffice_opens_it_whatever_the_report_says(tmp_path):
    hostile = "甲\x00局\x1b[2J</w:t>{{机关}}\u202e\ud800\ufffe=1+1&amp;<script>" + "长" * 20000
    path = tmp_path / "notice.docx"
    quoted = [{"source": hostile, "place": "第 1 行", "place_en": "line 1", "quote": hostile}]
    one = finding("1", message={"zh": hostile, "en": hostile}, evidence=quoted)
    path.write_bytes(notice_bytes(record(one, agency=hostile), TEMPLATE, None, "zh"))
    assert (convert([path], "pdf", tmp_path) / "notice.pdf").read_bytes().startswith(b"%PDF")
