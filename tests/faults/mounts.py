"""File systems of a process's own, which nobody else sees and which end with it (Linux)."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from faults.forks import in_a_fork

_NEW_NAMESPACE, _NEW_USER = 0x00020000, 0x10000000
_READ_ONLY, _REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 1, 32, 4096, 16384, 1 << 18
_DETACH = 2


def own_mounts() -> None:
    """Give this process mounts of its own. Raises OSError where the system does not let it."""
    user, group = os.getuid(), os.getgid()
    _call("unshare", _NEW_NAMESPACE | (_NEW_USER if user else 0))
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    _call("mount", b"none", b"/", None, _RECURSIVE | _PRIVATE, None)


def mount_small(folder: Path, size: int) -> None:
    """Put an empty file system of so many bytes over a folder."""
    _call("mount", b"none", os.fsencode(folder), b"tmpfs", 0, f"size={size}".encode())


def mount_read_only(folder: Path) -> None:
    """Let nobody write into a folder, not even the superuser."""
    at = os.fsencode(folder)
    _call("mount", at, at, None, _BIND, None)
    _call("mount", at, at, None, _BIND | _REMOUNT | _READ_ONLY, None)


def unmount(folder: Path) -> None:
    """Take the topmost mount off a folder."""
    _call("umount2", os.fsencode(folder), _DETACH)


def possible() -> bool:
    """Say whether a process here may have mounts of its own."""
    return sys.platform == "linux" and in_a_fork(own_mounts)[0] == 0


def _call(name: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
