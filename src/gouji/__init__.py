"""gouji (勾稽): reproducible audits of China's annual reports on open government information.

The public API, for notebooks and programs (``docs/api.md``)::

    filing = gouji.read("data/2024/some-bureau.html")     # one report; filing.cells is a DataFrame
    audits = gouji.audit(["data/2024"])                   # many; audit.verdict, audit.findings (a DataFrame)
    gouji.cells(["data"])                                 # every cell of many reports in one DataFrame
    gouji.rules()                                         # the rule catalogue

Importing it loads neither pandas nor Great Expectations; what a function needs is loaded when it is called.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from gouji import model
from gouji import rules as _rules_package  # noqa: F401  before the function of its name, which stays

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from gouji.inputs.roster import Roster
    from gouji.model.filing import Filing
    from gouji.model.finding import Audit
    from gouji.model.text import Text
    from gouji.reports import Report

    Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
    RosterLike = Roster | str | os.PathLike[str] | None

__version__ = model.VERSION

__all__ = ["UnreadReportWarning", "__version__", "audit", "cells", "read", "rules"]


class UnreadReportWarning(UserWarning):
    """A report among many that could not be processed; the others were."""


def read(path: str | os.PathLike[str], *, roster: RosterLike = None) -> Filing:
    """Read one report into a filing; its ``cells`` are every cell of its form as a DataFrame.

    ``roster`` is a file ``agencies.csv`` or a :class:`~gouji.inputs.roster.Roster`; without one the nearest
    to the report is taken, as on the command line, or none. Raises :class:`~gouji.model.text.GoujiError`,
    its text in Chinese and English, where the path is no single report or it cannot be read.
    """
    from gouji.model.text import GoujiError
    from gouji.reports import collect, read_report

    if Path(path).is_dir():
        raise GoujiError(
            f"{path} 是文件夹：请用 gouji.cells 或 gouji.audit 读取许多报告。",
            f"{path} is a folder: read many reports with gouji.cells or gouji.audit.",
        )
    [report] = collect([Path(path)])
    return read_report(report, _roster(roster, [path]))


def audit(paths: Paths, *, roster: RosterLike = None, rules: Paths | None = None) -> list[Audit]:
    """Hold reports against every rule and return their audits, in the order of the reports.

    ``paths`` are reports and folders of reports. They serve each other for rules that compare years and
    bodies, and so do reports of the year before that lie where their folders say. Decisions are those of the
    nearest ``decisions.csv``. ``rules`` are folders of further rules (``docs/rule-packs.md``), by default the
    folder ``rules`` beside the roster. A report that cannot be processed is left out with an
    :class:`UnreadReportWarning`.
    """
    from gouji.audits import audit_each
    from gouji.inputs.decision_file import load_decisions
    from gouji.model.text import error_text
    from gouji.reports import collect, find_decisions_file, find_roster_file, years_before
    from gouji.rules.packs import chosen, using

    given = _listed(paths)
    reports, known = collect(given), _roster(roster, given)
    filings = _read(reports, known)
    others = _read(years_before(reports), known)
    decisions = load_decisions(find_decisions_file(given, _DATA))
    further = chosen(_listed(rules) if rules is not None else (), find_roster_file(given, _DATA))
    with using(further):
        audits = []
        for filing, audit in zip(filings, audit_each(filings, others), strict=True):
            if isinstance(audit, Exception):
                _warn(error_text(audit, filing.source.name))
            else:
                audits.append(audit)
        return decisions.attached(audits)


def cells(paths: Paths, *, roster: RosterLike = None) -> pd.DataFrame:
    """Return every cell of every report in one DataFrame, with the columns that ``Filing.cells`` has.

    A report that cannot be read is left out with an :class:`UnreadReportWarning`.
    """
    from gouji.model.tidy import CELL_COLUMNS, tidy_frame
    from gouji.reports import collect

    given = _listed(paths)
    filings = _read(collect(given), _roster(roster, given))
    return tidy_frame(CELL_COLUMNS, (row for filing in filings for row in filing.cell_rows()))


def rules() -> pd.DataFrame:
    """Return the rule catalogue: one row a rule, those that are not checked with the reason why."""
    from gouji.model.tidy import RULE_COLUMNS, tidy_frame
    from gouji.rules.catalogue import catalogue

    return tidy_frame(RULE_COLUMNS, (rule.table_row() for rule in catalogue()))


#: Where roster and decisions are looked for last, as on the command line.
_DATA = Path("data")


def _listed(paths: Paths) -> list[Path]:
    import os

    return [Path(paths)] if isinstance(paths, str | os.PathLike) else [Path(path) for path in paths]


def _roster(given: RosterLike, paths: Sequence[str | os.PathLike[str]]) -> Roster:
    from gouji.inputs.roster import Roster
    from gouji.reports import find_roster

    if given is None:
        return find_roster([Path(path) for path in paths], _DATA)
    return given if isinstance(given, Roster) else Roster.load(Path(given))


def _read(reports: Sequence[Report], roster: Roster) -> list[Filing]:
    from gouji.model.filing import Filing
    from gouji.reports import read_reports

    found: list[Filing] = []
    for result in read_reports(reports, roster):
        if isinstance(result, Filing):
            found.append(result)
        else:
            _warn(result.message)
    return found


def _warn(said: Text) -> None:
    warnings.warn(f"{said.zh} {said.en}", UnreadReportWarning, stacklevel=4)
