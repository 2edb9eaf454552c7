# SPDX-License-Identifier: Apache-2.0
"""A part of the key-value cache that stays in the memory of the GPU. Not yet run on hardware."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from irgm_ros.backends.cuda import Buffer, Device


@dataclass(frozen=True, eq=False)
class DeviceArray:
    """A part of the key-value cache (B, KV, P, D) in device memory, never changed.

    Attributes:
        device: Where it is.
        buffer: Its memory.
        shape: As of the graph.
        itemsize: Bytes of an element.
    """

    device: Device
    buffer: Buffer
    shape: tuple[int, ...]
    itemsize: int

    @classmethod
    def empty(cls, device: Device, shape: tuple[int, ...], itemsize: int) -> DeviceArray:
        """Take memory for an array."""
        return cls(device, device.take(int(np.prod(shape)) * itemsize), shape, itemsize)

    def rows(self, indices: Sequence[int]) -> DeviceArray:
        """Some of the rows, or one several times, side by side along the first axis."""
        one = int(np.prod(self.shape[1:])) * self.itemsize
        made = DeviceArray.empty(self.device, (len(indices), *self.shape[1:]), self.itemsize)
        for place, index in enumerate(indices):
            source, target = self.buffer.address + index * one, made.buffer.address + place * one
            self.device.copy(source, target, one)
        return made

    def row(self, index: int, length: int) -> DeviceArray:
        """The first ``length`` positions of one row."""
        _, heads, positions, width = self.shape
        pitch, kept = positions * width * self.itemsize, length * width * self.itemsize
        made = DeviceArray.empty(self.device, (1, heads, length, width), self.itemsize)
        source = self.buffer.address + index * heads * pitch
        self.device.copy_rows(source, pitch, made.buffer.address, kept, heads)
        return made
