"""What is wrong with a command line, in words of both languages; click itself knows English alone."""

from __future__ import annotations

from typing import Any

import click
from click.exceptions import NoSuchCommand

from gouji.bilingual import Text

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
    return _WRONG.filled(what=_wrong(error), command=command)


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
