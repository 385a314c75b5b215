"""Packs of rules: what a province or a city asks for besides, as JSON without code (``docs/rule-packs.md``).

A pack is a folder: suites in the layout of :mod:`gouji.rules.suites`, in the same sub-folders of forms, over
the frames ``sections`` and ``cells`` (:mod:`gouji.measures.generic`); its own ``catalogue.json``; and
``pairs``, for each rule a report that breaks it and one that keeps it. Nothing in a pack is run: conditions
and patterns are checked before they are used, and whatever is wrong is told with file and place.
"""

from __future__ import annotations

import ast
import hashlib
import json
import math
import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from gouji.inputs import workbook
from gouji.inputs.files import digest
from gouji.model.text import GoujiError, Text
from gouji.rules import suites

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from gouji.rules.suites import Entry


CATALOGUE: Final = "catalogue.json"
PAIRS: Final = "pairs"
#: Folder beside the roster that is taken for a pack.
USUAL: Final = "rules"
#: What a pack calls its frames, and the kinds of frame that they are.
FRAMES: Final[Mapping[str, str]] = {"sections": "section_texts", "cells": "form_cells"}
_ID = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")
#: Fields that a message may have, by kind of frame.
_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "section_texts": frozenset({"number", "title", "length", "value"}),
    "form_cells": frozenset({"cells", "value", "left", "right", "left_sum", "right_sum", "gap", "blanks"}),
}
_MOST_BYTES: Final = 2**20
_LONGEST_CONDITION: Final = 500
_KNOWN_TYPES: Final[Mapping[str, frozenset[str]]] = {
    "expect_column_values_to_be_between": frozenset({"min_value", "max_value", "strict_min", "strict_max"}),
    "expect_column_values_to_be_in_set": frozenset({"value_set"}),
    "expect_column_values_to_not_be_in_set": frozenset({"value_set"}),
    "expect_column_values_to_match_regex": frozenset({"regex"}),
    "expect_column_values_to_not_match_regex": frozenset({"regex"}),
    "expect_sums_to_be_equal": frozenset({"left", "right"}),
    "expect_sum_to_be_at_most": frozenset({"left", "right"}),
}


@dataclass(frozen=True, eq=False)
class Pack:
    """A pack that was loaded: its entries, and its catalogue as the file lists it."""

    folder: Path
    digest: str
    entries: tuple[Entry, ...]
    listed: tuple[dict[str, Any], ...]

    @property
    def name(self) -> str:
        """What the pack is called: its folder."""
        return self.folder.name


_USED: ContextVar[tuple[Pack, ...]] = ContextVar("packs of rules in use", default=())


def used() -> tuple[Pack, ...]:
    """Return the packs that rules are taken from besides the workbook's own."""
    return _USED.get()


def use(folders: Iterable[Path]) -> tuple[Pack, ...]:
    """Take rules from these packs as well, until others are named. Raises as :func:`load_pack`."""
    packs: list[Pack] = []
    for folder in folders:
        packs.append(load_pack(folder, {rule for pack in packs for rule in _ids(pack)}))
    _USED.set(tuple(packs))
    return tuple(packs)


@contextmanager
def using(folders: Iterable[Path]) -> Iterator[tuple[Pack, ...]]:
    """Take rules from these packs within a context."""
    before = _USED.get()
    try:
        yield use(folders)
    finally:
        _USED.set(before)


def beside(roster: Path | None) -> list[Path]:
    """Return the pack that lies beside a roster, none where there is no such folder."""
    folder = roster.parent / USUAL if roster else None
    return [folder] if folder and (folder / CATALOGUE).is_file() else []


def chosen(given: Iterable[Path], roster: Path | None) -> tuple[Path, ...]:
    """Return the packs that were named, else the one beside the roster. Raises as :func:`load_pack`."""
    folders = tuple(given) or tuple(beside(roster))
    with using(folders):
        return folders


def entries_in_use() -> tuple[Entry, ...]:
    """Return the entries of the workbook and of the packs in use."""
    return (*suites.load(), *(entry for pack in used() for entry in pack.entries))


