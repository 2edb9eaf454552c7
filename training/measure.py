# SPDX-License-Identifier: Apache-2.0
"""What a run can do so far, on held-out commands, without exporting it.

python -m training.measure --run runs/default --commands 200

Measures the motion tokenizer, and the language model if a stage has left one: how many
synthesised motions keep all attributes of their command through encoding and decoding, and how
many first motions have them, the analysis being given. Each measurement is a line of
``measured.jsonl`` in the folder of the run.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from evaluation.statistics import share
from irgm_ros.checks.check import check
from irgm_ros.checks.physics import plausibility
from irgm_ros.errors import IrgmError
from irgm_ros.motion.features import features_from_positions, positions_from_features
from irgm_ros.spec import canonical
from training.checkpoint import Log, load
from training.config import Config, load_config
from training.data.held_out import HeldOut, held_out
from training.language.backbone import load_language, load_prompter
from training.language.batch_sampler import BatchSampler
from training.language.onpolicy import limits_of
from training.language.trace_script import TraceScripts
from training.stages import latest_stage
from training.tokenizer.coder import MotionCoder

_ROWS = 64
_EXAMPLES = """examples:
  python -m training.measure --run runs/default
  python -m training.measure --run runs/default --weights runs/default/sft2/sft2.pt --seed 9
"""


def reconstructed(coder: MotionCoder, config: Config, items: Sequence[HeldOut]) -> dict[str, Any]:
    """Encode and decode right motions.

    Args:
        coder: The motion tokenizer.
        config: Of the run.
        items: Commands with their motions.

    Returns:
        Figures as for `generated`, and ``mpjpe_mm``, the root-relative error of the joints but
        the root, mean over the motions [mm].
    """
    rate, sigma = coder.frames_per_token, config.synth.heading_sigma
    made = [features_from_positions(i.positions, sigma).astype(np.float32) for i in items]
    given = [f[: len(f) // rate * rate] for f in made]
    rebuilt = coder.positions(coder.encode(given))
    pairs = zip(map(positions_from_features, given), rebuilt, strict=True)
    return {
        **_figures(items, rebuilt),
        'mpjpe_mm': float(np.mean([_root_relative_mm(true, made) for true, made in pairs])),
    }


def generated(
    run: Path, config: Config, coder: MotionCoder, weights: Path, items: Sequence[HeldOut],
    temperature: float, seed: int,
) -> dict[str, Any]:  # fmt: skip
    """Let a language model make the first motion of each command.

    Args:
        run: Folder of the run.
        config: Of the run.
        coder: Its motion tokenizer.
        weights: Checkpoint of the language model.
        items: Commands.
        temperature: Of the sampling.
        seed: Of the sampling.

    Returns:
        ``right`` and ``plausible`` (share, and 95 % interval as text), ``failures`` (attributes
        that fail, the commonest first).
    """
    prompter = load_prompter(run / 'language', config)
    model = load_language(config, prompter.vocabulary, weights)
    scripts = TraceScripts(prompter, limits_of(config))
    sampler = BatchSampler(model, scripts.rules)
    prompts = [scripts.opening(item.text, canonical(item.command)) for item in items]
    codes = []
    for start in tqdm(range(0, len(items), _ROWS), desc='generate', unit='batch'):
        batch = prompts[start : start + _ROWS]
        motions = [scripts.motion() for _ in batch]
        made = sampler(batch, motions, [temperature] * len(batch), (seed, start))
        codes += [prompter.vocabulary.codes(rollout.completion[:-1]) for rollout in made]
    return _figures(items, coder.positions(codes))


def _figures(items: Sequence[HeldOut], motions: Sequence[NDArray[Any]]) -> dict[str, Any]:
    reports = [check(i.command, m) for i, m in zip(items, motions, strict=True)]
    failures = Counter(f'{a.action}.{a.name}' for report in reports for a in report.failures)
    return {
        'right': str(share([report.ok for report in reports])),
        'plausible': str(share([plausibility(motion).ok for motion in motions])),
        'failures': dict(failures.most_common()),
    }


def _root_relative_mm(true: NDArray[Any], made: NDArray[Any]) -> float:
    off = (true - true[:, :1]) - (made - made[:, :1])
    return float(1000.0 * np.linalg.norm(off, axis=-1)[:, 1:].mean())


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    options = _options(arguments)
    torch.set_num_threads(options.threads)
    try:
        config = load_config(options.run / 'config.yaml')
        coder = MotionCoder.load(options.run / 'tokenizer', config.tokenizer)
        items = list(held_out(options.commands, options.seed))
        about = {'commands': options.commands, 'seed': options.seed}
        log = Log(options.run / 'measured.jsonl')
        _tell(log, {'part': 'tokenizer', **about, **reconstructed(coder, config, items)})
        weights = options.weights or latest_stage(options.run)[1]
        found = generated(
            options.run, config, coder, weights, items, options.temperature, options.seed
        )
        steps = (load(weights) or {}).get('step')
        about |= {'weights': str(weights), 'step': steps, 'temperature': options.temperature}
        _tell(log, {'part': 'language', **about, **found})
    except (IrgmError, FileNotFoundError) as error:
        print(f'training.measure: {error}', file=sys.stderr)
        return 1
    return 0


def _tell(log: Log, record: dict[str, Any]) -> None:
    log.write(**record)
    print('\n'.join(f'{name}: {value}' for name, value in record.items()), end='\n\n')


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        'training.measure',
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--run', type=Path, required=True, help='folder of the run')
    parser.add_argument('--commands', type=int, default=200)
    parser.add_argument('--seed', type=int, default=0, help='of commands and sampling')
    parser.add_argument('--weights', type=Path, help='language model (default: the last stage)')
    parser.add_argument('--temperature', type=float, default=0.05)
    parser.add_argument('--threads', type=int, default=1)
    options = parser.parse_args(arguments)
    if options.commands < 1 or options.threads < 1 or options.temperature < 0:
        parser.error('--commands and --threads must be at least 1, --temperature at least 0')
    return options


if __name__ == '__main__':
    sys.exit(main())
