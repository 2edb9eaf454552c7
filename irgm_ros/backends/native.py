# SPDX-License-Identifier: Apache-2.0
"""TensorRT of this machine, and its session for a graph of a bundle. Not yet run on hardware."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from irgm_ros.backends.cuda import current_device
from irgm_ros.backends.engines import EngineKey, EngineStore, Machine, engines_folder
from irgm_ros.backends.profiles import profiles_of
from irgm_ros.backends.tensorrt import TensorRtSession
from irgm_ros.errors import DeviceError

if TYPE_CHECKING:
    from irgm_ros.backends.bundle import Bundle

OLDEST = (10, 3)
INSTALL = (
    'it comes with JetPack: sudo apt-get install python3-libnvinfer, in a virtual environment '
    'made with --system-site-packages; elsewhere pip install tensorrt'
)


def import_tensorrt() -> Any:
    """NVIDIA's ``tensorrt``.

    Raises:
        DeviceError: It is not installed, or too old.
    """
    try:
        trt = importlib.import_module('tensorrt')
    except (ImportError, OSError) as error:
        raise DeviceError(
            f'the Python package tensorrt is not installed ({error}); {INSTALL}'
        ) from error
    release = str(trt.__version__)
    if tuple(int(part) for part in release.split('.')[:2]) < OLDEST:
        raise DeviceError(f'TensorRT {release} found, 10.3 or newer expected (JetPack 6.1)')
    return trt


def open_session(bundle: Bundle, graph: str) -> TensorRtSession | None:
    """The native session of a graph, from the engine that was built for this machine.

    Args:
        bundle: A checked bundle.
        graph: Name of the graph.

    Returns:
        The session; None for a graph that no engine is built for (evaluator, parser).

    Raises:
        DeviceError: TensorRT, the GPU or the engine is missing, or the engine cannot be read.
    """
    profiles = profiles_of(bundle.manifest).get(graph)
    if profiles is None:
        return None
    trt, device = import_tensorrt(), current_device()
    machine = Machine.of(trt, device.capability)
    key, store = EngineKey.of(bundle.manifest, graph, profiles, machine), engines_folder()
    if not EngineStore(store).finished(key):
        raise DeviceError(
            f'{graph}: no engine for {machine} in {store}; build it on this machine with '
            f'"python -m export.engines {bundle.folder}", or choose provider cpu'
        )
    return TensorRtSession(trt, EngineStore(store).engine(key), device)
