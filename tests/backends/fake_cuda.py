# SPDX-License-Identifier: Apache-2.0
"""A model of ``cuda.bindings.runtime`` in host memory, as far as it is used.

Device memory is host memory that begins as NaN, and an address outside it fails the test. Work
waits in the stream until someone waits for it, and while a graph is recorded it does not run.
"""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import numpy as np

NOT_PERMITTED, OUT_OF_MEMORY = 900, 2


class FakeCuda:
    """``cuda.bindings.runtime``: each function returns a status and its results.

    Attributes:
        calls: Names of the functions called so far.
        device_to_host: Sizes of the copies to the host [bytes].
        capture_fails: Makes recording impossible.
        memory: Bytes of device memory.
    """

    cudaDeviceAttr = SimpleNamespace(  # noqa: N815
        cudaDevAttrComputeCapabilityMajor='major', cudaDevAttrComputeCapabilityMinor='minor'
    )
    cudaMemcpyKind = SimpleNamespace(  # noqa: N815
        cudaMemcpyHostToDevice='h2d', cudaMemcpyDeviceToHost='d2h', cudaMemcpyDeviceToDevice='d2d'
    )
    cudaStreamCaptureMode = SimpleNamespace(  # noqa: N815
        cudaStreamCaptureModeThreadLocal='local'
    )
    STREAM = 77

    def __init__(self, memory=1 << 32):
        self.memory, self.calls, self.device_to_host = memory, [], []
        self.capture_fails = False
        self.blocks, self.queue, self.recording, self.graphs = {}, [], None, {}

    def put(self, work):
        (self.queue if self.recording is None else self.recording).append(work)

    def view(self, address, size):
        """Device memory as bytes; an address outside fails the test."""
        for start, block in self.blocks.items():
            if start <= address and address + size <= start + block.nbytes:
                return block[address - start : address - start + size]
        raise AssertionError(f'{size} bytes at {address:#x} are no device memory')

    def cudaGetErrorString(self, status):
        return 0, {NOT_PERMITTED: b'operation not permitted when stream is capturing',
                   OUT_OF_MEMORY: b'out of memory'}[status]  # fmt: skip

    def cudaGetLastError(self):
        return (0,)

    def cudaGetDevice(self):
        return 0, 0

    def cudaDeviceGetAttribute(self, attribute, device):
        return 0, {'major': 8, 'minor': 7}[attribute]

    def cudaMemGetInfo(self):
        return 0, self.memory - sum(b.nbytes for b in self.blocks.values()), self.memory

    def cudaStreamCreateWithFlags(self, flags):
        assert flags == 1
        return 0, self.STREAM

    def cudaMalloc(self, size):
        self.calls.append('cudaMalloc')
        if self.recording is not None:
            return NOT_PERMITTED, None
        if size > self.cudaMemGetInfo()[1]:
            return OUT_OF_MEMORY, None
        block = np.full(size, 0xFF, np.uint8)
        self.blocks[block.ctypes.data] = block
        return 0, block.ctypes.data

    def cudaMemcpyAsync(self, target, source, size, kind, stream):
        assert stream == self.STREAM
        self.calls.append(f'copy {kind}')
        if kind == 'h2d':  # pageable memory is read before the call returns
            data = np.frombuffer(ctypes.string_at(source, size), np.uint8)
            self.put(lambda: self.view(target, size).__setitem__(slice(None), data))
        elif kind == 'd2h':
            self.device_to_host.append(size)
            self.put(lambda: ctypes.memmove(target, self.view(source, size).ctypes.data, size))
        else:
            self.put(
                lambda: self.view(target, size).__setitem__(slice(None), self.view(source, size))
            )
        return (0,)

    def cudaMemcpy2DAsync(self, target, tpitch, source, spitch, width, height, kind, stream):
        assert (stream, kind) == (self.STREAM, 'd2d') and width <= min(tpitch, spitch)
        for row in range(height):
            self.cudaMemcpyAsync(target + row * tpitch, source + row * spitch, width, kind, stream)
        return (0,)

    def cudaStreamSynchronize(self, stream):
        if self.recording is not None:
            return (NOT_PERMITTED,)
        work, self.queue = self.queue, []
        for do in work:
            do()
        return (0,)

    def cudaStreamBeginCapture(self, stream, mode):
        assert (stream, mode) == (self.STREAM, 'local') and self.recording is None
        self.recording = []
        return (0,)

    def cudaStreamEndCapture(self, stream):
        recorded, self.recording = self.recording, None
        if self.capture_fails:
            return NOT_PERMITTED, None
        self.graphs[len(self.graphs)] = recorded
        return 0, len(self.graphs) - 1

    def cudaGraphInstantiate(self, graph, flags):
        return 0, graph

    def cudaGraphDestroy(self, graph):
        return (0,)

    def cudaGraphLaunch(self, graph, stream):
        self.calls.append('cudaGraphLaunch')
        assert self.recording is None
        self.queue += self.graphs[graph]
        return (0,)
