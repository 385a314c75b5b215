"""Reports as OFD files (GB/T 33190-2016), in the three styles that producers have.

``runs``: one text object a line with a list of steps, rules as stroked paths. ``pieces``: several text codes
in an object, rules as thin filled boxes, page numbers on a template, colours by drawing parameters.
``scaled``: size and place by matrices, glyphs named one by one, the table's frame a composite drawing.
"""

from __future__ import annotations

import io
import zipfile
from html import escape
from typing import TYPE_CHECKING

from corpus.pdf import set_pages

if TYPE_CHECKING:
    from corpus.story import Story

_MM = 25.4 / 72
_WIDTH, _HEIGHT = 595.0 * _MM, 842.0 * _MM
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def write(story: Story, *, style: str = "runs") -> bytes:
    """Write an OFD file with page numbers."""
    pages = set_pages(story)
    ids = iter(range(100, 10_000_000))
    parts: dict[str, str] = {}
    composites: list[str] = []
    references = []
    for number, (texts, boxes) in enumerate(zip(pages.texts, pages.boxes, strict=True), 1):
        drawn = [_box(style, *box, ids) for box in boxes]
        if style == "scaled" and drawn:
            composite = next(ids)
            composites.append(
                f'<ofd:CompositeGraphicUnit ID="{composite}" Width="{_WIDTH}" Height="{_HEIGHT}">'
                f"<ofd:Content>{''.join(drawn)}</ofd:Content></ofd:CompositeGraphicUnit>"
            )
            drawn = [
                f'<ofd:CompositeObject ID="{next(ids)}" ResourceID="{composite}" '
                f'Boundary="0 0 {_WIDTH:.3f} {_HEIGHT:.3f}"/>'
            ]
        footer = (297.5 - 10, 40.0, 9.0, f"- {number} -")
        lines = texts if style == "pieces" else [*texts, footer]
        drawn += [_text(style, *line, ids) for line in lines if line[3].strip()]
        template = ""
        if style == "pieces":
            parts[f"Doc_0/Tpls/Tpl_{number}.xml"] = _page(
                "", _text("runs", *footer, ids), kind="Background", number=next(ids)
            )
            template = f'<ofd:Template TemplateID="{number}" ZOrder="Background"/>'
        parts[f"Doc_0/Pages/Page_{number - 1}/Content.xml"] = _page(
            template, "".join(drawn), kind="Body", number=next(ids)
        )
        references.append(f'<ofd:Page ID="{next(ids)}" BaseLoc="Pages/Page_{number - 1}/Content.xml"/>')
    templates = "".join(
        f'<ofd:TemplatePage ID="{number}" BaseLoc="Tpls/Tpl_{number}.xml"/>'
        for number in (range(1, len(pages.texts) + 1) if style == "pieces" else ())
    )
    title = escape(story.title)
    parts["OFD.xml"] = (
        f'{_HEAD}<ofd:OFD {_SPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>0</ofd:DocID><ofd:Title>{title}</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    parts["Doc_0/Document.xml"] = (
        f"{_HEAD}<ofd:Document {_SPACE}><ofd:CommonData><ofd:MaxUnitID>{next(ids)}</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>0 0 {_WIDTH:.3f} {_HEIGHT:.3f}</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{templates}</ofd:CommonData>"
        f"<ofd:Pages>{''.join(references)}</ofd:Pages></ofd:Document>"
    )
    parts["Doc_0/PublicRes.xml"] = (
        f'{_HEAD}<ofd:Res {_SPACE} BaseLoc="Res"><ofd:DrawParams><ofd:DrawParam ID="7" LineWidth="0.2">'
        '<ofd:FillColor Value="0 0 0"/><ofd:StrokeColor Value="0 0 0"/></ofd:DrawParam></ofd:DrawParams>'
        f'<ofd:Fonts><ofd:Font ID="3" FontName="SimSun"/></ofd:Fonts>'
        f"<ofd:CompositeGraphicUnits>{''.join(composites)}</ofd:CompositeGraphicUnits></ofd:Res>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for part in sorted(parts):
            package.writestr(zipfile.ZipInfo(part, (2024, 1, 1, 0, 0, 0)), parts[part], zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _page(template: str, objects: str, *, kind: str, number: int) -> str:
    return (
        f"{_HEAD}<ofd:Page {_SPACE}>{template}<ofd:Area><ofd:PhysicalBox>0 0 {_WIDTH:.3f} {_HEIGHT:.3f}"
        f'</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer ID="{number}" Type="{kind}" DrawParam="7">'
        f"{objects}</ofd:Layer></ofd:Content></ofd:Page>"
    )


def _box(style: str, x: float, y: float, width: float, height: float, ids) -> str:
    left, top = x * _MM, (842.0 - y - height) * _MM
    wide, high = width * _MM, height * _MM
    if style == "pieces":
        bars = ((left, top, wide, 0.2), (left, top + high, wide, 0.2))
        bars += ((left, top, 0.2, high), (left + wide, top, 0.2, high))
        return "".join(
            f'<ofd:PathObject ID="{next(ids)}" Boundary="{a:.3f} {b:.3f} {w:.3f} {h:.3f}" Stroke="false" '
            f'Fill="true"><ofd:AbbreviatedData>M 0 0 L {w:.3f} 0 L {w:.3f} {h:.3f} L 0 {h:.3f} C'
            "</ofd:AbbreviatedData></ofd:PathObject>"
            for a, b, w, h in bars
        )
    return (
        f'<ofd:PathObject ID="{next(ids)}" Boundary="{left:.3f} {top:.3f} {wide + 0.4:.3f} {high + 0.4:.3f}" '
        f'LineWidth="0.2"><ofd:AbbreviatedData>M 0.2 0.2 L {wide:.3f} 0.2 L {wide:.3f} {high:.3f} '
        f"L 0.2 {high:.3f} C</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _text(style: str, x: float, y: float, size: float, text: str, ids) -> str:
    """``y`` is the baseline, from the bottom of the page."""
    left, base, size = x * _MM, (842.0 - y) * _MM, size * _MM
    widths = [size * (0.5 if char.isascii() else 1.0) for char in text]
    top, width = base - 0.86 * size, sum(widths)
    opening = (
        f'<ofd:TextObject ID="{next(ids)}" Boundary="{left:.3f} {top:.3f} {width:.3f} {size:.3f}" Font="3"'
    )
    if style == "scaled":
        glyphs = " ".join(str(19 + int(c) if c.isascii() and c.isdigit() else ord(c)) for c in text)
        return (
            f'{opening} Size="1" CTM="{size:.4f} 0 0 {size:.4f} 0 0">'
            f'<ofd:CGTransform CodePosition="0" CodeCount="{len(text)}" GlyphCount="{len(text)}">'
            f"<ofd:Glyphs>{glyphs}</ofd:Glyphs></ofd:CGTransform>"
            f'<ofd:TextCode X="0" Y="0.86" DeltaX="{_steps([w / size for w in widths])}">{escape(text)}'
            "</ofd:TextCode></ofd:TextObject>"
        )
    pieces = [(0.0, text, widths)]
    if style == "pieces":
        half = len(text) // 2 or 1
        pieces = [(0.0, text[:half], widths[:half]), (sum(widths[:half]), text[half:], widths[half:])]
    codes = "".join(
        f'<ofd:TextCode X="{at:.3f}" Y="{0.86 * size:.3f}" DeltaX="{_steps(steps)}">{escape(part)}'
        "</ofd:TextCode>"
        for at, part, steps in pieces
        if part
    )
    return f'{opening} Size="{size:.3f}">{codes}</ofd:TextObject>'


def _steps(widths: list[float]) -> str:
    """Steps from each character to the next, repetitions as ``g``."""
    words: list[str] = []
    steps = [f"{width:.3f}" for width in widths[:-1]]
    at = 0
    while at < len(steps):
        count = 1
        while at + count < len(steps) and steps[at + count] == steps[at]:
            count += 1
        words.append(steps[at] if count < 3 else f"g {count} {steps[at]}")
        at += 1 if count < 3 else count
    return " ".join(words)
