# SPDX-License-Identifier: Apache-2.0
"""Stage ``tokenizer``: train the motion VQ-VAE on windows of the clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from irgm_ros.motion.layout import layout_of
from training.checkpoint import load
from training.config import TokenizerConfig
from training.data.clips import ClipStore
from training.data.cmu import note_use
from training.fitting import Fit
from training.tokenizer.losses import TokenizerLoss
from training.tokenizer.normalisation import statistics
from training.tokenizer.vqvae import MotionVQVAE, VQVAEConfig
from training.tokenizer.windows import Windows

_LOG_EVERY = 50
_FOR_STATISTICS = 40  # blocks of clips


def build_tokenizer_model(config: TokenizerConfig, width: int) -> MotionVQVAE:
    """Build the untrained tokenizer for ``width`` feature columns."""
    return MotionVQVAE(
        VQVAEConfig(width, config.width, config.code_dim, config.codebooks, config.codebook_size)
    )


def train_tokenizer(
    clips: ClipStore,
    config: TokenizerConfig,
    seed: int,
    folder: Path,
    resume: bool,
    real: ClipStore | None = None,
) -> MotionVQVAE:
    """Train until the budget ends; checkpoint every five minutes.

    Args:
        clips: Training clips.
        config: Sizes, schedule, weights.
        seed: Seed of weights and batches.
        folder: Where ``tokenizer.pt``, ``mean.npy``, ``std.npy`` and the log go.
        resume: Go on from a checkpoint if there is one.
        real: Captured clips to mix in, see `training.data.cmu.train_clips`.

    Returns:
        The trained model in evaluation mode.
    """
    torch.set_num_threads(config.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(seed)
    mean, std = _statistics(clips, folder, resume, config.start)
    model = build_tokenizer_model(config, len(mean))
    model.lift(torch.from_numpy(mean), torch.from_numpy(std))
    if config.decoder_only:
        model.encoder.requires_grad_(False)
        model.quantizers.eval()
    optimizer = torch.optim.AdamW(
        [weights for weights in model.parameters() if weights.requires_grad],
        config.learning_rate,
        betas=(0.9, 0.99),
        weight_decay=config.weight_decay,
        fused=True,
    )
    fit = Fit('tokenizer', model, optimizer, folder, resume, config.start)
    windows = Windows(clips, config, np.random.default_rng([seed, 1, fit.step]), real)
    loss_of = TokenizerLoss(torch.from_numpy(mean), torch.from_numpy(std), config)

    note_use(folder, real, config.real_share, config.start)

    def losses() -> tuple[Tensor, dict[str, float]]:
        target = torch.from_numpy((windows.draw() - mean) / std)
        predicted, commit, codes = model(target, config.unquantised_share * (1.0 - fit.progress))
        windows.note(error_of_places(predicted, target).numpy())
        terms = loss_of(predicted, target) | {'commit': config.commit * commit}
        values = {name: term.item() for name, term in terms.items()}
        for book in range(codes.shape[-1]):
            values[f'codes_{book}'] = float(codes[..., book].unique().numel())
        return torch.stack(list(terms.values())).sum(), values

    fit.run(losses, config.steps, config.minutes, _LOG_EVERY)
    return model.eval()


def error_of_places(predicted: Tensor, target: Tensor) -> Tensor:
    """Root mean square error (B,) of the joints' places in normalised features (B, F, D)."""
    columns = layout_of(target.shape[-1]).positions
    off = (predicted.detach() - target)[..., columns]
    return off.square().mean(dim=(1, 2)).sqrt()


def load_tokenizer(folder: Path, config: TokenizerConfig) -> MotionVQVAE:
    """Load the trained tokenizer of a run.

    Raises:
        FileNotFoundError: It is not there; run stage ``tokenizer`` first.
    """
    state = load(folder / 'tokenizer.pt')
    if state is None:
        raise FileNotFoundError(f'no tokenizer in {folder}; run --stage tokenizer first')
    model = build_tokenizer_model(config, len(np.load(folder / 'mean.npy')))
    model.load_state_dict(state['model'])
    return model.eval()


def _statistics(
    clips: ClipStore, folder: Path, resume: bool, start: Path | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean and deviation: weights that are taken up keep the ones they were trained with."""
    if resume and (folder / 'std.npy').exists():
        return np.load(folder / 'mean.npy'), np.load(folder / 'std.npy')
    if start is None:
        mean, std = statistics(np.concatenate(clips.blocks[:_FOR_STATISTICS]))
    else:
        mean, std = np.load(start.with_name('mean.npy')), np.load(start.with_name('std.npy'))
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / 'mean.npy', mean)
    np.save(folder / 'std.npy', std)
    return mean, std
