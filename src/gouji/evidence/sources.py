"""Inputs of evidence: how it refers to them and finds them again, and the digests of all it was made of.

A reference is a name relative to the folder of inputs (the one that holds the roster), never a host path.
It is looked up in the folders of the variable ``GOUJI_INPUTS``, then from the current folder upward, there
also under ``data/``: a committed notebook in ``reports/2020/x/`` finds ``data/`` of its own checkout.
Nothing here speaks of the machine or the moment of the run.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from gouji.inputs import workbook
from gouji.inputs.confirmed import confirmed_by
from gouji.inputs.decision_file import load_decisions
from gouji.inputs.files import digest
from gouji.inputs.roster import Roster
from gouji.inputs.sidefile import beside
from gouji.model import VERSION
from gouji.model.text import GoujiError, Text
from gouji.readers.containers import engine
from gouji.reports import ROSTER_FILE, collect, read_report
from gouji.rules import packs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gouji.inputs.decisions import Decisions
    from gouji.model.filing import Filing
    from gouji.reports import Report


AUDIT_NOTEBOOK = "audit.ipynb"
SUMMARY_NOTEBOOK = "summary.ipynb"
REGION_NOTEBOOK = "region.ipynb"
VARIABLE = "GOUJI_INPUTS"
_DATA = "data"
_ONE_AT_A_TIME = RLock()


def reference(path: Path, base: Path | None) -> str:
    """Return the name by which evidence refers to a file: relative to ``base`` where the file is under it.

    Elsewhere it is the file's name, with the folder above where that is named after a year: the year of a
    report that does not state its own is taken from there.
    """
    path = path.absolute()
    if base is not None and path.is_relative_to(base.absolute()):
        return path.relative_to(base.absolute()).as_posix()
    parent = path.parent.name
    return f"{parent}/{path.name}" if len(parent) == 4 and parent.isdecimal() else path.name


def folder_of(path: Path, name: str) -> Path:
    """Return the folder from which ``name`` leads to ``path``."""
    return path.absolute().parents[len(Path(name).parts) - 1]


def find(name: str, sha256: str = "") -> Path:
    """Return the input of this name, and of this digest where one is given.

    Raises :class:`GoujiError` where there is none, and where the only ones have another digest.
    """
    candidates = [folder / name for folder in _folders()]
    found = [path for path in candidates if path.is_file()]
    for path in found:
        if not sha256 or digest(path) == sha256:
            return path
    if found:
        raise GoujiError(
            f"{name}：找到的文件与记录的 SHA-256 不符，内容已经改变。请使用原来的文件。",
            f"{name}: the file found has another SHA-256 than recorded; it was changed. Use the original.",
        )
    raise GoujiError(
        f"找不到输入文件 {name}。请在报告所在的工作簿文件夹内运行，或用环境变量 {VARIABLE} 指明其文件夹。",
        f"the input {name} is not found. Run inside the workbook that holds it, or name its folder in the "
        f"variable {VARIABLE}.",
    )


@contextmanager
def inputs_in(folders: Iterable[str]) -> Iterator[None]:
    """Let :func:`find`, also in kernels started meanwhile, look in these folders first.

    The environment belongs to the whole process: threads that ask for folders wait for each other.
    """
    with _ONE_AT_A_TIME:
        before = os.environ.get(VARIABLE)
        os.environ[VARIABLE] = os.pathsep.join(folders)
        try:
            yield
        finally:
            if before is None:
                del os.environ[VARIABLE]
            else:
                os.environ[VARIABLE] = before


def open_report(name: str, sha256: str = "", *, witness: bool = False) -> Report:
    """Return the report of this name, its side file and the year of its folder with it.

    ``witness``: its figures are to be compared with the picture of their page.
    """
    return replace(collect([find(name, sha256)])[0], witness=witness)


def open_roster(name: str = ROSTER_FILE) -> Roster:
    """Return the roster of this name, an empty one for an empty name."""
    return Roster.of(find(name) if name else None)


def open_others(
    references: Iterable[Sequence[str]], roster: Roster, *, witness: bool = False
) -> list[Filing]:
    """Return the filings of other reports, given as pairs of name and digest, each once."""
    unique = dict.fromkeys((name, sha256) for name, sha256 in references)
    return [read_report(open_report(name, sha256, witness=witness), roster) for name, sha256 in unique]


def open_decisions(name: str) -> Decisions:
    """Return the decisions of this name, looked up as other inputs are; none where there is no such file."""
    try:
        path = find(name) if name else None
    except GoujiError:
        path = None
    return load_decisions(path)


def _folders() -> Iterator[Path]:
    yield from (Path(folder) for folder in os.environ.get(VARIABLE, "").split(os.pathsep) if folder)
    here = Path.cwd()
    for folder in (here, *here.parents):
        yield folder
        yield folder / _DATA


def use_packs(references: Iterable[Sequence[str]]) -> None:
    """Take rules from these packs as well, given as pairs of name and digest, looked up as other inputs are.

    Raises :class:`GoujiError` where there is none of this name, and where the only ones have another digest.
    """
    packs.use([_find_pack(name, sha256) for name, sha256 in references])


def _find_pack(name: str, sha256: str) -> Path:
    found = [path for folder in _folders() if (path := folder / name / packs.CATALOGUE).is_file()]
    for path in found:
        if packs.pack_digest(path.parent) == sha256:
            return path.parent
    if found:
        raise GoujiError(
            f"规则包 {name}：找到的与记录的摘要不符，内容已经改变。请使用原来的规则包。",
            f"pack of rules {name}: the one found has another digest than recorded; use the original.",
        )
    return find(f"{name}/{packs.CATALOGUE}").parent


def provenance(
    report: Report,
    earlier: Sequence[Sequence[str]],
    peers: Sequence[Sequence[str]],
    related: Sequence[Sequence[str]],
) -> list[tuple[Text, str]]:
    """Return what the audit depends on, each with digest or version: inputs, suites, notebook, code."""
    sha256 = hashlib.sha256(report.load()).hexdigest()
    facts = [(Text("报告", "Report"), sha256)]
    if report.path is not None and (record := confirmed_by(report.path, sha256)) is not None:
        facts.append(
            (Text("图片识别与确认的记录", "Record of what was confirmed in pictures"), digest(record))
        )
    if report.path is not None and beside(report.path).is_file():
        facts.append((Text("附属文件", "Side file"), digest(beside(report.path))))
    facts += [(_named("往年报告", "Earlier report", name), sha256) for name, sha256 in earlier]
    facts += [(_named("相近报告", "Report that comes close", name), sha256) for name, sha256 in peers]
    facts += [(_named("有关机关报告", "Report of a related body", name), sha256) for name, sha256 in related]
    if report.witness:
        facts.append((Text("与页面图像对照", "Compared with pictures of the pages"), engine() or "—"))
    return [
        *facts,
        (Text("规则套件", "Suites"), suites_digest()),
        *((_named("规则包", "Pack of rules", pack.name), pack.digest) for pack in packs.used()),
        (Text("审计笔记本", "Audit notebook"), notebook_digest(workbook.notebooks() / AUDIT_NOTEBOOK)),
        (Text("程序版本", "Program"), f"gouji {VERSION}"),
    ]


@cache
def suites_digest() -> str:
    """Return one digest of all suites: of the names and bytes of their files, in the order of the names."""
    folder = workbook.expectations()
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*.json"), key=lambda path: path.relative_to(folder).as_posix()):
        whole.update(f"{path.relative_to(folder).as_posix()}\x1f{digest(path)}\n".encode())
    return whole.hexdigest()


def notebook_digest(path: Path) -> str:
    """Return the digest of what a notebook does: its cells' types and sources, not their outputs."""
    # not through nbformat, whose import takes longer than a run that has nothing to do
    notebook = json.loads(path.read_bytes())
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def _named(zh: str, en: str, name: str) -> Text:
    return Text(f"{zh} {name}", f"{en} {name}")
