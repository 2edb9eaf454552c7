# SPDX-License-Identifier: Apache-2.0
"""A sentence moves the simulated robot: ``make demo TEXT="wave your right hand"``.

Starts the node and the simulated robot as processes of their own, sends the sentence as an action
goal, shows the rounds as they happen, waits until the robot has executed the trajectory, and
leaves trace, arrays, pictures and a summary in ``out/demo``.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import rclpy
from rclpy.action import ActionClient
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions
from rclpy.task import Future
from rclpy.utilities import try_shutdown
from trajectory_msgs.msg import JointTrajectory

from irgm_ros.action import GenerateMotion
from irgm_ros.console import summary
from irgm_ros.errors import IrgmError
from irgm_ros.msg import ControllerState, MotionStatus
from irgm_ros.render import render_side_by_side
from irgm_ros.result import PipelineResult, motion_arrays, save_arrays, trajectory_arrays
from irgm_ros.robot import load_robot
from irgm_ros.ros.conversions import to_seconds
from irgm_ros.ros.mover import TRAJECTORY_QOS
from irgm_ros.ros.results import from_result
from irgm_ros.ros.safety import margins
from irgm_ros.ros.status import STATUS_QOS
from irgm_ros.types import TimedTrajectory

EXIT_ERROR, EXIT_REFUSED, EXIT_INTERRUPTED = 1, 3, 130
_START_S, _GOAL_S, _STOP_S = 90.0, 120.0, 5.0


class DemoError(Exception):
    """The demo cannot go on; the message says why."""


class Children:
    """The processes of the demo, ended together whatever happens."""

    def __init__(self, logs: Path) -> None:
        """Collect the processes' output in ``logs``."""
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *arguments: str) -> None:
        """Start ``python -m irgm_ros.ros.NAME``, with the whole environment passed on."""
        command = [sys.executable, '-m', f'irgm_ros.ros.{name}', *arguments]
        with (self._logs / f'{name}.log').open('wb') as log:
            # A session of its own: Ctrl-C reaches the demo, and the demo ends its children.
            self._running[name] = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    def check(self) -> None:
        """Raise DemoError if a process has ended."""
        for name, process in self._running.items():
            if process.poll() is not None:
                log = self._logs / f'{name}.log'
                last = log.read_text(errors='replace')[-2000:]
                raise DemoError(
                    f'{name} ended with status {process.returncode}, see {log}:\n{last}'
                )

    def stop(self) -> dict[str, int]:
        """End all processes as Ctrl-C would; return their exit statuses."""
        for process in self._running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_S)
            process.kill()  # does nothing to one that has ended
            process.wait()
        return {name: process.returncode for name, process in self._running.items()}


