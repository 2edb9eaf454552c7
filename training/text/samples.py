# SPDX-License-Identifier: Apache-2.0
"""Commands and measurements drawn evenly from all that the specification allows.

For the tokenizer's vocabulary and for tests, where each word has to occur; the distribution that
the model learns from is `training.synth.sample_command`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from irgm_ros.spec.canonical import all_parts
from irgm_ros.spec.command import (
    CARRIERS,
    GESTURES,
    MAX_STEPS,
    Action,
    AttributeResult,
    CheckReport,
    Command,
    Part,
    Step,
    attributes_of,
)

# One to as many steps as a command may have, the longer the rarer.
_LENGTHS = tuple(n for n in range(1, MAX_STEPS + 1) for _ in range(MAX_STEPS + 1 - n))


@cache
def _parts(action: Action) -> tuple[Part, ...]:
    return tuple(all_parts(action))


def random_part(actions: Sequence[Action], rng: np.random.Generator) -> Part:
    """A part of one of the actions, all of its attributes drawn evenly, None included."""
    parts = _parts(actions[int(rng.integers(len(actions)))])
    return parts[int(rng.integers(len(parts)))]


def random_command(rng: np.random.Generator) -> Command:
    """One to `MAX_STEPS` steps, a quarter of them body action and gesture together."""
    steps = []
    for _ in range(_LENGTHS[int(rng.integers(len(_LENGTHS)))]):
        if rng.random() < 0.25:
            body = random_part(sorted(CARRIERS), rng)
            steps.append(Step(body, random_part(sorted(GESTURES), rng)))
            continue
        part = random_part(list(Action), rng)
        steps.append(Step(gesture=part) if part.action in GESTURES else Step(body=part))
    return Command(tuple(steps))


def random_report(command: Command, rng: np.random.Generator, fault: float = 0.4) -> CheckReport:
    """Made-up measurements: each attribute is wrong with probability ``fault``."""
    results = []
    for k, step in enumerate(command.steps):
        for part in step.parts:
            missing = rng.random() < fault / 2
            results.append(
                AttributeResult(k, part.action, 'present', True, not missing or None, not missing)
            )
            for name, options in attributes_of(part.action).items():
                wanted = getattr(part, name)
                if wanted is None:
                    continue
                others = [value for value in options if value != wanted]
                wrong = rng.random() < fault and bool(others)
                seen = others[int(rng.integers(len(others)))] if wrong else wanted
                seen, ok = (None, False) if missing else (seen, not wrong)
                results.append(AttributeResult(k, part.action, name, wanted, seen, ok))
        first = step.parts[0].action
        for name, wanted, given in (
            ('order', 'after', k > 0), ('together', True, len(step.parts) == 2),
        ):  # fmt: skip
            if given:
                ok = bool(rng.random() > fault / 2)
                seen = wanted if ok else {'order': 'before', 'together': False}[name]
                results.append(AttributeResult(k, first, name, wanted, seen, ok))
    return CheckReport(tuple(results))
