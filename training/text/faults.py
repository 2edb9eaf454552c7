# SPDX-License-Identifier: Apache-2.0
"""Assessment and refinement texts for faults of the body: sliding feet, jerks, floating."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

_SECONDS = ('first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth',
            'tenth')  # fmt: skip
# Name of a fault -> what is seen and what to do. ``{limb}`` is "left foot" or the like, ``{when}``
# begins with a space or is empty.
_SEEN: Mapping[str, tuple[str, ...]] = {
    'skate': (
        'The {limb} slides{when}.', 'The {limb} slides over the floor{when}.',
        'There is foot sliding{when}.', 'The {limb} slips while it stands{when}.',
        'Sliding {limb}{when}.',
    ),
    'penetration': (
        'The {limb} sinks into the floor{when}.', 'The {limb} goes below the floor{when}.',
        'The {limb} is under the floor{when}.', 'It goes through the floor{when}.',
    ),
    'floating': (
        'The body floats above the floor{when}.', 'Both feet hang in the air{when}.',
        'The person floats{when}.', 'No foot carries the body{when}.',
    ),
    'jerk': (
        'The motion jerks{when}.', 'There is a sudden jerk{when}.',
        'The body jumps to another pose{when}.', 'The motion is not smooth{when}.',
    ),
    'over_speed': (
        'The {limb} moves too fast{when}.', 'The {limb} is faster than a body can be{when}.',
        'Too fast{when}.', 'The motion rushes{when}.',
    ),
    'overextension': (
        'The {limb} bends the wrong way{when}.', 'The {limb} is overstretched{when}.',
        'No {limb} bends like that{when}.',
    ),
}  # fmt: skip
_REMEDY: Mapping[str, tuple[str, ...]] = {
    'skate': (
        'Keep the foot still while it carries weight.', 'Plant the {limb} firmly.',
        'The {limb} must not slide.', 'Hold the {limb} on its place.',
    ),
    'penetration': (
        'Keep the feet on top of the floor.', 'Lift the {limb} to the floor.',
        'Stay above the floor.',
    ),
    'floating': (
        'Keep a foot on the floor.', 'Bring the feet down to the floor.',
        'Let the floor carry the body.',
    ),
    'jerk': (
        'Move smoothly.', 'Go smoothly from pose to pose.', 'Make the motion smooth{when}.',
        'No sudden jerks.',
    ),
    'over_speed': (
        'Slow the {limb} down.', 'Move the {limb} more slowly.', 'Slow down{when}.',
        'Keep to a possible speed.',
    ),
    'overextension': (
        'Bend the {limb} the other way.', 'Keep the {limb} within its range.',
        'Do not stretch the {limb} beyond straight.',
    ),
}  # fmt: skip
_LIMBS: Mapping[str, str] = {
    'skate': 'foot', 'penetration': 'foot', 'floating': 'body', 'jerk': 'body',
    'over_speed': 'body', 'overextension': 'knee',
}  # fmt: skip


FAULTS = tuple(_SEEN)


def assess_fault(
    fault: str,
    span: tuple[float, float] | None,
    rng: np.random.Generator,
    limb: str | None = None,
) -> tuple[str, str]:
    """Say what is wrong with the body and what to do about it.

    Args:
        fault: ``skate``, ``penetration``, ``floating``, ``jerk``, ``over_speed`` or
            ``overextension``.
        span: Begin and end of the fault in the motion [s]; None for no word about the time.
        rng: Chooses between the sentence forms.
        limb: What it concerns ("left foot", "right hand"), where known.

    Returns:
        Assessment and refinement, one short sentence each.

    Raises:
        ValueError: For an unknown fault.
    """
    if fault not in _SEEN:
        raise ValueError(f'unknown fault {fault!r}; known: {", ".join(_SEEN)}')
    fields = {
        'limb': limb or _LIMBS[fault],
        'when': '' if span is None or rng.random() < 0.25 else f' {_when(*span)}',
    }
    seen, remedy = (forms[fault] for forms in (_SEEN, _REMEDY))
    return (
        seen[int(rng.random() * len(seen))].format(**fields),
        remedy[int(rng.random() * len(remedy))].format(**fields),
    )


def _when(start: float, stop: float) -> str:
    """Words for a span: "during the third second", "from the second to the fourth second"."""
    if not 0 <= start <= stop:
        raise ValueError(f'a span from {start} s to {stop} s')
    first, last = int(start), max(int(start), int(np.ceil(stop)) - 1)
    if last >= len(_SECONDS):
        return (
            'near the end' if first >= len(_SECONDS) else f'from the {_SECONDS[first]} second on'
        )
    if first == last:
        return f'during the {_SECONDS[first]} second'
    return f'from the {_SECONDS[first]} to the {_SECONDS[last]} second'
