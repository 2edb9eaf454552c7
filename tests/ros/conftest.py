# SPDX-License-Identifier: Apache-2.0
"""Real processes, each test session in a ROS domain of its own, on this machine only."""

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROS_TESTS = (
    'test_demo',
    'test_node',
    'test_simulated_robot',
    'test_conversions',
    'test_params',
    'test_walker',
)
_domains = itertools.count()


def _ros_missing():
    try:
        import rclpy  # noqa: F401

        from irgm_ros.msg import MotionStatus  # noqa: F401
    except ImportError as error:
        return str(error)
    return ''


MISSING = _ros_missing()
collect_ignore = [f'{name}.py' for name in ROS_TESTS] if MISSING else []


def pytest_report_header(config):
    """Say why the tests of ROS 2 are left out."""
    return f'tests/ros: without ROS 2 ({MISSING}); use scripts/run' if MISSING else None


class Process:
    """A node in a process of its own."""

    def __init__(self, module, log, *parameters):
        arguments = ['--ros-args', *(x for p in parameters for x in ('-p', p))]
        self.log = log
        with log.open('wb') as stream:
            self.process = subprocess.Popen(
                [sys.executable, '-m', module, *arguments],
                cwd=ROOT,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def interrupt(self, timeout=20.0):
        """Send SIGINT; return the exit status and how long it took [s]."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout)
        return status, time.monotonic() - start

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope='session')
def domain():
    """Keep this session's traffic to itself; children inherit it."""
    wanted = {
        'ROS_DOMAIN_ID': str(1 + os.getpid() % 100),
        'ROS_AUTOMATIC_DISCOVERY_RANGE': 'LOCALHOST',
        'OMP_NUM_THREADS': '1',
        'OPENBLAS_NUM_THREADS': '1',
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name)
        else:
            os.environ[name] = value


@pytest.fixture(scope='module')
def start(domain, tmp_path_factory):
    """Start nodes that end with the module."""
    started = []

    def run(module, *parameters):
        log = tmp_path_factory.mktemp('log') / f'{module.rpartition(".")[2]}.log'
        started.append(Process(module, log, *parameters))
        return started[-1]

    yield run
    for process in started:
        process.end()
        print(f'--- {process.log.name}\n{process.log.read_text(errors="replace")}')


@pytest.fixture(scope='module')
def ros(domain):
    """A node of the test with an executor, served while it waits."""
    from tests.ros.client import Client

    client = Client()
    yield client
    client.close()
