# SPDX-License-Identifier: Apache-2.0
"""Parametric motion synthesiser: the data engine of the default model."""

from training.synth.clip import MAX_FRAMES, MIN_FRAMES, Clip
from training.synth.compose import synthesise
from training.synth.sampling import distinct, fits, sample_command, sample_step

__all__ = [
    'MAX_FRAMES', 'MIN_FRAMES', 'Clip', 'distinct', 'fits', 'sample_command', 'sample_step',
    'synthesise',
]  # fmt: skip
