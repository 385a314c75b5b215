"""Hidden characters are shown, everything else stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.model.safe import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("予以公开 21", "予以公开 21"),
        ("a\tb\nc\r\nd", "a\tb\nc\nd"),
        ("abc\u202e123", "abc‹U+202E›123"),
        ("\x1b[31m红", "‹U+001B›[31m红"),
        ("\x00", "‹U+0000›"),
        ("\ud800", "‹U+D800›"),
        ("社会\u200b组织", "社会‹U+200B›组织"),
        ("\U000e0041", "‹U+E0041›"),
    ],
)
def test_hidden_characters_are_written_out(text, shown):
    assert visible(text) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_hidden_is_left(text):
    shown = visible(text)
    shown.encode()  # no lone surrogate
    controls = {char for char in shown if unicodedata.category(char) in {"Cc", "Cs"}}
    assert controls <= {"\t", "\n"}
    assert not {unicodedata.bidirectional(char) for char in shown} & {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "LRI",
        "RLI",
        "FSI",
    }
    assert visible(shown) == shown
