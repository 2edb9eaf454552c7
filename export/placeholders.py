# SPDX-License-Identifier: Apache-2.0
"""Models whose matrices stay in their file while a graph is traced.

A placeholder has the shape of a weight and a single number, NaN. Tracing asks for no more, and
should one ever enter what the exporter computes ahead, the NaN is found when the graph is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from transformers import Gemma2Config, Gemma2ForCausalLM

from export.checkpoints import Stored, Weight, check_coverage, list_tensors
from export.streaming import blocks
from irgm_ros.errors import BundleError

_TABLE, _HEAD = 'model.embed_tokens.weight', 'lm_head.weight'
_SOURCE = 'irgm_source'


def placeholder(source: Weight) -> nn.Parameter:
    """A parameter of the shape of ``source``, in the type it is used in, that holds one number."""
    number = torch.full((), torch.nan, dtype=source.used)
    parameter = nn.Parameter(number.expand(source.shape), requires_grad=False)
    setattr(parameter, _SOURCE, source)
    return parameter


def source_of(parameter: torch.Tensor) -> Weight | None:
    """What a placeholder stands for; None for a parameter that holds its numbers."""
    source: Weight | None = getattr(parameter, _SOURCE, None)
    return source


def stacked(matrices: Sequence[nn.Parameter]) -> nn.Parameter:
    """One matrix with the rows of several, of which all or none are placeholders.

    Args:
        matrices: (N_i, K) each.

    Returns:
        (sum of N_i, K); a placeholder if they are.
    """
    found = [source_of(matrix) for matrix in matrices]
    sources = [source for source in found if source is not None]
    if len(sources) < len(matrices):
        return nn.Parameter(torch.cat([m.detach() for m in matrices]), requires_grad=False)
    return placeholder(Weight.stacked(sources))


def language_placeholders(folder: Path) -> Gemma2ForCausalLM:
    """Build a language model whose vectors are read and whose matrices are placeholders.

    Args:
        folder: ``config.json`` and ``model.safetensors``, as transformers saves them.

    Returns:
        The model in evaluation mode. It can be traced, and computes nothing but NaN.

    Raises:
        BundleError: Weights are missing, unexpected or of another shape, or the output matrix is
            not the embedding table.
    """
    config = Gemma2Config.from_pretrained(folder)
    with torch.device('meta'):
        model = Gemma2ForCausalLM(config)
    body = model.model
    body.rotary_emb = type(body.rotary_emb)(config)  # its frequencies are computed, not stored
    given = list_tensors(folder / 'model.safetensors')
    _check_tied(folder, given)
    wanted = {name: p.shape for name, p in model.named_parameters() if name != _HEAD}
    check_coverage(f'{folder}/model.safetensors', given, wanted)
    for name in wanted:
        owner, _, leaf = name.rpartition('.')
        setattr(model.get_submodule(owner), leaf, _parameter(name, given[name]))
    model.lm_head.weight = body.embed_tokens.weight
    return model.eval()


def _parameter(name: str, stored: Stored) -> nn.Parameter:
    if len(stored.shape) > 1:
        return placeholder(Weight(name, stored.shape, stored.dtype, stored.rows))
    return nn.Parameter(stored.rows(0, stored.shape[0]).float(), requires_grad=False)


def _check_tied(folder: Path, given: dict[str, Stored]) -> None:
    """Take the output matrix out of ``given``, where there is one, if it is the table again."""
    head, table = given.pop(_HEAD, None), given.get(_TABLE)
    if head is None or table is None:
        return
    same = head.shape == table.shape and all(
        torch.equal(head.rows(*rows), table.rows(*rows))
        for rows in blocks(table.shape[0], table.shape)
    )
    if not same:
        raise BundleError(f'{folder}: embedding and output matrix differ; tied ones expected')
