"""Laws and notices that a report cites, and the frame ``citations``: one row each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal, NamedTuple

from gouji.inputs.roster import is_government, is_government_office
from gouji.measures.frame import Observation, Observed, quote_sentence
from gouji.measures.narrative import sentences
from gouji.model.text import Text, memoised, tight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gouji.model.filing import Filing
    from gouji.model.sentences import Sentence

    Kind = Literal["notice", "superseded", "current", "name", "number"]


_NOTICE: Final = re.compile(
    r"国办公开办函(?P<open>[^\d国]{0,2})(?P<year>20\d\d)(?P<close>[^\d号]{0,2})(?P<number>\d{1,3})号?"
)
_TRIAL: Final = re.compile(
    r"年度报告(?:统一)?格式[（(]试行[）)]|(?<=关于政府信息公开工作)年度报告有关事项的通知|"
    r"(?<=关于政府信息公开)年度报告有关事项的通知"
)
#: Who issued a notice, as far as it stands right before the title: of others' notices the form is no matter.
_ISSUED_BY: Final = re.compile(
    r"(?P<body>[^，,。；;：:《》〈〉（）()“”]{0,30})[《〈]?关于政府信息公开(?:工作)?\Z"
)
_LOCAL: Final = re.compile(
    r"(?:政府|办公[厅室]|公开办|[省市县区州旗厅局委])(?:印发|下发|发布|制定)?的?[《〈]?\Z"
)
_TRIAL_FORM: Final = Text("2019年的试行格式", "the trial form of 2019")
_FORM_NAME: Final = re.compile(r"《(?P<name>[^》]{0,24}年度报告格式)》")
FORM_NAME: Final = "中华人民共和国政府信息公开工作年度报告格式"
#: History is told, not relied on.
_HISTORY: Final = re.compile(
    r"修订前|原《?条例|旧《?条例|原来|以往|历史|此前|废止|由15个|延长[至到]20|改为|调整为|修订后"
)
_REPLY: Final = re.compile(r"(?:15|十五)个工作日")
_REPLIES: Final = re.compile(r"答复|办理申请|申请办理|予以回复")
_OTHER_LIMIT: Final = re.compile(
    r"补正|征求|第三方|反馈|缴费|公示|整改|复议|诉讼|培训|延期|延长|意见|投诉|信访|热线|"
    # a shorter limit of one's own keeps the law
    r"缩短|压缩|提前|平均|承诺|提速|用时|时长|内部|承办|转办"
)
_OLD_ORDER: Final = re.compile(r"令第?492号|2007年4月5日")
_OLD_ARTICLE: Final = re.compile(r"条例》?第(?:三十一|三十二|31|32)条")
_BASIS: Final = re.compile(r"年度报告|年报|编制|本报告")
_MARCH: Final = re.compile(r"3月31日前")
_CURRENT: Final = re.compile(r"《(?:中华人民共和国)?政府信息公开条例》")


@dataclass(frozen=True, slots=True)
class Citation:
    """Something cited, with what is wrong with it (None where nothing is).

    ``name`` is what the suites hold: the number or form that a notice goes by, or the name as it is written.
    """

    kind: Kind
    quote: str
    sentence: Sentence
    why: Text | None = None
    name: str = ""


#: Each sentence is looked at several times.
_tight: Final = memoised(tight)


def _citing(filing: Filing, patterns: Iterable[re.Pattern[str]]) -> Iterator[tuple[Sentence, str]]:
    """Yield the sentences, each with its text for comparing; none where nothing in the report is cited so."""
    texts = [_tight(sentence.text) for sentence in sentences(filing)]
    whole = "\n".join(texts)
    if any(pattern.search(whole) for pattern in patterns):
        yield from zip(sentences(filing), texts, strict=True)


def notices(filing: Filing) -> Iterator[Citation]:
    """Yield one citation of the notices on the form a sentence; ``why`` says that it cites that of 2019.

    A sentence may give the name of a notice and its number: that is one citation.
    """
    for sentence, text in _citing(filing, (_NOTICE, _TRIAL)):
        if _HISTORY.search(text):
            continue
        cited = [
            Citation("notice", match[0], sentence, _outdated(match), _number(match))
            for match in _NOTICE.finditer(text)
        ]
        if (trial := _TRIAL.search(text)) and not _issued_locally(text[: trial.start()]):
            cited.append(Citation("notice", trial[0], sentence, _TRIAL_FORM, _TRIAL_FORM.zh))
        wrong = [one for one in cited if one.why is not None]
        yield from (wrong or cited)[:1]


def _issued_locally(before: str) -> bool:
    """Say whether what stands before a title names another issuer than the State Council's office.

    A city may give its notice on this year's reports the name that the notice of 2019 had.
    """
    issuer = _ISSUED_BY.search(before)
    body = issuer["body"] if issuer else ""
    return "国务院" not in body and "国办" not in body and _LOCAL.search(body) is not None


def _number(notice: re.Match[str]) -> str:
    return f"国办公开办函〔{notice['year']}〕{notice['number']}号"


def _outdated(notice: re.Match[str]) -> Text | None:
    old = (notice["year"], notice["number"]) == ("2019", "60")
    return Text("国办公开办函〔2019〕60号", "the notice 国办公开办函〔2019〕60号") if old else None


def names(filing: Filing) -> Iterator[Citation]:
    """Yield names and numbers of the notice on the form; ``why`` says how they are written otherwise."""
    for sentence, text in _citing(filing, (_FORM_NAME, _NOTICE)):
        for match in _FORM_NAME.finditer(text):
            exact = match["name"] in (FORM_NAME, FORM_NAME.removeprefix("中华人民共和国"))
            why = None if exact else Text(f"《{FORM_NAME}》", f"《{FORM_NAME}》")
            yield Citation("name", match[0], sentence, why, match["name"])
        for match in _NOTICE.finditer(text):
            exact = (match["open"], match["close"]) == ("〔", "〕") and match[0].endswith("号")
            right = _number(match)
            yield Citation("number", match[0], sentence, None if exact else Text(right, right), match[0])


class _Old(NamedTuple):
    """A provision that no longer holds: how it is cited, what holds instead, which sentences rely on it."""

    pattern: re.Pattern[str]
    why: Text
    relied_on: Callable[[str], bool]
    of_departments: bool = False


_OLD: Final = (
    _Old(
        _OLD_ORDER,
        Text(
            "2007年公布的旧条例（国务院令第492号）已于2019年修订",
            "the regulation of 2007 was revised in 2019",
        ),
        lambda text: True,
    ),
    _Old(
        _OLD_ARTICLE,
        Text(
            "年度报告的规定现为条例第四十九条、第五十条",
            "annual reports are now the matter of Articles 49 and 50",
        ),
        lambda text: _BASIS.search(text) is not None,
    ),
    _Old(
        _REPLY,
        Text(
            "答复期限现为20个工作日（条例第三十三条）",
            "the limit for replies is now 20 working days (Article 33)",
        ),
        lambda text: _REPLIES.search(text) is not None and _OTHER_LIMIT.search(text) is None,
    ),
    # 31 March is the deadline of governments, not of departments
    _Old(
        _MARCH,
        Text(
            "部门年度报告的期限现为1月31日前（条例第四十九条）",
            "the deadline of departments is now 31 January (Article 49)",
        ),
        lambda text: _BASIS.search(text) is not None and "政府办" not in text and "本级政府" not in text,
        of_departments=True,
    ),
)


def superseded(filing: Filing, *, government: bool) -> Iterator[Citation]:
    """Yield citations of the regulation; ``why`` says which provision no longer holds.

    ``government``: the report is of a government, not of a department.
    """
    provisions = [old for old in _OLD if not (government and old.of_departments)]
    for sentence, text in _citing(filing, (_CURRENT, *(old.pattern for old in provisions))):
        wrong = [
            Citation("superseded", match[0], sentence, old.why)
            for old in provisions
            if (match := old.pattern.search(text)) and old.relied_on(text) and not _HISTORY.search(text)
        ]
        yield from wrong
        if not wrong and (match := _CURRENT.search(text)):
            yield Citation("current", match[0], sentence)


class Citations(Observed):
    """One row a citation; pd.NA for citations of another kind.

    ``notice``: the number of the notice on the form, written as the notice has it, or “2019年的试行格式”;
    ``form_name``, ``notice_number``: what is printed for its name and for its number. ``in_force``, 1 or 0:
    the provision of the regulation still holds.
    """

    name = "citations"
    measures: ClassVar = ("in_force",)
    texts: ClassVar = ("notice", "form_name", "notice_number")

    def observe(self, filing: Filing, position: int) -> Iterator[Observation]:
        """Look at every citation."""
        government = is_government(filing.agency) or is_government_office(filing.agency)
        for citation in (*notices(filing), *superseded(filing, government=government), *names(filing)):
            yield _seen(filing, citation)


_COLUMNS: Final = {"notice": "notice", "name": "form_name", "number": "notice_number"}


def _seen(filing: Filing, citation: Citation) -> Observation:
    column = _COLUMNS.get(citation.kind)
    return Observation(
        {} if column else {"in_force": int(citation.why is None)},
        (quote_sentence(filing, citation.sentence),),
        {"quote": citation.quote, "why": citation.why or ""},
        observed=citation.quote,
        texts={column: citation.name} if column else {},
    )
