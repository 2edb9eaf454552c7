# SPDX-License-Identifier: Apache-2.0
"""Order of the stages, where each begins, and a backbone with tokens of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from irgm_ros.language.prompting import Prompter
from training.config import load_config
from training.stages import checkpoint_of, latest_stage, start_of

CONFIGS = Path(__file__).parents[2] / 'training' / 'configs'


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_each_stage_begins_where_the_one_before_it_ended(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match='sft1'):
        start_of(tmp_path, 'sft2', None)
    first = touch(tmp_path / 'language' / 'language.pt')
    assert start_of(tmp_path, 'grpo', None) == first
    touch(tmp_path / 'onpolicy' / '2' / 'onpolicy.pt')
    last = touch(tmp_path / 'onpolicy' / '10' / 'onpolicy.pt')
    touch(tmp_path / 'onpolicy' / '11' / 'samples' / 'chunk_0000.npz')  # not trained yet
    assert start_of(tmp_path, 'grpo', None) == last
    assert start_of(tmp_path, 'sft2', None) == first
    assert start_of(tmp_path, 'grpo', Path('other.pt')) == Path('other.pt')
    assert latest_stage(tmp_path) == ('onpolicy', last)
    assert checkpoint_of(tmp_path, 'sft2') is None


NAMES = sorted(p.stem for p in CONFIGS.glob('*.yaml') if not p.stem.startswith('accelerate'))


@pytest.mark.parametrize('name', NAMES)
def test_configurations_are_valid(name: str) -> None:
    config = load_config(CONFIGS / f'{name}.yaml')
    assert config.sft1.mixture


def test_backbone_gets_room_for_tags_and_motions(tmp_path: Path, prompter: Prompter) -> None:
    torch = pytest.importorskip('torch', reason='training extra is not installed')
    from tokenizers import Tokenizer, models

    from training.language.backbone import build_language, load_prompter
    from training.language.gemma import build_gemma

    words = {word: i for i, word in enumerate(('<pad>', '<eos>', '<bos>', '\n', 'a', 'b'))}
    folder = tmp_path / 'backbone'
    build_gemma(len(words), 0, hidden_size=32, num_hidden_layers=1).save_pretrained(folder)
    Tokenizer(models.WordLevel(words, unk_token='a')).save(str(folder / 'tokenizer.json'))
    config = load_config(CONFIGS / 'smoke.yaml').model_copy(
        update={'backbone': folder, 'model': {}}
    )
    extended = load_prompter(tmp_path / 'run', config)
    v = extended.vocabulary
    assert v.codebook_size == 512
    assert (v.pad, v.eos, v.bos) == (0, 1, 2)
    assert all(len(extended.tag(t)) == 1 for t in ('[plan]', '</think>', '[generate]'))
    model = build_language(config, v)
    weights = model.get_input_embeddings().weight
    assert len(weights) == v.size == v.motion_offset + 1024
    assert model.lm_head.weight.data_ptr() == weights.data_ptr()
    kept = build_gemma(len(words), 0, hidden_size=32, num_hidden_layers=1)
    assert torch.equal(weights[: len(words)], kept.get_input_embeddings().weight)
