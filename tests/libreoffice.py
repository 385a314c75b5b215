"""Files that LibreOffice opens and saves in another format."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from gouji.readers.office.legacy import find_soffice

if TYPE_CHECKING:
    from collections.abc import Iterable

needs_libreoffice = pytest.mark.skipif(find_soffice() is None, reason="LibreOffice is not installed")


@cache
def _profile() -> TemporaryDirectory[str]:
    """One profile for all that this process converts: to make one takes longer than to convert a file."""
    return TemporaryDirectory(prefix="gouji-libreoffice-", ignore_cleanup_errors=True)


def convert(files: Iterable[Path], kind: str, folder: Path, *, options: Iterable[str] = ()) -> Path:
    """Let LibreOffice save files as ``kind`` in a folder, all in one start; return the folder."""
    command = [find_soffice(), f"-env:UserInstallation={Path(_profile().name).as_uri()}", "--headless"]
    command += ["--norestore", *options, "--convert-to", kind, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder
