# SPDX-License-Identifier: Apache-2.0
"""Motion VQ-VAE: convolutional encoders and a decoder around one codebook, or one for each part.

Architecture: Zhang et al., "T2M-GPT", CVPR 2023, section 3.1 (stride 4, dilations 9, 3, 1, EMA
codebook with reset). Parameter names are those of the published checkpoints less "vqvae." and the
".model" behind encoder and decoder. Codebooks for parts of the body: `training.tokenizer.parts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from irgm_ros.motion.layout import layout_of
from training.tokenizer.parts import LOWERED_M, carried_by_root, columns_of_parts

_HEIGHT = layout_of(263).root_height
_RARE = 0.125  # share of an even use of the codes below which one is given away


@dataclass(frozen=True)
class VQVAEConfig:
    """Size of a motion tokenizer.

    Attributes:
        input_dim: Feature columns, 263 or 251.
        width: Channels of the convolutions.
        code_dim: Length of a code vector.
        codebooks: 1 for the whole person, the published form; 2 for body and gesture.
        codebook_size: Codes in each codebook.
        down_t: Halvings of the frame rate; 2 means four frames a token.
        depth: Residual blocks a level.
        ema_decay: Decay of the codebook statistics.
    """

    input_dim: int = 263
    width: int = 512
    code_dim: int = 512
    codebooks: int = 1
    codebook_size: int = 512
    down_t: int = 2
    depth: int = 3
    ema_decay: float = 0.99

    @property
    def frames_per_token(self) -> int:
        """Frames in one token step."""
        return int(2**self.down_t)


class ResBlock(nn.Module):
    """Activation, dilated convolution, activation, 1x1 convolution, and the skip."""

    def __init__(self, width: int, dilation: int) -> None:
        """Build the two convolutions."""
        super().__init__()
        self.conv1 = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)
        self.conv2 = nn.Conv1d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, width, F) to (B, width, F)."""
        return x + self.conv2(F.relu(self.conv1(F.relu(x))))


class Resnet1D(nn.Module):
    """A stack of residual blocks with dilations 3^(depth-1), ..., 3, 1."""

    def __init__(self, width: int, depth: int) -> None:
        """Build the blocks, the widest dilation first."""
        super().__init__()
        self.model = nn.Sequential(*(ResBlock(width, 3**d) for d in reversed(range(depth))))

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, width, F) to (B, width, F)."""
        out: Tensor = self.model(x)
        return out


def _encoder(config: VQVAEConfig, columns: int) -> nn.Sequential:
    levels = [
        nn.Sequential(
            nn.Conv1d(config.width, config.width, 4, stride=2, padding=1),
            Resnet1D(config.width, config.depth),
        )
        for _ in range(config.down_t)
    ]
    return nn.Sequential(
        nn.Conv1d(columns, config.width, 3, padding=1),
        nn.ReLU(),
        *levels,
        nn.Conv1d(config.width, config.code_dim, 3, padding=1),
    )


class PartEncoder(nn.Module):
    """One encoder for each part of the body, on its own columns."""

    carried: Tensor
    floor: Tensor

    def __init__(self, config: VQVAEConfig) -> None:
        """Build the encoders of ``config.codebooks`` parts."""
        super().__init__()
        self.columns = columns_of_parts(config.codebooks, config.input_dim)
        self.parts = nn.ModuleList(_encoder(config, len(columns)) for columns in self.columns)
        self.register_buffer('carried', torch.zeros(len(self.columns[-1]), 1))
        self.register_buffer('floor', torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, D, F) to (B, C * code_dim, T), part by part."""
        seen = [x[:, list(columns)] for columns in self.columns]
        seen[-1] = seen[-1] + self.carried * F.relu(self.floor - x[:, _HEIGHT])
        return torch.cat([part(own) for part, own in zip(self.parts, seen, strict=True)], dim=1)


def _decoder(config: VQVAEConfig) -> nn.Sequential:
    levels = [
        nn.Sequential(
            Resnet1D(config.width, config.depth),
            nn.Upsample(scale_factor=2, mode='nearest'),
            nn.Conv1d(config.width, config.width, 3, padding=1),
        )
        for _ in range(config.down_t)
    ]
    return nn.Sequential(
        nn.Conv1d(config.codebooks * config.code_dim, config.width, 3, padding=1),
        nn.ReLU(),
        *levels,
        nn.Conv1d(config.width, config.width, 3, padding=1),
        nn.ReLU(),
        nn.Conv1d(config.width, config.input_dim, 3, padding=1),
    )


