# SPDX-License-Identifier: Apache-2.0
"""Contrastive text-motion evaluator: two small transformers into one space of unit vectors.

The task is that of the evaluator of Guo et al. (CVPR 2022); the contrastive loss goes back to
CLIP (Radford et al., 2021) and TMR (Petrovich et al., ICCV 2023). A motion is read from what the
robot will follow: root, local joint positions, and the yaw and path that the root columns add up
to, so that the size of a turn is seen at once. Columns that nothing uses at run time are not read.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from irgm_ros.language.evaluator import PAD
from irgm_ros.motion.layout import HUMANML3D
from training.attention import HIDDEN, Block

FRAMES_PER_STEP = 4
MAX_STEPS = 64  # of four frames
MAX_WORDS = 96
ESSENTIAL = HUMANML3D.positions.stop + 3  # columns that are read, yaw and path included


@dataclass(frozen=True)
class EvaluatorShape:
    """Sizes: known words (the first two ids are padding and unknown), widths, layers."""

    words: int
    width: int = 128
    heads: int = 4
    text_layers: int = 2
    motion_layers: int = 4
    embedding: int = 128


class Encoder(nn.Module):
    """Positions, blocks and pooling: (B, S, W) -> unit vectors (B, E).

    The pooled vector holds the largest value of each channel (what is there) and the sum over
    the steps (how often and for how long), since a mean cannot count.
    """

    positions: Tensor

    def __init__(self, width: int, heads: int, layers: int, embedding: int, longest: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.project = nn.Linear(2 * width, embedding)
        self.register_buffer('positions', _sinusoids(longest, width), persistent=False)

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        """Embed a sequence; ``there`` (B, S) is 1.0 on real steps and 0.0 on padding."""
        x = x + self.positions[: x.shape[1]]
        hidden = (1.0 - there) * HIDDEN
        for block in self.blocks:
            x = block(x, hidden[:, None, None])
        x = self.norm(x)
        largest = (x + hidden[..., None]).amax(1)
        total = (x * there[..., None]).sum(1) / 16.0
        return F.normalize(self.project(torch.cat([largest, total], -1)), dim=-1)


class TextEncoder(nn.Module):
    """Word ids (B, S) -> (B, E)."""

    def __init__(self, shape: EvaluatorShape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.words, shape.width, padding_idx=PAD)
        self.encoder = Encoder(
            shape.width, shape.heads, shape.text_layers, shape.embedding, MAX_WORDS
        )

    def forward(self, ids: Tensor) -> Tensor:
        """Embed texts; ids of `PAD` are not seen."""
        embedding: Tensor = self.encoder(self.words(ids), (ids != PAD).to(torch.float32))
        return embedding


class MotionEncoder(nn.Module):
    """Features (B, 4 S, 263), not normalised -> (B, E)."""

    mean: Tensor
    std: Tensor

    def __init__(self, shape: EvaluatorShape) -> None:
        super().__init__()
        self.register_buffer('mean', torch.zeros(ESSENTIAL))
        self.register_buffer('std', torch.ones(ESSENTIAL))
        self.first = nn.Conv1d(ESSENTIAL, shape.width, 4, 2, 1)
        self.second = nn.Conv1d(shape.width, shape.width, 4, 2, 1)
        self.encoder = Encoder(
            shape.width, shape.heads, shape.motion_layers, shape.embedding, MAX_STEPS
        )

    def forward(self, features: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Embed motions.

        Args:
            features: Padded at the end where ``lengths`` says so.
            lengths: (B,) frames, multiples of four; None if none is padded.
        """
        x = ((essential(features) - self.mean) / self.std).transpose(1, 2)
        if lengths is None:
            x = self.second(F.gelu(self.first(x)))
            there = torch.ones_like(x[:, 0])
        else:  # behind its end a motion is zero at every level, as behind the border of a batch
            there = (torch.arange(x.shape[2]) < lengths[:, None]).to(x.dtype)
            x = F.gelu(self.first(x * there[:, None])) * there[:, None, ::2]
            x, there = self.second(x), there[:, ::FRAMES_PER_STEP]
        embedding: Tensor = self.encoder(x.transpose(1, 2), there)
        return embedding


class TextMotionEvaluator(nn.Module):
    """Both encoders and the learnt sharpness of the contrastive loss."""

    def __init__(self, shape: EvaluatorShape) -> None:
        super().__init__()
        self.shape = shape
        self.text, self.motion = TextEncoder(shape), MotionEncoder(shape)
        self.log_scale = nn.Parameter(torch.tensor(2.7))  # 1 / 0.07, as in CLIP


def essential(features: Tensor) -> Tensor:
    """Columns that are read (B, F, 70): root, local positions, yaw [rad] and path (x, z) [m]."""
    half = F.pad(features[:, :-1, 0].cumsum(1), (1, 0))  # as in positions_from_features
    step = F.pad(features[:, :-1, HUMANML3D.planar_velocity], (0, 0, 1, 0))
    cos, sin = torch.cos(2.0 * half), torch.sin(2.0 * half)
    along_x = cos * step[..., 0] - sin * step[..., 1]
    along_z = cos * step[..., 1] + sin * step[..., 0]
    path = torch.stack([along_x, along_z], -1).cumsum(1)
    root_and_joints = features[..., : HUMANML3D.positions.stop]
    return torch.cat([root_and_joints, -2.0 * half[..., None], path], -1)


def save_evaluator(
    folder: Path, model: TextMotionEvaluator, words: list[str], settings: dict[str, float]
) -> None:
    """Write ``evaluator.safetensors`` and ``evaluator.json``.

    Args:
        folder: Where they go; made if need be.
        model: The evaluator.
        words: Known words in the order of their ids, without the two special ones.
        settings: ``heading_sigma`` of the features, ``scale`` and ``offset`` of the score.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: value.contiguous() for name, value in model.state_dict().items()}
    save_file(weights, folder / 'evaluator.safetensors')
    content = {'shape': asdict(model.shape), 'words': words, **settings}
    (folder / 'evaluator.json').write_text(json.dumps(content), encoding='utf-8')


def load_evaluator(folder: Path) -> tuple[TextMotionEvaluator, dict[str, Any]]:
    """Read what `save_evaluator` wrote: the model in evaluation mode, and the settings.

    Raises:
        FileNotFoundError: It is not there.
    """
    content = json.loads((folder / 'evaluator.json').read_text(encoding='utf-8'))
    model = TextMotionEvaluator(EvaluatorShape(**content.pop('shape')))
    model.load_state_dict(load_file(folder / 'evaluator.safetensors'))
    return model.eval(), content


def _sinusoids(length: int, width: int) -> Tensor:
    """Positional encoding (length, width) of Vaswani et al., 2017."""
    place = torch.arange(length)[:, None]
    rate = torch.exp(torch.arange(0, width, 2) * (-9.21 / width))  # 9.21 = ln 10000
    angles = place * rate
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)
