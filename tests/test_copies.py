"""Which copy stands for a year."""

from itertools import permutations

from gouji.copies import Copy, one_a_year


def test_of_two_copies_always_the_same_one_stands_for_the_year():
    copies = [Copy("a", 2023, "2"), Copy("a", 2023, "1"), Copy("a", 2024, "3"), Copy("b", 2023, "0")]
    copies.append(Copy("a", None, "0"))
    for order in permutations(copies):
        assert one_a_year(order, lambda one: one) == {
            ("a", 2023): copies[1],
            ("a", 2024): copies[2],
            ("b", 2023): copies[3],
        }


def test_of_the_same_bytes_twice_it_is_the_later_one():
    held = [(Copy("a", 2023, "1"), "first.html"), (Copy("a", 2023, "1"), "second.html")]
    assert one_a_year(held, lambda one: one[0])["a", 2023][1] == "second.html"
