# SPDX-License-Identifier: Apache-2.0
"""The command line ``irgm``. Exit codes: 0 done, 1 error, 2 bad usage, 3 command refused."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from irgm_ros.errors import CommandRefused, IrgmError
from irgm_ros.version import package_version

EXIT_ERROR, EXIT_REFUSED, EXIT_INTERRUPTED = 1, 3, 130
TRACEBACK_VARIABLE = 'IRGM_TRACEBACK'
MODES = ('single_pass', 'stepwise', 'first')
ROBOT_MODES = ('whole_body', 'upper_body')
NO_ROBOT = 'none'
_RENDER_SUFFIXES = ('.png', '.gif', '.mp4')
_REPORT_SUFFIXES = ('.html', '.htm')


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: Without the program's name; None takes those of the process.

    Returns:
        Exit code.
    """
    options = build_parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors='backslashreplace')  # whatever the locale can show
    try:
        code = run(options)
        sys.stdout.flush()  # a reader that is gone shows here, not at exit
        return code
    except CommandRefused as refusal:
        _complain(f'refused: {refusal}')
        return EXIT_REFUSED
    except IrgmError as error:
        _complain(f'error: {error}')
        return EXIT_ERROR
    except BrokenPipeError:
        # Nobody reads on; keep the interpreter from failing again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ERROR
    except KeyboardInterrupt:
        _complain('interrupted')
        return EXIT_INTERRUPTED
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        kind = type(error).__name__
        _complain(f'internal error: {kind}: {error}; {TRACEBACK_VARIABLE}=1 shows where')
        return EXIT_ERROR


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog='irgm', description='A sentence moves a humanoid: text to robot motion.'
    )
    parser.add_argument('--version', action='version', version=f'irgm_ros {package_version()}')
    commands = parser.add_subparsers(required=True, metavar='COMMAND')
    for add in (
        _add_generate, _add_retarget, _add_caption, _add_assess, _add_robots, _add_doctor,
        _add_bench,
    ):  # fmt: skip
        add(commands)
    return parser


_Commands: TypeAlias = 'argparse._SubParsersAction[argparse.ArgumentParser]'


def _add(
    commands: _Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    *examples: str,
) -> argparse.ArgumentParser:
    """Add a command whose help ends with examples."""
    shown = 'examples:\n' + '\n'.join(f'  {line}' for line in examples)
    command = commands.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=shown,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)
    return command


def _add_generate(commands: _Commands) -> None:
    command = _add(
        commands, 'generate', _generate,
        'Generate a motion from a sentence, retarget it to a robot and time it.',
        'irgm generate "wave your right hand"',
        'irgm generate "take three steps forward, then bow" --out bow.npz --render bow.gif',
        'irgm generate "squat twice" --robot none --seed 3 --trace squat.json',
    )  # fmt: skip
    command.add_argument('text', metavar='TEXT', help='what the humanoid shall do, in English')
    _bundle_option(command)
    _robot_option(command, required=False)
    _robot_mode_option(command, '--robot-mode')
    command.add_argument('--rounds', type=_count, metavar='N', help='at most N generations')
    command.add_argument(
        '--deadline', type=_seconds, metavar='S', help='end the loop after S seconds'
    )
    command.add_argument(
        '--seed', type=_seed, metavar='N', help='draw at random from seed N (default: greedy)'
    )
    command.add_argument('--mode', choices=MODES, default=MODES[0], help='how the loop runs')
    command.add_argument(
        '--no-checks', action='store_false', dest='checks',
        help='leave the judgement to the model: motions are not measured against the analysis',
    )  # fmt: skip
    _output_options(command)
    command.add_argument('--trace', type=Path, metavar='FILE.json', help='write the trace')
    command.add_argument('--quiet', action='store_true', help='print errors only')


def _add_retarget(commands: _Commands) -> None:
    command = _add(
        commands, 'retarget', _retarget,
        'Retarget a motion file to a robot and time it inside the limits. '
        'MOTION: .npy or .npz of (F,263), (F,251), (F,22,3) or (F,21,3), y up; 20 fps, KIT-ML '
        '(251 columns, 21 joints) 12.5, unless the .npz says fps.',
        'irgm retarget walk.npy --robot g1 --out walk.npz',
        'irgm retarget walk.npy --robot my_robot.yaml --render walk.gif --report walk.html',
        'irgm retarget walk.npy --robot g1 --mode upper_body --out walk.npz',
    )  # fmt: skip
    command.add_argument('motion', metavar='MOTION.npy', type=Path, help='the motion')
    _robot_option(command, required=True)
    _robot_mode_option(command, '--mode', '--robot-mode')
    _output_options(command)


def _add_caption(commands: _Commands) -> None:
    command = _add(
        commands, 'caption', _caption, 'Say in words what a motion shows.',
        'irgm caption walk.npy',
    )  # fmt: skip
    command.add_argument('motion', metavar='MOTION.npy', type=Path, help='the motion')
    _bundle_option(command)


def _add_assess(commands: _Commands) -> None:
    command = _add(
        commands, 'assess', _assess, 'Compare a motion with a sentence.',
        'irgm assess "wave your right hand" wave.npy',
    )  # fmt: skip
    command.add_argument('text', metavar='TEXT', help='what the motion should show')
    command.add_argument('motion', metavar='MOTION.npy', type=Path, help='the motion')
    _bundle_option(command)


