"""Telephone numbers, post codes and links in a report, and the frame ``contacts``: one row each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from gouji.measures.frame import Observation, Observed, quote_sentence
from gouji.measures.narrative import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.model.filing import Filing
    from gouji.model.sentences import Sentence


_PHONE: Final = re.compile(r"(?:电话|联系方式|热线)(?:号码)?[：:是为](?P<n>[\d\-－—–()（）+]{3,26})")
_POSTCODE: Final = re.compile(r"(?:邮编|邮政编码)[：:是为](?P<n>\d+)")
_LINK: Final = re.compile(
    r"(?:网站|网址|门户|平台|专栏|链接)[^，,。；;（(]{0,12}(?P<link>[（(][^（(）)]{0,120}[）)])(?=[^。]{0,12}(?:下载|查阅|查询|查看|公开|浏览|获取))|"
    r"(?:下载|查阅|查询|查看|浏览)(?P<after>[（(][^（(）)]{0,120}[）)])"
)
_LENGTHS: Final = range(7, 13)


@dataclass(frozen=True, slots=True)
class Contact:
    """A number or link as printed; ``well_formed``: it can be one."""

    printed: str
    well_formed: bool
    sentence: Sentence


def numbers(filing: Filing) -> Iterator[Contact]:
    """Yield telephone numbers (7 to 12 digits, or a short number of 3 or 5) and post codes (6 digits)."""
    for sentence in sentences(filing):
        # tools that write Markdown put a backslash before a hyphen
        text = sentence.plain.replace("\\", "")
        for match in _PHONE.finditer(text):
            first = re.split(r"(?<=\d{7})[-－—–](?=\d{1,5}$)", match["n"].strip("-－—–（(）)"))[0]
            digits = re.sub(r"\D", "", first)
            short = len(digits) in (3, 5) and digits[0] == "1"
            well = short or (len(digits) in _LENGTHS and len(set(digits)) > 1)
            yield Contact(match[0], well, sentence)
        for match in _POSTCODE.finditer(text):
            yield Contact(match[0], len(match["n"]) == 6, sentence)


def links(filing: Filing) -> Iterator[Contact]:
    """Yield places where a link is given in parentheses; empty ones have lost it."""
    for sentence in sentences(filing):
        if "（" not in sentence.plain and "(" not in sentence.plain:
            continue
        for match in _LINK.finditer(sentence.plain):
            inside = (match["link"] or match["after"])[1:-1]
            yield Contact(match[0], bool(inside.strip("<>《》 ")), sentence)


class Contacts(Observed):
    """One row a contact, 1, 0 or pd.NA: ``well_formed`` (numbers), ``link_given`` (links)."""

    name = "contacts"
    measures: ClassVar = ("well_formed", "link_given")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at every contact."""
        for column, found in (("well_formed", numbers(filing)), ("link_given", links(filing))):
            for contact in found:
                yield Observation(
                    {column: int(contact.well_formed)},
                    (quote_sentence(filing, contact.sentence),),
                    {"printed": contact.printed},
                    observed=contact.printed,
                )
