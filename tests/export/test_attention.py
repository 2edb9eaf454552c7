# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')
pytest.importorskip('transformers', reason='export needs transformers: make test-export')

from export.attention import GroupedAttention, HeadRotary
from irgm_ros.errors import BundleError
from training.language.gemma import build_gemma


@pytest.fixture(scope='module')
def body():
    return build_gemma(
        20, hidden_size=32, num_hidden_layers=1, num_attention_heads=8, num_key_value_heads=2,
        head_dim=8, intermediate_size=16, initializer_range=0.3,
    ).model.eval()  # fmt: skip


def test_attention_is_that_of_the_model(body):
    x, positions = torch.randn(2, 5, 32), torch.tensor([[3, 4, 5, 6, 7], [0, 1, 2, 3, 4]])
    mask = torch.zeros(2, 1, 5, 5).masked_fill(torch.ones(5, 5).triu(1).bool(), -1e9)
    original = body.layers[0].self_attn
    with torch.no_grad():
        wanted, _ = original(x, body.rotary_emb(x, positions), mask)
        found, _ = GroupedAttention(original)(x, HeadRotary(body.rotary_emb)(x, positions), mask)
    torch.testing.assert_close(found, wanted, atol=1e-5, rtol=1e-5)


def test_values_do_not_turn(body):
    cosines, sines = HeadRotary(body.rotary_emb)(torch.zeros(1), torch.tensor([[0, 9]]))
    assert cosines.shape == sines.shape == (1, 12, 2, 8)
    assert torch.equal(cosines[:, 10:], torch.ones(1, 2, 2, 8)) and not sines[:, 10:].any()
    assert sines[:, :10, 1].all()


def test_other_rotary_embeddings_are_refused():
    scaled = {'rope_type': 'linear', 'rope_theta': 10000.0, 'factor': 2.0}
    body = build_gemma(20, hidden_size=32, num_hidden_layers=1, rope_parameters=scaled).model
    with pytest.raises(BundleError, match=r"'linear' given; only \"default\""):
        HeadRotary(body.rotary_emb)
