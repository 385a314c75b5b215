"""One run of the command line: its language, what went wrong in it, and the audits it speaks of."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import click

from gouji.model.safe import safe
from gouji.model.text import GoujiError, Text, cause
from warmkernel import ONE_THREAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from gouji.evidence.records import Record
    from gouji.inputs.decisions import Decisions
    from gouji.model.text import Lang
    from gouji.reports import Failure, Report


_ELSEWHERE = Text(
    "另有 {count} 条决定针对其他报告。", "{count} more decisions are about reports not checked here."
)

#: So many further files that failed alike are told in one line, and so many names in it.
_MANY = 3
_ALIKE = Text(
    "另有 {count} 个文件未能处理，原因与 {first} 相同：{names}……",
    "{count} more files failed as {first} did: {names}……",
)
_PASSED_OVER = Text(
    "略去 {count} 个不是报告的文件：{names}。如确是报告，请写明它的路径。",
    "{count} files that are no reports were left out: {names}. If one is a report, name its path.",
)

LANG_VARIABLE = "GOUJI_LANG"

Result = TypeVar("Result")


class ExitStatus(IntEnum):
    """What a command leaves behind. ``INCOMPLETE`` outranks ``OBJECTED``."""

    DONE = 0
    OBJECTED = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERRUPTED = 130


@dataclass(slots=True)
class Session:
    """The language people are spoken to in, and the reports that could not be processed so far."""

    lang: Lang
    failures: list[Failure] = field(default_factory=list)

    def said(self, text: Text) -> str:
        """Return the text in the session's language."""
        return text.said(self.lang)

    def message(self, text: Text) -> None:
        """Tell a person something on stderr, with every terminal code in it made harmless."""
        click.echo(safe(self.said(text)), err=True)

    def telling_failures(
        self, results: Iterable[Result | Failure], *, count: bool = True
    ) -> Iterator[Result | Failure]:
        """Pass results on, telling each failure among them as it comes.

        ``count``: failures make the command incomplete. Those of reports that were not handed in, but are
        only compared with, do not.
        """
        from gouji.reports import Failure

        alike: dict[str, list[Failure]] = {}
        for result in results:
            if isinstance(result, Failure):
                why = alike.setdefault(cause(result.message, result.report.name), [])
                if not why:
                    self.message(result.message)
                why.append(result)
                if count:
                    self.failures.append(result)
            yield result
        for first, *others in alike.values():
            # a folder of three hundred pictures is told in two lines
            if len(others) < _MANY:
                for one in others:
                    self.message(one.message)
            else:
                names = [one.report.name for one in others[:_MANY]]
                self.message(
                    _ALIKE.filled(count=len(others), first=first.report.name, names="、".join(names))
                )

    def collected(self, paths: Sequence[str | Path]) -> list[Report]:
        """Return the reports that the paths mean, telling in one line which files under them are none."""
        from gouji.reports import sorted_out

        reports, left_out = sorted_out(paths)
        if left_out:
            names = "、".join(path.name for path in left_out[:_MANY])
            more = "……" if len(left_out) > _MANY else ""
            self.message(_PASSED_OVER.filled(count=len(left_out), names=names + more))
        return reports

    def telling_strays(
        self, decisions: Decisions, audited: Iterable[tuple[str, str, int | None]], carried: Iterable[str]
    ) -> None:
        """Tell every decision that no finding carries; ``audited`` are ids and names of bodies with years.

        Those on reports that were not among them are only counted: a check of one report would else list
        the decisions on all others.
        """
        strays = decisions.strays(audited, carried)
        for stray in strays:
            if stray.gone or not stray.decision.agency:
                self.message(stray.text)
        elsewhere = sum(not stray.gone and bool(stray.decision.agency) for stray in strays)
        if elsewhere:
            self.message(_ELSEWHERE.filled(count=elsewhere))

    def status(self, *, objected: bool = False) -> ExitStatus:
        """Return the exit status of a command that ran to its end."""
        if self.failures:
            return ExitStatus.INCOMPLETE
        return ExitStatus.OBJECTED if objected else ExitStatus.DONE


def chosen_lang(arguments: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """Return the language asked for by ``--lang`` or ``GOUJI_LANG``, Chinese by default.

    It is needed before the arguments are parsed, for ``--help`` and for messages about the parsing; a
    ``--lang`` that is neither language is left for the parser to refuse.
    """
    ends = arguments.index("--") if "--" in arguments else len(arguments)
    before = list(arguments[:ends])
    given = [value for option, value in pairwise(before) if option == "--lang"]
    given += [argument.removeprefix("--lang=") for argument in before if argument.startswith("--lang=")]
    wanted = given[-1] if given else environment.get(LANG_VARIABLE, "") or "zh"
    if wanted == "en":
        return "en"
    if wanted != "zh" and not given:
        raise GoujiError(
            f"环境变量 {LANG_VARIABLE} 只能是 zh 或 en，现为“{wanted}”。",
            f"the variable {LANG_VARIABLE} must be zh or en, and is “{wanted}”.",
        )
    return "zh"


def stay_single_threaded() -> None:
    """Keep libraries that are imported from now on from starting threads: workers can be forked then."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale says; a lone surrogate comes out as an escape, never as an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def meant(name: str | None, data: Path) -> Text:
    """Return a question whether bodies of the roster are meant by a name that nobody bears, or nothing."""
    from gouji.reports import find_roster

    near = find_roster([data], data).near(name) if name else []
    names = [Text(f"{one.name}（{one.id}）", f"{one.name} ({one.id})") for one in near]
    zh, en = "、".join(one.zh for one in names), ", ".join(one.en for one in names)
    return Text(f"是不是指 {zh}？", f" Is {en} meant?") if near else Text("", "")


def available_records(reports: Path, data: Path) -> Iterator[list[Record]]:
    """Yield the audits in the folder of evidence, then those of the folder of reports, made on the spot.

    The second are only made when asked for. Reports that cannot be processed are left out. Raises
    :class:`GoujiError` for a broken roster, broken decisions and broken evidence.
    """
    from gouji.evidence.records import read_records
    from gouji.reports import find_roster

    roster = find_roster([data], data)
    yield read_records(reports, roster)
    if data.is_dir():
        yield _audited(data)


def _audited(data: Path) -> list[Record]:
    from gouji.audits import audit_each
    from gouji.evidence.records import record_of
    from gouji.inputs.decision_file import load_decisions
    from gouji.model.as_json import audit_json
    from gouji.model.filing import Filing
    from gouji.reports import PathError, collect, find_decisions_file, find_roster, read_reports

    try:
        reports = collect([data])
    except PathError:
        return []
    roster = find_roster([data], data)
    filings = [read for read in read_reports(reports, roster) if isinstance(read, Filing)]
    decisions = load_decisions(find_decisions_file([data], data))
    audits = decisions.attached([one for one in audit_each(filings) if not isinstance(one, Exception)])
    return [record_of(audit_json(audit), "", roster) for audit in audits]
