# SPDX-License-Identifier: Apache-2.0
"""Build the TensorRT engines of a bundle on the machine that will run them.

Not yet run on hardware. Needs the Python packages `tensorrt` (10.3 or newer; part of JetPack) and
`cuda-bindings`. Engines that are there already for the same graph, TensorRT, GPU, JetPack,
precision and profiles are kept, so that an interrupted run goes on where it was. They lie in
$IRGM_ENGINES, else in the cache of the user; see irgm_ros/backends/engines.py.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from export.builder import Progress as Report
from export.builder import build
from export.memory import GIB, build_need, disk_need
from irgm_ros.atomic import replacing
from irgm_ros.backends import Bundle
from irgm_ros.backends.cuda import current_device
from irgm_ros.backends.engines import (
    EngineKey,
    EngineStore,
    Machine,
    engines_folder,
    graph_files,
)
from irgm_ros.backends.native import import_tensorrt
from irgm_ros.backends.profiles import profiles_of
from irgm_ros.errors import DeviceError, IrgmError


@dataclass(frozen=True)
class Outcome:
    """What became of one graph.

    Attributes:
        key: Of its engine.
        seconds: Time of the build; None where a finished engine was kept.
        size: Size of the engine [bytes].
    """

    key: EngineKey
    seconds: float | None
    size: int


def build_engines(
    bundle: Bundle, trt: Any, machine: Machine, store: EngineStore, report: Report
) -> Iterator[Outcome]:
    """Build the engines that are missing.

    Args:
        bundle: A runtime bundle.
        trt: The module ``tensorrt``.
        machine: This machine.
        store: Where engines lie.
        report: Told of each step of a build; False ends it.

    Yields:
        What became of each graph, as soon as it is done.

    Raises:
        DeviceError: A graph cannot be built. What was finished before stays.
    """
    for graph, profiles in profiles_of(bundle.manifest).items():
        key = EngineKey.of(bundle.manifest, graph, profiles, machine)
        seconds = None
        if not store.finished(key):
            began = time.perf_counter()
            _build_one(bundle, trt, key, store, report)
            seconds = time.perf_counter() - began
        yield Outcome(key, seconds, store.engine(key).stat().st_size)


def _build_one(
    bundle: Bundle, trt: Any, key: EngineKey, store: EngineStore, report: Report
) -> None:
    """Build one engine; its description comes last, so that half an engine is none."""
    timings = store.timings(key.machine)
    known = timings.read_bytes() if timings.is_file() else b''
    path = bundle.path(f'{key.graph}.onnx')
    built = build(trt, path, key.profiles, timings=known, progress=report)
    _write(store.engine(key), built.plan)
    if built.timings:
        _write(timings, built.timings)
    described = {'bytes': built.plan.nbytes, 'bundle': bundle.manifest.name, **key.as_json()}
    _write(store.description(key), json.dumps(described, indent=1).encode())


def _write(path: Path, data: Any) -> None:
    """Write a file that is on the disk, whole, before it has its name."""
    with replacing(path) as temporary, temporary.open('wb') as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def check_room(
    bundle: Bundle, machine: Machine, store: EngineStore, free_memory: int
) -> list[str]:
    """Say what the engines that are missing would find too little of.

    Args:
        bundle: A runtime bundle.
        machine: This machine.
        store: Where engines lie.
        free_memory: Memory that is free on the device [bytes].

    Returns:
        One sentence for each shortage.
    """
    sizes = [
        sum(bundle.manifest.files[name].bytes for name in graph_files(bundle.manifest, graph))
        for graph, profiles in profiles_of(bundle.manifest).items()
        if not store.finished(EngineKey.of(bundle.manifest, graph, profiles, machine))
    ]
    if not sizes:
        return []
    kinds = bundle.manifest.precision, bundle.manifest.arithmetic
    disk = sum(disk_need(size, *kinds) for size in sizes)
    needs = (
        ('disk', disk, shutil.disk_usage(_existing(store.folder)).free),
        ('memory', build_need(max(sizes)), free_memory),
    )
    return [
        f'{what}: {free / GIB:.2f} GiB free, up to {wanted / GIB:.2f} GiB needed'
        for what, wanted, free in needs
        if free < wanted
    ]


def _existing(folder: Path) -> Path:
    return next(p for p in (folder, *folder.absolute().parents) if p.exists())


@contextmanager
def _shown(console: Console) -> Iterator[Report]:
    """Show steps of TensorRT as bars; the phases of a build come and go."""
    columns = (SpinnerColumn(), TextColumn('{task.description}'), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        known: dict[str, Any] = {}

        def report(phase: str, done: int, steps: int) -> bool:
            if phase not in known:
                known[phase] = bars.add_task(phase, total=steps or None)
            bars.update(known[phase], completed=done)
            if done >= steps:
                bars.remove_task(known.pop(phase))
            return True

        yield report


def _run(args: argparse.Namespace, console: Console) -> None:
    """Everything between the arguments and the exit status."""
    trt = import_tensorrt()
    device = current_device()
    machine = Machine.of(trt, device.capability)
    bundle = Bundle.load(args.bundle)
    store = EngineStore(args.engines or engines_folder())
    console.print(f'{machine}: engines in {store.folder}', soft_wrap=True)
    short = check_room(bundle, machine, store, device.memory[0])
    if short and not args.anyway:
        advice = 'free some (close the desktop, add swap), or try it with --anyway'
        raise DeviceError('; '.join(short) + f': {advice}')
    with _shown(console) as report:
        for done in build_engines(bundle, trt, machine, store, report):
            took = 'there already' if done.seconds is None else f'built in {done.seconds:.0f} s'
            console.print(f'{done.key.graph:12} {done.size / 1e6:8.1f} MB  {took}')


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m export.engines',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog='example: python -m export.engines my_bundle && '
        'IRGM_PROVIDER=tensorrt irgm bench --bundle my_bundle',
    )
    parser.add_argument('bundle', type=Path, metavar='BUNDLE', help='folder of a runtime bundle')
    parser.add_argument('--engines', type=Path, metavar='DIR', help='where engines lie')
    parser.add_argument(
        '--anyway', action='store_true', help='build although memory or disk looks too small'
    )
    args = parser.parse_args(argv)
    try:
        _run(args, Console())
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print('interrupted: finished engines stay, the next run goes on', file=sys.stderr)
        return 130
    return 0


if __name__ == '__main__':
    sys.exit(main())
