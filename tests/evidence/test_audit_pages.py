"""Displays of an audit, from hand-built audits: layout, marks, words, and hostile text that stays text."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from evidence.samples import HOSTILE, audit
from gouji.inputs.sidefile import SideFile
from gouji.model.document import Note, Place
from gouji.model.filing import ExtraRow, PrintedLabel
from gouji.model.finding import Basis, Evidence
from gouji.model.safe import visible
from gouji.model.text import Text
from gouji.show import audit_views
from gouji.show.cells import Head, cell_anchors, layouts
from gouji.show.render import PALETTE, environment, escaped, markdown_of, page_style, styled
from gouji.show.words import OUTCOMES, SEVERITIES, STATUSES, VERDICTS
from hostile.escapes import as_exported

NOTHING = SideFile()
VIEWS = ("cover", "tables", "rules", "findings", "repairs", "unchecked")


def page(made, lang="zh", side=NOTHING):
    parts = [getattr(audit_views, view)(made, lang).html for view in VIEWS]
    parts.append(audit_views.source(made.filing, side, lang).html)
    return html.fromstring("<main>" + "".join(parts) + "</main>")


def cell_of(tree, cell):
    """Return the elements of a cell of the sample."""
    return tree.xpath(f"//td[@id='{cell_anchors(audit().filing)[cell]}']")


def hostile_audit():
    """Every text that can come from a report, a roster or a side file is hostile."""
    made = audit(name=HOSTILE)
    cells = tuple(cell._replace(printed=HOSTILE) for cell in made.filing.form_cells)
    place = Place(sheet=HOSTILE, reference=HOSTILE)
    filing = dataclasses.replace(
        made.filing,
        source=dataclasses.replace(made.filing.source, name=HOSTILE, media_type=HOSTILE),
        agency=dataclasses.replace(
            made.filing.agency, id=HOSTILE, kind=HOSTILE, level=HOSTILE, region=HOSTILE
        ),
        title=HOSTILE,
        form_cells=cells,
        sections=tuple(dataclasses.replace(s, title=HOSTILE, place=place) for s in made.filing.sections),
        extra_rows=(ExtraRow("applications", HOSTILE, (HOSTILE,), place),),
        labels=(PrintedLabel("applications/new", HOSTILE, place),),
        notes=(Note(HOSTILE, Text(HOSTILE, HOSTILE), place),),
    )
    said = Text(HOSTILE, HOSTILE)
    findings = tuple(
        dataclasses.replace(
            finding,
            printed=dict.fromkeys(finding.cells, HOSTILE),
            expected=HOSTILE,
            observed=HOSTILE,
            message=said,
            basis=(Basis(HOSTILE, HOSTILE, HOSTILE),),
            evidence=(Evidence(HOSTILE, said, HOSTILE),) * 6,
            decision={HOSTILE: HOSTILE},
        )
        for finding in made.rule_findings
    )
    outcomes = tuple(dataclasses.replace(outcome, reason=said) for outcome in made.outcomes)
    return dataclasses.replace(made, filing=filing, rule_findings=findings, outcomes=outcomes)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_text_is_text(lang):
    tree = page(hostile_audit(), lang, SideFile(address="javascript:alert(3)"))
    assert not tree.xpath("//script | //iframe | //img | //object | //form | //style | //*[@srcdoc]")
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in {"href", "src"} or value.startswith("#"), value
    # the text is there as it stood: no brace was evaluated, no Markdown, no mathematics
    assert tree.text_content().count(HOSTILE) > 100
    assert not tree.xpath("//strong | //em | //math")


def test_a_display_is_kept_from_mathematics():
    shown = audit_views.cover(hostile_audit(), "zh")
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/markdown", "text/plain"}
    wrapper = html.fromstring(bundle["text/html"])
    assert {"mathjax_ignore", "tex2jax_ignore"} <= set(wrapper.get("class").split())
    assert wrapper.get("lang") == "zh-CN"


def read_as_markdown(text):
    return html.fragment_fromstring(as_exported(text), create_parent="div")


def test_a_display_as_markdown_says_the_same_and_nothing_of_a_report_acts_in_it():
    shown = audit_views.findings(hostile_audit(), "zh")
    tree = read_as_markdown(markdown_of(shown.html))
    assert " ".join(HOSTILE.split()) in tree.text_content()
    made = {"div", "h3", "h4", "p", "ul", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
    assert {node.tag for node in tree.iter()} <= made
    bases = [node for node in tree.xpath("//h4") if node.text_content() == "依据"]
    assert len(bases) == len(hostile_audit().rule_findings)


def test_a_statutory_table_as_markdown_has_each_figure_in_its_row_and_column():
    shown = audit_views.tables(audit(), "zh")
    tables = read_as_markdown(markdown_of(shown.html)).xpath("//table")
    assert len(tables) == 3
    [head, *rows] = tables[1].xpath(".//tr")
    assert {len(row) for row in rows} == {len(head)} == {10}
    [carried] = [row for row in rows if row[0].text_content().startswith("四、")]
    assert [cell.text_content() for cell in carried][1:3] == ["", ""]


@given(st.text())
def test_any_text_escaped_for_markdown_is_that_text_and_nothing_else(text):
    one_line = " ".join(visible(text).split())
    tree = read_as_markdown(f"| {escaped(visible(text))} |\n| --- |\n")
    assert {node.tag for node in tree.iter()} <= {"div", "p", "table", "thead", "tbody", "tr", "th"}
    assert " ".join(tree.text_content().split()) in {one_line, f"| {one_line} | | --- |"}


def test_hidden_characters_are_shown():
    made = audit(name="甲\u202e乙\x1b[31m\ud800")
    assert (
        "甲‹U+202E›乙‹U+001B›[31m‹U+D800›"
        in html.fromstring(audit_views.cover(made, "zh").html).text_content()
    )
    assert "\x1b" not in repr(audit_views.cover(made, "zh"))


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_tables_have_the_layout_of_the_form(form):
    made = audit(form)
    for layout in layouts(made.filing):
        for block in ([layout.head] if layout.head else []) + list(layout.bodies):
            assert len(_widths(block)) == 1, layout.table
    tree = page(made)
    slots = tree.xpath("//table[contains(@class, 'statutory')]//td/@id")
    assert len(slots) == len(set(slots)) == len(made.filing.form_cells)


def test_the_head_of_table_three_is_the_forms():
    tree = page(audit("2021"))
    head = tree.xpath("//table[contains(@class,'t-applications')]/thead/tr")
    assert [[th.text_content() for th in row] for row in head] == [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况", "总计"],
        ["自然人", "法人或其他组织"],
        ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
    ]


def _widths(lines):
    """Return the widths of all lines of a block, cells that reach down from above counted."""
    below: dict[int, int] = {}
    widths = set()
    for index, line in enumerate(lines):
        width = below.pop(index, 0)
        for item in line:
            width += item.colspan
            rows = item.rowspan if isinstance(item, Head) else 1
            for further in range(index + 1, index + rows):
                below[further] = below.get(further, 0) + item.colspan
        widths.add(width)
    assert not below
    return widths


def test_every_table_header_has_a_scope():
    tree = page(audit())
    assert not tree.xpath("//th[not(@scope)]")
    assert {*tree.xpath("//th/@scope")} <= {"col", "colgroup", "row", "rowgroup"}


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("applications/new/natural_person", "30"),
        ("applications/new/business", "空"),
        ("applications/new/research", "/ 占"),
        ("applications/new/public_interest", "若干 非"),
        ("applications/new/legal_service", "22（其中修订16件） 注 = 22 件"),
        ("applications/new/other", "7 疑"),
        ("reviews/reconsideration/other", "缺"),
        ("applications/handled_total/natural_person", "20"),
    ],
)
def test_a_cell_shows_its_text_and_its_status_and_no_other_figure(cell, shown):
    [found] = cell_of(page(audit()), cell)
    assert found.text_content() == shown


@pytest.mark.parametrize(
    ("cell", "leads", "marks"),
    [
        ("applications/new/research", ["问题 2"], ["2"]),
        ("applications/handled_total/natural_person", ["问题 1"], ["1"]),
        ("applications/new/other", [], []),
    ],
)
def test_a_cell_leads_to_its_findings(cell, leads, marks):
    tree = page(audit())
    [found] = cell_of(tree, cell)
    assert found.xpath("a/@title") == [f"见{said}" for said in leads]
    assert found.xpath("a/@data-marks") == marks
    for address in found.xpath("a/@href"):
        assert tree.xpath(f"//article[@id='{address[1:]}']")


def test_a_cell_of_many_findings_names_the_first_of_them():
    made = audit()
    many = tuple(
        dataclasses.replace(made.rule_findings[0], rule=f"X-{number}", cells=made.rule_findings[0].cells[:1])
        for number in range(5)
    )
    tree = page(dataclasses.replace(made, rule_findings=many))
    [cell] = tree.xpath("//td[a/@data-marks]")
    assert cell.xpath("a/@data-marks") == ["1·2·3…"]
    assert cell.xpath("a/@title") == ["见问题 1、2、3、4、5"]


def test_a_place_that_is_not_certain_is_said_outside_the_figure():
    made = audit()
    cells = tuple(cell._replace(sure_row=False) for cell in made.filing.form_cells)
    tree = page(dataclasses.replace(made, filing=dataclasses.replace(made.filing, form_cells=cells)))
    [found] = cell_of(tree, "applications/new/natural_person")
    assert found.text_content() == "30"
    assert "unsure" in found.get("class").split()
    assert found.get("title").endswith("对应位置不唯一")


def test_a_cell_says_its_status_to_a_screen_reader():
    [found] = cell_of(page(audit(), "en"), "reviews/reconsideration/other")
    assert found.xpath(".//@aria-label") == ["Missing"]


def test_a_printed_label_that_differs_from_the_form_is_shown_beside_it():
    made = audit()
    labels = (
        PrintedLabel("applications/*/public_interest", "社会组织", Place(line=1)),
        PrintedLabel("applications/granted", "(一) 予以公开", Place(line=2)),
    )
    tree = page(dataclasses.replace(made, filing=dataclasses.replace(made.filing, labels=labels)))
    assert tree.xpath("//th/small[@class='as']/text()") == ["原文：社会组织"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_link_leads_somewhere(lang):
    tree = page(audit(), lang)
    targets = set(tree.xpath("//@id")) | {"findings", "rules", "repairs", "unchecked"}
    assert {link.removeprefix("#") for link in tree.xpath("//a/@href")} <= targets


def test_the_cover_counts_what_is_there():
    tree = html.fromstring(audit_views.cover(audit(), "zh").html)
    assert tree.xpath("//h1")[0].text_content() == "示例市人民政府办公室 2020 年度"
    assert [tile.text_content().split() for tile in tree.xpath("//li[contains(@class,'tile')]")] == [
        ["1", "×违规"],
        ["1", "!数据质量"],
        ["1", "?合理性"],
        ["0", "i提示"],
    ]


def test_cover_says_in_one_line_how_much_was_read():
    # three cells of the sample are not read
    cells = [cell._replace(value=None, status="recognised") for cell in audit().filing.form_cells[:2]]
    made = audit()
    filing = replace(made.filing, form_cells=(*cells, *made.filing.form_cells[2:]))
    for lang, said in (("zh", "已读 193／198 格"), ("en", "193 of 198 cells read")):
        shown = audit_views.cover(replace(made, filing=filing), lang)
        assert [one.text_content() for one in html.fromstring(shown.html).xpath("//p[@class='read']")] == [
            said
        ]
        assert said in repr(shown)
    none = audit_views.cover(replace(made, filing=replace(filing, form_cells=())), "zh")
    assert html.fromstring(none.html).xpath("//p[@class='read']") == []


def test_counts_of_the_cover_lead_to_what_they_count():
    tree = page(audit())
    links = [*tree.xpath("//header//a/@href")]
    assert "#findings-violation" in links
    assert "#rules-not_assessable" in links
    [graver] = tree.xpath("//div[@id='findings-violation']")
    assert len(graver.xpath("article")) == 1


def test_the_findings_of_a_table_stand_beside_it():
    tree = page(audit())
    [beside] = tree.xpath("//table[contains(@class,'t-applications')]/../following-sibling::ul[1]")
    assert [item.text_content() for item in beside] == [
        "问题 1： 自然人：（七）总计为 20，各项之和为 30。",
        "问题 2： 单元格填的是“/”。",
    ]
    assert not tree.xpath("//table[contains(@class,'t-disclosure')]/../following-sibling::*[1][self::ul]")


def test_evidence_of_two_reports_stands_side_by_side():
    made = audit()
    first = made.rule_findings[1]
    other = dataclasses.replace(first.evidence[0], source="2019/shili.txt", quote="另一年")
    both = dataclasses.replace(first, evidence=(other, *first.evidence, other))
    shown = audit_views.findings(dataclasses.replace(made, rule_findings=(both,)), "zh").html
    sides = html.fromstring(shown).xpath("//div[@class='sides']/div")
    assert [side.xpath(".//blockquote/text()") for side in sides] == [["另一年"] * 2, ["一、本年新收 /"]]
    assert {text.split("，")[0] for text in sides[0].xpath(".//figcaption/text()")} == {"2019/shili.txt"}


def test_what_neighbours_share_is_said_once_in_the_table_of_a_finding_and_each_cell_is_named():
    made = audit()
    place = Place(line=56, field=5)
    ids = [cell.id for cell in made.filing.form_cells[30:34]]
    cells = tuple(
        cell._replace(printed="0 0 0", value=None, status="ambiguous", place=place)
        if cell.id in ids[:3]
        else cell
        for cell in made.filing.form_cells
    )
    finding = dataclasses.replace(
        made.rule_findings[0], cells=tuple(ids), printed=dict.fromkeys(ids[:3], "0 0 0") | {ids[3]: "7"}
    )
    filing = dataclasses.replace(made.filing, form_cells=cells)
    shown = audit_views.findings(dataclasses.replace(made, filing=filing, rule_findings=(finding,)), "zh")
    rows = html.fromstring(shown.html).xpath("//table[@class='cells']/tbody/tr")
    assert [len(row.xpath("th/a")) for row in rows] == [1, 1, 1, 1]
    assert [[cell.text_content() for cell in row.xpath("td")] for row in rows] == [
        ["0 0 0 疑", "原文第 56 行，第 5 栏"],
        [],
        [],
        ["7", filing.form_cells[33].place.text().zh],
    ]
    assert rows[0].xpath("td/@rowspan") == ["3", "3"]


def test_every_rule_of_the_audit_is_said_once_with_its_version():
    made = audit()
    tree = page(made)
    ids = tree.xpath("//@id[starts-with(., 'r-')]")
    assert sorted(ids) == sorted(f"r-{outcome.rule}" for outcome in made.outcomes)
    for outcome in made.outcomes:
        [said] = tree.xpath(f"//*[@id='r-{outcome.rule}']")
        assert f"v{outcome.version}" in said.xpath(".//small/text()")[0]


def test_a_page_has_the_style_of_what_is_on_it_and_no_other():
    page = styled(
        "<style></style><body class=gj><p class=empty>x<table class='rules stack'><tr><td class=\"n i\">1"
    )
    style = page[: page.index("</style>")]
    for selector in (".empty{", "table.rules", ".rules.stack td:nth-child(3)", "td.n", ":root{", "@page{"):
        assert selector in style
    for selector in (".agencies", ".picture", ".cover", ".sheet", ".deciding", "button"):
        assert selector not in style
    # every selector of the sheet is there for a page that has all
    whole = page_style()
    assert {"button", ".agencies", ".sheet"} <= set(re.findall(r"button|\.agencies|\.sheet", whole))


def test_templates_are_tight_and_what_is_put_into_them_is_not_touched():
    source = '<ul>\n<li class="a b">{{ x }}</li>\n<li id="c">{{ x|attribute }}</li>\n</ul>'
    tight = environment().from_string(source)
    text = '<li id="c">\n</li> x="y"'
    shown = "&lt;li id=&#34;c&#34;&gt;\n&lt;/li&gt; x=&#34;y&#34;"
    quoted = shown.replace("&#34;", '"')
    assert tight.render(x=text) == f"<ul><li class=\"a b\">{shown}<li id=c>'{quoted}'</ul>"


def test_repairs_name_cause_cells_and_what_they_mend():
    tree = html.fromstring(audit_views.repairs(audit(), "zh").html)
    [row] = tree.xpath("//tbody/tr")
    assert [cell.text_content() for cell in row] == ["（七）总计 · 自然人", "20", "30"]
    assert "可能原因：一位数字写错" in tree.text_content()
    assert "不是事实认定" in tree.text_content()


def test_a_report_without_a_form_has_no_tables_and_says_so():
    made = audit()
    bare = dataclasses.replace(made.filing, form=None, form_cells=(), table_forms={}, year=None)
    tree = page(dataclasses.replace(made, filing=bare, rule_findings=(), outcomes=()))
    assert not tree.xpath("//table[contains(@class,'statutory')]")
    assert "没有表格可列" in tree.text_content()
    assert "年度不明" in tree.text_content()


@pytest.mark.parametrize("words", [VERDICTS, OUTCOMES, SEVERITIES, STATUSES])
def test_states_are_told_apart_without_colour(words):
    assert len({word.word.zh for word in words.values()}) == len(words)
    assert len({word.word.en for word in words.values()}) == len(words)
    assert len({word.sign for word in words.values()}) == len(words)


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [(ink, ground) for ink in ("ink", "muted", "link") for ground in ("paper", "card", "tint")]
    + [(state, f"{state}-bg") for state in ("fail", "pass", "ask", "odd", "blind", "na")]
    + [(state, "card") for state in ("fail", "pass", "ask", "odd", "blind", "na")]
    + [(word, ground) for word in ("ink", "muted") for ground in ("fail-bg", "ask-bg", "odd-bg")],
)
def test_contrast_is_enough_to_read(ink, ground, theme):
    light, dark = sorted((_luminance(PALETTE[name][theme]) for name in (ink, ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_visible_and_escaped_text_keeps_the_quote_recognisable():
    assert visible(HOSTILE) == HOSTILE
