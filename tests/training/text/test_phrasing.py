# SPDX-License-Identifier: Apache-2.0
import re
import time
from itertools import pairwise

import numpy as np
import pytest

from irgm_ros.errors import CommandRefused
from irgm_ros.language.command import Lexicon, check_command, is_stop, normalise
from irgm_ros.spec.canonical import all_parts
from irgm_ros.spec.command import GESTURES, Action, Command, Part, Step
from training.text import caption, lexicon, out_of_scope, phrase
from training.text.phrasing import clauses
from training.text.samples import random_command
from training.text.spoken import spoken

STYLES = ('imperative', 'third_person', 'polite', 'terse', 'spoken')


def of(body=None, gesture=None):
    return Command((Step(body, gesture),))


def texts(command, style, count=300, seed=0):
    rng = np.random.default_rng(seed)
    return {phrase(command, rng, style) for _ in range(count)}


def test_the_usual_sentences_are_among_the_phrasings():
    wave = Part(Action.WAVE, side='left', count=2)
    assert 'wave your left hand twice' in texts(of(gesture=wave), 'imperative', 2000)
    assert 'a person waves their left hand two times' in texts(
        of(gesture=wave), 'third_person', 4000
    )
    walk = Part(Action.WALK, count=3, direction='forward')
    assert 'take three steps forward' in texts(of(walk), 'imperative', 4000)
    clap = of(Part(Action.WALK, direction='forward'), Part(Action.CLAP))
    assert 'walk forward while clapping' in texts(clap, 'imperative', 6000)


@pytest.mark.parametrize('action', list(Action))
def test_every_part_can_be_said_in_every_form(action):
    for part in all_parts(action):
        for form in ('base', 'third', 'gerund'):
            assert len(clauses(part, form)) >= 2, part


@pytest.mark.parametrize('action', list(Action))
def test_every_action_has_many_phrasings(action):
    imperative = {
        text for part in all_parts(action) for text in texts(of_part(part), 'imperative', 30)
    }
    assert len({normalise(text) for text in imperative}) >= 6


def of_part(part):
    return of(gesture=part) if part.action in GESTURES else of(part)


def test_one_text_means_one_command():
    """No text, once normalised, is a phrasing of two commands."""
    rng = np.random.default_rng(1)
    parts = [of_part(part) for action in Action for part in all_parts(action)]
    commands = parts * 5 + [random_command(rng) for _ in range(2000)]
    seen = {}
    for index, command in enumerate(commands):
        text = normalise(phrase(command, rng, STYLES[index % len(STYLES)], noise=0.0))
        assert seen.setdefault(text, command) == command, text


def test_words_name_what_is_given_and_nothing_else():
    """Each attribute has words of its own, which occur exactly when it is given."""
    rng = np.random.default_rng(2)
    for part in all_parts(Action.WALK):
        words = set(caption(of(part), rng).replace(',', ' ').split())
        way = part.direction or ''
        assert bool(words & {'slowly', 'slow'}) == (part.speed == 'slow')
        assert bool(words & {'left', 'leftward'}) == ('left' in way)
        assert bool(
            words & {'backward', 'back', 'backs', 'backing', 'rear', 'reverse', 'reverses',
                     'reversing'} or 'retreat' in str(words)
        ) == ('backward' in way)  # fmt: skip


@pytest.mark.parametrize(
    ('part', 'words'),
    [
        (Part(Action.KICK, height='high'), {'high', 'hip'}),
        (Part(Action.KICK, height='low'), {'low', 'below', 'shin', 'close'}),
        (Part(Action.BOW, depth='slight'), {'slight', 'little', 'bit', 'small', 'short'}),
        (Part(Action.LEAN, depth='deep'), {'far', 'lot', 'deep'}),
        (Part(Action.TURN, angle_deg=270), {'270', 'three quarter', 'three quarters'}),
        (Part(Action.TURN, speed='slow'), {'slowly', 'slow'}),
        (Part(Action.REACH, direction='down'), {'down', 'downward', 'floor'}),
        (Part(Action.HOP, side='left'), {'left'}),
    ],
)  # fmt: skip
def test_new_attributes_are_always_expressed(part, words):
    for style in STYLES:
        for text in texts(of(part), style, 60):
            assert any(word in normalise(text) for word in words), text


