# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
import copy

import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')
pytest.importorskip('transformers', reason='export needs transformers: make test-export')

from export.fusable import make_fusable
from export.wrappers import DecoderGraph
from training.language.gemma import build_gemma


@pytest.fixture(scope='module')
def graph() -> DecoderGraph:
    torch.manual_seed(0)
    model = build_gemma(
        100, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        head_dim=8, intermediate_size=48, sliding_window=64, initializer_range=0.3,
    ).eval()  # fmt: skip
    return DecoderGraph(make_fusable(model))


def run(graph, embeds, mask, positions, past=None):
    past = past or [torch.zeros(len(embeds), 2, 0, 8)] * 4
    with torch.no_grad():
        hidden, *present = graph(embeds, torch.tensor([mask]), torch.tensor([positions]), *past)
    return hidden, present


def test_lanes_of_one_row_do_not_see_each_other(graph):
    shared, one, other = (torch.randn(1, n, 32) for n in (5, 3, 3))
    _, past = run(graph, shared, [1] * 5, range(5))
    alone = [run(graph, x, [1] * 8, range(5, 8), past)[0] for x in (one, other)]
    woven = torch.stack([one, other], dim=2).reshape(1, 6, 32)
    mask, positions = [1] * 5 + [2, 3] * 3, [5, 5, 6, 6, 7, 7]
    together, _ = run(graph, woven, mask, positions, past)
    torch.testing.assert_close(together[:, ::2], alone[0], atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(together[:, 1::2], alone[1], atol=1e-5, rtol=1e-5)


def test_hidden_places_are_not_seen(graph):
    x = torch.randn(1, 6, 32)
    padded = torch.cat([torch.randn(1, 2, 32), x], dim=1)
    whole, _ = run(graph, x, [1] * 6, range(6))
    behind, _ = run(graph, padded, [0, 0, 1, 1, 1, 1, 1, 1], [0, 0, *range(6)])
    torch.testing.assert_close(behind[:, 2:], whole, atol=1e-5, rtol=1e-5)


def test_a_window_shorter_than_the_sequence(short=4):
    model = build_gemma(
        100, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        head_dim=8, intermediate_size=48, sliding_window=short, initializer_range=0.3,
    ).eval()  # fmt: skip
    graph, x = DecoderGraph(make_fusable(copy.deepcopy(model))), torch.randn(1, 3 * short, 32)
    with torch.no_grad():
        wanted = model.model(inputs_embeds=x, use_cache=False).last_hidden_state
    first, past = run(graph, x[:, :short], [1] * short, range(short))
    rest, _ = run(graph, x[:, short:], [1] * 3 * short, range(short, 3 * short), past)
    torch.testing.assert_close(torch.cat([first, rest], 1), wanted, atol=1e-5, rtol=1e-5)
