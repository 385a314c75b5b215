"""The pages in a real browser without a network: nothing is asked for, the filter works."""

from __future__ import annotations

import shutil
import subprocess
from typing import NamedTuple

import pytest
from lxml import html

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


class Seen(NamedTuple):
    tree: html.HtmlElement
    log: str


def opened(url: str, profile) -> Seen:
    done = subprocess.run(
        [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={profile}",
            "--virtual-time-budget=2000",
            "--dump-dom",
            url,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return Seen(html.fromstring(done.stdout), done.stderr)


@pytest.mark.parametrize("name", ["index.html", "2023/qingxi-water/audit.html"])
def test_a_page_asks_for_nothing_and_says_nothing_to_the_console(first_run, tmp_path, name):
    seen = opened((first_run.out / name).as_uri(), tmp_path)
    assert "CONSOLE" not in seen.log
    assert seen.tree.xpath("//h1")


def shown_rows(tree):
    return [row.get("data-verdict") for row in tree.xpath("//table[@data-sortable]/tbody/tr[not(@hidden)]")]


def test_the_summary_filters_by_what_the_address_says(first_run, tmp_path):
    page = (first_run.out / "index.html").as_uri()
    every = opened(page, tmp_path).tree
    assert len(shown_rows(every)) == 2
    assert not every.xpath("//form[@hidden]")
    assert every.xpath("//th/button")
    year = opened(f"{page}#year=2024", tmp_path).tree
    assert [row.get("data-year") for row in year.xpath("//table[@data-sortable]/tbody/tr[not(@hidden)]")] == [
        "2024"
    ]
    assert year.xpath("//output/text()") == ["1 / 2 份"]
    assert shown_rows(opened(f"{page}#verdict=unauditable", tmp_path).tree) == []


def test_the_summary_is_whole_without_script(first_run):
    tree = html.fromstring((first_run.out / "index.html").read_bytes())
    assert len(shown_rows(tree)) == 2
    assert tree.xpath("//form/@hidden")
    assert not tree.xpath("//th/button")
