"""Read a PDF: ruled tables as exact grids, aligned text as loose grids, prose as paragraphs.

:func:`read` is the reader; ``engine`` has it done by a child of ``warm``. Each further module holds one step.
``pdfium`` takes a page apart into letters (``letters``, upright by ``turns``), ``shapes``, ``annotations``
and the page as drawn (``ink``). ``glyphs`` leaves what a person sees of the letters, with the doubts of
``unseen`` and ``covers``. ``ruling`` finds tables in the lines, ``mending`` closes and ``cells`` fills them,
``pictures`` finds what is printed and is no text, ``raising`` digits beside a figure, ``furniture`` page
numbers, ``columns`` tables printed without lines. ``prose`` joins what remains into paragraphs, ``breaks``
the headings of a table to its rows on the next page, ``assembly`` puts all in order, ``notes`` says what was
not read.
"""
