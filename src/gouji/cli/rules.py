"""``gouji rules``: the rule catalogue, what is checked and what is not, and why not."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.safe import padded, safe, width
from gouji.model.text import GoujiError, Text
from gouji.show.words import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from gouji.model.text import Lang
    from gouji.rules.catalogue import Rule
    from gouji.rules.suites import Entry


_CHECKED = Text("检查 {count} 条", "{count} rules are checked")
_NOT_CHECKED = Text("不检查 {count} 条，理由附后", "{count} rules are not checked, with the reason")
_FORMS = Text("适用格式", "forms")
_SEVERITY = Text("程度", "severity")
_VERSION = Text("版本", "version")
_BASIS = Text("依据", "basis")
_REASON = Text("不检查的理由", "why it is not checked")
_FORMULA = Text("断言", "what it asserts")
_EXCEPTIONS = Text("已知例外", "known exceptions")
_BREAKS = Text("违反的例子", "an example that breaks it")
_KEEPS = Text("符合的例子", "an example that keeps it")
_SAYS = Text("此时的说明", "what is then said")
_HEADING = Text("规则目录", "Rule catalogue")


def rules_lines(rules: Sequence[Rule], lang: Lang) -> Iterator[str]:
    """Yield the catalogue in two parts: one line a rule, the checked ones first."""
    indent = max(width(rule.id) for rule in rules)
    for words, part in ((_CHECKED, [r for r in rules if r.checked]), (_NOT_CHECKED, _unchecked(rules))):
        yield words.filled(count=len(part)).said(lang)
        for rule in part:
            why = f" — {rule.reason.said(lang)}" if rule.reason else ""
            severity = SEVERITIES[rule.severity].word.said(lang)
            yield f"  {padded(rule.id, indent)}  [{severity}] {rule.title.said(lang)}{why}"


def rules_markdown(rules: Sequence[Rule], examples: Mapping[str, Any]) -> Iterator[str]:
    """Yield the catalogue as a Markdown page, every sentence in both languages.

    ``examples`` are the reports that break and keep each rule, where they differ (``examples.json``).
    """
    yield f"# {_HEADING.zh} / {_HEADING.en}"
    count = {"count": sum(rule.checked for rule in rules)}
    rest = {"count": len(_unchecked(rules))}
    yield f"\n{_both(_CHECKED.filled(**count))}；{_both(_NOT_CHECKED.filled(**rest))}。"
    for rule in rules:
        yield f"\n## {rule.id}\n\n{rule.title.zh}\n\n{rule.title.en}\n"
        yield f"- {_both(_SEVERITY)}：{_both(SEVERITIES[rule.severity].word)}"
        yield f"- {_both(_FORMS)}：{', '.join(rule.forms)}"
        if rule.checked:
            yield f"- {_both(_VERSION)}：{rule.version}"
            yield from _said_once(_FORMULA, (entry.formula for entry in rule.entries))
            yield from _said_once(_EXCEPTIONS, (e.exceptions for e in rule.entries if e.exceptions))
            if decided := decided_by_code(rule.entries):
                yield f"- {_both(_DECIDED)}：{', '.join(f'`{column}`' for column in decided)}"
        for basis in rule.basis:
            yield f"- {_both(_BASIS)}：{basis.document} {basis.article}：“{basis.quote}”"
        if rule.reason:
            yield f"- {_both(_REASON)}：{_both(rule.reason)}"
        if rule.id in examples:
            yield from _example(examples[rule.id])
    yield f"\n# {_DECIDED.zh} / {_DECIDED.en}\n\n{_WHY_CODE.zh}\n\n{_WHY_CODE.en}"


def decided_by_code(entries: Iterable[Entry]) -> list[str]:
    """Return the columns of 1 and 0 whose suite only says which of them is right."""
    return [entry.kwargs["column"] for entry in entries if entry.kwargs.get("value_set") in ([0], [1])]


def _said_once(name: Text, texts: Iterable[Text]) -> Iterator[str]:
    for text in dict.fromkeys(texts):
        yield f"- {_both(name)}：{_both(text)}"


def _example(example: Mapping[str, Any]) -> Iterator[str]:
    """Report text stands in code spans, where Markdown says nothing."""
    for name, lines in ((_BREAKS, example["breaks"]), (_KEEPS, example["keeps"])):
        printed = "；".join(f"`{line.replace('`', chr(39))}`" for line in lines) or "—"
        yield f"- {_both(name)}：{printed}"
    yield f"- {_both(_SAYS)}：{_both(Text(**example['message']))}"


def _unchecked(rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in rules if not rule.checked]


def _both(text: Text) -> str:
    return f"{text.zh} ({text.en})"


_RULES = Text(
    "列出全部规则：断言什么、依据何在、是否检查、不检查的理由。",
    "List all rules: what they assert, on which basis, whether they are checked, and why not.",
)
_MARKDOWN = Text("以 Markdown 输出，中英文对照。", "Print Markdown, in Chinese and English.")
_CHECK = Text(
    "检查一个规则包：文件写得对不对，每条规则的一对示例报告是否一份违反、一份符合。",
    "Check a pack of rules: are its files right, and does each rule's pair of reports break and keep it.",
)
_GOOD = Text("{rule}：示例报告一份违反、一份符合。", "{rule}: one report breaks it, one keeps it.")
_FINE = Text("规则包 {name}：{count} 条规则，可以使用。", "pack {name}: {count} rules, ready to use.")
_NO_PAIR = Text(
    "{rule}：缺少示例报告 pairs/{rule}.{kind}.*（breaks 违反，keeps 符合），应恰有一份。",
    "{rule}: there must be exactly one report pairs/{rule}.{kind}.* (breaks it, keeps it).",
)
_SAID = Text(
    "{rule}：{file} 应为 {expected}，结果是 {outcome}。{why}",
    "{rule}: {file} should {expected}: {outcome}. {why}",
)
_DECIDED = Text("由代码判定的列（1 或 0）", "columns of 1 and 0 that code decides")
_WHY_CODE = Text(
    "凡能以单列的数值、集合、区间或正则说清的，门槛都写在期望套件里。上列各列不能：一句话是否算数，取决于"
    "否定与转述、前后文、其他部分和其他格、机关的性质，以及副本是否读全；这些由 `gouji.measures` 中同名框的"
    "代码判定，每条规则的公式与例外说明判定什么，成对的示例报告证明它。",
    "Whatever numbers, sets, ranges or patterns on one column can say stands in the suites. These columns "
    "cannot be had so: whether a sentence counts depends on negations and reported speech, on what stands "
    "around it, on other sections and cells, on what kind of body reports, and on whether the copy was read "
    "whole. The code of the frame of that name in `gouji.measures` decides it; formula and exceptions of a "
    "rule say what is decided, and its pair of reports proves it.",
)
_BOTH = Text("--json 与 --markdown 只能选一个", "choose one of --json and --markdown")


def command(lang: Lang) -> click.Command:
    """Return ``gouji rules``."""
    markdown = click.Option(["--markdown"], is_flag=True, help=_MARKDOWN.said(lang))
    check = click.Option(["--check"], metavar="DIR", type=parameters.FOLDER, help=_CHECK.said(lang))
    params = [parameters.as_json(lang), markdown, check]
    return BilingualCommand("rules", lang, _RULES, params, partial(_rules, Session(lang)))


def _checked(session: Session, folder: Path) -> ExitStatus:
    """Check a pack and hold its pairs of reports against it; status 2 where it cannot be used as it is."""
    from gouji.rules.packs import using

    wrong: list[Text] = []
    with using([folder]) as [pack]:
        for item in pack.listed:
            said = [_wrong_of(item["rule"], folder, kind) for kind in ("breaks", "keeps")]
            found = [text for text in said if text is not None]
            wrong += found
            if not found:
                click.echo(session.said(_GOOD.filled(rule=item["rule"])))
    for text in wrong:
        session.message(text)
    if wrong:
        return ExitStatus.USAGE
    click.echo(safe(session.said(_FINE.filled(name=pack.name, count=len(pack.listed)))))
    return ExitStatus.DONE


def _wrong_of(rule: str, folder: Path, kind: str) -> Text | None:
    """Say what is wrong with one report of a rule's pair, None where it shows what it should."""
    from gouji.audits import audit_filings
    from gouji.reports import Report, find_roster, read_report
    from gouji.rules.packs import PAIRS

    files = sorted((folder / PAIRS).glob(f"{rule}.{kind}.*"))
    if len(files) != 1:
        return _NO_PAIR.filled(rule=rule, kind=kind)
    [file] = files
    try:
        filing = read_report(Report(file.name, file), find_roster([file], folder))
    except GoujiError as error:
        return error.text
    [audit] = audit_filings([filing])
    outcome = next(one for one in audit.outcomes if one.rule == rule)
    expected = "fail" if kind == "breaks" else "pass"
    if outcome.outcome == expected:
        return None
    why = outcome.reason or Text("", "")
    return _SAID.filled(rule=rule, file=file.name, expected=expected, outcome=outcome.outcome, why=why)


def _rules(session: Session, *, as_json: bool, markdown: bool, check: Path | None) -> ExitStatus:
    from gouji.model.as_json import write_array
    from gouji.rules.catalogue import catalogue, examples

    if check is not None:
        return _checked(session, check)
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
