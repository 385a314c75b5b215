"""What lies on a PDF page without being part of it: lines struck through text, fields of a form, remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pypdfium2.raw as c

from gouji.readers.pdf.plane import bounds

if TYPE_CHECKING:
    import pypdfium2

    from gouji.readers.pdf.plane import Box

#: Annotations that print something of their own, unlike links and remarks that open in a window.
_PRINTING: Final = frozenset(
    {
        c.FPDF_ANNOT_FREETEXT,
        c.FPDF_ANNOT_LINE,
        c.FPDF_ANNOT_SQUARE,
        c.FPDF_ANNOT_CIRCLE,
        c.FPDF_ANNOT_POLYGON,
        c.FPDF_ANNOT_POLYLINE,
        c.FPDF_ANNOT_STAMP,
        c.FPDF_ANNOT_INK,
        c.FPDF_ANNOT_WIDGET,
    }
)
_HIDDEN: Final = c.FPDF_ANNOT_FLAG_HIDDEN | c.FPDF_ANNOT_FLAG_NOVIEW


class Annotations(NamedTuple):
    """Boxes in page space: of text struck out, and of annotations whose appearance the file leaves to others.

    What a program makes of the latter is not known: it may draw a field's value there, or nothing.
    """

    struck: list[Box]
    unseen: list[Box]

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> Annotations:
        """Return those of a page that has not been flattened yet."""
        found = cls([], [])
        for i in range(c.FPDFPage_GetAnnotCount(page)):
            annotation = c.FPDFPage_GetAnnot(page, i)
            if annotation:
                found._add(annotation)
                c.FPDFPage_CloseAnnot(annotation)
        return found

    def _add(self, annotation: c.FPDF_ANNOTATION) -> None:
        kind = c.FPDFAnnot_GetSubtype(annotation)
        if c.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
            return
        if kind == c.FPDF_ANNOT_STRIKEOUT:
            corners = c.FS_QUADPOINTSF()
            for i in range(min(c.FPDFAnnot_CountAttachmentPoints(annotation), 1_000)):
                if c.FPDFAnnot_GetAttachmentPoints(annotation, i, corners):
                    q = corners
                    self.struck.append(bounds([(q.x1, q.y1), (q.x2, q.y2), (q.x3, q.y3), (q.x4, q.y4)]))
        elif kind in _PRINTING and not c.FPDFAnnot_HasKey(annotation, b"AP"):
            frame = c.FS_RECTF()
            if c.FPDFAnnot_GetRect(annotation, frame):
                self.unseen.append((frame.left, frame.bottom, frame.right, frame.top))
