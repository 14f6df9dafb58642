"""Probabilities held against what came true, on pairs that can be counted by hand."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.calibration import (
    Pair,
    at_threshold,
    bins,
    calibration_error,
    ranking_area,
    risk_curve,
)

PAIRS: list[Pair] = [(0.9, True), (0.2, False), (0.6, False), (0.6, True), (0.4, True)]
probabilities = st.floats(0, 1).map(lambda value: round(value, 2))
many_pairs = st.lists(st.tuples(probabilities, st.booleans()), min_size=1, max_size=60)


def test_risk_grows_from_the_most_certain_on() -> None:
    curve = [(point.threshold, point.coverage, point.risk) for point in risk_curve(PAIRS)]
    assert curve == [
        (0.9, 0.2, 0),
        (0.6, pytest.approx(0.6), pytest.approx(1 / 3)),
        (0.4, 0.8, 0.25),
        (0.2, 1.0, 0.4),
    ]


def test_a_threshold_of_ones_own_counts_what_lies_on_it() -> None:
    point = at_threshold(PAIRS, 0.6)
    assert (point.coverage, point.risk) == (0.6, pytest.approx(1 / 3))
    assert at_threshold(PAIRS, 0.95).risk == 0


def test_ranking_area_counts_pairs_in_the_right_order() -> None:
    assert ranking_area(PAIRS) == pytest.approx((2 + 1.5 + 1) / 6)
    assert ranking_area([(0.1, False), (0.8, True)]) == 1
    assert math.isnan(ranking_area([(0.1, False)]))


def test_certain_and_right_has_no_error_certain_and_wrong_has_all() -> None:
    assert calibration_error([(1.0, True), (0.0, False)] * 8) == 0
    assert calibration_error([(0.0, True), (1.0, False)] * 8) == 1
    assert math.isnan(calibration_error([]))


def test_the_same_probability_is_never_split() -> None:
    [only] = bins([(0.5, True)] * 30 + [(0.5, False)] * 10)
    assert (only.count, only.observed) == (40, 0.75)
    assert only.low < 0.75 < only.high


def test_the_interval_is_wilsons() -> None:
    [only] = bins([(0.5, True)] * 8 + [(0.5, False)] * 2)
    assert (only.low, only.high) == (pytest.approx(0.490, abs=1e-3), pytest.approx(0.943, abs=1e-3))


@given(many_pairs)
def test_bins_hold_every_pair_once_in_order(pairs: list[Pair]) -> None:
    made = bins(pairs, most=8)
    assert 1 <= len(made) <= 8
    assert sum(each.count for each in made) == len(pairs)
    assert all(a.stated < b.stated for a, b in itertools.pairwise(made))
    assert all(0 <= each.low <= each.observed <= each.high <= 1 for each in made)


@given(many_pairs)
def test_the_last_point_of_the_curve_answers_everything(pairs: list[Pair]) -> None:
    curve = risk_curve(pairs)
    assert curve[-1].coverage == 1
    assert curve[-1].risk == pytest.approx([true for _, true in pairs].count(False) / len(pairs))
    assert all(a.coverage < b.coverage for a, b in itertools.pairwise(curve))
