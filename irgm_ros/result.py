# SPDX-License-Identifier: Apache-2.0
"""What a run of the pipeline leaves behind, and how it is written to files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.atomic import replacing
from irgm_ros.errors import MotionError
from irgm_ros.motion.skeleton import JOINT_NAMES
from irgm_ros.types import (
    Feasibility,
    FloatArray,
    Motion,
    RobotPath,
    Round,
    TimedTrajectory,
    as_plain,
)

STOP_COMMAND = 'stop_command'


@dataclass(frozen=True)
class PipelineResult:
    """A sentence, what was made of it, and why it ended.

    A stop word gives a result without rounds and motion whose ``stop_reason`` is
    ``stop_command``. Without a robot ``path``, ``trajectory`` and ``feasibility`` are None; of a
    motion that the robot cannot time within its bounds, ``trajectory`` alone is.

    Attributes:
        command: The sentence as normalised.
        analysis: What the model says the motion needs.
        rounds: Finished rounds, first to last.
        selected_round: Index of the round that ``motion`` is; None without a motion.
        stop_reason: Why the loop ended, e.g. ``accepted``, ``deadline``, ``stop_command``.
        timings: Stage -> wall time [s]. ``first_motion`` and ``first_trajectory`` count from the
            start of the run to the first round's; the robot's stages include all rounds;
            ``loop`` includes them too; ``total`` is the whole run.
        bundle: Name of the model.
        provider: What runs the graphs.
        motion: Features of the selected round.
        positions_rep103: (F, 22, 3) joints [m], x forward at frame 0, y left, z up, origin on
            the floor under the root at frame 0.
        path: The robot's frames before timing.
        trajectory: The robot's motion inside its limits.
        feasibility: What the robot layer measured on them.
    """

    command: str
    analysis: str = ''
    rounds: tuple[Round, ...] = ()
    selected_round: int | None = None
    stop_reason: str = ''
    timings: dict[str, float] = field(default_factory=dict)
    bundle: str = ''
    provider: str = ''
    motion: Motion | None = None
    positions_rep103: NDArray[np.float64] | None = None
    path: RobotPath | None = None
    trajectory: TimedTrajectory | None = None
    feasibility: Feasibility | None = None

    def trace(self) -> dict[str, Any]:
        """Return the run as plain values for JSON; its keys are a public interface."""
        rounds = [
            {
                'index': r.index,
                'tokens': r.tokens.codes.tolist(),
                'assessment': r.assessment,
                'refinement': r.refinement,
                'source': r.source,
                'score': float(r.score),
                'seconds': float(r.seconds),
            }
            for r in self.rounds
        ]
        return {
            'command': self.command,
            'analysis': self.analysis,
            'rounds': rounds,
            'selected_round': self.selected_round,
            'stop_reason': self.stop_reason,
            'timings': as_plain(self.timings),
            'bundle': self.bundle,
            'provider': self.provider,
            'feasibility': as_plain(self.feasibility),
        }

    def save(self, path: str | Path) -> None:
        """Write motion and trajectory as ``.npz``.

        Args:
            path: The file; it appears whole or not at all.

        Raises:
            MotionError: There is no motion to write.
            IrgmError: The place cannot be written.
        """
        if self.motion is None or self.positions_rep103 is None:
            raise MotionError(f'no motion to write to {path}: {self.stop_reason}')
        arrays = motion_arrays(self.motion, self.positions_rep103)
        if self.trajectory is not None:
            arrays |= trajectory_arrays(self.trajectory)
        save_arrays(path, arrays)

    def save_trace(self, path: str | Path) -> None:
        """Write ``trace`` as JSON; the file appears whole or not at all."""
        text = json.dumps(self.trace(), indent=1, ensure_ascii=False, allow_nan=False)
        with replacing(path) as temporary:
            temporary.write_text(text + '\n', encoding='utf-8')


def motion_arrays(motion: Motion, positions_rep103: FloatArray) -> dict[str, NDArray[Any]]:
    """Return the arrays of the human motion under their public keys."""
    return {
        'features': np.asarray(motion.features, dtype=np.float32),
        'fps': np.array(motion.fps),
        'positions': np.asarray(positions_rep103),
        'position_names': np.array(JOINT_NAMES),
    }


def trajectory_arrays(trajectory: TimedTrajectory) -> dict[str, NDArray[Any]]:
    """Return the arrays of the robot's motion under their public keys."""
    twists = {} if trajectory.base_twists is None else {'base_twists': trajectory.base_twists}
    return {
        **twists,
        'joint_names': np.array(trajectory.joint_names),
        'times': trajectory.times,
        'joint_positions': trajectory.joint_positions,
        'joint_velocities': trajectory.joint_velocities,
        'joint_accelerations': trajectory.joint_accelerations,
        'base_positions': trajectory.base_positions,
        'base_quat_xyzw': trajectory.base_quat_xyzw,
    }


def path_arrays(path: RobotPath) -> dict[str, NDArray[Any]]:
    """Return the arrays of the frames before timing under their public keys."""
    return {
        'path_joint_positions': path.joint_positions,
        'path_base_positions': path.base_positions,
        'path_base_quat_xyzw': path.base_quat_xyzw,
    }


def save_arrays(path: str | Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Write arrays as ``.npz``; the file appears whole or not at all.

    Args:
        path: The file; no suffix is added.
        arrays: Key -> array.

    Raises:
        IrgmError: The place cannot be written.
    """
    with replacing(path) as temporary, temporary.open('wb') as stream:
        np.savez(stream, **arrays)  # type: ignore[arg-type]
