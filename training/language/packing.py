# SPDX-License-Identifier: Apache-2.0
"""Examples packed into rows of tokens, several to a row, none of them cut."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from irgm_ros.language.prompting import Rendered


def packed_rows(
    source: Iterator[Rendered], length: int, count: int, pad: int
) -> dict[str, np.ndarray]:
    """Pack examples into ``count`` rows of ``length`` tokens, none of them cut.

    Args:
        source: Examples; those longer than a row are left out.
        length: Tokens a row.
        count: Rows.
        pad: Id that fills the rest.

    Returns:
        ``ids``, ``loss_mask``, ``segments`` (0 = padding, 1, 2, ... = which example) and
        ``positions``, each (count, length) int64.
    """
    names = ('ids', 'loss_mask', 'segments', 'positions')
    out = {name: np.zeros((count, length), np.int64) for name in names}
    out['ids'][:] = pad
    used, segment = np.zeros(count, int), np.zeros(count, int)
    misses = 0
    while misses < 4:
        example = next(source)
        n = len(example.ids)
        room = np.flatnonzero(used + n <= length)
        if not len(room):
            misses += 1
            continue
        row = int(room[np.argmax(used[room])])  # best fit keeps the rest usable
        start, stop = used[row], used[row] + n
        segment[row] += 1
        out['ids'][row, start:stop] = example.ids
        out['loss_mask'][row, start:stop] = example.loss_mask
        out['segments'][row, start:stop] = segment[row]
        out['positions'][row, start:stop] = np.arange(n)
        used[row] = stop
    return out
