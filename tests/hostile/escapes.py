"""Whatever a report says must show as text: everything in which hostile words would be more than text."""

from __future__ import annotations

import ast
import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING

import mistune
import simplejson
from lxml import html

from gouji.audits import audit_filings
from gouji.cli.check import audit_lines
from gouji.cli.read import filing_lines
from gouji.evidence.records import evidence_folders, record_of
from gouji.inputs.roster import Roster
from gouji.inputs.sidefile import SideFile
from gouji.model.as_json import audit_json, dumps
from gouji.show import audit_views
from gouji.show.findings_tables import findings_csv, findings_xlsx
from gouji.show.notebook import ReadableParameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.model.filing import Filing
    from gouji.model.finding import Audit
    from gouji.model.text import Lang

#: Markdown as exporters read it, HTML and links in it included.
as_exported = mistune.create_markdown(
    escape=False, plugins=["table", "url", "strikethrough", "math", "footnotes"]
)
_VIEWS = ("cover", "tables", "rules", "findings", "repairs", "unchecked")
_ACTIVE = {
    *("script", "style", "iframe", "object", "embed", "img", "svg", "math", "form", "input", "link", "meta"),
    *("base", "template", "audio", "video"),
}
_HANDLERS = {"srcdoc", "formaction"}
_ADDRESSES = {"href", "src", "action"}
#: The colours that the command line itself gives to verdicts.
_COLOUR = re.compile(r"\x1b\[\d+(?:;\d+)*m")
#: Controls of a terminal, marks that turn round what is shown, lone surrogates.
_COMMAND = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def escapes(filing: Filing, lang: Lang) -> list[str]:
    """Show a filing in every way there is and return where something in it was more than text."""
    [audit] = audit_filings([filing])
    found = [f"page: {what}" for what in _in_pages(audit, lang)]
    for command, lines in (("check", audit_lines(audit, lang)), ("read", filing_lines(filing, lang))):
        found += (f"{command}: {line!r}" for line in lines if commands(_COLOUR.sub("", line)))
    text = dumps(audit_json(audit))
    found += [f"JSON: {line!r}" for line in text.splitlines() if commands(line)]
    found += [f"handed over: {what}" for what in _handed_over(text, lang)]
    found += [f"folder: {what}" for what in _outside(filing)]
    return found


def commands(line: str) -> bool:
    """Say whether a line holds anything that a terminal would obey, or that turns round what is shown."""
    return _COMMAND.search(line) is not None


def active(tree: html.HtmlElement) -> Iterator[str]:
    """Yield all in a piece of a page that does something, or asks for something."""
    for element in tree.iter(html.etree.Element):
        if element.tag in _ACTIVE:
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            leads_away = name in _ADDRESSES and not value.startswith("#")
            if name.startswith("on") or name in _HANDLERS or leads_away:
                yield f"{name}={value}"


def _in_pages(audit: Audit, lang: Lang) -> Iterator[str]:
    shown = [getattr(audit_views, view)(audit, lang) for view in _VIEWS]
    shown.append(audit_views.source(audit.filing, SideFile(), lang))
    yield from active(html.fromstring("<main>" + "".join(part.html for part in shown) + "</main>"))
    for part in shown:
        bundle = part._repr_mimebundle_()
        yield from (
            f"{media}: {line!r}"
            for media, text in bundle.items()
            for line in re.split("[\t\n]", text)
            if commands(line)
        )
        yield from active(html.fromstring(f"<main>{as_exported(bundle['text/markdown'])}</main>"))
        yield from bundle.keys() - {"text/html", "text/plain", "text/markdown"}


def _handed_over(audit: str, lang: Lang) -> Iterator[str]:
    record = record_of(simplejson.loads(audit, use_decimal=True), "2020/x", Roster.empty())
    for row in csv.reader(io.StringIO(findings_csv([record], lang).decode("utf-8-sig"), newline="")):
        yield from (
            f"CSV {cell!r}" for cell in row if cell.lstrip().startswith(_STARTS) and not _number(cell)
        )
    with zipfile.ZipFile(io.BytesIO(findings_xlsx([record], lang))) as book:
        for name in book.namelist():
            if re.search(rb"<(?:\w+:)?f[ >/]|externalLink|oleObject", book.read(name)):
                yield f"XLSX {name}"


def _number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?", cell) is not None


def _outside(filing: Filing) -> Iterator[str]:
    [folder] = evidence_folders([(filing.year, filing.agency.id, filing.source.name)])
    if (
        not re.fullmatch(r"(?:\d{4}|undated)/[\w-][\w.-]*", folder)
        or folder.endswith(".")
        or len(folder) > 80
    ):
        yield repr(folder)
    code = ReadableParameters.codify({"report": filing.source.name, "roster": filing.agency.name})
    if [type(line) for line in ast.parse(code.encode("utf-8", "surrogatepass")).body] != [ast.Assign] * 2:
        yield repr(code)
