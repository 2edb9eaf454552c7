# SPDX-License-Identifier: Apache-2.0
"""Batched coding, labels that agree with the checkers, and samples that a run can take up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from irgm_ros.checks.check import check
from irgm_ros.checks.physics import LIMITS as PHYSICAL
from irgm_ros.checks.physics import plausibility
from irgm_ros.language.grammar import Limits
from irgm_ros.language.prompting import Prompter
from irgm_ros.motion.features import features_from_positions, positions_from_features
from irgm_ros.spec.command import Action, Command, Part, Step
from training.data.faults import SAID, FaultSource, physical_words
from training.synth import synthesise

torch = pytest.importorskip('torch', reason='training extra is not installed')

from training.config import OnPolicyConfig  # noqa: E402
from training.data.encoded import EncodedClips  # noqa: E402
from training.data.judging import Judge, Judged, load_judged, save_judged, verdict  # noqa: E402
from training.data.mistakes import find_mistakes  # noqa: E402
from training.language.batch_sampler import BatchSampler  # noqa: E402
from training.language.own_samples import OwnSampling  # noqa: E402
from training.language.sft2 import Materials  # noqa: E402
from training.parallel import Parallel  # noqa: E402
from training.tokenizer.coder import MotionCoder, equal_lengths  # noqa: E402
from training.tokenizer.vqvae import MotionVQVAE, VQVAEConfig  # noqa: E402

STAGE = OnPolicyConfig(
    mixture={},
    chunks=2,
    chunk_commands=3,
    samples=2,
    sample_rows=4,
    temperatures=(0.7, 1.1),
    physical=True,
)
LIMITS = Limits(min_steps=3, max_steps=6)


@pytest.fixture(scope='module')
def coder() -> MotionCoder:
    torch.manual_seed(0)
    model = MotionVQVAE(VQVAEConfig(263, width=16, code_dim=16, codebooks=2)).eval()
    for quantizer in model.quantizers:
        quantizer.codebook.normal_()
    return MotionCoder(model, np.zeros(263, np.float32), np.ones(263, np.float32))


@pytest.fixture(scope='module')
def judge(coder: MotionCoder) -> Iterator[Judge]:
    with Judge(coder, 1) as made:
        yield made


def test_groups_have_one_length_and_a_bounded_size() -> None:
    groups = list(equal_lengths([4, 8, 4, 4, 8], 8))
    assert sorted(groups) == [[0, 2], [1], [3], [4]]


def test_many_motions_at_once_are_coded_as_one_by_one(coder: MotionCoder) -> None:
    rng = np.random.default_rng(0)
    features = [rng.normal(size=(f, 263)).astype(np.float32) for f in (16, 24, 16, 40, 16)]
    codes = coder.encode(features)
    decoded = coder.features(codes)
    for motion, code, again in zip(features, codes, decoded, strict=True):
        assert np.array_equal(coder.encode([motion])[0], code)
        assert np.allclose(coder.features([code])[0], again, atol=1e-4)
        assert again.shape == motion.shape


def test_verdict_is_that_of_the_checkers() -> None:
    rng = np.random.default_rng(0)
    wave = Command((Step(gesture=Part(Action.WAVE, side='left', count=2)),))
    other = Command((Step(gesture=Part(Action.WAVE, side='right', count=2)),))
    positions = synthesise(wave, rng).positions.astype(np.float32)
    ok, score, _, refinement = verdict((wave, positions, None, (0,), True))
    assert ok
    assert score == 1.0
    assert refinement == 'No refinements needed.'
    ok, score, assessment, refinement = verdict((other, positions, wave, (0,), True))
    report = check(other, positions)
    assert not ok
    assert score == sum(r.ok for r in report.results) / len(report.results) < 1.0
    assert 'right' in assessment + refinement
    assert refinement != 'No refinements needed.'


def test_motion_that_no_body_could_do_is_wrong_if_that_is_asked() -> None:
    wave = Command((Step(gesture=Part(Action.WAVE, side='left', count=2)),))
    positions = synthesise(wave, np.random.default_rng(0)).positions.astype(np.float32)
    sunk = positions - np.array([0.0, 0.2, 0.0], np.float32)
    assert verdict((wave, sunk, None, (0,), False))[0]
    ok, score, assessment, _ = verdict((wave, sunk, None, (0,), True))
    assert (ok, score) == (False, 1.0)
    assert 'floor' in assessment


def test_faults_are_measured_and_said() -> None:
    wave = Command((Step(gesture=Part(Action.WAVE, side='left', count=2)),))
    clip = synthesise(wave, np.random.default_rng(0)).positions
    features = features_from_positions(clip, 4.0).astype(np.float32)
    rng = np.random.default_rng(0)
    assert physical_words(plausibility(positions_from_features(features)), rng) is None
    source, said = FaultSource(1.0, 4.0), set()
    for seed in range(30):
        broken = source.put_on(features, np.random.default_rng(seed))
        assert broken.shape == features.shape
        report = plausibility(positions_from_features(broken))
        words = physical_words(report, rng)
        assert (words is None) == (not SAID.keys() & report.failures.keys())
        said |= {name for name in report.failures if words}
    assert {'penetration_m', 'floating_m'} <= said
    assert PHYSICAL.keys() > SAID.keys()
    assert np.array_equal(source.put_on(features[:20], rng), features[:20])  # no room for one


def test_judged_motions_are_kept_as_they_are(tmp_path: Path, clips: EncodedClips) -> None:
    motions = [
        (4, Judged(np.full((3, 2), 7), True, 1.0, 'Good.', 'No refinements needed.')),
        (1, Judged(np.full((5, 2), 9), False, 0.25, 'Bad.', 'Change it.')),
    ]
    save_judged(tmp_path / 'chunk_0000.npz', motions, clips.commands)
    save_judged(tmp_path / 'chunk_0001.npz', [], clips.commands)
    again = load_judged(tmp_path)
    assert [owner for owner, _ in again] == [4, 1]
    for (_, a), (_, b) in zip(motions, again, strict=True):
        assert np.array_equal(a.codes, b.codes)
        assert (a.ok, a.score, a.assessment, a.refinement) == (
            b.ok, b.score, b.assessment, b.refinement,
        )  # fmt: skip
    stored = np.load(tmp_path / 'chunk_0000.npz')
    assert 'left hand' in str(stored['commands'][1])


def test_mistakes_are_wrong_and_come_nearer(
    tmp_path: Path, clips: EncodedClips, judge: Judge
) -> None:
    found = find_mistakes(clips, range(6), judge, 0, tmp_path, FaultSource(1.0, 4.0))
    assert found
    for owner, motions in found.items():
        positions = judge.coder.positions([m.codes for m in motions])
        assert not any(check(clips.commands[owner], p).ok for p in positions)
        assert [m.score for m in motions] == sorted(m.score for m in motions)


def sampling(
    prompter: Prompter, clips: EncodedClips, folder: Path, stage: OnPolicyConfig = STAGE
) -> OwnSampling:
    materials = Materials(prompter, clips, np.arange(6), folder / 'start.pt')
    return OwnSampling(materials, stage, LIMITS, (0, 1), folder / 'samples', Parallel())


def test_labels_of_own_samples_agree_with_the_checkers(
    tmp_path: Path, prompter: Prompter, clips: EncodedClips, language, judge: Judge
) -> None:
    own = sampling(prompter, clips, tmp_path).run(language.eval(), judge, resume=False)
    assert len(own) == 2 * 3 * 2
    for owner, motion in own:
        positions = judge.coder.positions([motion.codes])[0]
        right = check(clips.commands[owner], positions).ok
        fault = physical_words(plausibility(positions), np.random.default_rng(0))
        assert motion.ok == (right and fault is None)
        assert LIMITS.min_steps <= len(motion.codes) <= LIMITS.max_steps
    again = sampling(prompter, clips, tmp_path).run(language, judge, resume=False)
    assert all(np.array_equal(a.codes, b.codes) for (_, a), (_, b) in zip(own, again, strict=True))


def test_missing_chunks_alone_are_made_again(
    tmp_path: Path,
    prompter: Prompter,
    clips: EncodedClips,
    language,
    judge: Judge,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = sampling(prompter, clips, tmp_path).run(language.eval(), judge, resume=False)
    (tmp_path / 'samples' / 'chunk_0001.npz').unlink()
    calls = []
    draw = BatchSampler.__call__
    monkeypatch.setattr(
        BatchSampler, '__call__', lambda self, *a: calls.append(1) or draw(self, *a)
    )
    again = sampling(prompter, clips, tmp_path).run(language, judge, resume=True)
    assert len(calls) == 2  # six motions in batches of four: one chunk
    assert all(np.array_equal(a.codes, b.codes) for (_, a), (_, b) in zip(own, again, strict=True))


def test_samples_of_other_settings_or_weights_are_refused(
    tmp_path: Path, prompter: Prompter, clips: EncodedClips, language, judge: Judge
) -> None:
    sampling(prompter, clips, tmp_path).run(language.eval(), judge, resume=False)
    hotter = STAGE.model_copy(update={'temperatures': (1.0, 1.5)})
    with pytest.raises(ValueError, match='--resume'):
        sampling(prompter, clips, tmp_path, hotter).run(language, judge, resume=True)
    with torch.no_grad():
        language.model.norm.weight += 0.1
    with pytest.raises(ValueError, match='--resume'):
        sampling(prompter, clips, tmp_path).run(language, judge, resume=True)
