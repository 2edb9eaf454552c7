# SPDX-License-Identifier: Apache-2.0
"""Wrong motions for a command, from far off to nearly right: other clips, near misses last.

A trace shows them in this order, so that each round comes closer (arXiv 2512.10730, section 4).
How close a motion is, is the share of the command's attributes that it fulfils.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from irgm_ros.spec import canonical
from irgm_ros.spec.command import Action, Command
from irgm_ros.types import IntArray
from training.data.encoded import EncodedClips
from training.data.faults import FaultSource
from training.data.judging import Judge, Judged, Owned, load_judged, save_judged

_CHUNK = 500  # clips whose wrong motions are looked for at a time
_STREAM = 6

Mistakes = Mapping[int, Sequence[Judged]]


def paired_mistakes(clips: EncodedClips) -> dict[int, list[Judged]]:
    """The wrong motions that encoding has found: a clip's own, after one of its command's others.

    Returns:
        For each clip that has a wrong motion: one or two, the closer one last.
    """
    paired = [int(i) for i in np.flatnonzero(clips.wrong >= 0)]
    own = {
        i: Judged(
            clips.codes[clips.wrong[i]], False, 0.0, clips.assessments[i], clips.refinements[i]
        )
        for i in paired
    }
    alike: dict[str, list[int]] = {}
    for i in paired:
        alike.setdefault(canonical(clips.commands[i]), []).append(i)
    found: dict[int, list[Judged]] = {}
    for members in alike.values():
        for place, i in enumerate(members):
            other = members[place - 1]
            found[i] = [own[i]] if other == i else [own[other], own[i]]
    return found


class Candidates:
    """Clips that are probably wrong for a command, the further off the earlier they come."""

    def __init__(self, clips: EncodedClips) -> None:
        """Group the clips by what they show."""
        self._clips = clips
        self._by_action: dict[Action, list[int]] = {}
        self._by_all: dict[frozenset[Action], list[int]] = {}
        for index, command in enumerate(clips.commands):
            actions = _actions(command)
            self._by_all.setdefault(actions, []).append(index)
            for action in actions:
                self._by_action.setdefault(action, []).append(index)

    def draw(self, index: int, rng: np.random.Generator) -> list[int]:
        """Any other clip, one that shares an action, one of the same actions, its near miss."""
        actions = _actions(self._clips.commands[index])
        shared = sorted(actions)[int(rng.integers(len(actions)))]
        pools = (
            range(len(self._clips.commands)), self._by_action[shared], self._by_all[actions],
        )  # fmt: skip
        drawn = [int(pool[int(rng.integers(len(pool)))]) for pool in pools]
        drawn.append(int(self._clips.wrong[index]))
        return [other for other in dict.fromkeys(drawn) if other not in (index, -1)]


def _actions(command: Command) -> frozenset[Action]:
    return frozenset(part.action for part in command.parts)


def find_mistakes(
    clips: EncodedClips,
    usable: Sequence[int],
    judge: Judge,
    seed: int,
    folder: Path,
    faults: FaultSource | None = None,
) -> dict[int, list[Judged]]:
    """Wrong motions for many clips, judged in chunks; chunks that are there are kept.

    Args:
        clips: All clips.
        usable: Clips to find wrong motions for.
        judge: Checks the candidates.
        seed: Seed of the run.
        folder: Where the chunks go.
        faults: Puts physical faults on some of the clips, for wrong motions of another kind.

    Returns:
        For each of the clips its wrong motions, the furthest off first; it may have none.
    """
    candidates = Candidates(clips)
    starts = range(0, len(usable), _CHUNK)
    for number, start in enumerate(tqdm(starts, desc='mistakes', unit='chunk')):
        path = folder / f'chunk_{number:04d}.npz'
        if path.exists():
            continue
        rng = np.random.default_rng([seed, _STREAM, number])
        chunk = usable[start : start + _CHUNK]
        pairs = [(owner, other) for owner in chunk for other in candidates.draw(owner, rng)]
        judged = judge(
            [clips.commands[owner] for owner, _ in pairs],
            [clips.codes[other] for _, other in pairs],
            (seed, _STREAM, number),
            [clips.commands[other] for _, other in pairs],
        )
        owned = [(pair[0], m) for pair, m in zip(pairs, judged, strict=True) if not m.ok]
        if faults is not None:
            some = [owner for owner in chunk if rng.random() < faults.share]
            owned += _with_faults(clips, some, judge, (seed, _STREAM, number), faults)
        save_judged(path, owned, clips.commands)
    return by_owner(load_judged(folder))


def _with_faults(
    clips: EncodedClips,
    owners: Sequence[int],
    judge: Judge,
    seed: tuple[int, ...],
    faults: FaultSource,
) -> list[Owned]:
    """Clips that do what they shall as no body could, where tokens can show that at all."""
    commands = [clips.commands[owner] for owner in owners]
    codes = [clips.codes[owner] for owner in owners]
    rng = np.random.default_rng(seed)
    features = [faults.put_on(f, rng) for f in judge.coder.features(codes)]
    broken = judge.coder.encode(features)
    clean = judge(commands, codes, seed, physical=True)
    judged = judge(commands, broken, seed, physical=True)
    # A score of 1: the command is fulfilled, so what is wrong is the fault.
    return [
        (owner, motion)
        for owner, before, motion in zip(owners, clean, judged, strict=True)
        if before.ok and not motion.ok and motion.score == 1.0
    ]


def by_owner(owned: Sequence[Owned]) -> dict[int, list[Judged]]:
    """Motions of each clip, the one that fulfils least of its command first."""
    found: dict[int, list[Judged]] = {}
    for owner, motion in owned:
        found.setdefault(owner, []).append(motion)
    for motions in found.values():
        motions.sort(key=lambda motion: motion.score)
    return found


def right_codes(owned: Sequence[Owned]) -> dict[int, list[IntArray]]:
    """Codes of the motions that fulfil the command of their clip, by clip."""
    found: dict[int, list[IntArray]] = {}
    for owner, motion in owned:
        if motion.ok:
            found.setdefault(owner, []).append(motion.codes)
    return found
