"""Parameters that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.model.text import Text

if TYPE_CHECKING:
    from gouji.model.text import Lang


DATA = Path("data")
REPORTS = Path("reports")
#: A folder that exists.
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def paths(*, required: bool) -> click.Argument:
    """Return the argument ``PATH ...``: reports, folders of reports, or ``-``."""
    return click.Argument(
        ["paths"], nargs=-1, required=required, metavar="PATH ..." if required else "[PATH ...]"
    )


def evidence() -> click.Argument:
    """Return the argument ``DIR``: a folder of evidence."""
    return click.Argument(["folder"], metavar="DIR", type=FOLDER)


def reports(lang: Lang) -> click.Option:
    """Return ``--reports``: the folder of evidence to look findings up in."""
    said = Text(
        "到哪个证据文件夹找问题，默认 reports；那里没有时现场审计 data。",
        "Folder of evidence to look findings up in, reports by default; else data is audited on the spot.",
    )
    kind = click.Path(file_okay=False, path_type=Path)
    return click.Option(["--reports"], metavar="DIR", type=kind, default=REPORTS, help=said.said(lang))


def jobs(lang: Lang) -> click.Option:
    """Return ``--jobs``: how many processes work at once; None for one a core."""
    said = Text("同时审计几份，默认按处理器核数。", "How many audits at once; one a core by default.")
    return click.Option(["--jobs"], metavar="N", type=click.IntRange(min=1), help=said.said(lang))


def scheduler(lang: Lang) -> click.Option:
    """Return ``--scheduler``: the address of a Dask scheduler whose workers do the work."""
    said = Text(
        "由这一 Dask 调度器（tcp://主机:端口）的工作进程处理，需要 gouji[cluster]；报告、结果和临时文件夹须"
        "在共享文件系统上。",
        "Let the workers of this Dask scheduler (tcp://host:port) do the work; needs gouji[cluster], and "
        "reports, results and the temporary folder on a shared file system.",
    )
    return click.Option(["--scheduler"], metavar="ADDR", help=said.said(lang))


def as_json(lang: Lang) -> click.Option:
    """Return ``--json``."""
    said = Text("以 JSON 数组输出，供程序读取。", "Print one JSON array, for programs.")
    return click.Option(["--json", "as_json"], is_flag=True, help=said.said(lang))


def strict(lang: Lang) -> click.Option:
    """Return ``--strict``."""
    said = Text("只要有一份报告违规，退出码即为 1。", "Exit with status 1 when any report has a violation.")
    return click.Option(["--strict"], is_flag=True, help=said.said(lang))


def witness(lang: Lang) -> click.Option:
    """Return ``--witness``: compare the figures of PDFs with the pictures of their pages.

    Its use without the extra is wrong usage.
    """
    said = Text(
        "把 PDF 的每个数字与页面图像对照，不同的不读；需要 gouji[ocr]，每份多用几秒。",
        "Compare every figure of a PDF with the picture of its page and read none that differs; needs "
        "gouji[ocr] and some seconds a report.",
    )

    def there(_: click.Context, __: click.Parameter, wanted: bool) -> bool:
        from gouji.readers.containers import no_witness, recognises

        if wanted and not recognises():
            raise click.UsageError(no_witness().text.said(lang))
        return wanted

    return click.Option(["--witness"], is_flag=True, callback=there, help=said.said(lang))


def packs(lang: Lang) -> click.Option:
    """Return ``--rules``: folders with packs of rules; none where it is not given."""
    said = Text(
        "另加的规则包（文件夹），可以多次给出；默认为名录旁的 rules 文件夹，没有则不加。",
        "A pack of further rules (a folder); may be given again. By default: rules beside the roster.",
    )
    return click.Option(["--rules", "packs"], metavar="DIR", type=FOLDER, multiple=True, help=said.said(lang))


def data(lang: Lang) -> click.Option:
    """Return ``--data``: the folder with the roster and the years' reports; None where it is not given."""
    said = Text(
        "名录 agencies.csv 和历年报告所在文件夹，默认 data。",
        "Folder of the roster agencies.csv and of the years' reports; data by default.",
    )
    return click.Option(["--data"], metavar="DIR", type=FOLDER, help=said.said(lang))
