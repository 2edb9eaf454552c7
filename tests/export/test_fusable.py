# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
import copy

import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')
pytest.importorskip('transformers', reason='export needs transformers: make test-export')

from export.fusable import make_fusable
from training.language.gemma import build_gemma


@pytest.mark.parametrize('softcap', [50.0, None])
@pytest.mark.parametrize('kv_heads', [1, 2, 4])
def test_rewritten_model_is_the_same_function(softcap, kv_heads):
    model = build_gemma(
        100,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=kv_heads,
        head_dim=8,
        intermediate_size=48,
        sliding_window=8,
        attn_logit_softcapping=softcap,
        initializer_range=0.3,
    ).eval()
    for norm in (n for n in model.modules() if type(n).__name__ == 'Gemma2RMSNorm'):
        torch.nn.init.normal_(norm.weight, std=0.3)
    ids = torch.arange(40).reshape(2, 20)
    mask = torch.ones_like(ids)
    mask[1, :5] = 0
    rewritten = make_fusable(copy.deepcopy(model))
    with torch.no_grad():
        wanted = model(input_ids=ids, attention_mask=mask).logits
        got = rewritten(input_ids=ids, attention_mask=mask).logits
    seen = mask.bool()
    torch.testing.assert_close(got[seen], wanted[seen], atol=2e-4, rtol=1e-4)
