"""From paths to reports: what counts as a report, side files, and errors that name the file."""

import datetime as dt
import os

import pytest

from gouji.inputs.roster import Roster
from gouji.inputs.sidefile import SideFile, load_side_file
from gouji.model.text import GoujiError
from gouji.reports import (
    Failure,
    PathError,
    Report,
    collect,
    find_roster,
    read_report,
    read_reports,
    years_before,
)


def touch(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def names(reports):
    return [report.name for report in reports]


def test_a_folder_means_the_reports_under_it_in_sorted_order(tmp_path):
    touch(tmp_path, "2023/b.html", "2023/a.txt", "2022/deep/c.pdf", "d.docx", "odd.xyz")
    assert names(collect([tmp_path])) == ["d.docx", "odd.xyz", "c.pdf", "a.txt", "b.html"]


def test_a_folder_of_results_within_the_input_holds_no_report(tmp_path):
    touch(tmp_path, "2024/a.html", "reports/manifest.json", "reports/failures.json", "reports/index.html")
    touch(tmp_path, "reports/findings.csv", "reports/2024/x/audit.html", "reports/2024/x/audit.json")
    assert [report.name for report in collect([tmp_path])] == ["a.html"]


def test_what_lies_beside_reports_is_no_report(tmp_path):
    touch(tmp_path, "a.txt", "a.txt.side.toml", "a.truth.json", "agencies.csv", "decisions.csv", "README.md")
    touch(tmp_path, ".hidden", ".git/config.txt", "~$a.docx", "Thumbs.db", "p.html", "p_files/style.css")
    touch(tmp_path, "q.htm", "q.files/image.png", "r_files/report.txt")
    assert names(collect([tmp_path])) == ["a.txt", "p.html", "q.htm", "report.txt"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path):
    touch(tmp_path, "README.md")
    assert names(collect([tmp_path / "README.md"])) == ["README.md"]


def failures(folder):
    """What is said of each report under a folder that cannot be read."""
    results = zip(collect([folder]), read_reports(collect([folder]), Roster.empty()), strict=True)
    return {report.name: result.message.zh for report, result in results if isinstance(result, Failure)}


def test_a_link_that_leads_nowhere_is_told_and_stops_nothing(tmp_path):
    touch(tmp_path, "2024/a.txt")
    for name, target in {
        "gone.html": "elsewhere.html",
        "circle.pdf": "circle.pdf",
        "deep": "deep/er",
    }.items():
        (tmp_path / "2024" / name).symlink_to(target)
    said = failures(tmp_path)
    assert set(said) == {"gone.html", "circle.pdf", "deep"}
    assert all(why.startswith(f"{name}：无法读取（") for name, why in said.items())


def test_a_folder_that_cannot_be_opened_is_told_and_stops_nothing(tmp_path):
    touch(tmp_path, "2024/a.txt")
    # deeper than any path may be long, made step by step
    at = os.open(tmp_path / "2024", os.O_RDONLY)
    for _ in range(20):
        os.mkdir("深" * 80, dir_fd=at)
        below = os.open("深" * 80, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    assert failures(tmp_path) == {
        "深" * 80: f"{'深' * 80}：无法读取（File name too long）。请检查文件和权限。"
    }
    assert "a.txt" in names(collect([tmp_path]))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_read_is_told_and_stops_nothing(tmp_path):
    touch(tmp_path, "2024/a.txt", "closed/b.txt", "listed/c.txt")
    for name, mode in {"closed": 0, "listed": 0o444}.items():
        (tmp_path / name).chmod(mode)
    try:
        assert set(failures(tmp_path)) == {"closed", "c.txt"}
        assert set(failures(tmp_path / "closed")) == {"closed"}
        with pytest.raises(PathError, match="无法打开路径"):
            collect([tmp_path / "closed" / "b.txt"])
    finally:
        for name in ("closed", "listed"):
            (tmp_path / name).chmod(0o700)


def test_a_path_that_cannot_be_looked_at_is_wrong_usage():
    with pytest.raises(PathError, match="无法打开路径") as caught:
        collect(["x" * 300])
    assert "cannot be opened (File name too long)" in caught.value.text.en


def test_a_report_given_twice_is_taken_once(tmp_path):
    touch(tmp_path, "a.txt", "b.txt")
    assert names(collect([tmp_path / "b.txt", tmp_path, str(tmp_path / "b.txt")])) == ["b.txt", "a.txt"]


def test_the_folder_of_a_year_gives_the_year(tmp_path):
    touch(tmp_path, "2023/a.txt", "other/b.txt")
    assert [report.year_hint for report in collect([tmp_path])] == [2023, None]


def test_the_report_of_the_year_before_lies_in_the_folder_beside(tmp_path):
    touch(
        tmp_path, "2024/a.html", "2023/a.pdf", "2023/a.pdf.side.toml", "2023/ab.html", "2022/a.html", "a.html"
    )
    [before] = years_before(collect([tmp_path / "2024"]))
    assert (before.name, before.year_hint) == ("a.pdf", 2023)
    assert years_before(collect([tmp_path / "2024", tmp_path / "2023"]))[0].path == tmp_path / "2022/a.html"
    assert years_before(collect([tmp_path])) == []
    assert years_before([Report("stdin")]) == []


def test_the_report_of_the_year_before_has_the_same_name_to_the_last_dot(tmp_path):
    touch(tmp_path, "2024/a.b[1].html", "2023/a.b[1].pdf", "2023/a.b1.pdf", "2023/a.pdf", "2023/A.b[1].pdf")
    assert names(years_before(collect([tmp_path / "2024"]))) == ["a.b[1].pdf"]


def test_paths_that_cannot_be_used(tmp_path):
    with pytest.raises(PathError, match="找不到路径：nowhere"):
        collect(["nowhere"])
    with pytest.raises(PathError, match="没有找到任何报告"):
        collect([tmp_path])


def test_the_roster_nearest_to_the_reports_counts(tmp_path):
    touch(tmp_path, "data/2023/a.txt", "elsewhere/b.txt")
    (tmp_path / "data/agencies.csv").write_text("id,name\nnear,甲局\n", encoding="utf-8")
    (tmp_path / "default").mkdir()
    (tmp_path / "default/agencies.csv").write_text("id,name\nfar,甲局\n", encoding="utf-8")
    default = tmp_path / "default"
    assert find_roster([tmp_path / "data/2023/a.txt"], default).identify("甲局").id == "near"
    assert find_roster([tmp_path / "data"], default).identify("甲局").id == "near"
    assert find_roster(["-"], default).identify("甲局").id == "far"
    assert len(find_roster(["-"], tmp_path / "none")) == 0


def test_a_side_file_says_what_the_report_cannot(tmp_path):
    touch(tmp_path, "a.txt")
    (tmp_path / "a.txt.side.toml").write_text(
        'published = 2021-01-29\naddress = "https://example.org/a"\ncaptured = 2024-03-01T09:30:00+08:00\n'
        'agency = "water"\nyear = 2020\n',
        encoding="utf-8",
    )
    [report] = collect([tmp_path])
    zone = dt.timezone(dt.timedelta(hours=8))
    assert report.side() == SideFile(
        dt.date(2021, 1, 29),
        "https://example.org/a",
        dt.datetime(2024, 3, 1, 9, 30, tzinfo=zone),
        "water",
        2020,
    )


def test_a_side_file_may_quote_dates_and_leave_entries_out(tmp_path):
    path = tmp_path / "a.txt.side.toml"
    path.write_text('published = "2021-01-29"\ncaptured = 2021-02-01\n', encoding="utf-8")
    assert load_side_file(path) == SideFile(
        published=dt.date(2021, 1, 29), captured=dt.datetime(2021, 2, 1, 0, 0)
    )
    assert Report("a.txt", tmp_path / "a.txt").side().published == dt.date(2021, 1, 29)
    assert Report("b.txt", tmp_path / "b.txt").side() == SideFile()
    path.write_text("counts = false\n", encoding="utf-8")
    assert load_side_file(path) == SideFile(counts=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "publisht = 2021-01-29",
            "没有“publisht”这一项；可用的项：公布日期、网址、采集时间、机构编号、年度、作数",
        ),
        ('published = "soon"', "公布日期（published）应为日期，如 2021-01-29"),
        ("published = 2021", "公布日期（published）应为日期，如 2021-01-29"),
        ('captured = "soon"', "采集时间（captured）应为时间"),
        ("year = 20", "年度（year）应为 2008 至 2100 的年份"),
        ("year = true", "年度（year）应为 2008 至 2100 的年份"),
        ("counts = 0", "作数（counts）应为 true 或 false"),
        ("agency = 7", "机构编号（agency）应为引号内的文字"),
        ("address = ' '", "网址（address）应为引号内的文字"),
        ("= =", "不合 TOML 写法（第 1 行第 1 列）"),
    ],
)
def test_a_bad_side_file_says_what_is_wrong(tmp_path, text, said):
    path = tmp_path / "a.txt.side.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GoujiError) as caught:
        load_side_file(path)
    assert caught.value.text.zh.startswith("附属文件 a.txt.side.toml：")
    assert said in caught.value.text.zh
    assert caught.value.text.en.startswith("side file a.txt.side.toml: ")


