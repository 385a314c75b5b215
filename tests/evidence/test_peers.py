"""An audit is handed the reports that concern it, and then says what comparing all of them says."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from copying import prose
from evidence import copies
from gouji.audits import audit_filings
from gouji.batch.library import RelatedReports, read_library
from gouji.batch.pool import Pool
from gouji.batch.replay import replay
from gouji.batch.run import run_audits
from gouji.copying.collection import COMMON_AGENCIES
from gouji.inputs.roster import Roster
from gouji.readers.limits import USUAL
from gouji.reports import collect, read_report
from gouji.show.record import audit_text

#: So many bodies print the same five sentences, and nobody copied those.
BODIES = COMMON_AGENCIES
SAID = "".join(prose.sentence(random.Random(at)) for at in range(5))
RNG = random.Random(31)
ONE, FIVE = prose.own_prose(RNG)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A county: copies of each kind, wording that many print, an old report again, members, a leftover."""
    home = tmp_path_factory.mktemp("county")
    data = home / "data"
    copies.write(data, BODIES, copies=3)
    for number in range(BODIES):
        path = data / f"2024/body-{number:04}.html"
        path.write_text(path.read_text("utf-8").replace("</p>\n<h2>二", f"{SAID}</p>\n<h2>二"), "utf-8")
    more = {
        "2021/old.html": ("虚构县旧话局", ONE, FIVE),
        "2024/old.html": ("虚构县旧话局", ONE, FIVE),
        "2024/gov.html": ("虚构县人民政府", ["2024年，全县共收到政府信息公开申请23件。"], FIVE[:1]),
        "2024/left.html": ("虚构县新话局", ["如有疑问，请与虚构县旧话局办公室联系。"], FIVE[:1]),
    }
    for name, (body, one, five) in more.items():
        (data / name).parent.mkdir(exist_ok=True)
        (data / name).write_text(copies.page(body, int(name[:4]), one, five), "utf-8")
    rows = (data / "agencies.csv").read_text("utf-8").rstrip("\n").split("\n")[1:]
    known = [tuple(row.split(",")[:3]) for row in rows]
    copies.roster(
        data,
        [
            *((key, name, kind, "gov" if key <= "body-0001" else "") for key, name, kind in known),
            ("gov", "虚构县人民政府", "政府", ""),
            ("old", "虚构县旧话局", "行政机关", ""),
            ("left", "虚构县新话局", "行政机关", ""),
        ],
    )
    return home


@pytest.fixture(scope="module")
def audited(home, at_hand):
    roster = home / "data/agencies.csv"
    run_audits(collect([home / "data"]), home / "reports", roster=roster, executor=at_hand)
    return {
        path.parent.relative_to(home / "reports").as_posix(): json.loads(path.read_bytes())
        for path in (home / "reports").glob("*/*/audit.json")
    }


def checked(home, *, backwards=False):
    """What ``gouji check`` finds in the same files, by folder of evidence, as evidence keeps it."""
    reports = collect([home / "data"])
    roster = Roster.load(home / "data/agencies.csv")
    filings = [read_report(report, roster) for report in (reversed(reports) if backwards else reports)]
    audits = audit_filings(filings)
    return {
        f"{audit.filing.year}/{audit.filing.agency.id}": json.loads(audit_text(audit)) for audit in audits
    }


def library(home, folder="reports", *, backwards=False, wanted=None):
    reports = collect([home / "data"])
    if backwards:
        reports.reverse()
    roster = home / "data/agencies.csv"
    with ThreadPoolExecutor(1) as executor, Pool(executor, 1) as pool:
        return read_library(pool, reports, [], roster=roster, out=home / folder, bounds=USUAL, wanted=wanted)


def handed(home, folder="reports", **how):
    entries = library(home, folder, **how).entries.values()
    return {entry.claim.name: entry.parameters() for entry in entries}


def test_audit_says_what_check_says(home, audited):
    at_once = checked(home)
    assert audited == at_once
    assert checked(home, backwards=True) == at_once
    told = Counter(f["rule"] for one in at_once.values() for f in one["findings"])
    copied = {rule: told[rule] for rule in ("TXT-DUP-PEER", "S5-PEER-DUP", "TXT-DUP-SELF-YEAR")}
    assert copied == {"TXT-DUP-PEER": 4, "S5-PEER-DUP": 4, "TXT-DUP-SELF-YEAR": 1}
    assert told["AGG-SUM-MEMBERS"] >= 1
    assert told["TXT-ORG-LEFTOVER"] == 1


def test_the_passages_stand_side_by_side_in_the_evidence(audited):
    [finding] = [f for f in audited["2024/body-0005"]["findings"] if f["rule"] == "TXT-DUP-PEER"]
    assert finding["severity"] == "violation"
    assert finding["message"]["zh"].startswith("正文与虚构县松岭甲甲甲甲局2024年度报告雷同，相似度 100%")
    assert finding["message"]["en"].startswith(
        "The same text: the narrative and the 2024 report of 虚构县松岭甲甲甲甲局 are 100% alike"
    )
    first, second = finding["evidence"][:2]
    assert (first["source"], second["source"]) == ("body-0005.html", "body-0000.html")
    assert first["quote"][-40:] == second["quote"][-40:]


