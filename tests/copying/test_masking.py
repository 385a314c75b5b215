"""What counts as a report's own words, and the way back to where they are printed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copying.prose import independent
from gouji.copying.masking import mask, narrowed
from gouji.model.filing import Agency
from rules.build import AGENCY, filing

OWN = "古树挂牌之后游客可以扫码听讲解"


def words(text, agency=AGENCY):
    return mask(filing(agency=agency, prose={1: text, 5: "", 6: ""})).masked.text


@pytest.mark.parametrize(
    "formula",
    [
        "坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻党的二十大和二十届二中、三中全会精神。",
        "根据《中华人民共和国政府信息公开条例》和国办公开办函〔2021〕30号要求，编制本报告。",
        "本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
        "如对本报告有疑问，请与示例市教育局办公室联系（地址：示例路1号，邮编：100000，电话：010-12345678）。",
        "本机关没有其他需要报告的事项。",
        "按照《政府信息公开信息处理费管理办法》收取信息处理费情况：本年度收取信息处理费0元。",
        "2.其他法律行政法规禁止公开；（二）部分公开（区分处理的，只计这一情形，不计其他情形）。",
    ],
)
def test_formulas_do_not_count(formula):
    assert words(formula + OWN + "。") == OWN


def test_names_figures_and_titles_do_not_count():
    here = Agency("a", "示例省新乡市河口区水务局", "行政机关", "县级", None, "示例省新乡市", on_roster=True)
    there = Agency("b", "他山县林业局", "行政机关", "县级", None, "他山县", on_roster=True)
    first = words("2023年，河口区水务局会同区委把《河口区供水办法》印了300份，我局共答疑十二次。", here)
    second = words("2019年，他山县林业局会同县委把《他山县护林规定》印了45份，我局共答疑三次。", there)
    assert first == second == "年会同委把印了份共答疑次"


def test_a_sentence_of_which_little_remains_does_not_count():
    assert words("信息公开工作有待进一步加强，很好。" + OWN + "。") == OWN


def test_lines_broken_anywhere_are_the_same_text():
    assert words("古树挂牌之\n后游客可以 扫码听讲\u3000解。") == OWN


def test_full_width_figures_do_not_count():
    assert words("古树挂牌３００株之后，游客可以扫码听讲解。") == "古树挂牌株之后游客可以扫码听讲解"


def test_section_five_is_known():
    made = mask(filing(prose={1: OWN + "。", 5: "方言讲解只录了三个村，其余还没有录。"}))
    assert made.masked.five_text == "方言讲解只录了个村其余还没有录"


@pytest.mark.parametrize("run", ["a", "市", "十", "第", "未", "没有", "《", "1.", "某局@", "www"])
def test_a_long_run_of_one_character_ends(run):
    """A pattern that is tried at each of them, and runs to the end each time, would take hours."""
    assert words(f"{OWN}。{run * 100_000}。{OWN}。").startswith(OWN)


def test_a_report_without_prose_has_no_words():
    made = mask(replace(filing(sections=()), preamble=()))
    assert (made.masked.text, made.masked.five_text, made.masked.ends.tolist()) == ("", "", [])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_every_word_is_quoted_from_where_it_is_printed(seed):
    [report] = independent(seed, 1)
    made = mask(report)
    text = made.masked.text
    assert "".join(made.printed[at] for at in made.origin) == text
    assert made.masked.sentences[0] == 0
    assert (made.masked.ends > made.masked.sentences).all()
    quote, place = made.quote(0, len(text))
    paragraphs = {p.place: p.text for s in report.sections for p in s.paragraphs}
    paragraphs |= {p.place: p.text for p in report.preamble}
    assert quote[:10] in paragraphs[place]


NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@given(st.text(st.one_of(st.characters(), st.sampled_from("\u3000\u2003\x1c\x85 ！～｟年"))))
def test_a_narrowed_text_has_no_space_and_no_full_width_form(printed):
    text, where = narrowed(printed)
    assert text == "".join(printed.split()).translate(NARROW)
    assert [printed[at].translate(NARROW) for at in where] == list(text)
