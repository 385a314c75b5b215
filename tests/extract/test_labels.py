"""Short cuts of comparing labels: what they rest on, and that they change nothing."""

import sys
from unicodedata import combining, decomposition, normalize

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from gouji.extract.labels import (
    NOT_WORD,
    NUMBERING,
    SAME,
    SHORT,
    UNNUMBERED,
    UNUSUAL,
    bare,
    core,
    glued,
    reach,
    split_number,
)
from gouji.model.text import ideographs

EVERY = [chr(code) for code in range(sys.maxunicode + 1)]
USUAL = [char for char in EVERY if not UNUSUAL.search(char)]
MARKS = "１（一)e\u0301\u0338、．它 \u200b㈠⼀豈"
TEXTS = st.text(st.sampled_from(USUAL) | st.sampled_from(MARKS) | st.characters())


def core_of_all_normalized(text):
    words = NOT_WORD.sub("", normalize("NFKC", ideographs(text)))
    return words.translate(str.maketrans({"它": "他", "佘": "余", "迳": "径"}))


def test_a_usual_character_is_itself_or_no_word():
    for char in USUAL:
        assert combining(char) == 0
        assert NOT_WORD.sub("", normalize("NFKC", char)) == NOT_WORD.sub("", char)


def test_usual_characters_never_become_another_one_together():
    usual = set(USUAL) | {char for one in USUAL for char in normalize("NFKC", one)}
    composed = [parts for char in EVERY if (parts := decomposition(char).split()) and len(parts) == 2]
    for first, second in (parts for parts in composed if not parts[0].startswith("<")):
        assert not {chr(int(first, 16)), chr(int(second, 16))} <= usual


@given(TEXTS)
def test_the_words_of_a_label_are_those_of_its_normal_form(text):
    assert core(text) == core_of_all_normalized(text)


@given(TEXTS)
def test_a_label_that_cannot_be_numbered_is_not(text):
    if UNNUMBERED.match(text):
        assert NUMBERING.match(normalize("NFKC", text)) is None
        assert split_number(text) == (None, text)
        assert bare(text) == core_of_all_normalized(text)


def test_every_numbering_is_looked_for():
    for number in ("一、", "十、", "（一）", "㈠", "1.", "１、", "\u3000二、", "⼀、"):
        assert split_number(f"{number}规章")[0] is not None, number
    assert split_number("规章一、")[0] is None


@given(st.text("规章行政许可", min_size=SHORT + 1, max_size=12), st.text("规章行政许可其他", max_size=40))
def test_a_text_much_longer_than_a_label_is_not_like_it(label, rest):
    for printed in (label + rest, rest + label[:-1], rest + label[: len(label) // 2]):
        if len(printed) > reach(label):
            assert fuzz.ratio(printed, label) < 100 * SAME
            assert glued(printed, label, ()) == 0
            assert not label.startswith(printed)
