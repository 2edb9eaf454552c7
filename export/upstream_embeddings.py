# SPDX-License-Identifier: Apache-2.0
"""The embedding table of the published language model, put together from where its rows are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import torch

from export.checkpoints import Stored, Weight
from export.streaming import blocks
from irgm_ros.errors import BundleError
from irgm_ros.language.vocabulary import CODEBOOK_SIZE, HEAD_TAGS

TABLE = 'embeddings'
EMBEDDING = 'model.embed_tokens.weight'
HEADS = ('lm_head', 'lm_head.weight')
ADDED = HEAD_TAGS + CODEBOOK_SIZE


def plan_embedding(
    path: Path,
    tensors: Mapping[str, Stored],
    size: tuple[int, int],
    backbone: Callable[[], Stored | None],
) -> Weight:
    """Find the rows of the embedding table and check that the output embeddings are the same.

    Args:
        path: The checkpoint, for messages.
        tensors: Those of `TABLE`, `EMBEDDING` and `HEADS` that it has.
        size: Rows and width that the model needs, `ADDED` rows at the end.
        backbone: Table of the foundation model; asked only where the checkpoint has the added
            rows alone.

    Returns:
        The whole table.

    Raises:
        BundleError: Rows are missing, of another width, or differ from those of the output.
    """
    total, width = size
    old = total - ADDED
    for name, stored in tensors.items():
        allowed = (total, ADDED) if name != EMBEDDING else (total, old)
        if stored.shape not in [(rows, width) for rows in allowed]:
            raise BundleError(
                f'{path}: {name} is {list(stored.shape)}; {allowed[0]} or {allowed[1]} rows of '
                f'width {width} expected: the backbone has {old} tokens, {ADDED} are added'
            )
    table = tensors.get(TABLE, tensors.get(EMBEDDING))
    if table is None or table.shape[0] == old:
        raise BundleError(f'{path}: no embeddings of the added tokens in it, {ADDED} expected')
    base = table
    if table.shape[0] == ADDED:
        known = tensors.get(EMBEDDING) or backbone()
        if known is None or known.shape[0] < old or known.shape[1:] != (width,):
            raise BundleError(
                f'{path}: holds the {ADDED} added embeddings alone, and the backbone has no '
                f'{EMBEDDING} with {old} rows of width {width}'
            )
        base = known
    weight = _joined(base, table, old, (total, width))
    for name in HEADS:
        if name in tensors:
            _check_tied(path, name, tensors[name], weight)
    return weight


def _joined(base: Stored, table: Stored, old: int, size: tuple[int, int]) -> Weight:
    """The first ``old`` rows from ``base``, the others from ``table``."""
    if base is table:
        return Weight(EMBEDDING, size, table.dtype, table.rows)

    def rows(start: int, stop: int) -> torch.Tensor:
        head = base.rows(start, max(start, min(stop, old)))
        tail = table.rows(max(start - old, 0), max(stop - old, 0))
        return torch.cat([head, tail.to(head.dtype)])

    return Weight(EMBEDDING, size, base.dtype, rows)


def _check_tied(path: Path, name: str, head: Stored, weight: Weight) -> None:
    """Compare the output embeddings with the last rows of the table."""
    skip = weight.shape[0] - head.shape[0]
    for start, stop in blocks(head.shape[0], head.shape):
        wanted = weight.rows(skip + start, skip + stop).float()
        given = head.rows(start, stop).to(weight.dtype).float()
        gap = float((given - wanted).abs().max())
        if gap != 0.0:
            raise BundleError(
                f'{path}: {name} differs from the embeddings by {gap:.3g} (rows {skip + start} to '
                f'{skip + stop}); tied ones expected, the model has one table for both'
            )
