"""Templates and what notebook cells display; style sheets, and the scripts of pages.

One environment escapes everything it prints. A display is ``text/html`` that was escaped here, the same as
``text/markdown`` in which every mark is escaped (:mod:`gouji.show.markdown`), and ``text/plain``.

On a page the reader's system chooses between light and dark, in JupyterLab the theme does. All pairs of
ink and ground used for text keep a contrast of at least 4.5 to 1 (WCAG AA).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from gouji.model.safe import visible
from gouji.model.text import Text
from gouji.show.words import number

if TYPE_CHECKING:
    from gouji.model.text import Lang


@dataclass(frozen=True, slots=True)
class Shown:
    """What a notebook cell displays: HTML for people, plain text for terminals, ``extra`` by media type.

    With them goes the HTML as Markdown, for exports that take no HTML.
    """

    html: str
    text: str
    extra: dict[str, str] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from gouji.show.markdown import markdown_of

        said = {"text/html": self.html, "text/plain": visible(self.text), **self.extra}
        # a style sheet says nothing
        return said | {"text/markdown": markdown_of(self.html)} if self.text else said

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
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("gouji.show"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown_value,
    )
    made.filters["number"] = number
    return made


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


@cache
def display_style() -> str:
    """Return the style sheet of displays inside a notebook, strong enough to hold against JupyterLab's."""
    dark = f'body[data-jp-theme-light="false"] .gj{{{_tokens(1)}}}'
    return f".gj{{{_tokens(0)}}}\n{dark}\n{_sheet('gouji.css').replace('.gj ', '.gj.gj ')}"


def stylesheet() -> Shown:
    """Display nothing but the style that the displays of the notebook need."""
    return Shown(f"<style>\n{display_style()}</style>", "")


@cache
def page_style() -> str:
    """Return the whole style sheet of a page: palette, displays, and what surrounds them."""
    dark = f"@media (prefers-color-scheme:dark){{:root{{{_tokens(1)}}}}}"
    return (
        f":root{{color-scheme:light dark;{_tokens(0)}}}\n{dark}\n"
        f"@media print{{:root{{{_tokens(0)}}}}}\n{_sheet('gouji.css')}{_sheet('page.css')}"
    )


def _tokens(theme: int) -> str:
    return ";".join(f"--{name}:{colours[theme]}" for name, colours in PALETTE.items())


def _sheet(name: str) -> str:
    return resources.files("gouji.show").joinpath(name).read_text("utf-8")


@cache
def filter_script() -> str:
    """Return the script that filters the summary; it holds no data of any report."""
    return _sheet("summary.js")


@cache
def decide_script() -> str:
    """Return the script that collects what is marked on findings; it holds no data of any report."""
    return _sheet("decide.js")


@cache
def desk_script() -> str:
    """Return the script of the desk (:mod:`gouji.cli.desk`); all it shows goes into the page as text."""
    return _sheet("desk.js")


def desk_page(lang: Lang, forgery: str, most: int) -> str:
    """Return the page of the desk; ``forgery`` goes with each request, files have ``most`` bytes at most."""
    style, script = Markup(page_style()), Markup(desk_script())
    return render("desk.html.j2", lang, style=style, script=script, forgery=forgery, most=most)
