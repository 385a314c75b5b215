"""Telephone numbers, post codes and links in a report, and the frame ``contacts``: one row each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

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


@dataclass(frozen=True, slots=True)
class Contact:
    """A number or link as printed, and what is left of it without hyphens and brackets."""

    printed: str
    kind: Literal["telephone", "postcode", "link"]
    bare: str
    sentence: Sentence


def contacts_of(filing: Filing) -> Iterator[Contact]:
    """Yield telephone numbers and post codes as digits, and what stands in the parentheses for a link."""
    for sentence in sentences(filing):
        # tools that write Markdown put a backslash before a hyphen
        text = sentence.plain.replace("\\", "")
        for match in _PHONE.finditer(text):
            first = re.split(r"(?<=\d{7})[-－—–](?=\d{1,5}$)", match["n"].strip("-－—–（(）)"))[0]
            yield Contact(match[0], "telephone", re.sub(r"\D", "", first), sentence)
        for match in _POSTCODE.finditer(text):
            yield Contact(match[0], "postcode", match["n"], sentence)
        if "（" in sentence.plain or "(" in sentence.plain:
            for match in _LINK.finditer(sentence.plain):
                inside = (match["link"] or match["after"])[1:-1]
                yield Contact(match[0], "link", inside.strip("<>《》 "), sentence)


class Contacts(Observed):
    """One row a contact: ``telephone`` or ``postcode`` (its digits), or ``link`` (empty where it is lost)."""

    name = "contacts"
    measures: ClassVar = ()
    texts: ClassVar = ("telephone", "postcode", "link")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at every contact."""
        for contact in contacts_of(filing):
            yield Observation(
                {},
                (quote_sentence(filing, contact.sentence),),
                {"printed": contact.printed},
                observed=contact.printed,
                texts={contact.kind: contact.bare},
            )
