"""``gouji verify``: untouched, changed, added, lost, and whether it comes out the same again."""

import shutil
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from gouji.batch.replay import kept_sources, replay
from gouji.batch.run import run_audits
from gouji.batch.task import kept_name
from gouji.evidence.manifest import Manifest, digest_of
from gouji.evidence.verify import Difference, differences
from gouji.reports import Report, collect
from shell import gouji

AUDIT = "2024/yunze-transport/audit.html"
SEALED = (
    AUDIT,
    "2024/yunze-transport/audit.ipynb",
    "2024/yunze-transport/audit.json",
    "2024/yunze-transport/manifest.json",
    "failures.json",
    "findings.csv",
    "findings.xlsx",
    "index.html",
    "manifest.json",
    "summary.ipynb",
)


verify = partial(gouji, "verify")


def flip(path, at=-2):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def test_untouched_evidence_is_said_to_be_so(evidence):
    status, out, err = verify(evidence)
    assert (status, err) == (0, "")
    assert out == f"{evidence}：10 个文件均与封存时一致。\n"
    assert verify(evidence / "2024/yunze-transport")[0] == 0
    assert "all 4 files are as sealed" in verify(evidence / "2024/yunze-transport", "--lang", "en")[1]


@pytest.mark.parametrize("name", SEALED)
@pytest.mark.parametrize("at", [0, -2])
def test_one_flipped_byte_in_any_file_is_named(evidence, name, at):
    flip(evidence / name, at)
    assert differences(evidence) == [Difference(name, "changed")]


@pytest.mark.parametrize("name", [name for name in SEALED if name != "manifest.json"])
def test_a_lost_file_is_named(evidence, name):
    (evidence / name).unlink()
    assert differences(evidence) == [Difference(name, "lost")]


@pytest.mark.parametrize("name", ["note.txt", ".hidden", "2024/yunze-transport/.x/y", "2025/new/audit.html"])
def test_an_added_file_is_named(evidence, name):
    (evidence / name).parent.mkdir(parents=True, exist_ok=True)
    (evidence / name).write_bytes(b"")
    assert differences(evidence) == [Difference(name, "added")]


def test_everything_that_happened_is_told_in_order_with_status_1(evidence):
    flip(evidence / "index.html")
    (evidence / AUDIT).unlink()
    (evidence / "a\x1b[2J.txt").write_bytes(b"")
    status, out, err = verify(evidence)
    assert (status, err) == (1, "")
    assert out.splitlines() == [f"已丢失  {AUDIT}", "被添加  a␛[2J.txt", "被改动  index.html"]
    assert verify(evidence, "--lang", "en")[1].splitlines()[0] == f"lost  {AUDIT}"


def test_a_link_to_the_same_content_is_a_change(evidence, tmp_path):
    shutil.move(evidence / "index.html", tmp_path / "elsewhere.html")
    (evidence / "index.html").symlink_to(tmp_path / "elsewhere.html")
    (evidence / "more").symlink_to(tmp_path, target_is_directory=True)
    assert differences(evidence) == [Difference("index.html", "changed"), Difference("more", "added")]


def test_the_run_record_is_not_sealed(evidence):
    (evidence / ".run/record.json").write_bytes(b"{}")
    assert differences(evidence) == []


def test_without_a_manifest_there_is_nothing_to_verify_by(tmp_path):
    status, out, err = verify(tmp_path)
    assert (status, out) == (2, "")
    assert "没有 manifest.json，无从核验" in err
    assert verify(tmp_path / "nowhere")[0] == 2


def test_a_replay_elsewhere_comes_out_the_same(sealed_run, monkeypatch, tmp_path):
    for name, value in {"TZ": "America/Lima", "LC_ALL": "C", "PYTHONHASHSEED": "11"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    status, out, err = verify(sealed_run.out, "--replay", "--data", sealed_run.data, "--jobs", 1)
    assert (status, err) == (0, "")
    assert out.endswith("重放结果逐字节相同。\n")


def test_a_replay_names_what_comes_out_differently(sealed_run, evidence, tmp_path, at_hand):
    data = shutil.copytree(sealed_run.data, tmp_path / "data")
    (data / "decisions.csv").write_text("finding,decision\n", "utf-8")
    result = replay(evidence / "2024/yunze-transport", data=data, executor=at_hand)
    assert result.different == ["audit.html", "audit.ipynb", "audit.json"]
    assert not result.failed


def test_a_replay_says_which_input_is_not_the_one_that_was_audited(
    sealed_run, evidence, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    data = shutil.copytree(sealed_run.data, tmp_path / "data")
    flip(data / "2024/yunze-transport.html")
    status, out, err = verify(evidence, "--replay", "--data", data)
    assert status == 1
    assert "2024/yunze-transport.html：找到的文件与记录的 SHA-256 不符" in err
    assert "逐字节相同" not in out


def test_kept_sources_are_sealed_linked_and_replayed_when_the_report_has_changed(
    sealed_run, tmp_path, monkeypatch, at_hand
):
    monkeypatch.chdir(tmp_path)
    data = shutil.copytree(sealed_run.data, tmp_path / "data", ignore=shutil.ignore_patterns("torn.pdf"))
    out = tmp_path / "reports"
    audit = out / "2024/yunze-transport"
    report = data / "2024/yunze-transport.html"
    shown = data / "2024/yunze-transport_files/one.png"
    shown.parent.mkdir()
    Image.new("RGB", (600, 200), "white").save(shown)
    page = report.read_bytes()
    report.write_bytes(page.replace(b"</body>", b'<img alt="" src="yunze-transport%5Ffiles/one.png"></body>'))
    original, side = report.read_bytes(), Path(f"{report}.side.toml").read_bytes()
    assert original != page

    def audited(*, keep):
        [one] = run_audits(
            collect([data]), out, roster=data / "agencies.csv", executor=at_hand, keep_sources=keep
        ).audited
        return one

    audited(keep=True)
    assert (audit / "source.html.txt").read_bytes() == original
    assert (audit / "source.side.toml").read_bytes() == side
    [picture] = audit.glob("source-*.png")
    assert picture.read_bytes() == shown.read_bytes()
    assert '<a href="source.html.txt">报告原件</a>' in (audit / "audit.html").read_text("utf-8")
    assert audited(keep=True).kept
    flip(report)
    Path(f"{report}.side.toml").unlink()
    shown.unlink()
    assert replay(out, data=data, executor=at_hand).same

    report.write_bytes(original)
    Path(f"{report}.side.toml").write_bytes(side)
    assert not audited(keep=False).kept
    assert not [*audit.glob("source*")]
    assert differences(out) == []


def test_a_manifest_that_leads_elsewhere_lays_nothing_out(tmp_path):
    whole = Manifest(
        files={"source.txt": digest_of(b"x")},
        inputs={"../x": digest_of(b"x")},
        parameters={"report": "../x", "sha256": digest_of(b"x"), "source": "source.txt"},
        made_with={},
    )
    (tmp_path / "source.txt").write_bytes(b"x")
    (tmp_path / "manifest.json").write_bytes(whole.as_bytes())
    assert kept_sources(tmp_path, whole, tmp_path / "into") == []
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("年报.html", "source.html.txt"),
        ("a.MHT", "source.mht.txt"),
        ("a.svg", "source.svg.txt"),
        ("a.doc", "source.doc.txt"),
        ("a", "source.txt"),
        ("a.PDF", "source.pdf"),
        ("a.docx", "source.docx"),
    ],
)
def test_a_kept_page_cannot_act_when_it_is_opened(name, kept):
    assert kept_name(Report(name)) == kept
