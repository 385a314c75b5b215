"""Every container and physical form in which the corpus is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from corpus import excel, html, markdown, ofd, pdf, text, tools, word
from corpus.layout import Sheet
from corpus.lines import Line, story_lines, units_of, with_furniture
from corpus.story import compose
from corpus.style import PLAIN, Style

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.figures import ReportFigures
    from corpus.story import Story


@dataclass(frozen=True, slots=True, repr=False)
class Variant:
    """One container and physical form, in one agency's style.

    ``carries_blanks`` says whether an empty cell leaves any trace, so that a reader can tell which cell of
    its row is the empty one. Every row of a ``rectangular`` table has all its cells. Exactly one of
    ``as_lines`` and ``as_bytes`` is set.
    """

    name: str
    suffix: str
    carries_blanks: bool
    style: Style = PLAIN
    encoding: str = "utf-8"
    newline: str = "\n"
    rectangular: bool = False
    as_lines: Callable[[Story], list[Line]] | None = None
    as_bytes: Callable[[Story], bytes] | None = None

    def __repr__(self) -> str:
        return self.name

    def write(self, report: ReportFigures) -> bytes:
        """Write a report: always the same bytes for the same figures."""
        return self.write_story(self.story(report))

    def story(self, report: ReportFigures) -> Story:
        """The report in this variant's style, before it takes physical form."""
        return compose(report, self.style)

    def write_story(self, story: Story) -> bytes:
        """Write a story, damaged or not."""
        if self.as_bytes:
            return self.as_bytes(story)
        assert self.as_lines is not None
        return self.encode(self.as_lines(story))

    def encode(self, lines: list[Line], *, ended: bool = True) -> bytes:
        """Put lines into bytes; ``ended`` says whether the last one ends as the others do."""
        texts = [line.text for line in lines]
        return self.newline.join([*texts, ""] if ended else texts).encode(self.encoding)

    def doubtful(self, report: ReportFigures) -> frozenset[str]:
        """Statutory rows whose values cannot be told apart: one is empty and leaves no trace.

        Fifteen numbers without any header can only be told by there being fifteen of them.
        """
        sheets = [block for block in self.story(report).blocks if isinstance(block, Sheet)]
        traceless = [sheet for sheet in sheets if not self.carries_blanks or not sheet.header_height]
        rows = (row for sheet in traceless for row in sheet.rows)
        return frozenset().union(
            *(units_of(row) for row in rows if any(s.role == "value" and not s.text.strip() for s in row))
        )

    def styled(self, name: str, style: Style) -> Variant:
        """The same physical form in another agency's style."""
        return replace(self, name=f"{self.name}+{name}", style=style)


def _text(name: str, table: Callable, *, spaced: bool = False, blanks: bool = False, **more) -> Variant:
    return Variant(
        f"txt-{name}", ".txt", blanks, as_lines=partial(story_lines, table=table, spaced=spaced), **more
    )


def _furnished(name: str, table: Callable, *, blanks: bool = False, spaced: bool = False) -> Variant:
    def lines(story: Story) -> list[Line]:
        return with_furniture(story_lines(story, table, spaced=spaced))

    return Variant(f"txt-{name}", ".txt", blanks, as_lines=lines)


def _markdown(name: str, table: Callable) -> Variant:
    lines = partial(story_lines, table=table, spaced=True, mark="## ")
    return Variant(f"md-{name}", ".md", True, as_lines=lines)


def _separated(name: str, table: Callable, **more) -> Variant:
    """Separated values, with the text around the tables as records of one field."""
    lines = partial(story_lines, table=table, spaced=True)
    return Variant(f"csv-{name}", ".csv", True, as_lines=lines, **more)


def _html(name: str, page: Callable[[Story], list[Line]], encoding: str = "utf-8", **more) -> Variant:
    return Variant(f"html-{name}", ".html", True, as_lines=page, encoding=encoding, **more)


CELLS = _text("cell-a-line", text.cell_a_line, spaced=True, blanks=True)
VALUES = _text("value-a-line", text.value_a_line)
ROWS = _text("row-a-line", text.row_a_line)
GLUED = _text("glued", text.glued)
TABS = _text("tabs", text.tabs, spaced=True, blanks=True)
PIPES = _markdown("pipes", markdown.piped)
CLEAN = _html("clean", html.clean)
WORD_EXPORT = _html("word-export", html.word_export)
DOCX = Variant("docx", ".docx", True, as_bytes=word.write)
XLSX = Variant("xlsx", ".xlsx", True, as_bytes=excel.write)
OFD = Variant("ofd", ".ofd", True, as_bytes=ofd.write)
PDF = Variant("pdf-ruled", ".pdf", True, as_bytes=pdf.write)