def pack_digest(folder: Path) -> str:
    """Return one digest of a pack's suites and catalogue: names and bytes, in the order of the names."""
    whole = hashlib.sha256()
    for path in _json_files(folder):
        whole.update(f"{path.relative_to(folder).as_posix()}\x1f{digest(path)}\n".encode())
    return whole.hexdigest()


def _json_files(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*.json") if PAIRS not in path.relative_to(folder).parts]
    return sorted(files, key=lambda path: path.relative_to(folder).as_posix())


def load_pack(folder: Path, taken: Iterable[str] = ()) -> Pack:
    """Load and check a pack; ``taken`` are ids of rules that other packs have.

    Raises GoujiError, naming file and place, for whatever cannot be used.
    """
    listed = _catalogue(folder, {*_built_in(), *taken})
    ids = {item["rule"] for item in listed}
    entries: list[Entry] = []
    for path in _json_files(folder):
        if path != folder / CATALOGUE:
            entries += _suite(path, folder, ids)
    for rule in sorted(ids - {entry.rule for entry in entries}):
        raise _wrong(folder / CATALOGUE, rule, "没有套件检查这条规则", "no suite has an entry for this rule")
    versions: dict[str, int] = {}
    for entry in entries:
        if versions.setdefault(entry.rule, entry.version) != entry.version:
            raise _wrong(folder, entry.rule, "各条目的版本不一致", "its entries disagree on the version")
    return Pack(folder, pack_digest(folder), tuple(entries), tuple(listed))


@cache
def _built_in() -> frozenset[str]:
    listed = json.loads((workbook.expectations() / CATALOGUE).read_text("utf-8"))
    return frozenset(item["rule"] for item in listed)


def _ids(pack: Pack) -> set[str]:
    return {item["rule"] for item in pack.listed}


def _wrong(path: Path, place: str, zh: str, en: str) -> GoujiError:
    return GoujiError(
        f"规则包文件 {path}，{place}：{zh}。写法见 docs/rule-packs.md。",
        f"{path} of a pack of rules, {place}: {en}. docs/rule-packs.md says how to write it.",
    )


def _json(path: Path) -> Any:  # noqa: ANN401  whatever the file holds
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _wrong(path, f"{path.stat().st_size}", "文件超过 1 MiB", "the file is larger than 1 MiB")
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise _wrong(path, str(error.strerror), "无法读取", "it cannot be read") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _wrong(path, place, f"不是 JSON（{error.msg}）", f"this is no JSON ({error.msg})") from error
    except (ValueError, RecursionError) as error:
        raise _wrong(path, type(error).__name__, "不是 UTF-8 的 JSON", "this is no JSON in UTF-8") from error


def _catalogue(folder: Path, taken: set[str]) -> list[dict[str, Any]]:
    path = folder / CATALOGUE
    listed = _json(path)
    if not isinstance(listed, list) or not listed:
        raise _wrong(path, "[", "应为规则的列表", "a list of rules is expected")
    seen: set[str] = set()
    for number, item in enumerate(listed, start=1):
        place = f"rule {number}"
        rule = item.get("rule") if isinstance(item, dict) else None
        if not isinstance(rule, str) or not _ID.fullmatch(rule):
            said = f"编号 {rule!r} 应由大写字母、数字和连字符组成，如 WW-S1-LENGTH"
            raise _wrong(
                path, place, said, f"the id {rule!r} is not of capitals, digits and hyphens (WW-S1-LENGTH)"
            )
        title = item.get("title")
        if not isinstance(title, dict) or {type(title.get(lang)) for lang in ("zh", "en")} != {str}:
            raise _wrong(path, f"{place} {rule}", "缺少中英文 title", "it has no title in zh and en")
        if rule in taken:
            said = "编号与勾稽自带的或另一规则包的规则相同，请另取"
            raise _wrong(
                path, f"{place} {rule}", said, "gouji or another pack has a rule of this id: take another"
            )
        if rule in seen:
            raise _wrong(path, f"{place} {rule}", "编号重复", "the id is listed twice")
        seen.add(rule)
    return listed


def _suite(path: Path, folder: Path, ids: set[str]) -> list[Entry]:
    parts = path.relative_to(folder).parts
    if len(parts) != 2 or parts[0] not in suites.FOLDERS:
        known = ", ".join(suites.FOLDERS)
        raise _wrong(path, parts[0], f"套件应放在以下文件夹之一：{known}", f"suites lie in one of {known}")
    raw = _json(path)
    try:
        name, frame, items = str(raw["name"]), raw["meta"]["frame"], list(raw["expectations"])
    except (KeyError, TypeError) as error:
        said = "缺少 name、meta.frame 或 expectations"
        raise _wrong(path, "{", said, "name, meta.frame or expectations is missing") from error
    if not isinstance(frame, str) or frame not in FRAMES:
        known = ", ".join(FRAMES)
        raise _wrong(path, "meta.frame", f"{frame!r} 不是 {known} 之一", f"{frame!r} is none of {known}")
    found = []
    for number, item in enumerate(items, start=1):
        place = f"expectations[{number}]"
        try:
            entry = suites.entry_of(item, name, FRAMES[frame], parts[0])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _wrong(
                path, place, f"条目不完整或有误：{error!r}", f"an incomplete entry: {error!r}"
            ) from error
        place = f"{place} {entry.rule}"
        if entry.rule not in ids:
            raise _wrong(path, place, f"{CATALOGUE} 没有列出这条规则", f"{CATALOGUE} does not list this rule")
        try:
            _check(entry)
        except _WrongEntryError as error:
            raise _wrong(path, place, error.zh, error.en) from error
        found.append(replace(entry, suite=f"{folder.name}/{name}"))
    return found


class _WrongEntryError(Exception):
    """What is wrong in one entry."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def _check(entry: Entry) -> None:
    """Check an entry before it is ever used. Raises _WrongEntryError."""
    kwargs = entry.kwargs
    if entry.type not in _KNOWN_TYPES:
        known = ", ".join(_KNOWN_TYPES)
        raise _WrongEntryError(
            f"不认识期望 {entry.type!r}，可用：{known}", f"{entry.type!r} is none of {known}"
        )
    if not isinstance(kwargs, dict):
        raise _WrongEntryError("kwargs 应为对象", "kwargs is no object")
    sums = entry.type in suites.SUMS
    allowed = _KNOWN_TYPES[entry.type] | {"row_condition"} | (set() if sums else {"column"})
    if unknown := sorted(map(str, kwargs.keys() - allowed)):
        raise _WrongEntryError(f"不认识参数 {'、'.join(unknown)}", f"unknown arguments: {', '.join(unknown)}")
    columns = [*kwargs.get("left", ()), *kwargs.get("right", ())] if sums else [kwargs.get("column")]
    if not columns:
        raise _WrongEntryError("没有指明列", "no column is named")
    texts = [_is_text(entry.frame, column) for column in columns]
    if any(texts) != ("regex" in kwargs) and not entry.type.endswith("_in_set"):
        said = "regex 用于文字列（title、text），其余期望用于数字列"
        raise _WrongEntryError(said, "patterns are for columns of text (title, text), all else for numbers")
    if type(entry.version) is not int or entry.edit or entry.duty or entry.implied_by:
        said = "version 应为整数；规则包不能用 edit、duty、implied_by"
        raise _WrongEntryError(said, "version is an integer; edit, duty and implied_by are not for packs")
    _check_texts(entry)
    _check_values(kwargs)
    _check_condition(entry)
    for text, more in ((entry.message, set[str]()), (entry.damaged, {"damage"})):
        for said in (text.zh, text.en) if text else ():
            _check_fields(said, _FIELDS[entry.frame] | more)


def _check_texts(entry: Entry) -> None:
    """Hold all that is said to people against its kind: it would only be met where the rule is broken."""
    said = [entry.title, entry.formula, entry.exceptions, entry.not_applicable]
    texts = [text for one in said if one is not None for text in (one.zh, one.en)]
    texts += [text for basis, _ in entry.basis for text in (basis.document, basis.article, basis.quote)]
    expected = entry.expected
    texts += [expected.zh, expected.en] if isinstance(expected, Text) else []
    if not all(isinstance(text, str) for text in texts):
        raise _WrongEntryError(
            "title、formula、basis 等应为文字", "title, formula, basis and the like must be text"
        )
    if not (expected is None or isinstance(expected, Text | str) or type(expected) is int):
        raise _WrongEntryError("expected 应为文字或整数", "expected is neither text nor a whole number")


def _check_values(kwargs: Mapping[str, Any]) -> None:
    for name in ("min_value", "max_value"):
        value = kwargs.get(name, 0)
        # nothing is larger or smaller than what is no number, so that everybody would break the rule
        finite = type(value) is int or (type(value) is float and math.isfinite(value))
        if not finite:
            raise _WrongEntryError(f"{name} 应为数字", f"{name} is no number")
    for name in ("strict_min", "strict_max"):
        if not isinstance(kwargs.get(name, False), bool):
            raise _WrongEntryError(f"{name} 应为 true 或 false", f"{name} is neither true nor false")
    if "value_set" in kwargs:
        values = kwargs["value_set"]
        if not isinstance(values, list) or not all(isinstance(value, str | int) for value in values):
            raise _WrongEntryError(
                "value_set 应为数字或文字的列表", "value_set is no list of numbers or texts"
            )
    if "regex" in kwargs:
        _check_pattern(kwargs["regex"])


def _is_text(frame: str, column: object) -> bool:
    """Say whether a column of a frame is text. Raises _WrongEntryError for what is no column of it."""
    from gouji.measures.generic import MATCHES, SECTION_NUMBERS, SECTION_TEXTS
    from gouji.measures.matrix import positions

    if frame == "section_texts" and isinstance(column, str):
        if column in SECTION_TEXTS:
            return True
        if column.startswith(MATCHES):
            _check_pattern(column.removeprefix(MATCHES))
            return False
        if column in SECTION_NUMBERS:
            return False
    elif isinstance(column, str) and column in positions():
        return False
    zh = "不是这一框架的列（sections：number、title、year、text、length、matches:模式；cells：单元格编号）"
    en = (
        "is no column of the frame (sections: number, title, year, text, length, matches:pattern; cells: ids)"
    )
    raise _WrongEntryError(f"{column!r} {zh}", f"{column!r} {en}")


def _check_condition(entry: Entry) -> None:
    """Hold a row condition against the few things that it may say: it is given to pandas to evaluate."""
    condition = entry.kwargs.get("row_condition")
    if condition is None:
        return
    from gouji.measures.generic import SECTION_NUMBERS

    zh = "row_condition 只能比较 number、year、length 与数字，如 number == 1 and year == 2025"
    en = "row_condition may only compare number, year and length with numbers (number == 1 and year >= 2025)"
    query = condition.get("pass_through_filter") if isinstance(condition, dict) else None
    if (
        not isinstance(query, str)
        or condition.get("type") != "pass_through"
        or len(query) > _LONGEST_CONDITION
    ):
        raise _WrongEntryError(zh, en)
    try:
        tree = ast.parse(query, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _WrongEntryError(zh, en) from error
    plain = (ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.Compare, ast.Load)
    compared = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
    for node in ast.walk(tree):
        is_column = isinstance(node, ast.Name) and node.id in SECTION_NUMBERS
        is_number = isinstance(node, ast.Constant) and type(node.value) is int
        if not (
            isinstance(node, plain + compared) or (is_column and entry.frame == "section_texts") or is_number
        ):
            raise _WrongEntryError(zh, en)
    if not any(isinstance(node, ast.Name) for node in ast.walk(tree)):
        raise _WrongEntryError(zh, en)


def _check_fields(said: str, known: frozenset[str]) -> None:
    if not isinstance(said, str):
        raise _WrongEntryError("说明应为文字", "a message is no text")
    fields = re.findall(r"\{(.*?)\}", said)
    if said.count("{") != len(fields) or said.count("}") != len(fields) or set(fields) - known:
        names = ", ".join(sorted(known))
        raise _WrongEntryError(f"说明“{said}”中只能用 {names}", f"the message “{said}” may only use {names}")


def _check_pattern(pattern: object) -> None:
    from gouji.measures.generic import pattern_problem

    if (problem := pattern_problem(pattern)) is not None:
        raise _WrongEntryError(problem.zh, problem.en)
