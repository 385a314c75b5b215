"""Files of every type that were not downloaded to their end: a clear message, or no cell that is wrong."""

from __future__ import annotations

import pytest

from corpus import sample_report
from hostile.bounded import Ended, read_all
from hostile.containers import good

FORMS = {
    "docx": ".docx",
    "xlsx": ".xlsx",
    "pdf-ruled": ".pdf",
    "html-clean": ".html",
    "md-pipes": ".md",
    "txt-tabs": ".txt",
    "txt-cell-a-line": ".txt",
}
MHT = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
TENTHS = (0, 1, 3, 5, 7, 9)


def cut(data: bytes, tenths: int) -> bytes:
    """The first tenths of a file."""
    return data[: len(data) * tenths // 10]


@pytest.fixture(scope="module")
def ended(tmp_path_factory) -> dict[str, Ended]:
    folder = tmp_path_factory.mktemp("cut")
    files = []
    for tenths in TENTHS:
        for form, suffix in FORMS.items():
            files.append(folder / f"{form}-{tenths}{suffix}")
            files[-1].write_bytes(cut(good(form), tenths))
        files.append(folder / f"mht-{tenths}.mht")
        files[-1].write_bytes(cut(MHT + good("html-clean"), tenths))
    return read_all(files)


@pytest.mark.parametrize("form", [*FORMS, "mht"])
def test_a_file_that_was_cut_off_misleads_nobody(ended, form):
    found = {name: one for name, one in ended.items() if name.startswith(f"{form}-")}
    truth = sample_report("html-clean" if form == "mht" else form, 0).truth()
    assert len(found) == len(TENTHS)
    for name, one in found.items():
        assert one.how in {"read", "refused"}, one.en
        if one.how == "refused":
            assert one.zh.startswith(name)
            assert one.en.startswith(name)
        for key, (printed, value, status) in (one.cells or {}).items():
            known = truth.get(key)
            assert value is None or value == (None if known is None else float(known)), (
                name,
                key,
                printed,
                status,
            )
