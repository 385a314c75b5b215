"""Who filed for which year, over which period, published when."""

import datetime as dt

import pytest

from gouji.extract.identity import find_agency, find_period
from gouji.extract.titles import as_shown, find_title, is_letter, is_whole
from gouji.model.document import Document, Paragraph, Place, Source


def document(*lines, **metadata):
    blocks = tuple(Paragraph(text, Place(line=n)) for n, text in enumerate(lines, 1))
    return Document(Source("r.txt", "", "text/plain", 0), blocks, metadata)


@pytest.mark.parametrize(
    ("lines", "agency", "year"),
    [
        (["青岚县水利局2024年政府信息公开工作年度报告"], "青岚县水利局", 2024),
        (["2020年青岚县人民政府办公室政府信息公开工作年度报告"], "青岚县人民政府办公室", 2020),
        (["青岚县教育局 2020 年政府信息公开工作 年度报告"], "青岚县教育局", 2020),
        (["青岚县人民政府", "2024年政府信息公开工作年度报告"], "青岚县人民政府", 2024),
        (["2023年政府信息公开工作年度报告（青岚县司法局）"], "青岚县司法局", 2023),
        (["青岚县司法局关于2023年度政府信息公开工作情况的报告"], "青岚县司法局", 2023),
        (["青岚县水利局二〇二一年政府信息公开年报"], "青岚县水利局", 2021),
        (["青岚县住房和城乡建设局", "2022年度政府信息公开", "工作年度报告"], "青岚县住房和城乡建设局", 2022),
        (["首页 > 信息公开", "云溪职业学院 2021-2022学年信息公开工作报告"], "云溪职业学院", 2021),
        # the words of the title in other orders
        (["2024年度青岚县水利局政府信息公开年度报告"], "青岚县水利局", 2024),
        (["青岚县水利局政府信息公开工作2023年度报告"], "青岚县水利局", 2023),
        (["青岚县水利局政府信息公开2023年年度报告"], "青岚县水利局", 2023),
        (["2023年青岚县人民政府信息公开工作年度报告"], "青岚县人民政府", 2023),
        (["青岚县人民政府信息公开工作2023年度报告"], "青岚县人民政府", 2023),
        (["2023年下石镇政府信息公开工作年度报告"], "下石镇", 2023),
        (["青岚县白石镇人民政府2024年政府信息公开工作年度报告"], "青岚县白石镇人民政府", 2024),
        (["青岚县水利局政府信息公开工作年度报告（2023年）"], "青岚县水利局", 2023),
        (["青岚县水利局2023年信息公开年报.docx"], "青岚县水利局", 2023),
        (["青岚水务集团有限公司2023年信息公开年度报告"], "青岚水务集团有限公司", 2023),
        (["云溪大学2022—2023学年信息公开年度报告"], "云溪大学", 2022),
        (["2022-2023学年度云溪大学信息公开工作报告"], "云溪大学", 2022),
        (["国家税务总局青岚县税务局2023年政府信息公开工作年度报告"], "国家税务总局青岚县税务局", 2023),
        # navigation, labels and markup around it
        (["正文", "青岚县水利局2024年政府信息公开工作", "年度报告"], "青岚县水利局", 2024),
        (["正文青岚县水利局2024年政府信息公开工作年度报告"], "青岚县水利局", 2024),
        (["名 称: 青岚县水利局2023年政府信息公开工作年度报告"], "青岚县水利局", 2023),
        (["标题：青岚县水利局2023年政府信息公开工作年度报告"], "青岚县水利局", 2023),
        (["Page8-青岚县水利局2023年政府信息公开工作年度报告"], "青岚县水利局", 2023),
        (["首页>政务公开>青岚县水利局2023年政府信息公开工作年度报告"], "青岚县水利局", 2023),
        (
            ["当前位置：首页 > 政府信息公开", "青岚县水利局", "2023年政府信息公开工作年度报告"],
            "青岚县水利局",
            2023,
        ),
        (["= 青岚县水利局2023年政府信息公开工作年度报告 ="], "青岚县水利局", 2023),
        (["h1. {anchor:x}青岚县水利局2023年政府信息公开工作年度报告"], "青岚县水利局", 2023),
        (["h1. {anchor:青岚县水利局2023年信息公开年报}青岚县水利局2023年信息公开年报"], "青岚县水利局", 2023),
        (["青岚县水利局2023年信息公开年报 {#青岚县水利局2023年信息公开年报 .title}"], "青岚县水利局", 2023),
        (["- [政府信息公开年报](../)", "", "青岚县水利局2023年信息公开年报"], "青岚县水利局", 2023),
        (["- [年报](../)青岚县水利局2023年信息公开年报"], "青岚县水利局", 2023),
        # a day and labels between are no title
        (
            ["成文日期 2024-01-16 发布机构 下石镇", "组配分类 政府信息公开年报", "2023年下石镇信息公开年报"],
            "下石镇",
            2023,
        ),
        (["**青岚县水利局2023年政府信息公开工作年度报告**"], "青岚县水利局", 2023),
        (["附件1：青岚县水利局2023年政府信息公开工作年度报告"], "青岚县水利局", 2023),
        (
            ["青岚县水利局2023年政府信息公开工作年度报告_政府信息公开年报_青岚县人民政府"],
            "青岚县水利局",
            2023,
        ),
        (
            ["--- title: 青岚县水利局2023年信息公开年报 --- # 青岚县水利局2023年信息公开年报 " + "字" * 80],
            "青岚县水利局",
            2023,
        ),
        # letters and notices that it came with
        (["青岚县水利局关于报送2023年度政府信息公开工作年度报告的函"], "青岚县水利局", 2023),
        (["青岚县水利局关于公布2023年度政府信息公开工作年度报告的公告"], "青岚县水利局", 2023),
        (["关于公布青岚县水利局2023年政府信息公开工作年度报告的通知"], "青岚县水利局", 2023),
        (["青岚县水利局报送2023年度政府信息公开工作年度报告的函"], "青岚县水利局", 2023),
        (["关于呈报《青岚县水利局2023年政府信息公开工作年度报告》的报告"], "青岚县水利局", 2023),
        (["青岚县水利局", "关于报送2023年政府信息公开工作年度报告的报告"], "青岚县水利局", 2023),
        (["青岚县水利局关于2023年政府信息公开工作年度报告的公示"], "青岚县水利局", 2023),
        (["【年报】青岚县水利局2023年政府信息公开工作年度报告"], "青岚县水利局", 2023),
        (["[2023]青岚县水利局政府信息公开工作年度报告"], "青岚县水利局", 2023),
        (["青岚县财政局（国资委）2023年政府信息公开工作年度报告"], "青岚县财政局(国资委)", 2023),
        # broken over lines
        (["青岚县白石乡", "2023年政府信息公开工作年度报告"], "青岚县白石乡", 2023),
        (["青岚县白石", "镇人民政府2023年政府信息公开", "工作年度报告"], "青岚县白石镇人民政府", 2023),
        (["青岚县", "林草服务局", "2023年政府信息公开工作年度报告"], "青岚县林草服务局", 2023),
        (["青岚县林草", "服务局2023年政府信息公开工作年度报告"], "青岚县林草服务局", 2023),
        (["2023年", "青岚县水利局", "政府信息公开工作年度报告"], "青岚县水利局", 2023),
        (["青岚县水利局", "政府信息公开工作年度报告", "（2023年度）"], "青岚县水利局", 2023),
        (["青岚县望石镇2023", "政府信息公开工作年度报告"], "青岚县望石镇", 2023),
        (["2023年政府信息公开工作年度报告", "青岚县水利局", "（2024年1月20日）"], "青岚县水利局", 2023),
        (
            ["青岚统发〔2025〕2号", "青岚县统计局", "2024年政府信息公开工作年度报告", "市政府办公室："],
            "青岚县统计局",
            2024,
        ),
    ],
)
def test_the_title_names_agency_and_year(lines, agency, year):
    title = find_title(document(*lines, "根据《中华人民共和国政府信息公开条例》，编制本报告。"))
    assert (title.agency, title.year) == (agency, year)
    assert title.whole == (agency != "下石镇")


