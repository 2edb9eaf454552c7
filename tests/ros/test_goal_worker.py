# SPDX-License-Identifier: Apache-2.0
"""One job at a time, newest wins, everything ends."""

import threading

import pytest

from irgm_ros.ros.goal_worker import GoalWorker, Job

PREEMPTED, STOPPED = -20, -22


class Recorder:
    """Runs jobs until they are told to stop or are released; remembers what happened."""

    def __init__(self):
        self.events = []
        self.release = threading.Event()
        self.changed = threading.Condition()

    def record(self, *event):
        with self.changed:
            self.events.append(event)
            self.changed.notify_all()

    def work(self, job):
        self.record('start', job.text)
        while not (job.should_stop() or self.release.wait(0.002)):
            pass
        self.record('end', job.text, job.stop_code)

    def drop(self, job):
        self.record('drop', job.text, job.stop_code)

    def wait_for(self, *event):
        with self.changed:
            assert self.changed.wait_for(lambda: event in self.events, 5.0), self.events


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def worker(recorder):
    worker = GoalWorker(recorder.work, recorder.drop, PREEMPTED)
    yield worker
    worker.close(STOPPED)


def test_a_job_runs(worker, recorder):
    recorder.release.set()
    worker.submit(Job('walk'))
    recorder.wait_for('end', 'walk', None)


def test_newest_wins_and_the_old_one_ends_first(worker, recorder):
    worker.submit(Job('walk'))
    recorder.wait_for('start', 'walk')
    worker.submit(Job('wave'))
    recorder.wait_for('start', 'wave')
    assert recorder.events.index(('end', 'walk', PREEMPTED)) < recorder.events.index(
        ('start', 'wave')
    )


def test_a_waiting_job_is_dropped_for_a_newer_one(recorder):
    hold = threading.Event()
    worker = GoalWorker(lambda job: hold.wait(5.0), recorder.drop, PREEMPTED)
    worker.submit(Job('walk'))
    worker.submit(Job('wave'))
    worker.submit(Job('bow'))
    assert ('drop', 'walk', PREEMPTED) in recorder.events or worker.queued == 2
    recorder.wait_for('drop', 'wave', PREEMPTED)
    hold.set()
    worker.close(STOPPED)


def test_stop_ends_everything(worker, recorder):
    worker.submit(Job('walk'))
    recorder.wait_for('start', 'walk')
    worker.stop_all(STOPPED)
    recorder.wait_for('end', 'walk', STOPPED)


def test_the_clients_cancel_is_seen():
    class Handle:
        is_cancel_requested = False

    handle = Handle()
    job = Job('walk', handle=handle)
    assert not job.should_stop()
    handle.is_cancel_requested = True
    assert job.should_stop()


def test_the_first_reason_stays():
    job = Job('walk')
    job.stop(PREEMPTED)
    job.stop(STOPPED)
    assert job.stop_code == PREEMPTED


def test_after_close_jobs_are_dropped(recorder):
    worker = GoalWorker(recorder.work, recorder.drop, PREEMPTED)
    worker.close(STOPPED)
    worker.submit(Job('walk'))
    assert recorder.events == [('drop', 'walk', PREEMPTED)]


@pytest.mark.filterwarnings('ignore::pytest.PytestUnhandledThreadExceptionWarning')
def test_a_job_that_raises_does_not_take_the_worker_with_it(recorder, monkeypatch):
    seen = []
    monkeypatch.setattr(threading, 'excepthook', lambda args: seen.append(args.exc_value))

    def work(job):
        if job.text == 'bad':
            raise ValueError(job.text)
        recorder.record('end', job.text)

    worker = GoalWorker(work, recorder.drop, PREEMPTED)
    worker.submit(Job('bad'))
    while not seen:
        pass
    worker.submit(Job('good'))
    recorder.wait_for('end', 'good')
    worker.close(STOPPED)
    assert str(seen[0]) == 'bad'
