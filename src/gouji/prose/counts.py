"""Counts in the narrative that speak of cells.

A count contradicts the table only where it fits none of the readings of its phrase
(:mod:`gouji.prose.phrases`); this module finds the counts and says what they are of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from gouji.prose.numerals import NUMBER, ROUGH_BEFORE, parse_number
from gouji.prose.respectively import Spread, spread
from gouji.prose.sentences import sentences
from gouji.prose.when import speaks_of_another_span, speaks_of_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gouji.filing import Filing
    from gouji.prose.phrases import Phrase, Phrases
    from gouji.prose.sentences import Sentence

    Reach = Literal["territory", "organ"]

#: Whose work a sentence speaks of: the whole territory, or one body.
_TERRITORY: Final = re.compile(
    r"全(?:省|市|县|区|旗|州|镇|乡|系统|域)(?:各级|各部门|行政机关)*|[我本](?:省|市|县|区|旗|州)(?!人民政府|政府)|"
    r"各(?:级|部门|单位|镇街|乡镇|县区|区县)[^，,]{0,8}"
)
_ORGAN: Final = re.compile(
    r"(?:省|市|县|区|旗|州)(?:人民)?政府(?:办公室|办公厅|办|本级)?(?:代表[^，,]{0,8}?政府)?(?!门户|网|官网|统一)|本级(?:机关)?|"
    r"(?:我|本)(?:局|委|办|厅|镇|乡|街道|机关|单位|部门|校|院|中心)"
)
#: Another body named as the one who received or handled.
_BODY: Final = re.compile(
    r"[一-鿿]{1,14}?(?:局|委员会|(?<![市县区省党纪])委|厅|办事处|街道|[一-鿿]镇|[一-鿿]乡|管委会|开发区|法院|中心)"
    r"(?=[一-鿿\d]{0,10}$)"
)
#: Where a clause ends.
CLAUSE: Final = re.compile(r"[，,；;。（）()]|(?<=[件宗起例份])[、和及与]|(?<=[^，,；;。（）()：:]{9})[：:]")


#: That no case followed turns a sentence to no other work.
NO_CASE: Final = re.compile(
    r"(?:未|没有|无)[^，,；;。\d]{0,24}?(?:复议|诉讼)(?:[、和及与或]|被?提起|行政|复议|诉讼|案件|情况|的)*"
)
#: What a count includes narrows nothing: （含上年结转）.
_INCLUDED: Final = re.compile(r"[（(]含[^）)]*[）)]")
#: The whole follows: 办公室收到9件，各部门收到14件，合计23件.
_ADDED_UP: Final = re.compile(
    rf"[^。；;结]{{0,60}}?[，,](?:合计|共计|总计)(?:收到|受理|办理)?(?:政府信息公开|信息公开)?(?:申请)?{NUMBER}[件宗]"
)
#: Parts of a territory: what they received is no total.
_PARTS: Final = re.compile(r"(?:各街道|(?<![我本])(?:乡镇|镇街|街镇|县区|区县|园区|县市))[^，,]{0,6}\Z")

#: What a sentence must have to state a count, and to state that there was none.
_COUNTED: Final = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿][件宗起例份笔封条个次项部]")
_NEGATED: Final = re.compile(r"[未无没零0]")


@dataclass(frozen=True, slots=True)
class Count:
    """A count found: ``value`` is whole, ``scope`` the words that say whose count it is, if any."""

    phrase: Phrase
    value: int
    sentence: Sentence
    quote: str
    scope: str | None
    reach: Reach | None


def counts(filing: Filing, phrases: Phrases) -> Iterator[Count]:
    """Yield the counts of the narrative that these phrases state, each once, in order."""
    stated = _COUNTED if phrases.counted else _NEGATED
    for printed in sentences(filing):
        if not stated.search(printed.plain):
            continue
        told = spread(printed.plain) if phrases.counted else Spread(printed.plain, printed.plain)
        sentence = printed._replace(plain=told.text)
        found = [
            (_at(phrase, match), order, phrase, match)
            for order, phrase in enumerate(phrases.possible_in(sentence.plain))
            for match in phrase.pattern.finditer(sentence.plain)
        ]
        taken: set[tuple[str, int]] = set()
        once: set[str] = set()
        for at, _, phrase, match in sorted(found, key=lambda item: item[:2]):
            if (phrase.kind, at) in taken or (phrase.once and phrase.kind in once):
                continue
            value = _value(phrase, match)
            if value is None or not _speaks_of(phrase, match, sentence, filing):
                continue
            taken.add((phrase.kind, at))
            once.add(phrase.kind)
            scope, reach = scope_of(sentence.plain[:at])
            quote = told.as_written(match[0]).lstrip("，,；;：:（(、")
            yield Count(phrase, value, printed, quote, scope, reach)


def _at(phrase: Phrase, match: re.Match[str]) -> int:
    return match.start("n") if "n" in phrase.pattern.groupindex else match.end()


def _value(phrase: Phrase, match: re.Match[str]) -> int | None:
    """The count, or None where it is rounded (万) or none."""
    if "n" not in phrase.pattern.groupindex:
        return 0
    value = None if match["n"].endswith(("万", "亿")) else parse_number(match["n"])
    return int(value) if value is not None and value == value.to_integral_value() else None


def _speaks_of(phrase: Phrase, match: re.Match[str], sentence: Sentence, filing: Filing) -> bool:
    """Say whether the match states the count of the report's own body, year and kind of work."""
    text = sentence.plain
    borders = [border.end() for border in CLAUSE.finditer(text, 0, match.start())]
    start = borders[-1] if borders else 0
    if phrase.within and not _is_about(phrase.within, phrase, sentence):
        return False
    if phrase.barred and phrase.barred.search(_INCLUDED.sub("", text[start : match.end()])):
        return False
    if phrase.once and _ADDED_UP.match(text, match.end()):
        return False
    if phrase.barred_sentence and phrase.barred_sentence.search(text):
        return False
    unnamed = phrase.barred_unnamed if "申请" not in match[0] else None
    if unnamed and unnamed.search(NO_CASE.sub("", text)):
        return False
    if ROUGH_BEFORE.search(text[: _at(phrase, match)]) or speaks_of_another_span(text, match.end()):
        return False
    if filing.year is not None and not _own_year(phrase, match, text, filing.year):
        return False
    return not other_body(text[start : match.start()], filing.agency.name)


