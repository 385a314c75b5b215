"""Hand-built audits: no reader and no rule takes part, so that pages are tested by themselves."""

from __future__ import annotations

import datetime as dt

from gouji.model.document import Note, Paragraph, Place, Source
from gouji.model.filing import Agency, Cell, Filing, Section
from gouji.model.finding import Audit, Basis, Change, Evidence, Finding, Outcome, Repair
from gouji.model.form import load_form
from gouji.model.text import Text

HOSTILE = "<script>alert(1)</script> **粗** $x^2$ {{ 7*7 }} {% raw %} [点](javascript:alert(2)) \"' onerror=x"

_TYPED_WRONG = {
    "applications/handled_total/natural_person": "20",
    "applications/granted/natural_person": "21",
    "applications/new/natural_person": "30",
}


def filing(
    form_id: str = "2019", *, name: str = "示例市人民政府办公室", agency_id: str = "shili-office"
) -> Filing:
    """A filing of zeros with a few figures and one cell of every status."""
    form = load_form(form_id)
    cells = []
    for table in form.tables:
        for row in table.rows:
            for column in row.columns:
                cell_id = f"{table.id}/{row.id}/{column.id}"
                printed = _TYPED_WRONG.get(cell_id, "0")
                place = Place(line=40 + len(cells))
                cells.append(Cell(cell_id, printed, int(printed), "read", place, column.unit))
    odd = {
        "applications/new/business": ("", None, "blank"),
        "applications/new/research": ("/", None, "placeholder"),
        "applications/new/public_interest": ("若干", None, "illegible"),
        "applications/new/legal_service": ("22（其中修订16件）", 22, "annotated"),
        "applications/new/other": ("7", None, "ambiguous"),
        "reviews/reconsideration/other": (None, None, "missing"),
    }
    cells = [
        c._replace(printed=odd[c.id][0], value=odd[c.id][1], status=odd[c.id][2]) if c.id in odd else c
        for c in cells
    ]
    return Filing(
        source=Source("shili.txt", "ab" * 32, "text/plain", 12345),
        agency=Agency(agency_id, name, "行政机关", "县", None, "浙江省义乌市", on_roster=True),
        year=2020,
        form=form_id,
        title=f"2020年{name}政府信息公开工作年度报告",
        table_forms={table.id: form_id for table in form.tables},
        sections=tuple(
            Section(
                s.number,
                s.title,
                Place(line=10 * s.number),
                (Paragraph("正文。", Place(line=10 * s.number + 1)),),
            )
            for s in form.sections
        ),
        preamble=(),
        published=dt.date(2021, 1, 29),
        published_evidence=None,
        period=(dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
        period_evidence=None,
        form_cells=tuple(cells),
        notes=(
            Note("page-break", Text("第 3 页起表格断开。", "The table breaks at page 3."), Place(line=99)),
        ),
    )


def audit(form_id: str = "2019", **naming: str) -> Audit:
    """An audit with a finding of each severity and an outcome of each kind."""
    made = filing(form_id, **naming)
    column = tuple(
        c.id for c in made.form_cells if c.id.startswith("applications/") and c.id.endswith("/natural_person")
    )
    printed = {cell.id: cell.printed for cell in made.form_cells}
    total = "applications/handled_total/natural_person"
    repair = Repair(
        (Change(total, "20", 30),),
        "digit_substituted",
        Text("与分项之和相差一位。", "One digit off its parts."),
    )
    findings = (
        Finding(
            rule="T3-OUTCOME-SUM",
            version=1,
            severity="violation",
            title=Text("分项之和", "sum of parts"),
            agency=made.agency.id,
            body=made.agency.name,
            year=2020,
            table="applications",
            cells=column[2:24],
            printed={cell: printed[cell] for cell in column[2:24]},
            expected=30,
            observed=20,
            message=Text(
                "自然人：（七）总计为 20，各项之和为 30。", "Natural persons: total 20, parts add to 30."
            ),
            basis=(Basis("国办公开办函〔2019〕60号", "附件 表三", "（七）总计"),),
            evidence=(Evidence("shili.txt", Place(line=61).text(), "（七）总计 20"),),
            repairs=(repair,),
        ),
        Finding(
            rule="DQ-PLACEHOLDER",
            version=1,
            severity="data_quality",
            title=Text("分项之和", "sum of parts"),
            agency=made.agency.id,
            body=made.agency.name,
            year=2020,
            table="applications",
            cells=("applications/new/research",),
            printed={"applications/new/research": "/"},
            expected=None,
            observed="/",
            message=Text("单元格填的是“/”。", "The cell holds “/”."),
            basis=(),
            evidence=(Evidence("shili.txt", Place(line=42).text(), "一、本年新收 /"),),
        ),
        Finding(
            rule="S5-GENERIC",
            version=2,
            severity="plausibility",
            title=Text("分项之和", "sum of parts"),
            agency=made.agency.id,
            body=made.agency.name,
            year=2020,
            table=None,
            cells=(),
            printed={},
            expected=None,
            observed=None,
            message=Text("第五部分只有套话。", "Section five holds stock phrases only."),
            basis=(Basis("国办公开办函〔2021〕30号", "二（四）", "内容雷同、敷衍塞责"),),
            evidence=(Evidence("shili.txt", Place(line=80).text(), "有待进一步加强。"),),
        ),
    )
    outcomes = (
        Outcome("T3-OUTCOME-SUM", 1, "fail"),
        Outcome("DQ-PLACEHOLDER", 1, "fail"),
        Outcome("S5-GENERIC", 2, "fail"),
        Outcome("T3-ROW-TOTAL", 1, "pass"),
        Outcome("T3-COL-BALANCE", 1, "not_assessable", Text("有单元格归属不明。", "Cells are ambiguous.")),
        Outcome("UNI-PERIOD", 1, "not_applicable", Text("不是高校报告。", "Not a university report.")),
    )
    return Audit(made, "violation", outcomes, findings)
