# SPDX-License-Identifier: Apache-2.0
"""Time per generated token, against the `generate` of transformers where torch is there.

Both run the same weights greedily at one thread, in turns within one process, so that other load
on the machine meets both alike. Times are those of the processor, which at one thread are those
of the clock on an idle core. ``share_of_bandwidth`` compares a token with the time that only
reading the weights takes, in the same turns.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

for variable in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS'):
    os.environ.setdefault(variable, '1')

import numpy as np  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402

from benchmarks.large_vocabulary import default_folder, large_bundle  # noqa: E402
from irgm_ros.backends import Bundle  # noqa: E402
from irgm_ros.language.model import CausalModel  # noqa: E402
from irgm_ros.types import FloatArray  # noqa: E402

RESULT = Path(__file__).parent / 'results' / 'decode.json'
_EXAMPLES = """examples:
  python -m benchmarks.decode
  python -m export.restore irgm_ros/data/bundles/default --out runs/default
  python -m training.run --config runs/default/config.yaml --stage bundle --out runs/default
  python -m benchmarks.decode --source runs/default/bundle --large
"""
Generate = Callable[[list[int], int], list[int]]


def runtime(bundle: Bundle) -> dict[str, Generate]:
    """Greedy generation with the exported graphs: of a text, and inside a motion."""
    model = CausalModel.from_bundle(bundle)
    first = bundle.manifest.vocabulary.motion_start

    def text(hidden: FloatArray) -> int:
        return int(model.text_logits(hidden).argmax())

    def motion(hidden: FloatArray) -> int:
        return first + int(model.motion_logits(hidden).argmax())

    def generate(prompt: list[int], count: int, pick: Callable[[FloatArray], int]) -> list[int]:
        hidden, cache = model.prefill(prompt, model.empty)
        made: list[int] = []
        while True:
            made.append(pick(hidden[-1:]))
            if len(made) == count:
                return made
            hidden, cache = model.prefill(made[-1:], cache)

    return {
        'runtime': partial(generate, pick=text),
        'runtime_motion': partial(generate, pick=motion),
    }


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
    methods: Mapping[str, Generate],
    vocabulary: int,
    prompt: int,
    tokens: int,
    turns: Iterable[int],
) -> dict[str, dict[str, float]]:
    """Run the methods in turns.

    Args:
        methods: Generators by name.
        vocabulary: Number of token ids.
        prompt: Tokens of the prompt.
        tokens: Tokens to generate, at least 2.
        turns: 0, which warms up, 1, 2, ...

    Returns:
        For each method the figures of `figures`.
    """
    ids = np.random.default_rng(0).integers(0, vocabulary, prompt).tolist()
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in methods}
    for turn in turns:
        for name, generate in methods.items():
            began = time.process_time()
            generate(ids, 1)
            middle = time.process_time()
            generate(ids, tokens)
            if turn:
                seconds[name].append((middle - began, time.process_time() - middle))
    return {name: figures(times, tokens) for name, times in seconds.items()}


def figures(seconds: Sequence[tuple[float, float]], tokens: int) -> dict[str, float]:
    """Figures of one method.

    Args:
        seconds: For each turn the time to the first token, and to all tokens [s].
        tokens: How many they are.

    Returns:
        Milliseconds to the first token, a token (prompt included) and a token behind the first
        (prompt left out); tokens a second. Medians, but for the least of all.
    """
    first = statistics.median(f for f, _ in seconds)
    whole = statistics.median(w for _, w in seconds)
    return {
        'first_token_ms': round(1000 * first, 3),
        'ms_per_token': round(1000 * whole / tokens, 4),
        'ms_per_token_min': round(1000 * min(w for _, w in seconds) / tokens, 4),
        'ms_per_later_token': round(1000 * (whole - first) / (tokens - 1), 4),
        'tokens_per_second': round(tokens / whole, 1),
    }


def weight_bytes(folder: Path, *graphs: str) -> int:
    """Weights of graphs as the arithmetic reads them, 4 bytes each."""
    import onnx

    models = (onnx.load(folder / f'{graph}.onnx') for graph in graphs)
    return sum(4 * math.prod(t.dims) for m in models for t in m.graph.initializer)


def reading(size: int) -> Generate:
    """What no generator is faster than: ``size`` bytes of weights are read for each token.

    A matrix is multiplied by a vector that stays in the cache, as a token does to the weights.
    """
    matrix = np.ones((max(size // 4096, 1), 1024), np.float32)
    vector = np.ones(1024, np.float32)

    def generate(prompt: list[int], count: int) -> list[int]:
        for _ in range(count):
            matrix @ vector
        return []

    return generate


def compare(folder: Path, source: Path | None, args: argparse.Namespace) -> dict[str, Any]:
    """Measure one model: the runtime, the bound of memory, and transformers where given."""
    bundle = Bundle.load(folder)
    methods = runtime(bundle)
    if source:
        methods['transformers'] = transformers(source)
    heads = {'runtime': 'text_head', 'runtime_motion': 'motion_head'}
    sizes = {name: weight_bytes(bundle.folder, 'decoder', head) for name, head in heads.items()}
    bounds = {f'{name}_bound': reading(size) for name, size in sizes.items()}
    title, console = bundle.manifest.name, Console(stderr=True)
    turns = track(range(args.repeats + 1), title, console=console)
    vocabulary = bundle.manifest.vocabulary.size
    made: dict[str, Any] = {
        **measure({**methods, **bounds}, vocabulary, args.prompt, args.tokens, turns)
    }
    for name, size in sizes.items():
        least = made.pop(f'{name}_bound')['ms_per_token']
        made[name]['weights_mb'] = round(size / 1e6, 2)
        made[name]['read_gb_per_second'] = round(size / least / 1e6, 2)
        made[name]['share_of_bandwidth'] = round(least / made[name]['ms_per_later_token'], 3)
        if source:
            slow, fast = made['transformers'], made[name]
            made[name]['speedup'] = round(slow['ms_per_token'] / fast['ms_per_token'], 2)
            early = slow['first_token_ms'] / fast['first_token_ms']
            made[name]['first_token_speedup'] = round(early, 2)
    return {'bundle': title, 'precision': bundle.manifest.precision, **made}


def main(argv: list[str] | None = None) -> None:
    """Command line."""
    args = _parser().parse_args(argv)
    result: dict[str, Any] = {
        'threads': 1,
        'prompt_tokens': args.prompt,
        'tokens': args.tokens,
        'repeats': args.repeats,
        'processor': platform.processor() or platform.machine(),
        'load_average': [round(x, 2) for x in os.getloadavg()],
        'models': [compare(Bundle.load(args.bundle).folder, args.source, args)],
    }
    if args.large:
        source, folder = large_bundle(args.large)
        result['models'].append(compare(folder, source, args))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(result, indent=1) + '\n', encoding='utf-8')
    print(json.dumps(result, indent=1))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python -m benchmarks.decode',
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--bundle', type=Path, help='runtime bundle (default: the package own)')
    parser.add_argument('--source', type=Path, help='neutral bundle with the same weights')
    parser.add_argument(
        '--large', type=Path, nargs='?', const=default_folder(), metavar='FOLDER',
        help='also a random model with 256,514 tokens, kept in FOLDER (default: a temporary one)',
    )  # fmt: skip
    parser.add_argument('--prompt', type=int, default=32, help='prompt tokens (default 32)')
    parser.add_argument('--tokens', type=int, default=100, help='tokens to make (default 100)')
    parser.add_argument('--repeats', type=int, default=7, help='timed turns (default 7)')
    parser.add_argument('--out', type=Path, default=RESULT, help='where the result goes')
    return parser


if __name__ == '__main__':
    main()
