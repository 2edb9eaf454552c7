# SPDX-License-Identifier: Apache-2.0
"""Figures of an evaluation: shares with their intervals, by split, action and attribute."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from evaluation.likeness import likeness
from evaluation.outcomes import Outcome, Physics, Trial
from evaluation.statistics import cell, paired_gain
from irgm_ros.checks.physics import LIMITS

OUT_OF_SCOPE = 'out_of_scope'


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All figures of a run.

    Args:
        outcomes: One for each case, of any splits.

    Returns:
        What ``evaluation.json`` holds besides the single outcomes; a share is a mapping of
        ``share``, ``interval`` and ``n``. What there are no cases for is None or empty.
    """
    inside = [o for o in outcomes if o.split != OUT_OF_SCOPE]
    outside = [o for o in outcomes if o.split == OUT_OF_SCOPE]
    trials = [o.trial for o in inside]
    made = [t for t in trials if t.right]
    return {
        'splits': {
            split: rows([o for o in inside if o.split == split])
            for split in dict.fromkeys(o.split for o in inside)
        },
        'all': rows([replace(o, reference=None) for o in inside]),
        'gain': _gain(trials, trials),
        'gain_checked': _gain(trials, [o.checked or o.trial for o in inside]),
        'refused': {
            'out_of_scope': cell(bool(o.trial.refused) for o in outside),
            'in_scope': cell(bool(t.refused) for t in trials),
        },
        'judgement': _judgement(made),
        'repair': _repair([o.repair for o in inside if o.repair is not None]),
        'repair_checked': _repair([o.repair_checked for o in inside if o.repair_checked]),
        'reconstruction': _reconstruction(inside),
        'likeness': likeness([o.vectors for o in inside if o.vectors is not None]),
        'physics': {
            'ground_truth': _physics([o.reference.physics for o in inside if o.reference]),
            'after_loop': _physics([t.physics for t in trials]),
        },
        'mean_rounds': float(np.mean([len(t.right) for t in made])) if made else 0.0,
        'by_action': _by_action(inside),
        'by_attribute': _by_attribute(made),
        'failures_after_loop': _failures(made),
    }


def rows(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Whether all attributes hold, at each stage of the way; a refused command holds nothing.

    Args:
        outcomes: In scope.
    """
    known = [o.reference for o in outcomes if o.reference is not None]
    stages = {
        'ground_truth': cell(r.ground_truth for r in known),
        'reconstruction': cell(r.reconstruction for r in known),
        'first_generation': cell(o.trial.first for o in outcomes),
        'after_loop': cell(o.trial.final for o in outcomes),
        'after_loop_with_checks': cell((o.checked or o.trial).final for o in outcomes),
        'refused': cell(bool(o.trial.refused) for o in outcomes),
    }
    return {name: value for name, value in stages.items() if value['n']}


def _gain(before: Sequence[Trial], after: Sequence[Trial]) -> dict[str, Any]:
    """What the loop adds to the first generation of the same commands."""
    gain = paired_gain([t.first for t in before], [t.final for t in after])
    return {
        'share': gain.value, 'interval': gain.interval, 'n': gain.count,
        'won': gain.won, 'lost': gain.lost, 'p_value': gain.p_value,
    }  # fmt: skip


def _judgement(trials: Sequence[Trial]) -> dict[str, Any]:
    """Whether the model accepts what is right and rejects what is wrong, of its own motions."""
    said = [pair for t in trials for pair in zip(t.accepted, t.right, strict=True)]
    return {
        'correct': cell(accepted == right for accepted, right in said),
        'right_accepted': cell(accepted for accepted, right in said if right),
        'wrong_rejected': cell(not accepted for accepted, right in said if not right),
    }


def _repair(trials: Sequence[Trial]) -> dict[str, Any]:
    """What becomes of a wrong motion that the loop begins with; refused commands left out."""
    begun = [t for t in trials if t.right]
    return {
        'rejected': cell(not t.accepted[0] for t in begun),
        'repaired': cell(t.final for t in begun),
    }


def _reconstruction(outcomes: Sequence[Outcome]) -> dict[str, float] | None:
    """Mean errors of the tokenizer on right motions."""
    known = [o.reference for o in outcomes if o.reference is not None]
    turns = [o.reference for o in outcomes if o.reference is not None and 'turn' in o.actions]
    if not known:
        return None
    return {
        'mpjpe_mm': float(np.mean([r.mpjpe_mm for r in known])),
        'yaw_error_on_turns_deg': float(np.mean([r.yaw_error_deg for r in turns] or [0.0])),
        'drift_mm': float(np.mean([r.drift_mm for r in known])),
    }


def _physics(measured: Sequence[Physics | None]) -> dict[str, Any] | None:
    """Plausible motions, and for each figure its median and how often it is beyond its limit."""
    known = [physics for physics in measured if physics is not None]
    if not known:
        return None
    figures = {
        name: {
            'limit': limit,
            'median': float(np.median([physics.values[name] for physics in known])),
            'beyond': cell(name in physics.failures for physics in known),
        }
        for name, limit in LIMITS.items()
    }
    return {'plausible': cell(not physics.failures for physics in known), 'figures': figures}


def _by_action(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Any]]:
    """Rows of each action; a command belongs to all of its own."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        for action in set(outcome.actions):
            groups[action].append(outcome)
    return {action: rows(group) for action, group in sorted(groups.items())}


def _by_attribute(trials: Sequence[Trial]) -> dict[str, Any]:
    """Share of the asked attributes that hold in the selected motions, by name."""
    flags: dict[str, list[bool]] = defaultdict(list)
    for trial in trials:
        for _, name, ok in trial.attributes:
            flags[name].append(ok)
    return {name: cell(group) for name, group in sorted(flags.items())}


def _failures(trials: Sequence[Trial]) -> dict[str, int]:
    """Commands in which an attribute fails after the loop, as ``action.name``."""
    counted = Counter(
        failure
        for trial in trials
        for failure in {f'{action}.{name}' for action, name, ok in trial.attributes if not ok}
    )
    return dict(counted.most_common())
