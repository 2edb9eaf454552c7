# SPDX-License-Identifier: Apache-2.0
"""Small tokenizers: one with single-token tags, one whose tags are pieces of text."""

import json
import os
from pathlib import Path

import pytest
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers

from irgm_ros.language.prompting import Prompter
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary, motion_token_texts

TAGS = [
    f'{a}{name}{b}'
    for a, b, names in (
        ('<', '>', ['think', '/think']),
        (
            '[',
            ']',
            [s + n for n in ('plan', 'analyze', 'generate', 'assess') for s in ('', '/')],
        ),
    )
    for name in names
]
SPECIAL = ['<pad>', '<bos>', '<eos>']


def shared() -> Path:
    root = os.environ.get('IRGM_SHARED')
    return Path(root) if root else Path(__file__).parents[3] / 'shared'


def upstream() -> Path:
    folder = shared() / 'fixtures' / 'upstream'
    if not folder.is_dir():
        pytest.skip('the checkpoint fixture in the published layout is not beside the project')
    return folder


def small_tokenizer(codebooks: int, tags: bool, codebook_size: int = 512) -> TextTokenizer:
    """Byte-fallback BPE with no merges; tags as single tokens or as pieces of text."""
    chars = sorted({*'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:.,[]</>\u2581'})
    pieces = [*SPECIAL, *(f'<0x{b:02X}>' for b in range(256)), *chars]
    model = models.BPE(
        vocab={p: i for i, p in enumerate(pieces)}, merges=[], byte_fallback=True, unk_token=None
    )
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Replace(' ', '\u2581')
    tokenizer.pre_tokenizer = pre_tokenizers.Split('\u2581', 'merged_with_next')
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace('\u2581', ' '), decoders.ByteFallback(), decoders.Fuse()]
    )
    special = [*SPECIAL, *(TAGS if tags else []), *(['\n'] if tags else [])]
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in special])
    motion = motion_token_texts(codebooks, codebook_size)
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t in motion])
    return TextTokenizer(tokenizer.to_str())


def upstream_tokenizer() -> TextTokenizer:
    """The fixture's backbone tokenizer with the 514 tokens that a converter adds."""
    definition = (upstream() / 'backbone' / 'tokenizer.json').read_text(encoding='utf-8')
    tokenizer = Tokenizer.from_str(definition)
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t in motion_token_texts(1)])
    return TextTokenizer(tokenizer.to_str())


def prompter(codebooks: int = 2, tags: bool = True, codebook_size: int = 512) -> Prompter:
    tokenizer = small_tokenizer(codebooks, tags, codebook_size)
    vocabulary = Vocabulary.from_tokenizer(tokenizer, codebooks)
    return Prompter(tokenizer, vocabulary, Templates.default())


def expected_prompts() -> dict:
    return json.loads((upstream() / 'expected_prompts.json').read_text(encoding='utf-8'))
