"""Garbage is collected after a batch, and the collector is left as it was found."""

import gc
import weakref

import pytest

from gouji.batch.passes import collected_after


class Ring:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self):
        self.itself = self


@collected_after
def make_rings(kept):
    first = weakref.ref(Ring())
    objects = [Ring() for _ in range(10_000)]
    kept.append(first() is not None)
    return first, len(objects)


def test_nothing_is_collected_in_the_middle_and_all_at_the_end():
    alive = []
    first, made = make_rings(alive)
    assert (alive, made) == ([True], 10_000)
    assert first() is None


def test_what_was_there_before_can_still_be_collected():
    ring = weakref.ref(Ring())
    make_rings([])
    assert gc.get_freeze_count() == 0
    gc.collect()
    assert ring() is None


@collected_after
def fail(error):
    raise error


def test_a_batch_that_fails_leaves_the_collector_at_work():
    with pytest.raises(ValueError, match="unlucky"):
        fail(ValueError("unlucky"))
    assert gc.isenabled()


def test_a_collector_that_was_switched_off_stays_off():
    gc.disable()
    try:
        make_rings([])
        assert not gc.isenabled()
    finally:
        gc.enable()
