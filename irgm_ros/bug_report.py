# SPDX-License-Identifier: Apache-2.0
"""The file that goes with a bug report: versions, device, model and what went wrong.

It says nothing of whose machine it is: of paths only the last part stays, and there is no name of
a host or a user.
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.metadata
import json
import platform
import re
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from irgm_ros.atomic import replacing
from irgm_ros.version import package_version

COMMAND = 'wave your right hand'
_PACKAGES = (
    'numpy', 'onnxruntime', 'onnxruntime-gpu', 'tokenizers', 'pin', 'ruckig', 'tensorrt',
    'cuda-bindings', 'cuda-python',
)  # fmt: skip
_FOLDERS = re.compile(r"""(?<![\w.:/])/(?:[^\s/:'"]+/)+""")


def write_report(path: Path, bundle: Path | None, findings: Sequence[dict[str, str]]) -> None:
    """Write the report; running a command is part of it, and its error too.

    Args:
        path: JSON file.
        bundle: Folder of the model; None for the default.
        findings: What the doctor found.

    Raises:
        IrgmError: The file cannot be written.
    """
    content = {
        'irgm_ros': package_version(),
        'platform': _platform(),
        'packages': dict(_packages()),
        'findings': list(findings),
        'onnxruntime_providers': _try(_providers),
        'tensorrt': _try(_tensorrt),
        'bundle': _try(lambda: _bundle(bundle)),
        'run': _try(lambda: _run(bundle)),
    }
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(without_paths(content), indent=1) + '\n', 'utf-8')


def without_paths(value: Any) -> Any:
    """A JSON value in which only the last part of each absolute path is left."""
    if isinstance(value, str):
        return _FOLDERS.sub('.../', value.replace(str(Path.home()), '/~/'))
    if isinstance(value, dict):
        return {key: without_paths(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_paths(inner) for inner in value]
    return value


def _try(read: Callable[[], Any]) -> Any:
    """What ``read`` returns, or the error that it ends with and where."""
    try:
        return read()
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = [f'{Path(f.filename).name}:{f.lineno} {f.name}' for f in frames]
        return {'error': type(error).__name__, 'message': str(error), 'where': where[1:]}


def _platform() -> dict[str, Any]:
    from irgm_ros.backends.jetpack import device_model, jetpack_release

    memory = re.search(r'MemTotal:\s+(\d+)', _text(Path('/proc/meminfo')))
    return {
        'python': platform.python_version(),
        'system': f'{platform.system()} {platform.release()}',
        'machine': platform.machine(),
        'board': device_model(),
        'jetpack': jetpack_release(),
        'memory_mb': int(memory[1]) // 1000 if memory else None,
    }


def _text(path: Path) -> str:
    return path.read_text(encoding='utf-8') if path.is_file() else ''


def _packages() -> Iterator[tuple[str, str | None]]:
    for name in _PACKAGES:
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield name, None


def _providers() -> list[str]:
    return list(importlib.import_module('onnxruntime').get_available_providers())


def _tensorrt() -> dict[str, Any]:
    from irgm_ros.backends.cuda import current_device
    from irgm_ros.backends.native import import_tensorrt

    release = str(import_tensorrt().__version__)
    device = current_device()
    free, whole = device.memory
    return {
        'release': release,
        'capability': device.capability,
        'memory_free_mb': free // 10**6,
        'memory_mb': whole // 10**6,
    }


def _bundle(folder: Path | None) -> dict[str, Any]:
    from irgm_ros.backends import Bundle
    from irgm_ros.backends.profiles import profiles_of

    manifest = Bundle.load(folder).manifest
    return {
        'name': manifest.name,
        'schema_version': manifest.schema_version,
        'precision': manifest.precision,
        'arithmetic': manifest.arithmetic,
        'vocabulary': manifest.vocabulary.size,
        'decoder': dataclasses.asdict(manifest.decoder),
        'limits': dataclasses.asdict(manifest.limits),
        'files': {
            name: [entry.sha256[:12], entry.bytes] for name, entry in manifest.files.items()
        },
        'profiles': {
            graph: [profile.name for profile in profiles]
            for graph, profiles in profiles_of(manifest).items()
        },
    }


def _run(folder: Path | None) -> dict[str, Any]:
    """Run one short command without a robot on the provider that is asked for."""
    from irgm_ros.pipeline import MotionPipeline

    began = time.perf_counter()
    pipeline = MotionPipeline.load(folder, None)
    loaded = time.perf_counter()
    result = pipeline.run(COMMAND, rounds=1)
    return {
        'provider': result.provider,
        'load_s': round(loaded - began, 3),
        'run_s': round(time.perf_counter() - loaded, 3),
        'stop_reason': result.stop_reason,
        'frames': 0 if result.motion is None else len(result.motion.features),
    }
