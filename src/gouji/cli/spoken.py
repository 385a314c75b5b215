"""click commands whose help exists in Chinese and English."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import click

from gouji.bilingual import Text
from gouji.cli.usage import SurplusError
from gouji.terminal import padded, width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gouji.bilingual import Lang

_USAGE = Text("用法：", "Usage: ")
_OPTIONS = Text("选项：", "Options:")
_COMMANDS = Text("命令：", "Commands:")
_HELP = Text("显示这份说明。", "Show this message.")
_LANG = Text("提示与结果所用语言，默认 zh。", "Language of messages and results; zh by default.")


class Spoken(click.Command):
    """A command with its help in one language; ``said`` begins with one line that sums it up."""

    #: Refused by :meth:`parse_args`, so that it is said in both languages.
    allow_extra_args = True

    def __init__(
        self,
        name: str,
        lang: Lang,
        said: Text,
        params: Sequence[click.Parameter] = (),
        callback: Callable[..., object] | None = None,
    ) -> None:
        every = [
            *params,
            click.Option(
                ["--lang"], type=click.Choice(["zh", "en"]), expose_value=False, help=_LANG.said(lang)
            ),
            click.Option(
                ["--help"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_help,
                help=_HELP.said(lang),
            ),
        ]
        super().__init__(name, params=every, callback=callback, help=said.said(lang), add_help_option=False)
        self.lang = lang

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; an error of click's parser learns here which command it is about.

        Raises :class:`SurplusError` for arguments that the command does not take.
        """
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if rest and not isinstance(self, click.Group):
            raise SurplusError(rest, ctx)
        return rest

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the line that sums the command up, at any length."""
        return (self.help or "").partition("\n")[0]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help; Chinese takes two columns a character, which click's own layout does not know."""
        usage = " ".join([ctx.command_path, *self.collect_usage_pieces(ctx)])
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = [record for param in options if (record := param.get_help_record(ctx))]
        formatter.write(f"{_USAGE.said(self.lang)}{usage}\n\n{self.help}\n\n{_OPTIONS.said(self.lang)}\n")
        formatter.write(_columns(records))


class SpokenGroup(Spoken, click.Group):
    """The group of all commands; ``gouji NAME`` loads the module ``gouji.cli.NAME`` only when it is named."""

    def __init__(
        self, name: str, lang: Lang, said: Text, names: Sequence[str], params: Sequence[click.Parameter]
    ) -> None:
        super().__init__(name, lang, said, params)
        self.names = list(names)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands in the order of their use."""
        return self.names

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command that ``command(lang)`` of its module makes, or None where there is none."""
        if cmd_name not in self.names:
            return None
        made: click.Command = importlib.import_module(f"gouji.cli.{cmd_name}").command(self.lang)
        return made

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help and the list of commands."""
        super().format_help(ctx, formatter)
        commands = [(name, self.get_command(ctx, name)) for name in self.names]
        formatter.write(f"\n{_COMMANDS.said(self.lang)}\n")
        formatter.write(_columns([(name, made.get_short_help_str()) for name, made in commands if made]))


def _show_help(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def _columns(rows: Sequence[tuple[str, str]]) -> str:
    indent = max(width(name) for name, _ in rows)
    return "".join(f"  {padded(name, indent)}  {words}\n" for name, words in rows)
