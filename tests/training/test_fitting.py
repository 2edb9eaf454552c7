# SPDX-License-Identifier: Apache-2.0
"""The training loop on a model of one number: it learns, it logs, it goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

torch = pytest.importorskip('torch', reason='training extra is not installed')

from training.fitting import Fit  # noqa: E402


class Number(torch.nn.Module):
    """One parameter that shall become 3."""

    def __init__(self) -> None:
        super().__init__()
        self.value = torch.nn.Parameter(torch.zeros(()))

    def losses(self) -> tuple[torch.Tensor, dict[str, float]]:
        loss = (self.value - 3.0).square()
        return loss, {'loss': loss.item()}


def fit(folder: Path, resume: bool) -> tuple[Number, Fit]:
    model = Number()
    optimizer = torch.optim.AdamW(model.parameters(), 0.1, weight_decay=0.0)
    return model, Fit('number', model, optimizer, folder, resume)


def test_learns_and_logs(tmp_path: Path) -> None:
    model, run = fit(tmp_path, resume=False)
    run.run(model.losses, steps=200, minutes=1, log_every=100)
    assert model.value.item() == pytest.approx(3.0, abs=0.1)
    records = [json.loads(line) for line in (tmp_path / 'number_log.jsonl').open()]
    assert [r['step'] for r in records] == [100, 200]
    assert records[1]['loss'] < records[0]['loss']


def test_goes_on_where_it_stopped_with_the_full_rate(tmp_path: Path) -> None:
    model, run = fit(tmp_path, resume=False)
    run.run(model.losses, steps=50, minutes=1, log_every=50)
    again, resumed = fit(tmp_path, resume=True)
    assert resumed.step == 50
    assert again.value.item() == model.value.item()
    resumed.run(again.losses, steps=200, minutes=1, log_every=50)
    assert resumed.step == 200
    assert again.value.item() == pytest.approx(3.0, abs=0.1)


def test_finished_run_does_nothing_more(tmp_path: Path) -> None:
    model, run = fit(tmp_path, resume=False)
    run.run(model.losses, steps=5, minutes=1, log_every=1)
    again, resumed = fit(tmp_path, resume=True)
    resumed.run(again.losses, steps=5, minutes=1, log_every=1)
    assert resumed.step == 5
    assert again.value.item() == model.value.item()


def test_a_loss_that_is_not_finite_ends_the_run(tmp_path: Path) -> None:
    model, run = fit(tmp_path, resume=False)
    with pytest.raises(FloatingPointError, match='learning_rate'):
        run.run(lambda: (model.value / 0.0, {}), steps=5, minutes=1, log_every=1)


def test_interruption_leaves_a_checkpoint(tmp_path: Path) -> None:
    model, run = fit(tmp_path, resume=False)

    def losses() -> tuple[torch.Tensor, dict[str, float]]:
        if run.step == 7:
            raise KeyboardInterrupt
        return model.losses()

    with pytest.raises(KeyboardInterrupt):
        run.run(losses, steps=50, minutes=1, log_every=50)
    again, resumed = fit(tmp_path, resume=True)
    assert resumed.step == 7
    assert again.value.item() == model.value.item() != 0.0
