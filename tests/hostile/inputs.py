"""Hostile inputs without end, made from the reports of the corpus: by kind and number, always the same bytes.

A kind with ``truth`` changes no printed digit, or only those of cells that its inputs list as ``touched``:
any number that is read elsewhere must be the printed one. The others change whatever they hit, so that what
is printed there is the only truth: a number that is read must be what its own cell says.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from corpus import DAMAGES, Variant, sample_report, variants
from corpus.layout import Sheet
from corpus.story import Prose
from hostile import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corpus import ReportFigures
    from corpus.layout import Slot
    from corpus.story import Story
    from gouji.model.filing import Number

_XML_KEPT = frozenset("\t\n\r")
#: Stand for the tags of an element until the page is written.
_OPEN, _CLOSE = "\ue000", "\ue001"
_OFD_TEXT = re.compile(r"<ofd:TextObject .*?</ofd:TextObject>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Input:
    """One hostile file. ``truth`` is the number printed in each cell, where that can be told.

    In ``touched`` cells something is printed that is no number: no number may be read there.
    """

    name: str
    data: bytes
    truth: Mapping[str, Number | str | None] | None = None
    touched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class Kind:
    """A kind of hostile input: ``make`` gives one for a number, ``count`` how many a long run tries.

    ``shown``: what is read is also shown in every way, and must show as text.
    """

    name: str
    count: int
    make: Callable[[int, Random], Input]
    shown: bool = False

    def __repr__(self) -> str:
        return self.name

    def __call__(self, number: int) -> Input:
        return self.make(number, Random(f"{self.name} {number}"))


# --- words ------------------------------------------------------------------------------------------------


def _named(number: int, rng: Random) -> Input:
    """The agency's name says something to a program."""
    variant = _variant(rng)
    report = sample_report(variant.name, number)
    name = f"{rng.choice(('', '示例市', report.agency))}{_word(rng, variant)}{rng.choice(('', '教育局'))}"
    return _written(variant, number, report, replace(report, agency=name))


def _told(number: int, rng: Random) -> Input:
    """So do title, headings and prose."""
    variant = _variant(rng)
    report = sample_report(variant.name, number)
    story = variant.story(report)
    blocks = [
        replace(block, text=_mixed(block.text, _word(rng, variant), rng))
        if isinstance(block, Prose)
        else block
        for block in story.blocks
    ]
    story = replace(story, title=f"{_word(rng, variant)}{story.title}", blocks=tuple(blocks))
    return _told_as(variant, number, report, story)


def _in_cells(number: int, rng: Random) -> Input:
    """So do cells of the tables."""

    def spoil(slot: Slot) -> str | None:
        return _word(rng, variant).strip() or None if rng.random() < 0.05 else None

    variant = _variant(rng, celled=True)
    return _respoken(variant, number, spoil)


def _odd_digits(number: int, rng: Random) -> Input:
    """Digits that only look like digits."""

    def spoil(slot: Slot) -> str | None:
        able = [at for at, letter in enumerate(slot.text) if letter in words.ODD_DIGITS]
        # in a remark behind the number they would leave the number as it is
        if not able or "（" in slot.text or rng.random() > 0.1:
            return None
        at = rng.choice(able)
        return slot.text[:at] + rng.choice(words.ODD_DIGITS[slot.text[at]]) + slot.text[at + 1 :]

    return _respoken(_variant(rng, celled=True), number, spoil)


def _reordered(number: int, rng: Random) -> Input:
    """Numbers beside a mark that turns round what is shown."""

    def spoil(slot: Slot) -> str | None:
        marked = slot.text.strip() and rng.random() < 0.1
        return rng.choice(words.REORDERING) + slot.text if marked else None

    return _respoken(_variant(rng, celled=True), number, spoil)


def _invisible(number: int, rng: Random) -> Input:
    """Labels and prose full of marks that nobody sees."""

    def spoil(slot: Slot) -> str | None:
        return _mixed(slot.text, rng.choice(words.INVISIBLE), rng) if rng.random() < 0.2 else None

    return _respoken(_variant(rng), number, spoil, role="label")


