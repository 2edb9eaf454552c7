# SPDX-License-Identifier: Apache-2.0
"""The published language model: full checkpoints, and adapters on the backbone.

Names are those of transformers, some behind ``llm.`` (reinforcement learning) or within a model
of peft (``base_model.model.``, ``.base_layer``). ``embeddings`` holds all rows or the added ones
alone and goes before ``model.embed_tokens.weight``; ``lm_head`` is the same table once more.
Adapters are those of Hu et al., "LoRA", ICLR 2022; the published ones have alpha = rank, so that
the product of their two matrices is added as it is.
"""

from __future__ import annotations

import re
from pathlib import Path

import torch
from transformers import Gemma2Config, Gemma2ForCausalLM

from export.checkpoints import Stored, Weight, check_coverage, list_tensors, shorten
from export.upstream_embeddings import EMBEDDING, HEADS, TABLE, plan_embedding
from irgm_ros.errors import BundleError

_LORA = re.compile(r'(model\.layers\.\d+\.[a-z_.]+)\.lora_([AB])\.(\w+)\.weight')
_LAYER = re.compile(r'model\.layers\.(\d+)\.')
ADAPTERS = ('shared', 't2m')  # the same adapter before and after the renaming of the authors
_CAPTIONING = 'm2t'  # a second adapter in some files; it describes motions and is left out
# The motion tokenizer once more, and tables that transformers computes.
_IGNORED = re.compile(r'net\..*|.*\.rotary_emb\.inv_freq')

Tensors = dict[str, Stored]


def plan_language(checkpoint: Path, backbone: Path, config: Gemma2Config) -> list[Weight]:
    """List the weights of the language model, adapters merged.

    Args:
        checkpoint: The published file, or a folder of shards.
        backbone: Folder of the foundation model.
        config: Its configuration with ``vocab_size`` raised by the added tokens.

    Returns:
        Weights by the names of transformers, in the precision they are stored in.

    Raises:
        BundleError: Tensors are missing, unexpected or of another shape, output and input
            embeddings differ, or there is neither a full model nor an adapter.
    """
    given = _renamed(checkpoint, list_tensors(checkpoint))
    head = {name: given.pop(name) for name in (TABLE, EMBEDDING, *HEADS) if name in given}
    lora = {name: given.pop(name) for name in list(given) if _LORA.fullmatch(name)}
    wanted = _shapes(config)
    origin = checkpoint
    base: Tensors | None = None
    if not given:
        if not lora:
            raise BundleError(f'{checkpoint}: neither layers nor adapters in it')
        origin, base = backbone, _renamed(backbone, list_tensors(backbone))
        given = {n: t for n, t in base.items() if n not in (EMBEDDING, *HEADS)}
    check_coverage(_sizes(origin, given, backbone, config), given, wanted)
    pairs = _adapter(checkpoint, lora, wanted)
    layers = [_merged(name, given[name], pairs.get(name)) for name in wanted]

    def rows_of_backbone() -> Stored | None:
        found = base if base is not None else _renamed(backbone, list_tensors(backbone))
        return found.get(EMBEDDING)

    size = (config.vocab_size, config.hidden_size)
    return [plan_embedding(checkpoint, head, size, rows_of_backbone), *layers]


def _renamed(path: Path, tensors: Tensors) -> Tensors:
    """Tensors by their names in transformers."""
    found: Tensors = {}
    for key, stored in tensors.items():
        name = key.removeprefix('llm.').removeprefix('base_model.model.')
        name = name.replace('.base_layer.', '.')
        if _IGNORED.fullmatch(name):
            continue
        if name in found:
            raise BundleError(f'{path}: {found[name].key} and {key} are the same weight twice')
        found[name] = stored
    return found


def _shapes(config: Gemma2Config) -> dict[str, tuple[int, ...]]:
    """Shapes of all weights but the embeddings, by name."""
    with torch.device('meta'):
        state = Gemma2ForCausalLM(config).state_dict()
    return {n: tuple(v.shape) for n, v in state.items() if n not in (EMBEDDING, *HEADS)}


def _sizes(path: Path, given: Tensors, backbone: Path, config: Gemma2Config) -> str:
    """Head of the message for weights that do not fit: sizes on either side."""
    numbers = {int(m.group(1)) for name in given if (m := _LAYER.match(name))}
    norm = given.get('model.norm.weight')
    width = norm.shape[0] if norm else 'unknown'
    return (
        f'{path}: {len(numbers)} layers of width {width} do not fit {backbone}/config.json, '
        f'{config.num_hidden_layers} layers of width {config.hidden_size}'
    )


def _adapter(
    path: Path, lora: Tensors, wanted: dict[str, tuple[int, ...]]
) -> dict[str, tuple[Stored, Stored]]:
    """The two matrices of the adapter, by the weight that they are added to."""
    found: dict[str, dict[tuple[str, str], Stored]] = {}
    for name, stored in lora.items():
        match = _LORA.fullmatch(name)
        assert match is not None
        module, matrix, adapter = match.groups()
        found.setdefault(adapter, {})[f'{module}.weight', matrix] = stored
    if not found:
        return {}
    chosen = [name for name in ADAPTERS if name in found]
    if len(chosen) != 1 or set(found) - {chosen[0], _CAPTIONING}:
        raise BundleError(
            f'{path}: adapters {sorted(found)} given, one of {list(ADAPTERS)} expected, '
            f'with or without {_CAPTIONING}'
        )
    return _pairs(path, found[chosen[0]], wanted)


def _pairs(
    path: Path, matrices: dict[tuple[str, str], Stored], wanted: dict[str, tuple[int, ...]]
) -> dict[str, tuple[Stored, Stored]]:
    """Both matrices of every weight that is adapted in some layer."""
    kinds = {_LAYER.sub('', name) for name, _ in matrices}
    pairs, problems = {}, []
    targets = [name for name in wanted if _LAYER.match(name) and _LAYER.sub('', name) in kinds]
    for name in sorted({*targets, *(name for name, _ in matrices)}):
        down, up = matrices.get((name, 'A')), matrices.get((name, 'B'))
        shape = wanted.get(name)
        if down is None or up is None or shape is None:
            problems.append(f'{name} has not both lora_A and lora_B, or is no weight of the model')
        elif (up.shape[0], *down.shape[1:]) != shape or up.shape[1:] != down.shape[:1]:
            problems.append(f'{name} {shape} does not take {up.shape} x {down.shape}')
        else:
            pairs[name] = (down, up)
    if problems:
        raise BundleError(f'{path}: adapter: {shorten(problems)}')
    return pairs


def _merged(name: str, base: Stored, pair: tuple[Stored, Stored] | None) -> Weight:
    if pair is None:
        return Weight(name, base.shape, base.dtype, base.rows)
    down, up = pair

    def rows(start: int, stop: int) -> torch.Tensor:
        low = down.rows(0, down.shape[0]).float()
        return base.rows(start, stop).float() + up.rows(start, stop).float() @ low

    return Weight(name, base.shape, base.dtype, rows)
