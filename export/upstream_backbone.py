# SPDX-License-Identifier: Apache-2.0
"""Configuration and tokenizer of the backbone, without its weights."""

from __future__ import annotations

import json
from pathlib import Path

from huggingface_hub.errors import StrictDataclassError
from tokenizers import AddedToken, Tokenizer
from transformers import Gemma2Config

from irgm_ros.errors import BundleError
from irgm_ros.language.vocabulary import (
    CODEBOOK_SIZE,
    TextTokenizer,
    Vocabulary,
    motion_token_texts,
)


def read_config(backbone: Path) -> Gemma2Config:
    """Read the sizes of the backbone.

    Args:
        backbone: Folder of the foundation model.

    Raises:
        BundleError: There is none, it is of another architecture, or contradicts itself.
    """
    path = backbone / 'config.json'
    try:
        data = json.loads(path.read_text(encoding='utf-8'))
        kind = data.get('model_type')
        if kind != 'gemma2':
            raise BundleError(f'{path}: model_type {kind!r} given, gemma2 expected')
        return Gemma2Config.from_dict(data)
    except (OSError, ValueError, TypeError, AttributeError, StrictDataclassError) as error:
        said = ' '.join(str(error).split())
        raise BundleError(
            f'{path}: {said}; --backbone takes the folder of gemma-2-2b-it'
        ) from error


def extended_tokenizer(backbone: Path, config: Gemma2Config) -> str:
    """Add the motion tokens behind those of the backbone.

    Args:
        backbone: Folder of the foundation model.
        config: Its configuration, as it was read.

    Returns:
        Content of a ``tokenizer.json``.

    Raises:
        BundleError: There is none, or its size is not that of the backbone's embeddings.
    """
    path, rows = backbone / 'tokenizer.json', config.vocab_size
    size = TextTokenizer.from_file(path).size
    if size != rows:
        raise BundleError(
            f'{path}: {size} tokens, but {rows} embeddings in {backbone}/config.json; the folder '
            'of the untouched backbone is expected'
        )
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t in motion_token_texts(1)])
    definition: str = tokenizer.to_str()
    vocabulary = Vocabulary.from_tokenizer(TextTokenizer(definition), 1)
    if (vocabulary.motion_start, vocabulary.codebook_size) != (rows, CODEBOOK_SIZE):
        raise BundleError(f'{path}: has motion tokens already; the untouched one is expected')
    return definition
