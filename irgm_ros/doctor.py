# SPDX-License-Identifier: Apache-2.0
"""Checks of an installation, each with what to do next where it fails."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from irgm_ros.errors import DeviceError, IrgmError

_NEEDED = ('numpy', 'scipy', 'onnxruntime', 'tokenizers', 'pin', 'ruckig', 'pyyaml', 'rich')
_FOR_PICTURES = ('pillow', 'mujoco', 'opencv-python-headless')
_MARKS = {'ok': 'ok  ', 'note': 'note', 'fail': 'FAIL'}


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    Attributes:
        level: ``ok``, ``note`` (works without) or ``fail``.
        subject: What was checked.
        text: What was found.
        advice: What to do next; empty if nothing.
    """

    level: Literal['ok', 'note', 'fail']
    subject: str
    text: str
    advice: str = ''


def doctor(bundle: Path | None = None, report: Path | None = None) -> int:
    """Print all findings.

    Args:
        bundle: Model to check; None for the default.
        report: Where a file for a bug report goes; None writes none.

    Returns:
        0 if nothing fails, else 1.
    """
    findings = list(examine(bundle))
    for finding in findings:
        print(f'{_MARKS[finding.level]}  {finding.subject:12} {finding.text}')
        if finding.advice:
            print(f'{"":18} -> {finding.advice}')
    if report is not None:
        from irgm_ros.bug_report import write_report

        write_report(report, bundle, [dataclasses.asdict(finding) for finding in findings])
        print(f'report       {report}')
    return int(any(finding.level == 'fail' for finding in findings))


def examine(bundle: Path | None = None) -> Iterator[Finding]:
    """Yield the findings one by one; arguments as in ``doctor``."""
    yield _python()
    yield from _packages()
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (lambda: _model(bundle), _robots)
    for check in checks:
        yield from check()
    yield _pictures()
    yield _ros()


def _python() -> Finding:
    return Finding('ok', 'python', '.'.join(str(n) for n in sys.version_info[:3]))


def _packages() -> Iterator[Finding]:
    versions = {name: _version(name) for name in _NEEDED}
    missing = [name for name, version in versions.items() if version is None]
    found = [f'{name} {version}' for name, version in versions.items() if version is not None]
    yield Finding('ok', 'packages', ', '.join(found))
    if missing:
        advice = f'pip install {" ".join(missing)}, or run `make setup`'
        yield Finding('fail', 'packages', f'missing: {", ".join(missing)}', advice)


def _version(name: str) -> str | None:
    """Return the version of an installed package, None if it is missing."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _model(bundle: Path | None) -> Iterator[Finding]:
    """Check the hashes of the bundle, and load its decoder to see what really runs it."""
    try:
        from irgm_ros.backends import Bundle, SessionOptions, default_provider

        model = Bundle.load(bundle)
        manifest = model.manifest
        size = sum(entry.bytes for entry in manifest.files.values()) / 1e6
        half = '' if manifest.arithmetic == 'fp32' else f' with arithmetic {manifest.arithmetic}'
        yield Finding(
            'ok', 'bundle', f'{manifest.name} in {model.folder}: {len(manifest.files)} files, '
            f'{size:.1f} MB, every hash right, {manifest.precision}{half}, {manifest.licence}',
            model.licence_note,
        )  # fmt: skip
        options = SessionOptions(default_provider())
        yield Finding('ok', 'provider', model.session('decoder', options).provider)
    except DeviceError as error:
        yield Finding('fail', 'provider', str(error), 'docs/jetson.md, or unset IRGM_PROVIDER')
    except (IrgmError, ImportError) as error:
        advice = 'fetch the bundle again (git checkout), or give another with --bundle DIR'
        yield Finding('fail', 'bundle', str(error), advice)


def _robots() -> Iterator[Finding]:
    try:
        from irgm_ros.robot import list_robots, load_robot
    except ImportError as error:
        yield Finding('fail', 'robots', str(error), 'install the missing package')
        return
    for info in list_robots():
        subject, source = f'robot {info.name}', info.source
        if info.status != 'installed':
            yield Finding('note', subject, 'missing', f'irgm robots --install {info.name}')
            continue
        try:
            joints = len(load_robot(info.name).joint_names)
            yield Finding('ok', subject, f'{joints} joints, {source}')
        except (IrgmError, ImportError) as error:
            yield Finding('fail', subject, str(error), f'reinstall {source}')


def _pictures() -> Finding:
    missing = [name for name in _FOR_PICTURES if _version(name) is None]
    if missing:
        advice = f'for pictures: pip install {" ".join(missing)}'
        return Finding('note', 'pictures', f'missing: {", ".join(missing)}', advice)
    from irgm_ros.render.mujoco_view import choose_gl

    gl = choose_gl()
    if gl is None:
        advice = 'for pictures of the robot: apt-get install libegl1 libgl1-mesa-dri'
        return Finding('note', 'pictures', 'no headless GL: robots are drawn as capsules', advice)
    return Finding('ok', 'pictures', f'robots are drawn by MuJoCo through {gl}')


def _ros() -> Finding:
    if importlib.util.find_spec('rclpy') is None:
        advice = 'for the node: source a ROS 2 installation, or run `make setup`'
        return Finding('note', 'ROS 2', 'rclpy not found; the command line needs none', advice)
    distribution = os.environ.get('ROS_DISTRO', 'from wheels')
    if importlib.util.find_spec('irgm_ros.action') is None:
        advice = 'build the messages: colcon build (or make setup), then source install/setup.bash'
        return Finding('note', 'ROS 2', f'{distribution}; messages of irgm_ros missing', advice)
    return Finding('ok', 'ROS 2', f'{distribution}, messages built')
