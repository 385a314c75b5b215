"""The roster: its file, and whom a name means."""

import csv
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gouji.inputs.roster import Roster, kind_by_name, level_of
from gouji.model.filing import Agency
from gouji.model.text import GoujiError
from gouji.reports import ROSTER_FILES, collect, find_roster_file

HEADER = "id,name,kind,level,parent,region\n"


def load(tmp_path, body, header=HEADER, encoding="utf-8"):
    path = tmp_path / "agencies.csv"
    path.write_bytes((header + body).encode(encoding))
    return Roster.load(path)


def test_every_column_reaches_the_agency(tmp_path):
    roster = load(tmp_path, "gov,甲县人民政府,政府,县,,某省\nwater,甲县水务局,行政机关,县级,gov,某省\n")
    water = roster.get("water")
    assert (water.name, water.kind, water.level) == ("甲县水务局", "行政机关", "县")
    assert (water.parent, water.region, water.on_roster) == ("gov", "某省", True)
    assert [agency.id for agency in roster] == ["gov", "water"]
    assert [agency.id for agency in roster.children("gov")] == ["water"]
    assert roster.children("water") == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_that_spreadsheets_write(tmp_path, encoding):
    assert load(tmp_path, "a,甲县水务局,,,,\n", encoding=encoding).get("a").name == "甲县水务局"


def test_optional_columns_may_be_absent_and_others_are_passed_over(tmp_path):
    agency = load(tmp_path, "某某,甲县水务局,0571\n", header="id,name,phone\n").get("某某")
    assert (agency.name, agency.kind, agency.level, agency.parent) == ("甲县水务局", None, None, None)


@pytest.mark.parametrize(
    "header", ["编号,机关名称,性质,层级,上级,地区\n", "机构编号, 名称 ,机构性质,级别,上级编号,地区\n"]
)
def test_columns_may_be_titled_in_chinese(tmp_path, header):
    body = "gov,甲县人民政府,政府,县,,某省\nwater,甲县水务局,行政机关,县级,gov,某省\n"
    assert list(load(tmp_path, body, header=header)) == list(load(tmp_path, body))


TABLE = (
    ("编号", "机关名称", "性质", "层级", "上级", "地区"),
    (1001, "甲县人民政府", "政府", "县", None, "某省"),
    ("water", "甲县水务局", "行政机关", "县级", "甲县人民政府", "某省"),
)


@pytest.mark.parametrize("above", [(), (("甲县行政机关名录（2024 年）",), ())])
@pytest.mark.parametrize("titles", [TABLE[0], ("id", "Name", "kind", "level", "parent", "region")])
def test_a_roster_may_be_a_workbook(tmp_path, above, titles):
    book = Workbook()
    book.active.append(("说明", "第二张表是名录"))
    sheet = book.create_sheet("名录")
    for row in (*above, titles, *TABLE[1:], (None, " ")):
        sheet.append(row)
    book.save(tmp_path / "agencies.xlsx")
    gov, water = Roster.load(tmp_path / "agencies.xlsx")
    assert (gov.id, gov.level, gov.parent) == ("1001", "县", None)
    assert (water.kind, water.level, water.parent, water.region) == ("行政机关", "县", "1001", "某省")


