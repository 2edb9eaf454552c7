# SPDX-License-Identifier: Apache-2.0
"""Graphs as native TensorRT engines; what stays in the key-value cache never leaves the GPU.

Not yet run on hardware: written against the documented interfaces of TensorRT 10.3 to 10.16 and
cuda-bindings 12.9, and tested against a model of both (``tests/backends/fake_tensorrt.py``).
"""

from __future__ import annotations

import logging
import mmap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from irgm_ros.backends.cuda import Buffer, Device
from irgm_ros.backends.device_array import DeviceArray
from irgm_ros.backends.session import PAST, Array
from irgm_ros.errors import DeviceError

KEPT = 'present.'  # outputs with such names stay on the device
GRAPHS = 64  # captured graphs of a session; the shapes that come back first get them
_SEEN = 4096
_TYPES = {'float32': 'fp32', 'float16': 'fp16'}
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Tensor:
    """An input or output of an engine.

    Attributes:
        name: Its name.
        dtype: Type on the host; None: has none there.
        kind: The type by its name in a manifest, as far as it has one.
        itemsize: Bytes of an element.
        kept: Whether it stays on the device.
    """

    name: str
    dtype: np.dtype[Any] | None
    kind: str
    itemsize: int
    kept: bool


class TensorRtSession:
    """One engine; see `irgm_ros.backends.session.Session`.

    Inputs and outputs of the host have buffers of their own that grow as needed; each kept
    output is new memory from the pool of the device, so that a cache may be shared by branches.

    A captured graph holds shapes and addresses, and its context must not serve other shapes in
    between: a call whose shapes and addresses come back gets a context of its own and is recorded,
    for at most `GRAPHS` of them. Where recording fails, the session goes on without and says so.
    """

    def __init__(self, trt: Any, path: Path, device: Device) -> None:
        """Read an engine.

        Args:
            trt: The module ``tensorrt``.
            path: The engine.
            device: Where it shall run.

        Raises:
            DeviceError: The engine cannot be read by this TensorRT on this GPU.
        """
        self._device, self._path = device, path
        self._said: list[str] = []
        self._logger = engine_logger(trt, self._said)
        self._runtime = trt.Runtime(self._logger)
        with path.open('rb') as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as plan:
            self._engine = self._runtime.deserialize_cuda_engine(plan)
        if self._engine is None:
            raise self._error('TensorRT cannot read this engine; delete it and build it again')
        tensors = [self._tensor(trt, i) for i in range(self._engine.num_io_tensors)]
        modes = [self._engine.get_tensor_mode(t.name) for t in tensors]
        self._in = [t for t, m in zip(tensors, modes, strict=True) if m == trt.TensorIOMode.INPUT]
        self._out = [t for t in tensors if t not in self._in]
        self.inputs: tuple[str, ...] = tuple(t.name for t in self._in)
        self.outputs: tuple[str, ...] = tuple(t.name for t in self._out)
        self.cache: str = next((t.kind for t in self._in if t.name.startswith(PAST)), '')
        self.provider: str = f'TensorRT {trt.__version__}'
        self.capturing = True  # False once a recording has failed
        # One stream, one call at a time: all contexts work in the same memory.
        self._strategy = trt.ExecutionContextAllocationStrategy.USER_MANAGED
        self._scratch = device.take(int(self._engine.device_memory_size_v2))
        self._contexts = [self._context(i) for i in range(self._engine.num_optimization_profiles)]
        self._buffers: dict[str, Buffer] = {}
        self._graphs: dict[tuple[Any, ...], Callable[[], None]] = {}
        self._seen: set[tuple[Any, ...]] = set()

    def run(self, feeds: Mapping[str, Any]) -> dict[str, Any]:
        """Run the graph once; see ``Session.run``.

        Raises:
            DeviceError: An input is missing or unknown, has another type, or a shape that the
                engine was not built for; or the GPU fails.
        """
        if set(feeds) != set(self.inputs):
            raise self._error(f'inputs {sorted(feeds)} given, {self.inputs} expected')
        shapes = {t.name: tuple(feeds[t.name].shape) for t in self._in}
        profile = self._profile(shapes)
        context = self._contexts[profile]
        for name, shape in shapes.items():
            self._check(context.set_input_shape(name, shape), f'shape {shape} of {name}')
        if missing := context.infer_shapes():
            raise self._error(f'shapes of {missing} do not follow from {shapes}')
        addresses = {t.name: self._feed(t, feeds[t.name]) for t in self._in}
        results = {t.name: self._result(context, t) for t in self._out}
        addresses |= {name: buffer.address for name, (_, buffer) in results.items()}
        self._enqueue(profile, shapes, addresses)
        for array, buffer in results.values():
            if isinstance(array, np.ndarray):
                self._device.download(buffer, array)
        self._device.wait()
        return {name: array for name, (array, _) in results.items()}

    def _enqueue(
        self, profile: int, shapes: dict[str, tuple[int, ...]], addresses: dict[str, int]
    ) -> None:
        """Put the work into the stream, as a recorded graph where there is one for it."""
        key = (profile, *shapes.values(), *addresses.values())
        if key in self._graphs:
            self._graphs[key]()
            return
        self._execute(self._contexts[profile], addresses)
        if key in self._seen and self.capturing and len(self._graphs) < GRAPHS:
            self._record(key, profile, shapes, addresses)
        elif len(self._seen) < _SEEN:
            self._seen.add(key)

    def _record(
        self,
        key: tuple[Any, ...],
        profile: int,
        shapes: dict[str, tuple[int, ...]],
        addresses: dict[str, int],
    ) -> None:
        """Record a call for the next time, in a context that serves nothing else."""
        try:
            context = self._context(profile)
            for name, shape in shapes.items():
                self._check(context.set_input_shape(name, shape), f'shape {shape} of {name}')
            self._execute(context, addresses)  # what a new shape sets off must be over before
            replay = self._device.capture(lambda: self._execute(context, addresses))
        except DeviceError as error:
            self.capturing = False
            _logger.warning('%s: no CUDA graphs: %s', self._path.parent.name, error)
            return

        def launch(context: Any = context) -> None:  # keeps the context alive
            replay()

        self._graphs[key] = launch

    def _execute(self, context: Any, addresses: dict[str, int]) -> None:
        for name, address in addresses.items():
            self._check(context.set_tensor_address(name, address), f'address of {name}')
        self._check(context.execute_async_v3(self._device.stream), 'execution')

    def _context(self, profile: int) -> Any:
        context = self._engine.create_execution_context(self._strategy)
        if context is None:
            raise self._error('no execution context: most likely too little free memory')
        context.set_device_memory(self._scratch.address, self._scratch.size)
        stream = self._device.stream
        self._check(context.set_optimization_profile_async(profile, stream), 'profile')
        self._device.wait()
        return context

    def _profile(self, shapes: dict[str, tuple[int, ...]]) -> int:
        """The last profile that holds these shapes: reading comes first, one token after it."""
        for index in reversed(range(self._engine.num_optimization_profiles)):
            bounds = {n: self._engine.get_tensor_profile_shape(n, index) for n in shapes}
            if all(_within(shapes[n], tuple(b[0]), tuple(b[2])) for n, b in bounds.items()):
                return index
        first = self.inputs[0]
        built = [
            f'{tuple(b[0])} to {tuple(b[2])}'
            for i in range(self._engine.num_optimization_profiles)
            for b in [self._engine.get_tensor_profile_shape(first, i)]
        ]
        raise self._error(f'built for {first} of {" or ".join(built)}; {shapes} given')

    def _feed(self, tensor: _Tensor, value: Array | DeviceArray) -> int:
        """Bring an input to the device; return its address."""
        if isinstance(value, DeviceArray):
            return value.buffer.address
        buffer = self._buffer(tensor.name, value.size * tensor.itemsize)
        if value.size:
            wanted = tensor.dtype
            if wanted is None or wanted.kind != value.dtype.kind:
                raise self._error(f'{tensor.name}: {value.dtype} given, {wanted} expected')
            self._device.upload(np.ascontiguousarray(value, dtype=wanted), buffer)
        return buffer.address

    def _result(self, context: Any, tensor: _Tensor) -> tuple[Array | DeviceArray, Buffer]:
        """Where an output goes: an array for the host, or one that stays."""
        shape = tuple(int(n) for n in context.get_tensor_shape(tensor.name))
        if tensor.kept:
            kept = DeviceArray.empty(self._device, shape, tensor.itemsize)
            return kept, kept.buffer
        array: Array = np.empty(shape, dtype=tensor.dtype)
        return array, self._buffer(tensor.name, array.nbytes)

    def _buffer(self, name: str, size: int) -> Buffer:
        """The buffer of an input or output of the host, at least ``size`` bytes."""
        if name not in self._buffers or self._buffers[name].size < size:
            self._buffers[name] = self._device.take(size)
        return self._buffers[name]

    def _tensor(self, trt: Any, index: int) -> _Tensor:
        name = self._engine.get_tensor_name(index)
        kind = self._engine.get_tensor_dtype(name)
        kept = name.startswith(KEPT)
        try:
            dtype = np.dtype(trt.nptype(kind))
        except TypeError as error:  # bfloat16 and smaller types have none in NumPy
            inside = kept or name.startswith(PAST)
            if not inside or kind != trt.DataType.BF16:
                raise self._error(
                    f'{name}: {kind} given; NumPy has no such type, and only a cache in bfloat16 '
                    'never reaches it; export with --arithmetic fp32, fp16 or bf16'
                ) from error
            return _Tensor(name, None, 'bf16', 2, kept)
        return _Tensor(name, dtype, _TYPES.get(dtype.name, dtype.name), dtype.itemsize, kept)

    def _check(self, done: bool, what: str) -> None:
        if not done:
            raise self._error(f'{what} refused')

    def _error(self, text: str) -> DeviceError:
        said = f' ({self._said[-1]})' if self._said else ''
        return DeviceError(f'{self._path.parent.name}: {text}{said}')


def engine_logger(trt: Any, errors: list[str]) -> Any:
    """A logger of TensorRT that keeps errors in ``errors`` and says nothing."""

    class Keeper(trt.ILogger):  # type: ignore[misc]
        def __init__(self) -> None:
            trt.ILogger.__init__(self)

        def log(self, severity: Any, message: str) -> None:
            if severity <= trt.ILogger.Severity.ERROR:
                errors.append(message.strip())

    return Keeper()


def _within(shape: tuple[int, ...], least: tuple[int, ...], most: tuple[int, ...]) -> bool:
    fits = len(shape) == len(least)
    return fits and all(a <= b <= c for a, b, c in zip(least, shape, most, strict=True))