_ON_DISCLOSURE: Final = re.compile(r"信息公开|政务公开|依申请|公开申请|政府信息")
_LOST_THREAD: Final = re.compile(
    r"提案|建议|(?<!复)议案|信访|热线|咨询|留言|信箱|来信|投诉|工单|举报|诉求|主动公开"
)


def _is_about(subject: re.Pattern[str], phrase: Phrase, sentence: Sentence) -> bool:
    """Say whether a sentence, or with a loose phrase what leads up to it, speaks of the subject."""
    if not phrase.loose:
        return subject.search(sentence.plain) is not None
    lead = _since_other_work(sentence.lead)
    if subject.search(sentence.plain):
        # 申请 alone is of whatever the paragraph speaks of
        return (
            lead == sentence.lead
            or _ON_DISCLOSURE.search(sentence.plain) is not None
            or _ON_DISCLOSURE.search(lead) is not None
        )
    return not _LOST_THREAD.search(sentence.plain) and subject.search(lead[-200:]) is not None


def _since_other_work(lead: str) -> str:
    """What leads up to a sentence, as far as it has not turned to other work on the way."""
    turns = list(_LOST_THREAD.finditer(lead))
    return lead[turns[-1].end() :] if turns else lead


def _own_year(phrase: Phrase, match: re.Match[str], text: str, year: int) -> bool:
    if match.groupdict().get("y") and int(match["y"]) != year + phrase.year_offset:
        return False
    # the words that lead up to a bare count are part of its match
    return speaks_of_year(text, _at(phrase, match) if phrase.assumed else match.start(), year)


def other_body(before: str, agency: str) -> bool:
    """Say whether what stands before a statement in its clause names another body than the reporting one."""
    if _PARTS.search(before) and "部门" not in before:
        return True
    body = _BODY.search(before)
    if body is None or re.search(r"[我本全各]", body[0]):
        return False
    rest = iter(agency)
    # abbreviations keep the order of the name: 发改局 is 发展和改革局
    return not all(character in rest for character in body[0][-3:])


def scope_of(before: str) -> tuple[str | None, Reach | None]:
    """Return the last words of a text that say whose work it speaks of, and how far they reach."""
    found: list[tuple[int, str, Reach]] = [
        (m.start(), m[0], "territory") for m in _TERRITORY.finditer(before)
    ]
    found += [(m.start(), m[0], "organ") for m in _ORGAN.finditer(before)]
    if not found:
        return None, None
    _, words, reach = max(found)
    return words, reach
