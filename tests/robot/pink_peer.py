# SPDX-License-Identifier: Apache-2.0
"""The objective of one frame of `irgm_ros.robot.solver` in tasks of Pink, solved with daqp.

Pink (Caron et al.) has the kinematics from pinocchio, the orientation and posture tasks and the
quadratic program of its own; directions and places of points are tasks made here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pinocchio
from pink import Configuration, solve_ik
from pink.limits import ConfigurationLimit
from pink.tasks import FrameTask, PostureTask, Task

from irgm_ros.robot import Robot
from irgm_ros.robot.kinematics import LIMBS, ORIENTED, Body, body_of, rest_of_all
from irgm_ros.robot.solver import State, Weights
from irgm_ros.robot.targets import Targets
from tests.robot.bodies import Array

ITERATIONS = 60
SMALL = 1e-5  # a step that ends them [rad or m]
DAMPING = 1e-3  # moves no minimum: it pulls towards the last iterate


class PointTask(Task):  # type: ignore[misc]
    """A point, or a difference of two over a length, in the axes of the world."""

    def __init__(self, frames: tuple[str, ...], length: float, wanted: Array, cost: float) -> None:
        super().__init__(cost=float(cost))
        self.frames, self.length, self.wanted = frames, length, wanted

    def compute_error(self, configuration: Any) -> Array:
        """Return (3,) value minus wanted."""
        places = [configuration.get_transform_frame_to_world(f).translation for f in self.frames]
        value = places[-1] - (places[0] if len(places) > 1 else 0.0)
        return np.asarray(value / self.length - self.wanted)

    def compute_jacobian(self, configuration: Any) -> Array:
        """Return (3, nv) derivatives of the value."""
        rows = []
        for name in self.frames:
            turned = configuration.get_transform_frame_to_world(name).rotation
            rows.append(turned @ configuration.get_frame_jacobian(name)[:3])
        return np.asarray((rows[-1] - (rows[0] if len(rows) > 1 else 0.0)) / self.length)

    def __repr__(self) -> str:
        return f'PointTask{self.frames}'


class PinkPeer:
    """Solves frames of a robot whose root link looks along x."""

    def __init__(self, robot: Robot) -> None:
        self.body: Body = body_of(robot)
        names = robot.spec.frames
        moving = {robot.model.getJointId(name) for name in self.body.names}
        still = [i for i in range(2, robot.model.njoints) if i not in moving]
        self.model = pinocchio.buildReducedModel(robot.model, still, rest_of_all(robot))
        joints = [self.model.joints[self.model.getJointId(name)] for name in self.body.names]
        self.columns = np.array([joint.idx_q for joint in joints])
        self.rest = pinocchio.neutral(self.model)
        self.rest[self.columns] = self.body.rest
        data = self.model.createData()
        pinocchio.framesForwardKinematics(self.model, data, pinocchio.neutral(self.model))
        self.links = names
        self.zero = {
            n: data.oMf[self.model.getFrameId(names[n])].rotation.copy() for n in ORIENTED
        }
        for side, centre in zip(('left', 'right'), self.body.sole_centres, strict=True):
            ankle = self.model.frames[self.model.getFrameId(names[f'{side}_ankle'])]
            offset = pinocchio.SE3(np.eye(3), self.zero[f'{side}_ankle'].T @ centre)
            kind = pinocchio.FrameType.OP_FRAME
            self.model.addFrame(
                pinocchio.Frame(f'{side}_sole', ankle.parentJoint, ankle.placement * offset, kind)
            )
        self.root = next(f.name for f in self.model.frames if f.parentJoint == 1)
        self.data = self.model.createData()

    def tasks(self, targets: Targets, t: int, weights: Weights) -> list[Any]:
        """Return the tasks of frame ``t`` with the costs of `Weights`."""
        links, out = self.links, []
        for i, (a, b) in enumerate(LIMBS):
            pair = (links[a], links[b])
            factor = weights.legs if a.endswith(('hip', 'knee')) else 1.0
            out.append(
                PointTask(
                    pair,
                    self.body.limb_lengths[i],
                    targets.directions[t, i],
                    factor * weights.limb,
                )
            )
        for i, side in enumerate(('left', 'right')):
            free = weights.sole[1 if targets.low[t, i] else 0]
            cost = weights.sole[2] if targets.contact[t, i] else free
            out.append(PointTask((f'{side}_sole',), 1.0, targets.soles[t, i], weights.legs * cost))
        foot = [weights.legs * weights.foot[int(c)] for c in targets.contact[t]]
        for i, (name, cost) in enumerate(
            zip(ORIENTED, (weights.pelvis, weights.torso, *foot), strict=True)
        ):
            task = FrameTask(links[name], position_cost=0.0, orientation_cost=float(cost))
            turn = targets.rotations[t, i] @ self.zero[name]
            task.set_target(pinocchio.SE3(turn, np.zeros(3)))
            out.append(task)
        out.append(PointTask((self.root,), 1.0, targets.base[t], weights.base))
        posture = PostureTask(cost=float(weights.posture[0]))
        posture.set_target(self.rest)
        return [*out, posture]

    def solve(self, tasks: list[Any], start: State, low: Array, high: Array) -> list[State]:
        """Iterate from ``start`` (one frame) inside a box of joints; return all iterates."""
        self.model.lowerPositionLimit[self.columns] = low - 1e-9
        self.model.upperPositionLimit[self.columns] = high + 1e-9
        limits = [ConfigurationLimit(self.model, config_limit_gain=1.0)]
        configuration = Configuration(self.model, self.data, self._vector(start))
        iterates = [start]
        for _ in range(ITERATIONS):
            step = solve_ik(configuration, tasks, 1.0, 'daqp', DAMPING, limits, safety_break=False)
            configuration.integrate_inplace(step, 1.0)
            iterates.append(self._state(configuration.q, low, high))
            if np.abs(step).max() < SMALL:
                break
        return iterates

    def cost(self, tasks: list[Any], state: State) -> float:
        """Return what the tasks themselves say of a state of one frame."""
        configuration = Configuration(self.model, self.data, self._vector(state))
        errors = [np.asarray(task.compute_error(configuration)) for task in tasks]
        costs = [np.asarray(task.cost) for task in tasks]
        pairs = zip(costs, errors, strict=True)
        return float(sum(((cost * error) ** 2).sum() for cost, error in pairs))

    def _vector(self, state: State) -> Array:
        """Turn a state of one frame into a configuration of the model."""
        q: Array = pinocchio.neutral(self.model)
        q[:3] = state.base[0]
        q[3:7] = pinocchio.Quaternion(state.rotation[0]).coeffs()
        q[self.columns] = state.joints[0]
        return q

    def _state(self, q: Array, low: Array, high: Array) -> State:
        """Turn it back, without what the program's tolerance leaves outside the box."""
        turn = pinocchio.Quaternion(q[3:7] / np.linalg.norm(q[3:7])).matrix()
        joints = np.clip(q[self.columns], low, high)
        return State(q[None, :3].copy(), turn[None].copy(), joints[None])
