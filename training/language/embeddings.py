# SPDX-License-Identifier: Apache-2.0
"""Weights of another run for a model whose vocabulary may have other words."""

from __future__ import annotations

import re
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import Gemma2ForCausalLM

from training.checkpoint import load, warm_start

_CODE = re.compile(r'<Motion_\d+>')
_EMBEDDINGS = 'model.embed_tokens.weight'


@torch.no_grad()
def take_up(model: Gemma2ForCausalLM, start: Path, tokenizer: Path) -> int:
    """Begin with the weights of another run, and each entry of the vocabulary with its embedding.

    An entry that the other run does not have gets the mean of the pieces that its tokenizer makes
    of it. Codes of a motion tokenizer of another size mean something else: theirs stay fresh.
    A run without a tokenizer beside it is taken to have the same vocabulary.

    Args:
        model: Takes the weights; those of its output are tied to the embeddings.
        start: Checkpoint of the other run, its ``tokenizer.json`` beside it.
        tokenizer: ``tokenizer.json`` of this run.

    Returns:
        Entries that were made of pieces.

    Raises:
        FileNotFoundError: There is no checkpoint at ``start``.
    """
    target = model.get_input_embeddings().weight
    fresh = target.clone()
    warm_start(model, start)
    beside = start.with_name('tokenizer.json')
    if not beside.exists() or beside.read_bytes() == tokenizer.read_bytes():
        return 0
    target.copy_(fresh)  # rows of the other run stand for other words
    state = load(start)
    ours, theirs = Tokenizer.from_file(str(tokenizer)), Tokenizer.from_file(str(beside))
    if state is None or (source := state['model'][_EMBEDDINGS]).shape[1] != target.shape[1]:
        return 0
    made, same_codes = 0, _codes(ours) == _codes(theirs)
    for word, index in ours.get_vocab().items():
        if _CODE.fullmatch(word) and not same_codes:
            continue
        known = theirs.token_to_id(word)
        if known is not None:
            target[index] = source[known]
            continue
        pieces = theirs.encode(ours.decode([index]), add_special_tokens=False).ids
        if pieces:
            target[index] = source[pieces].float().mean(dim=0)
            made += 1
    return made


def _codes(tokenizer: Tokenizer) -> int:
    """Motion codes of a vocabulary."""
    return sum(_CODE.fullmatch(word) is not None for word in tokenizer.get_vocab())
