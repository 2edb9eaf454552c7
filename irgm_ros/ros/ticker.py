# SPDX-License-Identifier: Apache-2.0
"""What has to be said while a motion lasts: a call every 20 ms that a stop ends at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.lifecycle import LifecycleNode

PERIOD_S = 0.02


class Ticker:
    """Calls a function with the time since its start until it is done, or until ``stop``."""

    def __init__(self, node: LifecycleNode, call: Callable[[float], bool]) -> None:
        """Wait for ``start``.

        Args:
            node: Gives clock and timer.
            call: Gets the time since the start [s]; returns whether there is more to say. Called
                from the executor, never at the same time as ``stop`` returns.
        """
        self._node, self._call, self._lock = node, call, threading.Lock()
        self._began = 0.0
        group = MutuallyExclusiveCallbackGroup()
        self._timer = node.create_timer(PERIOD_S, self._tick, callback_group=group)
        self._timer.cancel()

    def start(self, prepare: Callable[[], None]) -> None:
        """Begin anew, now; ``prepare`` runs first, undisturbed by ticks."""
        with self._lock:
            prepare()
            self._began = self._now()
            self._timer.reset()

    def stop(self, say: Callable[[], None] = lambda: None) -> None:
        """End at once; ``say`` runs after the last tick."""
        with self._lock:
            self._timer.cancel()
            say()

    def destroy(self) -> None:
        """Remove the timer from the node."""
        self._node.destroy_timer(self._timer)

    def _tick(self) -> None:
        with self._lock:
            # A stop may come between the executor's call and this; a clock may jump back.
            if self._timer.is_canceled():
                return
            elapsed = self._now() - self._began
            if not self._call(elapsed):
                self._timer.cancel()

    def _now(self) -> float:
        return float(self._node.get_clock().now().nanoseconds) * 1e-9
