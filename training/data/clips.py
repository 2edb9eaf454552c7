# SPDX-License-Identifier: Apache-2.0
"""Stage ``synth``: clips from the synthesiser, encoded and stored in resumable shards."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from irgm_ros.motion.features import features_from_positions
from irgm_ros.spec import canonical, parse_canonical
from irgm_ros.spec.command import Command
from training.config import SynthConfig
from training.data.mutation import mutate
from training.synth import Clip, sample_command, synthesise

NEAR_MISS_EVERY = 3


@dataclass(frozen=True)
class ClipStore:
    """All clips of a run; those of the synthesiser stay on disk until they are asked for.

    Attributes:
        blocks: (rows, 263) float32 each, clip after clip; no clip lies in two blocks.
        lengths: (N,) frames of each clip.
        commands: N commands that the clips fulfil; none for captured motion.
    """

    blocks: tuple[NDArray[np.float32], ...]
    lengths: NDArray[np.int64]
    commands: tuple[Command, ...]

    def __len__(self) -> int:
        """Number of clips."""
        return len(self.lengths)

    def clip(self, index: int) -> NDArray[np.float32]:
        """Features (F, 263) of one clip, F a multiple of 4."""
        blocks, starts = self._places
        block, start = blocks[index], starts[index]
        return self.blocks[block][start : start + self.lengths[index] // 4 * 4]

    @cached_property
    def _places(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(N,) block of each clip, and (N,) its first row there."""
        firsts = np.cumsum([0, *map(len, self.blocks)])  # counted over all blocks
        starts = np.cumsum(self.lengths) - self.lengths
        blocks = np.searchsorted(firsts, starts, side='right') - 1
        return blocks, starts - firsts[blocks]


def clip_seed(seed: int, index: int) -> np.random.Generator:
    """Generator of clip ``index``: independent of shards and workers."""
    return np.random.default_rng([seed, index])


def make_clip(index: int, seed: int) -> Clip:
    """Synthesise clip ``index``: every third one is a near miss of the one before it."""
    rng = clip_seed(seed, index)
    command = sample_command(rng)
    if index % NEAR_MISS_EVERY == NEAR_MISS_EVERY - 1:
        command = mutate(sample_command(clip_seed(seed, index - 1)), rng)
    try:
        return synthesise(command, rng)
    except ValueError:  # too long at every tempo: one that fits by construction
        return synthesise(sample_command(rng), rng)


def make_shard(shard: int, config: SynthConfig, seed: int, folder: Path) -> Path:
    """Synthesise and store one shard unless it is there.

    Args:
        shard: Index of the shard.
        config: Number of clips a shard and the heading smoothing.
        seed: Seed of the run.
        folder: Where the shard goes; written whole or not at all.

    Returns:
        Path of the shard.
    """
    path = folder / f'shard_{shard:04d}.npz'
    if path.exists():
        return path
    features, texts = [], []
    first = shard * config.shard_clips
    for index in range(first, min(first + config.shard_clips, config.clips)):
        clip = make_clip(index, seed)
        features.append(features_from_positions(clip.positions, config.heading_sigma))
        texts.append(canonical(clip.command))
    partial_path = path.with_suffix('.tmp.npz')
    np.save(_features_of(path), np.concatenate(features).astype(np.float32))
    np.savez(partial_path, lengths=[len(f) for f in features], commands=np.array(texts))
    partial_path.replace(path)
    return path


def make_clips(config: SynthConfig, seed: int, folder: Path) -> None:
    """Make all shards in parallel, with progress; shards that are there are kept.

    Raises:
        ValueError: The folder holds clips of another configuration.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _same_settings(config, seed, folder)
    shards = range(-(-config.clips // config.shard_clips))
    job = partial(make_shard, config=config, seed=seed, folder=folder)
    with ProcessPoolExecutor(config.workers) as pool:
        for _ in tqdm(pool.map(job, shards), total=len(shards), desc='synth', unit='shard'):
            pass


def load_clips(folder: Path) -> ClipStore:
    """Open every shard of a folder.

    Raises:
        FileNotFoundError: There is none; run stage ``synth`` first.
    """
    paths = sorted(folder.glob('shard_????.npz'))
    if not paths:
        raise FileNotFoundError(f'no clips in {folder}; run --stage synth first')
    shards = [dict(np.load(path)) for path in paths]
    commands = [parse_canonical(str(text)) for shard in shards for text in shard['commands']]
    if None in commands:
        raise ValueError(f'{folder}: a stored command can no longer be read; make the clips anew')
    return ClipStore(
        tuple(np.load(_features_of(path), mmap_mode='r') for path in paths),
        np.concatenate([shard['lengths'] for shard in shards]),
        tuple(c for c in commands if c is not None),
    )


def _features_of(shard: Path) -> Path:
    """Where the features of a shard lie: apart, so that they can be read where they are needed."""
    return shard.with_name(f'{shard.stem}_features.npy')


def _same_settings(config: SynthConfig, seed: int, folder: Path) -> None:
    settings = {'seed': seed, **config.model_dump(exclude={'workers', 'clips'})}
    record = folder / 'settings.json'
    if record.exists() and json.loads(record.read_text()) != settings:
        raise ValueError(f'{folder} holds clips of other settings: {record}; use another --out')
    record.write_text(json.dumps(settings))
