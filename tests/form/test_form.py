"""``gouji form``: the statutory form checks itself and is read back as it was filled in."""

import io
from pathlib import Path

import docx
import pytest
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook

from gouji.cli.main import run
from gouji.inputs.roster import Roster
from gouji.model.form import STATUTORY, load_form
from gouji.model.text import GoujiError
from gouji.reports import Report, read_report
from gouji.show.form_tables import document_bytes, filled_form
from gouji.show.form_workbook import REPORT_SHEET, form_workbook
from libreoffice import convert, needs_libreoffice

DATA = Path(__file__).parents[2] / "data"
WATER = DATA / "2024" / "qingxi-water.html"
TRANSPORT = DATA / "2024" / "yunze-transport.html"
OFFICE = DATA / "2020" / "yiwu-gov-office.txt"
SAMPLES = (WATER, TRANSPORT, OFFICE, DATA / "2020" / "ywicc.txt", DATA / "2020" / "taihe-middle-school.txt")


def read(path, content=None):
    if content is not None:
        path.write_bytes(content)
    return read_report(Report(path.name, path), Roster.empty())


@pytest.fixture(scope="module", params=["xlsx", "docx"])
def written(request):
    """Write a form, filled from a filing or empty, as one of the two kinds of file."""

    def write(form, filing=None):
        filled = filled_form(form, filing)
        return form_workbook(filled, "zh") if request.param == "xlsx" else document_bytes(filled)

    return lambda folder, form, filing=None: read(folder / f"f.{request.param}", write(form, filing))


@pytest.mark.parametrize("form", STATUTORY)
def test_an_empty_form_is_read_back_empty_in_every_cell(form, written, tmp_path):
    filing = written(tmp_path, form)
    assert filing.form == form
    assert [cell.id for cell in filing.form_cells] == [
        cell for table in load_form(form).tables for cell in table.cell_ids
    ]
    assert {cell.status for cell in filing.form_cells} == {"blank"}
    assert [section.number for section in filing.sections] == [1, 2, 3, 4, 5, 6]
    assert filing.notes == ()
    assert filing.is_blank_form


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_form_filled_from_a_report_says_what_the_report_says(sample, written, tmp_path):
    before = read(sample)
    after = written(tmp_path, before.form, before)
    assert [(cell.id, cell.value) for cell in after.form_cells] == [
        (cell.id, cell.value) for cell in before.form_cells
    ]
    assert (after.year, after.form, after.title) == (before.year, before.form, before.title)
    assert not after.is_blank_form


def test_a_report_on_another_form_is_refused():
    with pytest.raises(GoujiError, match="不是 2019 年格式的报告，而是 2021 格式"):
        filled_form("2019", read(WATER))


def test_what_was_not_read_is_left_open_and_listed(tmp_path):
    words = WATER.read_text("utf-8")
    assert words.count("<td>15</td>") or words.count(">18<")
    damaged = tmp_path / "2024.html"
    damaged.write_text(words.replace(">18<", ">1O<", 1), "utf-8")
    filing = read(damaged)
    [unread] = [cell for cell in filing.form_cells if cell.status == "illegible"]
    book = load_workbook(io.BytesIO(form_workbook(filled_form("2021", filing), "zh")))
    [[place, printed, state]] = [
        [cell.value for cell in row] for row in book["核对"].iter_rows() if row[1].value == "1O"
    ]
    assert "自然人" in place
    assert (printed, state) == (unread.printed, "不是数字")


@pytest.mark.parametrize("form", STATUTORY)
def test_counts_take_whole_numbers_only_and_money_fractions(form):
    book = load_workbook(io.BytesIO(form_workbook(filled_form(form), "zh")))
    limits = {
        (rule.type, rule.formula1, rule.error) for rule in book[REPORT_SHEET].data_validations.dataValidation
    }
    assert ("whole", "0", "只能填 0 或正整数。") in limits
    money = {"2019": "只能填数字，单位元。", "2021": "只能填数字，单位万元。"}
    assert ("decimal", "0", money[form]) in limits
    signed = [one for one in limits if one[1].startswith("-")]
    assert bool(signed) == (form == "2019")
    assert all(rule.showErrorMessage for rule in book[REPORT_SHEET].data_validations.dataValidation)


def test_the_same_form_has_the_same_bytes():
    assert form_workbook(filled_form("2021"), "zh") == form_workbook(filled_form("2021"), "zh")
    assert document_bytes(filled_form("2021")) == document_bytes(filled_form("2021"))


