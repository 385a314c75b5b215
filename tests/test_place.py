"""Files are the old ones or the new ones, whole."""

import pytest

from gouji.inputs.files import put_files, remove_partial
from gouji.model.text import GoujiError


def test_files_are_written_and_replaced(tmp_path):
    put_files(tmp_path / "2020" / "a", {"audit.json": b"1"})
    put_files(tmp_path / "2020" / "a", {"audit.json": b"22"})
    assert (tmp_path / "2020/a/audit.json").read_bytes() == b"22"
    assert [path.name for path in (tmp_path / "2020/a").iterdir()] == ["audit.json"]


def test_a_file_that_would_not_change_is_left_alone(tmp_path):
    put_files(tmp_path, {"x": b"same"})
    before = (tmp_path / "x").stat()
    put_files(tmp_path, {"x": b"same"})
    assert (tmp_path / "x").stat() == before


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path):
    put_files(tmp_path, {"x": b"old"})
    (tmp_path / "y").mkdir()  # a file cannot take the place of a folder
    with pytest.raises(GoujiError, match="请检查权限和磁盘空间"):
        put_files(tmp_path, {"y": b"new", "x": b"new"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x", "y"]
    assert (tmp_path / "x").read_bytes() == b"old"


def test_what_a_killed_run_left_aside_is_swept_away(tmp_path):
    put_files(tmp_path / "2020/a", {"x": b"1"})
    (tmp_path / "2020/a/.x.123.part").write_bytes(b"half")
    remove_partial(tmp_path)
    assert [path.name for path in (tmp_path / "2020/a").iterdir()] == ["x"]
