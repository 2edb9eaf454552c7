# SPDX-License-Identifier: Apache-2.0
"""What is evaluated: sentences with their meaning, by split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evaluation.benchmark import load_split
from irgm_ros.spec.command import Command


@dataclass(frozen=True)
class Case:
    """One sentence.

    Attributes:
        split: Where it comes from.
        text: As a person gives it.
        command: What it asks for; None where it must be refused.
        positions: (F, 22, 3) a motion that is right [m], y up, 20 fps; None if there is none.
        stranger: (F, 22, 3) a motion of another command, to begin the loop with.
    """

    split: str
    text: str
    command: Command | None
    positions: NDArray[np.float64] | None = None
    stranger: NDArray[np.float64] | None = None


def written(split: str) -> list[Case]:
    """The cases of a split of the benchmark.

    Args:
        split: One of `evaluation.benchmark.SPLITS`.

    Raises:
        BenchmarkError: Its file is wrong.
    """
    return [Case(split, entry.text, entry.command) for entry in load_split(split)]


def with_strangers(cases: Sequence[Case], seed: int) -> list[Case]:
    """Give each case the motion of another one, drawn at random.

    Args:
        cases: With positions.
        seed: Of the draw.
    """
    if len(cases) < 2:
        return list(cases)
    steps = np.random.default_rng([seed, len(cases)]).integers(1, len(cases), len(cases))
    return [
        replace(case, stranger=cases[(index + step) % len(cases)].positions)
        for index, (case, step) in enumerate(zip(cases, steps.tolist(), strict=True))
    ]
