# SPDX-License-Identifier: Apache-2.0
import logging

import numpy as np
import pytest

from irgm_ros.backends import Bundle, OrtSession, SessionOptions
from irgm_ros.backends.ort import CPU
from irgm_ros.errors import BundleError


@pytest.fixture(scope='module')
def head(tiny_bundle):
    return Bundle.load(tiny_bundle).session('motion_head')


def test_motion_head_has_two_tags_and_every_code(head):
    result = head.run({'hidden': np.ones((3, 16), np.float32)})
    assert list(result) == ['logits']
    assert result['logits'].shape == (3, 2 + 2 * 512)


def test_heads_are_soft_capped(head):
    logits = head.run({'hidden': np.full((1, 16), 1e6, np.float32)})['logits']
    assert np.abs(logits).max() <= 30.0


def test_motion_head_is_a_part_of_the_text_head(tiny_bundle, head):
    bundle = Bundle.load(tiny_bundle)
    hidden = np.random.default_rng(0).normal(size=(4, 16)).astype(np.float32)
    text = bundle.session('text_head').run({'hidden': hidden})['logits']
    first = bundle.manifest.vocabulary.motion_start
    part = text[:, first : first + 2 + 2 * 512]
    np.testing.assert_allclose(head.run({'hidden': hidden})['logits'], part, atol=1e-5)


@pytest.mark.parametrize(
    'feeds',
    [
        {},
        {'hidden': np.ones((1, 7), np.float32)},
        {'hidden': np.ones((1, 16), np.float64)},
        {'hidden': np.ones((1, 16), np.float32), 'other': np.ones(1, np.float32)},
    ],
)
def test_wrong_inputs_say_what_was_expected(head, feeds):
    with pytest.raises(BundleError, match=r'given, .*hidden.* expected'):
        head.run(feeds)


def test_a_file_that_is_no_graph(tmp_path):
    (tmp_path / 'x.onnx').write_bytes(b'no graph')
    with pytest.raises(BundleError, match='cannot load this graph'):
        OrtSession(tmp_path / 'x.onnx')


def test_provider_in_use_is_reported(tiny_bundle, caplog):
    path = tiny_bundle / 'text_head.onnx'
    with caplog.at_level(logging.WARNING):
        session = OrtSession(path, SessionOptions(provider='NoSuchProvider'))
    assert session.provider == CPU
    assert 'NoSuchProvider asked for, CPUExecutionProvider in use' in caplog.text


def test_strict_provider_refuses_another(tiny_bundle):
    options = SessionOptions(provider='NoSuchProvider', strict_provider=True)
    with pytest.raises(BundleError, match='not in this onnxruntime, which has'):
        OrtSession(tiny_bundle / 'text_head.onnx', options)


def test_strict_provider_accepts_the_one_asked_for(tiny_bundle):
    options = SessionOptions(provider='cpu', strict_provider=True)
    assert OrtSession(tiny_bundle / 'text_head.onnx', options).provider == CPU


def test_threads_below_one():
    with pytest.raises(BundleError, match='at least 1'):
        SessionOptions(threads=0)
