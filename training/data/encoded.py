# SPDX-License-Identifier: Apache-2.0
"""Clips as the language model sees them: codes, and what those codes really show.

A clip is a target only if the motion decoded from its codes still fulfils its command; wrong
motions are judged by what their codes decode to. So no text contradicts what the tokens mean.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from irgm_ros.checks.check import check
from irgm_ros.spec import assess
from irgm_ros.spec.command import Command
from irgm_ros.types import IntArray
from training.data.clips import NEAR_MISS_EVERY, ClipStore
from training.tokenizer.coder import MotionCoder

_CHUNK = 200  # clips that a worker judges at a time
_CODED = 2000  # clips encoded at a time, those of equal length together


@dataclass(frozen=True)
class EncodedClips:
    """Codes of all clips and one wrong motion for each.

    Attributes:
        codes: N arrays (T, C).
        commands: N commands.
        verified: (N,) whether the decoded motion fulfils its command.
        wrong: (N,) index of a clip whose decoded motion does not fulfil the command, or -1.
        assessments: N sentences on that wrong motion, empty where there is none.
        refinements: N sentences on what to change.
    """

    codes: tuple[IntArray, ...]
    commands: tuple[Command, ...]
    verified: NDArray[np.bool_]
    wrong: NDArray[np.int64]
    assessments: tuple[str, ...]
    refinements: tuple[str, ...]


def encode_clips(
    clips: ClipStore, coder: MotionCoder, seed: int, path: Path, workers: int
) -> EncodedClips:
    """Encode, decode and check every clip; find each a wrong motion; keep it all in ``path``.

    Args:
        clips: The training clips.
        coder: The trained tokenizer.
        seed: Seed of the choice of wrong motions.
        path: ``.npz`` to read if it is there, to write otherwise.
        workers: Processes for the checks.
    """
    if not path.exists():
        codes, decoded = _coded(clips, coder)
        results = _judge(clips.commands, decoded, seed, workers)
        temporary = path.with_suffix('.tmp.npz')
        np.savez(
            temporary,
            codes=np.concatenate(codes).astype(np.int16),
            lengths=[len(c) for c in codes],
            verified=[r[0] for r in results],
            wrong=[r[1] for r in results],
            assessments=np.array([r[2] for r in results]),
            refinements=np.array([r[3] for r in results]),
        )
        temporary.replace(path)
    stored = np.load(path)
    pieces = np.split(stored['codes'].astype(np.int64), np.cumsum(stored['lengths'])[:-1])
    return EncodedClips(
        tuple(pieces),
        clips.commands,
        stored['verified'],
        stored['wrong'],
        tuple(map(str, stored['assessments'])),
        tuple(map(str, stored['refinements'])),
    )


def _coded(
    clips: ClipStore, coder: MotionCoder
) -> tuple[list[IntArray], list[NDArray[np.float32]]]:
    """Codes (T, C) of all clips, and the positions (4T, 22, 3) that these decode to."""
    codes: list[IntArray] = []
    decoded: list[NDArray[np.float32]] = []
    total = len(clips.commands)
    for start in tqdm(range(0, total, _CODED), desc='encode', unit='block'):
        block = coder.encode([clips.clip(i) for i in range(start, min(start + _CODED, total))])
        codes += block
        decoded += coder.positions(block)
    return codes, decoded


Verdict = tuple[bool, int, str, str]
_shared: tuple[tuple[Command, ...], list[NDArray[np.float32]], int]


def _judge(
    commands: tuple[Command, ...], decoded: list[NDArray[np.float32]], seed: int, workers: int
) -> list[Verdict]:
    """Check all decoded motions in parallel; workers inherit the arrays by fork."""
    global _shared
    _shared = commands, decoded, seed
    starts = range(0, len(commands), _CHUNK)
    with ProcessPoolExecutor(workers) as pool:
        bar = tqdm(pool.map(_judge_chunk, starts), total=len(starts), desc='judge', unit='chunk')
        verdicts = [verdict for chunk in bar for verdict in chunk]
    del _shared  # gigabytes that training would carry along
    return verdicts


def _judge_chunk(start: int) -> list[Verdict]:
    commands, _, seed = _shared
    return [
        _judge_one(index, np.random.default_rng([seed, 2, index]))
        for index in range(start, min(start + _CHUNK, len(commands)))
    ]


def _judge_one(index: int, rng: np.random.Generator) -> Verdict:
    commands, decoded, _ = _shared
    command = commands[index]
    verified = check(command, decoded[index]).ok
    for candidate in _candidates(index, len(commands), rng):
        report = check(command, decoded[candidate])
        if not report.ok:
            return verified, candidate, *assess(command, report, commands[candidate], rng)
    return verified, -1, '', ''


def _candidates(index: int, total: int, rng: np.random.Generator) -> list[int]:
    """Clips to try as the wrong motion: mostly near misses, else any other."""
    place = index % NEAR_MISS_EVERY
    near = {NEAR_MISS_EVERY - 1: index - 1, NEAR_MISS_EVERY - 2: index + 1}.get(place)
    others = [int(i) for i in rng.integers(total, size=4) if i != index]
    if near is not None and near < total and rng.random() < 0.85:
        return [near, *others]
    return others
