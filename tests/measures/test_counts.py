"""Sentences as agencies write them, the counts they state, and those that must stay silent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.audits import audit_filings
from gouji.measures.counts import NO_REQUESTS
from gouji.measures.disclosure import DISCLOSURES
from gouji.measures.phrases import Phrases, counts
from gouji.measures.requests import REQUESTS
from gouji.measures.reviews import NO_REVIEWS, REVIEWS
from gouji.model.document import Paragraph, Place
from rules.build import AGENCY, PROSE, filing

JUSTICE = replace(AGENCY, id="justice", name="示例市司法局")
DISTRICT = replace(AGENCY, id="district", name="示例市示例区人民政府", kind="政府")


def stated(phrases, text, agency=AGENCY):
    """Kinds and values of the counts that a section one of this text states, in a report on 2023."""
    report = filing(prose={1: text}, agency=agency)
    return {(count.phrase.kind, count.value) for count in counts(report, phrases)}


def kinds(**expected):
    return {(kind.removesuffix("_"), value) for kind, value in expected.items()}


REQUEST_SENTENCES = [
    # registered, with what was carried in, and added up at the end
    ("我局2023年度共登记政府信息公开申请23件。", kinds(received=23)),
    ("2023年共接收政府信息公开申请（含上年结转）25件。", kinds(received=25)),
    ("县政府办公室收到申请9件，各部门收到申请14件，合计23件。", set()),
    ("新收申请23件，上年结转2件，合计25件。", kinds(received=23, carried_in=2)),
    # open at the end of the year, and carried in
    ("依申请公开：尚有4件申请在办。", kinds(carried_out=4)),
    ("转入下年度继续办理的政府信息公开申请1件。", kinds(carried_out=1)),
    ("2022年度结转至本年度申请6件。", kinds(carried_in=6)),
    ("我局已对14件政府信息公开申请作出答复。", kinds(handled=14)),
    ("对2件疑难申请作出答复。", set()),
    # cases are carried over as well
    ("因政府信息公开工作被申请行政复议3件，其中上年结转1件。", set()),
    ("不动产登记申请120件。", set()),
    # received, in the words agencies use
    ("2023年，我局共收到政府信息公开申请12件，均已按时答复。", kinds(received=12)),
    (
        "全年共收到依申请公开申请12件，其中自然人10件，法人2件，已全部办结。",
        kinds(received=12, applicant_natural_person=10, applicant_business=2),
    ),
    (
        "新收政府信息公开申请95件，上年结转8件，办结98件，结转下年5件",
        kinds(received=95, carried_in=8, handled=98, carried_out=5),
    ),
    ("依申请公开：受理3件，答复3件。", kinds(received=3, handled=3)),
    (
        "共办理政府信息公开申请12件，其中予以公开5件、部分公开2件、不予公开1件、无法提供4件。",
        kinds(
            handled=12, outcome_granted=5, outcome_granted_partly=2, outcome_refused=1, outcome_unavailable=4
        ),
    ),
    ("本年度收到两件政府信息公开申请。", kinds(received=2)),
    ("全年共受理依申请公开十二件，办结十二件。", kinds(received=12, handled=12)),
    ("2023年，示例市教育局共收到公民、法人和其他组织政府信息公开申请12宗。", kinds(received=12)),
    ("全年共受理群众依申请公开事项12起，答复12起。", kinds(received=12, handled=12)),
    ("今年收到政府信息公开申请12次。", kinds(received=12)),
    (
        "2023年，我局政府信息公开申请12件，其中自然人申请12件。",
        kinds(received=12, applicant_natural_person=12),
    ),
    ("全年累计收到政府信息公开申请12件。", kinds(received=12)),
    ("截至2023年12月31日，共收到政府信息公开申请12件。", kinds(received=12)),
    ("全年共收到政府信息公开申请１２件。", kinds(received=12)),
    ("全年共收到政府信息公开申请 1,286 件。", kinds(received=1286)),
    ("（二）依申请公开。全年收到12件，按期答复12件。", kinds(received=12, handled=12)),
    ("收到并办理政府信息公开申请12件。", kinds(handled=12)),
    ("全年处理12件依申请公开事项。", kinds(handled=12)),
    ("本年度收到信息公开申请表12份。", kinds(received=12)),
    ("2023年收到政府信息公开申请0件。", kinds(received=0)),
    (
        "与2022年相比，申请量有所上升，2023年共收到政府信息公开申请12件。",
        kinds(received=12),
    ),
    # carried over
    ("收到申请12件，2022年结转3件，结转2024年办理1件。", kinds(received=12, carried_in=3, carried_out=1)),
    (
        "新收申请12件，结转上年申请3件，3件结转至下年度继续办理。",
        kinds(received=12, carried_in=3, carried_out=3),
    ),
    (
        "答复3050件（含上年度结转申请34件，另有103件顺延到下年度答复），申请均按期答复",
        kinds(handled=3050, carried_in=34, carried_out=103),
    ),
    ("共收到申请12件，已办结10件，2件正在办理中。", kinds(received=12, handled=10, carried_out=2)),
    ("共收到申请12件，其余2件尚未办结。", kinds(received=12, carried_out=2)),
    ("办结申请10件，结转下年2件。", kinds(handled=10, carried_out=2)),
    # other orders and bodies
    (
        "共收到12件依申请公开事项，其中11件为自然人申请，1件为商业企业申请。",
        kinds(received=12, applicant_natural_person=11, applicant_business=1),
    ),
    (
        "收到申请12件，其中5件予以公开，2件部分公开，1件不予公开，4件无法提供。",
        kinds(
            received=12,
            outcome_granted=5,
            outcome_granted_partly=2,
            outcome_refused=1,
            outcome_unavailable=4,
        ),
    ),
    ("在答复的44件中，予以公开15件。", kinds(outcome_granted=15)),
    ("受理的46件申请中，44件已办结，2件尚在办理期限内。", kinds(received=46, handled=44, carried_out=2)),
    ("全年我局收到公民依申请公开46件。", kinds(received=46)),
    ("今年以来共收到政府信息公开申请12件。", kinds(received=12)),
    ("示例市教育局2023年共收到政府信息公开申请12件。", kinds(received=12)),
    ("市教局共收到政府信息公开申请12件。", kinds(received=12)),
    ("2023年申请总数12件，申请人满意。", kinds(received=12)),
    ("2023年共受理依申请公开12件、办结12件。", kinds(received=12, handled=12)),
    (
        "本年新收政府信息公开申请95件、上年结转8件、办结98件、结转下年5件。",
        kinds(received=95, carried_in=8, handled=98, carried_out=5),
    ),
    ("政府信息公开申请受理12件，均按期办结。", kinds(received=12)),
    ("本机关收到政府信息公开申请共计12件，结转2024年度0件。", kinds(received=12, carried_out=0)),
    # hard line breaks inside a sentence
    ("2023年，示例市教育局按照上级要求，规范办理流程，共收到政府\n信息公开申请12件。", kinds(received=12)),
    # applicants and outcomes
    (
        "从申请对象看，公民申请30件，企业法人申请8件，法律服务机构27件。",
        kinds(applicant_natural_person=30, applicant_business=8, applicant_legal_service=27),
    ),
    (
        "申请中，自然人10件、法人或其他组织2件。",
        kinds(applicant_natural_person=10, applicant_organisations=2),
    ),
    (
        "申请中商业企业1件，科研机构2件，社会公益组织3件。",
        kinds(applicant_business=1, applicant_research=2, applicant_public_interest=3),
    ),
    ("答复申请中予以公开和部分公开合计18件。", kinds(outcome_open=18)),
    (
        "已办结申请中，本机关不掌握相关政府信息4件，没有现成信息需要另行制作1件，重复申请2件，信访举报投诉类申请3件，"
        "属于行政查询事项5件，逾期不补正6件。",
        kinds(
            outcome_unavailable_not_held=4,
            outcome_unavailable_not_compiled=1,
            outcome_unprocessed_repeat=2,
            outcome_unprocessed_petition=3,
            outcome_refused_administrative_query=5,
            outcome_other_not_corrected=6,
        ),
    ),
]

REQUEST_TRAPS = [
    # other years and parts of a year
    "2022年，我局共收到政府信息公开申请9件。",
    "去年，我局收到政府信息公开申请9件。",
    "自2008年以来累计收到政府信息公开申请120件。",
    "截至2023年底，累计收到政府信息公开申请120件。",
    "第四季度收到政府信息公开申请3件。",
    "上半年受理政府信息公开申请3件，答复3件。",
    # channels and kinds of applications
    "通过网络平台收到政府信息公开申请8件，信函收到申请4件。",
    "从申请途径看，网络申请20件，信函申请45件。",
    "收到涉及土地征收的政府信息公开申请5件。",
    "征地拆迁领域收到政府信息公开申请5件。",
    # other work
    "承办人大代表建议12件、政协提案8件，办结20件。",
    "受理群众信访12件，答复12件。",
    "（二）依申请公开。渠道畅通。全年受理网民留言30件，答复30件。",
    "12345热线受理工单120件，办结120件。",
    "公文中主动公开90件、依申请公开12件、不予公开3件。",
    "依申请公开文件12件、不予公开文件3件。",
    # rough numbers
    "全年共收到政府信息公开申请120余件。",
    "全年共收到政府信息公开申请约120件。",
    "全年收到政府信息公开申请近120件。",
    "全年收到政府信息公开申请120多件。",
    "全年收到政府信息公开申请1.2万件。",
    # rates and changes
    "收到的政府信息公开申请较上年增加3件。",
    "申请量比上年减少5件。",
    # another body's, and parts
    "申请较多的部门是区住建局收到政府信息公开申请30件。",
    "其中，区政府本级受理政府信息公开申请17件。",
    "收到《政府信息公开申请12件》的来文。",
    # more years than one, averages, months
    "2021年至2023年，全区共收到政府信息公开申请1200件。",
    "近三年共收到政府信息公开申请1200件。",
    "平均每年收到政府信息公开申请46件。",
    "2023年10月，收到政府信息公开申请3件。",
    # other applications, and counts that name nothing
    "受理行政许可申请2351件，办结2300件。",
    "受理不动产登记申请3200件，予以公开。",
    "接听政务热线咨询1286件，办结1286件，依申请公开工作平稳有序。",
    "住建、自然资源等部门政府信息公开申请较多，分别收到120件、90件。",
    "教师资格认定申请120件，办结120件。依法公开办理结果。",
    "受理住房保障申请120件，全部办结。",
    # work on applications, limits of time
    "抽查依申请公开答复12件。",
    "指导各部门办理政府信息公开申请12件。",
    "依申请公开平均办理时限为12个工作日。",
    "答复政府信息公开申请出具答复书12份。",
    "收到政府信息公开申请后，20个工作日内答复。",
    "健全依申请公开6项制度。",
    # lists of applicants without counts
    "保障公民、法人和其他组织申请公开政府信息的权利。",
    "因涉及国家秘密不予公开政府信息公开申请1件。",
    "对第1件政府信息公开申请开展研讨。",
]

REVIEW_SENTENCES = [
    ("因政府信息公开发生行政复议案件2件、行政诉讼案件1件。", kinds(reconsideration=2, litigation=1)),
    ("因政府信息公开被申请行政复议2起，被提起行政诉讼1起。", kinds(reconsideration=2, litigation=1)),
    ("政府信息公开引发的行政复议和行政诉讼各1件。", kinds(reconsideration=1, litigation=1)),
    ("因信息公开引起的行政复议、行政诉讼共3件。", kinds(reviews=3)),
    ("因政府信息公开申请发生两件行政复议。", kinds(reconsideration=2)),
    (
        "政府信息公开行政复议351件，其中结果维持72件，结果纠正64件，其他结果178件，尚未审结37件。",
        kinds(
            reconsideration=351,
            reconsideration_upheld=72,
            reconsideration_corrected=64,
            reconsideration_other=178,
            reconsideration_pending=37,
        ),
    ),
    (
        "因政府信息公开被申请行政复议案件数2件，提起行政诉讼案件数0件。",
        kinds(reconsideration=2, litigation=0),
    ),
    (
        "政府信息公开行政诉讼46件，其中结果维持25件，结果纠正5件，其他结果9件，尚未审结7件。",
        kinds(
            litigation=46,
            litigation_upheld=25,
            litigation_corrected=5,
            litigation_other=9,
            litigation_pending=7,
        ),
    ),
    (
        "政府信息公开行政诉讼案件5件，其中未经复议直接起诉3件，复议后起诉2件。",
        kinds(litigation=5, litigation_direct=3, litigation_after=2),
    ),
    ("（二）依申请公开。收到申请5件。行政复议1件，行政诉讼0件。", kinds(reconsideration=1, litigation=0)),
]

REVIEW_TRAPS = [
    "全年办理行政复议案件120件。",
    "全年收到行政复议申请512件，其中涉及政府信息公开3件。",
    "主动公开行政复议决定书，审理行政复议案件120件。",
    "2022年因政府信息公开发生行政复议案件2件。",
    "因政府信息公开发生的行政复议较上年增加2件。",
    "应诉行政诉讼案件30件，推进政务公开。",
    "行政复议案件12件，行政诉讼案件8件，均依法办理。",
    "全市法院受理政府信息公开行政诉讼案件120件。",
    "审理因政府信息公开引起的行政复议案件56件，维持40件，纠正6件。",
    "以区政府为被申请人的政府信息公开行政复议案件5件。",
]

NO_REQUEST_SENTENCES = [
    "2023年，我局未收到政府信息公开申请。",
    "本年度没有收到依申请公开。",
    "全年未收到公民、法人和其他组织的政府信息公开申请。",
    "本年度无依申请公开事项。",
    "我局无政府信息公开申请。",
    "没有公民、法人或其他组织向我局申请公开政府信息。",
    "截止至2023年12月31日,全年未收到依申请公开信件。",
    "未收到关于政府信息的申请。",
    "依申请公开情况：无",
    "未收到依申请公开、行政复议、行政诉讼等申请。",
]

NO_REQUEST_TRAPS = [
    "2022年，我局未收到政府信息公开申请。",
    "未收到政府信息公开申请引发的行政复议。",
    "未收到因政府信息公开申请的投诉。",
    "第一季度未收到政府信息公开申请。",
    "未收到网上政府信息公开申请。",
    "没有依申请公开答复超期情形。",
    "未收取政府信息公开申请信息处理费。",
    "无依申请公开逾期答复件。",
    "无因政府信息公开申请引发的行政诉讼。",
    "未发生政府信息公开申请收费。",
    "没有政府信息公开申请未按期答复。",
    "没有设置政府信息公开申请专栏。",
    "依申请公开渠道畅通。信息处理费方面未收到申请。",
    "收到政府信息公开申请3件。行政复议方面，未收到申请。",
    "全年未收到群众来信。无申请。",
]

NO_REVIEW_SENTENCES = [
    ("未发生因政府信息公开申请行政复议、提起行政诉讼的情况。", {"no_reconsideration", "no_litigation"}),
    ("没有因政府信息公开被申请行政复议或提起行政诉讼。", {"no_reconsideration", "no_litigation"}),
    ("全年无行政复议和行政诉讼案件。", {"no_reconsideration", "no_litigation"}),
    ("行政复议、行政诉讼均为0件。", {"no_reconsideration", "no_litigation"}),
    ("未发生行政诉讼案件。", {"no_litigation"}),
    ("未收到依申请公开、行政复议、行政诉讼等申请。", {"no_reconsideration", "no_litigation"}),
]

NO_REVIEW_TRAPS = [
    "无行政诉讼败诉案件。",
    "未发生行政复议被纠正的情形。",
    "2022年未发生行政复议。",
    "未经复议直接起诉1件。",
    "不断降低行政复议、行政诉讼发生率。",
    "申请人对答复不服的，可以依法申请行政复议。",
    "收到自然人投诉12件，申请复议0件。",
]

DISCLOSURE_SENTENCES = [
    (
        "规范性文件：制发3件、废止2件、现行有效9件。",
        kinds(normative_documents_issued=3, normative_documents_repealed=2, normative_documents_in_force=9),
    ),
    ("制发行政规范性文件3件。", kinds(normative_documents_issued=3)),
    (
        "本年制发行政规范性文件3件，废止1件，现行有效15件。",
        kinds(normative_documents_issued=3, normative_documents_repealed=1, normative_documents_in_force=15),
    ),
    (
        "出台规范性文件两件，废止规范性文件1件。",
        kinds(normative_documents_issued=2, normative_documents_repealed=1),
    ),
    ("现行有效行政规范性文件15件。", kinds(normative_documents_in_force=15)),
    ("制定政府规章1部。", kinds(rules_issued=1)),
    ("本年度共作出行政处罚决定12件。", kinds(penalties_decisions=12)),
    (
        "作出行政许可决定1200件，行政强制决定2件。",
        kinds(licences_decisions=1200, coercive_measures_decisions=2),
    ),
    ("全年办理行政许可1,286件、行政处罚决定12宗。", kinds(licences_decisions=1286, penalties_decisions=12)),
]

DISCLOSURE_TRAPS = [
    "公开行政处罚决定12件。",
    "通过网站公示行政许可决定120件。",
    "对18件行政规范性文件开展清理，拟废止规范性文件2件。",
    "发布规范性文件解读3件。",
    "2022年制发行政规范性文件3件。",
    "审查规范性文件30件。",
    "行政处罚立案12件。",
    "制发行政规范性文件30余件。",
    "取消行政许可事项3项。",
]


@pytest.mark.parametrize(("text", "expected"), REQUEST_SENTENCES)
def test_counts_of_applications_are_found(text, expected):
    assert stated(REQUESTS, text) == expected


@pytest.mark.parametrize("text", REQUEST_TRAPS)
def test_no_count_of_applications_where_something_else_is_counted(text):
    assert stated(REQUESTS, text) == set()


@pytest.mark.parametrize(("text", "expected"), REVIEW_SENTENCES)
def test_counts_of_reviews_are_found(text, expected):
    assert stated(REVIEWS, text) == expected


@pytest.mark.parametrize("text", REVIEW_TRAPS)
def test_cases_about_other_matters_are_no_counts_of_reviews(text):
    assert stated(REVIEWS, text, agency=JUSTICE) == set()


@pytest.mark.parametrize("text", NO_REQUEST_SENTENCES)
def test_statements_of_no_application_are_found(text):
    assert stated(NO_REQUESTS, text) == {("none_received", 0)}


@pytest.mark.parametrize("text", NO_REQUEST_TRAPS)
def test_no_statement_of_no_application(text):
    assert stated(NO_REQUESTS, text) == set()


@pytest.mark.parametrize(("text", "expected"), NO_REVIEW_SENTENCES)
def test_statements_of_no_review_are_found(text, expected):
    assert {kind for kind, _ in stated(NO_REVIEWS, text)} == expected


@pytest.mark.parametrize("text", NO_REVIEW_TRAPS)
def test_no_statement_of_no_review(text):
    assert stated(NO_REVIEWS, text) == set()


@pytest.mark.parametrize(("text", "expected"), DISCLOSURE_SENTENCES)
def test_counts_of_documents_and_decisions_are_found(text, expected):
    assert stated(DISCLOSURES, text) == expected


@pytest.mark.parametrize("text", DISCLOSURE_TRAPS)
def test_no_count_of_documents_or_decisions(text):
    assert stated(DISCLOSURES, text) == set()


def test_lines_of_a_damaged_table_are_no_prose():
    table = [
        Paragraph(line, Place(line=number))
        for number, line in enumerate(
            (
                "一、本年新收政府信息公开申请数量",
                "30",
                "8",
                "（一）予以公开",
                "21",
                "行政许可 125 0",
                "四、结转下年度继续办理",
                "3件",
            ),
            start=20,
        )
    ]
    report = filing()
    sections = tuple(replace(s, paragraphs=tuple(table)) if s.number == 3 else s for s in report.sections)
    report = replace(report, sections=sections)
    assert [count.quote for count in counts(report, Phrases(*REQUESTS, *REVIEWS, *DISCLOSURES))] == []


ASSUMED_REVIEWS = [
    ("（五）监督保障。全年发生行政复议1件。开展自查一次。", kinds(reconsideration=1)),
    ("行政复议1件，行政诉讼0件。", kinds(reconsideration=1, litigation=0)),
    ("本年度发生1件行政复议，2件行政诉讼。", kinds(reconsideration=1, litigation=2)),
    ("2023年，我局被申请行政复议2件，被提起行政诉讼1件。", kinds(reconsideration=2, litigation=1)),
    ("行政复议、行政诉讼分别为3件、1件。", kinds(reconsideration=3, litigation=1)),
    ("行政复议和行政诉讼各1件。", kinds(reconsideration=1, litigation=1)),
    ("我局发生行政复议案件1起。", kinds(reconsideration=1)),
    # cases of every kind, of other years, of bodies that hear them
    ("办理行政复议56件。", set()),
    ("受理行政复议申请56件。", set()),
    ("全年行政复议应诉5件。", set()),
    ("行政执法案件行政复议3件。", set()),
    ("审理行政复议案件12件，行政诉讼3件。", set()),
    ("指导乡镇行政复议3件。", set()),
    ("工伤认定行政复议2件。", set()),
    ("去年行政复议2件。", set()),
    ("2022年行政复议2件。", set()),
    ("办理建议5件，行政复议2件。", set()),
    ("行政复议率下降，5件行政复议被维持。", set()),
]
ASSUMED_DECISIONS = [
    ("行政许可办理150件；行政处罚办理35件。", kinds(licences_decisions=150, penalties_decisions=35)),
    ("全年行政许可1024件、行政处罚35件。", kinds(licences_decisions=1024, penalties_decisions=35)),
    (
        "行政许可、行政处罚、行政强制分别为12件、3件、0件。",
        kinds(licences_decisions=12, penalties_decisions=3, coercive_measures_decisions=0),
    ),
    ("（一）主动公开。行政许可12件，行政处罚案件3宗。", kinds(licences_decisions=12, penalties_decisions=3)),
    ("公开行政许可12件、行政处罚3件。", set()),
    ("在政府网站公布行政许可12件，行政处罚3件。", set()),
    ("行政许可事项12项。", set()),
    ("受理行政许可12件。", set()),
    ("双公示行政许可12件。", set()),
    ("信用平台归集行政许可12件，行政处罚3件。", set()),
    ("行政处罚案卷评查3件。", set()),
    ("2022年行政许可12件。", set()),
    ("其中行政许可12件。", set()),
]


@pytest.mark.parametrize(
    ("phrases", "text", "expected"),
    [
        *((REVIEWS, text, expected) for text, expected in ASSUMED_REVIEWS),
        *((DISCLOSURES, text, expected) for text, expected in ASSUMED_DECISIONS),
    ],
)
def test_counts_that_do_not_say_what_they_are_of(phrases, text, expected):
    found = list(counts(filing(prose={1: text}), phrases))
    assert {(count.phrase.kind, count.value) for count in found} == expected
    assert all(count.phrase.assumed for count in found)


@pytest.mark.parametrize(
    "plain", ["未发生因政府信息公开引起的行政复议。", "因政府信息公开发生行政复议0件，行政诉讼0件。"]
)
def test_a_bare_count_is_left_alone_where_another_says_what_the_table_has(plain):
    (audit,) = audit_filings([filing(prose={1: f"{PROSE[1]}{plain}\n全年发生行政复议5件。"})])
    assert [f.message.zh for f in audit.rule_findings] == []


def test_a_count_of_the_whole_territory_says_so():
    (count,) = counts(
        filing(prose={1: "2023年，全区共受理政府信息公开申请95件。"}, agency=DISTRICT), REQUESTS
    )
    assert (count.quote, count.scope, count.reach) == ("受理政府信息公开申请95件", "全区", "territory")


def test_a_website_is_no_scope():
    (count,) = counts(filing(prose={1: "在市政府门户网站公开事项，收到政府信息公开申请5件。"}), REQUESTS)
    assert count.scope is None


def test_other_scope_is_left_alone_where_the_table_has_the_first():
    cells = {
        f"applications/{row}/{column}": "5"
        for row in ("new", "granted", "handled_total")
        for column in ("natural_person", "total")
    }
    text = "2023年，全区共受理政府信息公开申请95件。区政府办公室受理政府信息公开申请5件。"
    (audit,) = audit_filings([filing(prose={1: PROSE[1] + text}, cells=cells, agency=DISTRICT)])
    outcome = next(o for o in audit.outcomes if o.rule == "T3-TEXT-MATCH")
    assert outcome.outcome == "pass"
    assert outcome.reason.zh == (
        "共 2 项，其中 1 项无法判定：表格采用“受理政府信息公开申请5件”一句的口径，"
        "“受理政府信息公开申请95件”口径不同"
    )


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from(
        [
            "2023年，我局共收到政府信息公开申请{n}件。",
            "全年共受理依申请公开{n}件，均按时答复。",
            "本年度新收申请{n}件。",
        ]
    ),
    st.sampled_from(["{}", "{:,}", " {} "]),
)
def test_any_number_of_applications_is_read_exactly(number, sentence, written):
    assert stated(REQUESTS, sentence.format(n=written.format(number))) == {("received", number)}
