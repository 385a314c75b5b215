"""Suites of rules: JSON files under ``expectations/``, held against frames.

A file is a suite over one frame, in Great Expectations' own layout::

    {"name": "common/applications_rows", "meta": {"frame": "applications_rows"},
     "expectations": [{"type": …, "kwargs": {…}, "meta": {…}}, …]}

The folder says which reports the suite is for: ``2019``, ``2021``, ``university``, ``common`` (both
statutory forms), ``tableless`` (both, and reports of which no form was recognised, from the year of form 2019
on: what is asked for stands in no table) or ``any`` (every report).

``type`` is any expectation about columns of the frame: ``expect_sums_to_be_equal`` and
``expect_sum_to_be_at_most`` (:mod:`gouji.rules.gx`) or one of Great Expectations' own that names
failing rows (``expect_column_values_to_be_between``, ``…_in_set``, …). A row with nothing in a column of the
expectation is undecided. ``row_condition``, a ``{"type": "pass_through", "pass_through_filter": query}``,
limits an entry to rows: the others are exempt, those for which the query is unknown are undecided.
Thresholds are ``kwargs``.

``meta`` of an entry:

==================  =========================================================================================
``rule``            id of the catalogue; several entries may share one
``version``         raised when the meaning of the entry changes
``severity``        ``violation``, ``data_quality``, ``plausibility`` or ``note``
``title``           ``{zh, en}``
``message``         ``{zh, en}``; fields come from the frame's :class:`gouji.measures.frame.Subject`, for
sums also
                    ``left``, ``right``, ``left_sum`` (``20+8=28``), ``right_sum``, ``gap``, ``blanks`` and
                    the value of each column
``basis``           list of ``{document, article, quote}``, only wording that was read; ``forms`` limits one
                    to reports in those forms
``formula``         ``{zh, en}``: the rule in one line
``exceptions``      ``{zh, en}``: lawful cases in which it does not hold (optional)
``not_applicable``  ``{zh, en}``: why a report without any row of the frame is exempt (optional)
``expected``        ``{zh, en}`` or text or number for the finding (optional; else from ``kwargs`` or the sum)
``damaged``         ``{zh, en}``: message in a copy that is not whole, which ``{damage}`` says; a violation is
                    then lowered to ``data_quality``, because what is absent may only be absent from the copy
                    (optional)
``edit``            true where the entry is hard arithmetic that error localisation must keep (optional)
``duty``            ``article_49`` where only the organs of Article 49 owe it (optional)
``implied_by``      ids of the rules from which it follows (optional)
==================  =========================================================================================
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from gouji.inputs import workbook
from gouji.model.finding import Basis, Severity
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from gouji.measures.frame import Frame
    from gouji.rules.evaluator import RowVerdicts
    from gouji.rules.gx import RowwiseSuite

    Verdicts = npt.NDArray[np.int8]


#: In place of the form of a report without one, whose year the forms are not for.
EARLIER: Final = "earlier"
#: Folder of suites → ids of the forms it is for; None is a report whose form was not recognised.
FOLDERS: Final[Mapping[str, tuple[str | None, ...]]] = {
    "2019": ("2019",),
    "2021": ("2021",),
    "university": ("university",),
    "common": ("2019", "2021"),
    "tableless": ("2019", "2021", None),
    "any": ("2019", "2021", "university", None, EARLIER),
}
_REQUIRED: Final = frozenset({"rule", "version", "severity", "title", "message", "basis", "formula"})
_OPTIONAL: Final = frozenset(
    {"exceptions", "not_applicable", "expected", "damaged", "edit", "duty", "implied_by"}
)
SUMS: Final[Mapping[str, Literal["=", "<="]]] = {
    "expect_sums_to_be_equal": "=",
    "expect_sum_to_be_at_most": "<=",
}
#: How grave Great Expectations calls what we say of a rule that is broken.
_GX_SEVERITIES: Final[Mapping[Severity, str]] = {
    "violation": "critical",
    "data_quality": "warning",
    "plausibility": "warning",
    "note": "info",
}
#: What :func:`run` says of a row.
PASS, FAIL, UNDECIDED, EXEMPT = 1, 0, -1, 2
_NAMES: Final = re.compile(r"\b(?!(?:and|or|not|in)\b)[a-z_]\w*\b")


@dataclass(frozen=True, eq=False)
class Entry:
    """One entry of a suite: an expectation over a frame, and what it means (see the module).

    Entries are loaded once and compared by identity.
    """

    suite: str
    frame: str
    forms: tuple[str | None, ...]
    type: str
    kwargs: Mapping[str, Any]
    rule: str
    version: int
    severity: Severity
    title: Text
    message: Text
    formula: Text
    basis: tuple[tuple[Basis, tuple[str, ...]], ...]
    exceptions: Text | None
    not_applicable: Text | None
    expected: Text | str | int | None
    damaged: Text | None
    edit: bool
    duty: str | None
    implied_by: tuple[str, ...]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns of the frame that the expectation reads."""
        kwargs = self.kwargs
        named = [kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs]
        listed = [name for key in ("left", "right", "column_list") for name in kwargs.get(key, ())]
        return tuple(dict.fromkeys((*named, *listed, *_NAMES.findall(self.row_condition))))

    @property
    def row_condition(self) -> str:
        """The query that limits the expectation to rows of the frame, empty where there is none."""
        condition: str = self.kwargs.get("row_condition", {}).get("pass_through_filter", "")
        return condition

    def configured(self) -> dict[str, Any]:
        """Return the entry as Great Expectations configures it, with the rule that it is of."""
        return {
            "type": self.type,
            "kwargs": dict(self.kwargs),
            "severity": _GX_SEVERITIES[self.severity],
            "meta": {"rule": self.rule, "version": self.version},
        }

    def basis_for(self, form: str | None) -> tuple[Basis, ...]:
        """Return the legal basis that holds for reports in this form."""
        return tuple(basis for basis, forms in self.basis if not forms or form in forms)