def _unseen(number: int, rng: Random) -> Input:
    """Figures of a web page with digits among them that the page hides, or keeps from being seen."""

    def spoil(slot: Slot) -> str | None:
        if not slot.text.isdigit() or rng.random() > 0.1:
            return None
        return _mixed(slot.text, f"{_OPEN}{rng.randrange(10)}{_CLOSE}", rng)

    # a word processor's page takes words apart
    able = [one for one in _cheap() if one.suffix == ".html" and one.encoding == "utf-8"]
    variant = rng.choice([one for one in able if "word-export" not in one.name])
    made = _respoken(variant, number, spoil)
    # what is hidden is no part of the figure; what perhaps is not seen makes it none
    styles, touched = rng.choice(((words.HIDDEN, frozenset()), (words.FAINT, made.touched)))
    page = made.data.decode().replace("<table", f"<style>{words.RULE}</style><table", 1)
    pieces = page.replace(_CLOSE, "</span>").split(_OPEN)
    text = pieces[0] + "".join(f"<span {rng.choice(styles)}>{piece}" for piece in pieces[1:])
    return replace(made, data=text.encode(), touched=touched)


def _respoken(
    variant: Variant, number: int, spoil: Callable[[Slot], str | None], *, role: str = "value"
) -> Input:
    """Write a report in which some slots say something else."""
    report = sample_report(variant.name, number)
    story = variant.story(report)
    touched: set[str] = set()
    blocks = []
    for block in story.blocks:
        if isinstance(block, Sheet):
            slots = []
            for slot in block.slots:
                text = spoil(slot) if slot.role == role else None
                if text is not None and slot.cell:
                    touched.add(slot.cell)
                slots.append(slot if text is None else replace(slot, text=text))
            block = replace(block, slots=tuple(slots))
        blocks.append(block)
    return _told_as(variant, number, report, replace(story, blocks=tuple(blocks)), frozenset(touched))


# --- damage -----------------------------------------------------------------------------------------------


def _damaged(number: int, rng: Random) -> Input:
    """Lines, rows, columns, pages lost or repeated on the way; no digit changed."""
    damage = rng.choice(DAMAGES)
    variant = rng.choice([one for one in _cheap() if damage.applies_to(one)])
    report = sample_report(variant.name, number)
    spoilt = damage.apply(variant, report, number)
    return Input(_name(variant, number), spoilt.data, report.truth())


def _cut(number: int, rng: Random) -> Input:
    """Cut off anywhere."""
    variant = _variant(rng)
    report = sample_report(variant.name, number)
    whole = variant.write(report)
    return Input(_name(variant, number), whole[: rng.randrange(len(whole))], report.truth())


def _noisy(number: int, rng: Random) -> Input:
    """A page with scripts, comments and hidden elements, full of numbers, between all its elements."""
    variant = rng.choice([one for one in _cheap() if one.suffix == ".html" and one.encoding == "utf-8"])
    report = sample_report(variant.name, number)
    noise = (
        "<!-- <td>9</td> -->",
        "<script>document.write('<td>9</td>')</script>",
        "<style>td:after{content:'9'}</style>",
        "<template><td>9</td></template>",
        "<noscript></noscript>",
    )
    rows = variant.write(report).decode().split("</tr>")
    text = "</tr>".join(row + (rng.choice(noise) if rng.random() < 0.3 else "") for row in rows[:-1])
    return Input(_name(variant, number), f"{text}</tr>{rows[-1]}".encode(), report.truth())


# --- bytes ------------------------------------------------------------------------------------------------


def _flipped(number: int, rng: Random) -> Input:
    """Some bytes are others."""
    variant, data = _bytes(number, rng)
    for _ in range(rng.choice((1, 3, 30, 300))):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return Input(_name(variant, number), bytes(data))


def _lost(number: int, rng: Random) -> Input:
    """Stretches of bytes are gone."""
    variant, data = _bytes(number, rng)
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(data))
        del data[start : start + rng.randint(1, 2000)]
        data = data or bytearray(b" ")
    return Input(_name(variant, number), bytes(data))


def _doubled(number: int, rng: Random) -> Input:
    """Stretches of bytes are there many times, or elsewhere."""
    variant, data = _bytes(number, rng)
    for _ in range(rng.randint(1, 3)):
        start, to = rng.randrange(len(data)), rng.randrange(len(data))
        data[to:to] = data[start : start + rng.randint(1, 2000)] * rng.choice((1, 2, 20))
    return Input(_name(variant, number), bytes(data))


def _spliced(number: int, rng: Random) -> Input:
    """The beginning of one report and the end of another."""
    variant, first = _bytes(number, rng)
    second = (variant if rng.random() < 0.7 else _variant(rng)).write(sample_report(variant.name, number + 1))
    return Input(
        _name(variant, number),
        bytes(first[: rng.randrange(len(first))]) + second[rng.randrange(len(second)) :],
    )


