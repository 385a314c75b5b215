"""PDF: one process imports, and a child a file reads. What kills a child kills no other."""

import multiprocessing
import os
import signal
import sys

import pytest

from gouji.readers.apart import warm
from hostile.containers import deflated, pdf, stream
from readers.test_pdf import document, drawn, refused, texts

REPORT = drawn(lambda canvas: canvas.drawString(100, 700, "一、总体情况"))
BOMB = pdf(stream(deflated(deflated(b" " * 2**20, 1200), 1), b"/Filter [/FlateDecode /FlateDecode]"))


def process() -> int:
    assert warm._process is not None
    return warm._process.pid


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")
def test_a_hostile_file_kills_its_own_child_only():
    assert texts(REPORT) == ["一、总体情况"]
    before = process()
    assert "超过内存上限" in refused(BOMB).text.zh
    assert texts(REPORT) == ["一、总体情况"]
    assert process() == before


def test_a_file_is_read_alike_before_and_after_the_rehearsal():
    warm.close()
    first, second, third = (document(REPORT) for _ in range(3))
    assert first == second == third


def test_another_process_is_started_where_it_was_killed():
    assert texts(REPORT) == ["一、总体情况"]
    before = process()
    os.kill(before, signal.SIGTERM)
    assert texts(REPORT) == ["一、总体情况"]
    assert process() != before


def read_in_a_fork(answers) -> None:
    answers.put((texts(REPORT), process()))
    warm.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not fork by themselves")
def test_a_forked_process_has_its_own():
    assert texts(REPORT) == ["一、总体情况"]
    before = process()
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=read_in_a_fork, args=(answers,))
    child.start()
    read, own = answers.get()
    child.join(30)
    assert read == ["一、总体情况"]
    assert own != before
    assert texts(REPORT) == ["一、总体情况"]
    assert process() == before


def test_it_ends_when_nobody_asks_any_more():
    assert texts(REPORT) == ["一、总体情况"]
    running = warm._process
    assert running is not None
    warm.close()
    assert running.returncode == 0
    assert texts(REPORT) == ["一、总体情况"]
