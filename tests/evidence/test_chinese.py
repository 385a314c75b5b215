"""What gouji says in Chinese is Chinese: messages, help, rules, pages and tables, but for names."""

from __future__ import annotations

import ast
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from lxml import html
from openpyxl import load_workbook

from evidence.test_handover import record
from gouji.cli.bilingual import in_words
from gouji.cli.main import COMMANDS, run
from gouji.cli.notice import template_of
from gouji.evidence.recheck import recheck
from gouji.evidence.records import read_records
from gouji.evidence.region import group_of, pages, summed
from gouji.inputs.roster import Roster
from gouji.rules.catalogue import catalogue
from gouji.show import region_views
from gouji.show.findings_tables import findings_xlsx
from gouji.show.notice import cover_bytes, notice_bytes
from gouji.show.recheck_views import recheck_html, recheck_lines, recheck_xlsx

SOURCES = sorted(Path(__file__).parents[2].joinpath("src").rglob("*.py"))

#: What stays as it is in any language.
NAMES = re.compile(
    r"""
    --[a-z][a-z-]*                                                 # options
    | gouji(?:[ ][a-z]+\b|\[[a-z]+\]|\.[a-z.]+)? | dask[ ]worker | ssh-(?:keygen|agent) | allowed[ ]signers
    | [\w*<>./-]*\.(?:csv|docx|html|ipynb|json|md|toml|txt|xlsx)\b # files
    | \b(?:data|reports|expectations|rules|pairs|breaks|keeps)\b                            # folders
    | if\ __name__\ ==\ "__main__":? | (?:record\(audit,\ lang|hand_over\(files)\)      # Python
    | (?:tcp|https?)://\S*
    | \b(?:zh|en|true|false|csv|parquet|pyarrow|xlsx|decimal128|json)\b  # values
    | (?:confirmed|dismissed|corrected)\b(?=[ ]?[属不机已]|、|，|,|）)
    | (?-i:A4|AES|Big5|CSV|DOCTYPE|DOCX|Dask|DataFrame|EPUB|Excel|GB18030|GOUJI_LANG|HTML|JSON|JupyterLab
        |LibreOffice|MiB|Markdown|OCR|ODF|OFD|Office|OpenSSH|PDF|Parquet|RTF|SHA-256|TOML|ToUnicode|UTF-16|UTF-8|WPS|Word|ZIP
        |Great[ ]Expectations|expectation[ ]suite|root|sha256)
    | \b(?:[A-Z]+\d?)(?:-[A-Z\d]+)+\b | \b(?:[TS]\d)-[A-Z\d-]+     # ids of rules
    | \bg[0-9a-f]{15}\b | \b[0-9a-f]{16,}\b                        # ids of findings, digests
    """,
    re.VERBOSE,
)
WORD = re.compile(r"[A-Za-z]{2,}")


def english(text: str) -> list[str]:
    """Return the words of a Chinese text that are English and no names."""
    return WORD.findall(NAMES.sub(" ", text))


