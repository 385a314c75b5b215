"""Templates and what notebook cells display.

One environment escapes everything it prints. Nothing of a report is ever emitted as Markdown or LaTeX: a
display is ``text/html`` that was escaped here, and ``text/plain``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from gouji.bilingual import Text
from gouji.pages.plain import visible

if TYPE_CHECKING:
    from gouji.bilingual import Lang


@dataclass(frozen=True, slots=True)
class Shown:
    """What a notebook cell displays: HTML for people, plain text for terminals, ``extra`` by media type."""

    html: str
    text: str
    extra: dict[str, str] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": visible(self.text), **self.extra}

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
        loader=jinja2.PackageLoader("gouji.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown_value,
    )
    made.filters["number"] = number
    return made


def number(value: object) -> str:
    """Return a number with thin groups of three digits, anything else as it is; None as a dash."""
    if value is None:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def _shown_value(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