class DemoClient:
    """The user's side: sends the goal, watches status and controller."""

    def __init__(self, node: Node, check: Callable[[], None]) -> None:
        """Subscribe; ``check`` is called while waiting and may raise."""
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(node)
        self._check = check
        self.status = MotionStatus()
        self.controller: ControllerState | None = None
        self.executed: list[ControllerState] = []
        self.received: JointTrajectory | None = None
        self._client = ActionClient(node, GenerateMotion, 'generate_motion')
        node.create_subscription(MotionStatus, 'irgm/status', self._on_status, STATUS_QOS)
        node.create_subscription(
            ControllerState, 'simulated_robot/controller_state', self._on_controller, 50
        )
        node.create_subscription(
            JointTrajectory, 'joint_trajectory', self._on_trajectory, TRAJECTORY_QOS
        )

    def wait_until(self, condition: Callable[[], bool], what: str, seconds: float) -> None:
        """Serve callbacks until ``condition()`` holds; DemoError after ``seconds``."""
        end = time.monotonic() + seconds
        while not condition():
            self._executor.spin_once(timeout_sec=0.05)
            self._check()
            if time.monotonic() > end:
                raise DemoError(f'waited {seconds:.0f} s for {what} in vain')

    def wait_ready(self) -> None:
        """Wait until node and robot are there."""

        def ready() -> bool:
            if self.status.state == MotionStatus.ERROR:
                raise DemoError(self.status.message)
            return self.status.state == MotionStatus.IDLE and self.controller is not None

        self.wait_until(ready, 'node and robot to start', _START_S)
        self.wait_until(self._client.server_is_ready, 'the action server', _START_S)

    def generate(self, text: str, rounds: int) -> GenerateMotion.Result:
        """Send the sentence and return the result, printing feedback."""
        goal = GenerateMotion.Goal(text=text, rounds=rounds, execute=True)
        sent = self._client.send_goal_async(goal, feedback_callback=_print_feedback)
        accepted = self._finished(sent, 'the goal to be accepted')
        if not accepted.accepted:
            raise DemoError('the node rejected the goal')
        return self._finished(accepted.get_result_async(), 'the result').result

    def wait_executed(self, seconds: float) -> ControllerState:
        """Wait until the robot has ended the trajectory and return the controller's last state."""
        ends = (ControllerState.SUCCEEDED, ControllerState.ABORTED)

        def ended() -> bool:
            state = self.controller
            return state is not None and state.trajectory_id > 0 and state.state in ends

        self.wait_until(ended, 'the robot to execute the trajectory', seconds)
        assert self.controller is not None
        return self.controller

    def _finished(self, future: Future, what: str) -> object:
        self.wait_until(future.done, what, _GOAL_S)
        return future.result()

    def _on_status(self, message: MotionStatus) -> None:
        self.status = message

    def _on_trajectory(self, message: JointTrajectory) -> None:
        self.received = message

    def _on_controller(self, message: ControllerState) -> None:
        self.controller = message
        if message.state == ControllerState.FOLLOWING:
            self.executed.append(message)


def _print_feedback(message: object) -> None:
    """Print one stage; rounds count from 1 for people."""
    feedback = message.feedback
    number = feedback.round + 1
    line = {
        'analysis': f'analysis   {feedback.assessment}',
        'generated': f'round {number}    motion generated',
        'assessed': f'  assessed {feedback.assessment}',
        'round_finished': f'  score    {feedback.score:.2f}',
        'executing': 'robot      executing the trajectory',
    }.get(feedback.stage)
    if line:
        print(line, flush=True)


def executed_trajectory(
    states: list[ControllerState], commanded: TimedTrajectory
) -> TimedTrajectory:
    """Return what the robot did, as measured, in the joint order of ``commanded``.

    The pelvis of the simulated robot is fixed: its commanded path is drawn in its place.
    """
    rows = {to_seconds(s.reference.time_from_start): s for s in states}
    times = np.array(sorted(t for t in rows if t > 0))
    order = [list(states[0].joint_names).index(name) for name in commanded.joint_names]

    def measured(name: str) -> np.ndarray:
        return np.array([getattr(rows[t].feedback, name) for t in times])[:, order]

    nearest = np.abs(commanded.times[None] - times[:, None]).argmin(axis=1)
    velocities = measured('velocities')
    return TimedTrajectory(
        commanded.joint_names,
        times,
        measured('positions'),
        velocities,
        np.gradient(velocities, times, axis=0),
        commanded.base_positions[nearest],
        commanded.base_quat_xyzw[nearest],
        commanded.blend_seconds,
        commanded.stretch_factor,
    )


def report(result: PipelineResult, state: ControllerState, robot: str, seconds: float) -> str:
    """Return the one-screen summary."""
    assert result.trajectory is not None
    left = margins(result.trajectory, load_robot(robot))
    how = 'reached the end' if state.state == ControllerState.SUCCEEDED else 'aborted'
    rounds = [
        f'round {r.index + 1}   score {r.score:.2f}, {r.seconds:.2f} s: '
        f'{r.assessment or "not assessed"} {r.refinement}'.rstrip()
        for r in result.rounds
    ]
    lines = [
        f'command   {result.command}',
        f'analysis  {result.analysis}',
        *rounds,
        summary(result),
        'margins   '
        + ', '.join(f'{name.removesuffix("_margin")} {100 * m:.0f} %' for name, m in left.items())
        + ' of the limit left at the worst point',
        f'executed  {how}; tracking error {state.rms_error:.4f} rad rms, {state.max_error:.3f} '
        f'rad at most ({state.max_error_joint}); {state.real_time_factor:.2f} x real time',
        'note      the pelvis of the simulated robot is fixed: balance is not simulated',
        f'whole job {seconds:.1f} s',
    ]
    return '\n'.join(lines)


