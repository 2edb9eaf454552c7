# SPDX-License-Identifier: Apache-2.0
"""Writing a bundle: all of it or nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from irgm_ros.backends.manifest import FileEntry, Manifest
from irgm_ros.errors import BundleError


def write_bundle(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> Manifest:
    """Write a bundle into ``folder``; a bundle that is already there is replaced.

    See `replacing_folder` for what an interrupted run leaves.

    Args:
        folder: Where the bundle shall lie.
        manifest: Its description; ``files`` and ``prompt_sha256`` are filled in here.
        files: Content of every file except ``manifest.json``, by plain file name.

    Returns:
        The manifest as written.

    Raises:
        BundleError: The description contradicts itself, or ``folder`` holds something else than
            a bundle.
    """
    entries = {
        name: FileEntry(hashlib.sha256(data).hexdigest(), len(data))
        for name, data in files.items()
    }
    prompts = entries.get('prompts.json', FileEntry('', 0)).sha256
    manifest = dataclasses.replace(manifest, files=entries, prompt_sha256=prompts)
    text = json.dumps(manifest.to_json(), indent=1) + '\n'
    Manifest.from_json(json.loads(text))
    with replacing_folder(folder, 'manifest.json') as temporary:
        for name, data in files.items():
            _write(temporary / name, data)
        _write(temporary / 'manifest.json', text.encode())
    return manifest


@contextmanager
def replacing_folder(folder: Path, marker: str) -> Iterator[Path]:
    """Give a temporary folder beside ``folder``; it takes its place if the block succeeds.

    Everything reaches the disk before the rename: an interrupted run leaves the old folder, or
    none, but never half of one.

    Args:
        folder: Where the finished folder shall lie; its parents are created.
        marker: File by which a folder that may be replaced is known.

    Yields:
        The folder to write to.

    Raises:
        BundleError: ``folder`` holds something else than a bundle.
    """
    if folder.exists() and not (folder / marker).is_file() and any(folder.iterdir()):
        raise BundleError(f'{folder}: holds something else than a bundle; choose an empty folder')
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f'.{folder.name}-', dir=folder.parent))
    try:
        temporary.chmod(0o755)
        yield temporary
        for path in (*temporary.rglob('*'), temporary):
            _sync(path)
        _replace(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(temporary: Path, folder: Path) -> None:
    """Put ``temporary`` in the place of ``folder``, whose old content goes last."""
    old = temporary.with_name(temporary.name + '-old')
    if folder.exists():
        folder.rename(old)
    temporary.rename(folder)
    _sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)
