# SPDX-License-Identifier: Apache-2.0
"""Stage ``sft2``: interleaved traces with up to three wrong motions, from the weights of sft1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from irgm_ros.language.prompting import Prompter, Rendered
from training.config import Config, LanguageStage, Sft2Config
from training.data.clips import ClipStore
from training.data.encoded import EncodedClips
from training.data.judging import Judge, Judged
from training.data.mistakes import find_mistakes
from training.language.backbone import build_language, load_prompter
from training.language.examples import ExampleSource, usable_clips
from training.language.sft1 import SupervisedRun, load_encoded
from training.language.traces import TraceOptions
from training.parallel import Parallel
from training.stages import start_of
from training.tokenizer.coder import MotionCoder


@dataclass(frozen=True)
class Materials:
    """What every stage after ``sft1`` works with.

    Attributes:
        prompter: Renders ids and loss masks.
        clips: All clips.
        usable: Indexes of those that may be targets.
        start: Weights to begin with.
    """

    prompter: Prompter
    clips: EncodedClips
    usable: np.ndarray
    start: Path


def load_materials(
    clips: ClipStore, config: Config, out: Path, name: str, stage: LanguageStage
) -> Materials:
    """Load what the stages before have left.

    Args:
        clips: Training clips.
        config: The whole configuration.
        out: Folder of the run.
        name: The stage that begins.
        stage: Its section.

    Raises:
        FileNotFoundError: No stage before it has left weights.
    """
    start = start_of(out, name, stage.start)
    torch.set_num_threads(stage.threads)
    prompter = load_prompter(out / 'language', config)
    encoded = load_encoded(clips, config, out)
    return Materials(prompter, encoded, usable_clips(encoded, stage.only_verified), start)


def options_of(stage: Sft2Config, learn_own: bool = True) -> TraceOptions:
    """How a stage makes its traces."""
    return TraceOptions(stage.wrong_shares, stage.mask_wrong, learn_own)


def load_mistakes(
    materials: Materials, config: Config, stage: Sft2Config, out: Path
) -> dict[int, list[Judged]]:
    """Wrong motions for ``stage.clips`` clips, found on first use, judged in parallel."""
    rng = np.random.default_rng([config.seed, 4])
    chosen = rng.permutation(materials.usable)[: stage.clips]
    coder = MotionCoder.load(out / 'tokenizer', config.tokenizer)
    with Judge(coder, config.synth.workers) as judge:
        folder = out / 'sft2' / 'mistakes'
        return find_mistakes(materials.clips, [int(i) for i in chosen], judge, config.seed, folder)


def train_sft2(
    clips: ClipStore,
    config: Config,
    stage: Sft2Config,
    out: Path,
    resume: bool,
    parallel: Parallel,
) -> None:
    """Train until the budget ends; checkpoint every five minutes.

    Args:
        clips: Training clips.
        config: The whole configuration.
        stage: Its section ``sft2``.
        out: Folder of the run; files go to ``sft2/``.
        resume: Go on from a checkpoint if there is one.
        parallel: The processes.
    """
    with parallel.first():
        materials = load_materials(clips, config, out, 'sft2', stage)
        mistakes = load_mistakes(materials, config, stage, out)
    prompter, options = materials.prompter, options_of(stage)

    def source_of(rng: np.random.Generator) -> Iterator[Rendered]:
        return iter(
            ExampleSource(
                materials.clips, prompter, stage.mixture, rng, stage.only_verified,
                mistakes=mistakes, options=options,
            )
        )  # fmt: skip

    seed = (config.seed, 4)
    run = SupervisedRun('sft2', out / 'sft2', stage, materials.start, seed, resume, parallel)
    run.train(build_language(config, prompter.vocabulary), prompter, source_of)
