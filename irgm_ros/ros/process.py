# SPDX-License-Identifier: Apache-2.0
"""How a node lives and dies as a process: one place for signals, executor and clean-up."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TypeVar

import rclpy
from rclpy.executors import Executor, MultiThreadedExecutor, SingleThreadedExecutor
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions
from rclpy.utilities import try_shutdown

from irgm_ros.errors import IrgmError

_LONGEST_WAIT_S = 0.1
AnyNode = TypeVar('AnyNode', bound=Node)


def spin_until_signal(
    create: Callable[[], AnyNode],
    release: Callable[[AnyNode], None],
    args: Sequence[str] | None = None,
    threads: int = 2,
) -> int:
    """Run a node until SIGINT or SIGTERM.

    The signal is handled here, not by rclpy, so that the context is still valid when ``release``
    stops the robot. The executor spins in a thread of its own, since the main thread alone
    receives signals, and is joined: a thread that is left spinning aborts the process at exit.

    Args:
        create: Makes the node, after ``rclpy.init``.
        release: Called on the signal, while everything still works.
        args: Command line for ROS; None takes the process's.
        threads: Threads of the executor.

    Returns:
        Exit status: 0, or 1 if ``create`` raised an IrgmError, which is printed.
    """
    stop, over = threading.Event(), threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    rclpy.init(args=args, signal_handler_options=SignalHandlerOptions.NO)
    try:
        node = create()
        executor = SingleThreadedExecutor()
        if threads > 1:
            executor = MultiThreadedExecutor(num_threads=threads)
        executor.add_node(node)
        spinner = threading.Thread(target=_spin, args=(executor, over), name='executor')
        spinner.start()
        try:
            stop.wait()
            release(node)  # callbacks are still served: clients get their results
            executor.remove_node(node)
        finally:
            over.set()
            spinner.join()
            executor.shutdown()
            node.destroy_node()
    except IrgmError as error:
        print(f'{type(error).__name__}: {error}', file=sys.stderr)
        return 1
    finally:
        try_shutdown()
    return 0


def _spin(executor: Executor, over: threading.Event) -> None:
    while not over.is_set():
        try:
            executor.spin_once(timeout_sec=_LONGEST_WAIT_S)
        except Exception:  # a callback failed; a stop must still be heard
            traceback.print_exc()
    # Without a node there is nothing to start; what still runs ends while this waits. rclpy's own
    # shutdown does not wait for it.
    executor.spin_once(timeout_sec=_LONGEST_WAIT_S)
