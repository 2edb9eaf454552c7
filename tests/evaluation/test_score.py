# SPDX-License-Identifier: Apache-2.0
"""Figures of an evaluation against cases counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluation.figure import bars
from evaluation.outcomes import Outcome, Physics, Reference, Trial
from evaluation.report import markdown
from evaluation.score import summarise
from irgm_ros.checks.physics import LIMITS


def trial(accepted: tuple[bool, ...], right: tuple[bool, ...], action: str = 'wave') -> Trial:
    selected = len(right) - 1
    held = ((action, 'present', True), (action, 'count', right[selected]))
    return Trial('', accepted, right, selected, held)


def outcome(made: Trial, split: str = 'seen', action: str = 'wave', **more: object) -> Outcome:
    return Outcome(split, 'text', action, (action,), made, **more)  # type: ignore[arg-type]


RIGHT = Reference(True, True, 10.0, 2.0, 30.0)
LOST_IN_CODES = Reference(True, False, 20.0, 6.0, 50.0)
CASES = [
    outcome(trial((True,), (True,)), reference=RIGHT),
    outcome(trial((True,), (False,)), reference=LOST_IN_CODES),  # accepted and wrong
    outcome(trial((False, True), (False, True)), 'noisy'),  # rejected and repaired
    outcome(trial((False, True), (False, False), 'turn'), 'noisy', 'turn'),
    outcome(Trial('UNSUPPORTED_COMMAND: no'), 'number'),  # wrongly refused
    outcome(Trial('UNSUPPORTED_COMMAND: no'), 'out_of_scope'),
    outcome(Trial('', (True,), (), 0), 'out_of_scope'),  # wrongly done
]


def test_splits_are_scored_apart_and_together() -> None:
    summary = summarise(CASES)
    assert list(summary['splits']) == ['seen', 'noisy', 'number']
    seen = summary['splits']['seen']
    assert (seen['ground_truth']['share'], seen['reconstruction']['share']) == (1.0, 0.5)
    assert seen['first_generation']['share'] == seen['after_loop']['share'] == 0.5
    noisy = summary['splits']['noisy']
    assert 'ground_truth' not in noisy and noisy['after_loop']['share'] == 0.5
    assert summary['splits']['number']['after_loop']['share'] == 0.0
    assert 'ground_truth' not in summary['all']
    assert summary['all']['first_generation']['share'] == pytest.approx(1 / 5)
    assert summary['all']['after_loop']['share'] == pytest.approx(2 / 5)


def test_gain_is_paired_over_all_splits() -> None:
    gain = summarise(CASES)['gain']
    assert (gain['won'], gain['lost'], gain['n']) == (1, 0, 5)
    assert gain['share'] == pytest.approx(0.2) and gain['p_value'] == 1.0


def test_checks_are_counted_apart() -> None:
    wrong, repaired = trial((True,), (False,)), trial((False, True), (False, True))
    cases = [outcome(wrong, checked=repaired), outcome(wrong), outcome(Trial('no'))]
    summary = summarise(cases)
    assert summary['splits']['seen']['after_loop']['share'] == 0.0
    with_checks = summary['splits']['seen']['after_loop_with_checks']
    assert (with_checks['share'], with_checks['n']) == (pytest.approx(1 / 3, abs=1e-4), 3)
    assert (summary['gain']['won'], summary['gain_checked']['won']) == (0, 1)
    again = outcome(wrong, repair=wrong, repair_checked=repaired)
    assert summarise([again])['repair_checked']['repaired']['share'] == 1.0
    assert 'with checks: rejected 100.0 %' in markdown(summarise([again]), 'COMMAND')


def test_refusals_right_and_wrong() -> None:
    refused = summarise(CASES)['refused']
    assert (refused['out_of_scope']['share'], refused['out_of_scope']['n']) == (0.5, 2)
    assert (refused['in_scope']['share'], refused['in_scope']['n']) == (0.2, 5)


def test_the_models_judgement_of_its_own_motions() -> None:
    judgement = summarise(CASES)['judgement']
    # Six judged motions: right and accepted 2, wrong and rejected 2, wrong and accepted 2.
    assert judgement['correct']['share'] == pytest.approx(4 / 6, abs=1e-4)
    assert judgement['right_accepted'] == judgement['right_accepted'] | {'share': 1.0, 'n': 2}
    assert judgement['wrong_rejected'] == judgement['wrong_rejected'] | {'share': 0.5, 'n': 4}


def test_repairs_count_what_the_loop_began_with() -> None:
    fine = trial((True,), (True,))
    repaired = outcome(fine, repair=trial((False, True), (False, True)))
    kept = outcome(fine, repair=trial((True,), (False,)))
    refused = outcome(Trial('no'), repair=Trial('no'))
    repair = summarise([repaired, kept, refused, outcome(fine)])['repair']
    assert (repair['repaired']['share'], repair['repaired']['n']) == (0.5, 2)
    assert repair['rejected']['share'] == 0.5


def test_actions_attributes_and_reconstruction() -> None:
    summary = summarise(CASES)
    assert summary['by_action']['turn']['after_loop']['n'] == 1
    assert summary['by_action']['wave']['after_loop']['n'] == 4
    attributes = summary['by_attribute']
    assert attributes['present']['share'] == 1.0
    assert (attributes['count']['share'], attributes['count']['n']) == (0.5, 4)
    assert summary['failures_after_loop'] == {'wave.count': 1, 'turn.count': 1}
    assert summary['reconstruction']['mpjpe_mm'] == pytest.approx(15.0)
    assert summary['mean_rounds'] == 1.5


def test_physics_of_what_was_made_beside_what_was_synthesised() -> None:
    low, high = dict.fromkeys(LIMITS, 0.0), {name: 2 * limit for name, limit in LIMITS.items()}
    fine, skating = Physics(low, ()), Physics(high, ('foot_skate_m_s',))
    made = [replace(trial((True,), (True,)), physics=p) for p in (fine, skating, skating)]
    cases = [outcome(t, reference=replace(RIGHT, physics=fine)) for t in made]
    summary = summarise([*cases, outcome(Trial('no'))])
    after, true = (summary['physics'][row] for row in ('after_loop', 'ground_truth'))
    assert after['plausible']['share'] == pytest.approx(1 / 3, abs=1e-4)
    assert after['plausible']['n'] == 3 and true['plausible']['share'] == 1.0
    skate = after['figures']['foot_skate_m_s']
    assert skate['median'] == 2 * LIMITS['foot_skate_m_s']
    assert skate['beyond']['share'] == pytest.approx(2 / 3, abs=1e-4)
    text = markdown(summary, 'COMMAND')
    assert '| foot_skate_m_s | 0.35 | 0 | 0.7 | 66.7 %' in text
    assert summarise(CASES)['physics'] == {'ground_truth': None, 'after_loop': None}


def test_report_has_every_split_with_its_interval() -> None:
    text = markdown(summarise(CASES), 'COMMAND')
    assert '| noisy | 2 | - | - | 0.0 % (0.0 to 65.8) | 50.0 % (9.5 to 90.5) | 50.0 %' in text
    assert '50.0 % (9.5 to 90.5, n = 2) were refused' in text
    assert 'McNemar p = 1' in text and '`COMMAND`' in text


def test_report_and_picture_of_refusals_alone() -> None:
    summary = summarise(CASES[5:])
    assert 'were refused' in markdown(summary, 'COMMAND')
    assert list(bars(summary)) == ['refused, as it must be']
    assert list(bars(summarise(CASES))) == [
        'first generation', 'after the loop', 'refused, as it must be',
    ]  # fmt: skip
