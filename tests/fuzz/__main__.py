"""``python -m fuzz [SECONDS [TARGET ...]]``: fuzz targets one after the other, guided by coverage.

Inputs that reach new code are kept in ``.gouji/fuzz/TARGET`` and are where the next run begins; those that
break a target lie beside them as ``crash-…``. Needs atheris, which has wheels for Linux only and is therefore
not among the locked dependencies: ``pip install atheris``.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from fuzz.targets import TARGETS, seeds

KEPT = Path(__file__).parents[2] / ".gouji/fuzz"


def fuzz(target: str, seconds: int, folder: Path = KEPT) -> int:
    """Fuzz one target in a process of its own and return its exit status, 0 where nothing broke it."""
    corpus = folder / target
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    limits = [f"-max_total_time={seconds}", "-max_len=65536", "-timeout=20", "-rss_limit_mb=2048"]
    options = [*limits, f"-artifact_prefix={corpus}/", "-print_final_stats=1"]
    return subprocess.run(
        [sys.executable, "-m", "fuzz.guided", target, *options, str(corpus)], check=False
    ).returncode


def main(arguments: list[str]) -> int:
    """Fuzz the targets that are named, or all of them."""
    if find_spec("atheris") is None:
        print("make fuzz needs atheris: .venv/bin/pip install atheris", file=sys.stderr)
        return 2
    seconds = int(arguments[0]) if arguments else 600
    broken = [target for target in arguments[1:] or TARGETS if fuzz(target, seconds)]
    print("broken:", *broken or ["none"])
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