def _letters(number: int, rng: Random) -> Input:
    """Characters replaced by those that programs stumble over."""
    variant = rng.choice([one for one in _cheap() if one.as_lines and one.encoding == "utf-8"])
    text = list(variant.write(sample_report(variant.name, number)).decode())
    odd = [
        "\0",
        "\x1b",
        "\ud800",
        "\udfff",
        "\uffff",
        "\U0010ffff",
        "\u202e",
        "\ufeff",
        "\r",
        "\x85",
        "\t",
        "<",
        "&",
        "|",
    ]
    for _ in range(rng.choice((1, 10, 100))):
        text[rng.randrange(len(text))] = rng.choice(
            [*odd, rng.choice(words.EVERY), chr(rng.randrange(0x110000))]
        )
    return Input(_name(variant, number), "".join(text).encode("utf-8", "surrogatepass"))


def _part(number: int, rng: Random) -> Input:
    """A part inside an Office file is damaged, and its checksum right."""
    return _damaged_part(number, rng, {".docx", ".xlsx"})


def _ofd_part(number: int, rng: Random) -> Input:
    """A part inside an OFD file is damaged, and its checksum right."""
    return _damaged_part(number, rng, {".ofd"})


def _damaged_part(number: int, rng: Random, suffixes: set[str]) -> Input:
    variant = rng.choice([one for one in variants() if one.suffix in suffixes])
    whole = variant.write(sample_report(variant.name, number % 40))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        hit = rng.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            content = bytearray(old.read(name))
            if name == hit:
                for _ in range(rng.choice((1, 4, 40))):
                    at = rng.randrange(len(content))
                    if rng.random() < 0.5:
                        content[at] = rng.randrange(256)
                    else:
                        del content[at : at + rng.randint(1, 200)]
                        content = content or bytearray(b"<x/>")
            new.writestr(old.getinfo(name), bytes(content))  # with its time: the same bytes whenever made
    return Input(_name(variant, number), made.getvalue())


def _of_ofd(number: int, rng: Random) -> Input:
    """An OFD file some of whose bytes are others or gone, or that is cut off."""
    variant = rng.choice([one for one in variants() if one.suffix == ".ofd"])
    data = bytearray(variant.write(sample_report(variant.name, number % 40)))
    return Input(_name(variant, number), _scratched(data, rng))


def _unseen_in_ofd(number: int, rng: Random) -> Input:
    """An OFD file with digits beside, upon and under its figures that its pages do not show."""
    variant = rng.choice([one for one in variants() if one.suffix == ".ofd" and "scaled" not in one.name])
    report = sample_report(variant.name, number)
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(variant.write(report))) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("/Content.xml"):
                content = _OFD_TEXT.sub(lambda found: _with_unseen(found[0], rng), content.decode()).encode()
            new.writestr(old.getinfo(name), content)
    return Input(_name(variant, number), made.getvalue(), report.truth())


def _with_unseen(text: str, rng: Random) -> str:
    """Put a text object that nobody sees before or behind one of an OFD page."""
    if rng.random() > 0.15 or not re.search(r">\d+</ofd:TextCode>", text):
        return text
    again = re.sub(r">\d+</ofd:TextCode>", f">{rng.randrange(10)}</ofd:TextCode>", text)
    again = re.sub(r' DeltaX="[^"]*"', "", again)
    how = rng.choice(('Visible="false"', 'Alpha="0"', 'Alpha="3"', ""))
    if how:
        again = again.replace("<ofd:TextObject ", f"<ofd:TextObject {how} ", 1)
    else:
        again = again.replace("<ofd:TextCode", '<ofd:FillColor Value="255 255 255"/><ofd:TextCode', 1)
    return again + text if rng.random() < 0.5 else text + again


def _scratched(data: bytearray, rng: Random) -> bytes:
    if rng.random() < 0.2:
        return bytes(data[: rng.randrange(12, len(data))])
    for _ in range(rng.choice((1, 5, 50))):
        at = rng.randrange(12, len(data))
        if rng.random() < 0.7:
            data[at] = rng.randrange(256)
        else:
            del data[at : at + rng.randint(1, 300)]
            data.extend(bytes(max(13 - len(data), 0)))
    return bytes(data)