def test_each_is_handed_what_concerns_it_and_nothing_else(home, audited):
    given = {name: one for name, one in handed(home).items() if name != "2021/old.html"}
    peers = {name: [peer for peer, _ in one["peers"]] for name, one in given.items() if one["peers"]}
    pairs = [(0, 5), (1, 4), (2, 3)]
    names = [tuple(f"2024/body-{n:04}.html" for n in pair) for pair in pairs]
    assert peers == {name: [peer] for a, b in names for name, peer in ((a, b), (b, a))}
    related = {name: [other for other, _ in one["related"]] for name, one in given.items() if one["related"]}
    assert related == {
        "2024/gov.html": ["2024/body-0000.html", "2024/body-0001.html"],
        "2024/left.html": ["2021/old.html"],
    }
    earlier = {name: [other for other, _ in one["earlier"]] for name, one in given.items() if one["earlier"]}
    assert earlier == {"2024/old.html": ["2021/old.html"]}


def test_wording_that_many_print_is_handed_over_and_no_passage(home, audited):
    given = handed(home)
    assert all(not one["common"] for one in given.values() if not one["peers"] and not one["earlier"])
    shared = set.intersection(*(set(one["common"]) for one in given.values() if one["peers"]))
    assert len(shared) >= 5
    # five common sentences in a row would be a passage of every two of them
    copied = [f for one in audited.values() for f in one["findings"] if f["rule"] == "TXT-DUP-PEER"]
    assert not [f for f in copied if SAID[:20] in f["message"]["zh"] and f["severity"] == "plausibility"]


def test_neither_order_nor_filter_changes_what_is_handed_over(home, tmp_path, audited):
    whole = handed(home)
    assert handed(home, tmp_path / "backwards", backwards=True) == whole
    only = handed(home, tmp_path / "one", wanted=lambda claim: claim.agency == "body-0005")
    assert only == {"2024/body-0005.html": whole["2024/body-0005.html"]}
    assert handed(home, tmp_path / "one") == whole


@pytest.mark.exhaustive
def test_the_notebook_alone_comes_to_the_same_result(home, audited):
    folder = home / "reports/2024/body-0005"
    notebook = nbformat.read(folder / "audit.ipynb", as_version=4)
    [injected] = [cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", ())]
    assert "peers = [['2024/body-0000.html', '" in injected.source
    assert "相近报告 2024/body-0000.html" in (folder / "audit.html").read_text("utf-8")
    replayed = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", str(folder)],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert replayed.returncode == 0, replayed.stdout


def test_the_manifest_names_the_peers_and_replay_asks_for_them(home, audited, tmp_path, at_hand):
    folder = tmp_path / "reports/2024/body-0005"
    shutil.copytree(home / "reports/2024/body-0005", folder)
    assert "2024/body-0000.html" in json.loads((folder / "manifest.json").read_bytes())["inputs"]
    assert replay(folder, data=home / "data", executor=at_hand).same
    data = tmp_path / "data"
    shutil.copytree(home / "data", data)
    copied = data / "2024/body-0000.html"
    copied.write_text(copied.read_text("utf-8") + "\n", "utf-8")
    [failed] = replay(folder, data=data, executor=at_hand).failed
    assert failed.zh == (
        "2024/body-0000.html：找到的文件与记录的 SHA-256 不符，内容已经改变。请使用原来的文件。"
    )


def test_a_report_that_comes_in_concerns_only_what_comes_close(home, audited, tmp_path):
    shutil.copytree(home, tmp_path / "home")
    county = tmp_path / "home"
    before = handed(county)
    source = (county / "data/2024/body-0004.html").read_text("utf-8").replace(SAID, "")
    name = "虚构县临江甲甲甲戊局"
    assert name in source
    (county / "data/2024/new.html").write_text(source.replace(name, "虚构县后来局"), "utf-8")
    after = handed(county)
    assert {key for key in before if before[key] != after[key]} == {
        "2024/body-0001.html",
        "2024/body-0004.html",
    }
    assert [peer for peer, _ in after["2024/new.html"]["peers"]] == [
        "2024/body-0001.html",
        "2024/body-0004.html",
    ]
    assert handed(county, tmp_path / "afresh") == after


@pytest.mark.parametrize("damage", ["lost", "torn"])
def test_losing_the_words_costs_time_only(home, audited, tmp_path, damage):
    shutil.copytree(home, tmp_path / "home")
    county = tmp_path / "home"
    words = county / "reports/.run/words.json"
    words.unlink() if damage == "lost" else words.write_bytes(words.read_bytes()[:100])
    whole = handed(county)
    shutil.copyfile(county / "data/2024/gov.html", county / "data/2024/again.html")
    again = handed(county)
    assert {name: again[name] for name in whole} == whole


def test_one_report_has_no_peers_and_none_is_not_some(home, tmp_path):
    (tmp_path / "data").mkdir()
    copies.roster(tmp_path / "data", [("old", "虚构县旧话局", "行政机关", "")])
    shutil.copyfile(home / "data/2024/old.html", tmp_path / "data/old.html")
    [entry] = library(tmp_path).entries.values()
    assert entry.parameters() == {"earlier": [], "peers": None, "common": [], "related": []}


def test_kin_are_looked_up_by_the_ties_alone(home, audited):
    claims = [entry.claim for entry in library(home).entries.values()]
    kin = RelatedReports(claims)
    assert {claim.name for claim in claims if kin.of(claim)} == {"2024/gov.html", "2024/left.html"}
