# SPDX-License-Identifier: Apache-2.0
"""The lifecycle node ``irgm``: commands in, trajectories out. Interfaces: docs and README."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence

from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from rclpy.qos import qos_profile_sensor_data
from sensor_msgs.msg import JointState
from std_msgs.msg import String
from visualization_msgs.msg import MarkerArray

from irgm_ros.action import GenerateMotion
from irgm_ros.errors import IrgmError
from irgm_ros.language.command import MAX_CHARACTERS, is_stop
from irgm_ros.msg import MotionStatus
from irgm_ros.pipeline import MotionPipeline
from irgm_ros.ros import params
from irgm_ros.ros.generation import Generation
from irgm_ros.ros.goal_worker import GoalWorker, Job
from irgm_ros.ros.markers import skeleton_markers
from irgm_ros.ros.mover import Mover
from irgm_ros.ros.posture import PostureMonitor
from irgm_ros.ros.process import spin_until_signal
from irgm_ros.ros.results import FRAME, Codes, Feedback, Outcome, to_result
from irgm_ros.ros.status import Diagnostics, StatusBoard

Done = TransitionCallbackReturn
# How much of a command is repeated in status and log: it comes from outside.
_SHOWN = MAX_CHARACTERS


class MotionNode(LifecycleNode):
    """Configured: model and robot are loaded. Active: commands are accepted."""

    def __init__(self) -> None:
        """Declare parameters; status and diagnostics run in every state."""
        super().__init__('irgm')
        params.declare(self)
        parameters = params.snapshot(self)
        self._group = ReentrantCallbackGroup()
        self._active = False
        self._worker: GoalWorker | None = None
        self._jobs: dict[bytes, Job] = {}
        self.board = StatusBoard(self, parameters.status_rate)
        self.diagnostics = Diagnostics(self, self.board, self._figures)
        self.board.update(state=MotionStatus.UNCONFIGURED, robot=parameters.robot)

    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Load bundle and robot, warm up, create interfaces."""
        try:
            self._configure(params.snapshot(self))
        except IrgmError as error:
            reason = str(error)
        except Exception as error:  # rclpy would turn it into a failure without a word
            self.get_logger().error(traceback.format_exc())
            reason = f'{type(error).__name__}: {error}'
        else:
            return Done.SUCCESS
        self.get_logger().error(f'not configured: {reason}')
        self.board.update(state=MotionStatus.ERROR, message=reason)
        return Done.FAILURE

    def _configure(self, parameters: params.Parameters) -> None:
        began = time.monotonic()
        self._pipeline = MotionPipeline.load(
            parameters.bundle or None, parameters.robot, robot_mode=parameters.robot_mode
        )
        self._pipeline.warm_up()
        self._create_interfaces(parameters)
        name, provider = self._pipeline.bundle.manifest.name, self._pipeline.provider
        self.board.update(
            state=MotionStatus.INACTIVE, message='configured', bundle=name, provider=provider
        )
        self.get_logger().info(
            f'loaded bundle {name} and robot {parameters.robot} on {provider} '
            f'in {time.monotonic() - began:.1f} s'
        )

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Accept commands."""
        done = super().on_activate(state)
        self._active = True
        self.board.update(state=MotionStatus.IDLE, message='ready')
        return done

    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Stop the robot if it moves, end all commands."""
        self._active = False
        if self.board.halted():
            self._mover.stop(self._now(), params.snapshot(self).joint_state_timeout)
        if self._worker is not None:
            self._worker.stop_all(Codes.STOPPED)
        self.board.update(state=MotionStatus.INACTIVE, message='inactive')
        return super().on_deactivate(state)

    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Free model and interfaces."""
        self.release()
        self.board.update(state=MotionStatus.UNCONFIGURED, message='', bundle='', provider='')
        return Done.SUCCESS

    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """End everything."""
        self.release()
        return Done.SUCCESS

    def halt(self) -> None:
        """End all commands, stop the robot if it moves, join the worker."""
        worker, self._worker, self._active = self._worker, None, False
        if worker is None:
            return
        if self.board.halted():
            self._mover.stop(self._now(), params.snapshot(self).joint_state_timeout)
        worker.close(Codes.STOPPED)

    def release(self) -> None:
        """Halt, then free model and interfaces."""
        if self._worker is None:
            return
        self.halt()
        self._server.destroy()
        self._mover.destroy()
        self.destroy_publisher(self._markers)
        for subscription in self._inputs:
            self.destroy_subscription(subscription)
        del self._pipeline, self._generation

    def _create_interfaces(self, parameters: params.Parameters) -> None:
        robot = self._pipeline.robot
        assert robot is not None
        self._base_link = robot.spec.frames['pelvis']
        self._monitor = PostureMonitor(robot.joint_names)
        self._mover = Mover(self, robot, self._monitor)
        self._generation = Generation(self._pipeline, self._monitor, self._mover, self._now)
        self._markers = self.create_lifecycle_publisher(MarkerArray, '~/markers', 1)
        self._inputs = [
            self.create_subscription(String, 'command', self._on_command, 10),
            self.create_subscription(
                JointState, 'joint_states', self._on_joint_state, qos_profile_sensor_data
            ),
        ]
        self._worker = GoalWorker(self._work, self._drop, Codes.PREEMPTED)
        self._server = ActionServer(
            self,
            GenerateMotion,
            'generate_motion',
            execute_callback=self._wait_for_result,
            callback_group=self._group,
            goal_callback=self._on_goal,
            handle_accepted_callback=self._on_accepted,
            cancel_callback=lambda handle: CancelResponse.ACCEPT,
            result_timeout=round(parameters.result_timeout),
        )

    def _on_joint_state(self, message: JointState) -> None:
        self._monitor.update(message, self._now())

    def _on_goal(self, request: GenerateMotion.Goal) -> GoalResponse:
        if self._active:
            return GoalResponse.ACCEPT
        self.get_logger().warning('goal rejected: the node is not active')
        return GoalResponse.REJECT

    def _on_accepted(self, handle: ServerGoalHandle) -> None:
        goal = handle.request
        rounds, deadline = goal.rounds or None, goal.deadline if goal.deadline > 0 else None
        job = Job(goal.text, rounds, deadline, goal.execute, handle)
        self._jobs[bytes(handle.goal_id.uuid)] = job
        self._take(job)

    def _on_command(self, message: String) -> None:
        if self._active:
            self._take(Job(message.data))
        else:
            self.get_logger().warning('command ignored: the node is not active')

    def _take(self, job: Job) -> None:
        """Stop at once, or hand the job to the worker."""
        worker = self._worker
        if is_stop(job.text):
            if worker is not None:
                worker.stop_all(Codes.STOPPED)
            self._mover.stop(self._now(), params.snapshot(self).joint_state_timeout)
            self.board.halted()
            self._start(job)
            self._close(job, Outcome(Codes.OK, 'stopped the robot'))
        elif worker is not None:
            worker.submit(job)

    def _work(self, job: Job) -> None:
        """Run one job to its end; in the worker thread."""
        parameters = params.snapshot(self)
        began = time.monotonic()
        self._start(job)
        self.board.update(state=MotionStatus.GENERATING, text=job.text[:_SHOWN], code=0)
        try:
            outcome = self._generation.run(
                job, parameters, lambda f: self._notify(job, f), self.board
            )
        except Exception as error:  # a goal must end, whatever happens
            self.get_logger().error(traceback.format_exc())
            outcome = Outcome(Codes.INTERNAL_ERROR, f'{type(error).__name__}: {error}')
        seconds = time.monotonic() - began
        self.board.update(last_generation_s=seconds)
        self.diagnostics.count(outcome.code, seconds)
        self._close(job, outcome)

    def _drop(self, job: Job) -> None:
        """End a job that never ran."""
        self._start(job)
        self._close(job, Outcome(job.stop_code or Codes.PREEMPTED, 'dropped for a newer command'))

    def _start(self, job: Job) -> None:
        """Tell the action that the goal is being executed."""
        if isinstance(job.handle, ServerGoalHandle):
            job.handle.execute()

    def _close(self, job: Job, outcome: Outcome) -> None:
        """Give the goal its terminal state, the client its result, everybody the status."""
        job.result = to_result(outcome, self._base_link)
        handle = job.handle
        if isinstance(handle, ServerGoalHandle):
            if outcome.code == Codes.OK:
                handle.succeed()
            elif outcome.code == Codes.CANCELLED and handle.is_cancel_requested:
                handle.canceled()
            else:
                handle.abort()
        job.finished.set()
        self._announce(job, outcome)

    def _announce(self, job: Job, outcome: Outcome) -> None:
        made = outcome.result
        if made is not None and made.positions_rep103 is not None:
            self._markers.publish(skeleton_markers(made.positions_rep103, FRAME))
        changes: dict[str, object] = {'stage': '', 'code': outcome.code}
        if outcome.code != Codes.OK or self.board.state != MotionStatus.EXECUTING:
            changes['state'] = MotionStatus.IDLE if self._active else MotionStatus.INACTIVE
        self.board.update(message=outcome.message, text=job.text[:_SHOWN], **changes)
        line = f'{job.text[:80]!r}: {outcome.message} (code {outcome.code})'
        if outcome.code == Codes.OK:
            self.get_logger().info(line)
        else:
            self.get_logger().warning(line)

    def _notify(self, job: Job, feedback: Feedback) -> None:
        self.board.update(stage=feedback.stage, round=feedback.round)
        if isinstance(job.handle, ServerGoalHandle):
            job.handle.publish_feedback(feedback)

    def _wait_for_result(self, handle: ServerGoalHandle) -> GenerateMotion.Result:
        """Hold one thread of the executor until the worker has set the goal's state."""
        job = self._jobs.pop(bytes(handle.goal_id.uuid))
        job.finished.wait()
        result: GenerateMotion.Result = job.result
        return result

    def _figures(self) -> dict[str, object]:
        worker, configured = self._worker, hasattr(self, '_monitor')
        return {
            'active': self._active,
            'queue': worker.queued if worker is not None else 0,
            'joint_state_age_s': f'{self._monitor.age(self._now()):.3f}' if configured else '',
            'provider': self._pipeline.provider if worker is not None else '',
        }

    def _now(self) -> float:
        return float(self.get_clock().now().nanoseconds) * 1e-9


def main(args: Sequence[str] | None = None) -> int:
    """Run the node until SIGINT or SIGTERM."""
    return spin_until_signal(_started_node, MotionNode.halt, args, threads=4)


def _started_node() -> MotionNode:
    """Create the node, configured and active unless ``autostart`` is off."""
    node = MotionNode()
    if params.snapshot(node).autostart and node.trigger_configure() == Done.SUCCESS:
        node.trigger_activate()
    return node


if __name__ == '__main__':
    raise SystemExit(main())
