"""Plain texts: ordinary figures, no white space, no titles."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.model.document import Paragraph, Place
from gouji.model.sentences import Narrative, plain
from gouji.model.text import ideographs, tight


def test_every_figure_becomes_an_ordinary_one_every_radical_a_word_and_nothing_else_changes():
    for char in map(chr, range(sys.maxunicode + 1)):
        figure = char.isdigit() or char in "％．"
        assert plain(char) == (
            "" if char.isspace() else unicodedata.normalize("NFKC", char) if figure else ideographs(char)
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年共收到申请 １２ 件\u3000，占３．５％", "全年共收到申请12件，占3.5%"),
        ("根据《中华人民共和国政府信息公开条例》和《 通知 》要求", "根据《》和《》要求"),
        ("第①项、²次", "第1项、2次"),
        ("《没有结束的书名", "《没有结束的书名"),
        ("5件，占\ufffd.17%，共1,23\ufffd件", "5件，占\ufffd%，共\ufffd件"),
    ],
)
def test_a_text_is_made_plain(text, expected):
    assert plain(text) == expected


def test_no_kind_of_white_space_is_left():
    assert tight("一 二\u3000三\n四\t五\u00a0六\u2003七") == "一二三四五六七"


@given(
    st.lists(
        st.sampled_from(["《", "》", "。", "；", "１", "12", "件", "\ufffd", " ", "（不明）"]), max_size=12
    )
)
def test_each_sentence_has_its_own_plain_text(pieces):
    paragraph = Paragraph("共收到申请" + "".join(pieces), Place(line=1))
    for sentence in Narrative.of([paragraph], []).sentences:
        assert sentence.plain == plain(sentence.text)
