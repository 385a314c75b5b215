"""Signatures on manifests, made and checked by OpenSSH (``ssh-keygen -Y``); no cryptography of our own.

A signature is a file ``manifest.json.sig`` beside the manifest, in the namespace ``gouji``. Who may sign is
said by an allowed signers file, as ``ssh-keygen(1)`` describes it, with lines such as
``name@office namespaces="gouji" ssh-ed25519 …``.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from gouji.evidence.manifest import MANIFEST_FILE, SIGNATURE_FILE
from gouji.inputs.files import put_files
from gouji.model.text import GoujiError

if TYPE_CHECKING:
    from pathlib import Path


NAMESPACE = "gouji"
_PROGRAM = "ssh-keygen"


def sign(folder: Path, key: Path) -> None:
    """Sign the manifest of a folder with a key; ssh-keygen itself asks for its passphrase.

    Raises :class:`GoujiError` where ssh-keygen is absent or refuses.
    """
    manifest = (folder / MANIFEST_FILE).read_bytes()
    done = _ssh_keygen("sign", "-f", str(key), "-n", NAMESPACE, data=manifest)
    if done.returncode or not done.stdout:
        said = _said(done)
        raise GoujiError(f"ssh-keygen 未能签名：{said}。", f"ssh-keygen did not sign: {said}.")
    put_files(folder, {SIGNATURE_FILE: done.stdout})


def signer(folder: Path, allowed: Path) -> str:
    """Return who signed the manifest of a folder, as the allowed signers file names them.

    Raises :class:`GoujiError` where it is not signed, by nobody who is allowed, or as something else than
    it is now, and where ssh-keygen is absent.
    """
    signature = folder / SIGNATURE_FILE
    if not signature.is_file():
        raise GoujiError(
            f"{folder} 没有签名（{SIGNATURE_FILE}）。", f"{folder} is not signed ({SIGNATURE_FILE})."
        )
    asked = ("-f", str(allowed), "-s", str(signature))
    principals = _ssh_keygen("find-principals", *asked)
    names = principals.stdout.decode("utf-8", "replace").splitlines()
    if principals.returncode or not names:
        raise GoujiError(
            f"签名者不在 {allowed.name} 之列（{_said(principals)}）。",
            f"whoever signed is not among {allowed.name} ({_said(principals)}).",
        )
    manifest = (folder / MANIFEST_FILE).read_bytes()
    verified = _ssh_keygen("verify", *asked, "-I", names[0], "-n", NAMESPACE, data=manifest)
    if verified.returncode:
        raise GoujiError(
            f"签名与 {MANIFEST_FILE} 不符（{_said(verified)}）。",
            f"the signature does not fit {MANIFEST_FILE} ({_said(verified)}).",
        )
    return names[0]


def _ssh_keygen(action: str, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = shutil.which(_PROGRAM)
    if program is None:
        raise GoujiError(
            "本机没有 ssh-keygen，无法签名或核对签名。请安装 OpenSSH 8.2 或更高版本。",
            "this machine has no ssh-keygen to sign or check signatures with. Install OpenSSH 8.2 or later.",
        )
    return subprocess.run([program, "-Y", action, *arguments], input=data, capture_output=True, check=False)


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"status {done.returncode}"
