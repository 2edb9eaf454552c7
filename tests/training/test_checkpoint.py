# SPDX-License-Identifier: Apache-2.0
"""Checkpoints: whole or not at all, and weights taken up from a run of another shape."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip('torch', reason='training extra is not installed')

from training.checkpoint import load, save, warm_start  # noqa: E402


def layers(rows: int, width: int) -> torch.nn.Module:
    return torch.nn.ModuleDict(
        {'embedding': torch.nn.Embedding(rows, 3), 'linear': torch.nn.Linear(3, width)}
    )


def test_there_is_no_checkpoint_before_the_first(tmp_path: Path) -> None:
    assert load(tmp_path / 'none.pt') is None
    with pytest.raises(FileNotFoundError, match='no checkpoint'):
        warm_start(layers(2, 2), tmp_path / 'none.pt')


def test_larger_vocabulary_gives_its_first_rows(tmp_path: Path) -> None:
    other, model = layers(5, 2), layers(3, 2)
    save(tmp_path / 'a.pt', {'model': other.state_dict()})
    assert warm_start(model, tmp_path / 'a.pt') == []
    assert torch.equal(model['embedding'].weight, other['embedding'].weight[:3])
    assert torch.equal(model['linear'].weight, other['linear'].weight)
    assert not list(tmp_path.glob('*.tmp'))


def test_what_does_not_fit_is_named_and_kept(tmp_path: Path) -> None:
    save(tmp_path / 'a.pt', {'model': layers(2, 2).state_dict()})
    model = layers(4, 7)
    before = model['embedding'].weight.clone()
    kept = warm_start(model, tmp_path / 'a.pt')
    assert kept == ['embedding.weight', 'linear.weight', 'linear.bias']
    assert torch.equal(model['embedding'].weight, before)