def test_a_side_file_may_be_written_in_chinese(tmp_path):
    path = tmp_path / "a.txt.side.toml"
    text = '公布日期 = 2021-01-29\n  网址="https://x.example"\n"年度" = 2020\n编号 = "a"\n作数 = false\n'
    path.write_text(text, encoding="utf-8")
    side = load_side_file(path)
    assert (side.published, side.address) == (dt.date(2021, 1, 29), "https://x.example")
    assert (side.year, side.agency, side.counts) == (2020, "a", False)
    path.write_text('机构编号 = "a"\nagency = "b"\n', encoding="utf-8")
    with pytest.raises(GoujiError) as caught:
        load_side_file(path)
    assert caught.value.text.zh == "附属文件 a.txt.side.toml：“机构编号”写了两次。"


def test_a_side_file_that_is_not_utf8_or_cannot_be_read(tmp_path):
    path = tmp_path / "a.txt.side.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(GoujiError, match="不是 UTF-8 编码"):
        load_side_file(path)
    with pytest.raises(GoujiError, match="无法读取"):
        load_side_file(tmp_path)


def test_one_bad_report_stops_no_other(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text("甲县水务局2023年政府信息公开工作年度报告\n", encoding="utf-8")
    (tmp_path / "good.txt.side.toml").write_text("year = 2019", encoding="utf-8")
    (tmp_path / "worse.txt").write_text("x", encoding="utf-8")
    (tmp_path / "worse.txt.side.toml").write_text("year = 1", encoding="utf-8")
    empty, good, worse = read_reports(collect([tmp_path]), Roster.empty())
    assert isinstance(empty, Failure)
    assert "empty.txt" in empty.message.zh
    assert "empty.txt" in empty.message.en
    assert (good.agency.name, good.year) == ("甲县水务局", 2019)
    assert isinstance(worse, Failure)
    assert "worse.txt" in worse.message.zh


class Unforeseen(Report):
    """A report whose bytes bring an error that no reader thought of."""

    def load(self):
        raise ZeroDivisionError("\x1b[31msecret")


def test_an_error_that_nobody_foresaw_is_an_apology():
    [failure] = read_reports([Unforeseen("a.txt")], Roster.empty())
    assert failure.message.zh.startswith("a.txt：程序内部出错（ZeroDivisionError）")
    assert failure.message.en.startswith("a.txt: an internal error (ZeroDivisionError)")
    assert "secret" not in failure.message.zh


def test_the_year_of_the_folder_counts_only_where_nothing_else_shows_one(tmp_path):
    touch(tmp_path, "2023/blank.txt")
    (tmp_path / "2023/titled.txt").write_text("甲县水务局2022年政府信息公开工作年度报告\n", encoding="utf-8")
    assert [read_report(report, Roster.empty()).year for report in collect([tmp_path])] == [2023, 2022]


def test_a_file_beyond_the_limit_is_not_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(100 * 2**20 + 1)
    with pytest.raises(GoujiError, match=r"huge\.txt：文件大小（字节）超过上限 104857600"):
        Report("huge.txt", path).load()


def test_a_file_that_vanished_is_named(tmp_path):
    with pytest.raises(GoujiError, match=r"gone\.txt：无法读取"):
        Report("gone.txt", tmp_path / "gone.txt").load()
