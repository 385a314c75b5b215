"""Findings decided on in the page itself, in a real browser without a network: marked, kept, saved, read."""

from __future__ import annotations

import shutil

import pytest

from evidence.chromium import BROWSER, browser
from gouji.inputs.decision_file import handed_in

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

AUDIT, OTHER = "2024/yunze-transport/audit.html", "2023/qingxi-water/audit.html"
#: Choose in the n-th control of the page, and write a note.
MARK = """((n, decision, note) => {
  const control = document.querySelectorAll("p.decide")[n];
  const [choice, said] = [control.querySelector("select"), control.querySelector("input")];
  choice.value = decision;
  said.value = note;
  choice.dispatchEvent(new Event("change"));
  return JSON.parse(control.closest("[data-decide]").dataset.decide).finding;
})"""
BAR = "document.querySelector('form.deciding')"
SAVE = f"{BAR}.querySelector('[type=submit]').click()"


@pytest.fixture(scope="module")
def page():
    with browser() as opened:
        opened.screen(1280, 900)
        yield opened


def test_what_is_marked_on_pages_is_saved_in_one_file_that_is_read_back(page, first_run, tmp_path):
    page.open((first_run.out / AUDIT).as_uri())
    assert page.look(f"{BAR}.hidden")
    asked = len(page.asked)
    first = page.look(f'{MARK}(0, "不成立", "=1+1，“见附件”")')
    second = page.look(f'{MARK}(1, "属实", "")')
    assert page.look(f"{BAR}.checkVisibility() && {BAR}.querySelector('output').textContent") == "已标记 2 项"

    page.open((first_run.out / "index.html").as_uri())
    assert page.look(f"{BAR}.querySelector('output').textContent") == "已标记 2 项"
    shown = f"""[...document.querySelectorAll("[data-decide]")].filter((place) =>
      JSON.parse(place.dataset.decide).finding === "{first}").map((place) =>
      place.querySelector("select").value + place.querySelector("input").value)"""
    assert set(page.look(shown)) == {"不成立=1+1，“见附件”"}

    page.look(f"{BAR}.querySelector('[name=by]').value = '王五'")
    page.saving_to(tmp_path)
    page.saved(SAVE)
    saved = tmp_path / "decisions.csv"
    assert saved.read_bytes().startswith("\ufeff问题编号,决定,决定人,时间,说明,".encode())
    made = {one.finding: one for one in handed_in(saved)}
    assert made.keys() == {first, second}
    one = made[first]
    assert (one.decision, one.by, one.note) == ("dismissed", "王五", "=1+1，“见附件”")
    assert (one.body, one.agency, one.year) == ("云泽市交通运输局", "yunze-transport", 2024)
    assert one.rule
    assert one.printed is not None
    assert one.when
    assert (made[second].decision, made[second].note) == ("confirmed", "")

    page.look(f"{BAR}.querySelector('[data-copy]').click()")
    copied = page.look(f"{BAR}.querySelector('textarea').value")
    assert copied.encode() == saved.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")

    page.look(f"{BAR}.querySelector('[type=reset]').click()")
    page.open((first_run.out / AUDIT).as_uri())
    assert page.look(f"{BAR}.hidden")
    assert page.look("document.querySelector('p.decide select').value") == ""
    assert not [url for url in page.asked[asked:] if not url.startswith(("file:", "blob:", "data:"))]
    assert page.said == []


def test_a_page_that_the_browser_saves_keeps_what_is_marked_and_is_read_back(page, first_run, tmp_path):
    page.open((first_run.out / AUDIT).as_uri())
    first = page.look(f'{MARK}(0, "不成立", "=1+1，“见附件”<b>")')
    page.look(f"{BAR}.querySelector('[name=by]').value = '王五'")
    page.look(f"{BAR}.querySelector('[name=by]').dispatchEvent(new Event('input'))")
    saved, archived = tmp_path / "audit.html", tmp_path / "audit.mhtml"
    saved.write_text(f"<!DOCTYPE html>{page.look('document.documentElement.outerHTML')}", "utf-8")
    archived.write_text(page.call("Page.captureSnapshot")["data"], "utf-8", newline="")
    page.look(f"{BAR}.querySelector('[type=reset]').click()")
    for path in (saved, archived):
        [one] = handed_in(path)
        assert (one.finding, one.decision, one.by) == (first, "dismissed", "王五")
        assert (one.note, one.body, one.year) == ("=1+1，“见附件”<b>", "云泽市交通运输局", 2024)
        assert one.rule
        assert one.printed
        assert one.when
    # whoever opens it again sees what was marked, once, and goes on
    page.open(saved.as_uri())
    count = "document.querySelectorAll('p.decide').length"
    assert page.look(f"{count} === document.querySelectorAll('[data-decide]').length")
    assert page.look("document.querySelector('p.decide select').value") == "不成立"
    assert page.look("document.querySelector('p.decide input').value") == "=1+1，“见附件”<b>"
    assert page.look(f"{BAR}.querySelector('output').textContent") == "已标记 1 项"
    page.look(f"{BAR}.querySelector('[type=reset]').click()")
    saved.write_text(page.look("document.documentElement.outerHTML"), "utf-8")
    assert handed_in(saved) == []
    assert page.said == []


def test_another_folder_of_evidence_has_marks_of_its_own(page, first_run, tmp_path):
    other = shutil.copytree(first_run.out, tmp_path / "reports")
    page.open((first_run.out / AUDIT).as_uri())
    page.look(f'{MARK}(0, "属实", "")')
    page.open((other / AUDIT).as_uri())
    assert page.look(f"{BAR}.hidden")
    page.open((first_run.out / AUDIT).as_uri())
    assert page.look("document.querySelector('p.decide select').value") == "属实"


def test_no_other_script_could_run(page, first_run, tmp_path):
    """The policy of the page names its scripts: one that got into the page would not run."""
    whole = (first_run.out / AUDIT).read_text("utf-8")
    bad = tmp_path / "bad.html"
    bad.write_text(whole.replace("</main>", "<script>document.title = 'x'</script></main>"), "utf-8")
    page.open(bad.as_uri())
    assert page.look("document.title") != "x"
    assert page.look("document.querySelectorAll('p.decide').length") > 0
    page.said.clear()
