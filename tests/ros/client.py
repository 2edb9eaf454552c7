# SPDX-License-Identifier: Apache-2.0
"""The test's side of the conversation: waits on conditions, never on time."""

import time
from collections import deque

import rclpy
from rclpy.action import ActionClient
from rclpy.executors import SingleThreadedExecutor
from rclpy.qos import qos_profile_sensor_data
from rclpy.utilities import try_shutdown
from sensor_msgs.msg import JointState

from irgm_ros.action import GenerateMotion
from irgm_ros.robot import load_robot


class Client:
    """A node with an executor; subscriptions keep what arrived in lists."""

    def __init__(self):
        rclpy.init()
        self.node = rclpy.create_node('test')
        self.executor = SingleThreadedExecutor()
        self.executor.add_node(self.node)
        self.goals = ActionClient(self.node, GenerateMotion, 'generate_motion')
        self._joint_states = self.node.create_publisher(
            JointState, 'joint_states', qos_profile_sensor_data
        )
        self._timer = None

    def listen(self, kind, topic, qos=10):
        """Return a list-like that collects messages of a topic."""
        received = deque(maxlen=20000)
        self.node.create_subscription(
            kind, topic, lambda m: received.append((time.monotonic(), m)), qos
        )
        return received

    def until(self, condition, seconds=40.0):
        """Serve callbacks until ``condition()`` is true, and return it."""
        end = time.monotonic() + seconds
        while True:
            value = condition()
            if value:
                return value
            assert time.monotonic() < end, f'waited {seconds} s in vain'
            self.executor.spin_once(timeout_sec=0.05)

    def publish_posture(self, on=True):
        """Publish the rest posture of the G1 fifty times a second, or no longer."""
        if self._timer is not None:
            self.node.destroy_timer(self._timer)
            self._timer = None
        if on:
            robot = load_robot('g1')
            message = JointState(
                name=list(robot.joint_names), position=robot.rest_posture.tolist()
            )
            self._timer = self.node.create_timer(0.02, lambda: self._joint_states.publish(message))

    def send(self, text, execute=True, feedback=None, **goal):
        """Send a goal; return its handle once accepted."""
        self.until(self.goals.server_is_ready)
        future = self.goals.send_goal_async(
            GenerateMotion.Goal(text=text, execute=execute, **goal), feedback_callback=feedback
        )
        self.until(future.done)
        return future.result()

    def result(self, handle, seconds=30.0):
        """Wait for a goal's end; return status and result."""
        future = handle.get_result_async()
        self.until(future.done, seconds)
        return future.result().status, future.result().result

    def ask(self, text, **options):
        """Send a goal and wait for its end."""
        return self.result(self.send(text, **options))

    def close(self):
        self.publish_posture(False)
        self.goals.destroy()
        self.executor.shutdown()
        self.node.destroy_node()
        try_shutdown()
