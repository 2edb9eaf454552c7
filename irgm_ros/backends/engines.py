# SPDX-License-Identifier: Apache-2.0
"""Where built engines lie, and the key that says which graph and machine one is for.

An engine is right for one graph, one release of TensorRT and one kind of GPU. It therefore does
not belong to a bundle, which is copied between machines and may be read-only, but lies in a cache
of the machine: ``$IRGM_ENGINES``, else ``$XDG_CACHE_HOME/irgm_ros/engines``, else
``~/.cache/irgm_ros/engines``, in a folder named by its key. The manifest of the bundle stays the
contract: the hashes in the key are those that it gives.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from irgm_ros.backends.jetpack import jetpack_release
from irgm_ros.backends.manifest import Manifest
from irgm_ros.backends.profiles import Profile

ENVIRONMENT = 'IRGM_ENGINES'
_SHORT = 20  # digits of the hash in a name


@dataclass(frozen=True)
class Machine:
    """What an engine depends on besides its graph.

    Attributes:
        tensorrt: Release of TensorRT, e.g. ``10.3.0``.
        capability: Compute capability of the GPU, e.g. ``8.7``.
        jetpack: See `jetpack_release`.
    """

    tensorrt: str
    capability: str
    jetpack: str

    @classmethod
    def of(cls, trt: Any, capability: str) -> Machine:
        """This machine, with the imported module of TensorRT."""
        return cls(str(trt.__version__), capability, jetpack_release())

    def __str__(self) -> str:
        return f'TensorRT {self.tensorrt}, SM {self.capability}, JetPack {self.jetpack}'


@dataclass(frozen=True)
class EngineKey:
    """Everything that an engine depends on.

    Attributes:
        graph: Name of the graph.
        files: Name and sha256 of its ONNX file and of its external data.
        machine: See `Machine`.
        precision: As the manifest gives it; the network itself is strongly typed.
        profiles: Shapes that the engine is built for.
    """

    graph: str
    files: tuple[tuple[str, str], ...]
    machine: Machine
    precision: str
    profiles: tuple[Profile, ...]

    @classmethod
    def of(
        cls, manifest: Manifest, graph: str, profiles: tuple[Profile, ...], machine: Machine
    ) -> EngineKey:
        """The key of one graph of a bundle, whose hashes were checked on loading."""
        files = tuple((name, manifest.files[name].sha256) for name in graph_files(manifest, graph))
        return cls(graph, files, machine, manifest.precision, profiles)

    def as_json(self) -> dict[str, Any]:
        """All parts, as ``json.dump`` can write them."""
        return dataclasses.asdict(self)

    @property
    def digest(self) -> str:
        """Name of the engine's folder."""
        text = json.dumps(self.as_json(), sort_keys=True)
        return f'{self.graph}-{hashlib.sha256(text.encode()).hexdigest()[:_SHORT]}'


def graph_files(manifest: Manifest, graph: str) -> list[str]:
    """The ONNX file of a graph and its external data, whose name goes on from that of the file."""
    return sorted(name for name in manifest.files if name.startswith(f'{graph}.onnx'))


def engines_folder() -> Path:
    """The cache of this machine; see the description of the module."""
    if chosen := os.environ.get(ENVIRONMENT):
        return Path(chosen)
    cache = os.environ.get('XDG_CACHE_HOME')
    return (Path(cache) if cache else Path.home() / '.cache') / 'irgm_ros' / 'engines'


@dataclass(frozen=True)
class EngineStore:
    """The engines of a cache.

    Attributes:
        folder: Where they lie.
    """

    folder: Path

    def engine(self, key: EngineKey) -> Path:
        """Where the engine of ``key`` lies or shall lie."""
        return self.folder / key.digest / 'engine.plan'

    def description(self, key: EngineKey) -> Path:
        """Its description, written last: what has none is not finished."""
        return self.folder / key.digest / 'engine.json'

    def timings(self, machine: Machine) -> Path:
        """Timing cache of a machine: it makes the next build of similar layers faster."""
        name = hashlib.sha256(str(machine).encode()).hexdigest()[:_SHORT]
        return self.folder / f'timing-{name}.cache'

    def finished(self, key: EngineKey) -> bool:
        """Whether the engine of ``key`` is there, whole."""
        try:
            described = json.loads(self.description(key).read_text(encoding='utf-8'))
            return bool(self.engine(key).stat().st_size == described['bytes'])
        except (OSError, ValueError, KeyError, TypeError):
            return False
