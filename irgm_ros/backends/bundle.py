# SPDX-License-Identifier: Apache-2.0
"""A model bundle on disk: checked on loading, opened piece by piece."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irgm_ros.backends.manifest import FileEntry, Manifest
from irgm_ros.backends.ort import OrtSession, SessionOptions
from irgm_ros.backends.session import Session
from irgm_ros.errors import BundleError

ENVIRONMENT = 'IRGM_BUNDLE'


@dataclass(frozen=True)
class Bundle:
    """A loaded bundle; every file has the hash that its manifest gives.

    Attributes:
        folder: Where it lies.
        manifest: What it says of itself.
        embeddings: (V, H) memory-mapped embedding table, not scaled.
    """

    folder: Path
    manifest: Manifest
    embeddings: NDArray[np.floating[Any]]

    @classmethod
    def load(cls, path: str | Path | None = None) -> Bundle:
        """Read and verify a bundle.

        Args:
            path: Its folder. None takes the environment variable ``IRGM_BUNDLE``, and without
                that the default bundle of the package.

        Returns:
            The bundle. No graph is loaded yet; see ``session``.

        Raises:
            BundleError: The folder, its manifest or a file is missing, damaged, or of another
                schema version.
        """
        folder = Path(path or os.environ.get(ENVIRONMENT) or default_folder())
        manifest = _read_manifest(folder)
        _verify(folder, manifest)
        return cls(folder, manifest, _map_embeddings(folder, manifest))

    @property
    def licence_note(self) -> str:
        """One sentence on restricted use; empty for a bundle under a free licence."""
        licence = self.manifest.licence
        words = licence.lower().replace('-', ' ').replace('_', ' ').split()
        if 'nc' in words or 'noncommercial' in licence.lower().replace('-', '').replace(' ', ''):
            return f'{self.manifest.name}: licence {licence}: for non-commercial use only'
        return ''

    def path(self, name: str) -> Path:
        """Path of a file of the bundle.

        Raises:
            BundleError: The bundle has no such file.
        """
        if name not in self.manifest.files:
            have = ', '.join(sorted(self.manifest.files))
            raise BundleError(f'{self.folder}: no file {name!r} in this bundle, which has {have}')
        return self.folder / name

    def json(self, name: str) -> Any:
        """Parsed content of a JSON file of the bundle, e.g. ``prompts.json``.

        Raises:
            BundleError: There is no such file, or it is not JSON.
        """
        return _parse_json(self.path(name))

    def session(self, graph: str, options: SessionOptions | None = None) -> Session:
        """Load one graph.

        Args:
            graph: ``decoder``, ``text_head``, ``motion_head``, ``vq_encoder`` or ``vq_decoder``.
            options: Provider and threads. ``tensorrt`` is native TensorRT with the engines of
                this machine, and never falls back; evaluator and parser, which no engine is
                built for, run on the CPU beside it.

        Returns:
            The session.

        Raises:
            BundleError: The graph is unknown, cannot be loaded, or has other inputs, outputs or
                another type of the cache than the manifest says.
            DeviceError: TensorRT, a GPU or the engine of this machine is missing.
        """
        path, session = self.path(f'{graph}.onnx'), self._native(graph, options)
        if session is None:
            self._check_onnxruntime(graph)
            session = OrtSession(path, options, self.manifest.precision == 'int4')
        self._check_cache(graph, session)
        entry = self.manifest.graphs[graph]
        if (session.inputs, session.outputs) != (entry.inputs, entry.outputs):
            raise BundleError(
                f'{graph}.onnx: {session.inputs} -> {session.outputs} found, '
                f'{entry.inputs} -> {entry.outputs} expected from the manifest'
            )
        return session

    def _check_onnxruntime(self, graph: str) -> None:
        if self.manifest.arithmetic == 'bf16' and graph in ('decoder', 'text_head'):
            raise BundleError(
                f'{self.folder}: {graph} computes in bf16, for which onnxruntime has no kernels '
                'on the CPU and NumPy no type; run it on a GPU with IRGM_PROVIDER=tensorrt, or '
                'export it with --arithmetic fp16 or fp32'
            )

    def _check_cache(self, graph: str, session: Session) -> None:
        wanted = self.manifest.decoder.cache
        if session.cache not in ('', wanted):
            raise BundleError(
                f'{graph}.onnx: cache in {session.cache} found, {wanted} expected from the '
                'manifest; export the bundle again'
            )

    def _native(self, graph: str, options: SessionOptions | None) -> Session | None:
        """Native TensorRT, where it is asked for and has an engine for such a graph."""
        if options is None or not options.native:
            return None
        from irgm_ros.backends.native import open_session

        return open_session(self, graph)

    def embed(self, ids: NDArray[np.integer[Any]]) -> NDArray[np.float32]:
        """Look up token embeddings as the decoder takes them.

        Args:
            ids: Token ids of any shape, each in [0, V).

        Returns:
            (..., H) float32, multiplied by ``embedding_scale``.
        """
        scale = np.float32(self.manifest.decoder.embedding_scale)
        table = np.asarray(self.embeddings)  # still mapped; rows of a memmap cost twice as much
        rows: NDArray[np.float32] = table.take(ids, axis=0).astype(np.float32)
        rows *= scale
        return rows


def default_folder() -> Path:
    """Folder of the bundle that comes with the package."""
    return Path(str(resources.files('irgm_ros'))) / 'data' / 'bundles' / 'default'


def _read_manifest(folder: Path) -> Manifest:
    advice = f'give the folder of a bundle with --bundle or the variable {ENVIRONMENT}'
    if not folder.exists():
        raise BundleError(f'{folder}: no such bundle; {advice}')
    if not folder.is_dir():
        raise BundleError(f'{folder}: a file given, the folder of a bundle expected; {advice}')
    path = folder / 'manifest.json'
    if not path.is_file():
        raise BundleError(
            f'{folder}: no manifest.json, so this is not a bundle that the runtime can read; '
            'make one with "python -m export.onnx", or ' + advice
        )
    try:
        return Manifest.from_json(_parse_json(path))
    except BundleError as error:
        raise BundleError(f'{folder}: {error}') from error


def _parse_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding='utf-8'))
    except (ValueError, OSError) as error:
        raise BundleError(f'{path}: damaged, JSON expected ({error})') from error


def _verify(folder: Path, manifest: Manifest) -> None:
    """Compare size and hash of every file; report all that differ."""
    problems = []
    for name, entry in manifest.files.items():
        path = folder / name
        if not path.is_file():
            problems.append(f'{name} is missing')
        elif path.stat().st_size != entry.bytes:
            size = path.stat().st_size
            problems.append(f'{name} has {size} bytes, {entry.bytes} expected')
        else:
            digest = FileEntry.of(path).sha256
            if digest != entry.sha256:
                problems.append(f'{name} has sha256 {digest[:12]}, {entry.sha256[:12]} expected')
    graphs = tuple(name for name in manifest.files if name.endswith('.onnx'))
    beside = {path.name for path in folder.iterdir() if path.name.startswith(graphs)}
    problems += [f'{name} is not in the manifest' for name in sorted(beside - set(manifest.files))]
    prompts = manifest.files['prompts.json'].sha256
    if prompts != manifest.prompt_sha256:
        problems.append('prompts.json is not the one that the model was trained with')
    if problems:
        raise BundleError(
            f'{folder}: damaged bundle: {"; ".join(problems)}; fetch or export it again'
        )


def _map_embeddings(folder: Path, manifest: Manifest) -> NDArray[np.floating[Any]]:
    try:
        table: NDArray[np.floating[Any]] = np.load(
            folder / 'embeddings.npy', mmap_mode='r', allow_pickle=False
        )
    except ValueError as error:
        raise BundleError(f'{folder}: embeddings.npy is not an array file ({error})') from error
    wanted = (manifest.vocabulary.size, manifest.decoder.hidden)
    if table.shape != wanted or table.dtype.kind != 'f':
        raise BundleError(
            f'{folder}: embeddings.npy is {table.dtype} {table.shape}, float {wanted} expected'
        )
    return table
