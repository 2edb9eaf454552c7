# SPDX-License-Identifier: Apache-2.0
"""Compare an exported bundle on onnxruntime with what it should compute.

With --source that is the neutral bundle that it came from: PyTorch computes with the weights as
the bundle stores them (rounded to 16 bits, or to the levels of int8 and int4), so that the bounds
measure the graphs; what the rounding itself changes is printed beside them. With --expected it is
what other code has computed from the same checkpoint.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from export.arithmetic import kind_of
from export.comparison import Check, gap
from export.expected import compare_expected
from export.graphs import round_stored
from export.neutral import NeutralBundle
from export.quantise import precision_of
from export.storage import as_stored
from irgm_ros.backends import Bundle, Session
from irgm_ros.backends.session import CACHE_TYPES
from irgm_ros.errors import IrgmError

Array = NDArray[Any]
# Largest absolute difference allowed, as a fraction of the largest number of the reference, by
# the arithmetic of the graph. A few roundings: 16 bits have 11 and 8 of precision.
BOUNDS = {'fp32': 2e-5, 'fp16': 5e-3, 'bf16': 4e-2}
PROMPT, STEPS, ROWS = 23, 6, 3


def compare(bundle: Bundle, neutral: NeutralBundle, seed: int = 0) -> Iterator[Check]:
    """Compare every graph of ``bundle`` with ``neutral``.

    Args:
        bundle: The export.
        neutral: What it was exported from; its weights are rounded in place to those stored.
        seed: Seed of the inputs.

    Yields:
        One check for each quantity.
    """
    precision, arithmetic = bundle.manifest.precision, bundle.manifest.arithmetic
    rng = np.random.default_rng(seed)
    exact = _hidden(neutral, _ids(rng, neutral, 1, PROMPT))
    round_stored(neutral.model, precision)
    round_stored(neutral.vqvae, precision)
    for layer in (m for m in neutral.model.model.modules() if isinstance(m, torch.nn.Linear)):
        used = kind_of('decoder', arithmetic)
        layer.weight.data = as_stored(layer.weight.data.T, precision, used).T
    yield from _decoder_checks(bundle, neutral, rng)
    yield from _head_checks(bundle, neutral, rng)
    yield from _tokenizer_checks(bundle, neutral, rng)
    rounded = _hidden(neutral, _ids(np.random.default_rng(seed), neutral, 1, PROMPT))
    yield Check('hidden state: what rounding changes', gap(rounded, exact), np.inf)


class _Cached:
    """The exported decoder with its cache, in the simplest form."""

    def __init__(self, bundle: Bundle, session: Session, rows: int) -> None:
        shape = (rows, bundle.manifest.decoder.kv_heads, 0, bundle.manifest.decoder.head_dim)
        self.bundle, self.session = bundle, session
        kind = CACHE_TYPES[session.cache]
        self.cache = {n: np.zeros(shape, kind) for n in session.inputs[3:]}
        self.mask = np.zeros((rows, 0), np.int64)

    def feed(self, ids: Array, mask: Array | None = None, positions: Array | None = None) -> Array:
        """Append ids (B, S); return their hidden states (B, S, H)."""
        mask = np.ones_like(ids) if mask is None else mask
        self.mask = np.concatenate([self.mask, mask], axis=1)
        if positions is None:
            positions = np.maximum(self.mask.cumsum(1) - 1, 0)[:, -ids.shape[1] :]
        feeds = {
            'inputs_embeds': self.bundle.embed(ids),
            'attention_mask': self.mask,
            'position_ids': positions,
        }
        result = self.session.run({**feeds, **self.cache})
        self.cache = {n: result[n.replace('past', 'present')] for n in self.cache}
        return result['hidden']


def _decoder_checks(bundle: Bundle, neutral: NeutralBundle, rng: Any) -> Iterator[Check]:
    session = bundle.session('decoder')
    ids = _ids(rng, neutral, 1, PROMPT + STEPS)
    wanted, kind = _hidden(neutral, ids), bundle.manifest.arithmetic
    run = _Cached(bundle, session, 1)
    yield _check('hidden state, prefill', run.feed(ids[:, :PROMPT]), wanted[:, :PROMPT], kind)
    steps = [run.feed(ids[:, i : i + 1]) for i in range(PROMPT, PROMPT + STEPS)]
    yield _check('hidden state, decode', np.concatenate(steps, 1), wanted[:, PROMPT:], kind)
    other = _ids(rng, neutral, 1, STEPS)
    prefix = _Cached(bundle, session, 1)
    prefix.feed(ids[:, :PROMPT])
    joined = np.concatenate([ids[:, :PROMPT], other], 1)
    reused = _hidden(neutral, joined)[:, PROMPT:]
    yield _check('hidden state, prefix reuse', prefix.feed(other), reused, kind)
    yield _padding_check(bundle, session, neutral, rng)
    if bundle.manifest.decoder.lane_tokens > 2 * STEPS:
        yield _lanes_check(bundle, session, neutral, rng)


def _padding_check(bundle: Bundle, session: Session, neutral: NeutralBundle, rng: Any) -> Check:
    """Rows of unequal length, padded on the left, against each row alone."""
    ids = _ids(rng, neutral, ROWS, PROMPT)
    lengths = [PROMPT, PROMPT - 4, 5]
    mask = np.array([[int(i >= PROMPT - n) for i in range(PROMPT)] for n in lengths])
    padded = _Cached(bundle, session, ROWS).feed(ids, mask)
    got = np.concatenate([padded[row, PROMPT - n :] for row, n in enumerate(lengths)])
    alone = [
        _hidden(neutral, ids[row : row + 1, PROMPT - n :])[0] for row, n in enumerate(lengths)
    ]
    wanted = np.concatenate(alone)
    return _check('hidden state, left padding', got, wanted, bundle.manifest.arithmetic)


def _lanes_check(bundle: Bundle, session: Session, neutral: NeutralBundle, rng: Any) -> Check:
    """Two continuations of a prompt, token by token in one row, against each alone."""
    prompt = min(PROMPT, bundle.manifest.decoder.lane_tokens - 2 * STEPS)
    ids = _ids(rng, neutral, 2, prompt + STEPS)
    ids[1, :prompt] = ids[0, :prompt]
    run = _Cached(bundle, session, 1)
    run.feed(ids[:1, :prompt])
    places = np.repeat(np.arange(prompt, prompt + STEPS), 2)[None]
    woven = run.feed(ids[:, prompt:].T.reshape(1, -1), np.tile([2, 3], STEPS)[None], places)
    got = woven.reshape(STEPS, 2, -1).transpose(1, 0, 2)
    wanted = _hidden(neutral, ids)[:, prompt:]
    return _check('hidden state, lanes', got, wanted, bundle.manifest.arithmetic)


def _head_checks(bundle: Bundle, neutral: NeutralBundle, rng: Any) -> Iterator[Check]:
    hidden = _hidden(neutral, _ids(rng, neutral, 1, 8))[0]
    cap = neutral.model.config.final_logit_softcapping
    table = neutral.model.get_output_embeddings().weight.detach()
    first, count = neutral.vocabulary.motion_start, neutral.vocabulary.motion_rows
    precision, arithmetic = bundle.manifest.precision, bundle.manifest.arithmetic
    for head, part in (('text', table), ('motion', table[first : first + count])):
        used = kind_of(f'{head}_head', arithmetic)
        factor = as_stored(part.T, precision_of(f'{head}_head', precision), used)
        kind, exact = ('fp32', 0.0) if used is torch.float32 else (arithmetic, np.inf)
        logits = (torch.from_numpy(hidden) @ factor).numpy()
        rows = np.tanh(logits / cap) * cap if cap else logits
        got = bundle.session(f'{head}_head').run({'hidden': hidden})['logits']
        yield _check(f'logits, {head} head', got, rows, kind)
        differ = int((got.argmax(1) != rows.argmax(1)).sum())
        yield Check(f'greedy choices that differ, {head} head', differ, exact)


def _tokenizer_checks(bundle: Bundle, neutral: NeutralBundle, rng: Any) -> Iterator[Check]:
    config = neutral.vqvae.config
    encoder, decoder = bundle.session('vq_encoder'), bundle.session('vq_decoder')
    for rows, steps in ((1, 1), (2, 13), (1, 49)):
        shape = (rows, steps * config.frames_per_token, config.input_dim)
        features = rng.normal(size=shape).astype(np.float32)
        codes = rng.integers(0, config.codebook_size, (rows, steps, config.codebooks))
        with torch.no_grad():
            wanted = neutral.vqvae.encode(torch.from_numpy(features)).numpy()
            decoded = neutral.vqvae.decode(torch.from_numpy(codes)).numpy()
        differ = int((encoder.run({'features': features})['codes'] != wanted).sum())
        yield Check(f'codes that differ, {rows} x {steps} steps', differ, 0)
        got = decoder.run({'codes': codes})['features']
        yield _check(f'features, {rows} x {steps} steps', got, decoded)


def _hidden(neutral: NeutralBundle, ids: Array) -> Array:
    """Hidden states (B, S, H) of PyTorch without a cache."""
    with torch.no_grad():
        result: Array = neutral.model.model(torch.from_numpy(ids)).last_hidden_state.numpy()
    return result


def _ids(rng: Any, neutral: NeutralBundle, rows: int, length: int) -> Array:
    ids: Array = rng.integers(0, neutral.vocabulary.size, (rows, length))
    return ids


def _check(quantity: str, got: Array, wanted: Array, arithmetic: str = 'fp32') -> Check:
    bound = BOUNDS[arithmetic] * max(1.0, float(np.abs(wanted).max()))
    return Check(quantity, gap(got, wanted), bound)


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m export.parity',
        description=__doc__,
        epilog='example: python -m export.parity runs/default/bundle '
        '--source runs/default/neutral; python -m export.parity runs/irg/bundle '
        '--expected reference',
    )
    parser.add_argument('bundle', type=Path, metavar='BUNDLE', help='folder of an exported bundle')
    parser.add_argument('--source', type=Path, help='folder of the neutral bundle it came from')
    parser.add_argument(
        '--expected',
        type=Path,
        metavar='DIR',
        help='folder with expected.npz and expected_prompts.json of a reference',
    )
    args = parser.parse_args(argv)
    if args.source is None and args.expected is None:
        parser.error('nothing to compare with; give --source or --expected')
    torch.set_num_threads(1)
    try:
        bundle, checks = Bundle.load(args.bundle), []
        if args.source is not None:
            checks += compare(bundle, NeutralBundle.load(args.source))
        if args.expected is not None:
            checks += compare_expected(bundle, args.expected)
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    for check in checks:
        verdict = 'reported' if check.bound == np.inf else 'ok' if check.passed else 'PAST BOUND'
        print(f'{check.quantity:42s} {check.difference:10.3g} {check.bound:10.3g}  {verdict}')
    return 0 if all(check.passed for check in checks) else 1


if __name__ == '__main__':
    sys.exit(main())
