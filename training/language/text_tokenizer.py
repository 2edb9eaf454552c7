# SPDX-License-Identifier: Apache-2.0
"""Builds the default model's text tokenizer: small, whole words, any string encodes.

Byte-level BPE on the data engine's own texts with as many merges as make every word of the
grammar one token; bytes remain for anything else, so decoding always gives back the same string,
spaces and line breaks included, also of segments encoded one by one. Case is kept.

Ids: ``<pad>``, ``<bos>``, ``<eos>``, the tags and the line break, then bytes and words, and last
``<Motion>``, ``</Motion>``, ``<Motion_0>`` and so on. A plain ``Tokenizer.encode`` recognises
control tokens inside a text; text from outside goes through `irgm_ros.language.vocabulary.
TextTokenizer`, which does not (and `check_command` refuses such text before).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import CODEBOOK_SIZE, motion_token_texts
from irgm_ros.spec import assess, canonical
from training.text import FAULTS, assess_fault, caption
from training.text.samples import random_command, random_report

SPECIAL_TOKENS = (
    '<pad>', '<bos>', '<eos>', '<think>', '</think>', '[plan]', '[/plan]', '[analyze]',
    '[/analyze]', '[generate]', '[/generate]', '[assess]', '[/assess]', '\n',
)  # fmt: skip
# Texts of fixed wording weigh as much as this many sampled ones.
_TEMPLATE_WEIGHT = 200
_FAULT_SHARE = 0.05
_LONGEST_S = 9.8  # of a motion
_PLACEHOLDER = re.compile(r'\{\w+\}')


def build_tokenizer(
    path: str | Path,
    codebooks: int,
    codebook_size: int = CODEBOOK_SIZE,
    *,
    seed: int = 0,
    samples: int = 30_000,
    size: int = 2048,
) -> Tokenizer:
    """Train the tokenizer and write its ``tokenizer.json``; the same seed gives the same file.

    Args:
        path: File to write.
        codebooks: Codebooks of the motion tokenizer.
        codebook_size: Motion tokens of each.
        seed: Seed of the sampled texts.
        samples: Sampled commands; each gives a caption, an analysis and an assessment.
        size: Most entries before the motion tokens.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=2,
        show_progress=False,
        special_tokens=[_special(text) for text in SPECIAL_TOKENS],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.train_from_iterator(corpus(seed, samples), trainer)
    tokenizer.add_tokens([_special(text) for text in motion_token_texts(codebooks, codebook_size)])
    tokenizer.save(str(path))
    return tokenizer


def corpus(seed: int, samples: int) -> Iterator[str]:
    """Texts as the prompts and traces hold them: captions, analyses, assessments, templates."""
    rng = np.random.default_rng(seed)
    templates = Templates.default()
    plans = templates.plans
    for _ in range(_TEMPLATE_WEIGHT):
        yield from (plans.analysis, plans.generation, plans.assessment, plans.refinement)
        yield plans.finish
        for task in templates.tasks.values():
            prompt = templates.layout.format(system=templates.system, user=task.user)
            yield from _PLACEHOLDER.split(prompt)
    for _ in range(samples):
        command = random_command(rng)
        yield f'Generate: {caption(command, rng)}'
        yield canonical(command)
        fault = 0.4 if rng.random() < 0.8 else 0.0
        assessment, refinement = assess(
            command, random_report(command, rng, fault), random_command(rng), rng
        )
        yield f'Assessment: {assessment}\nRefinement: {refinement}'
        if rng.random() < 0.3:
            yield from (assessment, refinement)
        if rng.random() < _FAULT_SHARE:
            span = sorted(rng.uniform(0.0, _LONGEST_S, 2))
            fault_name = FAULTS[int(rng.integers(len(FAULTS)))]
            assessment, refinement = assess_fault(fault_name, (span[0], span[1]), rng)
            yield f'Assessment: {assessment}\nRefinement: {refinement}'


def _special(text: str) -> AddedToken:
    return AddedToken(text, special=True, normalized=False)
