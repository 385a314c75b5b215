"""Where the workbook's own folders are: the suites (``expectations/``) and the notebooks (``notebooks/``).

In a source checkout they lie at its top, where people edit them; an installed package carries copies.
"""

from __future__ import annotations

from pathlib import Path

from gouji.model.text import GoujiError

LOCK_FILE = "requirements.lock"

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = _PACKAGE.parents[1]


def _folder(name: str) -> Path:
    for folder in (_CHECKOUT / name, _PACKAGE / "_workbook" / name):
        # a stray folder of the same name beside site-packages is not ours: the checkout has its project file
        if folder.is_dir() and (folder.is_relative_to(_PACKAGE) or (_CHECKOUT / "pyproject.toml").is_file()):
            return folder
    raise GoujiError(
        f"安装不完整：找不到工作簿的 {name} 文件夹。请重新安装 gouji。",
        f"the installation is incomplete: the workbook's folder {name} is missing. Install gouji again.",
    )


def in_checkout(path: Path) -> bool:
    """Say whether a path lies in a source checkout, where people work on it, and not in a package."""
    return not path.is_relative_to(_PACKAGE)


def lock() -> Path | None:
    """Return the lock that pins every package, or None where this installation carries none."""
    for path in (_CHECKOUT / LOCK_FILE, _PACKAGE / "_workbook" / LOCK_FILE):
        if path.is_file() and (path.is_relative_to(_PACKAGE) or (_CHECKOUT / "pyproject.toml").is_file()):
            return path
    return None


def expectations() -> Path:
    """Return the folder of suites, one sub-folder a form."""
    return _folder("expectations")


def notebooks() -> Path:
    """Return the folder of notebook templates."""
    return _folder("notebooks")
