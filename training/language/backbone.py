# SPDX-License-Identifier: Apache-2.0
"""The language model of a run: built from nothing, or a Gemma 2 from a folder of its owner's.

A backbone gets the tags and the motion tokens as further entries behind its own vocabulary, so
each tag is one token and the trace grammar is the same as for the small model.
"""

from __future__ import annotations

from pathlib import Path

from tokenizers import AddedToken, Tokenizer
from transformers import Gemma2ForCausalLM

from irgm_ros.language.prompting import Prompter
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import (
    CODEBOOK_SIZE,
    TextTokenizer,
    Vocabulary,
    motion_token_texts,
)
from training.checkpoint import load
from training.config import Config
from training.language.gemma import build_gemma
from training.language.text_tokenizer import SPECIAL_TOKENS, build_tokenizer


def load_prompter(folder: Path, config: Config) -> Prompter:
    """Build the text tokenizer of a run unless it is there, and the prompter on it.

    Args:
        folder: Holds ``tokenizer.json``, or will; a backbone's tokenizer is extended.
        config: The whole configuration.
    """
    path, motion = folder / 'tokenizer.json', config.tokenizer
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if config.backbone is None:
            build_tokenizer(path, motion.codebooks, motion.codebook_size)
        else:
            source = config.backbone / 'tokenizer.json'
            extend_tokenizer(source, path, motion.codebooks, motion.codebook_size)
    tokenizer = TextTokenizer.from_file(path)
    vocabulary = Vocabulary.from_tokenizer(tokenizer, motion.codebooks)
    return Prompter(tokenizer, vocabulary, Templates.default())


def extend_tokenizer(
    source: Path, target: Path, codebooks: int, codebook_size: int = CODEBOOK_SIZE
) -> None:
    """Add the tags that a tokenizer lacks and the motion tokens, in the order of their ids.

    Args:
        source: ``tokenizer.json`` of a backbone.
        target: File to write.
        codebooks: Codebooks of the motion tokenizer.
        codebook_size: Codes of each.
    """
    tokenizer = Tokenizer.from_file(str(source))
    tags = [text for text in SPECIAL_TOKENS if tokenizer.token_to_id(text) is None]
    for texts in (tags, motion_token_texts(codebooks, codebook_size)):
        tokenizer.add_tokens([AddedToken(t, special=True, normalized=False) for t in texts])
    tokenizer.save(str(target))


def build_language(config: Config, vocabulary: Vocabulary) -> Gemma2ForCausalLM:
    """The untrained model of a configuration, or its backbone with room for the new tokens."""
    if config.backbone is None:
        return build_gemma(vocabulary.size, config.seed, **config.model)
    model: Gemma2ForCausalLM = Gemma2ForCausalLM.from_pretrained(
        config.backbone, attn_implementation='eager', **config.model
    )
    model.resize_token_embeddings(vocabulary.size)
    return model


def load_language(config: Config, vocabulary: Vocabulary, checkpoint: Path) -> Gemma2ForCausalLM:
    """A model with the weights of a checkpoint, in evaluation mode."""
    state = load(checkpoint)
    if state is None:
        raise FileNotFoundError(f'no checkpoint {checkpoint}')
    model = build_language(config, vocabulary)
    model.load_state_dict(state['model'])
    return model.eval()
