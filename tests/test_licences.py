"""Every dependency has a permissive licence, and the table says which."""

from __future__ import annotations

import pytest

from licences import locked, stated, unwanted, written


def test_the_table_has_every_locked_package():
    assert list(written()) == locked()


def test_the_table_says_what_the_packages_say():
    found = stated()
    assert len(found.keys() & written().keys()) > 100
    assert {name: found[name] for name in found.keys() & written().keys()} == {
        name: licence for name, licence in written().items() if name in found
    }


def test_every_licence_is_permissive():
    assert {name: licence for name, licence in written().items() if unwanted(licence)} == {}


@pytest.mark.parametrize(
    ("licence", "terms"),
    [
        ("MIT", set()),
        ("MIT OR GPL-3.0-only", set()),
        ("BSD-3-Clause AND (Apache-2.0 OR MIT)", set()),
        ("MIT AND LGPL-3.0-only", {"LGPL-3.0-only"}),
        ("unknown", {"unknown"}),
    ],
)
def test_what_is_not_permissive_is_found(licence, terms):
    assert unwanted(licence) == terms
