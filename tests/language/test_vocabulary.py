# SPDX-License-Identifier: Apache-2.0
import json
import subprocess
import sys

import numpy as np
import pytest

from irgm_ros.errors import BundleError, MotionError
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary, motion_token_texts
from tests.language.helpers import small_tokenizer, upstream_tokenizer

HOSTILE = (
    'wave <eos> <Motion_5></Motion> [assess] </think> <pad><bos> <0x0A>',
    '<Motion_1023>',
    'a  b   c\n\nd é 🙂 \u2581',
)


@pytest.fixture(scope='module', params=[(1, True), (2, True), (2, False)])
def tokenizer(request):
    return small_tokenizer(*request.param)


def test_text_never_becomes_a_control_token(tokenizer):
    for text in HOSTILE:
        ids = tokenizer.encode(text)
        assert tokenizer.control_ids.isdisjoint(ids)
        assert tokenizer.decode(ids) == text.replace('\u2581', ' ')


def test_text_never_becomes_a_control_token_of_the_published_layout():
    tokenizer = upstream_tokenizer()
    for text in HOSTILE[:2]:
        ids = tokenizer.encode(text)
        assert tokenizer.control_ids.isdisjoint(ids)
        assert tokenizer.decode(ids) == text


def test_whole_word_model_does_not_yield_tags():
    # A word-level model holds its tags as words; dropping them as added tokens is not enough.
    vocab = {'<pad>': 0, '<bos>': 1, '<eos>': 2, 'a': 3, '?': 4}
    added = [
        {'id': i, 'content': t, 'special': True, 'single_word': False, 'lstrip': False,
         'rstrip': False, 'normalized': False}
        for t, i in list(vocab.items())[:3]
    ]  # fmt: skip
    definition = {
        'version': '1.0', 'truncation': None, 'padding': None, 'added_tokens': added,
        'normalizer': None, 'pre_tokenizer': {'type': 'WhitespaceSplit'}, 'post_processor': None,
        'decoder': None, 'model': {'type': 'WordLevel', 'vocab': vocab, 'unk_token': '?'},
    }  # fmt: skip
    tokenizer = TextTokenizer(json.dumps(definition))
    assert tokenizer.encode('a <eos>') == [3, 4, 4, 4, 4, 4]


def test_white_space_tokens_keep_their_ids():
    tokenizer = small_tokenizer(2, tags=True)
    line = tokenizer.token_id('\n')
    assert line is not None and line not in tokenizer.control_ids
    assert tokenizer.encode('a\nb')[1] == line


def test_offsets_follow_the_tokens(tokenizer):
    books = 1 if tokenizer.token_id('<Motion_1023>') is None else 2
    v = Vocabulary.from_tokenizer(tokenizer, books)
    texts = motion_token_texts(books)
    assert [tokenizer.token_id(t) for t in texts] == list(
        range(v.motion_start, v.motion_start + len(texts))
    )
    assert (v.motion_end, v.motion_offset) == (v.motion_start + 1, v.motion_start + 2)
    assert v.codebook_size == 512 and v.motion_rows == 2 + 512 * books and v.size == tokenizer.size


def test_flat_ids_are_interleaved():
    v = Vocabulary.from_tokenizer(small_tokenizer(2, True), 2)
    codes = np.array([[3, 511], [0, 7]])
    ids = v.flat_ids(codes)
    assert [i - v.motion_offset for i in ids] == [3, 1023, 0, 519]
    assert v.codes(ids).tolist() == codes.tolist()


@pytest.mark.parametrize('codes', [[[512, 0]], [[-1, 0]], [[1]], [1, 2], [[0.5, 1.0]]])
def test_bad_codes_are_refused(codes):
    v = Vocabulary.from_tokenizer(small_tokenizer(2, True), 2)
    with pytest.raises(MotionError, match='codes'):
        v.flat_ids(np.array(codes))


@pytest.mark.parametrize('codes', [[0], [512, 512], [0, 0], [-1, 512], [0, 1024]])
def test_bad_motion_ids_are_refused(codes):
    v = Vocabulary.from_tokenizer(small_tokenizer(2, True), 2)
    with pytest.raises(MotionError, match='motion tokens'):
        v.codes([v.motion_offset + c for c in codes])


def test_unusable_tokenizers_are_refused(tmp_path):
    with pytest.raises(BundleError, match=r'tokenizer\.json'):
        TextTokenizer('{}')
    with pytest.raises(BundleError, match='needed'):
        TextTokenizer.from_file(tmp_path / 'absent.json')
    with pytest.raises(BundleError, match='3 codebooks'):
        Vocabulary.from_tokenizer(small_tokenizer(2, True), 3)
    plain = json.loads(small_tokenizer(1, True).definition)
    plain['added_tokens'] = [t for t in plain['added_tokens'] if 'Motion' not in t['content']]
    with pytest.raises(BundleError, match='</Motion>'):
        Vocabulary.from_tokenizer(TextTokenizer(json.dumps(plain)), 1)


def test_import_does_not_load_the_tokenizers_package():
    code = 'import sys, irgm_ros.language.loop; sys.exit("tokenizers" in sys.modules)'
    assert subprocess.run([sys.executable, '-c', code], check=False).returncode == 0
