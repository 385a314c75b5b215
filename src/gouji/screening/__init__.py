"""Screening: very many reports against all rules, in parallel and in bounded memory, without notebooks.

Two passes over batches, by any number of processes. The first reads: a filing goes to a file of the spool,
and only whose it is, its own words and what ties it to others stay in memory. Between the two, the reports
are put on the shelf and each is told with which others its rules compare it. The second pass holds batches
of neighbours on the shelf against the suites, with those other filings taken from the spool, and leaves the
rendered audits there. Nothing that comes out depends on how reports were batched or on who did the work.
"""

from gouji.screening.run import Screened, Screening, rendered, screen

__all__ = ["Screened", "Screening", "rendered", "screen"]
