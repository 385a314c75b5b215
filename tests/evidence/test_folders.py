"""Where evidence goes, whatever a report claims."""

import ntpath
import string
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.evidence.records import evidence_folders, safe_name

#: Python 3.13 has moved the question, and warns of the old place.
reserved = getattr(ntpath, "isreserved", lambda name: PureWindowsPath(name).is_reserved())
names = st.one_of(
    st.text(max_size=80),
    st.text(alphabet='./\\:*?"<>|-_ a', max_size=20),
    st.sampled_from(["..", ".", "", "/etc", "C:\\x", "con", "NUL.txt", "a" * 500, "乡" * 200, "x\x00y"]),
)


@pytest.mark.parametrize("name", ["yiwu-gov-office", "x-0123456789ab", "义乌市", "a.b", "A_1"])
def test_a_harmless_id_names_its_folder_itself(name):
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("/abs", "abs"),
        ("CON", "CON"),
        ("lpt1.txt", "lpt1-txt"),
        ("..", "agency"),
        ("", "agency"),
        ("a b", "a-b"),
        ("end.", "end"),
    ],
)
def test_any_other_ends_in_a_digest_of_itself(name, kept):
    safe = safe_name(name)
    stem, _, digest = safe.rpartition("-")
    assert stem == kept
    assert len(digest) == 8
    assert set(digest) <= set(string.hexdigits)


@given(names)
def test_a_name_is_one_folder_everywhere(name):
    safe = safe_name(name)
    assert PurePosixPath(safe).parts == (safe,)
    assert PureWindowsPath(safe).parts == (safe,)
    assert safe not in {".", ".."}
    assert not safe.startswith(".")
    assert not safe.endswith((".", " "))
    assert len(safe.encode()) <= 255
    assert not reserved(safe)
    assert safe_name(safe) == safe


@given(
    st.lists(
        st.tuples(st.sampled_from([2020, 2021, None, -5, 99999]), names, names),
        unique_by=lambda claim: claim[2],
        max_size=8,
    )
)
def test_no_two_reports_share_a_folder_whatever_the_order(claims):
    folders = evidence_folders(claims)
    assert len({folder.casefold() for folder in folders}) == len(claims)
    assert dict(zip(claims[::-1], evidence_folders(claims[::-1]), strict=True)) == dict(
        zip(claims, folders, strict=True)
    )


def test_folders_that_differ_in_case_only_are_told_apart():
    first, second = evidence_folders([(2020, "abc", "a.txt"), (2020, "ABC", "b.txt")])
    assert first.startswith("2020/abc-")
    assert second.startswith("2020/ABC-")


def test_copies_of_one_report_are_numbered():
    first, second = evidence_folders([(2020, "a", "x.txt")] * 2)
    assert second == f"{first}-2"


def test_an_impossible_year_has_a_folder_of_its_own():
    assert evidence_folders([(None, "a", "r"), (0, "b", "r")]) == ["undated/a", "undated/b"]
