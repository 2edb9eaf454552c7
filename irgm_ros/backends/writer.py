# SPDX-License-Identifier: Apache-2.0
"""Writing a bundle: all of it or nothing."""

from __future__ import annotations

import dataclasses
import errno
import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from irgm_ros.backends.manifest import FileEntry, Manifest
from irgm_ros.errors import BundleError

_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})


def write_bundle(folder: Path, manifest: Manifest, files: Mapping[str, bytes | Path]) -> Manifest:
    """Write a bundle into ``folder``; a bundle that is already there is replaced.

    See `replacing_folder` for what an interrupted run leaves.

    Args:
        folder: Where the bundle shall lie.
        manifest: Its description; ``files`` and ``prompt_sha256`` are filled in here.
        files: Content of every file except ``manifest.json``, by plain file name; a path stands
            for a file to be copied.

    Returns:
        The manifest as written.

    Raises:
        BundleError: The description contradicts itself, or ``folder`` holds something else than
            a bundle, or its disk is too small.
    """
    sizes = (f.stat().st_size if isinstance(f, Path) else len(f) for f in files.values())
    with replacing_folder(folder, 'manifest.json', sum(sizes)) as temporary:
        for name, content in files.items():
            _write(temporary / name, content)
        return seal(temporary, manifest)


def seal(folder: Path, manifest: Manifest) -> Manifest:
    """Describe the files of a folder: with ``manifest.json`` it is a bundle.

    Args:
        folder: Folder of `replacing_folder`, with every other file of the bundle.
        manifest: Description; ``files`` and ``prompt_sha256`` are filled in here.

    Returns:
        The manifest as written.

    Raises:
        BundleError: The description contradicts itself.
    """
    entries = {path.name: FileEntry.of(path) for path in sorted(folder.iterdir())}
    prompts = entries.get('prompts.json', FileEntry('', 0)).sha256
    manifest = dataclasses.replace(manifest, files=entries, prompt_sha256=prompts)
    text = json.dumps(manifest.to_json(), indent=1) + '\n'
    Manifest.from_json(json.loads(text))
    _write(folder / 'manifest.json', text.encode())
    return manifest


@contextmanager
def replacing_folder(folder: Path, marker: str, size: int = 0) -> Iterator[Path]:
    """Give a temporary folder beside ``folder``; it takes its place if the block succeeds.

    Everything reaches the disk before the rename: an interrupted run leaves the old folder, or
    none, but never half of one. What a killed run has left beside it goes with the next one.

    Args:
        folder: Where the finished folder shall lie; its parents are created.
        marker: File by which a folder that may be replaced is known.
        size: Bytes that will be written; the old folder goes last, so they must be free.

    Yields:
        The folder to write to.

    Raises:
        BundleError: ``folder`` holds something else than a bundle, cannot be written, or the disk
            is too small or becomes full.
    """
    with _writing(folder):
        if folder.exists() and not (folder / marker).is_file() and any(folder.iterdir()):
            raise BundleError(
                f'{folder}: holds something else than a bundle; choose an empty folder'
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        _check_room(folder, size)
        temporary, lock = _made_beside(folder)
    try:
        with _writing(folder, _OF_THE_DISK):
            temporary.chmod(0o755)
            yield temporary
            for path in (*temporary.rglob('*'), temporary):
                _sync(path)
            _replace(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        os.close(lock)


@contextmanager
def _writing(folder: Path, numbers: frozenset[int] | None = None) -> Iterator[None]:
    """Say of an operating system's error which folder was meant; of some numbers, if given."""
    try:
        yield
    except OSError as error:
        if numbers is not None and error.errno not in numbers:
            raise
        raise BundleError(f'{folder}: cannot be written: {error.strerror or error}') from error


def _made_beside(folder: Path) -> tuple[Path, int]:
    """Make a folder beside one and lock it; again if a run that clears up was there first."""
    while True:
        made = Path(tempfile.mkdtemp(prefix=f'.{folder.name}-', dir=folder.parent))
        lock = _lock(made)
        if lock is not None and made.is_dir():
            return made, lock
        if lock is not None:
            os.close(lock)


def _check_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder.parent).free
    if size > free:
        raise BundleError(
            f'{folder}: {size / 1e9:.2f} GB needed, {free / 1e9:.2f} GB free on this disk; '
            'make room or choose another one'
        )


def _clear(folder: Path) -> None:
    """Remove what killed runs have left; a run that still lives holds its lock."""
    name = re.compile(rf'\.{re.escape(folder.name)}-[a-z0-9_]{{8}}(-old)?')
    for path in [p for p in folder.parent.iterdir() if name.fullmatch(p.name) and p.is_dir()]:
        lock = _lock(path)
        if lock is None:
            continue
        if path.name.endswith('-old') and not folder.exists():
            path.rename(folder)  # killed between the two renames of `_replace`
        else:
            shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _lock(folder: Path) -> int | None:
    """Lock a folder as long as this process lives; None if another one holds it, or it is gone."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _write(path: Path, content: bytes | Path) -> None:
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        path.write_bytes(content)


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
