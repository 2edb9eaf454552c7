# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from irgm_ros.backends.bundle import Bundle
from irgm_ros.errors import BundleError
from irgm_ros.language.model import CausalModel
from tests.language.doubles import DECODER_INPUTS, DECODER_OUTPUTS, Double, random_model
from tests.language.helpers import prompter

P = prompter()
IDS = [5, 9, 300, 41, 41, 7]


def test_feeding_in_pieces_equals_feeding_at_once():
    model = random_model(P.vocabulary, 0)
    whole, end = model.prefill(IDS, model.empty)
    first, middle = model.prefill(IDS[:2], model.empty)
    rest, last = model.prefill(IDS[2:], middle)
    assert np.allclose(np.concatenate([first, rest]), whole, atol=1e-6)
    assert last.length == end.length == 6
    assert all(np.allclose(a, b) for a, b in zip(last.arrays, end.arrays, strict=True))


def test_branches_leave_the_cache_alone():
    model = random_model(P.vocabulary, 0)
    _, cache = model.prefill(IDS, model.empty)
    before = [a.copy() for a in cache.arrays]
    one, _ = model.prefill([8], cache)
    model.prefill([9, 10], cache)
    again, _ = model.prefill([8], cache)
    assert (one == again).all()
    assert all((a == b).all() for a, b in zip(before, cache.arrays, strict=True))


def test_rewind_forgets_the_last_tokens():
    model = random_model(P.vocabulary, 0)
    _, cache = model.prefill(IDS, model.empty)
    back = cache.rewind(2)
    assert back.length == 2 and cache.rewind(6) is cache
    assert all(a.flags.c_contiguous for a in back.arrays)
    assert np.allclose(model.prefill(IDS[2:], back)[0], model.prefill(IDS, model.empty)[0][2:])


def test_a_fixed_prefix_is_computed_once():
    model = random_model(P.vocabulary, 0)
    decoder = model._decoder
    prefix = P.fixed_prefix('t2m')
    prompts = [P.prompt('t2m', text) for text in ('wave', 'jump', 'wave')]
    states = [model.start(prompt, prefix) for prompt in prompts]
    fed = [call['inputs_embeds'][1] for call in decoder.calls]
    assert fed == [len(prefix), *(len(prompt) - len(prefix) for prompt in prompts)]
    assert (states[0][0] == states[2][0]).all()
    assert np.allclose(states[1][0], model.prefill(prompts[1], model.empty)[0][len(prefix) :])


def test_a_prompt_that_is_all_prefix_still_has_a_state():
    model = random_model(P.vocabulary, 0)
    hidden, cache = model.start(IDS, IDS)
    assert hidden.shape == (1, 8) and cache.length == 6
    hidden, cache = model.start([4], [4])
    assert hidden.shape == (1, 8) and cache.length == 1


def test_long_sequences_grow_the_buffers():
    model = random_model(P.vocabulary, 0)
    _, cache = model.prefill([3] * 2047, model.empty)
    assert model.prefill([3, 4], cache)[1].length == 2049


def test_another_decoder_is_refused():
    odd = Double(('ids', 'mask', 'positions'), ('hidden',), None)
    with pytest.raises(BundleError, match='inputs_embeds'):
        CausalModel(odd, odd, odd, lambda ids: ids, (1, 1))


def test_a_cache_of_another_type_is_refused():
    odd = Double(DECODER_INPUTS, DECODER_OUTPUTS, None)
    odd.cache = 'tensor(double)'
    with pytest.raises(BundleError, match=r"'tensor\(double\)' given, one of fp32, fp16, bf16"):
        CausalModel(odd, odd, odd, lambda ids: ids, (1, 1))


def test_real_graphs_do_not_mind_the_pieces(tiny_bundle):
    model = CausalModel.from_bundle(Bundle.load(tiny_bundle))
    whole, end = model.prefill(IDS, model.empty)
    state, cache = model.prefill(IDS[:4], model.empty)
    for token in IDS[4:]:
        state, cache = model.prefill([token], cache)
    assert np.allclose(state[0], whole[-1], atol=1e-4) and cache.length == end.length
    again, _ = model.prefill(IDS[3:], end.rewind(3))
    assert np.allclose(again, whole[3:], atol=1e-4)
    assert model.text_logits(whole).shape[0] == model.motion_logits(whole).shape[0] == len(IDS)
    assert model.provider == 'CPUExecutionProvider'
