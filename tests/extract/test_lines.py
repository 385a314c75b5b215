"""How running text is split into words and values."""

from hypothesis import given
from hypothesis import strategies as st

from gouji.extract.lines import _BETWEEN_LABELS, _UNIT_APART, _numbers_a_label, _unglued, _words


@given(st.text("规章万元件四结转（一）)、.／/—- \t\u3000“”"))
def test_without_a_digit_nothing_is_set_apart_but_by_blanks(text):
    words = text.split()
    assert list(_words(text)) == words
    assert _BETWEEN_LABELS.sub("x", _UNIT_APART.sub("x", text)) == text
    assert not any(_numbers_a_label(word, "规章") for word in words)
    assert [part for word in words for part in _unglued(word)] == words


def test_a_value_is_set_apart_from_what_it_is_glued_to():
    words = ["数量", "30", "65", "四、结转", "4574.73万元", "0", "2.没有现成信息"]
    assert list(_words("数量30 65四、结转 4574.73 万元 02.没有现成信息")) == words
