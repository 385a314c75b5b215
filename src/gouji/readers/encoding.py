"""Which characters the bytes of a page or text are, and where they break off too early.

A declaration of the encoding is a hint, never the last word. A download that broke off may end amid a figure.

Pages say ``gb2312`` and are GB18030, say nothing, say ISO-8859-1, or say GBK after somebody saved them as
UTF-8. Trial decoding settles UTF-8: text in another encoding is practically never valid in it. GB18030 and
Big5 read each other's bytes without a fault and as nonsense, so there words decide before declarations.
Statistical guessing (charset-normalizer) was tried and called short GB18030 pages Big5.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gouji.model.document import Grid, Note
from gouji.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gouji.model.document import Block, Place


_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
# browsers read these names as the larger sets that people really use under them
_LARGER: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
}
# every report has these words; the same bytes read in the other encoding never spell them
_WORDS: Final = {"gb18030": ("信息", "公开", "政府", "年度"), "big5hkscs": ("資訊", "公開", "政府", "年度")}
_ORDINARY = re.compile(r"[\t\n\r -~\u2010-\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_SAMPLE: Final = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding that gave it; ``damaged`` counts the places that no encoding explains."""

    text: str
    encoding: str
    damaged: int = 0

    def notes(self) -> list[Note]:
        """Say where characters were lost, for the reader of the audit."""
        if not self.damaged:
            return []
        text = Text(
            f"原文按 {self.encoding.upper()} 解码时有 {self.damaged} 处无法辨认，以“\ufffd”表示。",
            f"Decoded as {self.encoding.upper()}, the source has {self.damaged} places that cannot be made "
            "out; they are shown as “\ufffd”.",
        )
        return [Note("encoding-damaged", text)]


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a page: byte order mark, UTF-8, what it declares, then what reads as Chinese.

    Always gives a text. Places that cannot be decoded are U+FFFD and are counted, never left out.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _replaced(data[len(mark) :], encoding)
    wide = unmarked_utf16(data)
    if wide:
        return _replaced(data, wide)
    text = _strict(data, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8")
    candidates = _ranked(data)
    for encoding in candidates:
        text = _strict(data, encoding)
        if text is not None:
            return Decoded(text, encoding)
    # cut or damaged somewhere: the reading with the fewest damaged places, in the order above on a tie
    return min(
        (_replaced(data, encoding) for encoding in ("utf-8", *candidates)),
        key=lambda decoded: decoded.damaged,
    )


def unmarked_utf16(data: bytes) -> str | None:
    """Return ``utf-16-le`` or ``utf-16-be`` where bytes without a mark read as such a text, else None."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    sample = sample[: len(sample) & ~1]
    if b"\0" not in sample:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, errors="replace")
        if len(_ORDINARY.findall(text)) >= 0.95 * len(text):
            return encoding
    return None


def _declared(data: bytes) -> list[str]:
    match = _DECLARED.search(data[:_SAMPLE])
    if match is None:
        return []
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return []
    name = _LARGER.get(name, name)
    # any bytes are valid in an encoding of one byte a character, so such a declaration proves nothing;
    # UTF-16 was ruled out above, or the declaration itself could not have been read
    multibyte = name in {"gb18030", "big5hkscs", "euc_jp", "shift_jis", "euc_kr", "cp949"}
    return [name] if multibyte else []


def _ranked(data: bytes) -> list[str]:
    """Return encodings to try, the likeliest first: by the words found, else as declared, else GB18030."""
    found = {
        encoding: sum(data.count(word.encode(encoding)) for word in words)
        for encoding, words in _WORDS.items()
    }
    # sorting keeps the order of equals, so GB18030 precedes Big5 where neither has a word
    by_words = sorted(found, key=lambda encoding: -found[encoding])
    return by_words if any(found.values()) else [*_declared(data), *by_words]


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _replaced(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    own = text.count("\ufffd")
    strict = own == 0 or _strict(data, encoding) is not None  # a page may print U+FFFD itself
    return Decoded(text, encoding, 0 if strict else own)


_CLOSED: Final = re.compile(r"</(?:td|th|tr|table|p|div|li|body|html|h[1-6])\s*>|<br\s*/?>", re.I)
_MARKUP: Final = re.compile(r"<[^<>]*(?:>|\Z)")
#: Part of a figure, or half a character: more of it may have followed.
_FIGURE: Final = re.compile("[\\d.,．，\ufffd]\\Z")
#: What separates fields stands at the end of a line that is not ended.
_FIELD: Final = re.compile(r"(?:[\t,;][ \u3000]*|[ \u3000]{2,})\Z")
#: Markup behind the last figure is looked through this far.
_TAIL: Final = 4_096


def open_end(blocks: Sequence[Block], source: str, *, markup: bool) -> Place | None:
    """Return the place of what is printed last where the source ends before a figure, a cell or a field does.

    ``source`` is the decoded text of the file. A figure ends where a character that is no part of it, a line
    or the element that holds it does; so does the cell of a web page.
    """
    if not blocks:
        return None
    tail, last = source[-_TAIL:], blocks[-1]
    piece = last.cells[-1] if isinstance(last, Grid) else last
    in_figure = _FIGURE.search(piece.text) and _FIGURE.search(_left_open(tail, markup=markup))
    in_cell = markup and isinstance(last, Grid) and _opens_cell(tail)
    # a figure may have followed the separator that a line ends in
    in_field = not markup and isinstance(last, Grid) and not piece.text.strip() and _FIELD.search(tail)
    return piece.place if in_figure or in_cell or in_field else None


def _left_open(tail: str, *, markup: bool) -> str:
    """What stands behind the end of the last line, or of the last element that ends one."""
    if not markup:
        return "".join(tail.splitlines(keepends=True)[-1:])
    ends = [match.end() for match in _CLOSED.finditer(tail)]
    return _MARKUP.sub("", tail[ends[-1] if ends else 0 :])


def _opens_cell(tail: str) -> bool:
    """Whether a page ends in an element of a table's cell that is not closed."""
    lowered = tail.lower()
    opened = max(lowered.rfind("<td"), lowered.rfind("<th"))
    return opened > max(lowered.rfind(f"</{tag}") for tag in ("td", "th", "tr", "table"))
