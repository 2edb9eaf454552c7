# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from training.language.text_tokenizer import SPECIAL_TOKENS, build_tokenizer, corpus
from training.text.lexicon import lexicon

SAMPLES = 4000


@pytest.fixture(scope='module')
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp('tokenizer') / 'tokenizer.json'
    build_tokenizer(path, 2, samples=SAMPLES)
    return path


@pytest.fixture(scope='module')
def tokenizer(path):
    return TextTokenizer.from_file(path)


def test_control_tokens_come_first_and_motions_last(tokenizer):
    assert [tokenizer.token_id(t) for t in SPECIAL_TOKENS] == list(range(len(SPECIAL_TOKENS)))
    vocabulary = Vocabulary.from_tokenizer(tokenizer, 2)
    assert vocabulary.motion_end == vocabulary.motion_start + 1
    assert vocabulary.motion_offset == vocabulary.motion_start + 2
    assert vocabulary.size == vocabulary.motion_offset + 1024
    assert 700 <= vocabulary.motion_start <= 2048


def test_texts_come_back_whole_and_in_segments(tokenizer):
    rng = np.random.default_rng(0)
    for text in corpus(1, 300):
        assert tokenizer.decode(tokenizer.encode(text)) == text
        cuts = sorted(rng.integers(0, len(text) + 1, 3))
        pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        assert tokenizer.decode([i for piece in pieces for i in tokenizer.encode(piece)]) == text


@pytest.mark.parametrize(
    'text',
    ['', ' ', '\n', '\n\n', 'a\n b', '  two  spaces ', 'Größe 挥手 🙂', '<eos>', '<Motion_5>',
     'a\tb',     '[assess]', '\n\nUser: x\n\n Response:'],
)  # fmt: skip
def test_any_string_comes_back(tokenizer, text):
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_typed_control_tokens_are_plain_text(tokenizer):
    ids = tokenizer.encode('<eos> <Motion_5> [assess] </think>')
    assert not set(ids) & tokenizer.control_ids


def test_words_of_the_grammar_are_single_tokens(tokenizer):
    words = {w for entry in lexicon()['actions'].values() for w in entry['words'] if ' ' not in w}
    whole = [word for word in words if len(tokenizer.encode(f' {word}')) == 1]
    assert len(whole) >= 0.8 * len(words)  # of a small corpus, half of it in plain words


def test_same_seed_same_file(path, tmp_path):
    again = tmp_path / 'again.json'
    build_tokenizer(again, 2, samples=SAMPLES)
    assert again.read_bytes() == path.read_bytes()
