"""Templates and what notebook cells display; style sheets, and the scripts of pages.

One environment escapes everything it prints. A display is ``text/html`` that was escaped here, the same as
``text/markdown`` for exports that take no HTML (LaTeX, Word), in which every punctuation mark of ASCII is
escaped so that nothing of a report acts, and ``text/plain``. Links of a page lead nowhere in an export: none
is in the Markdown.

On a page the reader's system chooses between light and dark, in JupyterLab the theme does. All pairs of
ink and ground used for text keep a contrast of at least 4.5 to 1 (WCAG AA).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from gouji.model.safe import visible
from gouji.model.text import Text
from gouji.show.words import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import jinja2
    from lxml.html import HtmlElement

    from gouji.model.text import Lang


_MARK = re.compile(r"([!-/:-@\[-`{-~])")
_HEADINGS = {"h1": "#", "h2": "##", "h3": "###", "h4": "####", "summary": "####", "caption": "####"}
_INLINE = frozenset({"a", "b", "cite", "code", "em", "q", "small", "span", "strong"})
_PARAGRAPHS = frozenset({"p", "figcaption", "blockquote", "pre"})
_LEFT_OUT = frozenset({"script", "style", "button", "form", "output"})


def markdown_of(shown: str) -> str:
    """Return Markdown that says the same as this HTML of a display."""
    from lxml import html

    lines = "\n\n".join(block for block in _blocks(html.fragment_fromstring(shown)) if block)
    return lines + "\n" if lines else ""


def escaped(text: str) -> str:
    """Return a text as Markdown that shows it, in one line."""
    return _MARK.sub(r"\\\1", " ".join(text.split()))


def _blocks(node: HtmlElement) -> Iterator[str]:
    tag = node.tag
    if not isinstance(tag, str) or tag in _LEFT_OUT:
        return
    if tag in _HEADINGS:
        yield f"{_HEADINGS[tag]} {_text(node)}"
    elif tag == "table":
        caption = node.find("caption")
        if caption is not None:
            yield from _blocks(caption)
        yield _table(node)
    elif tag in ("ul", "ol"):
        yield "\n".join(f"- {_text(item)}" for item in node.iterchildren("li"))
    elif tag == "dl":
        yield "\n".join(f"- {_text(fact)}" for fact in node.iterchildren("div"))
    elif tag in _PARAGRAPHS:
        yield ("> " if tag == "blockquote" else "") + _text(node)
    elif all(child.tag in _INLINE for child in node):
        yield _text(node)
    else:
        for child in node:
            yield from _blocks(child)


def _text(node: HtmlElement) -> str:
    # parts of a text that stand side by side on the page are apart here as well
    return escaped(" ".join(node.itertext()))


def _table(table: HtmlElement) -> str:
    """Return a table row by row; a cell over several rows or columns stands in the first of its places."""
    grid: dict[tuple[int, int], str] = {}
    taken: set[tuple[int, int]] = set()
    rows = list(table.iter("tr"))
    for line, row in enumerate(rows):
        at = 0
        for cell in row.iterchildren("th", "td"):
            while (line, at) in taken:
                at += 1
            down, across = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            taken |= {(line + y, at + x) for y in range(down) for x in range(across)}
            grid[line, at] = _text(cell)
            at += across
    width = 1 + max((at for _, at in taken), default=0)
    lines = [f"| {' | '.join(grid.get((n, at), '') for at in range(width))} |" for n in range(len(rows))]
    return "\n".join([*lines[:1], "|" + " --- |" * width, *lines[1:]])


@dataclass(frozen=True, slots=True)
class Shown:
    """What a notebook cell displays: HTML for people, plain text for terminals, ``extra`` by media type.

    With them goes the HTML as Markdown, for exports that take no HTML, where ``extra`` has no other.
    """

    html: str
    text: str
    extra: dict[str, str] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        shown = {"text/html": self.html, "text/plain": visible(self.text)}
        if self.text and "text/markdown" not in self.extra:  # a style sheet says nothing
            shown["text/markdown"] = markdown_of(self.html)
        return shown | self.extra

    def __repr__(self) -> str:
        return visible(self.text)


def render(template: str, lang: Lang, /, **values: object) -> str:
    """Fill in a template. ``say(zh, en)`` or ``say(text)`` in it chooses the language."""

    def say(first: str | Text | None, en: str = "") -> str:
        if first is None:
            return ""
        return (first if isinstance(first, Text) else Text(first, en)).said(lang)

    return environment().get_template(template).render(say=say, lang=lang, **values)


def block(html: str, text: str, lang: Lang) -> Shown:
    """Return a display of rendered HTML, in the frame that the style sheet and screen readers need."""
    language = "zh-CN" if lang == "zh" else "en"
    # the ignore classes keep JupyterLab from typesetting a "$" of the report as mathematics
    return Shown(f'<div class="gj mathjax_ignore tex2jax_ignore" lang="{language}">\n{html}</div>', text)


@cache
def environment() -> jinja2.Environment:
    """Return the environment of the page templates: escaping on, undefined names an error."""
    import jinja2
    from jinja2.ext import Extension

    class Tight(Extension):
        def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
            return _tight(source)

    made = jinja2.Environment(
        loader=jinja2.PackageLoader("gouji.show"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown_value,
        extensions=[Tight],
    )
    made.filters["number"] = number
    made.filters["attribute"] = _attribute
    return made


_JINJA = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
_BLOCKS = "p|div|table|caption|thead|tbody|tr|t[hd]|[uod]l|li|d[td]|h[1-6]|details|summary|figure|blockquote"
_BLOCKS += "|figcaption|header|section|article|main|footer|nav"
_LINE_ENDS = re.compile(rf"(</?(?:{_BLOCKS})(?=[\s>])[^<>]*>)\s*\n\s*|\s*\n\s*(?=</?(?:{_BLOCKS})[\s>])")
_IMPLIED = re.compile(r"</(?:t[rhd]|li|d[td])>")
_QUOTED = re.compile(r'(?<=\s)([a-z-]+)="([\w.#:%-]+)"')


def _tight(template: str) -> str:
    """Take out of a template, before any text of a report is in it, what HTML can do without.

    That are line ends between blocks, end tags that the next tag implies, quotation marks around words.
    """
    parts = _JINJA.split(template)
    lines = (_LINE_ENDS.sub(lambda found: found[1] or "", part) for part in parts[::2])
    parts[::2] = [_IMPLIED.sub("", _QUOTED.sub(r"\1=\2", part)) for part in lines]
    return "".join(parts)


_WORD = re.compile(r"[\w.#:%-]+")


def _attribute(value: object) -> Markup:
    """Return the value of an attribute as it stands in a tag, in quotation marks where it needs them."""
    text = visible(str(value))
    if _WORD.fullmatch(text):
        return Markup(text)
    # JSON is full of double ones
    return Markup("'" + str(escape(text)).replace("&#34;", '"') + "'")


def _shown_value(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


#: name: (light, dark)
PALETTE: dict[str, tuple[str, str]] = {
    "paper": ("#f5f3ee", "#131519"),
    "card": ("#fffefb", "#1b1e24"),
    "tint": ("#efece4", "#262a32"),
    "line": ("#d8d2c5", "#3a404b"),
    "edge": ("#857f72", "#7d8694"),
    "ink": ("#1b1e23", "#ebe8e2"),
    "muted": ("#595e68", "#a9afba"),
    "link": ("#1d4f91", "#9cc2f7"),
    "seal": ("#a8281f", "#a8281f"),
    "fail": ("#a8281f", "#ff9f93"),
    "fail-bg": ("#fcebe8", "#3c2020"),
    "pass": ("#1c6a3b", "#86d8a2"),
    "pass-bg": ("#e5f3ea", "#17301f"),
    "ask": ("#855600", "#f2c763"),
    "ask-bg": ("#fcf2d8", "#382c12"),
    "odd": ("#1d4f91", "#9cc2f7"),
    "odd-bg": ("#e6effb", "#1a2a42"),
    "blind": ("#5a3690", "#ceb8f7"),
    "blind-bg": ("#f0eafa", "#2b2140"),
    "na": ("#595e68", "#a9afba"),
    "na-bg": ("#efece4", "#262a32"),
    "na-bar": ("#b3aea2", "#5a616d"),
    "hatch": ("#d8d2c5", "#3a404b"),
}


#: Classes, elements and attributes that only displays of many reports have.
_OF_MANY: Final = frozenset(
    {"agencies", "bars", "columns", "fill", "filters", "first-look", "multiples", "picture", "toolbar"}
    | {"track", "aria-sort", "button", "data-verdict", "output", "select", "input"}
)


_TELEPHONE: Final = re.compile(r"^@media \(max-width.*\n", re.MULTILINE)


@cache
def display_style(*, many: bool = True) -> str:
    """Return the style sheet of displays inside a notebook, strong enough to hold against JupyterLab's.

    ``many``: also that of displays of many reports, and the one for telephones.
    """
    dark = f'body[data-jp-theme-light="false"] .gj{{{_tokens(1)}}}'
    sheet = _sheet("gouji.css")
    if not many:
        sheet = _chosen(_TELEPHONE.sub("", sheet), _OF_MANY.isdisjoint)
    return f".gj{{{_tokens(0)}}}\n{dark}\n{sheet.replace('.gj ', '.gj.gj ')}"


def stylesheet(*, many: bool = True) -> Shown:
    """Display nothing but the style that the displays of the notebook need (:func:`display_style`)."""
    return Shown(f"<style>\n{display_style(many=many)}</style>", "")


def styled(page: str) -> str:
    """Return a page with the style that its elements need, behind the first ``<style>`` of its head."""
    there = frozenset(_THERE.findall(page))
    return page.replace("<style>", f"<style>\n{page_style(there.issuperset)}", 1)


def page_style(takes: Callable[[frozenset[str]], bool] = lambda _: True) -> str:
    """Return the style sheet of a page: palette, displays, and what surrounds them.

    Without what ``takes`` does not take: it is asked about the names of every selector.
    """
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{_tokens(1)}}}}}"
    sheet = _chosen(f"{_sheet('gouji.css')}{_sheet('page.css')}", takes)
    # nothing of a page stands outside .gj
    return f":root{{color-scheme:light dark;{_tokens(0)}}}\n{dark}\n{sheet.replace('.gj ', '')}"


#: Every word of a page that may be the name of an element, a class or an attribute.
_THERE: Final = re.compile(r"(?<=[<\s\"'=])[a-z][\w-]*")
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}\n?")
#: Pseudo-classes with what they relate to, and values of attributes: an element need not have them.
_RELATED: Final = re.compile(r"::?[a-z-]+(?:\([^)]*\))?|[$^*]?=[^]]*")
_NAME: Final = re.compile(r"[a-z][\w-]*")


def _chosen(sheet: str, takes: Callable[[frozenset[str]], bool]) -> str:
    """Return a style sheet without the selectors whose names are not taken, and without line ends.

    Names are those of the elements, classes and attributes that an element of the selector has.
    """

    def rule(found: re.Match[str]) -> str:
        if found[1].startswith("@"):  # of the page as it is printed
            return found[0]
        selectors = found[1].split(",")
        kept = [one for one in selectors if takes(frozenset(_NAME.findall(_RELATED.sub("", one))))]
        return f"{','.join(kept).lstrip()}{{{found[2]}}}" if kept else ""

    return _RULE.sub(rule, sheet)


def _tokens(theme: int) -> str:
    return ";".join(f"--{name}:{colours[theme]}" for name, colours in PALETTE.items())


def _sheet(name: str) -> str:
    return resources.files("gouji.show").joinpath(name).read_text("utf-8")


def _script(name: str) -> str:
    """Return a script without indentation and lines of comment, which its readers have in its file."""
    lines = map(str.strip, _sheet(name).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


@cache
def filter_script() -> str:
    """Return the script that filters the summary; it holds no data of any report."""
    return _script("summary.js")


@cache
def decide_script() -> str:
    """Return the script that collects what is marked on findings; it holds no data of any report."""
    return _script("decide.js")


@cache
def confirm_script() -> str:
    """Return the script that collects what is confirmed against pictures; it holds no data of any report."""
    return _script("confirm.js")


@cache
def desk_script() -> str:
    """Return the script of the desk (:mod:`gouji.cli.desk`); all it shows goes into the page as text."""
    return _script("desk.js")


def desk_page(lang: Lang, forgery: str, most: int) -> str:
    """Return the page of the desk; ``forgery`` goes with each request, files have ``most`` bytes at most."""
    style, script = Markup(page_style()), Markup(desk_script())
    return render("desk.html.j2", lang, style=style, script=script, forgery=forgery, most=most)
