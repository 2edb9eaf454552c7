# SPDX-License-Identifier: Apache-2.0
"""A model with another vocabulary takes up the weights of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip('torch', reason='training extra is not installed')

from tokenizers import Tokenizer, decoders, models, pre_tokenizers  # noqa: E402

from training.language.embeddings import take_up  # noqa: E402
from training.language.gemma import build_gemma  # noqa: E402

SMALL = {'hidden_size': 8, 'num_hidden_layers': 1, 'intermediate_size': 16}


def tokenizer(path: Path, vocabulary: list[str], merges: list[tuple[str, str]]) -> Path:
    words = {word: index for index, word in enumerate(vocabulary)}
    made = Tokenizer(models.BPE(vocab=words, merges=merges))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.save(str(path))
    return path


@pytest.fixture
def start(tmp_path: Path) -> Path:
    tokenizer(tmp_path / 'tokenizer.json', ['a', 'b', 'c'], [])
    model = build_gemma(3, 1, **SMALL)
    torch.save({'model': model.state_dict()}, tmp_path / 'language.pt')
    return tmp_path / 'language.pt'


def test_known_words_move_and_new_ones_are_the_mean_of_their_pieces(start, tmp_path):
    old = torch.load(start)['model']['model.embed_tokens.weight']
    (tmp_path / 'new').mkdir()
    path = tokenizer(tmp_path / 'new' / 'tokenizer.json', ['c', 'a', 'b', 'ab'], [('a', 'b')])
    model = build_gemma(4, 2, **SMALL)
    assert take_up(model, start, path) == 1
    rows = model.get_input_embeddings().weight
    torch.testing.assert_close(rows[0], old[2])
    torch.testing.assert_close(rows[3], (old[0] + old[1]) / 2)
    assert model.lm_head.weight.data_ptr() == rows.data_ptr()


def test_same_vocabulary_takes_all_weights_as_they_are(start):
    model = build_gemma(3, 2, **SMALL)
    assert take_up(model, start, start.with_name('tokenizer.json')) == 0
    for name, weight in torch.load(start)['model'].items():
        torch.testing.assert_close(model.state_dict()[name], weight)


def test_words_in_another_order_keep_their_embeddings(start, tmp_path):
    (tmp_path / 'new').mkdir()
    path = tokenizer(tmp_path / 'new' / 'tokenizer.json', ['c', 'b', 'a'], [])
    model = build_gemma(3, 2, **SMALL)
    assert take_up(model, start, path) == 0
    old = torch.load(start)['model']
    torch.testing.assert_close(
        model.get_input_embeddings().weight, old['model.embed_tokens.weight'][[2, 1, 0]]
    )
    torch.testing.assert_close(model.state_dict()['model.norm.weight'], old['model.norm.weight'])


def test_codes_of_another_motion_tokenizer_stay_fresh(tmp_path: Path) -> None:
    for folder, codes in (('old', 2), ('new', 3), ('same', 2)):
        (tmp_path / folder).mkdir()
        words = ['a', *(f'<Motion_{k}>' for k in range(codes)), folder[0]]
        tokenizer(tmp_path / folder / 'tokenizer.json', words, [])
    torch.save({'model': build_gemma(4, 1, **SMALL).state_dict()}, tmp_path / 'old/language.pt')
    old = torch.load(tmp_path / 'old/language.pt')['model']['model.embed_tokens.weight']
    for folder, taken in (('new', False), ('same', True)):
        model = build_gemma(5, 2, **SMALL)
        take_up(model, tmp_path / 'old/language.pt', tmp_path / folder / 'tokenizer.json')
        rows = model.get_input_embeddings().weight
        torch.testing.assert_close(rows[0], old[0])
        assert torch.equal(rows[1], old[1]) is taken