def test_words_of_a_report_never_become_formulas(tmp_path):
    report = tmp_path / "2024.html"
    report.write_text(WATER.read_text("utf-8").replace("<p>", '<p>=HYPERLINK("http://x","y")。', 1), "utf-8")
    filing = read(report)
    book = load_workbook(io.BytesIO(form_workbook(filled_form("2021", filing), "zh")))
    formulas = [c.value for row in book[REPORT_SHEET].iter_rows() for c in row if c.data_type == "f"]
    assert formulas
    assert all(formula.startswith("=IF(AND(COUNT(") for formula in formulas)


#: Cells that are changed in a form filled from the sound report, and what is then said beside which line.
CASES = {
    "whole": ({}, []),
    "row": ({"applications/granted/other": 1}, ["16≠15", "1≠0"]),
    "reviews": ({"reviews/reconsideration/total": 7}, ["≠7"]),
    "empty total": ({"applications/new/total": None}, ["总计未填", "总计未填"]),
    "fraction": ({"applications/new/research": 0.5, "applications/granted/research": 0.5}, ["≠"]),
    "words": ({"disclosure/licences/decisions": "约五百"}, []),
    "placeholder": ({"disclosure/licences/decisions": "/"}, []),
}


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    """For each case what LibreOffice works out on both sheets: the red texts of the first, of the second."""
    home = tmp_path_factory.mktemp("libreoffice")
    filing = read(WATER)
    for name, (changes, _) in CASES.items():
        book = load_workbook(io.BytesIO(form_workbook(filled_form("2021", filing), "zh")))
        places = {cell.id: cell.place.reference for cell in read(home / "a.xlsx", _saved(book)).form_cells}
        for cell, value in changes.items():
            book[REPORT_SHEET][places[cell]] = value
        (home / f"{name}.xlsx").write_bytes(_saved(book))
    (home / "a.xlsx").unlink()
    out = convert(sorted(home.glob("*.xlsx")), "xlsx", home / "out")
    return {name: _red(out / f"{name}.xlsx") for name in CASES}


def _saved(book):
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _red(path):
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)
    return [
        [
            values[sheet.title][cell.coordinate].value
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f" and values[sheet.title][cell.coordinate].value
        ]
        for sheet in formulas
    ]


@needs_libreoffice
@pytest.mark.parametrize("case", CASES)
def test_libreoffice_says_what_is_broken_and_nothing_of_what_is_whole(case, computed):
    beside, words = computed[case]
    expected = CASES[case][1]
    if not expected:
        assert beside == []
    for said in expected:
        assert any(said in one for one in beside), (said, beside)
    wrong = {"fraction": "有不是整数的内容", "words": "有不是整数的内容"}.get(case)
    assert (wrong in words) == (wrong is not None)
    if case in ("whole", "placeholder"):
        assert words == []
    else:
        assert words[0] == f"{len(words) - 1} 处不符，见下表"
    if case == "row":
        assert any(one.startswith("左边合计 16，右边合计 15，相差 1") for one in words)


@needs_libreoffice
def test_the_results_in_a_new_form_are_those_that_libreoffice_works_out(computed):
    book = load_workbook(io.BytesIO(form_workbook(filled_form("2021", read(WATER)), "zh")), data_only=True)
    said = [cell.value for row in book["核对"].iter_rows(min_row=4) for cell in row[2:3] if cell.value]
    assert said == computed["whole"][1] == []


def test_a_blank_form_is_told_as_blank_and_broken_ones_ask_for_correction(tmp_path, capsys):
    blank, broken, sound = (str(tmp_path / name) for name in ("blank.xlsx", "broken.xlsx", "sound.xlsx"))
    assert run(["form", "2021", "--out", blank]) == 0
    assert run(["form", "2021", "--from", str(TRANSPORT), "--out", broken]) == 0
    assert run(["form", "2021", "--from", str(WATER), "--out", sound]) == 0
    capsys.readouterr()
    assert run(["check", "--before-filing", blank, sound]) == 0
    said = capsys.readouterr().out
    assert "[空白表] blank.xlsx：还没有填数，没有可核对的内容。填好后再核对。" in said
    assert "[未见问题] 青溪县水务局 2024 · 0 项发现 · sound.xlsx" in said
    assert run(["check", "--before-filing", broken]) == 1
    said = capsys.readouterr().out
    assert "[须改正后再报] 云泽市交通运输局 2024" in said
    assert "怎么办：请对照台账，改正其中写错的数。" in said
    assert "可能写错的是：“（一）予以公开 · 自然人”由 12 改为 21。" in said


