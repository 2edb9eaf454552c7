# SPDX-License-Identifier: Apache-2.0
"""The evaluator at run time, on sessions whose embeddings a test chooses."""

import numpy as np
import pytest

from irgm_ros.backends.bundle import Bundle
from irgm_ros.backends.manifest import EvaluatorEntry
from irgm_ros.errors import MotionError
from irgm_ros.language.evaluator import UNKNOWN, Evaluator, word_ids
from irgm_ros.language.events import Finished, Request
from irgm_ros.language.grammar import Limits
from irgm_ros.language.loop import IrmogenLoop
from tests.language.doubles import Double, random_model
from tests.language.helpers import prompter

ENTRY = EvaluatorEntry(width=2, max_words=4, max_frames=12, scale=4.0, offset=-1.0)
WORDS = ['wave', ',', 'then', 'bow', 'twice']
IDS = {word: index for index, word in enumerate(WORDS, 2)}


def unit(angle):
    return np.array([[np.cos(angle), np.sin(angle)]], dtype=np.float32)


def evaluator(text_angle=0.0, motion_angle=0.0):
    text = Double(('ids',), ('vector',), lambda ids: (unit(text_angle),))
    motion = Double(('features',), ('vector',), lambda features: (unit(motion_angle),))
    return Evaluator(text, motion, WORDS, ENTRY), text, motion


def test_wording_is_normalised_as_commands_are():
    assert word_ids('Please WAVE two times, then bow!', IDS, 9) == [2, 6, 3, 4, 5]
    assert word_ids('wave twice, then bow', IDS, 9) == [2, 6, 3, 4, 5]


def test_unknown_words_keep_their_place_and_long_texts_end():
    assert word_ids('wave merrily, then bow', IDS, 4) == [2, UNKNOWN, 3, 4]
    assert word_ids('please', IDS, 4) == [UNKNOWN]  # nothing is left of it


def test_score_is_the_logistic_of_the_cosine():
    judge, _, _ = evaluator(0.0, np.pi / 3)
    features = np.zeros((8, 263))
    assert judge.similarity('wave', features) == pytest.approx(0.5, abs=1e-6)
    assert judge.score('wave', features) == pytest.approx(1 / (1 + np.exp(-1.0)), abs=1e-6)
    assert 0.0 < evaluator(0.0, np.pi)[0].score('wave', features) < 0.01


@pytest.mark.parametrize(('frames', 'read'), [(4, 4), (11, 8), (12, 12), (200, 12)])
def test_motion_is_read_in_whole_steps_up_to_the_longest(frames, read):
    judge, _, motion = evaluator()
    judge.embed_motion(np.zeros((frames, 263)))
    assert motion.calls == [{'features': (1, read, 263)}]


def test_a_motion_shorter_than_a_step_is_refused():
    with pytest.raises(MotionError, match='3 frames given'):
        evaluator()[0].embed_motion(np.zeros((3, 263)))


def test_a_bundle_without_evaluator_loads_and_says_so(tiny_bundle):
    assert Evaluator.from_bundle(Bundle.load(tiny_bundle)) is None


def test_the_loop_asks_the_evaluator_with_the_command_itself():
    asked = []

    def aligner(command, codes):
        asked.append((command, codes.shape[1]))
        return 0.75

    p = prompter(codebook_size=16)
    limits = Limits(min_steps=2, max_steps=4, max_rounds=2, max_text=8)
    for align, wanted in ((aligner, 0.75), (None, None)):
        loop = IrmogenLoop(random_model(p.vocabulary, 3), p, limits, aligner=align)
        done = list(loop.run(Request('wave your hand')))[-1]
        assert isinstance(done, Finished)
        said = {r.score_parts['alignment'] for r in done.rounds}
        assert (said == {wanted}) is (align is not None)
    assert set(asked) == {('wave your hand', 2)}
