"""``gouji verify``: is this evidence untouched, signed by whom, and does it come out the same again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.safe import safe
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from gouji.model.text import Lang


_VERIFY = Text(
    "核验证据：逐一指出被改动、添加、丢失的文件。\n\n"
    "DIR 是 gouji audit 的结果文件夹，或其中一份审计的文件夹。有任何不符时退出码为 1，\n"
    "没有 manifest.json 时为 2。",
    "Verify evidence: name every file that was changed, added or lost.\n\n"
    "DIR is the folder that gouji audit wrote, or that of one audit in it. Exit status 1 where anything\n"
    "differs, 2 where there is no manifest.json.",
)
_REPLAY = Text("再审计一遍，与原结果逐字节比较。", "Audit again and compare with the evidence byte for byte.")
_DATA = Text("重放时到哪个文件夹找报告和名录。", "Folder of reports and roster for the replay.")
_SIGNERS = Text(
    "核对签名：OpenSSH 的 allowed signers 文件。", "Check the signature: an allowed signers file of OpenSSH."
)
_KINDS = {
    "changed": Text("被改动", "changed"),
    "added": Text("被添加", "added"),
    "lost": Text("已丢失", "lost"),
}
_DIFFERENT = Text("重放不同", "replays differently")
_UNTOUCHED = Text("{folder}：{count} 个文件均与封存时一致。", "{folder}: all {count} files are as sealed.")
_SIGNED = Text("签名有效，签名者：{name}", "the signature is good; signed by {name}")
_UNCHECKED = Text(
    "有签名，未核对；用 --allowed-signers 核对。", "signed, not checked; check it with --allowed-signers."
)
_SAME = Text("重放结果逐字节相同。", "the replay came out the same, byte for byte.")


def command(lang: Lang) -> click.Command:
    """Return ``gouji verify``."""
    params: list[click.Parameter] = [
        parameters.evidence(),
        click.Option(["--replay"], is_flag=True, help=_REPLAY.said(lang)),
        click.Option(["--data"], metavar="DIR", type=parameters.FOLDER, help=_DATA.said(lang)),
        parameters.jobs(lang),
        click.Option(
            ["--allowed-signers", "signers"],
            metavar="FILE",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help=_SIGNERS.said(lang),
        ),
    ]
    return BilingualCommand("verify", lang, _VERIFY, params, partial(_verify, Session(lang)))


def _verify(
    session: Session, *, folder: Path, replay: bool, data: Path | None, jobs: int | None, signers: Path | None
) -> ExitStatus:
    from gouji.evidence.verify import differences, load_manifest

    found = differences(folder)
    for difference in found:
        click.echo(safe(f"{session.said(_KINDS[difference.kind])}  {difference.name}"))
    if not found:
        manifest = load_manifest(folder)
        count = len(manifest.files) if manifest else 0
        click.echo(safe(session.said(_UNTOUCHED.filled(folder=folder, count=count))))
    signed = _signature(session, folder, signers)
    same = not replay or _replayed(session, folder, data, jobs)
    return ExitStatus.DONE if signed and same and not found else ExitStatus.OBJECTED


def _signature(session: Session, folder: Path, signers: Path | None) -> bool:
    """Tell whether the signature holds; one that nobody asked about does not fail."""
    from gouji.evidence.manifest import SIGNATURE_FILE
    from gouji.evidence.verify import signer

    if signers is None:
        if (folder / SIGNATURE_FILE).is_file():
            session.message(_UNCHECKED)
        return True
    try:
        click.echo(safe(session.said(_SIGNED.filled(name=signer(folder, signers)))))
    except GoujiError as error:
        session.message(error.text)
        return False
    return True


def _replayed(session: Session, folder: Path, data: Path | None, jobs: int | None) -> bool:
    from gouji.batch.replay import replay

    result = replay(folder, data=data, jobs=jobs)
    for text in (*result.remarks, *result.failed):
        session.message(text)
    for name in result.different:
        click.echo(safe(f"{session.said(_DIFFERENT)}  {name}"))
    if result.same:
        click.echo(session.said(_SAME))
    return result.same