@pytest.mark.parametrize(
    "name",
    [
        "青岚区档案馆",
        "青岚海关",
        "青岚经济开发区",
        "青岚县残联",
        "青岚县委编办",
        "青岚县政府办",
        "青岚国有林场",
        "青岚县供销合作社联合社",
        "青岚县望石街道",
        "青岚县大数据中心",
        "青岚县融媒体",
        "青岚市经济和信息化局",
        "中共青岚县委机构编制委员会办公室",
        "青岚县地方志编纂室",
        "共青团青岚县委",
    ],
)
def test_a_line_of_its_own_above_the_title_is_a_name_whatever_its_last_word(name):
    title = find_title(document("首页", name, "2023年政府信息公开工作年度报告"))
    assert (title.agency, title.printed) == (name, "2023年政府信息公开工作年度报告")


@pytest.mark.parametrize(
    "line",
    [
        "首页",
        "正文",
        "政务公开",
        "政府信息公开年报",
        "打印 关闭",
        "字体：大 中 小",
        "信息来源：",
        "发布日期：2024-01-02",
        "县直部门",
        "青岚县人民政府门户网站",
        "当前位置：首页 > 政务公开",
        "根据条例要求，现将有关情况公布如下。",
        "青岚发〔2024〕3号",
    ],
)
def test_navigation_and_labels_above_the_title_are_no_name(line):
    assert find_title(document(line, "2023年政府信息公开工作年度报告")).agency is None


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("青岚县财政局", True),
        ("青岚市市场监督管理局", True),
        # 市 ends a place's name there, though 市民 and 市政 are words as well
        ("青岚市民政局", True),
        ("青岚市民族宗教事务局", True),
        ("青岚市政务服务局", True),
        ("青岚市政府办公室", True),
        ("青岚市市政管理处", True),
        # and so it does behind 城
        ("盐城市财政局", True),
        ("运城市民政局", True),
        ("聊城市人民政府办公室", True),
        ("盐城市城市管理局", True),
        ("城市管理局", False),
        ("市城市管理局", False),
        ("城市建设局", False),
        ("市民政局", False),
        ("市政务服务局", False),
        ("市民服务中心", False),
        ("市政管理处", False),
        ("云溪大学", True),
        ("青岚海关", True),
        ("国家统计局青岚调查队", True),
        ("财政局", False),
        ("县财政局", False),
        ("市场监督管理局", False),
        ("本县财政局", False),
        ("经济开发区管委会", False),
        ("镇人民政府", False),
        ("海关", False),
    ],
)
def test_a_whole_name_tells_which_body_it_is(name, whole):
    assert is_whole(name) is whole
    title = find_title(document(f"{name}2023年政府信息公开工作年度报告"))
    assert title is None or (title.agency, title.whole) == (name, whole)


