"""``gouji desk`` in a real browser: ten files dropped, one a bomb, one of scripts; left and come back to."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from html import escape
from pathlib import Path
from types import SimpleNamespace

import pytest

from evidence.chromium import BROWSER, browser
from extract.pictured import REPORT, pictured
from gouji.batch.desk import Desk
from gouji.cli.confirm import told_for
from gouji.cli.main import run
from gouji.extract.extraction import read_filing
from gouji.inputs.confirmed import load_record, pictures_of, record_bytes
from gouji.inputs.decision_file import load_decisions, record
from gouji.inputs.decisions import Decision
from gouji.inputs.roster import Roster
from gouji.model.text import GoujiError
from hostile.containers import word

ROOT = Path(__file__).parents[2]
SAMPLE = (ROOT / "data/2024/yunze-transport.html").read_text("utf-8")
WHOSE = "云泽市交通运输局"
SCRIPTS = """<script>document.title = "ran"</script>
<img src="https://elsewhere.example/x" onerror="document.title = 'ran'">
<p onclick="document.title = 'ran'">&lt;script&gt;document.title = "ran"&lt;/script&gt;</p>"""


def of(body, year=2024):
    return SAMPLE.replace(WHOSE, body).replace("2025", str(year + 1)).replace("2024", str(year))


#: What needs no audit: a bomb, and what somebody is asked about.
FIRST = {
    "bomb.docx": word(f"<w:p><w:r><w:t>{' ' * 40 * 2**20}</w:t></w:r></w:p>"),
    "undated.html": of("云泽市司法局").replace("2024", "").replace("2025", ""),
    "a.side.toml": "year = 2024",
    "CON.html": of("市民政局").replace("<h1>", "<h1>关于").replace("<title>", "<title>关于"),
}
FILES = {
    "../../etc/passwd.html": SAMPLE,
    "<img src=x onerror=document.title='ran'>.html": of("云泽市水务局").replace("<h1>", SCRIPTS + "<h1>"),
    "年报.html": of("云泽市财政局"),
    "年报2.html": of("云泽市教育局"),
    "again.html": SAMPLE + "<!-- another copy -->",
    "earlier.html": of(WHOSE, 2023),
}
HOSTILE = """<!doctype html><title>still</title><p onclick="document.title = 'ran'">text</p>
<script>document.title = "ran"</script><img src=x onerror="document.title = 'ran'">
<svg onload="document.title = 'ran'"></svg>
<iframe srcdoc="<script>top.document.title = 'ran'</script>"></iframe>
<meta http-equiv="refresh" content="0;url=javascript:document.title='ran'"><link rel=stylesheet href="/state">
<form action="/drop" method="post"><input name="x"></form>"""
DROP = """((files) => {
  const carried = new DataTransfer();
  for (const [name, content] of files)
    carried.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name));
  document.getElementById("drop").dispatchEvent(
    new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
})"""
UNTIL = """new Promise((done) => {
  const look = () => (%s) ? done(true) : setTimeout(look, 50);
  look();
})"""
ROWS = """[...document.querySelectorAll("#reports > li")].map((row) =>
  [Number(row.dataset.number), row.dataset.state, row.innerText])"""
ALL_DONE = """document.querySelectorAll("#reports > li").length === %d && desk.dataset.busy === "false"
  && ![...document.querySelectorAll("#reports > li")].some((row) =>
    ["waiting", "reading", "auditing"].includes(row.dataset.state))"""


def encoded(content):
    return base64.b64encode(content if isinstance(content, bytes) else content.encode()).decode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    if BROWSER is None:
        pytest.skip("no Chromium on this machine")
    home = tmp_path_factory.mktemp("desk")
    (home / "data/2024").mkdir(parents=True)
    (home / "data/agencies.csv").write_bytes((ROOT / "data/agencies.csv").read_bytes())
    there = home / "data/2024/yunze-transport.html"
    there.write_text("<p>not to be written over", "utf-8")
    arguments = ["desk", "--data", home / "data", "--out", home / "reports", "--no-browser", "--port", "0"]
    command = [sys.executable, "-c", "from gouji.cli.main import main; main()", *map(str, arguments)]
    with (
        subprocess.Popen(
            command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process,
        browser(machine=True) as page,
    ):
        try:
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), process.stderr.read()
            page.screen(1280, 900)
            yield SimpleNamespace(home=home, page=page, address=address, there=there)
        finally:
            process.terminate()


def drop(page, files):
    carried = [[name, encoded(content)] for name, content in files.items()]
    page.look(f"{DROP}({json.dumps(carried)})")


def finished(page, count):
    """Wait until so many files have come to their end, and return the rows by number."""
    page.look(UNTIL % (ALL_DONE % count))
    return {number: (state, text) for number, state, text in page.look(ROWS)}


@pytest.fixture(scope="module")
def asked(desk):
    """Drop the first files, leave the page while they are read, and come back."""
    desk.page.open(desk.address)
    drop(desk.page, FIRST)
    desk.page.look(UNTIL % f'document.querySelectorAll("#reports > li").length === {len(FIRST)}')
    desk.page.open("about:blank")
    desk.page.open(desk.address.partition("?")[0])
    desk.rows = finished(desk.page, len(FIRST))
    return desk


@pytest.fixture(scope="module")
def dropped(asked):
    """Drop the others, leave the page while they are audited, and come back."""
    asked.page.open(asked.address)
    drop(asked.page, FILES)
    asked.page.look(UNTIL % f'document.querySelectorAll("#reports > li").length === {len(FIRST | FILES)}')
    asked.page.open("about:blank")
    asked.page.open(asked.address.partition("?")[0])
    asked.rows = finished(asked.page, len(FIRST | FILES))
    return asked


def stored(desk):
    return {path.relative_to(desk.home / "data").as_posix() for path in (desk.home / "data").rglob("*.*")}


def test_a_bomb_is_refused_and_a_doubt_is_asked_about(asked):
    assert [asked.rows[number][0] for number in (1, 2, 3, 4)] == ["failed", "asked", "asked", "asked"]
    assert "超过上限 300" in asked.rows[1][1]
    assert "报告没有写明年度，请填写。" in asked.rows[2][1]
    assert "“市民政局”既不在名录中，也不是标题所印的全称，请选定机关。" in asked.rows[4][1]
    assert stored(asked) >= {"agencies.csv", "2024/yunze-transport.html"}
    assert asked.page.said == []
    # a side file is no report
    assert NO_REPORT in asked.rows[3][1]
    asked.page.look("document.querySelector('li[data-number=\"3\"] form button[type=button]').click()")
    asked.page.look(UNTIL % "document.querySelector('li[data-number=\"3\"]').dataset.state === 'away'")
    assert "没有存入，也没有审计。" in dict(enumerate(asked.page.look(ROWS), start=1))[3][2]


def test_evidence_is_of_no_origin_and_only_its_own_scripts_run(asked):
    desk = asked
    page, origin = desk.page, desk.address.partition("?")[0]
    folder = desk.home / "reports/2019/hostile"
    folder.mkdir(parents=True)
    (folder / "audit.html").write_text(HOSTILE, "utf-8")
    page.open("about:blank")
    begun, said = len(page.asked), len(page.said)
    page.open(f"{origin}evidence/2019/hostile/audit.html")
    page.look("document.querySelector('p').click()")
    page.look("new Promise((done) => setTimeout(done, 100))")
    assert page.look("document.title") == "still"
    assert page.look("self.origin") == "null"
    assert page.look("fetch('/state').then(() => 'got', () => 'refused')") == "refused"
    left = [url for url in page.asked[begun:] if url not in page.blocked]
    assert left == [f"{origin}evidence/2019/hostile/audit.html"]
    del page.said[said:]
    (folder / "audit.html").unlink()
    folder.rmdir()


@pytest.mark.exhaustive
def test_every_report_goes_where_its_reading_says_and_gets_its_verdict(dropped):
    assert {dropped.rows[number][0] for number in range(5, 5 + len(FILES))} == {"audited"}
    assert stored(dropped) == {
        "agencies.csv",
        "2023/yunze-transport.html",
        "2024/yunze-transport.html",
        "2024/yunze-transport-2.html",
        "2024/yunze-transport-3.html",
        "2024/云泽市水务局.html",
        "2024/云泽市财政局.html",
        "2024/云泽市教育局.html",
    }
    assert dropped.there.read_text("utf-8") == "<p>not to be written over"
    assert "../../etc/passwd.html" in dropped.rows[5][1]
    assert dropped.page.look("document.title") == "勾稽：交报告"
    assert dropped.page.said == []


@pytest.mark.exhaustive
def test_what_is_asked_is_answered_on_the_page(dropped):
    page = dropped.page
    page.open(dropped.address)
    finished(page, len(FIRST | FILES))
    page.look("""(() => {
      const form = document.querySelector('li[data-number="2"] form');
      form.querySelector('[name=year]').value = '2022';
      form.requestSubmit();
    })()""")
    page.look(UNTIL % '!document.querySelector("li[data-number=\\"2\\"] form [name=year]")')
    page.look(UNTIL % (ALL_DONE % len(FIRST | FILES)))
    assert (dropped.home / "data/2022/云泽市司法局.html.side.toml").read_text("utf-8") == "year = 2022\n"
    assert (dropped.home / "reports/2022").is_dir()


@pytest.mark.exhaustive
def test_a_decision_made_on_the_page_is_on_record_and_the_evidence_says_so(dropped):
    page = dropped.page
    page.open(dropped.address)
    finished(page, len(FIRST | FILES))
    page.look("""(() => {
      const form = document.querySelector('li[data-number="5"] details form');
      form.querySelector('select').value = 'confirmed';
      form.querySelector('input').value = '=1+1';
      document.getElementById('by').value = '王五';
      form.requestSubmit();
    })()""")
    decided = """(async () => {
      for (;;) {
        const state = await (await fetch("state")).json();
        const [first] = state.reports[4].findings;
        if (!state.busy && first.decision) return first.decision;
        await new Promise((done) => setTimeout(done, 200));
      }
    })()"""
    assert page.look(decided) == "confirmed"
    [made] = load_decisions(dropped.home / "data/decisions.csv").every
    assert (made.decision, made.by, made.note, made.body) == ("confirmed", "王五", "=1+1", WHOSE)


@pytest.mark.exhaustive
def test_evidence_of_a_hostile_original_runs_nothing_and_may_ask_for_nothing(dropped):
    page = dropped.page
    origin = dropped.address.partition("?")[0]
    begun = len(page.asked)
    page.open(f"{origin}evidence/2024/云泽市水务局/audit.html")
    assert page.look("self.origin") == "null"
    assert "云泽市水务局" in page.look("document.body.innerText")
    assert page.look("document.title") != "ran"
    assert page.look("document.querySelectorAll('script').length") == 1
    assert page.look("fetch('/state').then(() => 'got', () => 'refused')") == "refused"
    assert page.look("document.querySelectorAll('p.decide').length") > 0
    page.follow("document.querySelector('a[href$=\"index.html\"]').click()")
    assert "云泽市水务局" in page.look("document.body.innerText")
    assert not [url for url in page.asked[begun:] if not url.startswith((origin, "data:"))]


def answer(address, content=None, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, content, headers)) as told:
            return told.status, told.url, told.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.url, error.headers


def test_nobody_else_gets_in(desk):
    origin, _, token = desk.address.partition("?token=")
    allowed = {"Authorization": f"token {token}"}
    assert "/login" in answer(origin)[1]
    assert "/login" in answer(f"{origin}state")[1]
    assert answer(origin, Host="elsewhere.example", **allowed)[0] == 403
    assert answer(f"{origin}drop?name=x", b"x")[0] == 403
    cookie = answer(desk.address)[2]["Set-Cookie"].partition(";")[0]
    assert answer(f"{origin}drop?name=x", b"x", Cookie=cookie)[0] == 403
    assert answer(f"{origin}decide", b"{}", Cookie=cookie, Origin="https://elsewhere.example")[0] in (
        403,
        404,
    )
    assert answer(f"{origin}state", **allowed)[0] == 200
    for path in (
        "api/contents",
        "api/kernels",
        "api/terminals",
        "files/agencies.csv",
        "evidence/.run/record.json",
    ):
        assert answer(origin + path, **allowed)[0] == 404, path
    for path in (
        "evidence/../data/agencies.csv",
        "evidence/%2e%2e/data/agencies.csv",
        "evidence/manifest.json",
    ):
        assert answer(origin + path, **allowed)[0] in (403, 404), path


@pytest.mark.exhaustive
def test_the_workbook_and_a_notice_are_downloads(dropped):
    origin, _, token = dropped.address.partition("?token=")
    allowed = {"Authorization": f"token {token}"}
    for path in ("evidence/findings.xlsx", "notice/2023/yunze-transport"):
        status, _, headers = answer(origin + path, **allowed)
        assert (status, headers["Content-Disposition"].partition(";")[0]) == (200, "attachment"), path


@pytest.fixture
def unaudited(tmp_path):
    """A desk over the committed evidence whose runs are refused, and a finding of that evidence."""
    home = tmp_path / "home"
    folder = "2024/yunze-transport"
    (home / "reports" / folder).mkdir(parents=True)
    audit = (ROOT / "reports" / folder / "audit.json").read_bytes()
    (home / "reports" / folder / "audit.json").write_bytes(audit)
    (home / "data").mkdir()
    (home / "data/agencies.csv").write_bytes((ROOT / "data/agencies.csv").read_bytes())
    (home / "aside").mkdir()

    def refuse():
        raise GoujiError("不运行。", "no run.")

    one = Desk(home / "data", home / "reports", home / "aside", lang="zh", jobs=1, before=refuse)
    one.start()
    return one, json.loads(audit)["findings"][0]["id"]


def at_rest(desk, number):
    while True:
        state = desk.state()
        row = state["reports"][number - 1]
        if not state["busy"] and row["state"] not in ("waiting", "reading"):
            return row["state"], row["message"]
        time.sleep(0.05)


def test_decisions_that_are_dropped_are_recorded_once(unaudited, tmp_path):
    desk, finding = unaudited
    saved = tmp_path / "saved.csv"
    record(saved, Decision(finding, "dismissed", note="核对过"), Decision("g0123456789abcde", "corrected"))
    number = desk.drop("decisions.csv", saved.read_bytes())
    assert at_rest(desk, number) == ("taken", "已记录 2 项决定。其中 1 项的问题不在证据中。")
    known, stray = load_decisions(desk.data / "decisions.csv").every
    assert (known.decision, known.note, known.body, known.year) == ("dismissed", "核对过", WHOSE, 2024)
    assert (stray.finding, stray.rule) == ("g0123456789abcde", "")
    assert {one.by for one in (known, stray)} == {"desk"}
    again = desk.drop("again.csv", saved.read_bytes())
    assert at_rest(desk, again) == ("taken", "已记录 0 项决定。另有 2 项已有记录。")
    assert len(load_decisions(desk.data / "decisions.csv").every) == 2


def test_a_saved_page_is_taken_for_the_decisions_made_on_it(unaudited):
    desk, finding = unaudited
    page = """<!doctype html><h1>audit</h1><script>document.title = "ran"</script>
