# SPDX-License-Identifier: Apache-2.0
"""Plots as inline SVG, coloured by the style sheet of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 40.0, 8.0, 28.0, 18.0  # margins around the drawing area
_BUCKETS = 150  # of a curve; each keeps its smallest and its largest value


@dataclass(frozen=True)
class Axis:
    """One axis of a plot.

    Attributes:
        low: Its beginning.
        high: Its end, above ``low``.
        unit: Written at the end of the axis.
        ticks: Where numbers stand; None for round ones.
    """

    low: float
    high: float
    unit: str
    ticks: tuple[float, ...] | None = None

    @classmethod
    def around(cls, values: Array, unit: str, least: float, *shown: float) -> Axis:
        """Return an axis over finite values and ``shown`` ones, at least ``least`` long."""
        all_values = np.concatenate([values[np.isfinite(values)].reshape(-1), shown])
        low, high = float(all_values.min()), float(all_values.max())
        room = max(0.06 * (high - low), 0.5 * (least - high + low))
        return cls(low - room, high + room, unit)

    def marks(self, count: int) -> tuple[float, ...]:
        """Return the ticks, some ``count`` of them where they are not given."""
        if self.ticks is not None:
            return self.ticks
        rough = (self.high - self.low) / count
        power = 10.0 ** np.floor(np.log10(rough))
        step = next(power * k for k in (1, 2, 5, 10) if power * k >= 0.999 * rough)
        first, last = np.ceil(self.low / step), np.floor(self.high / step)
        return tuple(float(k * step) for k in np.arange(first, last + 1))


class Plot:
    """An SVG under construction: what is added last is drawn on top.

    Attributes:
        size: Width and height [px].
    """

    def __init__(
        self, title: str, size: tuple[int, int], x: Axis, y: Axis, note: str = ''
    ) -> None:
        """Draw frame, grid, numbers, units and title.

        Args:
            title: Upper left.
            size: Width and height [px].
            x: Horizontal axis.
            y: Vertical axis.
            note: Upper right.
        """
        self.size, self._x, self._y = size, x, y
        self._title = f'{title}. {note}' if note else title
        self._parts = [f'<text class="title" x="0" y="11">{escape(title)}</text>']
        self._text(size[0] - RIGHT_PX, 11, note, 'note', 'end')
        self._grid()

    def px(self, x: float) -> float:
        """Return the horizontal place of a value [px]."""
        share = (x - self._x.low) / (self._x.high - self._x.low)
        return LEFT_PX + share * (self.size[0] - LEFT_PX - RIGHT_PX)

    def py(self, y: float) -> float:
        """Return the vertical place of a value [px]."""
        share = (y - self._y.low) / (self._y.high - self._y.low)
        return self.size[1] - BOTTOM_PX - share * (self.size[1] - TOP_PX - BOTTOM_PX)

    def curve(self, x: Array, y: Array, css: str) -> None:
        """Draw a line through points; gaps where ``y`` is not finite."""
        edges = np.flatnonzero(np.diff(np.isfinite(y).astype(np.int8))) + 1
        strokes = []
        for run_x, run_y in zip(np.split(x, edges), np.split(y, edges), strict=True):
            if len(run_y) and np.isfinite(run_y[0]):
                kept = thinned(run_y, _BUCKETS)
                pairs = [
                    f'{self.px(a):.1f} {self.py(b):.1f}'
                    for a, b in zip(run_x[kept], run_y[kept], strict=True)
                ]
                strokes.append('M' + ' '.join(pairs if len(pairs) > 1 else 2 * pairs))
        if strokes:
            self._parts.append(f'<path class="curve {css}" d="{"".join(strokes)}"/>')

    def name_row(self, y: float, name: str) -> None:
        """Write a word beside the vertical axis."""
        self._text(LEFT_PX - 4, self.py(y) + 3, name, '', 'end')

    def limit(self, y: float) -> None:
        """Draw a limit across the plot."""
        at, end = f'{self.py(y):.1f}', f'{self.size[0] - RIGHT_PX:.0f}'
        self._parts.append(
            f'<line class="limit" x1="{LEFT_PX:.0f}" y1="{at}" x2="{end}" y2="{at}"/>'
        )

    def bar(self, x: tuple[float, float], y: tuple[float, float], css: str) -> None:
        """Fill a box."""
        left, width = self.px(x[0]), self.px(x[1]) - self.px(x[0])
        top, height = self.py(y[1]), self.py(y[0]) - self.py(y[1])
        self._parts.append(
            f'<rect class="bar {css}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" '
            f'height="{height:.1f}"/>'
        )

    def polygon(self, points: Array, css: str, attributes: str = '') -> None:
        """Draw a closed outline (N, 2)."""
        places = ' '.join(f'{self.px(x):.1f},{self.py(y):.1f}' for x, y in points)
        self._parts.append(f'<polygon class="{css}" points="{places}"{attributes}/>')

    def dot(self, point: Array, css: str) -> None:
        """Draw a point (2,)."""
        x, y = self.px(float(point[0])), self.py(float(point[1]))
        self._parts.append(f'<circle class="{css}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')

    def cursor(self) -> None:
        """Draw the line that the player moves."""
        x, bottom = f'{LEFT_PX:.0f}', f'{self.size[1] - BOTTOM_PX:.0f}'
        self._parts.append(
            f'<line class="cursor" x1="{x}" y1="{TOP_PX:.0f}" x2="{x}" y2="{bottom}"/>'
        )

    def svg(self, attributes: str = '') -> str:
        """Return the finished picture, its values as data for the player."""
        width, height = self.size
        ends = (self._x.low, self._x.high, self._y.low, self._y.high)
        data = ' '.join(f'{value:.6g}' for value in ends)
        return (
            f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(self._title)}" '
            f'data-axes="{data}"{attributes}>{"".join(self._parts)}</svg>'
        )

    def _grid(self) -> None:
        width, height = self.size
        right, bottom = width - RIGHT_PX, height - BOTTOM_PX
        self._parts.append(
            f'<rect class="frame" x="{LEFT_PX:.0f}" y="{TOP_PX:.0f}" '
            f'width="{right - LEFT_PX:.0f}" height="{bottom - TOP_PX:.0f}"/>'
        )
        lines = []
        for value in self._y.marks(max(2, round((bottom - TOP_PX) / 32))):
            lines.append(f'M{LEFT_PX:.0f} {self.py(value):.1f}H{right:.0f}')
            self._text(LEFT_PX - 4, self.py(value) + 3, _number(value), '', 'end')
        for value in self._x.marks(max(2, round((right - LEFT_PX) / 45))):
            lines.append(f'M{self.px(value):.1f} {TOP_PX:.0f}V{bottom:.0f}')
            number = _number(value)
            if right - self.px(value) > 6 + 5 * len(self._x.unit) + 3 * len(number):
                self._text(self.px(value), bottom + 12, number, '', 'middle')
        self._parts.append(f'<path class="grid" d="{"".join(lines)}"/>')
        self._text(right, bottom + 12, self._x.unit, '', 'end')
        self._text(LEFT_PX - 4, TOP_PX - 5, self._y.unit, '', 'end')

    def _text(self, x: float, y: float, text: str, css: str, anchor: str) -> None:
        if text:
            self._parts.append(
                f'<text class="{css}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">'
                f'{escape(text)}</text>'
            )


def thinned(values: Array, buckets: int) -> NDArray[np.intp]:
    """Choose points of a curve so that no peak is lost.

    Args:
        values: (K,) finite.
        buckets: Equal stretches of the curve, each of which keeps its two extremes.

    Returns:
        Rising indices, first and last included; all where there are few.
    """
    count = len(values)
    if count <= 2 * buckets:
        return np.arange(count)
    parts = np.array_split(np.arange(count), buckets)
    extremes: Sequence[int] = [
        int(part[pick(values[part])]) for part in parts for pick in (np.argmin, np.argmax)
    ]
    return np.unique([0, *extremes, count - 1])


def _number(value: float) -> str:
    """Return a tick's number, without a negative zero."""
    return f'{value + 0.0:.3g}'
