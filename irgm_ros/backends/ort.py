# SPDX-License-Identifier: Apache-2.0
"""Graphs on onnxruntime, with the provider in use reported instead of assumed."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import onnxruntime

from irgm_ros.backends.session import PAST, Array
from irgm_ros.errors import BundleError

CPU = 'CPUExecutionProvider'
PROVIDERS: dict[str, str] = {
    'cpu': CPU,
    'cuda': 'CUDAExecutionProvider',
    'tensorrt': CPU,  # what has no engine; see ``backends/native.py``
}
ENVIRONMENT = 'IRGM_PROVIDER'
_TYPES = {'tensor(float)': 'fp32', 'tensor(float16)': 'fp16', 'tensor(bfloat16)': 'bf16'}
_logger = logging.getLogger(__name__)


def default_provider() -> str:
    """The provider of the variable ``IRGM_PROVIDER``, else ``cpu``."""
    return os.environ.get(ENVIRONMENT) or 'cpu'


@dataclass(frozen=True)
class SessionOptions:
    """How to run a graph.

    Attributes:
        provider: ``cpu``, ``cuda``, ``tensorrt`` (native engines, see ``backends/native.py``),
            or onnxruntime's own name of a provider.
        strict_provider: Refuse to run on another provider than the one asked for; onnxruntime
            itself falls back to the CPU without a word.
        threads: Threads inside one operator. More than 1 slows a small model down as soon as
            another process wants a core.
    """

    provider: str = 'cpu'
    strict_provider: bool = False
    threads: int = 1

    def __post_init__(self) -> None:
        """Check the number of threads."""
        if self.threads < 1:
            raise BundleError(f'threads: {self.threads} given, at least 1 expected')

    @property
    def native(self) -> bool:
        """Whether native TensorRT is asked for."""
        return self.provider.lower() == 'tensorrt'

    @property
    def provider_name(self) -> str:
        """Name that onnxruntime gives the provider asked for."""
        return PROVIDERS.get(self.provider.lower(), self.provider)


class OrtSession:
    """One graph loaded by onnxruntime."""

    def __init__(
        self, path: Path, options: SessionOptions | None = None, packed: bool = False
    ) -> None:
        """Load the graph at ``path``.

        Args:
            path: ONNX file.
            options: Provider and threads; CPU with one thread by default.
            packed: Compute products with int4 weights from their levels (`MatMulNBits`), in an
                eighth of the memory; otherwise they are turned back into float32 as int8 is.

        Raises:
            BundleError: The graph cannot be loaded, or runs on another provider than
                ``options`` insists on.
        """
        options = options or SessionOptions()
        self._session = _open(path, options, packed)
        self.inputs: tuple[str, ...] = tuple(i.name for i in self._session.get_inputs())
        self.outputs: tuple[str, ...] = tuple(o.name for o in self._session.get_outputs())
        kinds = [i.type for i in self._session.get_inputs() if i.name.startswith(PAST)]
        self.cache: str = _TYPES.get(kinds[0], kinds[0]) if kinds else ''
        self.provider: str = self._session.get_providers()[0]
        if self.provider != options.provider_name:
            _report_fallback(path, self.provider, options)

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """Run the graph once; see ``Session.run``.

        Raises:
            BundleError: An input is missing or unknown, or has the wrong type or shape.
        """
        try:
            results = self._session.run(self.outputs, feeds)
        except (ValueError, onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument) as error:
            given = {name: (str(a.dtype), a.shape) for name, a in feeds.items()}
            raise BundleError(
                f'inputs do not fit the graph: {given} given, {self.inputs} expected ({error})'
            ) from error
        return dict(zip(self.outputs, results, strict=True))


def _open(path: Path, options: SessionOptions, packed: bool) -> onnxruntime.InferenceSession:
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    settings.inter_op_num_threads = 1
    settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    # The cache grows by one each step: a memory plan for each shape would be made and kept.
    settings.enable_mem_pattern = False
    settings.log_severity_level = 4  # errors are raised; the log would only repeat them
    # A spinning thread takes a core from the controllers of the robot.
    settings.add_session_config_entry('session.intra_op.allow_spinning', '0')
    settings.add_session_config_entry('session.set_denormal_as_zero', '1')
    # Quantised weights are turned back once, while loading, not before each product.
    settings.add_session_config_entry('session.disable_quant_qdq', '0' if packed else '1')
    settings.add_session_config_entry('session.qdq_matmulnbits_accuracy_level', '0')  # float32
    wanted = options.provider_name
    available = onnxruntime.get_available_providers()
    if wanted not in available and options.strict_provider:
        raise BundleError(
            f'provider {wanted} is not in this onnxruntime, which has {", ".join(available)}; '
            'install a build that has it, or choose another provider'
        )
    order = [wanted, CPU] if wanted in available and wanted != CPU else [CPU]
    try:
        return onnxruntime.InferenceSession(str(path), settings, providers=order)
    except Exception as error:  # onnxruntime's errors share no base class of their own
        raise BundleError(f'{path}: onnxruntime cannot load this graph: {error}') from error


def _report_fallback(path: Path, actual: str, options: SessionOptions) -> None:
    message = f'{path.name}: provider {options.provider_name} asked for, {actual} in use'
    if options.strict_provider:
        raise BundleError(f'{message}; strict_provider does not allow that')
    _logger.warning(message)
