# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C in the demo ends both of its processes."""

import signal
import subprocess
import sys
from pathlib import Path

from examples.demo import EXIT_INTERRUPTED

ROOT = Path(__file__).resolve().parents[2]


def children(pid):
    return Path(f'/proc/{pid}/task/{pid}/children').read_text().split()


def test_ctrl_c_leaves_no_process_behind(domain, tmp_path):
    command = [sys.executable, '-u', 'examples/demo.py', 'wave your right hand']
    command += ['--out', str(tmp_path)]
    demo = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        for line in demo.stdout:  # the command takes seconds: the signal comes in time
            if line.startswith('command'):
                break
        started = children(demo.pid)
        assert len(started) == 2
        demo.send_signal(signal.SIGINT)
        assert demo.wait(15.0) == EXIT_INTERRUPTED
        assert not [pid for pid in started if Path(f'/proc/{pid}').exists()]
    finally:
        demo.kill()
        demo.wait()
