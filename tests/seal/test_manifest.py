"""The manifest: what it says, that equal contents give equal bytes, and what is no manifest."""

import hashlib
import json
import platform
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.evidence.manifest import BrokenManifestError, Manifest, code_digest, parse

FOLDER = "2024/yunze-transport"
names = st.text(st.characters(exclude_characters="\\/\0", exclude_categories=["Cs"]), min_size=1, max_size=8)
digests = st.dictionaries(names.filter(lambda name: name != ".."), st.text("0123456789abcdef", max_size=4))


def manifest(**said):
    empty = {"files": {}, "inputs": {}, "parameters": {}, "made_with": {}}
    return Manifest(**(empty | said))


@given(files=digests, inputs=digests)
def test_a_manifest_comes_back_and_the_order_of_files_does_not_matter(files, inputs):
    made = manifest(files=files, inputs=inputs, unread=[{"name": "a", "sha256": "0"}])
    assert parse(made.as_bytes()) == made
    backwards = manifest(files=dict(reversed(files.items())), inputs=inputs, unread=made.unread)
    assert backwards.as_bytes() == made.as_bytes()


def test_any_change_within_a_manifest_breaks_its_seal():
    data = manifest(files={"a": "00"}, parameters={"lang": "zh"}).as_bytes()
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        try:
            assert not parse(changed).intact, changed
        except BrokenManifestError:
            continue


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/../../b", "..\\a"])
def test_a_manifest_that_names_files_elsewhere_is_none(name):
    with pytest.raises(BrokenManifestError):
        parse(manifest(files={name: "00"}).as_bytes())


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b'{"schema": "gouji.manifest/2"}', b"[" * 99999]
)
def test_other_bytes_are_no_manifest(data):
    with pytest.raises(BrokenManifestError):
        parse(data)


def test_the_manifest_of_an_audit_names_what_went_in_what_made_it_and_what_came_out(sealed_run):
    said = json.loads((sealed_run.out / FOLDER / "manifest.json").read_text("utf-8"))
    assert set(said["files"]) == {"audit.html", "audit.ipynb", "audit.json", "validation.json"}
    for name, sha256 in said["files"].items():
        assert hashlib.sha256((sealed_run.out / FOLDER / name).read_bytes()).hexdigest() == sha256
    report = "2024/yunze-transport.html"
    assert set(said["inputs"]) == {report, f"{report}.side.toml", "agencies.csv"}
    for name, sha256 in said["inputs"].items():
        assert hashlib.sha256((sealed_run.data / name).read_bytes()).hexdigest() == sha256
    assert set(said["made_with"]) == {"code", "gouji", "lock", "notebook", "suites"}
    assert all(said["made_with"].values())
    assert len(said["decisions"]) == 64
    assert said["parameters"][-1] == ["lang", "zh"]


def test_the_manifest_of_the_run_names_every_file_and_the_reports_that_were_not_read(sealed_run):
    said = json.loads((sealed_run.out / "manifest.json").read_text("utf-8"))
    on_disk = {
        path.relative_to(sealed_run.out).as_posix()
        for path in sealed_run.out.rglob("*")
        if path.is_file() and path.parent.name != ".run"
    }
    assert set(said["files"]) == on_disk - {"manifest.json"}
    torn = hashlib.sha256((sealed_run.data / "2024/torn.pdf").read_bytes()).hexdigest()
    assert said["unread"] == [{"name": "2024/torn.pdf", "sha256": torn}]


def test_times_and_machine_are_in_the_run_record_and_not_in_the_manifests(sealed_run):
    record = json.loads((sealed_run.out / ".run/record.json").read_text("utf-8"))
    assert (record["audited"], record["failed"]) == (1, 1)
    assert record["machine"]["python"] == platform.python_version()
    assert record["started"] <= record["ended"]
    assert record["packages"]["pandas"]
    for path in sealed_run.out.rglob("manifest.json"):
        text = path.read_text("utf-8")
        for trace in (
            str(sealed_run.data),
            "/tmp/",
            platform.node(),
            sys.version.split()[0],
            record["started"],
        ):
            assert trace not in text


def test_the_digest_of_the_code_counts_line_ends_as_lf_and_sees_every_file(tmp_path, monkeypatch):
    def digest_of(files, package="gouji"):
        folder = tmp_path / str(len(list(tmp_path.iterdir()))) / package
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        # the package is told by the module that asks: its own name belongs to the public API
        asks = {
            "gouji": ("gouji.evidence.manifest", "evidence/manifest.py"),
            "warmkernel": ("warmkernel", "__init__.py"),
        }
        module, place = asks[package]
        monkeypatch.setattr(f"{module}.__file__", str(folder / place))
        return code_digest.__wrapped__()

    source = {"__init__.py": b"a\nb\n", "pages/x.css": b"c"}
    assert digest_of(source) == digest_of({**source, "__init__.py": b"a\r\nb\r\n"})
    assert digest_of(source) == digest_of({**source, "__pycache__/x.pyc": b"1"})
    assert digest_of(source) != digest_of({**source, "pages/x.css": b"d"})
    assert digest_of(source) != digest_of({**source, "new.py": b""})
    assert digest_of(source, "warmkernel") != digest_of({**source, "new.py": b""}, "warmkernel")


def test_a_decision_on_an_unknown_finding_is_in_the_result_and_in_the_summary(sealed_run):
    [stray] = sealed_run.result.strays
    assert stray.decision.by == "王五"
    assert stray.text.zh in (sealed_run.out / "index.html").read_text("utf-8")
    assert stray.text.zh in (sealed_run.out / "summary.ipynb").read_text("utf-8")


def test_a_decision_is_shown_in_the_evidence(sealed_run):
    audit = json.loads((sealed_run.out / FOLDER / "audit.json").read_text("utf-8"))
    [decision] = [found["decision"] for found in audit["findings"] if found["decision"]]
    assert decision["decision"] == "confirmed"
    for name in ("audit.html", "audit.ipynb"):
        assert decision["note"] in (sealed_run.out / FOLDER / name).read_text("utf-8")
