# SPDX-License-Identifier: Apache-2.0
"""Iterated to the end, a frame costs at most what Pink's quadratic programs (daqp) reach.

Same objective, same box of joints (limits, and what a frame's time allows), same start. Both are
valued by one function: squared residuals of the tasks and of the pull to the rest posture.
"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.retarget import real_clips
from irgm_ros.robot import Robot
from irgm_ros.robot.kinematics import body_of
from irgm_ros.robot.solver import Problem, State, Weights, solve_frames
from irgm_ros.robot.targets import make_targets
from tests.people import waving
from tests.robot.bodies import Array, rising_arm, robot_or_skip
from tests.shared import shared_file

WHY = 'pip install "irgm_ros[peers]"'
pytest.importorskip('pink', reason=WHY)
pytest.importorskip('daqp', reason=WHY)
from tests.robot.pink_peer import PinkPeer  # noqa: E402

FPS = 20.0
SAMPLES = 8  # frames of a clip that are compared
# A step so small ends the iterations [rad or m].
TO_THE_END = {'iterations': 100, 'until': (1e-6, 1e-6)}


@pytest.fixture(scope='module', params=['g1', 'tiny'])
def robot(request: pytest.FixtureRequest) -> Robot:
    if request.param == 'g1':
        return robot_or_skip('g1')
    tiny: Robot = request.getfixturevalue('tiny')
    return tiny


def compared(robot: Robot, human: Array) -> tuple[Array, Array]:
    """Return the costs of some frames, ours and Pink's best."""
    body, weights, peer = body_of(robot), Weights(), PinkPeer(robot)
    targets = make_targets(body, np.asarray(human, dtype=np.float64), FPS)
    problem = Problem(body, targets, weights)
    state = solve_frames(problem, FPS, **TO_THE_END)
    ours, theirs = [], []
    for t in np.unique(np.linspace(0, len(human) - 1, SAMPLES).astype(int)):
        part, before = slice(t, t + 1), slice(t - 1, t)
        low, high = body.lower, body.upper
        if t == 0:
            start = State(targets.base[:1], targets.pelvis[:1], body.rest[None])
        else:
            turned = targets.pelvis[before].swapaxes(1, 2) @ targets.pelvis[part]
            moved = targets.base[part] - targets.base[before]
            start = State(
                state.base[before] + moved, state.rotation[before] @ turned, state.joints[before]
            )
            reach = body.velocity / FPS
            low = np.maximum(low, start.joints[0] - reach)
            high = np.minimum(high, start.joints[0] + reach)

        def cost(of: State, part: slice = part) -> float:
            return float(problem.normal_equations(of, part, weights.posture[0])[2][0])

        iterates = peer.solve(peer.tasks(targets, t, weights), start, low, high)
        ours.append(cost(State(state.base[part], state.rotation[part], state.joints[part])))
        theirs.append(min(map(cost, iterates)))
    return np.array(ours), np.array(theirs)


def holds(robot: Robot, human: Array) -> None:
    ours, theirs = compared(robot, human)
    assert (ours <= theirs * 1.001 + 1e-6).all(), ours / theirs
    assert ours.sum() <= theirs.sum() * 1.0001


@pytest.mark.parametrize('human', [rising_arm('left'), waving()], ids=['arm', 'wave'])
def test_made_motions(robot: Robot, human: Array) -> None:
    holds(robot, human)


def test_the_golden_clip(robot: Robot) -> None:
    holds(robot, np.load(shared_file('fixtures/humanml3d/012314_positions.npy')))


@pytest.mark.slow
def test_recordings() -> None:
    robot = robot_or_skip('g1')
    for human in real_clips(shared_file('data/cmu_mocap')).values():
        holds(robot, human)


def test_the_peer_has_the_same_objective(robot: Robot) -> None:
    """What Pink's tasks say of a posture is what our residuals say."""
    body, weights, peer = body_of(robot), Weights(), PinkPeer(robot)
    targets = make_targets(body, rising_arm('left', 9), FPS)
    problem, part = Problem(body, targets, weights), slice(4, 5)
    state = State(targets.base[part] + 0.03, targets.pelvis[part], body.rest[None] + 0.1)
    _, _, ours = problem.normal_equations(state, part, weights.posture[0])
    assert peer.cost(peer.tasks(targets, 4, weights), state) == pytest.approx(ours[0], rel=1e-9)
