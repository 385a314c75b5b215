"""``gouji gx``: the suites, the frames of reports and a checkpoint as a project of Great Expectations."""

from __future__ import annotations

import warnings
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gouji.cli import parameters
from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.filing import Filing
from gouji.model.text import GoujiError, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from gouji.model.text import Lang
    from gouji.rules.suites import Entry


_GX = Text(
    "写出 Great Expectations 项目：套件、报告量得的各框、检查点和数据文档。\n\n"
    "DIR 应为空文件夹或尚不存在。PATH 是报告文件或文件夹，可以一次给很多；不给则各框是空的，只有套件。\n"
    "Great Expectations 自己就能打开和运行它，只需先登记勾稽的两种加总期望，写法见其中 README.md。",
    "Write a project of Great Expectations: suites, frames measured in reports, a checkpoint, Data Docs.\n\n"
    "DIR is empty or does not exist yet. PATH is a report or a folder of reports, many can be given;\n"
    "without any the frames are empty. Great Expectations opens and runs the project by itself once the two\n"
    "expectations of sums are registered; its README.md says how.",
)
_NOT_EMPTY = Text("{folder} 不是空文件夹，未写项目。请另指文件夹。", "{folder} is not empty; choose another.")
_DONE = Text(
    "{folder}：{suites} 个套件，{frames} 个框，{reports} 份报告。数据文档：{docs}",
    "{folder}: {suites} suites, {frames} frames, {reports} reports. Data Docs: {docs}",
)
#: One name for data source, checkpoint and site.
NAME: Final = "gouji"
_FRAMES: Final = "frames"
_README: Final = """\
# A project of Great Expectations, written by gouji

`frames/` holds what was measured in the reports, one file a form and frame; `agency`, `row` and `column` name
a row. `gx/` holds the suites, a validation for each suite and frame, and the checkpoint `gouji`.

```python
import gouji.rules.gx  # registers expect_sums_to_be_equal and expect_sum_to_be_at_most
import great_expectations as gx

context = gx.get_context(mode="file", project_root_dir=".")
context.checkpoints.get("gouji").run()
context.open_data_docs()
```

After moving the project, correct `base_directory` in `gx/great_expectations.yml`.
"""


def command(lang: Lang) -> click.Command:
    """Return ``gouji gx``."""
    folder = click.Path(file_okay=False, path_type=Path)
    params: list[click.Parameter] = [
        click.Argument(["folder"], metavar="DIR", type=folder),
        parameters.paths(required=False),
        parameters.data(lang),
    ]
    return BilingualCommand("gx", lang, _GX, params, partial(_gx, Session(lang)))


def _gx(session: Session, *, folder: Path, paths: tuple[str, ...], data: Path | None) -> ExitStatus:
    from gouji.reports import collect, find_roster, read_reports

    if folder.exists() and any(folder.iterdir()):
        said = _NOT_EMPTY.filled(folder=folder)
        raise GoujiError(said.zh, said.en)
    reports: list[str] | list[Path] = list(paths) or ([data] if data else [])
    roster = find_roster(reports, data or parameters.DATA)
    read = session.telling_failures(read_reports(collect(reports), roster)) if reports else ()
    filings = [one for one in read if isinstance(one, Filing)]
    with warnings.catch_warnings():
        # Great Expectations uses what later versions of pandas will not have
        warnings.simplefilter("ignore")
        suites, frames = _write(folder, filings)
    session.message(
        _DONE.filled(
            folder=folder,
            suites=suites,
            frames=frames,
            reports=len(filings),
            docs=folder / "gx/uncommitted/data_docs/local_site/index.html",
        )
    )
    return session.status()


def _write(folder: Path, filings: Sequence[Filing]) -> tuple[int, int]:
    """Write the project and its Data Docs, and return how many suites and frames it has.

    Where there are rows to hold, its checkpoint is run once.
    """
    from gouji.rules import gx as expectations  # noqa: F401  registers those that the suites use

    # isort: split
    import great_expectations as gx
    from great_expectations.checkpoint.actions import UpdateDataDocsAction
    from great_expectations.data_context.types.base import ProgressBarsConfig

    (folder / _FRAMES).mkdir(parents=True)
    (folder / "README.md").write_text(_README, "utf-8")
    context = gx.get_context(mode="file", project_root_dir=folder)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    context.variables.save()
    # Great Expectations looks for a relative folder from wherever it is run
    source = context.data_sources.add_pandas_filesystem(NAME, base_directory=(folder / _FRAMES).resolve())
    validations = []
    frames = 0
    for asset, batch, entries in _measured(filings):
        frames += 1
        file = f"{asset}.json"
        batch.to_json(folder / _FRAMES / file, orient="split", index=False, force_ascii=False)
        dtypes = {name: str(dtype) for name, dtype in batch.dtypes.items()}
        rows = source.add_json_asset(asset, orient="split", dtype=dtypes, convert_dates=False)
        definition = rows.add_batch_definition_path("all rows", path=file)
        for suite, own in groupby(entries, key=lambda entry: entry.suite):
            name = f"{asset.partition('-')[0]}-{suite.replace('/', '-')}"
            configured = [entry.configured() for entry in own]
            made = context.suites.add(gx.ExpectationSuite(name=name, expectations=configured))
            validation = gx.ValidationDefinition(name=name, data=definition, suite=made)
            validations.append(context.validation_definitions.add(validation))
    checkpoint = gx.Checkpoint(
        name=NAME,
        validation_definitions=validations,
        actions=[UpdateDataDocsAction(name="data docs")],
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": _index()},
    )
    context.checkpoints.add(checkpoint)
    if filings:
        checkpoint.run()
    else:
        context.build_data_docs()
    return len(validations), frames


def _index() -> list[str]:
    from gouji.rules.validation import INDEX

    return list(INDEX)


def _measured(filings: Sequence[Filing]) -> Iterator[tuple[str, pd.DataFrame, Sequence[Entry]]]:
    """Yield the name, the rows and the entries of every frame, form by form; of all forms without reports."""
    from gouji.audits import measured
    from gouji.measures.frame import Corpus, frame_kinds
    from gouji.rules import suites
    from gouji.rules.validation import batch_of

    by_form = sorted(filings, key=lambda filing: filing.form or "")
    for form, own in groupby(by_form, key=lambda filing: filing.form):
        found = measured(Corpus(list(own)))
        for name, entries in found.entries.items():
            yield f"{form or 'no form'}-{name}", batch_of(found.frames[name]), entries
    if not filings:
        for form in ("2019", "2021", "university"):
            held = sorted((one for one in suites.load() if form in one.forms), key=lambda one: one.frame)
            for name, over in groupby(held, key=lambda entry: entry.frame):
                yield f"{form}-{name}", batch_of(frame_kinds()[name](Corpus(()))), list(over)