def _noise(number: int, rng: Random) -> Input:
    """Nothing but noise behind the first bytes of some container."""
    magic = rng.choice(
        (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"{\\rtf1")
    )
    suffix = rng.choice((".txt", ".html", ".pdf", ".docx", ".xlsx", ".doc", ".mht", ".md", ""))
    body = rng.randbytes(rng.randint(0, 4000)) if rng.random() < 0.5 else _babble(rng)
    return Input(f"noise-{number}{suffix}", magic + body)


def _of_pdf(number: int, rng: Random) -> Input:
    """A PDF some of whose bytes are others or gone."""
    variant = rng.choice([one for one in variants() if one.suffix == ".pdf"])
    data = bytearray(variant.write(sample_report(variant.name, number % 8)))
    for _ in range(rng.choice((1, 5, 50))):
        at = rng.randrange(len(data))
        if rng.random() < 0.7:
            data[at] = rng.randrange(256)
        else:
            del data[at : at + rng.randint(1, 300)]
    return Input(_name(variant, number), bytes(data))


KINDS: tuple[Kind, ...] = (
    Kind("hostile agency names", 100, _named, shown=True),
    Kind("hostile titles and prose", 100, _told, shown=True),
    Kind("hostile words in cells", 100, _in_cells, shown=True),
    Kind("look-alike digits", 800, _odd_digits),
    Kind("marks that reorder", 600, _reordered),
    Kind("invisible marks in labels", 600, _invisible),
    Kind("digits that a page hides", 600, _unseen),
    Kind("lines, rows and pages lost or repeated", 1500, _damaged),
    Kind("cut off anywhere", 1200, _cut),
    Kind("scripts and comments between rows", 600, _noisy),
    Kind("bytes changed", 1200, _flipped),
    Kind("bytes lost", 800, _lost),
    Kind("bytes repeated", 500, _doubled),
    Kind("two files spliced", 500, _spliced),
    Kind("odd characters", 800, _letters),
    Kind("parts of Office files damaged", 500, _part),
    Kind("noise behind a signature", 400, _noise),
    Kind("bytes of PDFs changed", 150, _of_pdf),
    Kind("bytes of OFD files changed", 500, _of_ofd),
    Kind("parts of OFD files damaged", 600, _ofd_part),
    Kind("digits that an OFD file hides", 500, _unseen_in_ofd),
)


@cache
def _cheap() -> tuple[Variant, ...]:
    """Every physical form but PDF, which takes a hundred times longer."""
    return tuple(one for one in variants() if one.suffix != ".pdf")


def _variant(rng: Random, *, celled: bool = False) -> Variant:
    """Any cheap variant; ``celled`` where the text of a cell stays in its cell, whatever it is."""
    able = [one for one in _cheap() if not celled or one.suffix in {".html", ".docx", ".xlsx"}]
    return rng.choice(able)


def _bytes(number: int, rng: Random) -> tuple[Variant, bytearray]:
    variant = _variant(rng)
    return variant, bytearray(variant.write(sample_report(variant.name, number)))


def _word(rng: Random, variant: Variant) -> str:
    """A hostile word that the container can carry."""
    word = rng.choice(words.EVERY)
    if variant.suffix in {".docx", ".xlsx"}:
        word = "".join(letter for letter in word if letter >= " " or letter in _XML_KEPT)
    if variant.as_lines:
        word = " ".join(word.splitlines())
    return word.encode(variant.encoding, "ignore").decode(variant.encoding)


def _mixed(text: str, word: str, rng: Random) -> str:
    at = rng.randint(0, len(text))
    return text[:at] + word + text[at:]


def _babble(rng: Random) -> bytes:
    said = (*words.EVERY, "一、", "总计", "政府信息公开", "1", "\n", "\t", "|", "<td>", "</table>", "2023年")
    return "".join(rng.choices(said, k=rng.randint(1, 300))).encode("utf-8", "surrogatepass")


def _written(variant: Variant, number: int, report: ReportFigures, written: ReportFigures) -> Input:
    return _told_as(variant, number, report, variant.story(written))


def _told_as(
    variant: Variant, number: int, report: ReportFigures, story: Story, touched: frozenset[str] = frozenset()
) -> Input:
    return Input(_name(variant, number), variant.write_story(story), report.truth(), touched)


def _name(variant: Variant, number: int) -> str:
    return f"{variant.name}-{number}{variant.suffix}"