def as_text(form, put=None):
    """A form as Word and LibreOffice save it as a text: a cell a line, an empty one an empty line.

    ``put`` is what stands in the first cells that are to be filled in, behind a label.
    """
    document = docx.Document(io.BytesIO(document_bytes(filled_form(form))))
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(block.text)
            continue
        own = dict.fromkeys(cell._tc for row in block.rows for cell in row.cells)
        lines += ["".join(one.itertext()).strip() for one in own]
    for label, figures in (put or {}).items():
        at = next(number for number, line in enumerate(lines) if label in line)
        lines[at + 1 : at + 1 + len(figures)] = figures
    return "\n".join(lines)


@pytest.mark.parametrize("form", STATUTORY)
def test_a_form_saved_as_a_text_is_blank_until_a_figure_or_a_sentence_stands_in_it(form, tmp_path):
    def blank(text):
        return read(tmp_path / "f.txt", text.encode()).is_blank_form

    empty = as_text(form)
    assert blank(empty)
    assert blank(empty.replace("（机关名称）（年度）年", "云泽市水务局2025年"))
    assert not blank(as_text(form, {"本年新收": list("1000001")}))
    assert not blank(as_text(form, {"本年新收": ["1"]}))
    assert not blank(empty.replace("其他需要报告的事项", "其他需要报告的事项\n无其他事项。"))


@needs_libreoffice
@pytest.mark.exhaustive
def test_a_blank_form_is_told_as_blank_whatever_it_was_saved_as(tmp_path, capsys):
    for form in STATUTORY:
        (tmp_path / f"{form}.docx").write_bytes(document_bytes(filled_form(form)))
        (tmp_path / f"{form}.xlsx").write_bytes(form_workbook(filled_form(form), "zh"))
    made = [tmp_path / f"{form}.{kind}" for form in STATUTORY for kind in ("docx", "xlsx")]
    for kind, suffixes in {
        ".docx": ("odt", "pdf", "html", "txt", "rtf", "doc"),
        ".xlsx": ("ods", "xls"),
    }.items():
        for suffix in suffixes:
            found = sorted(tmp_path.glob(f"*{kind}"))
            convert(found, suffix, tmp_path / "out")
            made += [tmp_path / "out" / f"{path.stem}.{suffix}" for path in found]
    assert run(["check", "--before-filing", *map(str, made)]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("[")]
    assert len(told) == len(made)
    assert {line.partition(" ")[0] for line in told} == {"[空白表]"}


def test_of_a_form_filled_in_by_half_it_is_said_what_is_left_and_nothing_is_proposed(tmp_path, capsys):
    half = tmp_path / "half.xlsx"
    assert run(["form", "2021", "--out", str(half)]) == 0
    book = load_workbook(half)
    sheet = book[REPORT_SHEET]
    [at] = [
        cell for row in sheet.iter_rows() for cell in row if cell.value == "一、本年新收政府信息公开申请数量"
    ]
    for column, figure in enumerate((3, 0, 0, 0, 0, 0, 4), start=4):
        sheet.cell(at.row, column).value = figure
    book.save(half)
    capsys.readouterr()
    assert run(["check", "--before-filing", str(half)]) == 1
    said = capsys.readouterr().out
    assert "还有 193 格没有填，合计也没有填齐。填齐以后请再核对一遍。" in said
    assert "各类申请人相加 3，而“总计”印为 4，相差 1。" in said
    assert "可能写错的是" not in said
    sheet.cell(at.row, 10).value = 3
    book.save(half)
    assert run(["check", "--before-filing", str(half)]) == 0
    assert "[请逐项核实]" in capsys.readouterr().out


def test_a_form_that_may_have_been_filled_in_is_not_overwritten(tmp_path, capsys):
    out = tmp_path / "form.xlsx"
    assert run(["form", "2021", "--out", str(out)]) == 0
    assert run(["form", "2021", "--out", str(out)]) == 0
    out.write_bytes(out.read_bytes() + b" ")
    assert run(["form", "2021", "--out", str(out)]) == 2
    assert "已存在，可能已有人填写，不予覆盖" in capsys.readouterr().err
