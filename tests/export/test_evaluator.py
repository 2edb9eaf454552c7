# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
"""A tiny evaluator, exported into the tiny bundle and used by the runtime."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')

from export.evaluator import main
from export.graphs import round_stored
from irgm_ros.backends import Bundle
from irgm_ros.language.evaluator import Evaluator, word_ids
from irgm_ros.motion.features import features_from_positions
from irgm_ros.pipeline import MotionPipeline
from tests.people import waving
from training.evaluator.model import EvaluatorShape, TextMotionEvaluator, save_evaluator

# PyTorch takes half a minute to export, and far more on a busy machine.
pytestmark = pytest.mark.timeout(900)
WORDS = ['wave', 'your', 'right', 'hand', ',', 'then', 'bow']
SETTINGS = {'heading_sigma': 4.0, 'scale': 3.0, 'offset': 0.5}
SHAPE = EvaluatorShape(len(WORDS) + 2, 32, 4, text_layers=1, motion_layers=2, embedding=16)


@pytest.fixture(scope='module')
def model():
    torch.manual_seed(1)
    model = TextMotionEvaluator(SHAPE).eval()
    model.motion.std += 0.5
    round_stored(model, 'fp16')
    return model


@pytest.fixture(scope='module')
def bundle(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp('evaluator')
    save_evaluator(folder / 'run', model, WORDS, SETTINGS)
    from tests.tiny_bundle import STORED

    shutil.copytree(STORED, folder / 'bundle')
    assert main([str(folder / 'run'), str(folder / 'bundle')]) == 0
    return folder / 'bundle'


def test_the_runtime_embeds_as_pytorch_does(bundle, model):
    judge = Evaluator.from_bundle(Bundle.load(bundle))
    rng = np.random.default_rng(0)
    ids = {word: index for index, word in enumerate(WORDS, 2)}
    for frames in (4, 24, 196, 256):
        features = rng.normal(size=(frames, 263)).astype(np.float32)
        with torch.no_grad():
            wanted = model.motion(torch.from_numpy(features)[None])[0].numpy()
        np.testing.assert_allclose(judge.embed_motion(features), wanted, atol=2e-5)
    for text in ('wave', 'wave your right hand, then bow', 'dance ' * 96):
        with torch.no_grad():
            wanted = model.text(torch.tensor([word_ids(text, ids, 96)]))[0].numpy()
        np.testing.assert_allclose(judge.embed_text(text), wanted, atol=2e-5)


def test_the_rest_of_the_bundle_is_as_it_was(bundle, tiny_bundle):
    before, after = Bundle.load(tiny_bundle).manifest, Bundle.load(bundle).manifest
    assert {n: e for n, e in after.files.items() if not n.startswith('evaluator')} == before.files
    assert after.evaluator is not None
    assert after.evaluator.max_frames == 256
    assert after.prompt_sha256 == before.prompt_sha256


def test_rounds_and_assessments_are_scored_by_it(bundle):
    pipeline = MotionPipeline.load(bundle, None)
    result = pipeline.run('wave your right hand', rounds=1)
    motion = pipeline.codec.decode(result.rounds[0].tokens)
    wanted = pipeline.evaluator.score('wave your right hand', motion.features)
    assert result.rounds[0].score_parts['alignment'] == pytest.approx(wanted)
    said = pipeline.assess('wave your right hand', waving(41))
    features = features_from_positions(waving(41), 4.0)
    assert said.judge == 'evaluator'
    assert said.alignment == pytest.approx(
        pipeline.evaluator.score('wave your right hand', features), abs=1e-5
    )


def test_the_command_line_says_whose_word_it_is(bundle, tmp_path):
    np.save(tmp_path / 'm.npy', waving(41))
    done = subprocess.run(
        [sys.executable, '-m', 'irgm_ros.cli', 'assess', 'wave', str(tmp_path / 'm.npy'),
         '--bundle', str(bundle)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert 'by the evaluator' in done.stdout


def test_what_does_not_fit_is_refused_and_the_bundle_kept(bundle, model, tmp_path, capsys):
    copy = shutil.copytree(bundle, tmp_path / 'bundle')
    save_evaluator(tmp_path / 'run', model, WORDS, SETTINGS | {'heading_sigma': 20.0})
    assert main([str(tmp_path / 'run'), str(copy)]) == 1
    assert 'heading_sigma 20.0' in capsys.readouterr().err
    assert main([str(tmp_path / 'none'), str(copy)]) == 1
    assert 'no evaluator of a training run' in capsys.readouterr().err
    assert json.loads((copy / 'manifest.json').read_text())['evaluator']['width'] == 16
