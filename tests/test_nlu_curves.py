"""Calibration, rejection and intervals are what the textbooks and scikit-learn say they are."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from nlu.curves import BINS, Rejection, calibrate, wilson


def some(count: int) -> tuple[list[float], list[bool]]:
    """Probabilities, whole tenths among them, and what came true."""
    rng = random.Random(7)
    told = [rng.choice([rng.random(), rng.randrange(11) / 10]) for _ in range(count)]
    return told, [rng.random() < probability**2 for probability in told]


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (8, 10, 0.4902, 0.9433)]
)
def test_an_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_everything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_bins_and_brier_score_are_those_of_scikit_learn() -> None:
    told, true = some(500)
    found = calibrate(told, true)
    shares, means = calibration_curve(true, told, n_bins=BINS)
    full = [one for one in found.bins if one.count]
    assert [one.true for one in full] == pytest.approx(list(shares))
    assert [one.told for one in full] == pytest.approx(list(means))
    assert found.brier == pytest.approx(brier_score_loss(true, told))
    assert sum(one.count for one in found.bins) == found.count == 500
    assert found.error == pytest.approx(sum(one.count * abs(one.told - one.true) for one in full) / 500)


def test_a_probability_on_the_edge_belongs_to_the_bin_below() -> None:
    counts = [one.count for one in calibrate([0.0, 0.5, 1.0], [False, True, True]).bins]
    assert counts == [1, 0, 0, 0, 1, 0, 0, 0, 0, 1]


def test_what_is_told_as_it_is_has_no_error() -> None:
    assert calibrate([0.75] * 4, [True, True, True, False]).error == pytest.approx(0)
    assert calibrate([1.0, 0.0], [True, False]).brier == 0
    assert calibrate([], []).error == 0


def test_numbers_a_hair_beyond_are_no_failure() -> None:
    assert calibrate([1.0000001, -0.0000001], [True, False]).brier == 0


def test_handing_over_the_least_sure_first_raises_accuracy() -> None:
    curve = Rejection([0.9, 0.2, 0.8, 0.6], [True, False, True, False])
    assert [curve.at(share).accuracy for share in (1.0, 0.75, 0.5)] == pytest.approx([0.5, 2 / 3, 1.0])
    assert [curve.at(share).kept for share in (1.0, 0.75, 0.5)] == [4, 3, 2]
    assert curve.at(0.75).sureness == pytest.approx(0.6)


def test_the_order_of_equally_sure_answers_changes_nothing() -> None:
    sure, right = [0.9, 0.5, 0.5, 0.5, 0.5], [True, True, False, False, False]
    there, back = Rejection(sure, right), Rejection(sure[::-1], right[::-1])
    for share in np.linspace(0, 1, 21):
        assert there.at(float(share)) == back.at(float(share))
    assert there.at(0.4).accuracy == pytest.approx(1.25 / 2)


def test_somebody_is_always_kept_unless_there_is_nobody() -> None:
    assert Rejection([0.3], [True]).at(0.0).kept == 1
    assert Rejection([], []).at(1.0).kept == 0
