# SPDX-License-Identifier: Apache-2.0
"""First motions that the present model makes for training commands, judged and kept in chunks."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm
from transformers import Gemma2ForCausalLM

from irgm_ros.language.grammar import Limits
from irgm_ros.spec import canonical
from irgm_ros.types import IntArray
from training.config import OnPolicyConfig
from training.data.judging import Judge, Owned, load_judged, save_judged
from training.language.batch_sampler import BatchSampler
from training.language.sft2 import Materials
from training.language.trace_script import TraceScripts
from training.parallel import Parallel
from training.text import caption

_STREAM = 5


@dataclass(frozen=True)
class OwnSampling:
    """Sampling of one iteration.

    Attributes:
        materials: Commands and vocabulary.
        stage: How many, how hot.
        limits: Shortest and longest motion.
        seed: Seed of the iteration.
        folder: Where the chunks go.
        parallel: The processes; each makes its own chunks.
    """

    materials: Materials
    stage: OnPolicyConfig
    limits: Limits
    seed: tuple[int, ...]
    folder: Path
    parallel: Parallel

    def run(self, model: Gemma2ForCausalLM, judge: Judge, resume: bool) -> list[Owned]:
        """Make the chunks that are missing, until the time is over; return all of them.

        Args:
            model: The present model, in evaluation mode.
            judge: Checks what the samples decode to.
            resume: Keep the chunks that are there; they have to be of this model.

        Raises:
            ValueError: The chunks that are there were made by another model or otherwise.
        """
        if self.parallel.is_main:
            self._open(model, resume)
        self.parallel.wait()
        scripts = TraceScripts(self.materials.prompter, self.limits)
        sampler = BatchSampler(model, scripts.rules)
        until = time.monotonic() + 60 * self.stage.sample_minutes
        mine = range(self.parallel.rank, self.stage.chunks, self.parallel.world)
        bar = tqdm(mine, desc='sample', unit='chunk', disable=not self.parallel.is_main)
        for chunk in bar:
            path = self.folder / f'chunk_{chunk:04d}.npz'
            if path.exists() or (time.monotonic() > until and chunk >= self.parallel.world):
                continue
            owned = self._chunk(chunk, scripts, sampler, judge)
            save_judged(path, owned, self.materials.clips.commands)
            bar.set_postfix(right=f'{np.mean([m.ok for _, m in owned]):.2f}')
        self.parallel.wait()
        return load_judged(self.folder)

    def _open(self, model: Gemma2ForCausalLM, resume: bool) -> None:
        """Empty the folder, or see that what is there goes with this sampling."""
        record = self.folder / 'settings.json'
        settings = {
            'seed': list(self.seed),
            'weights': _fingerprint(model),
            'physical': self.stage.physical,
            'temperatures': list(self.stage.temperatures),
            'samples': self.stage.samples,
            'chunk_commands': self.stage.chunk_commands,
        }
        if resume and record.exists() and json.loads(record.read_text()) != settings:
            raise ValueError(
                f'{self.folder} holds samples of other weights or settings; go without --resume'
            )
        if not resume and self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        record.write_text(json.dumps(settings))

    def _chunk(
        self, chunk: int, scripts: TraceScripts, sampler: BatchSampler, judge: Judge
    ) -> list[Owned]:
        """Sample and judge one chunk; it depends on nothing but its number and the weights."""
        stage, clips = self.stage, self.materials.clips
        seed = (*self.seed, _STREAM, chunk)
        rng = np.random.default_rng(seed)
        drawn = rng.choice(self.materials.usable, stage.chunk_commands)
        owners = [int(owner) for owner in np.repeat(drawn, stage.samples)]
        heat = rng.uniform(*stage.temperatures, len(owners))
        commands = [clips.commands[owner] for owner in owners]
        prompts = [scripts.opening(caption(c, rng), canonical(c)) for c in commands]
        codes: list[IntArray] = []
        for start in range(0, len(owners), stage.sample_rows):
            part = slice(start, start + stage.sample_rows)
            batch = prompts[part]
            rollouts = sampler(
                batch, [scripts.motion() for _ in batch], heat[part].tolist(), (*seed, start)
            )
            vocabulary = self.materials.prompter.vocabulary
            codes += [vocabulary.codes(r.completion[:-1]) for r in rollouts]
        judged = judge(commands, codes, seed, physical=stage.physical)
        return list(zip(owners, judged, strict=True))


def _fingerprint(model: Gemma2ForCausalLM) -> str:
    """Hash of all weights; that of a checkpoint's file changes each time it is written."""
    digest = hashlib.sha256()
    for name, value in model.state_dict().items():
        digest.update(name.encode())
        digest.update(value.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
