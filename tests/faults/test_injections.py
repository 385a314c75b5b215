"""Whatever befalls a run: files are old or new and whole, and the next run completes the rest.

``make test-all`` injects all faults, also into whole runs (``docs/reliability.md``).
"""

from __future__ import annotations

import datetime as dt
import json

from faults.injections import MOUNTED, OPERATIONS, injected, kinds
from gouji.evidence.runrecord import RECORD_FILE, RECORD_FOLDER, RunRecord

#: Faults of each kind in a short run, spread over a run's operations.
FEW = 2
KILLED = "killed before an operation on a file"


def test_a_few_faults_of_every_kind_do_no_harm():
    asked = {kind: list(range(most // (2 * FEW), most, most // FEW))[:FEW] for kind, most in kinds().items()}
    found = list(injected(asked | {KILLED: [*asked[KILLED], OPERATIONS - 1]}))
    # a run has fewer operations than are counted, so that none is left out
    assert not found.pop([kind for kind, _ in found].index(KILLED) + FEW)[1].struck
    assert [kind for kind, _ in found] == [kind for kind, numbers in asked.items() for _ in numbers]
    assert [(kind, after) for kind, after in found if not after.good] == []
    assert {kind for kind, after in found if after.struck} == set(asked)
    said = [after.said for _, after in found if after.said]
    assert any("File too large" in english for _, english in said)
    assert any("被移走或删除，结果不完整" in chinese for chinese, _ in said)
    assert any("另一个 gouji（进程" in chinese for chinese, _ in said)
    assert any("No space left on device" in english for _, english in said) or MOUNTED - kinds().keys()
    assert any("Read-only file system" in english for _, english in said) or MOUNTED - kinds().keys()


def test_a_clock_that_jumps_back_during_a_run_leaves_a_whole_record(tmp_path):
    RunRecord(dt.datetime(2099, 1, 1, tzinfo=dt.UTC)).write(tmp_path, audited=1)
    record = json.loads((tmp_path / RECORD_FOLDER / RECORD_FILE).read_bytes())
    assert record["seconds"] < 0
    assert record["started"] > record["ended"]