_FORMS = (
    CLEAN,
    WORD_EXPORT,
    _html("flat-headers", html.flat_headers),
    _html("portal", html.portal),
    _html("gb18030-as-gb2312", partial(html.clean, charset="gb2312"), "gb18030"),
    _html("gb18030-undeclared", partial(html.clean, charset=None), "gb18030"),
    _html("gb18030-as-utf8", partial(html.clean, charset="utf-8"), "gb18030"),
    _html("utf8-as-gbk", partial(html.clean, charset="gbk")),
    DOCX,
    Variant("docx-split", ".docx", True, as_bytes=partial(word.write, cut=16)),
    XLSX,
    Variant("xlsx-sheet-each", ".xlsx", True, as_bytes=partial(excel.write, sheet_each=True)),
    PDF,
    # without ruling lines an empty cell is only a wider gap, which one row alone cannot place
    Variant("pdf-unruled", ".pdf", False, as_bytes=partial(pdf.write, ruled=False, footer="— {} —")),
    OFD,
    Variant("ofd-pieces", ".ofd", True, as_bytes=partial(ofd.write, style="pieces")),
    Variant("ofd-scaled", ".ofd", True, as_bytes=partial(ofd.write, style="scaled")),
    PIPES,
    _markdown("bare-pipes", markdown.bare),
    _markdown("compact", markdown.compact),
    _markdown("pieces", markdown.pieces),
    CELLS,
    VALUES,
    ROWS,
    GLUED,
    TABS,
    _text("narrow", text.narrow),
    _text("values-last", text.values_last),
    _text("centred", text.centred),
    _text("tabs-shifted", text.tabs_shifted, spaced=True),
    _text("tabs-broken", text.tabs_broken, spaced=True),
    _text("tabs-shifted-broken", text.tabs_shifted_broken, spaced=True),
    _furnished("cell-a-line-furnished", text.cell_a_line, spaced=True, blanks=True),
    _furnished("value-a-line-furnished", text.value_a_line),
    _furnished("row-a-line-furnished", text.row_a_line),
    _furnished("tabs-furnished", text.tabs, blanks=True),
    _text("tabs-utf16", text.tabs, spaced=True, blanks=True, encoding="utf-16", newline="\r\n"),
    _text("tabs-gb18030", text.tabs, spaced=True, blanks=True, encoding="gb18030", newline="\r\n"),
    _text("row-a-line-utf16", text.row_a_line, encoding="utf-16"),
    _markdown("repeated", tools.repeated),
    _markdown("framed", tools.framed),
    _markdown("filled-up", tools.filled_up),
    _separated("commas", tools.separated),
    _separated("commas-repeated", partial(tools.separated, every=True)),
    _separated("semicolons", partial(tools.separated, separator=";", quoted=True), encoding="gb18030"),
    _separated("tabs-quoted", partial(tools.separated, separator="\t", quoted=True), encoding="utf-16"),
    _text("position-a-line", text.position_a_line, spaced=True, blanks=True),
    _text("typst", tools.typst, spaced=True, blanks=True),
    _text("printed-frame", tools.printed, spaced=True, blanks=True, rectangular=True),
    _text("ruled-off", tools.ruled_off, spaced=True, blanks=True, rectangular=True),
    _text("one-blank-a-field", tools.parted, spaced=True, blanks=True, rectangular=True),
    # narrow tables of it are like any text with blanks
    _text("blank-behind-a-field", tools.blank_behind, spaced=True),
    _markdown("escaped", tools.escaped),
    Variant("json", ".json", True, as_bytes=tools.of_json),
    _text("textile", tools.textile, spaced=True, blanks=True, rectangular=True),
    _text("boxed", tools.boxed, spaced=True, blanks=True, rectangular=True),
    _text("boxed-ascii", partial(tools.boxed, strokes="|-+"), spaced=True, blanks=True, rectangular=True),
)

#: Styles worth crossing with several physical forms, by name.
STYLES = {
    "variant-labels": Style(variant_labels=True, numbering="、", broken=True),
    "ascii": Style(ascii_marks=True, numbering=" ", spaced=True, total_on_top=True),
    "thousands": Style(numbers="thousands", extra_row=True),
    "full-width": Style(numbers="full_width", broken=True, spaced=True),
    "padded": Style(numbers="padded", total_on_top=True),
    "annotated": Style(annotated=True, extra_row=True, variant_labels=True),
    "bare-reviews": Style(reviews="bare"),
    "three-reviews": Style(reviews="three", ascii_marks=True),
}

_CROSSED = {
    "variant-labels": (CLEAN, OFD, WORD_EXPORT, DOCX, XLSX, PDF, PIPES, CELLS, ROWS, GLUED, TABS),
    "ascii": (CLEAN, DOCX, PDF, PIPES, CELLS, VALUES, ROWS, TABS),
    "thousands": (CLEAN, XLSX, PDF, PIPES, CELLS, ROWS, TABS),
    "full-width": (WORD_EXPORT, DOCX, PDF, CELLS, VALUES, ROWS, TABS),
    "padded": (WORD_EXPORT, XLSX, CELLS, VALUES, ROWS, TABS),
    "annotated": (CLEAN, OFD, DOCX, PDF, PIPES, CELLS, VALUES, ROWS, TABS),
    "bare-reviews": (CLEAN, CELLS, VALUES, ROWS, TABS, PIPES),
    "three-reviews": (CLEAN, DOCX, PDF, CELLS, VALUES, ROWS, TABS, PIPES),
}


@cache
def variants() -> tuple[Variant, ...]:
    """Every variant: each physical form in the plain style, and the styles over the main forms."""
    crossed = (form.styled(name, STYLES[name]) for name, forms in _CROSSED.items() for form in forms)
    return (*_FORMS, *crossed)
