# SPDX-License-Identifier: Apache-2.0
"""Build an engine from an ONNX graph, with ``tensorrt`` or ``tensorrt_rtx`` alike.

The network is strongly typed: precision is what the graph says, and TensorRT chooses none of its
own. All profiles of a graph go into one engine, because they share its weights: two engines of
the decoder would hold them twice in the memory that a Jetson's CPU and GPU share.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from irgm_ros.backends.profiles import Profile
from irgm_ros.backends.tensorrt import engine_logger
from irgm_ros.errors import DeviceError

# Phase, steps done and steps of it; False ends the build.
Progress = Callable[[str, int, int], bool]


@dataclass(frozen=True)
class Built:
    """What a build gave.

    Attributes:
        plan: The serialised engine, as a buffer.
        timings: The timing cache as it is now; empty where none was asked for.
    """

    plan: Any
    timings: bytes = b''


def build(
    trt: Any,
    path: Path,
    profiles: tuple[Profile, ...],
    *,
    configure: Callable[[Any], None] = lambda config: None,
    timings: bytes | None = None,
    progress: Progress = lambda phase, done, steps: True,
) -> Built:
    """Build one graph.

    Args:
        trt: The module, ``tensorrt`` or ``tensorrt_rtx``.
        path: The graph; external data lies beside it.
        profiles: Shapes to build for.
        configure: Sets more of the builder configuration.
        timings: Timing cache of earlier builds, empty to begin one; None keeps none.
        progress: Told of each step.

    Returns:
        The engine.

    Raises:
        DeviceError: The graph is not parsed or not built; the message says why.
        KeyboardInterrupt: Ctrl-C, or ``progress`` said so.
    """
    errors: list[str] = []
    logger = engine_logger(trt, errors)
    builder = trt.Builder(logger)
    # From TensorRT 11 on there is no other kind of network, and so no flag.
    flag = getattr(trt.NetworkDefinitionCreationFlag, 'STRONGLY_TYPED', None)
    network = builder.create_network(0 if flag is None else 1 << int(flag))
    parser = trt.OnnxParser(network, logger)
    if not parser.parse_from_file(str(path)):
        said = [parser.get_error(i).desc() for i in range(parser.num_errors)]
        raise DeviceError(f'{path.name}: not parsed: {(said or errors or ["no reason given"])[0]}')
    config = builder.create_builder_config()
    _add_profiles(builder, config, profiles)
    configure(config)
    cache = None if timings is None else config.create_timing_cache(timings)
    if cache is not None:
        config.set_timing_cache(cache, False)
    with _noting_interrupts() as interrupts:
        monitor = _monitor(trt, progress, interrupts)
        config.progress_monitor = monitor
        plan = builder.build_serialized_network(network, config)
    if interrupts:
        raise KeyboardInterrupt
    if plan is None:
        raise DeviceError(f'{path.name}: not built: {errors[0] if errors else "no reason given"}')
    return Built(plan, b'' if cache is None else bytes(cache.serialize()))


def _add_profiles(builder: Any, config: Any, profiles: tuple[Profile, ...]) -> None:
    for profile in profiles:
        shapes = builder.create_optimization_profile()
        for name, bounds in profile.shapes.items():
            shapes.set_shape(name, *bounds)
        if config.add_optimization_profile(shapes) < 0:
            raise DeviceError(f'profile {profile.name}: refused by TensorRT')


@contextmanager
def _noting_interrupts() -> Iterator[list[str]]:
    """Note Ctrl-C instead of raising it: TensorRT swallows what its callbacks raise."""
    noted: list[str] = []
    if threading.current_thread() is not threading.main_thread():
        yield noted  # signals go to the main thread, and so does their exception
        return
    before = signal.signal(signal.SIGINT, lambda number, frame: noted.append('Ctrl-C'))
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)


def _monitor(trt: Any, progress: Progress, interrupts: list[str]) -> Any:
    """A monitor of TensorRT that tells ``progress``, and ends the build after an interrupt."""

    class Monitor(trt.IProgressMonitor):  # type: ignore[misc]
        def __init__(self) -> None:
            trt.IProgressMonitor.__init__(self)
            self._steps: dict[str, int] = {}

        def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
            self._steps[phase_name] = num_steps

        def step_complete(self, phase_name: str, step: int) -> bool:
            try:
                if not progress(phase_name, step + 1, self._steps.get(phase_name, 0)):
                    interrupts.append('progress')
            except KeyboardInterrupt:
                interrupts.append('progress')
            return not interrupts

        def phase_finish(self, phase_name: str) -> None:
            self._steps.pop(phase_name, None)

    return Monitor()
