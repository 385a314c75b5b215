"""Copying: what a report's own words share with an earlier report of its agency and with those of others.

One direction, one step a module:

==============  ============================================================================================
``masking``     filing → :class:`~gouji.copying.masking.Prose`: its own words, without names, digits and
                formulas (``names``, ``formulas.json``), and the way back to the source
``collection``  all reports at hand → what each is compared with (few others that may share something, by
                MinHash bands and winnowing), and the wording that many print
``compare``     report and what it is compared with → the passages they share, exactly, how alike they are
                as a whole, its closest own earlier report and its closest peer
==============  ============================================================================================

A run compares all its reports once and hands each audit its share (:mod:`gouji.batch.library`).

Nothing here judges: :mod:`gouji.measures.copying` makes measurements of it, the suites hold the thresholds.
"""
