# SPDX-License-Identifier: Apache-2.0
"""Two steps of supervised training on made-up clips, on processes that share out the weights.

Shows before a GPU is rented that the launch, the sharding, the checkpoint and the shared batch
work: whatever the number of processes, the losses are the same.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from irgm_ros.errors import IrgmError
from irgm_ros.language.prompting import Prompter, Rendered
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from irgm_ros.spec.command import ALLOWED, Action, Command, Part, Step
from training.config import Config, SftConfig, load_config
from training.data.encoded import EncodedClips
from training.estimate import SIZE_2B, Load, report
from training.language.examples import ExampleSource
from training.language.gemma import build_gemma
from training.language.sft1 import SupervisedRun
from training.language.text_tokenizer import build_tokenizer
from training.parallel import Parallel

STEPS = 2
_ROW_TOKENS = 384
_TASKS = {'irmogen_right': 0.4, 'irmogen_wrong': 0.4, 't2m': 0.2}
_HOST = '127.0.0.1'
_POLL_S = 0.2


def dry_run(path: Path, config: Config, stage: str, processes: int, size: str) -> int:
    """Print the estimate, start the processes and print what they have logged.

    Args:
        path: The configuration's file, for the processes.
        config: The same, checked.
        stage: A supervised stage.
        processes: How many.
        size: ``2b``, or ``config`` for the model of the configuration.

    Returns:
        The exit code.
    """
    settings = supervised(config, stage)
    load = Load(
        settings.rows, settings.row_tokens, settings.micro_batches, processes,
        settings.checkpoint_activations,
    )  # fmt: skip
    print(report(_size(config, size), load, size), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        # The text tokenizer is made once, for all processes.
        make_prompter(Path(folder), config)
        if not launch(path, stage, processes, Path(folder)):
            print('training.run: the dry run failed', file=sys.stderr)
            return 1
        for line in (Path(folder) / 'dry_log.jsonl').read_text().splitlines():
            print(f'dry run {line}')
    return 0


def launch(path: Path, stage: str, processes: int, folder: Path) -> bool:
    """Train two steps on several processes; files go to ``folder``.

    Returns:
        Whether all of them ended well; where one fails, the others are ended.
    """
    command = [
        sys.executable, '-m', 'training.dry_run', str(path), stage, str(processes), str(folder)
    ]  # fmt: skip
    with socket.socket() as free:
        free.bind((_HOST, 0))
        port = free.getsockname()[1]
    started = [
        subprocess.Popen(command, env=_environment(rank, processes, port))
        for rank in range(processes)
    ]
    codes: list[int | None] = [None]
    while None in codes and not any(codes):
        time.sleep(_POLL_S)
        codes = [process.poll() for process in started]
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
    return not any(codes)


def train_dry(
    config: Config, stage: SftConfig, folder: Path, parallel: Parallel
) -> list[dict[str, float]]:
    """Train two steps, say what this process holds, and return what was logged.

    Args:
        config: Seed and size of the model.
        stage: Two steps of a supervised stage.
        folder: Where the files go.
        parallel: The processes.
    """
    prompter = make_prompter(folder, config)
    clips = made_up_clips(config)

    def source_of(rng: np.random.Generator) -> Iterator[Rendered]:
        return iter(ExampleSource(clips, prompter, _TASKS, rng))

    model = build_gemma(prompter.vocabulary.size, config.seed, **config.model)
    run = SupervisedRun('dry', folder, stage, None, (config.seed, 0), False, parallel, 1)
    run.train(model, prompter, source_of)
    held = f'{parallel.held(model):.0%} of the weights'
    print(f'process {parallel.rank} of {parallel.world} holds {held}', flush=True)
    lines = (folder / 'dry_log.jsonl').read_text().splitlines() if parallel.is_main else []
    return [json.loads(line) for line in lines]


def supervised(config: Config, stage: str) -> SftConfig:
    """Section of a supervised stage.

    Raises:
        IrgmError: The stage is not supervised, or has no section.
    """
    section = getattr(config, stage, None)
    if not isinstance(section, SftConfig):
        raise IrgmError(f'--dry-run: {stage} is no supervised stage of this configuration')
    return section


def shortened(stage: SftConfig, processes: int) -> SftConfig:
    """A stage with two small steps, and a micro-batch for each of the processes."""
    changes = {
        'steps': STEPS, 'minutes': 60.0, 'compile': False, 'threads': 1, 'rows': 1,
        'row_tokens': _ROW_TOKENS, 'micro_batches': -(-2 // processes) * processes,
    }  # fmt: skip
    return stage.model_copy(update=changes)


def make_prompter(folder: Path, config: Config) -> Prompter:
    """A prompter on a small text tokenizer, which is made unless it is there."""
    path = folder / 'tokenizer.json'
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        build_tokenizer(
            path, config.tokenizer.codebooks, config.tokenizer.codebook_size, samples=300
        )
    tokenizer = TextTokenizer.from_file(path)
    vocabulary = Vocabulary.from_tokenizer(tokenizer, config.tokenizer.codebooks)
    return Prompter(tokenizer, vocabulary, Templates.default())


def made_up_clips(config: Config) -> EncodedClips:
    """Waves of random codes, each the wrong motion of the one before it."""
    commands = tuple(
        Command((Step(gesture=Part(Action.WAVE, side=side, count=count)),))
        for side in ('left', 'right')
        for count in ALLOWED[Action.WAVE].counts
    )
    rng = np.random.default_rng(config.seed)
    n, motion = len(commands), config.tokenizer
    return EncodedClips(
        tuple(
            rng.integers(motion.codebook_size, size=(8 + i, motion.codebooks)) for i in range(n)
        ),
        commands,
        np.ones(n, bool),
        (np.arange(n) + 1) % n,
        ('The motion waves too often.',) * n,
        ('Wave less often.',) * n,
    )


def _size(config: Config, name: str) -> Mapping[str, Any]:
    if name == '2b':
        return SIZE_2B
    if name != 'config':
        raise IrgmError(f'--size {name}: 2b or config expected')
    size: dict[str, Any] = build_gemma(2000, 0, **config.model).config.to_dict()
    return size


def _environment(rank: int, processes: int, port: int) -> dict[str, str]:
    """What ``accelerate launch`` sets, for processors."""
    return {
        **os.environ,
        'RANK': str(rank),
        'LOCAL_RANK': str(rank),
        'WORLD_SIZE': str(processes),
        'LOCAL_WORLD_SIZE': str(processes),
        'MASTER_ADDR': _HOST,
        'MASTER_PORT': str(port),
        'GLOO_SOCKET_IFNAME': 'lo',
        'OMP_NUM_THREADS': '1',
        'ACCELERATE_USE_CPU': 'true',
        'ACCELERATE_USE_FSDP': 'true',
    }


if __name__ == '__main__':
    config_path, stage_name, count, folder_name = sys.argv[1:]
    checked = load_config(Path(config_path))
    section = shortened(supervised(checked, stage_name), int(count))
    train_dry(checked, section, Path(folder_name), Parallel.from_environment())