def write(result: PipelineResult, executed: TimedTrajectory, robot: str, out: Path) -> None:
    """Write trace, arrays and pictures to ``out``."""
    assert result.trajectory is not None
    assert result.motion is not None
    assert result.positions_rep103 is not None
    result.save_trace(out / 'trace.json')
    save_arrays(out / 'motion.npz', motion_arrays(result.motion, result.positions_rep103))
    arrays = trajectory_arrays(result.trajectory)
    measured = trajectory_arrays(executed)
    arrays['executed_times'] = measured['times']
    arrays['executed_joint_positions'] = measured['joint_positions']
    save_arrays(out / 'trajectory.npz', arrays)
    for name in ('strip.png', 'animation.gif'):
        render_side_by_side(
            result.positions_rep103,
            load_robot(robot),
            executed,
            out / name,
            result.motion.fps,
        )


def run(options: argparse.Namespace, children: Children, client: DemoClient) -> int:
    """Do the job; return the exit status."""
    began = time.monotonic()
    print(f'starting   node and simulated robot {options.robot} (pelvis fixed)', flush=True)
    client.wait_ready()
    print(f'command    {options.text}', flush=True)
    message = client.generate(options.text, options.rounds)
    if message.code != GenerateMotion.Result.OK:
        print(f'refused: {message.message} (code {message.code})', file=sys.stderr)
        return EXIT_REFUSED
    if not message.trajectory.points:
        print(message.message)
        return 0
    made = client.status
    result = from_result(message, options.text, made.bundle, made.provider)
    client.wait_until(lambda: client.received is not None, 'the trajectory', _GOAL_S)
    seconds = to_seconds(message.trajectory.points[-1].time_from_start)
    state = client.wait_executed(3 * seconds + 10)
    statuses = children.stop()
    assert result.trajectory is not None
    print('drawing    pictures', flush=True)
    executed = executed_trajectory(client.executed, result.trajectory)
    write(result, executed, options.robot, options.out)
    text = report(result, state, options.robot, time.monotonic() - began)
    (options.out / 'summary.txt').write_text(text + '\n')
    print(f'\n{text}\nfiles     {options.out}/: trace.json motion.npz trajectory.npz', end=' ')
    print('strip.png animation.gif summary.txt')
    failed = state.state != ControllerState.SUCCEEDED or any(statuses.values())
    return EXIT_ERROR if failed else 0


def main() -> int:
    """Parse the command line, run, and leave no process behind."""
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('text', help='what the robot shall do')
    parser.add_argument('--robot', default='g1', help='a robot with a MuJoCo model')
    parser.add_argument('--bundle', default='', help='model folder; default: the built-in one')
    parser.add_argument('--rounds', type=int, default=0, help='most rounds; 0 = as configured')
    parser.add_argument('--out', type=Path, default=Path('out/demo'), help='where results go')
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    # A domain of its own, on this machine only: no other robot listens.
    os.environ.setdefault('ROS_DOMAIN_ID', str(1 + os.getpid() % 100))
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    children = Children(options.out)
    try:
        children.start('simulated_robot', '--ros-args', '-p', f'robot:={options.robot}')
        settings = [f'robot:={options.robot}']
        if options.bundle:  # ROS 2 refuses an empty override
            settings.append(f'bundle:={options.bundle}')
        children.start('node', '--ros-args', *(x for s in settings for x in ('-p', s)))
        # With handlers of its own rclpy would end its context under the feet of a running wait.
        rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
        node = rclpy.create_node('demo')
        return run(options, children, DemoClient(node, children.check))
    except (DemoError, IrgmError) as error:
        print(f'demo: {error}', file=sys.stderr)
        return EXIT_ERROR
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    finally:
        children.stop()
        with contextlib.suppress(NameError):
            node.destroy_node()
        try_shutdown()


if __name__ == '__main__':
    raise SystemExit(main())
