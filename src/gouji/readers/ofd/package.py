"""The parts of an OFD package (GB/T 33190-2016): which pages a document has, and what stands on each.

An OFD file is a zip file of XML. ``OFD.xml`` names the document, the document its pages in their order,
templates, resources, annotations and seals. Locations are relative to the file that states them.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gouji.model.text import GoujiError, Text
from gouji.readers.limits import LIMITS, exceeded
from gouji.readers.office.archive import Archive, child, children, damaged, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from gouji.readers.ofd.geometry import Box


OFD: Final = Text("OFD 文件", "the OFD file")
#: Layers are painted in this order, whatever their order in the file (GB/T 33190-2016, 7.7).
_LAYERS: Final = {"Background": 0, "Body": 1, "Foreground": 2}


@dataclass(slots=True)
class Resources:
    """What pages refer to by id: drawing parameters, composite drawings, and the parts of pictures."""

    draw_params: dict[str, _Element] = field(default_factory=dict)
    composites: dict[str, _Element] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)

    def add(self, resource: _Element, part_at: Callable[[str], str]) -> None:
        """Take in one resource file; ``part_at`` gives the part at a location that it names."""
        for group in resource:
            for each in group:
                if local(each) == "DrawParam":
                    self.draw_params[each.get("ID", "")] = each
                elif local(each) == "CompositeGraphicUnit":
                    self.composites[each.get("ID", "")] = each
                elif local(each) == "MultiMedia":
                    file = child(each, "MediaFile")
                    if file is not None and (file.text or "").strip():
                        self.images[each.get("ID", "")] = part_at(file.text or "")


@dataclass(frozen=True, slots=True)
class Layer:
    """Objects that are painted one after the other; ``boundary`` shifts those of an annotation."""

    objects: _Element
    boundary: Box | None = None


@dataclass(frozen=True, slots=True)
class OfdPage:
    """One page: its box in millimetres, its layers in painting order, and the boxes of seals on it."""

    number: int
    box: Box
    layers: tuple[Layer, ...]
    seals: tuple[Box, ...]


class Package:
    """The one document of an OFD file.

    Raises GoujiError for a damaged or encrypted package, one with several documents, and beyond the limits.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._archive = Archive(data, name, OFD)
        body = self._body()
        self.metadata = _metadata(child(body, "DocInfo"))
        self._root_part = self._root(body)
        self._root_element = self._archive.xml(self._root_part)
        self._common = child(self._root_element, "CommonData")
        self.resources = Resources()
        for kind in ("PublicRes", "DocumentRes"):
            for location in children(self._common, kind):
                self._add_resource(self._at(self._root_part, location.text))
        self._templates = {
            template.get("ID", ""): self._at(self._root_part, template.get("BaseLoc"))
            for template in children(self._common, "TemplatePage")
        }
        self._seals = self._seals_by_page(body)
        self._annotations = self._annotations_by_page()

    def sheets(self) -> Iterator[OfdPage]:
        """Yield the pages in the order of the document. Raises GoujiError beyond the limit of pages."""
        pages = list(children(child(self._root_element, "Pages"), "Page"))
        if len(pages) > LIMITS.pdf_pages:
            raise exceeded(self._name, Text("OFD 页数", "number of pages"), LIMITS.pdf_pages)
        for number, page in enumerate(pages, start=1):
            yield self._sheet(number, page)

    def _sheet(self, number: int, reference: _Element) -> OfdPage:
        part = self._at(self._root_part, reference.get("BaseLoc"))
        page = self._archive.xml(part)
        for location in children(page, "PageRes"):
            self._add_resource(self._at(part, location.text))
        behind: list[Layer] = []
        before: list[Layer] = []
        box = _physical_box(child(page, "Area"))
        for used in children(page, "Template"):
            template_part = self._templates.get(used.get("TemplateID", ""))
            if template_part is not None:
                template = self._archive.xml(template_part)
                box = box or _physical_box(child(template, "Area"))
                (before if used.get("ZOrder") == "Foreground" else behind).extend(_layers(template))
        identity = reference.get("ID", "")
        return OfdPage(
            number,
            box or _physical_box(child(self._common, "PageArea")) or (0.0, 0.0, 210.0, 297.0),
            (*behind, *_layers(page), *before, *self._annotations.get(identity, ())),
            tuple(self._seals.get(identity, ())),
        )

    def _body(self) -> _Element:
        if any(posixpath.basename(part).lower() == "encryptions.xml" for part in self._archive):
            raise GoujiError(
                f"{self._name}：OFD 文件已加密，无法读取。请向发布单位索取未加密的文件。",
                f"{self._name}: the OFD file is encrypted and cannot be read. Ask the agency for an "
                "unprotected one.",
            )
        bodies = list(children(self._archive.xml("OFD.xml"), "DocBody"))
        if len(bodies) > 1:
            raise GoujiError(
                f"{self._name}：OFD 文件内有 {len(bodies)} 份文档，无法确定哪一份是报告。"
                "请分别另存后再核查。",
                f"{self._name}: the OFD file holds {len(bodies)} documents; which one is the report cannot "
                "be told. Save them as separate files.",
            )
        if not bodies:
            raise damaged(self._name, OFD)
        return bodies[0]

    def _root(self, body: _Element) -> str:
        """Part of the document: that of the current version, where versions are kept."""
        for version in children(child(body, "Versions"), "Version"):
            if version.get("Current") == "true":
                part = self._at("OFD.xml", version.get("BaseLoc"))
                root = child(self._archive.xml(part), "DocRoot")
                return self._at(part, None if root is None else root.text)
        root = child(body, "DocRoot")
        return self._at("OFD.xml", None if root is None else root.text)

    def _at(self, part: str, location: str | None) -> str:
        """Name of the part that a location in ``part`` means; an absolute one starts at the package."""
        text = (location or "").strip().replace("\\", "/")
        if not text:
            raise damaged(self._name, OFD)
        beside = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), text)).lstrip("/")
        if beside in self._archive:
            return beside
        # some producers write all locations from the package's or the document's root
        from_root = posixpath.normpath(posixpath.join("/", text)).lstrip("/")
        return from_root if from_root in self._archive else beside

    def _add_resource(self, part: str) -> None:
        if part in self._archive:
            resource = self._archive.xml(part)
            base = resource.get("BaseLoc") or ""
            self.resources.add(resource, lambda file: self._at(part, posixpath.join(base, file.strip())))

    def image(self, identity: str) -> bytes:
        """Return the file of a picture by its id; nothing where there is none, or it is too large."""
        part = self.resources.images.get(identity)
        try:
            return self._archive.read(part) if part in self._archive and part else b""
        except GoujiError:
            return b""

    def _annotations_by_page(self) -> dict[str, list[Layer]]:
        found: dict[str, list[Layer]] = {}
        location = child(self._root_element, "Annotations")
        if location is None or not (location.text or "").strip():
            return found
        index = self._at(self._root_part, location.text)
        if index not in self._archive:
            return found
        for page in children(self._archive.xml(index), "Page"):
            file = child(page, "FileLoc")
            part = self._at(index, None if file is None else file.text)
            for annotation in children(self._archive.xml(part), "Annot"):
                appearance = child(annotation, "Appearance")
                if appearance is not None and annotation.get("Visible") != "false":
                    layer = Layer(appearance, box_of(appearance.get("Boundary")))
                    found.setdefault(page.get("PageID", ""), []).append(layer)
        return found

    def _seals_by_page(self, body: _Element) -> dict[str, list[Box]]:
        """Where electronic seals lie: their pictures are in the signature's own format, which is not read."""
        found: dict[str, list[Box]] = {}
        location = child(body, "Signatures")
        if location is None or not (location.text or "").strip():
            return found
        index = self._at("OFD.xml", location.text)
        for signature in children(self._archive.xml(index) if index in self._archive else None, "Signature"):
            part = self._at(index, signature.get("BaseLoc"))
            if part not in self._archive:
                continue
            for stamp in children(child(self._archive.xml(part), "SignedInfo"), "StampAnnot"):
                if box := box_of(stamp.get("Boundary")):
                    found.setdefault(stamp.get("PageRef", ""), []).append(box)
        return found


def _layers(page: _Element) -> list[Layer]:
    layers = list(children(child(page, "Content"), "Layer"))
    return [Layer(each) for each in sorted(layers, key=lambda each: _LAYERS.get(each.get("Type", ""), 1))]


def _physical_box(area: _Element | None) -> Box | None:
    box = child(area, "PhysicalBox")
    return None if box is None else box_of(box.text)


def box_of(text: str | None) -> Box | None:
    """Return an ``ST_Box`` (left, top, width, height in millimetres), None where the text is none."""
    try:
        left, top, width, height = map(float, (text or "").split())
    except ValueError:
        return None
    return left, top, width, height


def _metadata(info: _Element | None) -> dict[str, str]:
    """Return title, author and the like, keys in lower case."""
    if info is None:
        return {}
    texts = {local(each).lower(): (each.text or "").strip() for each in info}
    return {key: text[: LIMITS.metadata_chars] for key, text in texts.items() if text}
