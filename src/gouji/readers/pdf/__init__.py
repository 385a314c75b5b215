"""Read a PDF: ruled tables as exact grids, aligned text as loose grids, prose as paragraphs.

``reader`` does it, in a child of :mod:`gouji.readers.apart`; each further module holds one step. ``pdfium``
takes a page apart into ``letters``, ``shapes`` and the page as drawn (``ink``), by the functions of
``bindings``. ``glyphs`` puts the letters upright on the ``plane`` and leaves what a person sees of them, with
the doubts of ``unseen``. ``ruling`` finds tables in the lines, with those that ``mending`` puts in, ``cells``
fills them, ``columns`` and ``labels`` recover tables printed without lines, ``prose`` joins what remains into
paragraphs, and ``assembly`` puts all in order and says what was not read.
"""