def _add_robots(commands: _Commands) -> None:
    command = _add(
        commands, 'robots', _robots,
        'List the robots, install the files of one, or bring in a robot of your own.',
        'irgm robots', 'irgm robots --install g1',
        'irgm robots --init my_robot.urdf --out my_robot.yaml',
        'irgm robots --check my_robot.yaml --render rest.png',
    )  # fmt: skip
    what = command.add_mutually_exclusive_group()
    what.add_argument('--install', metavar='NAME', help='fetch the pinned wheel of a robot')
    what.add_argument(
        '--init', type=Path, metavar='URDF', help='propose the YAML map of any humanoid'
    )
    what.add_argument('--check', metavar='ROBOT', help='look over a map, or a robot of this list')
    command.add_argument(
        '--out', type=Path, metavar='FILE.yaml', help='where the proposed map goes (default: here)'
    )
    command.add_argument(
        '--render', type=_picture, metavar='FILE.png', help='draw the rest posture that is checked'
    )


def _add_doctor(commands: _Commands) -> None:
    command = _add(
        commands, 'doctor', _doctor, 'Check the installation and say what to do next.',
        'irgm doctor', 'irgm doctor --bundle my_bundle', 'irgm doctor --report report.json',
    )  # fmt: skip
    _bundle_option(command)
    command.add_argument(
        '--report', type=Path, metavar='FILE.json',
        help='also run one command, and write what a bug report needs; it holds no paths',
    )  # fmt: skip


def _add_bench(commands: _Commands) -> None:
    command = _add(
        commands, 'bench', _bench, 'Measure latency and memory on this machine, briefly.',
        'irgm bench', 'irgm bench --runs 20',
    )  # fmt: skip
    _bundle_option(command)
    _robot_option(command, required=False)
    command.add_argument('--runs', type=_count, default=5, metavar='N', help='sentences to run')


def _bundle_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        '--bundle', type=Path, metavar='DIR', help='model (default: IRGM_BUNDLE, else built in)'
    )


def _robot_option(command: argparse.ArgumentParser, *, required: bool) -> None:
    text = 'robot of `irgm robots`, or the path of its YAML map'
    if required:
        command.add_argument('--robot', required=True, metavar='NAME', help=text)
    else:
        text += f' (default: g1; {NO_ROBOT}: human motion only)'
        command.add_argument('--robot', default='g1', metavar='NAME', help=text)


def _robot_mode_option(command: argparse.ArgumentParser, *names: str) -> None:
    command.add_argument(
        *names, choices=ROBOT_MODES, default=ROBOT_MODES[0], dest='robot_mode',
        help='upper_body: a walking controller has the legs and takes base_twists',
    )  # fmt: skip


def _output_options(command: argparse.ArgumentParser) -> None:
    command.add_argument('--out', type=Path, metavar='FILE.npz', help='write the motion')
    command.add_argument(
        '--render', type=_picture, metavar='FILE', help='draw it: .png strip, .gif or .mp4'
    )
    command.add_argument(
        '--report', type=_page, metavar='FILE.html', help="write a page about the robot's motion"
    )


def _whole(text: str, least: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise argparse.ArgumentTypeError(
            f'{text!r} given, a whole number of at least {least} expected'
        )
    return value


def _count(text: str) -> int:
    return _whole(text, 1)


def _seed(text: str) -> int:
    return _whole(text, 0)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float('inf'):
        raise argparse.ArgumentTypeError(f'{text!r} given, a number of seconds above 0 expected')
    return value


def _named(text: str, suffixes: tuple[str, ...]) -> Path:
    if Path(text).suffix.lower() not in suffixes:
        raise argparse.ArgumentTypeError(
            f'{text!r} given, a name ending in {", ".join(suffixes)} expected'
        )
    return Path(text)


def _picture(text: str) -> Path:
    return _named(text, _RENDER_SUFFIXES)


def _page(text: str) -> Path:
    return _named(text, _REPORT_SUFFIXES)


def _generate(options: argparse.Namespace) -> int:
    from irgm_ros.commands import generate

    return generate(options)


def _retarget(options: argparse.Namespace) -> int:
    from irgm_ros.commands import retarget

    return retarget(options)


def _caption(options: argparse.Namespace) -> int:
    from irgm_ros.commands import caption

    return caption(options)


def _assess(options: argparse.Namespace) -> int:
    from irgm_ros.commands import assess

    return assess(options)


def _robots(options: argparse.Namespace) -> int:
    from irgm_ros.commands import robots

    return robots(options)


def _doctor(options: argparse.Namespace) -> int:
    from irgm_ros.doctor import doctor

    return doctor(options.bundle, options.report)


def _bench(options: argparse.Namespace) -> int:
    from irgm_ros.commands import bench

    return bench(options)


def _complain(line: str) -> None:
    """Print one line to stderr, whatever bytes the command line brought in."""
    safe = line.encode('utf-8', 'backslashreplace').decode('utf-8')
    print(f'irgm: {safe}', file=sys.stderr)


if __name__ == '__main__':
    sys.exit(main())