def test_what_names_no_report_is_no_title():
    for line in (
        "关于做好2023年度政府信息公开年度报告编制公布工作的通知",
        "青岚县人民政府办公室关于报送2023年政府信息公开工作年度报告的通知",
        "根据《中华人民共和国政府信息公开条例》要求，特编制青岚县水利局2023年政府信息公开工作年度报告。",
        "青岚县水利局2023年政府信息公开工作年度报告已经编制完成，现解读如下。",
        "2023年度我局共收到依申请信息公开26件",
    ):
        assert find_title(document(line)) is None, line


def test_a_title_as_printed_has_nothing_of_the_page_in_it():
    for line in (
        "名 称: 青岚县水利局2023年政府信息公开工作年度报告",
        "首页 > 年报 > 青岚县水利局2023年政府信息公开工作年度报告",
        "青岚县水利局2023年政府信息公开工作年度报告_年报_青岚县",
    ):
        assert find_title(document(line)).printed == "青岚县水利局2023年政府信息公开工作年度报告"
    spaced = "青岚县教育局 2020 年政府信息公开工作 年度报告"
    assert find_title(document(spaced)).printed == spaced


@pytest.mark.parametrize(
    ("line", "letter"),
    [
        ("青岚县水利局关于报送2023年度政府信息公开工作年度报告的函", True),
        ("青岚县水利局报送2023年度政府信息公开工作年度报告的函", True),
        ("关于报送2023年政府信息公开工作年度报告的函", True),
        ("关于呈报《青岚县水利局2023年政府信息公开工作年度报告》的报告", True),
        ("青岚县水利局关于上报2023年度政府信息公开工作年度报告的请示", True),
        ("青岚县水利局2023年政府信息公开工作年度报告", False),
        ("青岚县水利局关于2023年度政府信息公开工作情况的报告", False),
        ("青岚县水利局关于公布2023年度政府信息公开工作年度报告的公告", False),
    ],
)
def test_a_letter_is_known_by_its_title(line, letter):
    title = find_title(document(line))
    assert title.printed == line
    assert is_letter(title.printed) is letter


