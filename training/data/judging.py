# SPDX-License-Identifier: Apache-2.0
"""Motions judged by the checkers in worker processes, and kept with what was said of them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from irgm_ros.checks.check import check, shown_command
from irgm_ros.checks.physics import plausibility
from irgm_ros.spec import assess, canonical
from irgm_ros.spec.command import Command
from irgm_ros.types import IntArray
from training.data.faults import physical_words
from training.tokenizer.coder import MotionCoder

_TASKS = 16  # motions that a worker gets at a time


@dataclass(frozen=True)
class Judged:
    """A motion, measured against one command.

    Attributes:
        codes: (T, C) codes; what they decode to was measured.
        ok: Whether every attribute of the command holds, and a body can do it if that was asked.
        score: Share of the attributes that hold, in [0, 1].
        assessment: What was measured, in words.
        refinement: What to change; the acceptance sentence exactly if ``ok``.
    """

    codes: IntArray
    ok: bool
    score: float
    assessment: str
    refinement: str


Verdict = tuple[bool, float, str, str]
Job = tuple[Command, NDArray[np.float32], Command | None, tuple[int, ...], bool]


def verdict(job: Job) -> Verdict:
    """Check positions (F, 22, 3) against a command and say what was measured.

    Args:
        job: Command, positions, what the motion shows if that is known (otherwise it is looked
            for where the motion fails), seed of the wording, whether a body has to be able to
            do it as well.
    """
    command, positions, shown, seed, physical = job
    report, rng = check(command, positions), np.random.default_rng(seed)
    if physical and report.ok:
        fault = physical_words(plausibility(positions), rng)
        if fault is not None:
            return False, 1.0, *fault
    if shown is None and not report.ok:
        shown = shown_command(positions)
    score = sum(result.ok for result in report.results) / max(len(report.results), 1)
    return report.ok, score, *assess(command, report, shown, rng)


class Judge:
    """Decodes and checks motions; use it as a context: it owns worker processes."""

    def __init__(self, coder: MotionCoder, workers: int) -> None:
        """Store the parts; workers start with the first motions.

        Args:
            coder: Decodes.
            workers: Processes for the checks.
        """
        self.coder = coder
        self._pool = ProcessPoolExecutor(workers)

    def __enter__(self) -> Judge:
        """The judge itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers."""
        self._pool.shutdown(cancel_futures=True)

    def __call__(
        self,
        commands: Sequence[Command],
        codes: Sequence[IntArray],
        seed: tuple[int, ...],
        shown: Sequence[Command | None] | None = None,
        physical: bool = False,
    ) -> list[Judged]:
        """Judge each motion against the command beside it.

        Args:
            commands: N commands.
            codes: N motions (T, C).
            seed: Seeds the wording, with the number of the motion.
            shown: What the motions show, where it is known.
            physical: Whether a motion that no body could do is wrong too.
        """
        known = shown or [None] * len(codes)
        positions = self.coder.positions(codes)
        jobs: list[Job] = [
            (command, motion, other, (*seed, index), physical)
            for index, (command, motion, other) in enumerate(
                zip(commands, positions, known, strict=True)
            )
        ]
        verdicts = self._pool.map(verdict, jobs, chunksize=_TASKS)
        return [Judged(code, *said) for code, said in zip(codes, verdicts, strict=True)]


Owned = tuple[int, Judged]  # index of the clip whose command a motion was judged against


def save_judged(path: Path, owned: Sequence[Owned], commands: Sequence[Command]) -> None:
    """Write judged motions whole or not at all.

    Args:
        path: ``.npz`` to write.
        owned: The motions.
        commands: Commands of all clips; those of the motions are kept in words.
    """
    judged = [motion for _, motion in owned]
    temporary = path.with_suffix('.tmp.npz')
    path.parent.mkdir(parents=True, exist_ok=True)
    empty = np.zeros((0, 1), np.int16)
    np.savez(
        temporary,
        owners=np.array([owner for owner, _ in owned], np.int64),
        commands=np.array([canonical(commands[owner]) for owner, _ in owned], np.str_),
        codes=np.concatenate([m.codes for m in judged] or [empty]).astype(np.int16),
        lengths=np.array([len(m.codes) for m in judged], np.int64),
        ok=np.array([m.ok for m in judged], bool),
        scores=np.array([m.score for m in judged], float),
        assessments=np.array([m.assessment for m in judged], np.str_),
        refinements=np.array([m.refinement for m in judged], np.str_),
    )
    temporary.replace(path)


def load_judged(folder: Path) -> list[Owned]:
    """All judged motions of a folder's chunks, in their order."""
    owned: list[Owned] = []
    for path in sorted(folder.glob('chunk_????.npz')):
        stored = dict(np.load(path))
        ends = np.cumsum(stored['lengths'])[:-1]
        pieces = np.split(stored['codes'].astype(np.int64), ends) if len(stored['ok']) else []
        for row, codes in enumerate(pieces):
            motion = Judged(
                codes,
                bool(stored['ok'][row]),
                float(stored['scores'][row]),
                str(stored['assessments'][row]),
                str(stored['refinements'][row]),
            )
            owned.append((int(stored['owners'][row]), motion))
    return owned