<form class="deciding" data-made="%s"><input name="by" value="李四"></form>"""
    mark = {"finding": finding, "decision": "不成立", "note": "=1+1<script>"}
    number = desk.drop("audit.html", (page % escape(json.dumps({finding: mark}))).encode())
    again = desk.drop("audit.html", (page % "{}").encode())
    assert at_rest(desk, number) == ("taken", "已记录 1 项决定。")
    [one] = load_decisions(desk.data / "decisions.csv").every
    assert (one.decision, one.by, one.note, one.body) == ("dismissed", "李四", "=1+1<script>", WHOSE)
    assert at_rest(desk, again) == ("taken", "其中没有作出决定，也没有确认。")


def test_a_page_that_decides_on_what_the_evidence_has_not_is_not_taken(unaudited):
    desk, finding = unaudited
    marks = {one: {"finding": one, "decision": "不成立"} for one in (finding, "g0123456789abcde")}
    form = f'<form class="deciding" data-made="{escape(json.dumps(marks))}"></form>'
    number = desk.drop("2024.html", SAMPLE.replace("</body>", f"{form}</body>").encode())
    state, said = at_rest(desk, number)
    assert (state, said.startswith("网页中决定的问题不在证据中，没有采用，也没有审计。")) == ("failed", True)
    assert not (desk.data / "decisions.csv").exists()


def test_what_a_person_says_pictures_show_goes_into_the_record_of_the_report(unaudited):
    desk, _ = unaudited
    pictures = told_for(pictures_of(document := pictured()), read_filing(document, Roster.of(None)), document)
    chosen = [one for one in pictures if one.cell][:3]
    whose = hashlib.sha256(REPORT.read_bytes()).hexdigest()
    path = desk.data / "confirmed" / f"{whose}.csv"

    def said(*corrections, picture=None):
        rows = [
            ("x", correction, one.cell, picture or one.read.digest, whose, "=李四")
            for one, correction in zip(chosen, corrections, strict=False)
        ]
        lines = [("确认", "改为", "编号", "图片摘要", "报告摘要", "确认人"), *rows]
        return "".join(",".join(line) + "\r\n" for line in lines).encode("utf-8-sig")

    lost = desk.drop("confirmed.csv", said("12"))
    assert at_rest(desk, lost)[0] == "failed"
    assert f"没有报告 {whose} 的识别记录。请先运行 gouji confirm REPORT" in at_rest(desk, lost)[1]
    path.parent.mkdir()
    path.write_bytes(record_bytes(pictures))
    files = [said("12", picture="0" * 16), said("12", "空"), said("13", "空", "5"), said()]
    # one after the other: what is said of one cell twice depends on the order
    (state, why), *taken = [at_rest(desk, desk.drop("confirmed.csv", content)) for content in files]
    assert (state, "的图片不是记录中的那一张，不能采用" in why) == ("failed", True)
    others = f"另有 1 格与记录相同。另有 1 格此前确认为别的内容，没有改动（{chosen[0].cell}）。"
    assert taken == [
        ("taken", "已记录 2 格的确认。"),
        ("taken", f"已记录 1 格的确认。{others}"),
        ("taken", "其中没有作出决定，也没有确认。"),
    ]
    known = {one.cell: one for one in load_record(path) if one.confirmed is not None}
    assert [known[one.cell].confirmed for one in chosen] == ["12", "", "5"]
    assert {one.by for one in known.values()} == {"=李四"}


NO_REPORT = "没有读到法定表格中的数字，可能不是年度报告；如果不是，请拿开。"


def test_what_is_no_report_is_put_away_and_nothing_of_it_is_stored(unaudited):
    desk, _ = unaudited
    roster = desk.drop("agencies.csv", (ROOT / "data/agencies.csv").read_bytes())
    blank = desk.drop("通知.html", "<p>各单位请于一月三十一日前报送。</p>".encode())
    for number in (roster, blank):
        state, said = at_rest(desk, number)
        assert (state, said.startswith(NO_REPORT)) == ("asked", True)
        desk.put_away(number)
        assert at_rest(desk, number) == ("away", "没有存入，也没有审计。")
        with pytest.raises(GoujiError, match="没有待答的问题"):
            desk.put_away(number)
        with pytest.raises(GoujiError, match="没有待答的问题"):
            desk.answer(number, 2024, None)
    assert [path.name for path in desk.data.rglob("*")] == ["agencies.csv"]
    assert not [path for path in desk.aside.rglob("*") if path.is_file()]
    with pytest.raises(GoujiError, match="没有待答的问题"):
        desk.put_away(99)


def test_without_the_extra_help_is_given_and_a_run_names_it(monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert run(["desk", "--help"]) == 0
    assert run(["desk"]) == 2
    assert "请安装 gouji[desk]" in capsys.readouterr().err
