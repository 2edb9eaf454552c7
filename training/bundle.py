# SPDX-License-Identifier: Apache-2.0
"""Stage ``bundle``: the neutral bundle that export/ turns into graphs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import yaml
from safetensors.torch import save_file

from irgm_ros.backends.writer import replacing_folder
from irgm_ros.language.templates import DEFAULT_PROMPTS
from training.config import Config
from training.language.backbone import load_language, load_prompter
from training.stages import LANGUAGE_STAGES, checkpoint_of, latest_stage
from training.text import lexicon
from training.tokenizer.train import load_tokenizer

_MODEL_CARD = Path(__file__).with_name('model_card.md')
_LICENCE = Path(__file__).parents[1] / 'LICENSE'
_PROVENANCE = (
    'Trained from nothing on motions and texts of the synthesiser in training/ ({captured}), with '
    'training_config.yaml.'
)
_CAPTURED = (
    'the motion tokenizer also on motion capture obtained from mocap.cs.cmu.edu, created with '
    'funding from NSF EIA-0196217'
)


def write_neutral_bundle(config: Config, out: Path) -> Path:
    """Collect the trained weights of a run, of its last stage, in ``out/bundle``.

    Args:
        config: The whole configuration.
        out: Folder of the run.

    Returns:
        The folder written.

    Raises:
        FileNotFoundError: A stage has not run yet.
        BundleError: ``out/bundle`` holds something else than a bundle.
    """
    stage, checkpoint = latest_stage(out)
    with replacing_folder(out / 'bundle', 'bundle.yaml') as target:
        _write(config, out, stage, checkpoint, target)
    return out / 'bundle'


def _write(config: Config, out: Path, stage: str, checkpoint: Path, target: Path) -> None:
    vocabulary = load_prompter(out / 'language', config).vocabulary
    load_language(config, vocabulary, checkpoint).save_pretrained(target / 'lm')
    _write_tokenizer(config, out / 'tokenizer', target)
    shutil.copy(out / 'language' / 'tokenizer.json', target)
    shutil.copy(DEFAULT_PROMPTS, target / 'prompts.json')
    (target / 'lexicon.json').write_text(json.dumps(lexicon(), indent=1))
    settings = {**_settings(config), 'provenance': _provenance(out), 'stage': stage}
    (target / 'bundle.yaml').write_text(yaml.safe_dump(settings, sort_keys=False))
    shutil.copy(out / 'config.yaml', target / 'training_config.yaml')
    shutil.copy(_MODEL_CARD, target / 'MODEL_CARD.md')
    shutil.copy(_LICENCE, target / 'LICENSE')
    _write_log(out, target / 'training_log.jsonl')


def _write_tokenizer(config: Config, source: Path, target: Path) -> None:
    model = load_tokenizer(source, config.tokenizer)
    weights = {name: value.contiguous() for name, value in model.state_dict().items()}
    save_file(weights, target / 'vqvae.safetensors')
    shape = model.config
    (target / 'vqvae.json').write_text(
        json.dumps(
            {
                'input_dim': shape.input_dim,
                'width': shape.width,
                'code_dim': shape.code_dim,
                'codebooks': shape.codebooks,
                'codebook_size': shape.codebook_size,
                'down_t': shape.down_t,
                'depth': shape.depth,
            }
        )
    )
    for name in ('mean.npy', 'std.npy'):
        np.save(target / name, np.load(source / name))


def _settings(config: Config) -> dict[str, object]:
    made = config.bundle
    return {
        'name': made.name,
        'licence': made.licence,
        'heading_sigma': config.synth.heading_sigma,
        'fps': 20.0,
        'sampling': {'temperature': made.temperature, 'top_p': made.top_p},
        'limits': {
            'min_steps': made.min_steps,
            'max_steps': made.max_steps,
            'max_rounds': made.max_rounds,
        },
        'doubt_below': made.doubt_below,
    }


def _provenance(out: Path) -> str:
    saw_captured = (out / 'tokenizer' / 'real.json').exists()  # see training/data/cmu.py
    return _PROVENANCE.format(captured=_CAPTURED if saw_captured else 'no captured data')


def _write_log(out: Path, target: Path) -> None:
    """All training logs in one, each line with its stage, some two hundred lines for each."""
    logs = [('tokenizer', out / 'tokenizer' / 'tokenizer_log.jsonl')]
    for stage in LANGUAGE_STAGES:
        checkpoint = checkpoint_of(out, stage)
        if checkpoint is not None:
            name = 'language' if stage == 'sft1' else stage
            logs.append((name, checkpoint.with_name(f'{checkpoint.stem}_log.jsonl')))
    with target.open('w') as file:
        for stage, path in logs:
            lines = path.read_text().splitlines()
            thin = max(1, len(lines) // 200)
            for line in lines[:-1:thin] + lines[-1:]:
                file.write(json.dumps({'stage': stage, **json.loads(line)}) + '\n')
