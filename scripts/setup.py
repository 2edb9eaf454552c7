# SPDX-License-Identifier: Apache-2.0
"""Set up everything that ``make`` targets need, once; stdlib only, run by any Python 3.

Creates ``.venv``, installs the runtime, ROS 2 (wheels, or the sourced installation), the robot
descriptions, and builds messages and package with colcon. Each finished step leaves a stamp with
a hash of its inputs, so an interrupted run goes on where it stopped and a second one is quick.

Usage: ``python3 scripts/setup.py [training|export ...]``
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / '.venv'
PYTHON = VENV / 'bin' / 'python'
STAMPS = VENV / '.stamps'
REQUIREMENTS = ROOT / 'requirements'
WHEEL_VERSIONS = ((3, 11), (3, 12))
TOOLS = {'cmake': 'cmake', 'g++': 'g++', 'make': 'make', 'git': 'git'}


def fail(message: str) -> None:
    """End with ``message``; exit status 1."""
    sys.exit(f'\nsetup: {message}')


def say(message: str) -> None:
    """Print one progress line at once."""
    print(f'[setup] {message}', flush=True)


def sourced_ros() -> str | None:
    """Return the distribution of a sourced ROS 2 installation, None if there is none."""
    prefixes = os.environ.get('AMENT_PREFIX_PATH', '').split(os.pathsep)
    outside = [p for p in prefixes if p and ROOT not in (Path(p), *Path(p).parents)]
    found = any(Path(p, 'share', 'rosidl_default_generators').is_dir() for p in outside)
    return os.environ.get('ROS_DISTRO') if found else None


def check_tools() -> None:
    """Report missing system tools with the line that installs them."""
    missing = [package for tool, package in TOOLS.items() if shutil.which(tool) is None]
    if missing:
        fail(
            f'missing: {", ".join(missing)}. Install with\n'
            f'    sudo apt-get install -y {" ".join(missing)}'
        )


def probe(python: str, ros: bool) -> tuple[int, int] | None:
    """Return the version of ``python`` if it runs (and, with ``ros``, sees rclpy)."""
    code = 'import sys; print(*sys.version_info[:2])' + ('; import rclpy' if ros else '')
    try:
        done = subprocess.run([python, '-c', code], capture_output=True, text=True, timeout=60)
    except OSError:
        return None
    if done.returncode:
        return None
    major, minor = done.stdout.split()
    return int(major), int(minor)


def pick_python(distro: str | None) -> str:
    """Return an interpreter that ROS 2 supports here, or say which one to install."""
    if distro is None and platform.machine() != 'x86_64':
        fail(
            f'this machine is {platform.machine()}; ROS 2 wheels exist for x86_64 only. '
            'Install ROS 2 from apt, source its setup.bash and run make again.'
        )
    names = [os.environ.get('PYTHON', ''), 'python3', 'python3.12', 'python3.11']
    names += ['/usr/bin/python3.12', '/usr/bin/python3.11', '/usr/bin/python3']
    for name in filter(None, names):
        version = probe(name, ros=distro is not None)
        if version and (distro is not None or version in WHEEL_VERSIONS):
            venv = subprocess.run([name, '-c', 'import ensurepip, venv'], capture_output=True)
            if venv.returncode:
                fail(
                    f'{name} has no venv module. Install it with\n'
                    f'    sudo apt-get install -y python{version[0]}.{version[1]}-venv'
                )
            return name
    if distro:
        fail(f'no python3 sees rclpy of the sourced ROS 2 {distro}; is python3-rclpy installed?')
    fail(
        'Python 3.11 or 3.12 is needed: ROS 2 wheels exist for these two. Install with\n'
        '    sudo apt-get install -y python3.11 python3.11-venv    (Debian 12)\n'
        '    sudo apt-get install -y python3.12 python3.12-venv    (Ubuntu 24.04)\n'
        'or give another one: make setup PYTHON=/path/to/python3.12'
    )
    raise AssertionError  # fail() does not return


def create_venv(distro: str | None) -> None:
    """Create ``.venv`` unless a fitting one is there."""
    version = probe(str(PYTHON), ros=False)
    if version and (distro or version in WHEEL_VERSIONS):
        return
    python = pick_python(distro)
    say(f'creating .venv with {python}')
    options = ['--clear'] + (['--system-site-packages'] if distro else [])
    if subprocess.run([python, '-m', 'venv', *options, str(VENV)]).returncode:
        fail('the virtual environment could not be created, see above')


def digest(*inputs: Path | str) -> str:
    """Return a hash over files (their content) and strings."""
    total = hashlib.sha256()
    for item in inputs:
        total.update(item.read_bytes() if isinstance(item, Path) else item.encode())
    return total.hexdigest()


def step(name: str, what: str, key: str, *commands: list[str]) -> None:
    """Run ``commands`` unless the stamp ``name`` says that they ran with the same ``key``."""
    stamp = STAMPS / name
    if stamp.exists() and stamp.read_text() == key:
        return
    say(what)
    start = time.monotonic()
    for command in commands:
        if subprocess.run(command, cwd=ROOT, env=environment()).returncode:
            fail(
                f'step "{name}" failed: {" ".join(command)}\n'
                'Run make again to go on with this step.'
            )
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(key)
    say(f'done in {time.monotonic() - start:.0f} s')


def environment() -> dict[str, str]:
    """Return the environment of the steps: the virtual environment is an ament prefix."""
    env = dict(os.environ, VIRTUAL_ENV=str(VENV), PIP_DISABLE_PIP_VERSION_CHECK='1')
    env['PATH'] = f'{VENV / "bin"}{os.pathsep}{env["PATH"]}'
    if sourced_ros() is None:
        env.update(AMENT_PREFIX_PATH=str(VENV), CMAKE_PREFIX_PATH=str(VENV))
    return env


def pip(*arguments: str) -> list[str]:
    """Return a pip command that shows progress and bears with a slow line."""
    # Robot descriptions are installed without their dependencies: pip would complain each time.
    options = ['--no-warn-conflicts', '--retries', '10', '--timeout', '60', '--progress-bar', 'on']
    return [str(PYTHON), '-m', 'pip', 'install', '--quiet', *options, *arguments]


def constraints(distro: str | None) -> list[str]:
    """Pin what was tested; beside an installed ROS 2 keep the NumPy it was compiled against."""
    if distro is None:
        return ['-c', str(REQUIREMENTS / 'constraints.txt')]
    code = 'import numpy; print(numpy.__version__)'
    found = subprocess.run([str(PYTHON), '-c', code], capture_output=True, text=True)
    path = VENV / 'numpy-of-ros.txt'
    path.write_text(f'numpy=={found.stdout.strip()}\n' if found.returncode == 0 else '')
    return ['-c', str(path)]


def repair_cmake() -> None:
    """Replace include folders of the machine that built the ROS wheels by the ones of .venv.

    The exported CMake targets of the message packages name ``/opt/python/cp3xx-cp3xx/...``, and
    CMake stops at folders that do not exist. Running it twice changes nothing.
    """
    code = (
        'import sysconfig, numpy; print(sysconfig.get_paths()["include"]); '
        'print(numpy.get_include())'
    )
    done = subprocess.run([str(PYTHON), '-c', code], capture_output=True, text=True, check=True)
    python_include, numpy_include = done.stdout.split('\n')[:2]
    for path in (VENV / 'share').glob('*/cmake/*.cmake'):
        text = path.read_text()
        fixed = re.sub(r'/opt/python/cp3\d+-cp3\d+/include/python3\.\d+', python_include, text)
        fixed = re.sub(r'/opt/python/cp3\d+-cp3\d+/lib/[^;"]*/include', numpy_include, fixed)
        if fixed != text:
            path.write_text(fixed)


def project_table() -> str:
    """Return what pyproject.toml says of the distribution, without the settings of tools."""
    return (ROOT / 'pyproject.toml').read_text().partition('\n[tool.')[0]


def build_key() -> str:
    """Return a hash of what the colcon build depends on (it installs links to Python files)."""
    sources = [ROOT / 'CMakeLists.txt', ROOT / 'package.xml']
    sources += sorted([*ROOT.glob('msg/*'), *ROOT.glob('action/*')])
    linked = [p for d in ('config', 'launch', 'rviz', 'scripts') for p in ROOT.glob(f'{d}/*')]
    return digest(*sources, *sorted(p.name for p in linked), sourced_ros() or 'wheels', str(ROOT))


def install(extras: list[str]) -> None:
    """Run every step whose inputs changed."""
    distro = sourced_ros()
    check_tools()
    create_venv(distro)
    limits = constraints(distro)
    pinned = digest(REQUIREMENTS / 'constraints.txt', project_table(), str(distro))
    if distro:
        say(f'using the sourced ROS 2 {distro}')
        ros = pip(*limits, 'colcon-common-extensions')
    else:
        ros = pip(*limits, '-r', str(REQUIREMENTS / 'ros.txt'))
    step('ros', 'installing ROS 2 and its build tools (about 150 small wheels)',
         digest(REQUIREMENTS / 'ros.txt', pinned), ros)  # fmt: skip
    step('runtime', 'installing the runtime: onnxruntime, pinocchio, mujoco, ... (about 200 MB)',
         pinned, pip(*limits, '-e', '.[dev]'))  # fmt: skip
    step('robots', 'installing robot descriptions: Unitree G1, JVRC1 (46 MB)',
         digest(REQUIREMENTS / 'robots.txt'),
         pip('--no-deps', '-r', str(REQUIREMENTS / 'robots.txt')))  # fmt: skip
    if distro is None and not (STAMPS / 'build').exists():
        repair_cmake()
    step('build', 'building messages and package with colcon', build_key(),
         [str(PYTHON), '-m', 'colcon', 'build', '--paths', '.', '--symlink-install',
          '--event-handlers', 'console_direct+' if os.environ.get('V') else 'console_start_end+',
          '--cmake-args', f'-DPython3_EXECUTABLE={PYTHON}', '--no-warn-unused-cli'])  # fmt: skip
    for extra in extras:
        parts = f'{extra},rtx' if extra == 'export' else extra  # export.check builds with it
        step(extra, f'installing PyTorch (CPU is enough) and what {extra} needs', pinned,
             pip(*limits, '-e', f'.[{parts}]'))  # fmt: skip


def main() -> None:
    """Set up; print the time only if anything was to do."""
    extras = sys.argv[1:]
    unknown = set(extras) - {'training', 'export'}
    if unknown:
        fail(f'unknown part {sorted(unknown)}; allowed: training, export')
    start = time.monotonic()
    install(extras)
    if time.monotonic() - start > 5:
        say(f'ready after {time.monotonic() - start:.0f} s')


if __name__ == '__main__':
    main()
