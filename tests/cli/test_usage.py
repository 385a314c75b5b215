"""Help, languages, wrong usage, and what must survive: pipes, locales, hostile text."""

import re
import subprocess
import sys

import click
import pytest

import shell
from gouji.cli.main import COMMANDS, command_line, run
from gouji.cli.session import chosen_lang
from gouji.model.text import GoujiError

HEAVY = ("pandas", "great_expectations", "papermill", "pypdfium2", "lxml", "nbformat", "numpy")


def options_of(name, lang="zh"):
    command = command_line(lang)
    if name:
        command = command.get_command(click.Context(command), name)
    return [opt for param in command.params if isinstance(param, click.Option) for opt in param.opts]


def test_help_lists_every_command_in_both_languages(spawned):
    zh, en = spawned("--help"), spawned("--help", "--lang", "en")
    assert zh.status == en.status == 0
    assert "用法：gouji" in zh.out
    assert "Usage: gouji" in en.out
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", zh.out, re.M)
        assert re.search(rf"^  {name} ", en.out, re.M)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_of_a_command_lists_its_options(name, lang, capfd):
    assert run([name, "--help", "--lang", lang]) == 0
    shown = capfd.readouterr().out
    for option in options_of(name):
        assert f"  {option}" in shown
    assert ("Options:" in shown) == (lang == "en")


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from gouji.cli.main import run; run(['--help']); run(['audit', '--help'])\n"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_variable_sets_the_language_and_the_option_overrides_it(spawned):
    assert "Usage" in spawned("--help", GOUJI_LANG="en").out
    assert "用法" in spawned("--help", "--lang=zh", GOUJI_LANG="en").out
    bad = spawned("--help", GOUJI_LANG="fr")
    assert bad.status == 2
    assert "GOUJI_LANG 只能是 zh 或 en" in bad.err
    assert "must be zh or en" in bad.err


def test_chosen_lang():
    assert chosen_lang(["read", "--lang", "en"], {}) == "en"
    assert chosen_lang(["read", "--lang", "zh", "--lang=en"], {}) == "en"
    assert chosen_lang(["read", "--", "--lang=en"], {}) == "zh"
    assert chosen_lang(["read", "--lang", "fr"], {"GOUJI_LANG": "en"}) == "zh"
    with pytest.raises(GoujiError, match="GOUJI_LANG"):
        chosen_lang([], {"GOUJI_LANG": "fr"})


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["reed"], "没有命令 reed", "there is no command reed"),
        (["read"], "缺少参数 '路径 ...'", "'PATH ...' is missing"),
        (
            ["read", "x", "--jason"],
            "没有选项 --jason，是不是 --json",
            "there is no option --jason; did you mean --json",
        ),
        (["read", "x", "--lang", "fr"], "'--lang' 应为下列之一：zh、en。参见", None),
        (["read", "--data"], "选项 --data 缺少值", None),
        (["--lang"], "选项 --lang 缺少值", None),
        (["read", "x", "--json=1"], "选项 --json 不带值", "the option --json takes no value"),
        (["rules", "x", "y"], "多余的参数 x y。参见", "too many arguments: x y. See"),
        (["audit", "--jobs", "0"], "'--jobs' 应为不小于 1 的整数。", "must be a whole number of at least 1."),
        (["audit", "--year", "MMXX"], "'--year' 应为整数。", "'--year' must be a whole number."),
        (["lab", "--port", "-1"], "'--port' 应为从 0 至 65535 的整数。", "a whole number from 0 to 65535."),
        (
            ["audit", "--out", "README.md"],
            "'--out' 应为文件夹，而不是文件。",
            "'--out' must be a folder, not",
        ),
        (["verify", "nowhere"], "'文件夹' 应为已有的文件夹。", "'DIR' must be a folder that exists."),
        (
            ["diff", "README.md", "nowhere"],
            "'B' 应为已有的文件或文件夹。",
            "'B' must be a file or folder that",
        ),
        (["sign", "data", "--key", "no"], "'--key' 应为已有的文件。", "'--key' must be a file that exists."),
        (
            ["notice", "a", "--year", "1", "--out", "data"],
            "'--out' 应为文件，而不是文件夹",
            "a file, not a folder",
        ),
        (["notice", "a", "--year", "1", "--due", "1.1."], "'--due' 应为日期，如", "must be a date such as"),
        (
            ["decide", "0", "maybe"],
            "“maybe”不是决定，应为属实、不成立、已更正",
            "confirmed",
        ),
        (["read", "nowhere"], "找不到路径：nowhere", "no such file or folder: nowhere"),
        (["rules", "--json", "--markdown"], "--json 与 --markdown 只能选一个。参见", "choose one of"),
    ],
)
def test_wrong_usage_is_told_in_words_with_status_2(spawned, arguments, zh, en):
    said = spawned(*arguments)
    assert (said.status, said.out) == (2, "")
    assert zh in said.err
    assert "Traceback" not in said.err
    assert "。。" not in said.err
    if en:
        assert en in spawned(*arguments, "--lang", "en").err


def test_no_command_shows_the_help_with_status_2(spawned):
    said = spawned()
    assert (said.status, said.out) == (2, "")
    assert "用法：gouji" in said.err


def test_version(spawned):
    assert spawned("--version").out.startswith("gouji 0.")


def test_a_broken_roster_is_unusable_configuration(spawned, tmp_path):
    (tmp_path / "agencies.csv").write_text("id,name\n../x,甲局\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    said = spawned("read", tmp_path)
    assert said.status == 2
    assert "agencies.csv 第 2 行" in said.err


def test_stdout_survives_a_reader_that_has_had_enough(tmp_path):
    code = "from gouji.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "rules", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_output_is_utf8_whatever_the_locale(spawned, locale):
    said = spawned("--help", LC_ALL=locale, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "年度报告" in said.out


def test_an_error_that_nobody_foresaw_is_an_apology_in_both_languages(monkeypatch, capfd):
    def broken(lang):
        raise ZeroDivisionError

    monkeypatch.setattr("gouji.cli.read.command", broken)
    assert run(["read", "x"]) == 3
    said = capfd.readouterr().err
    assert "gouji read：程序内部出错（ZeroDivisionError）" in said
    assert "an internal error (ZeroDivisionError)" in said
    assert "Traceback" not in said


def test_text_of_both_languages_exists_for_every_help():
    for name in (None, *COMMANDS):
        zh, en = command_line("zh"), command_line("en")
        if name:
            zh, en = zh.get_command(click.Context(zh), name), en.get_command(click.Context(en), name)
        assert zh.help != en.help
        for one, other in zip(zh.params, en.params, strict=True):
            if isinstance(one, click.Option):
                assert one.help
                assert one.help != other.help


def test_a_file_that_cannot_be_had_is_no_defect_of_gouji(tmp_path):
    folder = tmp_path / ("x" * 300)
    for lang, said in {"zh": "无法读写", "en": "cannot be read or written: File name too long"}.items():
        status, _, err = shell.gouji("gx", folder, "--lang", lang)
        assert status == 2
        assert said in err
        assert "x" * 300 in err