def _literal(node: ast.expr) -> str:
    """Return what stands in the source: the gaps of f-strings and ``{fields}`` are filled elsewhere."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    said = "".join(p.value if isinstance(p, ast.Constant) else " " for p in parts if isinstance(p, ast.expr))
    return re.sub(r"\{[^}]*\}", " ", said)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_what_the_source_says_in_chinese_has_no_english_word(source):
    said = [
        _literal(call.args[0])
        for call in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and len(call.args) >= 2
        and isinstance(call.func, ast.Name)
        and call.func.id in ("Text", "GoujiError", "PathError")
        and isinstance(call.args[0], ast.JoinedStr | ast.Constant)
    ]
    assert [(text, words) for text in said if (words := english(in_words(text, "zh")))] == []


def test_rules_are_said_in_chinese_without_an_english_word():
    said = [text.zh for rule in catalogue() for text in (rule.title, rule.reason) if text]
    assert [(text, words) for text in said if (words := english(text))] == []


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_in_chinese_has_no_english_word(name, capsys):
    assert run([*filter(None, [name]), "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    # the list of commands begins with their names
    said = [re.sub(rf"^  (?:{'|'.join(COMMANDS)}) ", "", line) for line in lines]
    assert [(line, words) for line in said if (words := english(line))] == []


@pytest.mark.parametrize("name", ["index.html", "2024/yunze-transport/audit.html"])
def test_a_page_in_chinese_has_no_english_word(first_run, name):
    assert _words_of(html.parse(first_run.out / name).getroot()) == set()


def _words_of(tree):
    """Return the English words of a page, but for programs and names of the samples."""
    # the rows of a frame are shown as programs have them
    for code in tree.xpath("//pre | //code | //style | //script | //table[@class='frame']"):
        code.drop_tag() if code.tag == "span" else code.getparent().replace(code, _tail_of(code))
    said = [text for node in tree.iter() for text in _texts(node) if text]
    names = ("yunze-transport", "qingxi-water", "torn.pdf", "jt.yunze.example", "xxgk", "nb")
    return {word for text in said for word in english(_without(text, names))}


def _tail_of(code: html.HtmlElement) -> html.HtmlElement:
    empty = html.Element("span")
    empty.tail = code.tail
    return empty


def _texts(node: html.HtmlElement) -> list[str | None]:
    return [node.text, node.tail, *(node.get(name) for name in ("aria-label", "title", "alt", "data-label"))]


def _without(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = text.replace(name, " ")
    return text


def test_the_workbook_in_chinese_has_no_english_word_and_ids_only_in_its_last_columns():
    decided = record()
    decision = {"finding": "g" + 15 * "0", "decision": "dismissed"}
    finding = replace(decided.findings[0], decision=decision)
    made = findings_xlsx([record(findings=[finding, *decided.findings[1:]], form="university")], "zh")
    book = load_workbook(io.BytesIO(made))
    for sheet in book:
        rows = list(sheet.iter_rows(values_only=True))
        texts = [value for row in (*rows, [sheet.title]) for value in row if isinstance(value, str)]
        names = ("shili-office", "shili", *(text for text in texts if text.endswith(".txt")))
        assert {word for text in texts for word in english(_without(text, names))} == set()
        ids = re.compile(r"(?:[A-Z]+\d?)(?:-[A-Z\d]+)+|g[0-9a-f]{15}")
        columns = {n for row in rows for n, value in enumerate(row) if ids.fullmatch(str(value))}
        assert columns <= {len(rows[0]) - 2, len(rows[0]) - 1}, sheet.title
    assert "不成立" in [row[12] for row in book["问题"].iter_rows(values_only=True)]


def test_what_is_handed_on_in_chinese_has_no_english_word(first_run):
    path = first_run.home / "data/agencies.csv"
    roster = Roster(replace(one, region="某市") for one in Roster.load(path))
    records = read_records(first_run.out, roster)
    group = group_of("region", "某市", roster)
    every = summed(records, [group])
    shown = [
        *(view(every, "zh") for view in (region_views.tables, region_views.compared, region_views.changes)),
        region_views.charts(every, "zh"),
        region_views.cover(group, every, "zh"),
        region_views.overview(every, pages(every), "zh"),
        region_views.first(records, {}, "zh"),
    ]
    bodies = recheck(first_run.out, first_run.out, roster)
    for page in (recheck_html(bodies, "zh").decode(), *(part.html for part in shown)):
        assert _words_of(html.fromstring(page)) == set()
    assert [english(line) for line in recheck_lines(bodies, "zh")] == [[]]

    concerned = [one for one in records if one.findings]
    books = [
        recheck_xlsx(bodies, "zh"),
        cover_bytes([(one, 2, "甲局.docx") for one in records], 2024, None, "zh"),
    ]
    said = [
        value
        for book in books
        for sheet in load_workbook(io.BytesIO(book))
        for row in ([sheet.title], *sheet.iter_rows(values_only=True))
        for value in row
        if isinstance(value, str)
    ]
    letters = [Document(io.BytesIO(notice_bytes(one, template_of("zh"), None, "zh"))) for one in concerned]
    said += [paragraph.text for letter in letters for paragraph in letter.paragraphs]
    assert {
        word for text in said for word in english(_without(text, ("yunze-transport", "qingxi-water")))
    } == set()
