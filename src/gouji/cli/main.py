"""The command line ``gouji``: one module a command, loaded only when it is used.

Results go to stdout, messages to stderr. Nothing a report contains reaches a terminal as a control code,
and nothing that goes wrong ends in a traceback.
"""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from gouji.cli.bilingual import BilingualGroup, usage_text
from gouji.cli.session import ExitStatus, Session, chosen_lang, speak_utf8
from gouji.model import VERSION
from gouji.model.text import GoujiError, Text, unforeseen_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.model.text import Lang


COMMANDS = (
    "new",
    "audit",
    "check",
    "read",
    "export",
    "gx",
    "rules",
    "verify",
    "sign",
    "decide",
    "confirm",
    "diff",
    "notice",
    "recheck",
    "roster",
    "form",
    "desk",
    "lab",
)

_GOUJI = Text(
    "勾稽：政府信息公开工作年度报告的可复现审计。\n"
    "读取年度报告，逐格核对法定表格与文字，给出附原文位置和依据的发现。",
    "gouji: reproducible audits of China's annual reports on open government information.\n"
    "Reads the reports, holds tables and prose against the rules, and gives findings with place and basis.",
)
_VERSION = Text("显示版本。", "Show the version.")
_NO_FILE = Text(
    "无法读写 {place}：{why}。请检查路径、权限和磁盘空间。",
    "{place} cannot be read or written: {why}. Check the path, its permissions and the disk.",
)
_INTERRUPTED = Text("已中断。", "interrupted.")


def command_line(lang: Lang) -> BilingualGroup:
    """Return the group of all commands, speaking one language."""
    version = click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help=_VERSION.said(lang),
    )
    return BilingualGroup("gouji", lang, _GOUJI, COMMANDS, [version])


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status; see :class:`ExitStatus`."""
    try:
        lang = chosen_lang(arguments, os.environ)
    except GoujiError as error:
        Session("zh").message(Text(*(f"{error.text.zh} {error.text.en}",) * 2))
        return ExitStatus.USAGE
    session = Session(lang)
    try:
        group = command_line(lang)
        # not group.main(): it would answer a closed pipe with status 1, which here means a violation
        with group.make_context("gouji", list(arguments)) as ctx:
            status = group.invoke(ctx)
        sys.stdout.flush()
    except click.exceptions.Exit as asked:
        return asked.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.message, err=True)
        return ExitStatus.USAGE
    except click.UsageError as error:
        session.message(usage_text(error))
        return ExitStatus.USAGE
    except GoujiError as error:
        session.message(error.text)
        return ExitStatus.USAGE
    except (KeyboardInterrupt, click.Abort):
        session.message(_INTERRUPTED)
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        # whoever read the output has had enough; without this the interpreter complains while it exits
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.DONE
    except OSError as error:
        place = str(error.filename or f"gouji {' '.join(arguments[:1])}")
        session.message(_NO_FILE.filled(place=place, why=error.strerror or type(error).__name__))
        return ExitStatus.USAGE
    except Exception as error:
        both = unforeseen_error(type(error).__name__, "gouji " + " ".join(arguments[:1]))
        session.message(Text(f"{both.zh} {both.en}", f"{both.en} {both.zh}"))
        return ExitStatus.INCOMPLETE
    return int(status or ExitStatus.DONE)


def main() -> None:
    """Entry point of the console script."""
    speak_utf8()
    own = os.getpid()
    ended: list[int] = []

    def leave() -> None:
        # the last of all exit handlers: to free every object would take a tenth of a second
        if ended and os.getpid() == own:
            with suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(ended[0])

    atexit.register(leave)
    ended.append(run(sys.argv[1:]))
    sys.exit(ended[0])


def _show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"gouji {VERSION}")
        ctx.exit()
