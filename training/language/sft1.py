# SPDX-License-Identifier: Apache-2.0
"""Supervised training of the language model on packed rows, and the stage ``sft1``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import Gemma2ForCausalLM

from irgm_ros.language.prompting import Prompter, Rendered
from training.config import Config, LanguageStage, SftConfig
from training.data.clips import ClipStore
from training.data.encoded import EncodedClips, encode_clips
from training.fitting import Fit
from training.language.backbone import build_language, load_prompter
from training.language.embeddings import take_up
from training.language.examples import ExampleSource
from training.language.loss import Batch, LanguageLoss, adamw
from training.language.packing import packed_rows
from training.parallel import Parallel
from training.tokenizer.coder import MotionCoder

_LOG_EVERY = 20

SourceOf = Callable[[np.random.Generator], Iterator[Rendered]]


@dataclass(frozen=True)
class SupervisedRun:
    """One supervised training.

    Attributes:
        name: Names checkpoint and log.
        folder: Where they go.
        stage: Schedule and sizes.
        start: Weights to begin with, None for those of the model.
        seed: Seed of the examples.
        resume: Whether an earlier checkpoint is taken up.
        parallel: The processes.
        log_every: Steps between two records.
    """

    name: str
    folder: Path
    stage: SftConfig
    start: Path | None
    seed: tuple[int, ...]
    resume: bool
    parallel: Parallel
    log_every: int = _LOG_EVERY

    def train(self, model: Gemma2ForCausalLM, prompter: Prompter, source_of: SourceOf) -> None:
        """Train until the budget ends; checkpoint every five minutes.

        Args:
            model: What is trained.
            prompter: Its vocabulary.
            source_of: Gives endless examples drawn with a generator.

        Raises:
            ValueError: The micro-batches cannot be shared evenly among the processes.
        """
        stage, parallel = self.stage, self.parallel
        if stage.micro_batches % parallel.world:
            raise ValueError(
                f'micro_batches {stage.micro_batches} is no multiple of {parallel.world} processes'
            )
        prepare(model, stage)
        if stage.compile:
            model.model.compile()
        module = LanguageLoss(model, prompter.vocabulary.motion_offset)
        optimizer = adamw(model, stage.learning_rate, stage.weight_decay)
        fit = Fit(
            self.name, module, optimizer, self.folder, self.resume, self.start, parallel, model
        )
        batches = SharedBatches(
            source_of, stage, prompter.vocabulary.pad, (*self.seed, fit.step), parallel
        )

        def losses() -> tuple[Tensor, dict[str, float]]:
            batch, share = next(batches)
            total, motion, text = fit.model(batch)
            # Gradients are averaged over the processes, so the sum is scaled up by their number.
            values = {
                'loss': total.item() * share * stage.micro_batches,
                'motion': motion.item(),
                'text': text.item(),
            }
            return total * (share * parallel.world), values

        own = stage.micro_batches // parallel.world
        fit.run(losses, stage.steps, stage.minutes, self.log_every, own)


class SharedBatches:
    """This process's micro-batches, drawn a step at a time: the loss is a mean over all of them.

    Micro-batch k is the same whichever process draws it, so the number of processes changes
    nothing but the speed.
    """

    def __init__(
        self,
        source_of: SourceOf,
        stage: SftConfig,
        pad: int,
        seed: tuple[int, ...],
        parallel: Parallel,
    ) -> None:
        """Open one source of examples for each micro-batch of this process."""
        mine = range(parallel.rank, stage.micro_batches, parallel.world)
        self._sources = [source_of(np.random.default_rng([*seed, k])) for k in mine]
        self._stage, self._pad, self._parallel = stage, pad, parallel
        self._waiting: list[tuple[Batch, float]] = []

    def __next__(self) -> tuple[Batch, float]:
        """A micro-batch, and the weight of each learned token in the mean of the step."""
        if not self._waiting:
            self._draw()
        return self._waiting.pop(0)

    def _draw(self) -> None:
        stage = self._stage
        drawn = [packed_rows(s, stage.row_tokens, stage.rows, self._pad) for s in self._sources]
        learned = sum(int(rows['loss_mask'][:, 1:].sum()) for rows in drawn)
        share = 1.0 / self._parallel.total(float(learned))
        for rows in drawn:
            batch = {
                name: torch.from_numpy(values).to(self._parallel.device)
                for name, values in rows.items()
            }
            self._waiting.append((batch, share))


def prepare(model: Gemma2ForCausalLM, stage: LanguageStage) -> None:
    """Set threads, and whether activations are computed anew in the backward pass."""
    torch.set_num_threads(stage.threads)
    torch.set_flush_denormal(True)
    if stage.checkpoint_activations:
        model.gradient_checkpointing_enable({'use_reentrant': False})
    model.train()


def load_encoded(clips: ClipStore, config: Config, out: Path) -> EncodedClips:
    """Codes of the clips with their wrong motions, made on first use."""
    coder = MotionCoder.load(out / 'tokenizer', config.tokenizer)
    (out / 'language').mkdir(parents=True, exist_ok=True)
    path = out / 'language' / 'encoded.npz'
    return encode_clips(clips, coder, config.seed, path, config.synth.workers)


def train_language(
    clips: ClipStore, config: Config, out: Path, resume: bool, parallel: Parallel | None = None
) -> Gemma2ForCausalLM:
    """Stage ``sft1``: all tasks and short traces, from nothing or from a backbone.

    Args:
        clips: Training clips.
        config: The whole configuration.
        out: Folder of the run; files go to ``language/``.
        resume: Go on from a checkpoint if there is one.
        parallel: The processes; None for this one alone.

    Returns:
        The trained model in evaluation mode.
    """
    stage, folder = config.sft1, out / 'language'
    parallel = parallel or Parallel()
    torch.set_num_threads(stage.threads)
    with parallel.first():
        prompter = load_prompter(folder, config)
        encoded = load_encoded(clips, config, out)
    model = build_language(config, prompter.vocabulary)
    if stage.start is not None:
        take_up(model, stage.start, folder / 'tokenizer.json')

    def source_of(rng: np.random.Generator) -> Iterator[Rendered]:
        return iter(ExampleSource(encoded, prompter, stage.mixture, rng, stage.only_verified))

    seed = (config.seed, 3)
    run = SupervisedRun('language', folder, stage, None, seed, resume, parallel)
    run.train(model, prompter, source_of)
    return model.eval()
