"""An optional import that is left out is as if it were not installed, and only where it is asked for."""

import io
import subprocess
import sys
from contextlib import redirect_stdout

import pytest

from gouji.readers.limits import put_off, without_module


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


def test_a_module_that_is_put_off_is_loaded_when_it_is_asked_for(tmp_path, monkeypatch):
    (tmp_path / "put_off_sample.py").write_text("print('loaded')\nVALUE = 2\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "put_off_sample", raising=False)
    finders = list(sys.meta_path)
    said = io.StringIO()
    with redirect_stdout(said), put_off("put_off_sample"):
        import put_off_sample
    assert (said.getvalue(), sys.meta_path) == ("", finders)
    with redirect_stdout(said):
        assert put_off_sample.VALUE == 2
    assert said.getvalue() == "loaded\n"


def test_what_is_put_off_for_great_expectations_is_there_when_asked_for():
    import gouji.rules.gx  # noqa: F401

    # isort: split
    from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as module

    assert module.stats.norm.cdf(0) == 0.5
    assert module.alt.Chart.__name__ == "Chart"
