"""The spool: a folder in which processes leave what does not fit into memory, and find it again."""

from __future__ import annotations

import pickle
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Temporary folders are often in memory themselves; more than this level does not pay for its time.
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """Where something lies in the spool: file, first byte, number of bytes."""

    file: str
    start: int
    length: int


class Writer:
    """Writes objects into one file of the spool, one after the other."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self._name, self._at = file, name, 0

    def put(self, thing: object) -> Slot:
        """Write an object and say where it lies."""
        data = zlib.compress(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL), _LEVEL)
        self._file.write(data)
        slot = Slot(self._name, self._at, len(data))
        self._at += len(data)
        return slot


@contextmanager
def writing(folder: Path, name: str) -> Iterator[Writer]:
    """Open a file of the spool; one that a killed process left half written is written anew."""
    path = folder / name
    with path.open("wb") as file:
        yield Writer(file, str(path))


def get(slot: Slot) -> object:
    """Return what lies in a slot."""
    with Path(slot.file).open("rb") as file:
        file.seek(slot.start)
        thing: object = pickle.loads(zlib.decompress(file.read(slot.length)))
        return thing
