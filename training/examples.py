# SPDX-License-Identifier: Apache-2.0
"""Training examples of the language model: eight tasks and the interleaved trace.

The tasks are those of IRG-MotionLLM (arXiv 2512.10730, section 4): describing, generating and
analysing; assessing and instructing; refining with and without an instruction. A trace holds
zero to two wrong motions, whose tokens are read but not learned, and ends with the right one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from evaluation.spec import CheckReport
from irgm_ros.language.prompting import Prompter, Rendered, TraceRound
from training.encoded import EncodedClips
from training.text import assess, canonical, caption

_MAX_WRONG = 2


class ExampleSource:
    """Draws examples of all tasks without end.

    Attributes:
        prompter: Renders ids and loss masks.
    """

    def __init__(
        self,
        clips: EncodedClips,
        prompter: Prompter,
        mixture: Mapping[str, float],
        rng: np.random.Generator,
        only_verified: bool = True,
    ) -> None:
        """Prepare the tables of clips that may be targets and that have a wrong motion.

        Raises:
            ValueError: The mixture names an unknown task, or no clip may be a target.
        """
        self._clips, self.prompter, self._rng = clips, prompter, rng
        usable = clips.verified if only_verified else np.ones(len(clips.commands), bool)
        self._right = np.flatnonzero(usable)
        self._paired = np.flatnonzero(usable & (clips.wrong >= 0))
        if not len(self._paired):
            raise ValueError(
                f'none of {len(usable)} clips keeps its meaning through the tokenizer; train the '
                'tokenizer for longer'
            )
        self._makers: dict[str, Callable[[], Rendered]] = {
            'irmogen_right': lambda: self._trace(0),
            'irmogen_wrong': lambda: self._trace(1 + int(rng.random() < 0.25)),
            't2m': self._t2m,
            'm2t': self._m2t,
            'analysis': self._analysis,
            'assessment': lambda: self._opinion('assessment'),
            'refine_instruction': lambda: self._opinion('refine_instruction'),
            'direct_refinement': lambda: self._refinement('direct_refinement'),
            'instructed_refinement': lambda: self._refinement('instructed_refinement'),
        }
        unknown = set(mixture) - set(self._makers)
        if unknown:
            raise ValueError(f'unknown tasks {sorted(unknown)}; known: {sorted(self._makers)}')
        self._tasks = list(mixture)
        shares = np.array([mixture[task] for task in self._tasks])
        self._shares = shares / shares.sum()

    def __iter__(self) -> Iterator[Rendered]:
        """Yield examples for ever."""
        while True:
            task = self._tasks[int(self._rng.choice(len(self._tasks), p=self._shares))]
            yield self._makers[task]()

    def _pick(self, table: np.ndarray) -> int:
        return int(table[self._rng.integers(len(table))])

    def _caption(self, index: int) -> str:
        return caption(self._clips.commands[index], self._rng, imperative_share=0.75)

    def _approval(self, index: int) -> tuple[str, str]:
        return assess(self._clips.commands[index], CheckReport(()), None, self._rng)

    def _trace(self, wrong: int) -> Rendered:
        index = self._pick(self._paired if wrong else self._right)
        clips, rounds = self._clips, []
        command = clips.commands[index]
        if wrong >= _MAX_WRONG:  # further off first: a motion for something else altogether
            rounds += self._unrelated(index)
        if wrong:
            rounds.append(
                TraceRound(
                    clips.codes[clips.wrong[index]],
                    clips.assessments[index],
                    clips.refinements[index],
                    correct=False,
                )
            )
        rounds.append(TraceRound(clips.codes[index], *self._approval(index), correct=True))
        return self.prompter.trace(self._caption(index), canonical(command), rounds)

    def _unrelated(self, index: int) -> list[TraceRound]:
        """The wrong motion of a clip with the same command, if there is another such clip."""
        same = self._same_command().get(canonical(self._clips.commands[index]), [])
        others = [i for i in same if i != index]
        if not others:
            return []
        other = others[int(self._rng.integers(len(others)))]
        return [
            TraceRound(
                self._clips.codes[self._clips.wrong[other]],
                self._clips.assessments[other],
                self._clips.refinements[other],
                correct=False,
            )
        ]

    def _same_command(self) -> dict[str, list[int]]:
        if not hasattr(self, '_groups'):
            self._groups: dict[str, list[int]] = {}
            for i in self._paired:
                key = canonical(self._clips.commands[i])
                self._groups.setdefault(key, []).append(int(i))
        return self._groups

    def _t2m(self) -> Rendered:
        """Direct generation from a caption, or guided by the analysis in its place."""
        index = self._pick(self._right)
        guided = self._rng.random() < 0.5
        text = canonical(self._clips.commands[index]) if guided else self._caption(index)
        return self.prompter.example('t2m', completion=self._clips.codes[index], caption=text)

    def _m2t(self) -> Rendered:
        index = self._pick(self._right)
        return self.prompter.example(
            'm2t',
            completion=canonical(self._clips.commands[index]),
            motion=self._clips.codes[index],
        )

    def _analysis(self) -> Rendered:
        index = self._pick(self._right)
        return self.prompter.example(
            'analysis',
            completion=canonical(self._clips.commands[index]),
            caption=self._caption(index),
        )

    def _opinion(self, task: str) -> Rendered:
        """Half of the motions right, half wrong."""
        right = self._rng.random() < 0.5
        index = self._pick(self._right if right else self._paired)
        clips = self._clips
        if right:
            motion, texts = clips.codes[index], self._approval(index)
        else:
            motion = clips.codes[clips.wrong[index]]
            texts = clips.assessments[index], clips.refinements[index]
        text = texts[0] if task == 'assessment' else texts[1]
        return self.prompter.example(
            task, completion=text, caption=self._caption(index), motion=motion
        )

    def _refinement(self, task: str) -> Rendered:
        index = self._pick(self._paired)
        clips = self._clips
        instruction = clips.refinements[index] if task == 'instructed_refinement' else None
        return self.prompter.example(
            task,
            completion=clips.codes[index],
            caption=self._caption(index),
            motion=clips.codes[clips.wrong[index]],
            instruction=instruction,
        )


def packed_rows(
    source: Iterator[Rendered], length: int, count: int, pad: int
) -> dict[str, np.ndarray]:
    """Pack examples into ``count`` rows of ``length`` tokens, none of them cut.

    Args:
        source: Examples; those longer than a row are left out.
        length: Tokens a row.
        count: Rows.
        pad: Id that fills the rest.

    Returns:
        ``ids``, ``targets_mask``, ``segments`` (0 = padding, 1, 2, ... = which example) and
        ``positions``, each (count, length) int64.
    """
    names = ('ids', 'loss_mask', 'segments', 'positions')
    out = {name: np.zeros((count, length), np.int64) for name in names}
    out['ids'][:] = pad
    used, segment = np.zeros(count, int), np.zeros(count, int)
    misses = 0
    while misses < 4:
        example = next(source)
        n = len(example.ids)
        room = np.flatnonzero(used + n <= length)
        if not len(room):
            misses += 1
            continue
        row = int(room[np.argmax(used[room])])  # best fit keeps the rest usable
        start, stop = used[row], used[row] + n
        segment[row] += 1
        out['ids'][row, start:stop] = example.ids
        out['loss_mask'][row, start:stop] = example.loss_mask
        out['segments'][row, start:stop] = segment[row]
        out['positions'][row, start:stop] = np.arange(n)
        used[row] = stop
    return out
