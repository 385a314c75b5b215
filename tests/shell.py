"""Commands of gouji run within the process of a test."""

from __future__ import annotations

import contextlib
import io

from gouji.cli.main import run


def gouji(*arguments: object) -> tuple[int, str, str]:
    """Run a command; return its status and what it wrote to stdout and stderr."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run([str(argument) for argument in arguments])
    for stream in (out, err):
        stream.flush()
    return status, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()
