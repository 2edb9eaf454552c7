# SPDX-License-Identifier: Apache-2.0
"""Muon for the matrices of the layers, AdamW for everything else.

Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024: the momentum of a
matrix is brought close to an orthogonal one by five Newton-Schulz steps. The update is scaled to
the size of AdamW's, so that one learning rate serves both (Liu et al., "Muon is Scalable for LLM
Training", 2025, section 2.2). `torch.optim.Muon` computes in bfloat16, which CPUs without AVX-512
emulate: ten to twenty times slower than float32.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_STEPS = 5
_RMS = 0.2  # of an update of AdamW


def orthogonal(matrices: Tensor) -> Tensor:
    """Matrices (N, R, C) with singular values near one and the same singular vectors."""
    a, b, c = _COEFFICIENTS
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.mT if tall else matrices
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(_STEPS):
        square = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=b, alpha=c), x, beta=a)
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    """Muon on the given matrices; AdamW on the other parameters.

    Args:
        matrices: Weights (R, C) of hidden layers.
        others: Embeddings, heads, gains.
        rate: Learning rate of both.
        weight_decay: Of the matrices, and of other parameters with two dimensions.
    """

    def __init__(
        self,
        matrices: Iterable[Tensor],
        others: Iterable[Tensor],
        rate: float,
        weight_decay: float,
    ) -> None:
        """Make one group for each rule."""
        rest = list(others)
        groups = [
            {'params': list(matrices), 'muon': True, 'weight_decay': weight_decay},
            {'params': [p for p in rest if p.dim() > 1], 'weight_decay': weight_decay},
            {'params': [p for p in rest if p.dim() <= 1], 'weight_decay': 0.0},
        ]
        super().__init__([g for g in groups if g['params']], {'lr': rate, 'muon': False})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Update all parameters that have a gradient."""
        for group in self.param_groups:
            params = [p for p in group['params'] if p.grad is not None]
            if params:
                torch._foreach_mul_(params, 1.0 - group['lr'] * group['weight_decay'])
                (self._muon if group['muon'] else self._adam)(params, group['lr'])

    def _muon(self, params: list[Tensor], rate: float) -> None:
        by_shape: dict[torch.Size, list[Tensor]] = defaultdict(list)
        for p in params:
            by_shape[p.shape].append(p)
        for shape, same in by_shape.items():
            momenta = [self._buffer(p, 'momentum') for p in same]
            grads = [p.grad for p in same]
            torch._foreach_lerp_(momenta, grads, 0.05)
            ahead = torch._foreach_lerp(grads, momenta, 0.95)  # Nesterov
            updates = orthogonal(torch.stack(ahead))
            scale = -rate * _RMS * max(shape) ** 0.5
            torch._foreach_add_(same, list(updates.unbind()), alpha=scale)

    def _adam(self, params: list[Tensor], rate: float) -> None:
        first = [self._buffer(p, 'first') for p in params]
        second = [self._buffer(p, 'second') for p in params]
        counts = [self._count(p) for p in params]
        grads = [p.grad for p in params]
        torch._foreach_lerp_(first, grads, 0.1)
        torch._foreach_mul_(second, 0.98)
        torch._foreach_addcmul_(second, grads, grads, 0.02)
        for p, m, v, n in zip(params, first, second, counts, strict=True):
            n += 1
            root = (v / (1.0 - 0.98 ** int(n))).sqrt_().add_(1e-8)
            p.addcdiv_(m, root, value=-rate / (1.0 - 0.9 ** int(n)))

    def _buffer(self, p: Tensor, name: str) -> Tensor:
        state = self.state[p]
        if name not in state:
            state[name] = torch.zeros_like(p)
        found: Tensor = state[name]
        return found

    def _count(self, p: Tensor) -> Tensor:
        return self.state[p].setdefault('step', torch.zeros((), dtype=torch.int64))


def muon(model: nn.Module, rate: float, weight_decay: float) -> torch.optim.Optimizer:
    """Muon on the projections of the layers of a Gemma 2, AdamW on embeddings and gains."""
    inner = {n for n, p in model.named_parameters() if p.dim() == 2 and '.layers.' in n}
    named = list(model.named_parameters())
    return Muon(
        [p for n, p in named if n in inner], [p for n, p in named if n not in inner], rate,
        weight_decay,
    )  # fmt: skip
