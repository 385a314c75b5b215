"""Packs of rules: what a pack says of reports, how evidence holds it, and what is told of a wrong one."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gouji
from gouji.audits import audit_filings
from gouji.cli.main import run
from gouji.model.text import GoujiError
from gouji.rules import packs
from gouji.rules.catalogue import catalogue, rule_book
from rules.build import filing

ROOT = Path(__file__).parents[2]
WUWEI = ROOT / "examples" / "rules" / "wuwei-2025"
TEXT = {"zh": "甲", "en": "A"}
META = {
    **{"rule": "XX-A", "version": 1, "severity": "note", "title": TEXT, "message": TEXT, "basis": []},
    "formula": TEXT,
}


def condition(query):
    return {"type": "pass_through", "pass_through_filter": query}


SIX = condition("number == 6")


def pack(folder, kwargs, kind="expect_column_values_to_be_between", frame="sections", **meta):
    (folder / "any").mkdir(parents=True, exist_ok=True)
    listed = [{"rule": "XX-A", "title": TEXT}]
    (folder / "catalogue.json").write_text(json.dumps(listed), "utf-8")
    suite = {
        "name": "own",
        "meta": {"frame": frame},
        "expectations": [{"type": kind, "kwargs": kwargs, "meta": META | meta}],
    }
    (folder / "any" / "own.json").write_text(json.dumps(suite), "utf-8")
    return folder


def said(folder, report):
    with packs.using([folder]):
        [audit] = audit_filings([report])
    outcome = audit.outcomes[-1]
    assert outcome.rule == "XX-A"
    return outcome.outcome, [
        (f.message.zh, f.cells, f.observed) for f in audit.rule_findings if f.rule == "XX-A"
    ]


@pytest.mark.parametrize(
    ("kind", "kwargs", "prose", "outcome"),
    [
        (
            "match_regex",
            {"column": "text", "regex": "信息处理费.{0,9}元", "row_condition": SIX},
            "信息处理费3元",
            "pass",
        ),
        (
            "match_regex",
            {"column": "text", "regex": "信息处理费.{0,9}元", "row_condition": SIX},
            "无。",
            "fail",
        ),
        ("be_between", {"column": "length", "max_value": 5, "row_condition": SIX}, "一二三 四五", "pass"),
        ("be_between", {"column": "length", "max_value": 5, "row_condition": SIX}, "一二三四五六", "fail"),
        ("be_between", {"column": "matches:甲|乙", "min_value": 2, "row_condition": SIX}, "甲和乙", "pass"),
        ("be_between", {"column": "matches:甲|乙", "min_value": 2, "row_condition": SIX}, "只有甲", "fail"),
    ],
)
def test_a_section_is_asked_for_words_length_and_counts(tmp_path, kind, kwargs, prose, outcome):
    own = pack(
        tmp_path, kwargs, f"expect_column_values_to_{kind}", message={"zh": "第{number}部分", "en": "x"}
    )
    found, findings = said(own, filing(prose={6: prose}))
    assert (found, [message for message, _, _ in findings]) == (outcome, ["第六部分"] * (outcome == "fail"))


def test_a_cell_is_at_most_another_and_what_was_not_read_is_not_held(tmp_path):
    small, large = "applications/granted/total", "applications/new/total"
    message = {"zh": "{cells}：{left}>{right}", "en": "x"}
    own = pack(
        tmp_path, {"left": [small], "right": [large]}, "expect_sum_to_be_at_most", "cells", message=message
    )
    assert said(own, filing(cells={small: "2", large: "2"}))[0] == "pass"
    outcome, [(told, cells, observed)] = said(own, filing(cells={small: "3", large: "2"}))
    assert (outcome, cells, observed) == ("fail", (small, large), 3)
    assert told.endswith("：3>2")
    assert said(own, filing(cells={small: "3", large: "??"}))[0] == "not_assessable"


def test_packs_are_used_within_their_context_alone():
    before = catalogue()
    with packs.using([WUWEI]):
        assert [rule.id for rule in catalogue()] == [*(rule.id for rule in before), "WW-S1-LENGTH"]
        assert rule_book()["WW-S1-LENGTH"].basis[0].document.endswith("武政办发〔2025〕54号")
    assert catalogue() == before
    paths = WUWEI / "pairs" / "WW-S1-LENGTH.breaks.txt"
    [audit] = gouji.audit(paths, rules=[WUWEI])
    assert "WW-S1-LENGTH" in audit.findings["rule"].to_list()
    [audit] = gouji.audit(paths)
    assert "WW-S1-LENGTH" not in audit.findings["rule"].to_list()


def test_the_packs_that_are_shipped_are_right(capfd):
    for folder in sorted(path.parent for path in (ROOT / "examples" / "rules").glob("*/catalogue.json")):
        assert run(["rules", "--check", str(folder)]) == 0, capfd.readouterr().err


def test_the_tutorial_is_true(tmp_path):
    page = (ROOT / "docs" / "rule-packs.md").read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    script = f'set -e\ngouji() {{ "{sys.executable}" -m gouji "$@"; }}\n' + "\n".join(blocks)
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "规则包 rules：2 条规则，可以使用。" in done.stdout
    assert "第六部分“其他需要报告的事项”没有提到信息处理费。" in done.stdout


@pytest.mark.exhaustive
def test_evidence_holds_the_digest_of_the_pack_and_replays_with_it(tmp_path, capfd, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "agencies.csv").write_text("id,name\nwater,某县水务局\n", "utf-8")
    shutil.copytree(WUWEI, tmp_path / "data" / "rules")
    shutil.move(tmp_path / "data/rules/pairs/WW-S1-LENGTH.breaks.txt", tmp_path / "data" / "report.txt")
    assert run(["audit", "data/report.txt", "--jobs", "1"]) == 0, capfd.readouterr().err
    [folder] = (tmp_path / "reports").glob("2025/*")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    digest = packs.pack_digest(WUWEI)
    assert dict(manifest["parameters"])["rules"] == [["rules", digest]]
    assert digest in (folder / "audit.html").read_text("utf-8")
    assert "WW-S1-LENGTH" in (folder / "audit.json").read_text("utf-8")
    capfd.readouterr()
    assert run(["verify", "reports", "--replay", "--jobs", "1"]) == 0, capfd.readouterr()
    suite = tmp_path / "data" / "rules" / "tableless" / "sections.json"
    suite.write_text(suite.read_text("utf-8").replace("1000", "2000", 1), "utf-8")
    assert run(["verify", "reports", "--replay", "--jobs", "1"]) == 1
    assert "规则包 rules：找到的与记录的摘要不符" in capfd.readouterr().err


BAD_PATTERNS = (
    "(a+)+b",
    "(a|aa)+b",
    ".*.*b",
    "(.{1,50}){1,50}",
    "(a)\\1",
    "(",
    "",
    7,
    "x" * 501,
    "(?:a?){99}b",
)


@pytest.mark.parametrize(
    ("changes", "place", "told"),
    [
        (
            {"kind": "expect_column_to_exist"},
            r"expectations\[1\] XX-A",
            "不认识期望 'expect_column_to_exist'",
        ),
        ({"kwargs": {"column": "length", "mostly": 0.5}}, r"expectations\[1\]", "不认识参数 mostly"),
        ({"kwargs": {"column": "lenght"}}, r"expectations\[1\]", "'lenght' 不是这一框架的列"),
        ({"kwargs": {"column": "text", "max_value": 3}}, r"expectations\[1\]", "regex 用于文字列"),
        ({"kwargs": {"column": "length", "max_value": "3"}}, r"expectations\[1\]", "max_value 应为数字"),
        *(
            ({"kwargs": {"column": "length", "max_value": odd}}, "XX-A", "max_value 应为数字")
            for odd in (float("nan"), float("inf"), True)
        ),
        *(
            ({name: odd}, "XX-A", "等应为文字")
            for name, odd in {
                "title": {"zh": 5, "en": 6},
                "formula": {"zh": [], "en": ""},
                "exceptions": {"zh": "", "en": None},
                "not_applicable": {"zh": 1.5, "en": ""},
                "expected": {"zh": 5, "en": 5},
                "basis": [{"document": "文件", "article": None, "quote": []}],
            }.items()
        ),
        *(({"expected": odd}, "XX-A", "expected 应为文字或整数") for odd in ([1], float("nan"), True, 1.5)),
        ({"version": True}, "XX-A", "version 应为整数"),
        ({"kwargs": {"column": ["length"]}}, r"expectations\[1\]", "不是这一框架的列"),
        ({"frame": "tables"}, "meta.frame", "'tables' 不是 sections, cells 之一"),
        ({"frame": "cells", "kwargs": {"column": "applications/new/everything"}}, "XX-A", "不是这一框架的列"),
        ({"message": {"zh": "{secret}", "en": "x"}}, "XX-A", r"说明“\{secret\}”中只能用"),
        ({"message": {"zh": "{number.__class__}", "en": "x"}}, "XX-A", "中只能用"),
        ({"message": {"zh": "甲"}}, r"expectations\[1\]", "条目不完整或有误"),
        ({"severity": "fatal"}, r"expectations\[1\]", "条目不完整或有误"),
        ({"rule": "XX-B"}, r"expectations\[1\] XX-B", "catalogue.json 没有列出这条规则"),
        ({"edit": True}, "XX-A", "规则包不能用 edit"),
        *(
            (
                {"kwargs": {"column": "length", "row_condition": condition(query)}},
                "XX-A",
                "row_condition 只能比较",
            )
            for query in ("@pd.io", "__import__('os')", "text == 'a'", "length.abs() > 1", "(", "1 == 1", 7)
        ),
        *(
            ({"kwargs": {"column": f"matches:{one}"}}, "XX-A", "模式")
            for one in BAD_PATTERNS
            if isinstance(one, str)
        ),
        *(
            (
                {"kind": "expect_column_values_to_match_regex", "kwargs": {"column": "text", "regex": one}},
                "XX-A",
                "模式",
            )
            for one in BAD_PATTERNS
        ),
    ],
)
def test_what_is_wrong_in_an_entry_is_told_with_file_and_place(tmp_path, changes, place, told):
    own = pack(tmp_path, **{"kwargs": {"column": "length", "max_value": 9}} | changes)
    with pytest.raises(GoujiError, match=rf"own\.json，.*{place}.*：.*{told}"):
        packs.load_pack(own)


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ("[", r"line 1, column 2：不是 JSON"),
        ("{}", "应为规则的列表"),
        ("[7]", "编号 None 应由大写字母"),
        (
            '[{"rule": "T3-ROW-TOTAL", "title": {"zh": "a", "en": "b"}}]',
            "rule 1 T3-ROW-TOTAL：编号与勾稽自带的",
        ),
        ('[{"rule": "../x", "title": {"zh": "a", "en": "b"}}]', "编号 '../x' 应由大写字母"),
        ('[{"rule": "XX-A"}]', "XX-A：缺少中英文 title"),
        ('[{"rule": "XX-Z", "title": {"zh": "a", "en": "b"}}]', "XX-A：catalogue.json 没有列出"),
        ("[" * 100_000, "RecursionError：不是 UTF-8 的 JSON"),
    ],
)
def test_what_is_wrong_in_a_catalogue_is_told_with_its_place(tmp_path, listed, told):
    own = pack(tmp_path, {"column": "length", "max_value": 9})
    (own / "catalogue.json").write_text(listed, "utf-8")
    with pytest.raises(GoujiError, match=told):
        packs.load_pack(own)


def test_a_pack_that_cannot_be_used_stops_a_command_and_its_check_names_pairs(tmp_path, capfd):
    own = pack(tmp_path / "own", {"column": "length", "max_value": 9})
    assert run(["rules", "--check", str(own)]) == 2
    assert "XX-A：缺少示例报告 pairs/XX-A.breaks.*" in capfd.readouterr().err
    (own / "pairs").mkdir()
    for kind in ("breaks", "keeps"):
        shutil.copy(WUWEI / "pairs" / "WW-S1-LENGTH.keeps.txt", own / "pairs" / f"XX-A.{kind}.txt")
    assert run(["rules", "--check", str(own)]) == 2
    assert "XX-A.keeps.txt 应为 pass，结果是 fail" in capfd.readouterr().err
    (own / "2099").mkdir()
    (own / "2099" / "a.json").write_bytes(os.urandom(8))
    assert run(["check", str(WUWEI / "pairs"), "--rules", str(own)]) == 2
    assert "2099：套件应放在以下文件夹之一" in capfd.readouterr().err


def test_a_length_that_nobody_knows_is_called_so(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("某局政府信息公开年度报告\n一、总体情况\n好。\n", "utf-8")
    own = pack(
        tmp_path / "own",
        {"column": "title", "regex": "^没有这一部分$"},
        "expect_column_values_to_match_regex",
        message={"zh": "{title}{length}", "en": "{title} {length}"},
    )
    outcome, [(message, _, _)] = said(own, gouji.read(path))
    assert (outcome, message) == ("fail", "总体情况（不明）")
