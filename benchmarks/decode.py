# SPDX-License-Identifier: Apache-2.0
"""Time per generated token, against the `generate` of transformers where torch is there.

Both run the same weights greedily at one thread, in turns within one process, so that other load
on the machine meets both alike. Run: ``python -m benchmarks.decode [--source NEUTRAL_BUNDLE]``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from irgm_ros.backends import Bundle
from irgm_ros.language.model import CausalModel

RESULT = Path(__file__).parent / 'results' / 'decode.json'
Generate = Callable[[list[int], int], list[int]]


def runtime(bundle: Bundle) -> Generate:
    """Greedy generation with the exported graphs, text head on every token."""
    model = CausalModel.from_bundle(bundle)

    def generate(prompt: list[int], count: int) -> list[int]:
        hidden, cache = model.prefill(prompt, model.empty)
        made: list[int] = []
        while True:
            made.append(int(model.text_logits(hidden[-1:]).argmax()))
            if len(made) == count:
                return made
            hidden, cache = model.prefill(made[-1:], cache)

    return generate


def transformers(source: Path) -> Generate:
    """Greedy generation with transformers on the neutral bundle at ``source``."""
    import torch

    from export.neutral import NeutralBundle

    torch.set_num_threads(1)
    model = NeutralBundle.load(source).model

    def generate(prompt: list[int], count: int) -> list[int]:
        ids = torch.tensor([prompt])
        with torch.inference_mode():
            out = model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                max_new_tokens=count,
                min_new_tokens=count,
                do_sample=False,
            )
        made: list[int] = out[0, len(prompt) :].tolist()
        return made

    return generate


def measure(
    methods: dict[str, Generate], vocabulary: int, prompt: int, tokens: int, repeats: int
) -> dict[str, Any]:
    """Run the methods in turns.

    Args:
        methods: Generators by name.
        vocabulary: Number of token ids.
        prompt: Tokens of the prompt.
        tokens: Tokens to generate.
        repeats: Turns, besides one that warms up.

    Returns:
        For each method: milliseconds a token (median, least) and tokens a second, prompt included.
    """
    ids = np.random.default_rng(0).integers(0, vocabulary, prompt).tolist()
    seconds: dict[str, list[float]] = {name: [] for name in methods}
    for turn in range(repeats + 1):
        for name, generate in methods.items():
            start = time.perf_counter()
            generate(ids, tokens)
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return {name: _figures(times, tokens) for name, times in seconds.items()}


def _figures(seconds: list[float], tokens: int) -> dict[str, float]:
    median = statistics.median(seconds)
    return {
        'ms_per_token_median': round(1000 * median / tokens, 4),
        'ms_per_token_min': round(1000 * min(seconds) / tokens, 4),
        'tokens_per_second': round(tokens / median, 1),
    }


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks.decode', description=__doc__)
    parser.add_argument('--bundle', type=Path, help='runtime bundle (default: the package own)')
    parser.add_argument('--source', type=Path, help='neutral bundle with the same weights')
    parser.add_argument('--prompt', type=int, default=32, help='prompt tokens (default 32)')
    parser.add_argument('--tokens', type=int, default=100, help='tokens to make (default 100)')
    parser.add_argument('--repeats', type=int, default=7, help='timed turns (default 7)')
    parser.add_argument('--out', type=Path, default=RESULT, help='where the result goes')
    args = parser.parse_args(argv)
    bundle = Bundle.load(args.bundle)
    methods = {'runtime': runtime(bundle)}
    if args.source:
        methods['transformers'] = transformers(args.source)
    size = bundle.manifest.vocabulary.size
    figures = measure(methods, size, args.prompt, args.tokens, args.repeats)
    result: dict[str, Any] = {
        'bundle': bundle.manifest.name,
        'precision': bundle.manifest.precision,
        'threads': 1,
        'prompt_tokens': args.prompt,
        'tokens': args.tokens,
        'repeats': args.repeats,
        'processor': platform.processor() or platform.machine(),
        'load_average': [round(x, 2) for x in os.getloadavg()],
        **figures,
    }
    if args.source:
        slow, fast = figures['transformers'], figures['runtime']
        ratio = slow['ms_per_token_median'] / fast['ms_per_token_median']
        result['transformers_over_runtime'] = round(ratio, 2)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(result, indent=1) + '\n', encoding='utf-8')
    print(json.dumps(result, indent=1))


if __name__ == '__main__':
    main()