class Quantizer(nn.Module):
    """Nearest-code quantiser whose codebook follows the encoder by moving averages.

    Codes that by moving average get less than an eighth of an even share of a batch are replaced
    by random vectors of it; the published tokenizer, with 4,096 vectors a batch on 512 codes, does
    so below one vector. All statistics are buffers, so training resumes exactly.
    """

    codebook: Tensor
    code_sum: Tensor
    code_count: Tensor
    started: Tensor

    def __init__(self, size: int, dim: int, decay: float) -> None:
        """Build an empty codebook; the first training batch fills it."""
        super().__init__()
        self.decay = decay
        self.register_buffer('codebook', torch.zeros(size, dim))
        self.register_buffer('code_sum', torch.zeros(size, dim))
        self.register_buffer('code_count', torch.ones(size))
        self.register_buffer('started', torch.zeros((), dtype=torch.bool))

    def indices(self, x: Tensor) -> Tensor:
        """Nearest code of each vector: (N, dim) -> (N,) int64."""
        distance = self.codebook.square().sum(1) - 2.0 * x @ self.codebook.T
        return distance.argmin(dim=1)

    @torch.no_grad()
    def update(self, x: Tensor, codes: Tensor) -> None:
        """Move the codebook towards the batch (N, dim) assigned to codes (N,)."""
        size = len(self.codebook)
        hits = torch.bincount(codes, minlength=size).to(x.dtype)
        sums = torch.zeros_like(self.code_sum).index_add_(0, codes, x)
        self.code_count.lerp_(hits, 1.0 - self.decay)
        self.code_sum.lerp_(sums, 1.0 - self.decay)
        alive = (self.code_count >= _RARE * len(x) / size).unsqueeze(1)
        mean = self.code_sum / self.code_count.clamp(min=1e-6).unsqueeze(1)
        self.codebook.copy_(torch.where(alive, mean, self._random_vectors(x)))

    @torch.no_grad()
    def start(self, x: Tensor) -> None:
        """Fill the codebook with vectors of the first batch (N, dim)."""
        self.begin(x[torch.randint(len(x), (len(self.codebook),))])

    @torch.no_grad()
    def begin(self, codes: Tensor) -> None:
        """Fill the codebook with vectors (size, dim), moved a little so that no two are equal."""
        self.codebook.copy_(codes + self._noise())
        self.code_sum.copy_(self.codebook)
        self.started.fill_(True)

    def _random_vectors(self, x: Tensor) -> Tensor:
        return x[torch.randint(len(x), (len(self.codebook),))] + self._noise()

    def _noise(self) -> Tensor:
        return torch.randn_like(self.codebook) * 0.01 / self.codebook.shape[1] ** 0.5


class MotionVQVAE(nn.Module):
    """Motion tokenizer: normalised features <-> codes."""

    def __init__(self, config: VQVAEConfig) -> None:
        """Build encoder, decoder and ``config.codebooks`` quantisers."""
        super().__init__()
        self.config = config
        one = config.codebooks == 1
        self.encoder = _encoder(config, config.input_dim) if one else PartEncoder(config)
        self.decoder = _decoder(config)
        self.quantizers = nn.ModuleList(
            Quantizer(config.codebook_size, config.code_dim, config.ema_decay)
            for _ in range(config.codebooks)
        )

    def lift(self, mean: Tensor, std: Tensor) -> None:
        """Have gestures of a lowered body seen as if it stood; for two codebooks.

        Args:
            mean: (D,) means of the features that were taken off.
            std: (D,) deviations of the features that they were divided by.
        """
        if isinstance(self.encoder, PartEncoder):
            columns = list(self.encoder.columns[-1])
            self.encoder.carried.copy_(carried_by_root(std)[columns, None])
            self.encoder.floor.copy_(((LOWERED_M - mean) / std)[_HEIGHT].squeeze())

    def forward(self, x: Tensor, unquantised: float = 0.0) -> tuple[Tensor, Tensor, Tensor]:
        """Reconstruct a batch; in training mode the codebooks move too.

        A movement that no code tells from rest yet is decoded as rest, and no gradient says that
        it should be told apart. Windows decoded without codes show the decoder such movements, and
        the decoder then shows the encoder. Close to the quantiser dropout of Kumar et al.,
        "High-Fidelity Audio Compression with Improved RVQGAN", NeurIPS 2023.

        Args:
            x: (B, F, D) normalised features, F a multiple of ``frames_per_token``.
            unquantised: Share of the batch that is decoded from vectors as they are.

        Returns:
            Reconstruction (B, F, D), commitment loss (scalar), codes (B, T, C).
        """
        latent = self._latent(x)
        parts = [self._quantise(part, index) for index, part in enumerate(latent)]
        vectors = torch.cat([vectors for vectors, _ in parts], dim=2)
        flat = torch.cat(latent, dim=2)
        commit = F.mse_loss(flat, vectors.detach())
        coded = torch.rand(len(x), 1, 1, device=x.device) >= unquantised
        passed = flat + ((vectors - flat) * coded).detach()
        codes = torch.stack([codes for _, codes in parts], dim=2)
        return self.decoder(passed.transpose(1, 2)).transpose(1, 2), commit, codes

    def encode(self, x: Tensor) -> Tensor:
        """Return the codes (B, T, C) int64 of normalised features (B, 4T, D)."""
        parts = zip(self._latent(x), self._books(), strict=True)
        codes = [book.indices(part.flatten(0, 1)).view(part.shape[:2]) for part, book in parts]
        return torch.stack(codes, dim=2)

    def decode(self, codes: Tensor) -> Tensor:
        """Return the normalised features (B, 4T, D) of codes (B, T, C)."""
        parts = [F.embedding(codes[..., i], book.codebook) for i, book in enumerate(self._books())]
        return self.decoder(torch.cat(parts, dim=2).transpose(1, 2)).transpose(1, 2)

    def _latent(self, x: Tensor) -> tuple[Tensor, ...]:
        """Vectors (B, T, code_dim) of each part."""
        latent = self.encoder(x.transpose(1, 2)).float().transpose(1, 2)
        return torch.chunk(latent, self.config.codebooks, dim=2)

    def _books(self) -> list[Quantizer]:
        return cast('list[Quantizer]', list(self.quantizers))

    def _quantise(self, part: Tensor, index: int) -> tuple[Tensor, Tensor]:
        """Code vectors (B, T, code_dim) and codes (B, T); in training the codebook moves."""
        book, flat = self._books()[index], part.detach().flatten(0, 1)
        if book.training and not book.started:
            book.start(flat)
        codes = book.indices(flat)
        vectors = book.codebook[codes].clone()
        if book.training:
            book.update(flat, codes)
        return vectors.view_as(part), codes.view(part.shape[:2])
