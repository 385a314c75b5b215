"""Reports as HTML: written by hand, exported by a word processor, or published in a portal's page."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from corpus.lines import Line, units_of
from corpus.story import Heading, Prose

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.layout import Sheet, Slot
    from corpus.story import Story


def clean(story: Story, charset: str | None = "utf-8") -> list[Line]:
    """A tidy page, one table row a line. ``charset`` is what the page declares, rightly or not."""
    return _page(story, charset, _plain_table)


def flat_headers(story: Story) -> list[Line]:
    """Header cells that should span rows are written as a cell with empty cells below it."""
    return _page(story, "utf-8", lambda sheet: _plain_table(_flattened(sheet)))


def word_export(story: Story) -> list[Line]:
    """Saved from a word processor: a line a cell, words cut over spans, ``<o:p>`` and ``&nbsp;`` blanks."""
    return _page(story, "utf-8", _word_table, _word_paragraph)


def portal(story: Story) -> list[Line]:
    """A government portal's page: metadata, navigation, a layout table around the article, a footer."""
    date = f"{story.year + 1}-01-20"
    head = [
        f'<meta name="ArticleTitle" content="{escape(story.title)}">',
        f'<meta name="PubDate" content="{date} 09:30">',
        '<meta name="ContentSource" content="政务公开科">',
    ]
    before = (
        '<table class="nav"><tr><td><a href="/">首页</a></td><td><a href="/zwgk/">信息公开</a></td>'
        '<td><a href="/zwfw/">政务服务</a></td><td>访问次数：3821</td></tr></table>',
        '<div class="bread">您当前的位置：<a href="/">首页</a> &gt; 信息公开 &gt; 年度报告</div>',
        '<table class="layout" width="1000"><tr><td class="side" valign="top"><ul><li>领导信息</li>'
        '<li>政策文件</li><li>公开年报</li></ul></td><td class="main">',
        f'<h1 class="article-title"><ucaptitle>{escape(story.title)}</ucaptitle></h1>',
        f'<div class="meta">发布日期：{date} 来源：政务公开科 浏览次数：<span>219</span></div>',
    )
    after = (
        '</td></tr></table><div class="footer">主办：县人民政府办公室　备案号：00000000号　'
        "<a>网站地图</a></div>",
    )
    lines = _page(story, "utf-8", _plain_table)
    start = next(number for number, line in enumerate(lines) if line.text.startswith("<h1"))
    return [
        *(Line(text) for text in ("<!DOCTYPE html>", "<html><head>", *head)),
        *lines[2:start],
        *(Line(text) for text in before),
        *lines[start + 1 : -1],
        *(Line(text) for text in (*after, "</body></html>")),
    ]


def _page(
    story: Story,
    charset: str | None,
    table: Callable[[Sheet], list[Line]],
    paragraph: Callable[[str], str] = lambda text: f"<p>{escape(text)}</p>",
) -> list[Line]:
    declared = f'<meta charset="{charset}">' if charset else ""
    lines = [
        Line("<!DOCTYPE html>"),
        Line("<html><head>"),
        Line(f"{declared}<title>{escape(story.title)}</title></head>"),
        Line("<body>"),
        Line(f"<h1>{escape(story.title)}</h1>"),
    ]
    for block in story.blocks:
        if isinstance(block, Heading | Prose):
            lines.append(Line(paragraph(block.text)))
        else:
            lines += table(block)
    return [*lines, Line("</body></html>")]


def _plain_table(sheet: Sheet) -> list[Line]:
    rows = [
        Line(
            "<tr>" + "".join(f"<td{_spans(slot)}>{_broken(slot)}</td>" for slot in row) + "</tr>",
            units_of(row),
        )
        for row in sheet.rows
    ]
    return [Line('<table border="1">', sheet.units()), *rows, Line("</table>", sheet.units())]


def _flattened(sheet: Sheet) -> Sheet:
    slots: list[Slot] = []
    for slot in sheet.slots:
        if slot.role == "header" and slot.rowspan > 1:
            empty = (replace(slot, text="", row=slot.row + n, rowspan=1) for n in range(1, slot.rowspan))
            slots += [replace(slot, rowspan=1), *empty]
        else:
            slots.append(slot)
    return replace(sheet, slots=tuple(sorted(slots, key=lambda slot: (slot.row, slot.column))))


def _word_table(sheet: Sheet) -> list[Line]:
    every = sheet.units()
    lines = [Line('<table style="BORDER-COLLAPSE:collapse" cellspacing="0" border="1"><tbody>', every)]
    for row in sheet.rows:
        lines.append(Line("<tr>", units_of(row)))
        for slot in row:
            paragraphs = "".join(_word_paragraph(part) for part in slot.text.split("\n"))
            lines.append(Line(f'<td{_spans(slot)} width="43" valign="center">{paragraphs}</td>', slot.units))
        lines.append(Line("</tr>", units_of(row)))
    return [*lines, Line("</tbody></table>", every)]


def _word_paragraph(text: str) -> str:
    """A paragraph of spans, cut where fonts change: after the first character and inside long words."""
    font = 'style="font-family: 仿宋_GB2312"'
    if not text:
        return f"<p><span {font}><o:p>&nbsp;</o:p></span></p>"
    pieces = [text] if text[0].isdigit() and len(text) < 9 else filter(None, (text[:1], text[1:3], text[3:]))
    spans = "".join(f"<span {font}>{escape(piece)}</span>" for piece in pieces)
    return f'<p style="text-align: justify">{spans}<span {font}><o:p></o:p></span></p>'


def _spans(slot: Slot) -> str:
    rows = f' rowspan="{slot.rowspan}"' if slot.rowspan > 1 else ""
    return f' colspan="{slot.colspan}"{rows}' if slot.colspan > 1 else rows


def _broken(slot: Slot) -> str:
    return escape(slot.text).replace("\n", "<br>")
