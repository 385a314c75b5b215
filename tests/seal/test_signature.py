"""Signatures by OpenSSH: good, of another, of something else, absent."""

import shutil
import subprocess

import pytest

from shell import gouji

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen on this machine")


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """A folder with two keys, ``office`` and ``other``, and the file that allows the first."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("office", "other"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name], check=True
        )
    public = (folder / "office.pub").read_text()
    (folder / "signers").write_text(f'inspector@office namespaces="gouji" {public}')
    return folder


def test_a_signature_is_made_and_checked(evidence, keys):
    status, out, _ = gouji("sign", evidence, "--key", keys / "office")
    assert (status, out) == (0, f"{evidence / 'manifest.json.sig'}\n")
    status, out, err = gouji("verify", evidence, "--allowed-signers", keys / "signers")
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "签名有效，签名者：inspector@office"
    status, _, err = gouji("verify", evidence)
    assert (status, err) == (0, "有签名，未核对；用 --allowed-signers 核对。\n")


def test_whoever_is_not_allowed_has_not_signed(evidence, keys):
    gouji("sign", evidence, "--key", keys / "other")
    status, _, err = gouji("verify", evidence, "--allowed-signers", keys / "signers")
    assert status == 1
    assert "签名者不在 signers 之列" in err


def test_a_manifest_made_anew_does_not_fit_its_signature(evidence, keys):
    gouji("sign", evidence / "2024/yunze-transport", "--key", keys / "office")
    signature = evidence / "2024/yunze-transport/manifest.json.sig"
    shutil.copy(signature, evidence / "manifest.json.sig")
    status, out, err = gouji("verify", evidence, "--allowed-signers", keys / "signers")
    assert status == 1
    assert "均与封存时一致" in out
    assert "签名与 manifest.json 不符" in err


def test_evidence_without_a_signature_fails_where_one_is_asked_for(evidence, keys):
    status, _, err = gouji("verify", evidence, "--allowed-signers", keys / "signers", "--lang", "en")
    assert status == 1
    assert "is not signed (manifest.json.sig)" in err


def test_changed_evidence_is_not_signed(evidence, keys):
    (evidence / "index.html").write_bytes(b"")
    status, _, err = gouji("sign", evidence, "--key", keys / "office")
    assert status == 2
    assert "与封存时不符（1 处，如 index.html），不予签名" in err
    assert not (evidence / "manifest.json.sig").exists()


def test_without_openssh_it_says_so(evidence, keys, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    status, _, err = gouji("sign", evidence, "--key", keys / "office")
    assert status == 2
    assert "本机没有 ssh-keygen" in err


def test_what_is_no_key_is_refused(evidence, keys):
    status, _, err = gouji("sign", evidence, "--key", keys / "signers")
    assert status == 2
    assert "ssh-keygen 未能签名" in err
