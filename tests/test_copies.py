"""Which copy stands for a year."""

from itertools import permutations

import pytest

from gouji.model.filing import ReportCopy, one_a_year, standing


def test_of_two_copies_always_the_same_one_stands_for_the_year():
    copies = [
        ReportCopy("a", 2023, "2"),
        ReportCopy("a", 2023, "1"),
        ReportCopy("a", 2024, "3"),
        ReportCopy("b", 2023, "0"),
    ]
    copies.append(ReportCopy("a", None, "0"))
    for order in permutations(copies):
        assert one_a_year(order, lambda one: one) == {
            ("a", 2023): copies[1],
            ("a", 2024): copies[2],
            ("b", 2023): copies[3],
        }


def test_of_the_same_bytes_twice_it_is_the_later_one():
    held = [(ReportCopy("a", 2023, "1"), "first.html"), (ReportCopy("a", 2023, "1"), "second.html")]
    assert one_a_year(held, lambda one: one[0])["a", 2023][1] == "second.html"


SURE = "其余各份的机关名称既不在名录中，也不是标题所印的全称"
RULED_OUT = "各份的附属文件都写明不作数（作数 = false）"


def copy(sha256, read=0, counts=None, safe=True):
    return ReportCopy("a", 2023, sha256, read, counts, safe)


@pytest.mark.parametrize(
    ("copies", "first", "why"),
    [
        ([copy("2", 198), copy("1", 150)], "2", "读出的单元格最多（198 格）"),
        ([copy("2", 198), copy("1", 150, counts=True)], "1", "附属文件写明以它为准（作数 = true）"),
        ([copy("2", 198, counts=False), copy("1", 9)], "1", "其余各份的附属文件写明不作数（作数 = false）"),
        ([copy("2", 9), copy("1", 9)], "1", "各份读出的单元格同样多，按文件摘要取其一，与先后无关"),
        (
            [copy("2", 9, safe=False), copy("1", 1)],
            "1",
            "其余各份的机关名称既不在名录中，也不是标题所印的全称",
        ),
        (
            [copy("2", 9, counts=False), copy("1", 1, counts=False)],
            None,
            "各份的附属文件都写明不作数（作数 = false）",
        ),
        (
            [copy("2", 9, safe=False), copy("1", 1, safe=False)],
            None,
            "本报告的机关名称既不在名录中，也不是标题所印的全称，不能认定与其他报告属同一机关，不作比较",
        ),
    ],
)
def test_which_copy_counts_is_said_with_the_reason(copies, first, why):
    for order in (copies, copies[::-1]):
        found, said = standing(order)
        assert (found and found.sha256, said.zh) == (first, why)
        assert one_a_year(order, lambda one: one) == ({("a", 2023): found} if found else {})
