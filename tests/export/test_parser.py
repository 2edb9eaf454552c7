# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
"""A tiny semantic parser, exported into the tiny bundle and used by the runtime."""

import copy
import shutil
import subprocess
import sys

import numpy as np
import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')

from export.graphs import round_stored
from export.parser import main
from irgm_ros.backends import Bundle
from irgm_ros.errors import BundleError
from irgm_ros.language.semantic_parser import SPECIAL_WORDS, SemanticParser, word_ids
from irgm_ros.language.slots import END, START, allowed, command_of
from training.semantic_parser.model import ParserModel, ParserShape, save_parser

pytestmark = pytest.mark.timeout(900)
WORDS = ['wave', 'your', 'right', 'hand', ',', 'then', 'bow', 'curtsy']
SHAPE = ParserShape(len(WORDS), 7, vector=8, width=16, layers=2, heads=2)


@pytest.fixture(scope='module')
def model():
    torch.manual_seed(1)
    model = ParserModel(SHAPE).eval()
    model.set_vectors(torch.randn(len(WORDS), 8))
    torch.nn.init.normal_(model.head.weight, std=1.0)
    round_stored(model, 'fp16')
    return model


@pytest.fixture(scope='module')
def bundle(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp('parser')
    save_parser(folder, model, WORDS)
    from tests.tiny_bundle import STORED

    shutil.copytree(STORED, folder / 'bundle')
    assert main([str(folder), str(folder / 'bundle'), '--threshold', '0.25']) == 0
    return folder / 'bundle'


def greedy(model: ParserModel, text: str) -> list[int]:
    """The reading by PyTorch, without onnxruntime and without the runtime's loop."""
    ids = {word: index for index, word in enumerate(WORDS, SPECIAL_WORDS)}
    words, slots = torch.tensor([word_ids(text, ids)]), [START]
    while slots[-1] != END:
        with torch.no_grad():
            logits = model(words, torch.tensor([slots]))[0, -1].numpy()
        choices = allowed(slots[1:])
        slots.append(choices[int(np.argmax(logits[choices]))])
    return slots[1:-1]


@pytest.mark.parametrize(
    'text', ['wave', 'Wave your RIGHT hand, then bow!', 'do a curtsy', '', 'x ' * 200]
)
def test_the_runtime_reads_as_pytorch_does(bundle, model, text):
    parser = SemanticParser.from_bundle(Bundle.load(bundle))
    found = parser.parse(text)
    assert found.command == command_of(greedy(model, text))
    assert 0.0 < found.probability <= 1.0
    assert parser.threshold == 0.25


def test_a_parser_of_other_slots_is_refused(model, bundle, tmp_path, monkeypatch):
    shutil.copytree(bundle, tmp_path / 'bundle')
    save_parser(tmp_path, model, WORDS)
    monkeypatch.setattr('export.parser.SLOTS', ('<pad>',))
    assert main([str(tmp_path), str(tmp_path / 'bundle')]) == 0
    with pytest.raises(BundleError, match='another version'):
        SemanticParser.from_bundle(Bundle.load(tmp_path / 'bundle'))


def test_two_stages_of_a_training_are_averaged(model, bundle, tmp_path):
    other = copy.deepcopy(model)
    with torch.no_grad():
        for weight in other.parameters():
            weight += torch.randn_like(weight) * 0.2
    mean = copy.deepcopy(model)
    mean.load_state_dict(
        {
            name: (weight + other.state_dict()[name]) / 2 if weight.is_floating_point() else weight
            for name, weight in model.state_dict().items()
        }
    )
    for name, made in (('first', model), ('second', other)):
        (tmp_path / name).mkdir()
        save_parser(tmp_path / name, made, WORDS)
    shutil.copytree(bundle, tmp_path / 'bundle')
    first, second = str(tmp_path / 'first'), str(tmp_path / 'second')
    assert main([first, str(tmp_path / 'bundle'), '--average-with', second]) == 0
    parser = SemanticParser.from_bundle(Bundle.load(tmp_path / 'bundle'))
    for text in ('wave', 'bow to the king', 'wave twice then bow'):
        assert parser.parse(text).command == command_of(greedy(mean, text))
    save_parser(tmp_path / 'second', other, WORDS[::-1])
    assert main([first, str(tmp_path / 'bundle'), '--average-with', second]) == 1


def test_a_missing_parser_is_named_and_nothing_is_lost(bundle, tmp_path):
    before = (bundle / 'manifest.json').read_bytes()
    command = [sys.executable, '-m', 'export.parser', str(tmp_path), str(bundle)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'no parser of a training run' in done.stderr
    assert (bundle / 'manifest.json').read_bytes() == before
