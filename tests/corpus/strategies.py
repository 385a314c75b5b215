"""Hypothesis strategies over reports, variants and damage."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from corpus.damage import DAMAGES, Damage
from corpus.figures import ReportFigures, make_figures
from corpus.variants import Variant, variants


@st.composite
def figures(draw: st.DrawFn, *, blanks: bool = True, consistent: bool | None = None) -> ReportFigures:
    """Any report: both forms, sums that agree or not, up to eight digits, blanks and placeholders.

    Shrinks towards form 2019 with small numbers, no blanks and sums that agree.
    """
    form = draw(st.sampled_from(("2019", "2021")))
    return make_figures(
        Random(draw(st.integers(0, 2**16))),
        form,
        one_other_row=form == "2021" and draw(st.booleans()),
        digits=draw(st.integers(3, 8)),
        zeros=draw(st.sampled_from((0.9, 0.5, 0.0))),
        blanks=draw(st.sampled_from((0.0, 0.1, 0.6))) if blanks else 0.0,
        placeholders=draw(st.sampled_from((0.0, 0.05))) if blanks else 0.0,
        consistent=not draw(st.booleans()) if consistent is None else consistent,
    )


def any_variant() -> st.SearchStrategy[Variant]:
    """Any container, physical form and style."""
    return st.sampled_from(variants())


@st.composite
def damaged_variants(draw: st.DrawFn) -> tuple[Variant, Damage]:
    """A variant with a kind of damage that can happen to it."""
    variant = draw(any_variant())
    return variant, draw(st.sampled_from([damage for damage in DAMAGES if damage.applies_to(variant)]))
