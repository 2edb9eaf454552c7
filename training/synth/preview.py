# SPDX-License-Identifier: Apache-2.0
"""Strip of stick figures of one synthesised clip, for looking at the data."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use('Agg')
import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

from irgm_ros.motion.skeleton import CHAINS
from irgm_ros.spec.command import Command
from training.synth import sample_command, synthesise

_COLOURS = ('tab:red', 'tab:blue', 'black', 'tab:orange', 'tab:cyan')  # right, left, spine


def describe(command: Command) -> str:
    """One line with the set attributes of every part."""

    def words(part: object) -> str:
        values = [str(v) for v in vars(part).values() if v is not None]
        return ' '.join(values)

    return ', then '.join(' while '.join(words(p) for p in s.parts) for s in command.steps)


def draw_strip(
    positions: NDArray[np.float64], path: Path, title: str = '', every: int = 4
) -> None:
    """Write a PNG with a front view above a side view, one figure every few frames.

    Args:
        positions: Joint positions (F, 22, 3) [m], y up.
        path: PNG file to write.
        title: Text above the strip.
        every: Frames between figures.
    """
    frames = np.arange(0, len(positions), every)
    figure, axes = plt.subplots(2, 1, figsize=(max(6.0, 0.62 * len(frames)), 5.2))
    for axis, column, sign in ((axes[0], 0, -1.0), (axes[1], 2, 1.0)):
        for place, frame in enumerate(frames):
            pose = positions[frame]
            flat = 0.75 * place + sign * (pose[:, column] - pose[0, column])
            for chain, colour in zip(CHAINS, _COLOURS, strict=True):
                axis.plot(flat[list(chain)], pose[list(chain), 1], color=colour, lw=1.6)
            axis.text(0.75 * place, -0.18, str(frame), ha='center', fontsize=6)
        axis.axhline(0.0, color='0.7', lw=0.6)
        axis.set_aspect('equal')
        axis.set_ylim(-0.25, 2.15)
        axis.axis('off')
    axes[0].set_title(title, fontsize=9)
    figure.tight_layout()
    figure.savefig(path, dpi=70)
    plt.close(figure)


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw the clip of a drawn command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--command-seed', type=int, default=0)
    parser.add_argument('--out', type=Path, required=True)
    options = parser.parse_args(arguments)
    rng = np.random.default_rng(options.command_seed)
    command = sample_command(rng)
    clip = synthesise(command, rng)
    draw_strip(clip.positions, options.out, f'{describe(command)}  spans {clip.spans}')
    print(describe(command), clip.positions.shape, clip.spans)


if __name__ == '__main__':
    main()
