# SPDX-License-Identifier: Apache-2.0
"""What the node is doing, for ``~/status`` and ``/diagnostics``."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy

from irgm_ros.msg import MotionStatus

STATUS_QOS = QoSProfile(
    depth=1,
    reliability=ReliabilityPolicy.RELIABLE,
    durability=DurabilityPolicy.TRANSIENT_LOCAL,
)
_DIAGNOSTICS_PERIOD_S = 1.0
_LATENCIES = 100


class StatusBoard:
    """Holds the status and publishes it on change and at a steady rate; thread-safe."""

    def __init__(self, node: Node, rate: float) -> None:
        """Publish on ``~/status`` of ``node`` on every change and ``rate`` times a second."""
        self._clock = node.get_clock()
        self._status = MotionStatus()
        self._lock = threading.Lock()
        self._publisher = node.create_publisher(MotionStatus, '~/status', STATUS_QOS)
        self._until: float | None = None
        node.create_timer(1.0 / rate, self._tick)

    def update(self, **changes: Any) -> None:
        """Set fields of ``MotionStatus`` and publish."""
        with self._lock:
            for name, value in changes.items():
                setattr(self._status, name, value)
            self._publish()

    def executing(self, duration: float) -> None:
        """A trajectory of ``duration`` [s] has just been sent; idle again when it is over."""
        with self._lock:
            self._until = self._now() + duration
            self._status.state = MotionStatus.EXECUTING
            self._status.trajectory_duration_s = duration
            self._publish()

    def halted(self) -> bool:
        """Forget the present trajectory; return whether one was still going on."""
        with self._lock:
            moving = self._until is not None and self._now() < self._until
            self._until = None
            return moving

    @property
    def state(self) -> int:
        """The present state, a constant of ``MotionStatus``."""
        with self._lock:
            return int(self._status.state)

    @property
    def message(self) -> str:
        """The present sentence for a person."""
        with self._lock:
            return str(self._status.message)

    def _now(self) -> float:
        return float(self._clock.now().nanoseconds) * 1e-9

    def _tick(self) -> None:
        with self._lock:
            over = self._until is not None and self._now() >= self._until
            if over and self._status.state == MotionStatus.EXECUTING:
                self._status.state, self._until = MotionStatus.IDLE, None
            self._publish()

    def _publish(self) -> None:
        self._status.header.stamp = self._clock.now().to_msg()
        self._publisher.publish(self._status)


class Diagnostics:
    """Publishes figures of the node on ``/diagnostics`` once a second."""

    def __init__(
        self, node: Node, board: StatusBoard, figures: Callable[[], Mapping[str, object]]
    ) -> None:
        """Start the timer.

        Args:
            node: Owner; its name is the status' name.
            board: Gives level and message.
            figures: Further values, asked for each time.
        """
        self._clock, self._name = node.get_clock(), node.get_fully_qualified_name()
        self._board, self._figures = board, figures
        self._latencies: deque[float] = deque(maxlen=_LATENCIES)
        self._counts = {'commands': 0, 'failed': 0}
        self._publisher = node.create_publisher(DiagnosticArray, '/diagnostics', 10)
        node.create_timer(_DIAGNOSTICS_PERIOD_S, self._publish)

    def count(self, code: int, seconds: float) -> None:
        """Record a finished command with its result code and wall time [s]."""
        self._counts['commands'] += 1
        if code == 0:
            self._latencies.append(seconds)
        else:
            self._counts['failed'] += 1

    def _publish(self) -> None:
        error = self._board.state == MotionStatus.ERROR
        status = DiagnosticStatus(
            level=DiagnosticStatus.ERROR if error else DiagnosticStatus.OK,
            name=f'{self._name.lstrip("/")}: motion generation',
            message=self._board.message or 'ready',
        )
        values: dict[str, object] = {**self._counts, **self._figures()}
        if self._latencies:
            p50, p95 = np.percentile(list(self._latencies), [50, 95])
            values |= {'generation_p50_s': f'{p50:.3f}', 'generation_p95_s': f'{p95:.3f}'}
        status.values = [KeyValue(key=key, value=str(value)) for key, value in values.items()]
        message = DiagnosticArray(status=[status])
        message.header.stamp = self._clock.now().to_msg()
        self._publisher.publish(message)
