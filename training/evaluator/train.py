# SPDX-License-Identifier: Apache-2.0
"""Train the text-motion evaluator, apart from the generator: own seed, own clips, own words.

python -m training.evaluator --config training/configs/default.yaml --out runs/default

Leaves ``evaluator/``: its clips, the model that ``export.evaluator`` adds to a bundle, its log,
and ``report.json`` with what it tells apart on commands that it never saw.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from irgm_ros.errors import IrgmError
from irgm_ros.language.evaluator import SPECIAL_WORDS
from irgm_ros.motion.layout import HUMANML3D
from irgm_ros.types import IntArray
from training.config import Config, EvaluatorConfig, load_config
from training.data.clips import ClipStore, load_clips, make_clips
from training.evaluator.batches import forgetful, ids_of, load_words, padded, shaken, word_batch
from training.evaluator.model import (
    ESSENTIAL,
    EvaluatorShape,
    TextMotionEvaluator,
    essential,
    save_evaluator,
)
from training.evaluator.pairs import PairSource, split
from training.evaluator.validation import validate
from training.fitting import Fit

_LOG_EVERY = 20
_SHARPEST = 4.6  # ln 100, as in CLIP
_FOR_STATISTICS = 1000  # clips


def train_evaluator(config: Config, out: Path, resume: bool) -> TextMotionEvaluator:
    """Make the clips, train until the budget ends, measure, calibrate and save.

    Args:
        config: The whole configuration.
        out: Folder of the run; files go to ``evaluator/``.
        resume: Go on from a checkpoint if there is one; they are written every five minutes.

    Raises:
        IrgmError: The seed is the one of the generator, whose clips it must not share.
    """
    stage, folder = config.evaluator, out / 'evaluator'
    if stage.seed == config.seed:
        raise IrgmError(f'evaluator.seed: {stage.seed} is the seed of the generator too')
    own = config.synth.model_copy(update={'clips': stage.clips})
    make_clips(own, stage.seed, folder / 'synth')
    clips = load_clips(folder / 'synth')
    train, validation = split(clips, stage.validation_share)
    torch.set_num_threads(stage.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(stage.seed)
    words = load_words(folder / 'words.json', stage.seed)
    model = build_evaluator(stage, len(words), clips, train)
    _fit(model, clips, train, ids_of(words), stage, folder, resume)
    report = validate(model.eval(), clips, validation, ids_of(words), stage.seed)
    settings = {'heading_sigma': own.heading_sigma} | {k: report[k] for k in ('scale', 'offset')}
    save_evaluator(folder, model, words, settings)
    (folder / 'report.json').write_text(json.dumps(report, indent=1) + '\n')
    return model


def build_evaluator(
    stage: EvaluatorConfig, words: int, clips: ClipStore, train: IntArray
) -> TextMotionEvaluator:
    """The untrained model, with statistics of its training clips, one deviation a group."""
    model = TextMotionEvaluator(
        EvaluatorShape(
            words + SPECIAL_WORDS, stage.width, stage.heads, stage.text_layers,
            stage.motion_layers, stage.embedding,
        )
    )  # fmt: skip
    some = [torch.from_numpy(clips.clip(int(i))) for i in train[:_FOR_STATISTICS]]
    rows = torch.cat([essential(features[None])[0] for features in some])
    deviation = rows.std(0)
    yaw, path = slice(ESSENTIAL - 3, ESSENTIAL - 2), slice(ESSENTIAL - 2, ESSENTIAL)
    for group in (
        HUMANML3D.yaw_velocity, HUMANML3D.planar_velocity, HUMANML3D.root_height,
        HUMANML3D.positions, yaw, path,
    ):  # fmt: skip
        deviation[group] = deviation[group].mean().clamp(min=1e-3)
    model.motion.mean, model.motion.std = rows.mean(0), deviation
    return model


def contrastive_loss(
    motions: Tensor, texts: Tensor, misses: Tensor, also_true: Tensor, scale: Tensor
) -> tuple[Tensor, Tensor]:
    """InfoNCE both ways; a motion is also told from near misses of its text.

    Args:
        motions: (B, E) unit vectors.
        texts: (B, E) unit vectors.
        misses: (B, K, E) unit vectors.
        also_true: (B, B) pairs that are no negatives: text j holds for motion i.
        scale: () sharpness.

    Returns:
        The loss, and the share of near misses that are no farther than the own text.
    """
    alike = motions @ texts.T
    near = torch.einsum('be,bke->bk', motions, misses)
    own = torch.arange(len(motions))
    hidden = also_true & (own[:, None] != own)
    logits = (scale * alike).masked_fill(hidden, -1e9)
    by_motion = F.cross_entropy(torch.cat([logits, scale * near], 1), own)
    loss = 0.5 * (by_motion + F.cross_entropy(logits.T, own))
    return loss, (near >= alike.diagonal()[:, None]).float().mean()


def _fit(
    model: TextMotionEvaluator,
    clips: ClipStore,
    train: IntArray,
    ids: dict[str, int],
    stage: EvaluatorConfig,
    folder: Path,
    resume: bool,
) -> None:
    optimizer = torch.optim.AdamW(
        model.parameters(), stage.learning_rate, weight_decay=stage.weight_decay, fused=True
    )
    fit = Fit('evaluator', model, optimizer, folder, resume)
    torch.manual_seed(stage.seed + fit.step)
    rng = np.random.default_rng([stage.seed, 6, fit.step])
    source = PairSource(clips, train, stage.hard_texts, rng)

    def losses() -> tuple[Tensor, dict[str, float]]:
        batch = source.draw(stage.batch)
        features, lengths = padded(clips, batch.indices)
        motions = model.motion(shaken(features, stage.noise_m), lengths)
        said = [*batch.texts, *(text for row in batch.misses for text in row)]
        embedded = model.text(forgetful(word_batch(said, ids)))
        texts, misses = embedded.split([len(motions), len(said) - len(motions)])
        scale = model.log_scale.clamp(max=_SHARPEST).exp()
        loss, fooled = contrastive_loss(
            motions, texts, misses.unflatten(0, (len(motions), -1)),
            torch.from_numpy(batch.also_true), scale,
        )  # fmt: skip
        return loss, {'loss': loss.item(), 'fooled': fooled.item()}

    fit.run(losses, stage.steps, stage.minutes, _LOG_EVERY)


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    parser = argparse.ArgumentParser(
        'training.evaluator',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--config', type=Path, required=True, help='YAML; see training/configs/')
    parser.add_argument('--out', type=Path, required=True, help='folder of the run')
    parser.add_argument('--resume', action='store_true', help='take up checkpoints in --out')
    options = parser.parse_args(arguments)
    try:
        train_evaluator(load_config(options.config), options.out, options.resume)
    except (IrgmError, FileNotFoundError, ValueError, FloatingPointError) as error:
        print(f'training.evaluator: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print('training.evaluator: interrupted; go on with --resume', file=sys.stderr)
        return 130
    print((options.out / 'evaluator' / 'report.json').read_text())
    return 0
