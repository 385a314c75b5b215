"""``gouji roster``: a roster of the bodies that reports name, to be gone over by hand."""

from __future__ import annotations

import csv
import io
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.new import EXAMPLE
from gouji.cli.session import ExitStatus, Session
from gouji.model.filing import Filing
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gouji.model.filing import Agency
    from gouji.model.text import Lang


_ROSTER = Text(
    "按报告起草机关名录（CSV）：名称取自标题，性质和层级按名称推测并注明，请逐行核对。",
    "Draft a roster (CSV) from reports: names from their titles, kind and level guessed from the names and "
    "marked so. Go over every line.",
)
_OUT = Text(
    "写入这个文件，默认写到标准输出；已有的文件不覆盖。", "Write to this file, by default to standard output."
)
_UNSURE = Text(
    "{name}：标题中没有认出机关全称{body}，没有列入。请自行列入名录，并在 {name}.side.toml 中写明“编号”。",
    "{name}: no whole name in its title{body}; not listed. List its body yourself, and name its id in "
    "{name}.side.toml (agency).",
)
_CALLED = Text("（疑为“{name}”）", " (“{name}” perhaps)")
_DONE = Text(
    "{path}：{count} 个机关。性质、层级凡推测的已注明；请核对，填上地区和上级，再运行 gouji audit。",
    "{path}: {count} bodies; what was guessed says so. Go over it, fill in region and parent, then run gouji "
    "audit.",
)
_TO_FILE = Text(
    "要存成名录文件，请加 --out data/agencies.csv；核对后再运行 gouji audit。",
    "To keep it as the roster add --out data/agencies.csv; go over it, then run gouji audit.",
)
_COLUMNS = {
    "zh": ("编号", "机关名称", "性质", "层级", "上级", "地区", "备注"),
    "en": ("id", "name", "kind", "level", "parent", "region", "remark"),
}
_LISTED = Text("已在名录", "on the roster")
_GUESSED = Text("性质、层级为推测，请核对", "kind and level are guessed: check them")
_OPEN = Text("未能推测，请填写", "could not be guessed: fill in")
_ID = re.compile(r"\w{1,64}")


def command(lang: Lang) -> click.Command:
    """Return ``gouji roster``."""
    file = click.Path(dir_okay=False, path_type=Path)
    params: list[click.Parameter] = [
        parameters.paths(required=True),
        click.Option(["--out"], metavar="FILE", type=file, help=_OUT.said(lang)),
        parameters.data(lang),
    ]
    return BilingualCommand("roster", lang, _ROSTER, params, partial(_roster, Session(lang)))


def _roster(session: Session, *, paths: tuple[str, ...], out: Path | None, data: Path | None) -> ExitStatus:
    from gouji.inputs.files import put_files
    from gouji.reports import find_roster, read_reports

    # the examples that `gouji new` wrote are there to be replaced
    if out is not None and out.exists() and out.read_bytes() != EXAMPLE.encode("utf-8-sig"):
        raise GoujiError(
            f"{out} 已存在，不予覆盖。请用 --out 另指文件，再把需要的行抄过去。",
            f"{out} exists and is not overwritten. Choose another --out and copy the lines you need.",
        )
    bodies: dict[str, Agency] = {}
    for result in session.telling_failures(
        read_reports(session.collected(paths), find_roster(paths, data or parameters.DATA))
    ):
        if isinstance(result, Filing):
            agency = result.agency
            if agency.is_safe:
                bodies.setdefault(agency.name, agency)
            else:
                called = _CALLED.filled(name=agency.name) if agency.name else Text("", "")
                session.message(_UNSURE.filled(name=result.source.name, body=called))
    content = _csv(bodies.values(), session.lang)
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        session.message(_TO_FILE)
    else:
        put_files(out.parent, {out.name: content})
        session.message(_DONE.filled(path=out, count=len(bodies)))
    return session.status()


def _csv(bodies: Iterable[Agency], lang: Lang) -> bytes:
    from gouji.inputs.roster import LEVEL_WORDS, level_of
    from gouji.model.safe import inert

    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_COLUMNS[lang])
    for one in bodies:
        known = level_of(one)
        level = one.level or (LEVEL_WORDS[known] if known else "")
        remark = _LISTED if one.on_roster else _GUESSED if one.kind and level else _OPEN
        name = inert(one.name)
        # a body that is on no roster yet is called by its name, as its folder of evidence is
        id_ = name if not one.on_roster and _ID.fullmatch(name) else one.id
        values = (id_, name, one.kind or "", level, one.parent or "", one.region or "")
        writer.writerow([*values, remark.said(lang)])
    return written.getvalue().encode("utf-8-sig")
