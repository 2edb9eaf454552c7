# SPDX-License-Identifier: Apache-2.0
"""Stage ``onpolicy``: the model learns to judge and to mend what it makes itself.

Trained on other clips' motions alone, the model takes all of its own for right. Here it samples
motions, the checkers label them, and it learns traces that accept the right ones and reject the
others, in the shares in which they occur.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from irgm_ros.language.grammar import Limits
from irgm_ros.language.prompting import Rendered
from training.checkpoint import Log
from training.config import Config, OnPolicyConfig
from training.data.clips import ClipStore
from training.data.judging import Judge, Owned
from training.language.backbone import build_language, load_language
from training.language.examples import ExampleSource
from training.language.own_samples import OwnSampling
from training.language.sft1 import SupervisedRun
from training.language.sft2 import Materials, load_materials, load_mistakes, options_of
from training.parallel import Parallel
from training.tokenizer.coder import MotionCoder


def limits_of(config: Config, rounds: int | None = None, max_text: int = 128) -> Limits:
    """Bounds of a generation: those that the finished bundle will have."""
    made = config.bundle
    return Limits(made.min_steps, made.max_steps, rounds or made.max_rounds, max_text)


def train_onpolicy(
    clips: ClipStore,
    config: Config,
    stage: OnPolicyConfig,
    out: Path,
    resume: bool,
    parallel: Parallel,
) -> None:
    """Sample and train ``stage.iterations`` times, each time from the weights of the last.

    Args:
        clips: Training clips.
        config: The whole configuration.
        stage: Its section ``onpolicy``.
        out: Folder of the run; files go to ``onpolicy/1/``, ``onpolicy/2/`` and so on.
        resume: Keep samples and go on from a checkpoint if they are there.
        parallel: The processes.
    """
    with parallel.first():
        materials = load_materials(clips, config, out, 'onpolicy', stage)
        mistakes = load_mistakes(materials, config, stage, out)
    prompter, encoded = materials.prompter, materials.clips
    options = options_of(stage, stage.learn_own)
    for iteration in range(1, stage.iterations + 1):
        folder = out / 'onpolicy' / str(iteration)
        own = _own(materials, config, stage, folder, iteration, out, resume, parallel)

        def source_of(rng: np.random.Generator, own: list[Owned] = own) -> Iterator[Rendered]:
            return iter(
                ExampleSource(
                    encoded, prompter, stage.mixture, rng, stage.only_verified,
                    mistakes=mistakes, own=own, options=options,
                )
            )  # fmt: skip

        seed = (config.seed, 5, iteration)
        run = SupervisedRun('onpolicy', folder, stage, materials.start, seed, resume, parallel)
        run.train(build_language(config, prompter.vocabulary), prompter, source_of)
        materials = replace(materials, start=folder / 'onpolicy.pt')


def _own(
    materials: Materials,
    config: Config,
    stage: OnPolicyConfig,
    folder: Path,
    iteration: int,
    out: Path,
    resume: bool,
    parallel: Parallel,
) -> list[Owned]:
    """What the present model makes, judged; how much of it is right goes to the log."""
    sampling = OwnSampling(
        materials, stage, limits_of(config), (config.seed, iteration), folder / 'samples', parallel
    )
    vocabulary = materials.prompter.vocabulary
    model = load_language(config, vocabulary, materials.start).to(parallel.device)
    coder = MotionCoder.load(out / 'tokenizer', config.tokenizer)
    with Judge(coder, config.synth.workers) as judge:
        own = sampling.run(model, judge, resume)
    right = float(np.mean([motion.ok for _, motion in own]))
    if parallel.is_main:
        Log(folder / 'samples_log.jsonl').write(motions=len(own), right=right)
    return own
