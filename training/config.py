# SPDX-License-Identifier: Apache-2.0
"""Training configuration: one YAML file, every key checked, all errors reported at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from irgm_ros.errors import IrgmError


class _Section(BaseModel):
    model_config = ConfigDict(extra='forbid', frozen=True)


class SynthConfig(_Section):
    """How many clips the synthesiser makes, and how they are encoded."""

    clips: int = Field(16000, ge=1)
    shard_clips: int = Field(500, ge=1)
    workers: int = Field(2, ge=1)
    heading_sigma: float = Field(4.0, gt=0)


class TokenizerConfig(_Section):
    """Motion tokenizer: size, schedule and loss weights (lengths in metres).

    ``start``: checkpoint of another run whose weights are taken up, as in `SftConfig`.
    """

    width: int = 128
    code_dim: int = 128
    codebooks: int = Field(2, ge=1)
    steps: int = Field(14000, ge=1)
    minutes: float = Field(45.0, gt=0)
    batch_frames: int = 4096
    windows: tuple[int, ...] = (32, 48, 64, 96)
    learning_rate: float = 1e-3
    weight_decay: float = 1e-4
    commit: float = 0.02
    rotation_weight: float = 0.2
    velocity_weight: float = 0.45
    drift_weight: float = 0.3
    limb_weight: float = 0.3
    threads: int = 2
    start: Path | None = None


class SftConfig(_Section):
    """One supervised stage of the language model.

    ``only_verified``: a clip is a target only if its decoded motion still fulfils its command; off
    for the toy configuration, whose tokenizer cannot keep anything. ``start``: checkpoint of
    another run whose weights are taken up where a new run begins.
    """

    steps: int = Field(6000, ge=1)
    minutes: float = Field(50.0, gt=0)
    row_tokens: int = 512
    rows: int = 4
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.01
    compile: bool = True
    only_verified: bool = True
    threads: int = 2
    start: Path | None = None
    mixture: dict[str, float]


class BundleConfig(_Section):
    """What the finished bundle says of itself."""

    name: str = 'default'
    licence: str = 'Apache-2.0'
    temperature: float = 0.7
    top_p: float = 0.9
    min_steps: int = 6
    max_steps: int = 50
    max_rounds: int = 3


class Config(_Section):
    """The whole configuration."""

    seed: int = 0
    synth: SynthConfig = SynthConfig()
    tokenizer: TokenizerConfig = TokenizerConfig()
    model: dict[str, Any] = {}
    sft1: SftConfig
    bundle: BundleConfig = BundleConfig()


def load_config(path: Path) -> Config:
    """Read and check a configuration.

    Raises:
        IrgmError: The file is absent or has wrong or unknown keys; all of them are named.
    """
    if not path.is_file():
        raise IrgmError(f'configuration {path} does not exist; see training/configs/')
    try:
        return Config(**(yaml.safe_load(path.read_text()) or {}))
    except ValidationError as error:
        lines = [f'  {".".join(map(str, e["loc"]))}: {e["msg"]}' for e in error.errors()]
        raise IrgmError(f'{path}: {len(lines)} problem(s)\n' + '\n'.join(lines)) from None
