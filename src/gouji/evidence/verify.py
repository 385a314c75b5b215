"""Whether a folder of evidence is as it was sealed, and who signed it.

A signature is a file ``manifest.json.sig`` beside the manifest, in the namespace ``gouji``, made and checked
by OpenSSH (``ssh-keygen -Y``); no cryptography of our own. Who may sign is said by an allowed signers file,
as ``ssh-keygen(1)`` describes it, with lines such as ``name@office namespaces="gouji" ssh-ed25519 …``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gouji.evidence.manifest import MANIFEST_FILE, SIGNATURE_FILE, BrokenManifestError, Manifest, parse
from gouji.evidence.runrecord import RECORD_FOLDER
from gouji.inputs.files import digest, put_files
from gouji.model.text import GoujiError

if TYPE_CHECKING:
    from collections.abc import Iterator


NAMESPACE = "gouji"
_PROGRAM = "ssh-keygen"

Kind = Literal["changed", "added", "lost"]


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A file that is not as it was sealed; ``name`` is relative to the folder."""

    name: str
    kind: Kind


def load_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, or None where its file is no manifest any more.

    Raises :class:`GoujiError` where there is none, or it cannot be read.
    """
    path = folder / MANIFEST_FILE
    try:
        return parse(path.read_bytes())
    except FileNotFoundError as error:
        raise GoujiError(
            f"{folder} 中没有 {MANIFEST_FILE}，无从核验。请指明审计结果文件夹，或其中一份审计的文件夹。",
            f"{folder} has no {MANIFEST_FILE} to verify it by. Name the folder that gouji audit wrote, or "
            "that of one audit in it.",
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    except BrokenManifestError:
        return None


def differences(folder: Path) -> list[Difference]:
    """Compare a folder with its manifest and return what differs, by name; nothing where it is untouched.

    The run record and signatures are not sealed. A link in the place of a file counts as a change, whatever
    it leads to. Raises :class:`GoujiError` where there is no manifest or a file cannot be read.
    """
    manifest = load_manifest(folder)
    if manifest is None:
        return [Difference(MANIFEST_FILE, "changed")]
    found = {} if manifest.intact else {MANIFEST_FILE: Difference(MANIFEST_FILE, "changed")}
    here = dict(_files(folder))
    for name, sha256 in manifest.files.items():
        path = here.pop(unicodedata.normalize("NFC", name), None)
        if path is None:
            found[name] = Difference(name, "lost")
        elif not _is(path, sha256):
            found[name] = Difference(name, "changed")
    return sorted([*found.values(), *(Difference(name, "added") for name in here)])


def _is(path: Path, sha256: str) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    try:
        return digest(path) == sha256
    except OSError as error:
        raise _unreadable(path, error) from error


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file below the folder that a manifest must know, by name; a link to a folder is a file."""
    for here, folders, files in os.walk(folder):
        links = [name for name in folders if Path(here, name).is_symlink()]
        if Path(here) == folder:
            folders[:] = [name for name in folders if name != RECORD_FOLDER]
            files = [name for name in files if name != MANIFEST_FILE]
        for path in (Path(here, name) for name in (*files, *links) if name != SIGNATURE_FILE):
            yield unicodedata.normalize("NFC", path.relative_to(folder).as_posix()), path


def _unreadable(path: Path, error: OSError) -> GoujiError:
    return GoujiError(
        f"无法读取 {path}：{error.strerror}。请检查权限。",
        f"{path} cannot be read: {error.strerror}. Check its permissions.",
    )


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
