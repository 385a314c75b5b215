"""The pages in a real browser without a network: silent, whole, legible, usable by hand, key and paper."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import nbformat
import pypdfium2
import pytest
from lxml import html

from evidence.chromium import BROWSER, browser
from evidence.samples import audit
from evidence.test_handover import record
from gouji.show import audit_views, summary_views
from gouji.show.page import page_bytes
from gouji.show.render import PALETTE

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

ROOT = Path(__file__).parents[2]
#: The pages of the sample data, as the repository has them.
COMMITTED = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("reports/**/*.html"))
FRESH = ("index.html", "2023/qingxi-water/audit.html", "2024/yunze-transport/audit.html")
DESK, PHONE = (1280, 900), (360, 780)
AUDIT = "2024/yunze-transport/audit.html"

#: Every character of the page in the fonts it is shown in, compared with what is drawn for no character.
LACKING = """(() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 48;
  const ink = canvas.getContext("2d", {willReadFrequently: true});
  const drawn = (font, text) => {
    ink.clearRect(0, 0, 48, 48);
    ink.font = font;
    ink.fillText(text, 4, 36);
    return ink.getImageData(0, 0, 48, 48).data.join();
  };
  const fonts = new Map();
  const note = (style, text) => {
    const font = `${style.fontStyle} ${style.fontWeight} 32px ${style.fontFamily}`;
    if (!fonts.has(font)) fonts.set(font, new Set());
    for (const character of text) if (character.trim()) fonts.get(font).add(character);
  };
  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    if (["STYLE", "SCRIPT"].includes(element.tagName)) continue;
    for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) note(style, child.data);
    for (const part of ["::before", "::after"]) {
      const made = getComputedStyle(element, part);
      if (made.content.startsWith('"')) note(made, JSON.parse(made.content));
    }
  }
  const lacking = [];
  for (const [font, characters] of fonts) {
    const nothing = ["\\u0378", "\\u{3FFFD}"].map((text) => drawn(font, text));
    for (const one of characters) if (nothing.includes(drawn(font, one))) lacking.push(one);
  }
  return lacking.join("");
})()"""

ROWS = "[...document.querySelectorAll('table[data-sortable] tbody tr')]"
SHOWN = f"{ROWS}.filter((row) => row.checkVisibility())"


@pytest.fixture(scope="module")
def page():
    with browser() as opened:
        yield opened


@pytest.fixture
def summary(page, first_run):
    page.screen(*DESK)
    page.open((first_run.out / "index.html").as_uri())
    return page


def assert_well_shown(page, address):
    page.asked.clear()
    page.said.clear()
    for screen in (DESK, PHONE):
        page.screen(*screen)
        page.open(address)
        assert page.look("document.documentElement.scrollWidth <= innerWidth"), screen
        assert page.look("document.querySelectorAll('h1').length") == 1
    assert page.look(LACKING) == ""
    assert set(page.asked) == {address}
    assert page.said == []


def test_there_are_pages_of_the_sample_data():
    assert len(COMMITTED) > 8


@pytest.mark.parametrize("name", COMMITTED)
def test_a_page_of_the_repository_asks_for_nothing_fits_every_screen_and_lacks_no_glyph(page, name):
    assert_well_shown(page, (ROOT / name).as_uri())


@pytest.mark.parametrize("name", FRESH)
def test_a_page_made_now_asks_for_nothing_fits_every_screen_and_lacks_no_glyph(page, first_run, name):
    assert_well_shown(page, (first_run.out / name).as_uri())


def test_what_the_page_tests_look_for_would_be_seen(page, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<meta charset=utf-8><p>甲\u0378</p><p style='width:3000px'>x</p><img src=http://example.org/x.png>"
        "<script>undefined.x</script>",
        "utf-8",
    )
    page.asked.clear()
    page.said.clear()
    page.screen(*PHONE)
    page.open(bad.as_uri())
    assert page.look(LACKING) == "\u0378"
    assert page.look("document.documentElement.scrollWidth > innerWidth")
    assert page.asked == [bad.as_uri(), "http://example.org/x.png"]
    assert any("Uncaught" in said for said in page.said)
    assert any("ERR_" in said for said in page.said)


def test_no_network_can_be_reached(page, first_run):
    page.open((first_run.out / AUDIT).as_uri())
    refused = "fetch('http://127.0.0.1:9/').then(() => 'reached', () => 'refused')"
    assert page.look(refused) == "refused"


def choose(page, by, value):
    page.look(
        f"(() => {{ const field = document.querySelector('[data-by={by}]'); field.value = '{value}';"
        "field.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


@pytest.mark.parametrize(
    ("by", "value", "agencies"),
    [
        ("verdict", "violation", ["云泽市交通运输局"]),
        ("verdict", "pass", ["青溪县水务局", "青溪县水务局"]),
        ("rule", "T3-ROW-TOTAL", ["云泽市交通运输局"]),
        ("region", "虚构县青溪", ["青溪县水务局", "青溪县水务局"]),
        ("year", "2024", ["云泽市交通运输局", "青溪县水务局"]),
        ("name", "交通", ["云泽市交通运输局"]),
    ],
)
def test_the_summary_filters(summary, by, value, agencies):
    choose(summary, by, value)
    assert summary.look(f"{SHOWN}.map((row) => row.cells[1].textContent)") == agencies
    assert summary.look("document.querySelector('output').textContent") == f"{len(agencies)} / 3 份"
    assert summary.look("location.hash").startswith(f"#{by}=")
    summary.look("document.querySelector('button[type=reset]').click()")
    summary.look("new Promise((done) => setTimeout(done, 50))")
    assert summary.look(f"{SHOWN}.length") == 3


def test_a_filter_travels_in_the_address(page, first_run):
    page.open("about:blank")
    page.open(f"{(first_run.out / 'index.html').as_uri()}#year=2024&verdict=pass")
    assert page.look(f"{SHOWN}.map((row) => row.dataset.verdict + row.cells[2].textContent)") == ["pass2024"]


def test_the_summary_sorts_by_key(summary):
    summary.look("document.querySelectorAll('th button')[2].focus()")
    years = f"{ROWS}.map((row) => row.cells[2].textContent)"
    summary.press("Enter")
    assert summary.look(years) == ["2024", "2024", "2023"]
    assert summary.look("document.querySelectorAll('th')[2].ariaSort") == "descending"
    summary.press("Space")
    assert summary.look(years) == ["2023", "2024", "2024"]
    assert summary.look("[...document.querySelectorAll('[aria-sort]')].map((head) => head.ariaSort)") == [
        "ascending"
    ]


def test_a_count_by_severity_leads_to_its_rules_and_each_to_its_findings(summary):
    summary.look(
        "[...document.querySelectorAll('.rulebar a')].find((a) => /违规/.test(a.textContent)).click()"
    )
    assert summary.look("location.hash") == "#severity-violation"
    assert summary.look("document.querySelector(':target').textContent").split() == ["×", "违规", "2"]
    summary.look("document.querySelector('table.picture thead a').click()")
    summary.look("new Promise((done) => setTimeout(done, 50))")
    opened = "document.querySelector('details[open] li a')"
    assert AUDIT in summary.look(f"{opened}.href")


def test_a_link_of_the_summary_leads_to_the_finding(summary):
    summary.follow(f"{ROWS}.flatMap((row) => [...row.querySelectorAll('a')]).at(2).click()")
    assert AUDIT in summary.look("location.pathname")
    assert summary.look("location.hash").startswith("#f-")
    assert summary.look("document.querySelector('article:target').getBoundingClientRect().top < innerHeight")
    summary.look("document.querySelector('article:target th a').click()")
    assert summary.look("document.querySelector('table.t-applications td:target').id").startswith("c")


@pytest.mark.parametrize("name", ["index.html", AUDIT])
def test_everything_can_be_reached_by_the_tabulator_and_shows_it(page, first_run, name):
    page.screen(*DESK)
    page.open((first_run.out / name).as_uri())
    wanted = page.look(
        "[...document.querySelectorAll('a[href], button, select, input, summary, [tabindex=\"0\"]')]"
        ".filter((element) => element.checkVisibility({contentVisibilityAuto: true})).length"
    )
    seen = set()
    for step in range(wanted):
        page.press("Tab")
        seen.add(page.look("(document.activeElement.dataset.seen ??= String(Math.random()))"))
        if step == 0:
            assert page.look("document.activeElement.className") == "skip"
        assert page.look("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert len(seen) == wanted


@pytest.mark.parametrize("name", ["index.html", AUDIT])
def test_everything_has_a_name_for_a_screen_reader(page, first_run, name):
    page.screen(*DESK)
    page.open((first_run.out / name).as_uri())
    nodes = [node for node in page.call("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    named = {"link", "button", "combobox", "searchbox", "region", "heading", "navigation", "article"}
    roles = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes]
    assert {"main", "navigation", "heading", "columnheader", "rowheader"} <= {role for role, _ in roles}
    assert [role for role, said in roles if role in named and not said.strip()] == []
    levels = [
        next(part["value"]["value"] for part in node["properties"] if part["name"] == "level")
        for node in nodes
        if node["role"]["value"] == "heading"
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def rgb(colour):
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_page_is_light_or_dark_as_the_system_says_and_light_on_paper(page, first_run, dark):
    page.screen(*DESK, dark=dark)
    page.open((first_run.out / AUDIT).as_uri())
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.look(ground) == rgb(PALETTE["paper"][dark])
    assert page.look("getComputedStyle(document.querySelector('h1')).color") == rgb(PALETTE["ink"][dark])
    page.call("Emulation.setEmulatedMedia", media="print")
    assert page.look("getComputedStyle(document.querySelector('h1')).color") == rgb(PALETTE["ink"][0])
    page.call("Emulation.setEmulatedMedia", media="")


#: What a PDF of Chromium may hold in place of a character that looks the same; NFKC leaves these alone.
RADICALS = "\u2e80-\u2eff"


def folded(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("name", ["index.html", AUDIT])
def test_on_paper_it_is_a4_and_nothing_is_cut(page, first_run, name):
    page.screen(*DESK)
    page.open((first_run.out / name).as_uri())
    text = ""
    with pypdfium2.PdfDocument(page.printed()) as printed:
        for sheet in printed:
            assert tuple(map(round, sheet.get_size())) == (595, 842)
            words = sheet.get_textpage()
            boxes = [words.get_charbox(at) for at in range(words.count_chars())]
            assert min(left for left, *_ in boxes) > 30
            assert max(right for *_, right, _ in boxes) < 595 - 30
            text += words.get_text_bounded()
    text = folded(text)
    tree = html.fromstring((first_run.out / name).read_bytes())
    for unseen in tree.xpath("//*[@class='said']"):
        unseen.drop_tree()
    wanted = tree.xpath("(//h1 | //h2 | //h3 | //caption)[not(ancestor::details)] | //p[@class='message']")
    wanted += tree.xpath("//table[contains(@class,'statutory')]//th | //ol[@class='bars']//summary/b")
    assert len(wanted) > 8
    for element in wanted:
        said = folded(element.text_content())
        assert re.search("".join(f"[{re.escape(one)}{RADICALS}]" for one in said), text), said


def page_with(display, folder):
    """The address of a page that shows one display as the pages of evidence do."""
    output = nbformat.v4.new_output("display_data", display._repr_mimebundle_())
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(outputs=[output])],
        metadata={"gouji": {"lang": "zh", "interactive": True}},
    )
    (folder / "one.html").write_bytes(page_bytes(notebook))
    return (folder / "one.html").as_uri()


def test_a_long_quotation_is_whole_on_paper(page, tmp_path):
    made = audit()
    words = "".join(f"第{n}句，" for n in range(900))
    quoted = dataclasses.replace(made.rule_findings[0].evidence[0], quote=words)
    finding = dataclasses.replace(made.rule_findings[0], evidence=(quoted,))
    page.screen(*DESK)
    page.open(
        page_with(audit_views.findings(dataclasses.replace(made, rule_findings=(finding,)), "zh"), tmp_path)
    )
    with pypdfium2.PdfDocument(page.printed()) as printed:
        text = "".join(folded(sheet.get_textpage().get_text_bounded()) for sheet in printed)
    assert folded(words) in text


def test_a_long_table_shows_its_first_rows_and_the_rest_when_asked_or_printed(page, tmp_path):
    records = [dataclasses.replace(record(), folder=f"2020/{n}", agency=f"第{n}局") for n in range(320)]
    page.screen(*DESK)
    page.open(page_with(summary_views.agencies(records, "zh"), tmp_path))
    more = "document.querySelector('button.more')"
    assert (page.look(f"{SHOWN}.length"), page.look(f"{more}.textContent")) == (300, "显示其余 20 份")
    assert page.look("document.querySelector('output').textContent") == "320 / 320 份"
    choose(page, "name", "第31")
    assert (page.look(f"{SHOWN}.length"), page.look(f"{more}.checkVisibility()")) == (11, False)
    choose(page, "name", "")
    page.look("document.querySelectorAll('th button')[1].click()")
    assert page.look(f"{SHOWN}.length") == 300
    page.look(f"{more}.click()")
    assert page.look(f"{SHOWN}.length") == 320
    choose(page, "name", " ")
    with pypdfium2.PdfDocument(page.printed()) as printed:
        assert "第319局" in "".join(sheet.get_textpage().get_text_bounded() for sheet in printed)


def test_on_a_phone_the_first_agency_comes_before_the_filters(page, first_run):
    page.screen(*PHONE)
    page.open((first_run.out / "index.html").as_uri())
    assert page.look("document.querySelector('details.filters').open") is False
    heading = "document.getElementById('agencies').getBoundingClientRect().top"
    assert page.look(f"{ROWS}[0].getBoundingClientRect().top - {heading} < innerHeight / 3")
    page.screen(*DESK)
    page.open((first_run.out / "index.html").as_uri())
    assert page.look("document.querySelector('details.filters').open") is True


def test_the_summary_is_whole_without_script(first_run):
    tree = html.fromstring((first_run.out / "index.html").read_bytes())
    assert len(tree.xpath("//table[@data-sortable]/tbody/tr[not(@hidden)]")) == 3
    assert tree.xpath("//details[form]/@hidden")
    assert not tree.xpath("//th/button")
