# SPDX-License-Identifier: Apache-2.0
"""Training examples of the language model: eight tasks and the interleaved trace.

The tasks are those of IRG-MotionLLM (arXiv 2512.10730, section 4): describing, generating and
analysing; assessing and instructing; refining with and without an instruction.
`training.language.traces` makes the traces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from irgm_ros.language.prompting import Prompter, Rendered
from irgm_ros.spec import canonical
from training.data.encoded import EncodedClips
from training.data.judging import Judged, Owned
from training.data.mistakes import Mistakes, paired_mistakes
from training.language.traces import TraceOptions, Traces

_GUIDED = 0.7  # share of direct generation from the analysis: what the loop generates from


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
        *,
        mistakes: Mistakes | None = None,
        own: Sequence[Owned] = (),
        options: TraceOptions | None = None,
    ) -> None:
        """Prepare the tables of clips that may be targets and that have wrong motions.

        Args:
            clips: All clips.
            prompter: Renders ids and loss masks.
            mixture: Share of each task.
            rng: Source of all choices.
            only_verified: Whether only clips that keep their meaning are targets.
            mistakes: Wrong motions by clip; None takes those that the clips come with.
            own: Motions that the model has sampled, for the tasks that begin with ``own``.
            options: How traces are made.

        Raises:
            ValueError: The mixture names an unknown task, or no clip may be a target.
        """
        self._clips, self.prompter, self._rng = clips, prompter, rng
        self._right = usable_clips(clips, only_verified)
        found = paired_mistakes(clips) if mistakes is None else mistakes
        self._mistakes = {i: found[i] for i in map(int, self._right) if found.get(i)}
        self._paired = np.array(list(self._mistakes), np.int64)
        if not len(self._paired):
            raise ValueError(
                f'none of {len(clips.commands)} clips keeps its meaning through the tokenizer; '
                'train the tokenizer for longer'
            )
        self._traces = Traces(clips, prompter, self._mistakes, own, options or TraceOptions(), rng)
        self._makers: dict[str, Callable[[], Rendered]] = {
            'irmogen': lambda: self._trace(self._traces.number_wrong()),
            'irmogen_right': lambda: self._trace(0),
            'irmogen_wrong': lambda: self._trace(1 + int(rng.random() < 0.25)),
            'own_trace': self._traces.of_own,
            't2m': self._t2m,
            'm2t': self._m2t,
            'analysis': self._analysis,
            'assessment': lambda: self._opinion('assessment'),
            'own_assessment': lambda: self._opinion('assessment', own=True),
            'refine_instruction': lambda: self._opinion('refine_instruction'),
            'own_refine_instruction': lambda: self._opinion('refine_instruction', own=True),
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

    def _mistake(self, index: int) -> Judged:
        """A wrong motion for a clip's command."""
        found = self._mistakes[index]
        return found[int(self._rng.integers(len(found)))]

    def _trace(self, wrong: int) -> Rendered:
        return self._traces.of(self._pick(self._paired if wrong else self._right), wrong)

    def _t2m(self) -> Rendered:
        """Direct generation from a caption, or guided by the analysis in its place."""
        index = self._pick(self._right)
        guided = self._rng.random() < _GUIDED
        text = canonical(self._clips.commands[index]) if guided else self._traces.caption(index)
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
            caption=self._traces.caption(index),
        )

    def _opinion(self, task: str, own: bool = False) -> Rendered:
        """On clips, half of them right and half wrong; or on what the model has sampled."""
        if own:
            index, mistake = self._traces.draw_own()
            motion, texts = mistake.codes, (mistake.assessment, mistake.refinement)
        elif self._rng.random() < 0.5:
            index = self._pick(self._right)
            motion, texts = self._clips.codes[index], self._traces.approval(index)
        else:
            index = self._pick(self._paired)
            mistake = self._mistake(index)
            motion, texts = mistake.codes, (mistake.assessment, mistake.refinement)
        text = texts[0] if task == 'assessment' else texts[1]
        return self.prompter.example(
            task, completion=text, caption=self._traces.caption(index), motion=motion
        )

    def _refinement(self, task: str) -> Rendered:
        index = self._pick(self._paired)
        mistake = self._mistake(index)
        instruction = mistake.refinement if task == 'instructed_refinement' else None
        return self.prompter.example(
            task,
            completion=self._clips.codes[index],
            caption=self._traces.caption(index),
            motion=mistake.codes,
            instruction=instruction,
        )


def usable_clips(clips: EncodedClips, only_verified: bool) -> np.ndarray:
    """Indexes of the clips that may be targets."""
    return np.flatnonzero(clips.verified | (not only_verified))
