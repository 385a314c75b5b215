"""The parts of a zipped Office or OFD file, unpacked within limits, and small steps through their XML.

Declared sizes can lie and a part of a few kilobytes can unpack to gigabytes, so every part is unpacked
through a bound. Office XML never has a document type (ECMA-376 part 2, 8.1.4), so a part with one is refused
before any parser could expand an entity. Steps go by local names: strict and transitional files differ in
little else.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from lxml import etree

from gouji.model.document import Note
from gouji.model.text import GoujiError, Text
from gouji.readers.limits import LIMITS, exceeded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element


_DOCTYPES: Final = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
#: Names of namespaces and relationships in strict files (ISO/IEC 29500-1), and the same in transitional ones.
_STRICT: Final = re.compile(rb"""(?<=["'])http://purl\.oclc\.org/ooxml/(\w+)/(\w+)""")
_TRANSITIONAL: Final = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


#: What a package is called in messages.
OFFICE: Final = Text("Office 文件", "the Office file")


def damaged(name: str, kind: Text = OFFICE) -> GoujiError:
    """Return the error that an Office file, or another package of that kind, is cut or broken."""
    return GoujiError(
        f"{name}：{kind.zh}已损坏或不完整。请重新下载，或用能打开它的软件（如 Word、WPS）打开后另存。",
        f"{name}: {kind.en} is damaged or cut off. Download it again, "
        "or open it in a program that reads it (Word or WPS, say) and save it anew.",
    )


def without_doctype(data: bytes, name: str, kind: Text = OFFICE) -> bytes:
    """Return the bytes of Office XML. Raises GoujiError where they declare a document type."""
    if any(mark in data for mark in _DOCTYPES):
        raise GoujiError(
            f"{name}：{kind.zh}内含有 DOCTYPE 实体声明，正常文件不会有，"
            "可能是恶意文件，未读取。请向发布机关索取原件。",
            f"{name}: {kind.en} declares a DOCTYPE, which no genuine one does; it may be "
            "malicious and was not read. Ask the agency for the original.",
        )
    return data


def parse(data: bytes, name: str, kind: Text = OFFICE) -> etree._Element:
    """Return the root of Office XML. Raises GoujiError where it is not well-formed or too deep."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(without_doctype(data, name, kind), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise nested(name) from None
        raise damaged(name, kind) from None


class Archive:
    """A zipped package: an Office file or one of the ``kind``. Raises GoujiError on every fault.

    ``name`` is the file's name for messages.
    """

    def __init__(self, data: bytes, name: str, kind: Text = OFFICE) -> None:
        self.name, self._kind = name, kind
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            raise damaged(name, kind) from None
        self._infos = {info.filename: info for info in self._zip.infolist()}
        if len(self._zip.infolist()) > LIMITS.parts:
            raise exceeded(name, Text(f"{kind.zh}的部件数", f"number of parts of {kind.en}"), LIMITS.parts)
        if sum(info.file_size for info in self._infos.values()) > LIMITS.unpacked_bytes:
            raise _unpacked(name, kind)
        self._taken = 0

    def __contains__(self, part: object) -> bool:
        return part in self._infos

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def read(self, part: str) -> bytes:
        """Return one part unpacked. Raises GoujiError where it is missing, broken, locked or too large."""
        info = self._infos.get(part)
        if info is None:
            raise damaged(self.name, self._kind)
        if info.flag_bits & 1:
            raise locked(self.name)
        bound = LIMITS.part_bytes
        if info.file_size > LIMITS.expansion_floor:
            bound = min(bound, LIMITS.expansion * max(info.compress_size, 1))
            if info.file_size > LIMITS.expansion * info.compress_size:
                raise exceeded(
                    self.name, Text("压缩部件的膨胀倍数", "expansion of a packed part"), LIMITS.expansion
                )
        try:
            with self._zip.open(info) as stream:
                data = stream.read(bound + 1)
        except _BROKEN:
            raise damaged(self.name, self._kind) from None
        if len(data) > bound:
            what = Text(f"{self._kind.zh}一个部件的字节数", f"number of bytes of a part of {self._kind.en}")
            raise exceeded(self.name, what, LIMITS.part_bytes)
        self._taken += len(data)
        if self._taken > LIMITS.unpacked_bytes:
            raise _unpacked(self.name, self._kind)
        return data

    def xml_bytes(self, part: str) -> bytes:
        """Return an XML part that is known to have no document type."""
        return without_doctype(self.read(part), self.name, self._kind)

    def xml(self, part: str) -> etree._Element:
        """Return the root of an XML part. Raises GoujiError where it is not well-formed or too deep."""
        return parse(self.read(part), self.name, self._kind)

    def related(self, source: str, kind: str) -> dict[str, str]:
        """Return id to part name for the relationships of ``source`` whose type ends in ``kind``.

        ``source`` is a part name, or the empty string for the package itself.
        """
        folder, file = posixpath.split(source)
        part = posixpath.join(folder, "_rels", f"{file}.rels")
        if part not in self:
            return {}
        return {
            relation.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, relation.get("Target", ""))
            ).lstrip("/")
            for relation in self.xml(part)
            if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External"
        }

    def notes(self) -> tuple[Note, ...]:
        """Say where the file brings macros along."""
        if not any(part.endswith("vbaProject.bin") for part in self):
            return ()
        text = Text(
            "文件带有宏；宏未运行，也不影响读取。",
            "The file has macros; they were not run and do not matter.",
        )
        return (Note("macros", text),)

    def repacked(self, instead: Mapping[str, bytes]) -> io.BytesIO:
        """Return the XML parts alone as a plain zip file, for libraries that unpack without a bound.

        ``instead`` holds parts by name that take the place of the file's own. Of strict files the names of
        namespaces become the transitional ones: openpyxl 3.1 sees no sheet under the others.
        """
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
            for part in self:
                if part.endswith((".xml", ".rels")):
                    xml = instead[part] if part in instead else self.xml_bytes(part)
                    target.writestr(part, _STRICT.sub(_TRANSITIONAL, xml))
        out.seek(0)
        return out


def locked(name: str) -> GoujiError:
    """Return the error that a file needs a password."""
    return GoujiError(
        f"{name}：文件有密码保护，无法读取。请用 Word、WPS 或 Excel 打开，取消密码后另存。",
        f"{name}: the file is protected by a password and cannot be read. "
        "Open it, remove the password, save it anew.",
    )


def nested(name: str) -> GoujiError:
    """Return the error that elements stand too deep inside each other."""
    return exceeded(name, Text("元素嵌套层数", "nesting of elements"), LIMITS.nesting)


def _unpacked(name: str, kind: Text) -> GoujiError:
    what = Text(f"{kind.zh}解压后的总字节数", f"total number of bytes of {kind.en} unpacked")
    return exceeded(name, what, LIMITS.unpacked_bytes)


@dataclass(frozen=True, slots=True)
class Range:
    """A cell's extent; rows and columns as in the sheet, from 1, last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    def positions(self) -> Iterator[tuple[int, int]]:
        """Yield the row and column of each of its cells."""
        return product(range(self.top, self.bottom + 1), range(self.left, self.right + 1))


#: Wrappers around paragraphs, rows, cells or runs that add nothing to what is printed. ``mc:Choice`` is
#: what Word itself shows; ``mc:Fallback`` repeats it for older programs. Tracked insertions are shown.
_TRANSPARENT: Final = frozenset(
    ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo",
     "AlternateContent", "Choice", "ruby", "rubyBase", "oMath", "oMathPara")
)  # fmt: skip


def local(element: _Element) -> str:
    """Return the tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def contents(parent: _Element) -> Iterator[_Element]:
    """Yield the children of an element, looking through wrappers. A tracked deletion stays one child."""
    for each in parent:
        if local(each) in _TRANSPARENT:
            yield from contents(each)
        else:
            yield each


def children(parent: _Element | None, tag: str) -> Iterator[_Element]:
    """Yield the children with this local name."""
    return (each for each in (() if parent is None else parent) if local(each) == tag)


def child(parent: _Element | None, tag: str) -> _Element | None:
    """Return the first child with this local name."""
    return next(children(parent, tag), None)


def attribute(element: _Element, name: str) -> str | None:
    """Return an attribute by its local name."""
    return next((str(text) for key, text in element.items() if str(key).rpartition("}")[2] == name), None)


def value(parent: _Element | None, tag: str) -> str | None:
    """Return the ``val`` of the first child with this local name."""
    found = child(parent, tag)
    return None if found is None else attribute(found, "val")


def natural(text: str | None) -> int | None:
    """Return a number of up to nine digits, None for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else None
