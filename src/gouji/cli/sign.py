"""``gouji sign``: sign the manifest of a folder of evidence with an OpenSSH key."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from gouji.model.text import Lang


_SIGN = Text(
    "用 OpenSSH 密钥为证据签名。\n\n"
    "DIR 是 gouji audit 的结果文件夹，或其中一份审计的文件夹。先核验，有改动的证据不签。",
    "Sign evidence with an OpenSSH key.\n\n"
    "DIR is the folder that gouji audit wrote, or that of one audit in it. It is verified first; evidence\n"
    "that was changed is not signed.",
)
_KEY = Text(
    "私钥文件；公钥在 ssh-agent 中时也可给公钥。", "The private key, or the public one of a key in ssh-agent."
)


def command(lang: Lang) -> click.Command:
    """Return ``gouji sign``."""
    key = click.Path(exists=True, dir_okay=False, path_type=Path)
    params: list[click.Parameter] = [
        parameters.evidence(),
        click.Option(["--key"], metavar="FILE", type=key, required=True, help=_KEY.said(lang)),
    ]
    return BilingualCommand("sign", lang, _SIGN, params, partial(_sign, Session(lang)))


def _sign(session: Session, *, folder: Path, key: Path) -> ExitStatus:
    from gouji.evidence.manifest import SIGNATURE_FILE
    from gouji.evidence.verify import differences, sign

    if found := differences(folder):
        names = ", ".join(difference.name for difference in found[:3])
        raise GoujiError(
            f"{folder} 与封存时不符（{len(found)} 处，如 {names}），不予签名。请先运行 gouji verify。",
            f"{folder} is not as sealed ({len(found)} differences, such as {names}) and is not signed. Run "
            "gouji verify first.",
        )
    sign(folder, key)
    click.echo(str(folder / SIGNATURE_FILE))
    return session.status()