def agency_of(*lines, **metadata):
    page = document(*lines, **metadata)
    named = find_agency(page, find_title(page))
    return named and (named.name, named.whole)


def test_where_the_title_names_no_agency_the_page_does():
    page = "2023年政府信息公开工作年度报告"
    assert agency_of(page, "发布机构：青岚县财政局") == ("青岚县财政局", False)
    assert agency_of(page, "发布机构：", "青岚县财政局") == ("青岚县财政局", False)
    assert agency_of("索引号 | 0001 | 发布机构 | 青岚县财政局 |", page) == ("青岚县财政局", False)
    assert agency_of(page, "来源：青岚县人民政府", "发布机构：青岚县财政局") == ("青岚县财政局", False)
    assert agency_of("政府信息公开工作年度报告", "本报告由青岚县民政局编制。") == ("青岚县民政局", False)
    assert agency_of(page, contentsource="青岚县民政局") == ("青岚县民政局", False)
    assert agency_of("青岚县财政局2023年政府信息公开工作年度报告", "发布机构：青岚县人民政府") == (
        "青岚县财政局",
        True,
    )


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        (
            "根据《中华人民共和国政府信息公开条例》要求，特编制青岚县水利局2023年政府信息公开工作年度报告。",
            "青岚县水利局",
        ),
        (
            "按照青岚县人民政府办公室《关于做好2023年度政府信息公开年度报告编制公布工作的通知》（青政办函〔2024〕10号）"
            "文件要求，现将水利局2023年度政府信息公开工作报告如下：",
            "水利局",
        ),
        ("根据条例要求，现发布《青岚县白石镇2023年政府信息公开工作年度报告》。", "青岚县白石镇"),
        ("特向社会公布青岚县统计局2023年政府信息公开情况。", "青岚县统计局"),
        ("现将青岚县残联2023年度政府信息公开工作年度报告公布如下。", "青岚县残联"),
        ("根据条例要求，现将我局2023年度政府信息公开工作报告如下：", None),
        ("根据《关于做好2023年政府信息公开工作年度报告编制工作的通知》，编制本报告。", None),
    ],
)
def test_a_sentence_that_issues_the_report_names_its_body_but_not_safely(sentence, agency):
    found = agency_of(sentence)
    assert found == (agency and (agency, False))
    if agency:
        assert find_agency(document(sentence), None).year == 2023


