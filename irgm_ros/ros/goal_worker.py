# SPDX-License-Identifier: Apache-2.0
"""One worker thread, one running and one pending job, newest wins; no ROS needed.

The pattern of nav2's SimpleActionServer: whoever submits never waits, the running job polls
``Job.should_stop`` and ends before the next one starts.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol


class Cancellable(Protocol):
    """What a job can be asked by its client, e.g. the goal handle of an action."""

    @property
    def is_cancel_requested(self) -> bool:
        """Whether the client wants it to end."""
        ...


@dataclass(eq=False)
class Job:
    """A command to work on.

    Attributes:
        text: The command.
        rounds: Most rounds, None = as configured.
        deadline: Time for the loop [s], None = as configured.
        execute: Whether the robot is to move.
        handle: The client's goal, None if the command came without one.
        stop_code: Why it must end, None = it need not.
        finished: Set when the job is over.
        result: What the client gets, there when ``finished`` is set.
    """

    text: str
    rounds: int | None = None
    deadline: float | None = None
    execute: bool = True
    handle: Cancellable | None = None
    stop_code: int | None = None
    finished: threading.Event = field(default_factory=threading.Event, repr=False)
    result: Any = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def stop(self, code: int) -> None:
        """Ask the job to end with ``code``; the first reason stays."""
        with self._lock:
            if self.stop_code is None:
                self.stop_code = code

    def should_stop(self) -> bool:
        """Whether it must end; cheap enough to be asked at every token."""
        cancelled = self.handle is not None and self.handle.is_cancel_requested
        return self.stop_code is not None or cancelled


class GoalWorker:
    """Runs jobs one after the other in one thread."""

    def __init__(
        self, work: Callable[[Job], None], drop: Callable[[Job], None], preempted: int
    ) -> None:
        """Start the thread.

        Args:
            work: Runs a job to its end, in the worker thread; must not raise.
            drop: Ends a job that never ran, in the thread that displaced it.
            preempted: Stop code of a job that a newer one displaces.
        """
        self._work, self._drop, self._preempted = work, drop, preempted
        self._condition = threading.Condition()
        self._current: Job | None = None
        self._pending: Job | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name='irgm-worker')
        self._thread.start()

    @property
    def queued(self) -> int:
        """Number of jobs that run or wait: 0, 1 or 2."""
        with self._condition:
            return sum(job is not None for job in (self._current, self._pending))

    def submit(self, job: Job) -> None:
        """Make ``job`` the next one; the running one is asked to end, a waiting one is dropped."""
        with self._condition:
            dropped, self._pending = self._pending, job
            if self._closed:
                dropped, self._pending = job, dropped
            elif self._current is not None:
                self._current.stop(self._preempted)
            self._condition.notify()
        self._discard(dropped, self._preempted)

    def stop_all(self, code: int) -> None:
        """Ask the running job to end and drop the waiting one, both with ``code``."""
        with self._condition:
            dropped, self._pending = self._pending, None
            if self._current is not None:
                self._current.stop(code)
        self._discard(dropped, code)

    def close(self, code: int) -> None:
        """End everything with ``code`` and join the thread; jobs submitted later are dropped."""
        with self._condition:
            self._closed = True
            self._condition.notify()
        self.stop_all(code)
        self._thread.join()

    def _discard(self, job: Job | None, code: int) -> None:
        if job is not None:
            job.stop(code)
            self._drop(job)

    def _run(self) -> None:
        while True:
            with self._condition:
                self._current = None
                self._condition.wait_for(lambda: self._pending is not None or self._closed)
                self._current, self._pending = self._pending, None
            if self._current is None:
                return
            try:
                self._work(self._current)
            except Exception:  # the next job must find a worker
                current = threading.current_thread()
                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), current)))
