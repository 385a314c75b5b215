"""Commands whose help and errors of usage exist in Chinese and English; click knows English alone."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import NoSuchCommand

from gouji.model.safe import padded, width
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gouji.model.text import Lang


_WRONG = Text("用法错误：{what}。参见 {command} --help", "wrong usage: {what}. See {command} --help")
_MISSING = Text("缺少参数 {name}", "{name} is missing")
_NEEDED = Text("{name} 应为{needed}", "{name} must be {needed}")
_NOT_USABLE = Text("{name} 的值不可用（{why}）", "{name} is not usable ({why})")
_NO_OPTION = Text("没有选项 {name}", "there is no option {name}")
_NEAR = Text("没有选项 {name}，是不是 {near}", "there is no option {name}; did you mean {near}")
_NO_COMMAND = Text("没有命令 {name}", "there is no command {name}")
_NO_VALUE = Text("选项 {name} 缺少值", "the option {name} needs a value")
_VALUE_TOO_MANY = Text("选项 {name} 不带值", "the option {name} takes no value")
_SURPLUS = Text("多余的参数 {arguments}", "too many arguments: {arguments}")

_WHOLE = Text("整数", "a whole number")
_AT_LEAST = Text("不小于 {least} 的整数", "a whole number of at least {least}")
_BETWEEN = Text("从 {least} 至 {most} 的整数", "a whole number from {least} to {most}")
_ONE_OF = Text("下列之一：{choices}", "one of {choices}")
_DAY = Text("日期，如 2025-03-31", "a date such as 2025-03-31")
#: By what a path may be (file, folder) and whether it must be there.
_PATHS = {
    (True, True, True): Text("已有的文件或文件夹", "a file or folder that exists"),
    (True, False, True): Text("已有的文件", "a file that exists"),
    (False, True, True): Text("已有的文件夹", "a folder that exists"),
    (True, False, False): Text("文件，而不是文件夹", "a file, not a folder"),
    (False, True, False): Text("文件夹，而不是文件", "a folder, not a file"),
}


class SurplusError(click.UsageError):
    """Arguments that are more than the command takes."""

    def __init__(self, arguments: list[str], ctx: click.Context) -> None:
        super().__init__(" ".join(arguments), ctx)


def usage_text(error: click.UsageError) -> Text:
    """Return what is wrong with the command line and where to read how it is used."""
    command = error.ctx.command_path if error.ctx else "gouji"
    what = _wrong(error)
    # what an option says is a sentence that ends already
    return _WRONG.filled(what=Text(what.zh.rstrip("。."), what.en.rstrip("。.")), command=command)


def _wrong(error: click.UsageError) -> Text:
    match error:
        case click.BadParameter(param=click.Parameter() as param):
            name = param.get_error_hint(error.ctx)
            if isinstance(error, click.MissingParameter):
                return _MISSING.filled(name=name)
            needed = _needed(param.type)
            return (
                _NEEDED.filled(name=name, needed=needed)
                if needed
                else _NOT_USABLE.filled(name=name, why=error.message)
            )
        case click.NoSuchOption():
            near = ", ".join(error.possibilities or ())
            return (_NEAR if near else _NO_OPTION).filled(name=error.option_name, near=near)
        case click.BadOptionUsage():
            return (_VALUE_TOO_MANY if _is_flag(error) else _NO_VALUE).filled(name=error.option_name)
        case NoSuchCommand():
            return _NO_COMMAND.filled(name=error.command_name)
        case SurplusError():
            return _SURPLUS.filled(arguments=error.message)
        case _:
            return Text(error.message, error.message)


def _needed(kind: click.ParamType[Any]) -> Text | None:
    """Return what a value of this type is, None for a type that gouji does not use."""
    match kind:
        case click.Choice(choices=choices):
            return _ONE_OF.filled(choices=Text("、".join(choices), ", ".join(choices)))
        case click.IntRange(min=least, max=None):
            return _AT_LEAST.filled(least=least)
        case click.IntRange(min=least, max=most):
            return _BETWEEN.filled(least=least, most=most)
        case click.Path():
            return _PATHS.get((kind.file_okay, kind.dir_okay, kind.exists))
        case click.DateTime():
            return _DAY
        case _:
            return _WHOLE if kind is click.INT else None


def _is_flag(error: click.BadOptionUsage) -> bool:
    params = error.ctx.command.params if error.ctx else []
    return any(
        isinstance(param, click.Option) and param.is_flag and error.option_name in param.opts
        for param in params
    )


#: Places in a command line that a person fills in, as English help has them; in Chinese they are words.
_PLACES = {
    "ADDR": "地址",
    "AGENCY": "机关",
    "DATE": "日期",
    "DECISION": "决定",
    "DIR": "文件夹",
    "FILE": "文件",
    "FORM": "格式",
    "ID": "编号",
    "MIB": "数",
    "N": "数",
    "NAME": "姓名",
    "NEW": "新文件夹",
    "OLD": "旧文件夹",
    "OUT": "文件",
    "PATH": "路径",
    "REPORT": "报告",
    "RULE": "规则",
    "S": "秒",
    "SEVERITY": "性质",
    "TEXT": "文字",
    "WHAT": "对象",
    "Y": "年度",
}
_PLACE = re.compile(rf"\b({'|'.join(_PLACES)})\b(?: (?=[一-鿿]))?")
_ANY_OPTIONS = Text("[选项]", "[OPTIONS]")
_SUBCOMMAND = Text("命令 [参数]...", "COMMAND [ARGS]...")
_REQUIRED = Text("[必填]", "[required]")
_USAGE = Text("用法：", "Usage: ")
_OPTIONS = Text("选项：", "Options:")
_COMMANDS = Text("命令：", "Commands:")
_HELP = Text("显示这份说明。", "Show this message.")
_LANG = Text("提示与结果所用语言，默认 zh。", "Language of messages and results; zh by default.")


class BilingualCommand(click.Command):
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
        for param in every:
            param.metavar = in_words(param.metavar, lang) if param.metavar else None
        super().__init__(
            name,
            params=every,
            callback=callback,
            help=in_words(said.said(lang), lang),
            options_metavar=_ANY_OPTIONS.said(lang),
            add_help_option=False,
        )
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
        said = _REQUIRED.said(self.lang)
        formatter.write(
            _columns(
                [(name, in_words(words.replace(_REQUIRED.en, said), self.lang)) for name, words in records]
            )
        )


class BilingualGroup(BilingualCommand, click.Group):
    """The group of all commands; ``gouji NAME`` loads the module ``gouji.cli.NAME`` only when it is named."""

    def __init__(
        self, name: str, lang: Lang, said: Text, names: Sequence[str], params: Sequence[click.Parameter]
    ) -> None:
        super().__init__(name, lang, said, params)
        self.subcommand_metavar = _SUBCOMMAND.said(lang)
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


def in_words(text: str, lang: Lang) -> str:
    """Return a text of the help with the places that a person fills in as words of the language."""
    return text if lang == "en" else _PLACE.sub(lambda place: _PLACES[place[1]], text)


def _show_help(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def _columns(rows: Sequence[tuple[str, str]]) -> str:
    indent = max(width(name) for name, _ in rows)
    return "".join(f"  {padded(name, indent)}  {words}\n" for name, words in rows)
