# SPDX-License-Identifier: Apache-2.0
"""Muon: updates of equal singular values, AdamW for the rest, and a state that is taken up."""

from __future__ import annotations

import pytest

torch = pytest.importorskip('torch', reason='training extra is not installed')

from training.language.gemma import build_gemma  # noqa: E402
from training.language.muon import Muon, muon, orthogonal  # noqa: E402


@pytest.mark.parametrize('shape', [(24, 24), (48, 16), (16, 48)])
def test_singular_values_come_near_one(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    matrices = torch.randn(3, *shape)
    for before, after in zip(matrices, orthogonal(matrices), strict=True):
        u, _, v = torch.linalg.svd(before, full_matrices=False)
        values = u.T @ after @ v.T  # diagonal where the singular vectors are the same
        assert (values - values.diagonal().diag()).abs().max() < 1e-3
        assert values.diagonal().min() > 0.0
        assert values.diagonal().median() > 0.6
        assert values.diagonal().max() < 1.4


def test_other_parameters_move_as_with_adamw() -> None:
    torch.manual_seed(0)
    gains, embeddings = torch.randn(5), torch.randn(7, 4)
    ours = [torch.nn.Parameter(p.clone()) for p in (gains, embeddings)]
    theirs = [torch.nn.Parameter(p.clone()) for p in (gains, embeddings)]
    optimizer = Muon([], ours, 0.01, 0.1)
    groups = [{'params': theirs[1:], 'weight_decay': 0.1}, {'params': theirs[:1]}]
    adamw = torch.optim.AdamW(groups, 0.01, betas=(0.9, 0.98), weight_decay=0.0)
    for _ in range(5):
        for a, b in zip(ours, theirs, strict=True):
            a.grad = torch.randn_like(a)
            b.grad = a.grad.clone()
        optimizer.step()
        adamw.step()
    for a, b in zip(ours, theirs, strict=True):
        torch.testing.assert_close(a, b)


def test_a_linear_problem_is_solved() -> None:
    torch.manual_seed(0)
    truth, weight = torch.randn(8, 6), torch.nn.Parameter(torch.zeros(8, 6))
    optimizer = Muon([weight], [], 0.1, 0.0)
    for step in range(200):
        optimizer.param_groups[0]['lr'] = 0.1 * (1.0 - step / 200)
        optimizer.zero_grad()
        (weight - truth).square().sum().backward()
        optimizer.step()
    assert (weight - truth).abs().max() < 0.15


def test_layers_and_the_rest_are_told_apart_and_the_state_is_taken_up() -> None:
    model = build_gemma(64, hidden_size=32, num_hidden_layers=1, intermediate_size=48)
    optimizer = muon(model, 1e-3, 0.01)
    hidden = {id(p) for p in optimizer.param_groups[0]['params']}
    names = {n for n, p in model.named_parameters() if id(p) in hidden}
    assert all('.layers.' in name and name.endswith('proj.weight') for name in names)
    assert len(names) == 7
    for p in model.parameters():
        p.grad = torch.ones_like(p)
    optimizer.step()
    again = muon(model, 1e-3, 0.01)
    again.load_state_dict(optimizer.state_dict())
    p = optimizer.param_groups[0]['params'][0]
    assert torch.equal(again.state[p]['momentum'], optimizer.state[p]['momentum'])
