"""Is a folder of evidence as it was sealed? Every file that was changed, added or lost, by name."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gouji.evidence.manifest import MANIFEST_FILE, SIGNATURE_FILE, BrokenManifestError, Manifest, parse
from gouji.evidence.runrecord import RECORD_FOLDER
from gouji.inputs.files import digest
from gouji.model.text import GoujiError

if TYPE_CHECKING:
    from collections.abc import Iterator


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
