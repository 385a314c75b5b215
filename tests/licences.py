"""The table of ``docs/licences.md``: every locked package with its licence, as its own metadata states it.

``python -m licences [FOLDER ...]`` with ``tests`` on the path writes it. Packages that are locked for another
system or another Python are looked up in the folders given, and keep their row where they are not found.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs/licences.md"
#: All that may be among our dependencies. MPL-2.0 binds only those who change the files of that package.
PERMISSIVE = frozenset(
    {
        *(
            "0BSD",
            "AFL-2.1",
            "Apache-2.0",
            "BSD",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "CC0-1.0",
            "ISC",
            "MIT",
            "MIT-0",
        ),
        *("MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib"),
    }
)
#: What classifiers and free text say, as SPDX says it; a bare BSD leaves the number of clauses open.
_SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_HEAD = """# Licences of the dependencies

Every package of `requirements.lock` with the licence that its own metadata states (`make licences`). gouji
itself is under Apache-2.0. A test fails where a package is missing here, states something else, or states a
licence that is not permissive.

| package | licence |
|---|---|
"""


def locked() -> list[str]:
    """Return the names of the packages of the lock, for every system."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    return sorted({_name(found) for found in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)})


def stated(folders: Sequence[str] = ()) -> dict[str, str]:
    """Return the licences of the packages that are installed, or lie in these folders, by name."""
    found = distributions(path=[*folders, *sys.path])
    return {_name(one.metadata["Name"]): _licence(one) for one in reversed(list(found))}


def written() -> dict[str, str]:
    """Return the licences of the table, by name."""
    rows = re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \|$", TABLE.read_text("utf-8"), re.MULTILINE)
    return {name: licence for name, licence in rows if name != "package"}


def unwanted(licence: str) -> set[str]:
    """Return the terms of a licence that are not permissive; of alternatives one may be chosen."""
    terms = (re.split(r"\s+OR\s+", part.strip("() ")) for part in re.split(r"\s+AND\s+", licence))
    return {" or ".join(choice) for choice in terms if not PERMISSIVE & set(choice)}


def _licence(one: Distribution) -> str:
    about = one.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    classified = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if "License ::" in line
    ]
    free = (about.get("License") or "").partition("\n")[0]
    # the free text says more where it is but a name: "BSD-3-Clause" under the classifier "BSD License"
    said = free if free in PERMISSIVE or not classified else " AND ".join(classified)
    return _SPDX.get(said, said) or "unknown"


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(folders: Sequence[str]) -> None:
    """Write the table."""
    known = (written() if TABLE.is_file() else {}) | stated(folders)
    TABLE.write_text(
        _HEAD + "".join(f"| {name} | {known.get(name, 'unknown')} |\n" for name in locked()), "utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
