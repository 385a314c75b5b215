"""``gouji new``: a folder to begin with, for reports, the roster of their bodies and a page of advice."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.bilingual import BilingualCommand
from gouji.cli.session import ExitStatus, Session
from gouji.model.text import Text

if TYPE_CHECKING:
    from gouji.model.text import Lang


_NEW = Text(
    "新建工作目录：放报告的文件夹、带两行示例的机关名录和一页说明。已有的文件不动。",
    "Make a folder to work in: for reports, with a roster of two example lines and a page of advice. Files "
    "that are there already stay as they are.",
)
_MADE = Text("已建立 {path}", "made {path}")
_THERE = Text("{path} 已存在，没有改动", "{path} is there and was left alone")
_NEXT = Text(
    "下一步：把报告放进 {reports}（按报告年度分），在 {roster} 写上机关，然后在 {folder} 中运行 gouji audit",
    "Next: put reports into {reports} (by the year reported on), list their bodies in {roster}, then run "
    "gouji audit in {folder}",
)
EXAMPLE = (
    "编号,机关名称,性质,层级,上级,地区\n"
    "example-gov,示例县人民政府,政府,县,,示例省示例市示例县\n"
    "example-water,示例县水务局,行政机关,县,example-gov,示例省示例市示例县\n"
)
#: One page, its file name by language.
_ADVICE = {
    "zh": (
        "说明.md",
        """# 年度报告审计

1. 报告放进 `data/{year}/`，一份一个文件（网页、Word、Excel、PDF、OFD、文本均可），年度指报告的年度。
2. `data/agencies.csv` 是机关名录，用 Excel 打开，把示例两行换成真实的机关；
   报告放好后，`gouji roster data --out data/agencies.csv` 可按报告起草（示例会被换掉，您写过的不会）。
   性质：行政机关、政府、公共企事业单位、高校；层级：省、市、县、乡；上级填上级的编号，可空。
3. 运行 `gouji audit`，打开 `reports/index.html` 看结果；Excel 汇总在 `reports/findings.xlsx`。
4. 在页面上标注属实、不成立、已更正，保存后运行 `gouji decide --from 文件`；或在 Excel 的“处理”表中选。
5. 运行 `gouji notice --all --year {year}` 生成整改通知书；收到更正后的报告，换掉旧文件，
   运行 `gouji audit --out 复查`，再用 `gouji recheck reports 复查` 比较。
6. `gouji --help` 列出全部命令。
""",
    ),
    "en": (
        "README.md",
        """# Audits of annual reports

1. Put reports into `data/{year}/` (the year reported on): web page, Word, Excel, PDF, OFD or text.
2. `data/agencies.csv` is the roster of bodies: put yours in place of the examples, or let
   `gouji roster data --out data/agencies.csv` draft one (no line of yours is lost). 性质: 行政机关, 政府,
   公共企事业单位 or 高校; 层级: 省, 市, 县 or 乡; 上级: an id, or empty.
3. Run `gouji audit` and open `reports/index.html`; the spreadsheet is `reports/findings.xlsx`.
4. Mark findings on the pages, save, run `gouji decide --from FILE`; or choose on the sheet 处理.
5. `gouji notice --all --year {year}` writes the letters; put corrected reports in place of the old,
   run `gouji audit --out second`, and compare: `gouji recheck reports second`.
6. `gouji --help` lists all commands.
""",
    ),
}


def command(lang: Lang) -> click.Command:
    """Return ``gouji new``."""
    folder = click.Argument(["folder"], metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
    return BilingualCommand("new", lang, _NEW, [folder], partial(_new, Session(lang)))


def _new(session: Session, *, folder: Path) -> ExitStatus:
    from gouji.inputs.files import put_files
    from gouji.reports import ROSTER_FILE

    # reports are on the year that is over
    year = dt.date.today().year - 1
    name, advice = _ADVICE[session.lang]
    reports = folder / "data" / str(year)
    reports.mkdir(parents=True, exist_ok=True)
    roster = folder / "data" / ROSTER_FILE
    # the mark at the head lets spreadsheets know that it is UTF-8
    for path, content in (
        (roster, EXAMPLE.encode("utf-8-sig")),
        (folder / name, advice.format(year=year).encode()),
    ):
        said = _THERE if path.exists() else _MADE
        if not path.exists():
            put_files(path.parent, {path.name: content})
        session.message(said.filled(path=path))
    session.message(_NEXT.filled(reports=reports, roster=roster, folder=folder))
    click.echo(str(folder))
    return session.status()
