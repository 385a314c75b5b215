"""What a warm kernel has behind it before any report is named: imports, suites, templates, patterns.

The server of warm kernels (:mod:`warmkernel`) imports this module once and forks every kernel from
there. Importing it audits and shows an invented report in each statutory form, so that no kernel has to
load suites, build the graph of metrics, and compile templates and patterns again: half of what an audit
would take. What is left behind are caches of constants; a suite that is changed later is seen by the next
server.
"""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING

from gouji.audits import judged, measured
from gouji.batch import library  # noqa: F401  the notebook asks it for what was handed over
from gouji.copying.masking import formulas
from gouji.evidence.sources import AUDIT_NOTEBOOK, open_decisions, suites_digest
from gouji.extract.extraction import read_filing
from gouji.inputs import workbook
from gouji.inputs.roster import Roster
from gouji.inputs.sidefile import SideFile
from gouji.measures.counts import Counts
from gouji.measures.frame import Corpus, frame_kinds
from gouji.measures.matrix import STATUTORY_FORMS
from gouji.model.document import Place
from gouji.model.filing import Cell
from gouji.model.form import load_form
from gouji.readers.containers import read_document
from gouji.reports import Report
from gouji.rules.validation import validate
from gouji.show import audit_views as show
from gouji.show.original import original
from gouji.show.record import record, reproduce, validation, written
from gouji.show.render import markdown_of, stylesheet

if TYPE_CHECKING:
    from gouji.model.filing import Filing


_REPORT = """示例市教育局2023年政府信息公开工作年度报告
一、总体情况
2023年主动公开政府信息10条，收到政府信息公开申请1件，办结1件，其中予以公开1件，占100%。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量 0 0 0 0 0 0 0
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
存在的主要问题是解读材料不够通俗。改进情况：已组织培训两次。
六、其他需要报告的事项
无。
"""


_PAGE = """<html><head><title>{title}</title><style>p {{ margin: 0 }}</style></head><body><h1>{title}</h1>
<span>发布日期：2024-01-30</span><p style="text-indent: 2em">{text}</p>
<table><tr><td>一、本年新收政府信息公开申请数量</td><td>0</td></tr></table></body></html>"""


_NOTEBOOK = Report(AUDIT_NOTEBOOK, workbook.notebooks() / AUDIT_NOTEBOOK)


def _rehearse() -> None:
    formulas().compile()
    for kind in frame_kinds().values():
        if issubclass(kind, Counts):
            kind.compile()
    title, text = _REPORT.split("\n", 1)
    page = _PAGE.format(title=title, text=text.replace("\n", "</p><p>"))
    read_filing(read_document(page.encode(), "rehearsal.html"), Roster.empty())
    document = read_document(_REPORT.encode(), "rehearsal.txt")
    read = read_filing(document, Roster.empty())
    for form in STATUTORY_FORMS:
        found = measured(Corpus([_filled(read, form)]))
        held = validate(found.frames, found.entries)
        (audit,) = open_decisions("").attached(judged(found, held.verdicts))
        shown = {
            part: part(audit, "zh")
            for part in (show.cover, show.tables, show.rules, show.findings, show.repairs, show.unchecked)
        }
        for one in (
            *shown.values(),
            show.source(read, SideFile(), "zh"),
            original(document, audit, "zh"),
            validation(held, "zh"),
            reproduce(_NOTEBOOK, (), (), (), "zh"),
            record(written(audit, held), "zh"),
        ):
            one._repr_mimebundle_()
        # what was shown of the tables is read again, as pages and as texts print them
        tables = shown[show.tables]
        for name, printed in (("html", tables.html), ("md", markdown_of(tables.html))):
            read_filing(read_document(f"{_REPORT}{printed}".encode(), f"rehearsal.{name}"), Roster.empty())
    stylesheet(many=False)
    suites_digest()


def _filled(filing: Filing, form_id: str) -> Filing:
    """Return the filing with every cell of a form, each printed as zero."""
    cells = [
        Cell(f"{table.id}/{row.id}/{column.id}", "0", 0, "read", Place(line=1), column.unit)
        for table in load_form(form_id).tables
        for row in table.rows
        for column in row.columns
    ]
    return replace(filing, form=form_id, form_cells=tuple(cells))


_rehearse()
# a kernel reads one report and ends: to look for garbage every few hundred objects, and through all that was
# made, took a fifth of its time
gc.set_threshold(100_000)