def test_a_workbook_that_excel_saved_with_an_extension_is_read_without_a_warning(tmp_path):
    path = tmp_path / "agencies.xlsx"
    book = Workbook()
    for row in TABLE:
        book.active.append(row)
    book.save(path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</worksheet>", extension)
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    # a warning would be an error here
    assert len(Roster.load(path)) == 2


SHEET = "xl/worksheets/sheet1.xml"
DAMAGED = {
    "no package": lambda parts: b"hello",
    "no sheet": lambda parts: parts | {SHEET: b""},
    "half a sheet": lambda parts: parts | {SHEET: parts[SHEET][: len(parts[SHEET]) // 2]},
    "no reference": lambda parts: parts | {SHEET: parts[SHEET].replace(b'r="A1"', b'r="??"')},
    "half a book": lambda parts: parts | {"xl/workbook.xml": parts["xl/workbook.xml"][:50]},
    "half the styles": lambda parts: parts | {"xl/styles.xml": parts["xl/styles.xml"][:99]},
    "no relations": lambda parts: {name: parts[name] for name in parts if "workbook.xml.rels" not in name},
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_of_a_damaged_workbook_it_is_said_what_to_do(tmp_path, damage):
    book, path = Workbook(), tmp_path / "agencies.xlsx"
    for row in (["id", "name"], ["a", "甲县水务局"]):
        book.active.append(row)
    book.save(path)
    with zipfile.ZipFile(path) as package:
        made = DAMAGED[damage]({name: package.read(name) for name in package.namelist()})
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        with zipfile.ZipFile(path, "w") as package:
            for name, content in made.items():
                package.writestr(name, content)
    with pytest.raises(GoujiError) as error:
        Roster.load(path)
    assert error.value.text.zh == (
        f"无法读取名录 {path}：不是可用的 .xlsx 文件，或者正被别的程序占用。请另存后再试。"
    )
    assert "Save it again." in error.value.text.en


def test_a_line_of_a_workbook_that_is_wrong_is_named(tmp_path):
    path = tmp_path / "agencies.xlsx"
    book = Workbook()
    for row in (*TABLE, ("x", "乙局", "公司")):
        book.active.append(row)
    book.save(path)
    with pytest.raises(GoujiError, match=r"agencies\.xlsx 第 4 行：机构性质“公司”不是下列之一"):
        Roster.load(path)
    Workbook().save(path)
    with pytest.raises(GoujiError, match="没有一张工作表的首行有“编号”、“机关名称”各列"):
        Roster.load(path)
    path.write_bytes(b"PK")
    with pytest.raises(GoujiError, match=r"不是可用的 \.xlsx 文件"):
        Roster.load(path)


@pytest.mark.parametrize("name", ROSTER_FILES)
def test_a_roster_is_found_under_each_of_its_names_and_two_are_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    (tmp_path / "a.txt").write_bytes(b"x")
    assert find_roster_file([tmp_path], tmp_path) == tmp_path / name
    assert [report.name for report in collect([tmp_path])] == ["a.txt"]
    other = next(one for one in ROSTER_FILES if one != name)
    (tmp_path / other).write_bytes(b"")
    with pytest.raises(GoujiError, match="中有 2 份机关名录") as caught:
        find_roster_file([tmp_path], tmp_path)
    assert name in caught.value.text.zh
    assert other in caught.value.text.en


def test_levels_are_known_by_every_word_for_them():
    levels = [
        level_of(Agency("x", "甲局", level=word)) for word in ("省级", "区", "街道", "乡镇", "中央", "某")
    ]
    assert levels == ["province", "county", "township", "township", "national", None]


def test_empty_lines_are_passed_over(tmp_path):
    assert len(load(tmp_path, "a,甲局,,,,\n\n,,,,,\nb,乙局,,,,\n")) == 2


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("a,甲局,,,,\nb,乙局,公司,,,\n", 3, "机构性质“公司”不是下列之一"),
        ("a,甲局,,,,\na,乙局,,,,\n", 3, "“a”（乙局）与第 2 行重复"),
        ("ab,甲局,,,,\nAB,乙局,,,,\n", 3, "与第 2 行重复"),
        ("a,甲局,,,,\nb,甲 局,,,,\n", 3, "“b”（甲 局）与第 2 行重复"),
        ("a,,,,,\n", 2, "“a”没有名称"),
        ("a,甲局,,,z,\n", 2, "上级“z”不在名录中"),
        ("a,甲局,,,b,\nb,乙局,,,a,\n", 2, "“a”的上级关系成了循环"),
        ("../a,甲局,,,,\n", 2, "编号“../a”不可用"),
        ("/etc,甲局,,,,\n", 2, "编号“/etc”不可用"),
        ("nul,甲局,,,,\n", 2, "编号“nul”不可用"),
        ("a.,甲局,,,,\n", 2, "编号“a.”不可用"),
        (f"{'a' * 65},甲局,,,,\n", 2, "不可用"),
        (",甲局,,,,\n", 2, "编号“”不可用"),
    ],
)
def test_a_bad_line_is_named(tmp_path, body, line, said):
    with pytest.raises(GoujiError) as caught:
        load(tmp_path, body)
    assert f"agencies.csv 第 {line} 行：" in caught.value.text.zh
    assert said in caught.value.text.zh
    assert f"agencies.csv, line {line}: " in caught.value.text.en


def test_a_quotation_mark_without_its_other_half_is_named(tmp_path):
    before = csv.field_size_limit(500)
    try:
        with pytest.raises(GoujiError, match="不是 CSV 表格的一行（引号没有配对，或一格过长）"):
            load(tmp_path, 'a,"甲县水务局,,,,\n' + "b,乙县水务局,,,,\n" * 100)
    finally:
        csv.field_size_limit(before)


def test_a_file_that_is_no_roster(tmp_path):
    with pytest.raises(GoujiError, match="首行缺少列：编号、机关名称"):
        load(tmp_path, "", header="代码,简称\n")
    with pytest.raises(GoujiError, match="不是 UTF-8 或 GB18030"):
        load(tmp_path, "\xff\xff", header="", encoding="latin-1")
    with pytest.raises(GoujiError, match="无法读取名录"):
        Roster.load(tmp_path / "none.csv")


def test_names_are_matched_without_spaces_brackets_and_widths(tmp_path):
    roster = load(tmp_path, "a,甲县（新区）水务局,行政机关,,,\n")
    for printed in ("甲县（新区）水务局", "甲县(新区)水务局", " 甲县 新区 水务局\n", "甲县【新区】水务局"):
        assert roster.identify(printed).id == "a"
    assert roster.identify("甲县水务局").on_roster is False


def test_an_unknown_name_gives_an_agency_of_its_own():
    agency = Roster.empty().identify(" 甲县水务局 ")
    assert (agency.name, agency.kind, agency.on_roster) == ("甲县水务局", "行政机关", False)
    assert agency.id == Roster.empty().identify("甲县 水务局").id
    assert agency.id != Roster.empty().identify("乙县水务局").id


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("甲市人民政府", "政府"),
        ("甲市人民政府办公室", "行政机关"),
        ("甲市教育局", "行政机关"),
        ("甲省发展和改革委员会", "行政机关"),
        ("甲街道办事处", "行政机关"),
        ("甲县第一中学", "公共企事业单位"),
        ("甲县人民医院", "公共企事业单位"),
        ("甲市水务集团", "公共企事业单位"),
        ("甲县供电局", "公共企事业单位"),
        ("甲村村民委员会", None),
        ("中共甲县委员会", None),
        ("甲大学", None),
        ("甲职业技术学院", None),
    ],
)
def test_kind_is_told_by_the_name_only_where_that_is_certain(name, kind):
    assert kind_by_name(name) == kind


def test_a_township_is_told_by_its_name():
    assert Roster.empty().identify("甲县乙镇人民政府").level == "乡"
    assert Roster.empty().identify("甲县人民政府").level is None


@settings(max_examples=100)
@given(st.text())
def test_any_name_gives_an_id_that_can_name_a_folder(name):
    agency = Roster.empty().identify(name)
    assert agency.id.startswith("x-")
    assert agency.id[2:].isalnum()
    assert len(agency.id) == 14
