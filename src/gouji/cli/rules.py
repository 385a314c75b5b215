"""``gouji rules``: the rule catalogue, what is checked and what is not, and why not."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from gouji.bilingual import Text
from gouji.cli import parameters
from gouji.cli.session import ExitStatus, Session
from gouji.cli.spoken import Spoken

if TYPE_CHECKING:
    from gouji.bilingual import Lang

_RULES = Text(
    "列出全部规则：断言什么、依据何在、是否检查、不检查的理由。",
    "List all rules: what they assert, on which basis, whether they are checked, and why not.",
)
_MARKDOWN = Text("以 Markdown 输出，中英文对照。", "Print Markdown, in Chinese and English.")
_BOTH = Text("--json 与 --markdown 只能选一个", "choose one of --json and --markdown")


def command(lang: Lang) -> click.Command:
    """Return ``gouji rules``."""
    markdown = click.Option(["--markdown"], is_flag=True, help=_MARKDOWN.said(lang))
    return Spoken("rules", lang, _RULES, [parameters.as_json(lang), markdown], partial(_rules, Session(lang)))


def _rules(session: Session, *, as_json: bool, markdown: bool) -> ExitStatus:
    from gouji.cli.rules_text import rules_lines, rules_markdown
    from gouji.exact_json import write_array
    from gouji.rules import catalogue, examples

    if as_json and markdown:
        raise click.UsageError(session.said(_BOTH))
    if as_json:
        write_array((rule.as_json() for rule in catalogue()), sys.stdout)
    else:
        lines = (
            rules_markdown(catalogue(), examples()) if markdown else rules_lines(catalogue(), session.lang)
        )
        click.echo("\n".join(lines))
    return ExitStatus.DONE