def test_an_open_count_is_said_with_a_few():
    few = {normalise(t) for t in texts(of(Part(Action.WALK)), 'imperative', 800)}
    assert 'take a few steps' in few
    assert not any('two' in text for text in few)


def test_runtime_accepts_every_phrasing_and_takes_none_for_a_stop():
    rng = np.random.default_rng(3)
    words = Lexicon.from_dict(lexicon())
    parts = [of_part(part) for action in Action for part in all_parts(action)]
    for index, command in enumerate(parts * 2 + [random_command(rng) for _ in range(1000)]):
        text = phrase(command, rng, STYLES[index % len(STYLES)])
        assert check_command(text, words) == normalise(text)
        assert not is_stop(text), text


def test_no_words_are_said_twice_in_a_row():
    """The runtime takes repetitions for slips."""
    rng = np.random.default_rng(8)
    for _ in range(800):
        text = phrase(random_command(rng), rng, STYLES[int(rng.integers(3))])
        words = re.findall(r'[\w-]+|[^\w\s]', text)
        assert not any(a == b for a, b in pairwise(words)), text


def test_order_and_simultaneity_come_in_many_forms():
    one, other = Step(Part(Action.SQUAT)), Step(gesture=Part(Action.CLAP))
    ordered = ' | '.join(texts(Command((one, other)), 'imperative', 1500))
    for sign in ('then ', 'after that', 'followed by', 'before ', 'after ', 'first ', 'finally',
                 'start by', 'second ', 'afterwards'):  # fmt: skip
        assert sign in ordered, sign
    together = ' | '.join(texts(of(Part(Action.WALK), Part(Action.CLAP)), 'imperative', 1500))
    for sign in ('while you', 'as you', 'at the same time', 'during the walk', 'simultaneously',
                 'walk clapping', 'walk, clapping'):  # fmt: skip
        assert sign in together, sign
    told = ' | '.join(texts(of(Part(Action.WALK), Part(Action.CLAP)), 'third_person', 1500))
    for sign in ('while they clap', 'as he claps', 'she walks'):
        assert sign in told, sign


def test_bare_and_never_joins_with_a_simultaneous_step():
    step = Step(Part(Action.WALK), Part(Action.CLAP))
    command = Command((step, Step(Part(Action.SQUAT))))
    for text in texts(command, 'imperative', 500):
        assert ' and squat' not in text


def test_same_seed_same_text():
    one, two = np.random.default_rng(7), np.random.default_rng(7)
    command = random_command(np.random.default_rng(0))
    for style in STYLES:
        assert phrase(command, one, style) == phrase(command, two, style)


def test_phrasing_is_fast():
    rng = np.random.default_rng(5)
    commands = [random_command(rng) for _ in range(1000)]
    for command in commands:
        phrase(command, rng, 'imperative')
    start = time.process_time()
    for command in commands:
        phrase(command, rng, 'imperative')
    # 30 us on an idle core; the bound leaves room for a busy machine.
    assert time.process_time() - start < 0.3


@pytest.mark.parametrize('noise', [None, 0.5, 1.0])
def test_out_of_scope_sentences_are_refused(noise):
    rng = np.random.default_rng(6)
    words = Lexicon.from_dict(lexicon())
    for _ in range(500):
        text = out_of_scope(rng) if noise is None else spoken(out_of_scope(rng), rng, noise)
        with pytest.raises(CommandRefused) as refusal:
            check_command(text, words)
        assert refusal.value.code == CommandRefused.UNSUPPORTED, text
        assert refusal.value.reason
