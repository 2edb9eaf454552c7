# SPDX-License-Identifier: Apache-2.0
"""Interleaved traces: wrong motions, each nearer than the one before it, then the right one.

Wrong motions are read and not learned: without the mask the published model gets far worse (arXiv
2512.10730, ablation of the masked loss), and ``mask_wrong`` is there to measure that again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from irgm_ros.language.prompting import Prompter, Rendered, TraceRound
from irgm_ros.spec import assess, canonical
from irgm_ros.spec.command import CheckReport
from irgm_ros.types import IntArray
from training.data.encoded import EncodedClips
from training.data.judging import Judged, Owned
from training.data.mistakes import Mistakes, by_owner, right_codes
from training.text import caption

_MORE_OWN = 0.25  # share of the model's mistakes that are shown after a further one of its own
_OWN_TARGET = 0.5  # share of targets, where the model has hit the command, that are its own


@dataclass(frozen=True)
class TraceOptions:
    """How traces are made.

    Attributes:
        wrong_shares: Shares of traces with 0, 1, 2, ... wrong motions.
        mask_wrong: Whether the tokens of wrong motions are kept out of the loss.
        learn_own: Whether right motions that the model has sampled are learned.
    """

    wrong_shares: tuple[float, ...] = (0.4, 0.3, 0.2, 0.1)
    mask_wrong: bool = True
    learn_own: bool = True


class Traces:
    """Makes traces for the commands of clips."""

    def __init__(
        self,
        clips: EncodedClips,
        prompter: Prompter,
        mistakes: Mistakes,
        own: Sequence[Owned],
        options: TraceOptions,
        rng: np.random.Generator,
    ) -> None:
        """Store the parts.

        Args:
            clips: All clips.
            prompter: Renders ids and loss masks.
            mistakes: Wrong motions of clips, the furthest off first.
            own: Motions that the model has sampled, judged.
            options: How many wrong motions, and what is learned.
            rng: Source of all choices.
        """
        self._clips, self._prompter, self._rng = clips, prompter, rng
        self._mistakes, self._own, self._options = mistakes, own, options
        self._own_wrong = by_owner([pair for pair in own if not pair[1].ok])
        self._own_right = right_codes(own)

    def of(self, index: int, wrong: int) -> Rendered:
        """A trace of a clip's command.

        Args:
            index: The clip, whose motion is the target.
            wrong: Wrong motions before it; fewer if it has no more.
        """
        found = self._mistakes.get(index, ())
        chosen = sorted(self._rng.permutation(len(found))[:wrong])
        rounds = [self._wrong(found[place]) for place in chosen]
        return self._rendered(index, [*rounds, self._right(index)])

    def number_wrong(self) -> int:
        """Draw how many wrong motions a trace shows."""
        shares = np.array(self._options.wrong_shares)
        return int(self._rng.choice(len(shares), p=shares / shares.sum()))

    def of_own(self) -> Rendered:
        """A trace that begins with what the model has sampled, accepted or rejected as judged."""
        index, motion = self.draw_own()
        if motion.ok:
            words = motion.assessment, motion.refinement
            accepted = TraceRound(motion.codes, *words, correct=self._options.learn_own)
            return self._rendered(index, [accepted])
        rounds = [self._wrong(motion)]
        earlier = [
            m for m in self._own_wrong[index] if m.score <= motion.score and m is not motion
        ]
        if earlier and self._rng.random() < _MORE_OWN:
            rounds.insert(0, self._wrong(earlier[int(self._rng.integers(len(earlier)))]))
        return self._rendered(index, [*rounds, self._target(index)])

    def draw_own(self) -> Owned:
        """A motion of the model's own with the clip whose command it answers.

        Raises:
            ValueError: There are none.
        """
        if not self._own:
            raise ValueError('no motions of the model itself; they come with stage onpolicy')
        return self._own[int(self._rng.integers(len(self._own)))]

    def caption(self, index: int) -> str:
        """A clip's command in words."""
        return caption(self._clips.commands[index], self._rng)

    def approval(self, index: int) -> tuple[str, str]:
        """Assessment and refinement of a motion that fulfils a clip's command."""
        return assess(self._clips.commands[index], CheckReport(()), None, self._rng)

    def _target(self, index: int) -> TraceRound:
        """The right motion after a mistake of the model's: the clip, or one it has sampled."""
        own = self._own_right.get(index, [])
        if self._options.learn_own and own and self._rng.random() < _OWN_TARGET:
            return self._right(index, own[int(self._rng.integers(len(own)))])
        return self._right(index)

    def _right(self, index: int, codes: IntArray | None = None) -> TraceRound:
        target = self._clips.codes[index] if codes is None else codes
        return TraceRound(target, *self.approval(index), correct=True)

    def _wrong(self, motion: Judged) -> TraceRound:
        learned = not self._options.mask_wrong
        return TraceRound(motion.codes, motion.assessment, motion.refinement, correct=learned)

    def _rendered(self, index: int, rounds: Sequence[TraceRound]) -> Rendered:
        command = self._clips.commands[index]
        return self._prompter.trace(self.caption(index), canonical(command), rounds)
