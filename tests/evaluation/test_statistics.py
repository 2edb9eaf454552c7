# SPDX-License-Identifier: Apache-2.0
"""Shares and intervals against numbers worked out by hand."""

from __future__ import annotations

import pytest

from evaluation.statistics import PairedGain, Share, paired_gain, share


def test_wilson_interval_of_eight_out_of_ten() -> None:
    # z = 1.96: centre (0.8 + 0.19207) / 1.38415 = 0.71674, half 0.22661
    low, high = Share(8, 10).interval
    assert low == pytest.approx(0.4902, abs=1e-4)
    assert high == pytest.approx(0.9433, abs=1e-4)


def test_interval_stays_inside_zero_and_one() -> None:
    assert Share(5, 5).interval[1] == pytest.approx(1.0)
    assert Share(0, 5).interval[0] == pytest.approx(0.0)
    assert Share(0, 0).interval == (0.0, 1.0)


def test_share_counts_true_flags_and_reads_well() -> None:
    assert share([True, False, True, True]) == Share(3, 4)
    assert str(Share(3, 4)).startswith('75.0 % (')


def test_paired_gain_counts_both_directions() -> None:
    # three cases won, one lost, of eight: gain 2/8
    before = [False, False, False, True, True, True, False, False]
    after = [True, True, True, False, True, True, False, False]
    gain = paired_gain(before, after)
    assert gain == PairedGain(3, 1, 8)
    assert gain.value == pytest.approx(0.25)
    # adjusted: 4/10 and 2/10, so 0.2 +- 1.96 sqrt((0.6 - 0.04) / 10) = 0.2 +- 0.46381
    assert gain.interval == pytest.approx((-0.26381, 0.66381), abs=1e-5)
    # of four changed cases at most one lost: 2 (1 + 4) / 16
    assert gain.p_value == pytest.approx(0.625)


def test_no_change_is_no_certainty() -> None:
    # 1/12 each way: 0 +- 1.96 sqrt((2/12) / 12) = 0.23099
    assert PairedGain(0, 0, 10).interval == pytest.approx((-0.23099, 0.23099), abs=1e-5)
    assert PairedGain(0, 0, 10).p_value == 1.0
    assert PairedGain(0, 0, 0).value == 0.0


def test_ten_wins_without_a_loss_are_no_chance() -> None:
    assert PairedGain(10, 0, 40).p_value == pytest.approx(2 / 1024)
    assert PairedGain(0, 10, 40).p_value == pytest.approx(2 / 1024)
