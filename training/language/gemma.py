# SPDX-License-Identifier: Apache-2.0
"""The language model: a Gemma 2 of any size (Gemma Team, 2024), eager attention as exported."""

from __future__ import annotations

from typing import Any

import torch
from transformers import Gemma2Config, Gemma2ForCausalLM


def build_gemma(vocab_size: int, seed: int = 0, **overrides: Any) -> Gemma2ForCausalLM:
    """Build a randomly initialised Gemma 2 of the default size.

    Args:
        vocab_size: Text and motion tokens together.
        seed: Seed of the initial weights.
        **overrides: Any field of ``Gemma2Config``.

    Returns:
        The model in float32 with tied embeddings.
    """
    head_dim = int(overrides.get('head_dim', 64))
    settings: dict[str, Any] = {
        'hidden_size': 256,
        'num_hidden_layers': 6,
        'num_attention_heads': 4,
        'num_key_value_heads': 2,
        'head_dim': head_dim,
        'query_pre_attn_scalar': head_dim,
        'intermediate_size': 768,
        'sliding_window': 4096,
        'max_position_embeddings': 2048,
        'attn_logit_softcapping': 50.0,
        'final_logit_softcapping': 30.0,
        'tie_word_embeddings': True,
        'pad_token_id': 0,
        'bos_token_id': 1,
        'eos_token_id': 2,
    }
    config = Gemma2Config(vocab_size=vocab_size, **{**settings, **overrides})
    config._attn_implementation = 'eager'
    torch.manual_seed(seed)
    return Gemma2ForCausalLM(config)
