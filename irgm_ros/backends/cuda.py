# SPDX-License-Identifier: Apache-2.0
"""One GPU through ``cuda.bindings.runtime``: memory, copies, one stream, captured graphs.

Not yet run on hardware. The package ``cuda-bindings`` is imported when a device is opened, so
that users of the CPU need none of it. Everything goes through one stream: a buffer may be given
back and taken again while work on it is still waiting, because the new work waits behind it.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from typing import Any

from irgm_ros.backends.session import Array
from irgm_ros.errors import DeviceError

INSTALL = 'pip install cuda-bindings'
_SMALLEST = 4096  # bytes; a tensor without elements needs an address too
_LARGE = 16 << 20  # bytes; from here on in steps of as much


class Buffer:
    """Device memory on loan from a `Device`; it returns there with its last reference.

    Attributes:
        address: Device pointer.
        size: Bytes, see `rounded`.
    """

    def __init__(self, address: int, size: int, shelf: list[int]) -> None:
        """Hold ``address``, which goes to ``shelf`` in the end."""
        self.address, self.size = address, size
        self._shelf = shelf

    def __del__(self) -> None:
        self._shelf.append(self.address)


class Device:
    """The current GPU.

    Attributes:
        stream: Handle of the stream that all work goes through.
        allocated: Bytes of device memory taken so far; they are reused and never freed.
    """

    def __init__(self) -> None:
        """Open the current GPU.

        Raises:
            DeviceError: There is no ``cuda-bindings``, no driver or no GPU.
        """
        try:
            self._cuda: Any = importlib.import_module('cuda.bindings.runtime')
        except ImportError as error:
            raise DeviceError(
                f'the Python package cuda-bindings is not installed ({error}); {INSTALL}, in the '
                'release of the CUDA that JetPack brings (12.9 or older for 12.6, 13 for 13)'
            ) from error
        self.stream: int = int(self._call('cudaStreamCreateWithFlags', 1))  # 1: non-blocking
        self.allocated = 0
        self._shelves: dict[int, list[int]] = {}

    @property
    def capability(self) -> str:
        """Compute capability, e.g. ``8.7``."""
        index = self._call('cudaGetDevice')
        names = self._cuda.cudaDeviceAttr
        parts = (names.cudaDevAttrComputeCapabilityMajor, names.cudaDevAttrComputeCapabilityMinor)
        return '.'.join(str(self._call('cudaDeviceGetAttribute', p, index)) for p in parts)

    @property
    def memory(self) -> tuple[int, int]:
        """Free and whole device memory [bytes]; on a Jetson it is that of the CPU too."""
        free, whole = self._call('cudaMemGetInfo')
        return int(free), int(whole)

    def take(self, size: int) -> Buffer:
        """Lend device memory of at least ``size`` bytes."""
        size = rounded(size)
        shelf = self._shelves.setdefault(size, [])
        if shelf:
            return Buffer(shelf.pop(), size, shelf)
        address = int(self._call('cudaMalloc', size))
        self.allocated += size
        return Buffer(address, size, shelf)

    def upload(self, array: Array, buffer: Buffer) -> None:
        """Copy a contiguous host array to the device."""
        self._copy(buffer.address, array.ctypes.data, array.nbytes, 'HostToDevice')

    def download(self, buffer: Buffer, array: Array) -> None:
        """Copy device memory to a contiguous host array; there after `wait`."""
        self._copy(array.ctypes.data, buffer.address, array.nbytes, 'DeviceToHost')

    def copy(self, source: int, target: int, size: int) -> None:
        """Copy ``size`` bytes between addresses of the device."""
        self._copy(target, source, size, 'DeviceToDevice')

    def copy_rows(
        self, source: int, source_pitch: int, target: int, width: int, rows: int
    ) -> None:
        """Copy ``rows`` of ``width`` bytes, ``source_pitch`` apart, and put them side by side."""
        if width and rows:
            kind = self._cuda.cudaMemcpyKind.cudaMemcpyDeviceToDevice
            self._call(
                'cudaMemcpy2DAsync', target, width, source, source_pitch, width, rows, kind,
                self.stream,
            )  # fmt: skip

    def wait(self) -> None:
        """Wait until everything in the stream is done."""
        self._call('cudaStreamSynchronize', self.stream)

    def capture(self, work: Callable[[], None]) -> Callable[[], None]:
        """Record what ``work`` puts into the stream, without running it.

        Args:
            work: Enqueues kernels; allocates nothing.

        Returns:
            Puts the recorded work into the stream.

        Raises:
            DeviceError: Something in it cannot be recorded. The stream is usable again.
        """
        mode = self._cuda.cudaStreamCaptureMode.cudaStreamCaptureModeThreadLocal
        self._call('cudaStreamBeginCapture', self.stream, mode)
        try:
            work()
        except DeviceError:
            self._cuda.cudaStreamEndCapture(self.stream)  # its own status tells no more
            self._cuda.cudaGetLastError()
            raise
        graph = self._call('cudaStreamEndCapture', self.stream)
        try:
            ready = self._call('cudaGraphInstantiate', graph, 0)
        finally:
            self._call('cudaGraphDestroy', graph)
        return lambda: self._call('cudaGraphLaunch', ready, self.stream)

    def _copy(self, target: int, source: int, size: int, kind: str) -> None:
        if size:
            direction = getattr(self._cuda.cudaMemcpyKind, f'cudaMemcpy{kind}')
            self._call('cudaMemcpyAsync', target, source, size, direction, self.stream)

    def _call(self, name: str, *arguments: Any) -> Any:
        """Call a function of the runtime and check its status."""
        status, *results = getattr(self._cuda, name)(*arguments)
        if int(status) != 0:
            _, text = self._cuda.cudaGetErrorString(status)
            said = text.decode() if isinstance(text, bytes) else str(text)
            raise DeviceError(f'{name}: CUDA error {int(status)}: {said}')
        return results[0] if len(results) == 1 else tuple(results)


def rounded(size: int) -> int:
    """``size`` [bytes] rounded up: a cache that grows by a token goes between two buffers."""
    if size > _LARGE:
        return -(-size // _LARGE) * _LARGE
    return 1 << (max(size, _SMALLEST) - 1).bit_length()


@functools.cache
def current_device() -> Device:
    """The device that all sessions of the process share; see `Device`."""
    return Device()
