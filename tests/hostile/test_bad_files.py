"""Every bad file ends in a clear message or a sound reading, within bounds, and the others go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus import sample_report
from hostile.bounded import MEMORY, Ended, read_all
from hostile.containers import good
from hostile.files import BAD_FILES, Bad

if TYPE_CHECKING:
    from pathlib import Path

#: Far below the bound under which the child runs: no file may even come near it.
ENOUGH = 900 * 2**20
WITNESS = "docx"


@pytest.fixture(scope="module")
def ended(tmp_path_factory) -> dict[str, Ended]:
    folder: Path = tmp_path_factory.mktemp("bad")
    files = []
    for bad in BAD_FILES:
        files.append(folder / bad.name)
        files[-1].write_bytes(bad.make())
    files.append(folder / "good.docx")
    files[-1].write_bytes(good(WITNESS))
    return read_all(files)


@pytest.mark.parametrize("bad", BAD_FILES, ids=repr)
def test_a_bad_file_ends_well(bad: Bad, ended):
    found = ended[bad.name]
    assert found.how in ({"read", "refused"} if bad.ends == "either" else {bad.ends}), found.en
    if found.how == "refused":
        assert found.zh.startswith(bad.name)
        assert found.en.startswith(bad.name)
        assert bad.says in found.en
        assert bad.says.rpartition(" ")[2] in found.zh or not bad.says[-1:].isdigit()
        assert "Traceback" not in found.en


def test_there_are_no_two_bad_files_of_one_name():
    assert len({bad.name for bad in BAD_FILES}) == len(BAD_FILES)


def test_no_bad_file_needs_much_memory(ended):
    assert max(found.peak for found in ended.values()) < ENOUGH < MEMORY


def test_after_all_of_them_a_good_file_is_read(ended):
    cells = ended["good.docx"].cells
    truth = sample_report(WITNESS, 0).truth()
    assert {key: cells[key][1] for key in truth} == {
        key: None if value is None else float(value) for key, value in truth.items()
    }


@pytest.mark.parametrize("bad", [bad for bad in BAD_FILES if "-called." in bad.title], ids=repr)
def test_a_wrong_name_changes_no_cell(bad: Bad, ended):
    variant = bad.title.partition("-called")[0]
    report = sample_report(variant, 0)
    assert ended[bad.name].cells.keys() >= report.truth().keys()
    for key, value in report.truth().items():
        printed, read, status = ended[bad.name].cells[key]
        assert read == (None if value is None else float(value)), (key, printed, status)
