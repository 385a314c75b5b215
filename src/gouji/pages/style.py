"""Style sheets: one for displays wherever they stand, one for pages; light and dark from one palette.

On a page the reader's system chooses between light and dark, in JupyterLab the theme does. All pairs of
ink and ground used for text keep a contrast of at least 4.5 to 1 (WCAG AA).
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from gouji.pages.render import Shown

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
    return resources.files("gouji.pages").joinpath(name).read_text("utf-8")