@cache
def load() -> tuple[Entry, ...]:
    """Load the suites of the workbook.

    Raises GoujiError for a file that is no suite, an entry without the required meta, an unknown frame,
    or a rule whose entries disagree on its version.
    """
    return load_folder(workbook.expectations())


def load_folder(folder: Path) -> tuple[Entry, ...]:
    """Load all suites under a folder, in the order of folder and file names."""
    entries: list[Entry] = []
    for name in FOLDERS:
        for path in sorted((folder / name).glob("*.json")):
            entries.extend(_load_file(path, name))
    versions: dict[str, int] = {}
    for entry in entries:
        if versions.setdefault(entry.rule, entry.version) != entry.version:
            raise GoujiError(
                f"规则 {entry.rule} 在不同条目中的版本不一致：请在 expectations 中改为同一版本。",
                f"the entries of rule {entry.rule} disagree on its version: give them one version.",
            )
    return tuple(entries)


def _load_file(path: Path, folder: str) -> list[Entry]:
    where = f"expectations/{folder}/{path.name}"
    try:
        raw = json.loads(path.read_text("utf-8"))
        return [entry_of(item, raw["name"], raw["meta"]["frame"], folder) for item in raw["expectations"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GoujiError(
            f"{where} 不是可用的规则文件：{error!r}。请按 gouji.rules.suites 的说明修改。",
            f"{where} is no usable suite: {error!r}. Write it as gouji.rules.suites describes.",
        ) from error


def entry_of(item: dict[str, Any], suite: str, frame: str, folder: str) -> Entry:
    """Return the entry that an item of a suite is.

    Raises ValueError, KeyError, TypeError and AttributeError for what is none.
    """
    from gouji.measures.frame import frame_kinds

    meta = item["meta"]
    if wrong := (_REQUIRED - meta.keys()) | (meta.keys() - _REQUIRED - _OPTIONAL):
        raise ValueError(f"{meta.get('rule')}: meta {sorted(wrong)}")
    if meta["severity"] not in get_args(Severity) or frame not in frame_kinds():
        raise ValueError(f"{meta['rule']}: {meta['severity']}, {frame}")
    return Entry(
        suite=suite,
        frame=frame,
        forms=FOLDERS[folder],
        type=item["type"],
        kwargs=item["kwargs"],
        rule=meta["rule"],
        version=meta["version"],
        severity=meta["severity"],
        title=Text(**meta["title"]),
        message=Text(**meta["message"]),
        formula=Text(**meta["formula"]),
        basis=tuple(
            (Basis(b["document"], b["article"], b["quote"]), tuple(b.get("forms", ()))) for b in meta["basis"]
        ),
        exceptions=_text(meta.get("exceptions")),
        not_applicable=_text(meta.get("not_applicable")),
        expected=Text(**e) if isinstance(e := meta.get("expected"), dict) else e,
        damaged=_text(meta.get("damaged")),
        edit=bool(meta.get("edit", False)),
        duty=meta.get("duty"),
        implied_by=tuple(meta.get("implied_by", ())),
    )


def _text(raw: dict[str, str] | None) -> Text | None:
    return Text(**raw) if raw is not None else None


def run(frame: Frame, entries: Sequence[Entry]) -> list[Verdicts]:
    """Hold every row of a frame against entries of suites over it, for a first answer.

    Great Expectations is imported only for an entry that :mod:`gouji.rules.evaluator` does not know.
    Returns what :func:`settled` does. Raises GoujiError where an expectation cannot be evaluated.
    """
    return settled(frame, entries, map(partial(_rows, frame), entries))


def settled(frame: Frame, entries: Sequence[Entry], found: Iterable[RowVerdicts]) -> list[Verdicts]:
    """Return what entries say of every row of a frame, from the rows that break each or leave it undecided.

    One int8 array as long as the frame for each entry: :data:`PASS`, :data:`FAIL`, :data:`UNDECIDED` or
    :data:`EXEMPT`. A row that a condition leaves out is exempt, one in which something is unknown undecided.
    """
    import numpy as np

    rows = len(frame)
    if not rows or not entries:
        return [np.full(rows, PASS, dtype=np.int8) for _ in entries]
    unknown = {column: frame.measured[column].missing for column in _measured(entries)}
    verdicts: list[Verdicts] = []
    for entry, (broken, undecided) in zip(entries, found, strict=True):
        said = np.full(rows, PASS, dtype=np.int8)
        said[undecided] = UNDECIDED
        if entry.type not in SUMS:
            for column in entry.columns:
                said[unknown[column]] = UNDECIDED
        if (exists := frame.exists(entry.columns)) is not None:
            said[~exists] = EXEMPT
        said[broken] = FAIL
        if entry.row_condition:
            holds, unknown_there = frame.met(entry.row_condition)
            said[unknown_there] = UNDECIDED
            said[~holds & ~unknown_there] = EXEMPT
        verdicts.append(said)
    return verdicts


def _measured(entries: Sequence[Entry]) -> set[str]:
    """Columns in which pd.NA leaves a row undecided; sums look at their unknown cells themselves."""
    return {column for entry in entries if entry.type not in SUMS for column in entry.columns}


def _rows(frame: Frame, entry: Entry) -> RowVerdicts:
    from gouji.rules import evaluator  # with it comes numpy, which no catalogue needs

    if not evaluator.evaluates(entry.type, entry.kwargs):
        (found,) = _rowwise(entry).verdicts(frame.data)
        return found
    try:
        return evaluator.verdict(frame.measured, entry.type, entry.kwargs)
    except KeyError as error:
        raise GoujiError(
            f"期望套件 {entry.suite} 无法计算：没有列 {error}",
            f"suite {entry.suite} cannot be computed: there is no column {error}",
        ) from error


@cache
def _rowwise(entry: Entry) -> RowwiseSuite:
    from gouji.rules import gx
    from gouji.rules.gx import RowwiseSuite

    return RowwiseSuite(gx.suite(entry.suite, [entry.configured()]))
