# SPDX-License-Identifier: Apache-2.0
"""One process or many: all that a training has to know of how it was launched.

Without `accelerate launch` and without a GPU nothing of accelerate is imported and every method
does nothing. On GPUs accelerate shares out the weights (FSDP2) or copies them (DDP) as its
configuration file says. Accelerate never shares out on processors: there torch's own
``fully_shard`` is called with the same rule, so that a sharded run can be tried anywhere.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.distributed.tensor import DTensor, distribute_tensor

if TYPE_CHECKING:
    from accelerate import Accelerator

_SHARDED_LAYER = 'Gemma2DecoderLayer'  # as fsdp_transformer_layer_cls_to_wrap in the configuration
_PATIENCE = timedelta(hours=2)  # others wait while the first process encodes or samples


class Parallel:
    """The processes of one training.

    Attributes:
        rank: Number of this process.
        world: Number of processes.
        device: Where the model and its batches go.
    """

    def __init__(self, accelerator: Accelerator | None = None) -> None:
        """Wrap an accelerator; None is a single process on the CPU."""
        self._accelerator = accelerator
        self.rank = 0 if accelerator is None else accelerator.process_index
        self.world = 1 if accelerator is None else accelerator.num_processes
        self.device = torch.device('cpu') if accelerator is None else accelerator.device

    @classmethod
    def from_environment(cls) -> Parallel:
        """Read what ``accelerate launch`` has set; a GPU is used if there is one."""
        if int(os.environ.get('WORLD_SIZE', '1')) < 2 and not torch.cuda.is_available():
            return cls()
        from accelerate import Accelerator, InitProcessGroupKwargs

        return cls(Accelerator(kwargs_handlers=[InitProcessGroupKwargs(timeout=_PATIENCE)]))

    @property
    def is_main(self) -> bool:
        """Whether this process writes files, logs and progress."""
        return self.rank == 0

    @property
    def shards(self) -> bool:
        """Whether each process holds only a part of the weights."""
        if self._accelerator is None or self.world == 1:
            return False
        on_gpu = self._accelerator.distributed_type == 'FSDP'
        return on_gpu or (self.device.type == 'cpu' and _asked_to_shard())

    def prepare(
        self, model: nn.Module, optimizer: torch.optim.Optimizer
    ) -> tuple[nn.Module, torch.optim.Optimizer]:
        """Place, share out or copy a model, and let its fresh optimizer follow."""
        if self._accelerator is None:
            return model, optimizer
        if self.shards and self.device.type == 'cpu':
            _shard(model, optimizer)
            return model, optimizer
        prepared: tuple[nn.Module, torch.optim.Optimizer]
        prepared = self._accelerator.prepare(model, optimizer)
        return prepared

    def backward(self, loss: Tensor) -> None:
        """Add the gradients of a loss; among processes they are averaged."""
        if self._accelerator is None:
            loss.backward()
        else:
            self._accelerator.backward(loss)

    def clip(self, model: nn.Module, norm: float) -> None:
        """Bound the norm of all gradients together."""
        if self._accelerator is None:
            nn.utils.clip_grad_norm_(model.parameters(), norm)
        else:
            self._accelerator.clip_grad_norm_(model.parameters(), norm)

    def gradients_stay(self, model: nn.Module) -> AbstractContextManager[Any]:
        """Keep gradients in this process for now: another micro-batch of the step follows."""
        return nullcontext() if self._accelerator is None else self._accelerator.no_sync(model)

    def total(self, value: float) -> float:
        """Sum of a number over all processes."""
        if self.world == 1:
            return value
        assert self._accelerator is not None
        number = torch.tensor(value, dtype=torch.float32, device=self.device)
        return float(self._accelerator.reduce(number, 'sum'))

    def agreed(self, value: float) -> float:
        """The first process's number: all must stop, save and slow down at the same step."""
        return self.total(value if self.is_main else 0.0)

    def wait(self) -> None:
        """Return when all processes have come here."""
        if self._accelerator is not None:
            self._accelerator.wait_for_everyone()

    def first(self) -> AbstractContextManager[Any]:
        """Let the first process do the enclosed work; the others do it after, from its files."""
        return nullcontext() if self._accelerator is None else self._first()

    def _first(self) -> AbstractContextManager[Any]:
        assert self._accelerator is not None
        return self._accelerator.main_process_first()

    def whole(self, state: Any) -> Any:
        """A nested state with shared-out tensors put together; all processes must call.

        Only the first process keeps the result, so that host memory holds it once.
        """
        if isinstance(state, dict):
            return {name: self.whole(value) for name, value in state.items()}
        if isinstance(state, DTensor):
            full = state.full_tensor()
            return full.cpu() if self.is_main else None
        return state

    def held(self, model: nn.Module) -> float:
        """Share of the parameters that this process holds."""
        parameters = list(model.parameters())
        local = sum((p.to_local() if isinstance(p, DTensor) else p).numel() for p in parameters)
        return local / sum(p.numel() for p in parameters)

    def load_optimizer(self, optimizer: torch.optim.Optimizer, state: dict[str, Any]) -> None:
        """Take up a whole optimizer state, shared out as the parameters are.

        Args:
            optimizer: As returned by `prepare`.
            state: Written by a run on any number of processes.
        """
        parameters = [p for group in optimizer.param_groups for p in group['params']]
        shared = {
            index: {name: _like(parameters[index], value) for name, value in values.items()}
            for index, values in state['state'].items()
        }
        optimizer.load_state_dict({**state, 'state': shared})


def _asked_to_shard() -> bool:
    return os.environ.get('ACCELERATE_USE_FSDP', 'false').lower() == 'true'


def _shard(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Share out a model layer by layer and point its optimizer at the new parameters."""
    from torch.distributed.fsdp import FSDPModule, fully_shard

    names = {parameter: name for name, parameter in model.named_parameters()}
    layers = [m for m in model.modules() if type(m).__name__ == _SHARDED_LAYER]
    for module in (*layers, model):
        fully_shard(module)
        assert isinstance(module, FSDPModule)
        module.set_force_sum_reduction_for_comms(True)  # gloo sums, it does not average
    renewed = dict(model.named_parameters())
    for group in optimizer.param_groups:
        group['params'] = [renewed[names[parameter]] for parameter in group['params']]


def _like(parameter: Tensor, value: Any) -> Any:
    """A tensor of an optimizer's state shared out as its parameter is; counters stay whole."""
    if isinstance(parameter, DTensor) and isinstance(value, Tensor) and value.dim():
        return distribute_tensor(value, parameter.device_mesh, parameter.placements)
    return value
