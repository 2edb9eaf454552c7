# SPDX-License-Identifier: Apache-2.0
"""Embeddings of another run for a model whose vocabulary has other words."""

from __future__ import annotations

import re
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import Gemma2ForCausalLM

from training.checkpoint import load

_CODE = re.compile(r'<Motion_\d+>')
_EMBEDDINGS = 'model.embed_tokens.weight'


@torch.no_grad()
def take_up_embeddings(model: Gemma2ForCausalLM, start: Path, tokenizer: Path) -> int:
    """Give each entry of the vocabulary its embedding in another run.

    An entry that the other run does not have gets the mean of the pieces that its tokenizer makes
    of it. Codes of a motion tokenizer of another size mean something else: theirs stay fresh.
    Nothing happens where the vocabularies are the same, or where the other run has none.

    Args:
        model: Takes the embeddings; its output weights are tied to them.
        start: Checkpoint of the other run, its ``tokenizer.json`` beside it.
        tokenizer: ``tokenizer.json`` of this run.

    Returns:
        Entries that were made of pieces.
    """
    beside = start.with_name('tokenizer.json')
    state = load(start)
    if state is None or not beside.exists() or beside.read_bytes() == tokenizer.read_bytes():
        return 0
    ours, theirs = Tokenizer.from_file(str(tokenizer)), Tokenizer.from_file(str(beside))
    source, target = state['model'][_EMBEDDINGS], model.get_input_embeddings().weight
    if source.shape[1] != target.shape[1]:
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