@pytest.mark.parametrize(
    "line",
    [
        "名称：青岚县司法局2024年政府信息公开工作年度报告 索引号：0",
        "名 称：青岚县司法局2024年政府信息公开工作年度报告\t索引号：000014349/2024-00001",
        "索引号：0 名称：青岚县司法局2024年政府信息公开工作年度报告 公开日期：2025-01-20",
        "信息名称：青岚县司法局2024年政府信息公开工作年度报告　文号：无　有效性：有效",
        "标题：青岚县司法局2024年政府信息公开工作年度报告 发文机关：青岚县人民政府",
    ],
)
def test_title_among_labels_on_one_line_is_the_title(line):
    title = find_title(document(line))
    assert (title.printed, title.agency, title.year, title.whole) == (
        "青岚县司法局2024年政府信息公开工作年度报告",
        "青岚县司法局",
        2024,
        True,
    )


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        ("根据《条例》规定，青岚县司法局编制了2023年政府信息公开工作年度报告。", "青岚县司法局"),
        ("按照要求，青岚县司法局编制2023年度政府信息公开工作报告，现予公布。", "青岚县司法局"),
        ("依照条例，青岚县司法局组织编写了本机关2023年政府信息公开年度报告。", "青岚县司法局"),
        ("依照条例，青岚县司法局特制作2023年政府信息公开工作年度报告。", "青岚县司法局"),
        ("依据条例，青岚县司法局结合实际编制形成了《2023年政府信息公开工作年度报告》。", "青岚县司法局"),
        ("依据条例，县政府办公室编制了2023年政府信息公开工作年度报告。", None),
        ("按照要求，各单位编制了2023年政府信息公开工作年度报告。", None),
        ("青岚县司法局编制了权责清单，2023年政府信息公开工作年度报告见附件。", None),
    ],
)
def test_the_subject_of_a_sentence_that_issues_the_report_is_its_body_but_not_safely(sentence, agency):
    assert agency_of(sentence) == (agency and (agency, False))


@pytest.mark.parametrize(
    "sentence",
    [
        "本报告中所列数据的统计期限自2023年1月1日起，至2023年12月31日止。",
        "统计限自 2023 年 1 月 1 日至 2023 年 12 月 31 日止",
        "所列数据的统计时间为2023年1月1日—12月31日。",
    ],
)
def test_the_statistical_period_is_read_in_the_ways_it_is_written(sentence):
    period, evidence, notes = find_period([Paragraph(sentence, Place(line=1))])
    assert period == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert (evidence.text, notes) == (sentence, [])


def test_a_damaged_period_is_reported_and_not_guessed():
    period, _, notes = find_period([Paragraph("统计期限从202191日至2022831日止。", Place(line=3))])
    assert period is None
    assert notes[0].text.zh == "统计期限一句已损坏（“统计期限从202191日至2022831日止”），未据此推定日期。"
    assert "no dates were inferred" in notes[0].text.en


def test_the_paragraph_that_states_the_period_is_quoted_and_not_the_one_in_front_of_it():
    label, sentence = "来源：青岚县水利局", "统计期限为2023年1月1日至2023年12月31日。"
    _, evidence, _ = find_period([Paragraph(label, Place(line=1)), Paragraph(sentence, Place(line=2))])
    assert evidence.text == sentence
    # a line that ends inside the sentence begins it
    first, rest = "本报告的统计期限为2023年1月1日", "至2023年12月31日。"
    period, evidence, _ = find_period([Paragraph(first, Place(line=1)), Paragraph(rest, Place(line=2))])
    assert (period[1], evidence.text) == (dt.date(2023, 12, 31), first)


@pytest.mark.parametrize(
    ("shown", "stated", "year"),
    [
        # the page's field was left over from the year before
        (("青岚县水利局2024年政府信息公开工作年度报告",), "青岚县水利局2023年政府信息公开工作年度报告", 2024),
        # the page shows both years, one of them in a list of links
        (
            ("青岚县水利局2024年政府信息公开年报", "青岚县水利局2023年政府信息公开年报"),
            "青岚县水利局2023年政府信息公开年报",
            2023,
        ),
        (("政府信息公开",), "青岚县水利局2023年政府信息公开年报", 2023),
    ],
)
def test_a_title_that_nobody_sees_gives_way_to_the_one_on_the_page(shown, stated, year):
    page = document(*shown, articletitle=stated)
    title = find_title(page)
    assert title.year == 2023
    assert as_shown(page, title, 2024).year == year
