"""Read a PDF: ruled tables as exact grids, aligned text as loose grids, prose as paragraphs.

:func:`read` is the reader; each module beside it holds one step: ``pdfium`` takes glyphs and lines off the
pages, ``ruling`` finds tables in the lines, ``cells`` fills them, ``furniture`` tells page numbers apart,
``columns`` recovers tables printed without lines, ``prose`` joins what remains into paragraphs.
"""

from gouji.readers.pdf.reader import read

__all__ = ["read"]
