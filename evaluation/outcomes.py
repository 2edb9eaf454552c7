# SPDX-License-Identifier: Apache-2.0
"""What is known of a sentence after it was run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evaluation.likeness import Vectors


@dataclass(frozen=True)
class Physics:
    """Whether a body could move like this.

    Attributes:
        values: Worst values, named as in `irgm_ros.checks.physics.LIMITS`.
        failures: Names of those beyond their limits.
    """

    values: Mapping[str, float]
    failures: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """What the loop made of one sentence.

    Attributes:
        refused: Why no motion was made; empty if one was.
        accepted: Per round, what the model said.
        right: Per round, what the checkers say; empty where nothing is asked for.
        selected: Index of the round that counts.
        attributes: Of that round, (action, name, whether it holds) for each asked attribute.
        physics: Of that round; None without a motion.
        first_motion_s: Time to the first motion [s].
        loop_s: Time of all rounds [s].
    """

    refused: str
    accepted: tuple[bool, ...] = ()
    right: tuple[bool, ...] = ()
    selected: int | None = None
    attributes: tuple[tuple[str, str, bool], ...] = ()
    physics: Physics | None = None
    first_motion_s: float = 0.0
    loop_s: float = 0.0

    @property
    def first(self) -> bool:
        """Whether the first round is right."""
        return bool(self.right) and self.right[0]

    @property
    def final(self) -> bool:
        """Whether the selected round is right."""
        return bool(self.right) and self.selected is not None and self.right[self.selected]


@dataclass(frozen=True)
class Reference:
    """A motion that is right by construction, and what the tokenizer makes of it.

    Attributes:
        ground_truth: Whether the motion passes.
        reconstruction: Whether it still passes after encoding and decoding.
        mpjpe_mm: Root-relative error of the reconstruction [mm].
        yaw_error_deg: Error of its net turn [deg].
        drift_mm: Distance of its root from the true end [mm].
        physics: Of the motion itself.
    """

    ground_truth: bool
    reconstruction: bool
    mpjpe_mm: float
    yaw_error_deg: float
    drift_mm: float
    physics: Physics | None = None


@dataclass(frozen=True)
class Outcome:
    """What happened with one case.

    Attributes:
        split: Of the case.
        text: The command as given.
        meaning: The command in short notation; empty where it must be refused.
        actions: Its actions, in order.
        trial: The loop with the model as the only judge.
        checked: The loop as a user has it: checks may ask for another round. None if refused.
        repair: The loop begun with a wrong motion, the model as the only judge; None where that
            was not tried.
        repair_checked: The same with checks.
        reference: The right motion; None if there is none.
        vectors: As the bundle's evaluator sees it; None without an evaluator or a right motion.
    """

    split: str
    text: str
    meaning: str
    actions: tuple[str, ...]
    trial: Trial
    checked: Trial | None = None
    repair: Trial | None = None
    repair_checked: Trial | None = None
    reference: Reference | None = None
    vectors: Vectors | None = None
