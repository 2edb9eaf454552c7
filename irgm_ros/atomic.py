# SPDX-License-Identifier: Apache-2.0
"""Files appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from irgm_ros.errors import IrgmError


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path in the same folder; rename it to ``path`` if the block succeeds.

    The folder is created. An exception, Ctrl-C included, removes the temporary file.

    Args:
        path: Where the finished file shall be.

    Yields:
        Path to write to, with the suffix of ``path``.

    Raises:
        IrgmError: The place cannot be written.
    """
    target = Path(path)
    temporary = target.with_name(f'.{target.stem}.{os.getpid()}{target.suffix}')
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise IrgmError(f'cannot write {target}: {error.strerror or error}') from error
