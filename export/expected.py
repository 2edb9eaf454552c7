# SPDX-License-Identifier: Apache-2.0
"""Compare an exported bundle with what the reference code computed from the same checkpoint."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from export.comparison import Check, gap
from export.upstream_prompts import TASKS
from irgm_ros.backends import Bundle
from irgm_ros.errors import BundleError
from irgm_ros.language.model import CausalModel
from irgm_ros.language.prompting import Prompter
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from irgm_ros.motion.codec import MotionCodec
from irgm_ros.types import IntArray, MotionTokens

Arrays = Mapping[str, NDArray[Any]]
# Largest absolute differences allowed, of features and of logits, by the storage of the weights.
# The reference computes with the published weights in fp32: what fewer bits change, in storage
# or arithmetic, is reported only.
BOUNDS = {
    'fp32': (1e-5, 1e-3), 'fp16': (1e-2, 1e-2), 'bf16': (np.inf, np.inf),
    'int8': (1e-2, np.inf), 'int4': (1e-2, np.inf),
}  # fmt: skip
_CODE = re.compile(r'<Motion_(\d+)>')
_ARRAYS = (
    'decode_codes', 'decode_normalised', 'decode_features', 'encode_normalised_input',
    'encode_codes', 'logits_ids', 'logits_last', 'logits_first8', 'greedy_ids',
)  # fmt: skip


def compare_expected(bundle: Bundle, folder: Path) -> Iterator[Check]:
    """Compare prompts, motion tokenizer and language model with stored results.

    Args:
        bundle: The export.
        folder: ``expected_prompts.json``: for each task its inputs and token ids.
            ``expected.npz``: ``decode_codes (T,)``, ``decode_normalised (4T, D)``,
            ``decode_features (4T, D)``, ``encode_normalised_input (4U, D)``, ``encode_codes
            (U,)``, ``logits_ids (S,)``, ``logits_last (V,)``, ``logits_first8 (8, V)`` and
            ``greedy_ids``, which begin with ``logits_ids``.

    Yields:
        One check for each quantity.

    Raises:
        BundleError: A file is missing or incomplete.
    """
    features, logits = BOUNDS[bundle.manifest.precision]
    if bundle.manifest.arithmetic != 'fp32':
        logits = np.inf
    prompts, arrays = _read(folder)
    _check_sizes(bundle, folder, arrays)
    yield from _prompt_checks(bundle, prompts)
    yield from _tokenizer_checks(bundle, arrays, features)
    yield from _language_checks(bundle, arrays, logits)


def _read(folder: Path) -> tuple[dict[str, Any], Arrays]:
    try:
        text = (folder / 'expected_prompts.json').read_text(encoding='utf-8')
        prompts: dict[str, Any] = json.loads(text)['prompts']
        with np.load(folder / 'expected.npz', allow_pickle=False) as file:
            arrays = {name: file[name] for name in _ARRAYS}
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise BundleError(
            f'{folder}: {error}; expected.npz and expected_prompts.json of the reference expected'
        ) from error
    return prompts, arrays


def _check_sizes(bundle: Bundle, folder: Path, arrays: Arrays) -> None:
    """Refuse results of a checkpoint of other sizes."""
    manifest = bundle.manifest
    sizes = {
        'codebooks': (1, manifest.codebooks),
        'features': (arrays['decode_features'].shape[-1], manifest.features),
        'token ids': (arrays['logits_last'].shape[-1], manifest.vocabulary.size),
    }
    differ = [f'{name} {a} there, {b} here' for name, (a, b) in sizes.items() if a != b]
    if differ:
        raise BundleError(
            f'{folder}: results of another checkpoint than {bundle.folder}: {"; ".join(differ)}'
        )


def _prompt_checks(bundle: Bundle, prompts: dict[str, Any]) -> Iterator[Check]:
    tokenizer = TextTokenizer.from_file(bundle.path('tokenizer.json'))
    vocabulary = Vocabulary.from_tokenizer(tokenizer, bundle.manifest.codebooks)
    templates = Templates.from_file(bundle.path('prompts.json'))
    prompter = Prompter(tokenizer, vocabulary, templates)
    for name, entry in prompts.items():
        texts = {k: v for given in entry['inputs'].get('texts', []) for k, v in given.items()}
        motions = [v for given in entry['inputs'].get('motions', []) for v in given.values()]
        ids = prompter.prompt(
            TASKS.get(name, name),
            texts.get('<Goal_Caption>'),
            _codes(motions[0]) if motions else None,
            texts.get('<Refinement_Instruction>'),
        )
        yield _differ(f'prompt {name}', ids, entry['ids'])


def _codes(motion: str) -> IntArray:
    """``<Motion_5><Motion_17>`` -> (2, 1) codes."""
    return np.array([[int(code)] for code in _CODE.findall(motion)], dtype=np.int64)


def _tokenizer_checks(bundle: Bundle, arrays: Arrays, bound: float) -> Iterator[Check]:
    codes = arrays['decode_codes'][:, None].astype(np.int64)
    normalised = bundle.session('vq_decoder').run({'codes': codes[None]})['features'][0]
    yield Check(
        'decoder: features, normalised', gap(normalised, arrays['decode_normalised']), bound
    )
    decoded = MotionCodec(bundle).decode(MotionTokens(codes)).features
    yield Check('decoder: features', gap(decoded, arrays['decode_features']), bound)
    given = arrays['encode_normalised_input'].astype(np.float32)[None]
    found = bundle.session('vq_encoder').run({'features': given})['codes'][0, :, 0]
    yield _differ(
        'encoder: codes that differ', found.tolist(), arrays['encode_codes'].tolist(), bound
    )


def _language_checks(bundle: Bundle, arrays: Arrays, bound: float) -> Iterator[Check]:
    model = CausalModel.from_bundle(bundle)
    prompt = arrays['logits_ids'].tolist()
    hidden, cache = model.prefill(prompt, model.empty)
    last, first = model.text_logits(hidden[-1:])[0], model.text_logits(hidden[:8])
    yield Check('logits, last position', gap(last, arrays['logits_last']), bound)
    yield Check('logits, first positions', gap(first, arrays['logits_first8']), bound)
    wanted = arrays['greedy_ids'].tolist()
    made = list(prompt)
    while len(made) < len(wanted):
        made.append(int(model.text_logits(hidden[-1:]).argmax()))
        hidden, cache = model.prefill(made[-1:], cache)
    yield _differ('greedy tokens that differ', made, wanted, bound)


def _differ(quantity: str, got: list[int], wanted: list[int], bound: float = 0.0) -> Check:
    """Count the places where two lists of ids differ, missing ones included.

    None may, unless the ``bound`` of what they are chosen by is infinite.
    """
    differ = sum(a != b for a, b in zip_longest(got, wanted))
    return Check(quantity, differ, bound if np.isinf(bound) else 0)
