# SPDX-License-Identifier: Apache-2.0
"""Held-out synthetic commands: grammar and synthesiser of the training, seeds of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irgm_ros.spec.command import Command
from training.synth import sample_command, synthesise
from training.text import phrase

_STREAM = 977  # apart from the streams of training, which begin with the seed of the run


@dataclass(frozen=True)
class HeldOut:
    """One command with a motion that fulfils it.

    Attributes:
        text: The command as a person gives it.
        command: What it means.
        positions: (F, 22, 3) synthesised motion [m], y up, 20 fps.
    """

    text: str
    command: Command
    positions: NDArray[np.float64]


def held_out(count: int, seed: int = 0) -> Iterator[HeldOut]:
    """Draw ``count`` commands; the same count and seed give the same set."""
    for index in range(count):
        rng = np.random.default_rng([_STREAM, seed, index])
        command = sample_command(rng)
        clip = synthesise(command, rng)
        yield HeldOut(phrase(command, rng, 'imperative'), command, clip.positions)
