"""An optional import that is left out is as if it were not installed, and only where it is asked for."""

import subprocess
import sys

import pytest

from gouji.rules.gx import without_module


def test_an_import_fails_as_of_a_module_that_is_not_there(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with without_module("colorsys"), pytest.raises(ImportError):
        __import__("colorsys")
    assert __import__("colorsys").rgb_to_hsv


def test_a_module_that_was_imported_before_stays():
    with without_module("json"):
        assert sys.modules["json"] is __import__("json")
    assert "json" in sys.modules


def test_great_expectations_is_imported_without_the_grammar_of_addresses():
    said = "import gouji.rules.gx, sys; print('rfc3987_syntax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
