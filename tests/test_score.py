"""The scoreboard: what counts as right, refused, wrong; what it prints; when it objects."""

import json
from decimal import Decimal
from random import Random

import pytest

from corpus import make_figures
from corpus.variants import CLEAN, TABS
from gouji.model.document import Source
from gouji.model.filing import Agency, Cell, Filing
from gouji.model.text import GoujiError
from tools.score import Score, Truth, Wrong, judge, run, score_filing, score_folders, score_lines


def cell(value, status="read", printed=None, key="reviews/reconsideration/total"):
    return Cell(key, printed if printed is not None else str(value or ""), value, status, None, "件")


def filing(*cells: Cell) -> Filing:
    source = Source("report.html", "0" * 64, "text/html", 1)
    return Filing(
        source, Agency("x-1", "青岚县水利局"), 2024, "2021", None, {}, (), (), None, None, None, None, cells
    )


@pytest.mark.parametrize(
    ("read", "truth", "outcome"),
    [
        (cell(7), 7, "right"),
        (cell(7, "annotated", "7件"), 7, "right"),
        (cell(Decimal("96171.6")), Decimal("96171.6"), "right"),
        (cell(None, "blank"), None, "right"),
        (cell(None, "placeholder", "/"), None, "right"),
        (cell(None, "illegible", "O"), "O", "right"),
        (cell(22, "annotated", "22（其中 修订16件）"), "22（其中修订16件）", "right"),
        (cell(None, "ambiguous"), 7, "refused"),
        (cell(7, "ambiguous"), 7, "refused"),
        (cell(None, "blank"), 7, "wrong"),
        (cell(None, "blank"), 0, "wrong"),
        (cell(None, "blank"), "O", "wrong"),
        (cell(None, "placeholder", "/"), 7, "wrong"),
        (cell(None, "illegible", "7O"), 7, "refused"),
        (None, 7, "refused"),
        (cell(None, "missing"), "无", "refused"),
        (cell(8), 7, "wrong"),
        (cell(8, "ambiguous"), 7, "wrong"),
        (cell(0), None, "wrong"),
        (cell(5), "无", "wrong"),
        (cell(None, "missing"), None, "unseen"),
        (None, None, "unseen"),
    ],
)
def test_judges_one_cell(read, truth, outcome):
    assert judge(read, truth) == outcome


def test_a_number_where_the_report_has_no_such_cell_is_wrong():
    truth = Truth("2021", {"reviews/reconsideration/total": 7})
    other = cell(3, key="applications/other_else/total")
    blank = cell(None, "missing", key="applications/other_fee_unpaid/total")
    score = score_filing(filing(cell(7), other, blank), truth)
    assert dict(score.counts) == {"right": 1, "wrong": 1}
    assert score.wrong == [Wrong("applications/other_else/total", None, 3)]


def test_lines_show_each_report_the_total_and_every_wrong_cell():
    good = Score("a.html", seconds=0.25)
    good.counts["right"] = 186
    bad = Score("b.pdf", wrong=[Wrong("reviews/reconsideration/total", None, 3)], seconds=0.5)
    bad.counts.update(right=180, refused=4, wrong=1, unseen=1)
    lines = score_lines([good, bad], "en")
    assert [line.split() for line in (lines[0], *lines[2:5])] == [
        ["report", "right", "refused", "wrong", "blank", "unseen", "seconds"],
        ["a.html", "186", "0", "0", "0", "0.250"],
        ["b.pdf", "180", "4", "1", "1", "0.500"],
        ["total", "366", "4", "1", "1", "0.750"],
    ]
    assert lines[5:] == ["wrong: b.pdf reviews/reconsideration/total: a blank printed, 3 read"]
    assert score_lines([bad], "zh")[-1] == "错误：b.pdf reviews/reconsideration/total：应为 空格，读成 3"


def write(folder, variant, report, stem="report"):
    (folder / f"{stem}{variant.suffix}").write_bytes(variant.write(report))
    truth = {**report.as_json(), "cells": {key: report.truth()[key] for key in report.cells}}
    (folder / f"{stem}.truth.json").write_text(json.dumps(truth, default=float), "utf-8")
    return folder / f"{stem}.truth.json"


@pytest.fixture
def report():
    return make_figures(Random(7), "2021", zeros=0.3, blanks=0.2)


def test_reads_every_report_with_a_truth_beside_it(tmp_path, report, capsys):
    (tmp_path / "inner").mkdir()
    write(tmp_path, CLEAN, report)
    write(tmp_path / "inner", TABS, report)
    (tmp_path / "alone.html").write_bytes(CLEAN.write(report))
    assert run([str(tmp_path), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    cells = len(report.cells)
    assert [(score["report"], score["right"], score["wrong"]) for score in scores] == [
        ("report.txt", cells, 0),
        ("report.html", cells, 0),
    ]


def test_objects_when_a_number_is_wrong(tmp_path, report, capsys):
    path = write(tmp_path, CLEAN, report.with_cells(applications__new__total=41))
    truth = json.loads(path.read_text("utf-8"))
    truth["cells"]["applications/new/total"] = 14
    path.write_text(json.dumps(truth), "utf-8")
    assert run([str(tmp_path)]) == 1
    assert "错误：report.html applications/new/total：应为 14，读成 41" in capsys.readouterr().out


def test_a_report_that_cannot_be_read_is_refused_as_a_whole(tmp_path, report, capsys):
    path = write(tmp_path, CLEAN, report)
    (tmp_path / "report.html").write_bytes(b"")
    assert path.is_file()
    (score,) = score_folders([tmp_path])
    filled = sum(value is not None for value in report.truth().values())
    assert dict(score.counts) == {"refused": filled, "unseen": len(report.cells) - filled}
    assert "report.html" in score.message.zh
    assert run([str(tmp_path)]) == 0
    assert "report.html" in capsys.readouterr().err


def test_a_folder_without_reports_is_wrong_usage(tmp_path, capsys):
    assert run([str(tmp_path)]) == 2
    assert "没有带 .truth.json 的报告" in capsys.readouterr().err
    assert run(["--lang", "en", str(tmp_path / "nowhere")]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_a_file_that_is_no_truth_is_named(tmp_path):
    path = tmp_path / "report.truth.json"
    for content in ("[]", "{", '{"form": "2021"}'):
        path.write_text(content, "utf-8")
        with pytest.raises(GoujiError, match=r"report\.truth\.json"):
            Truth.load(path)


def test_truth_numbers_are_exact(tmp_path):
    path = tmp_path / "report.truth.json"
    path.write_text('{"form": "2021", "cells": {"disclosure/fees/amount": 96171.6}}', "utf-8")
    assert Truth.load(path).cells == {"disclosure/fees/amount": Decimal("96171.6")}


def test_help_is_spoken_in_both_languages(capsys):
    run(["--help"])
    assert "记分板" in capsys.readouterr().out
    run(["--help", "--lang", "en"])
    assert "scoreboard" in capsys.readouterr().out
