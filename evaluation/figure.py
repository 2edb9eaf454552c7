# SPDX-License-Identifier: Apache-2.0
"""The shares of all splits as bars with their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Series: colour and place of its bars beside the middle of the row.
_SERIES = {
    'first generation': ('#b9c7d6', 0.19),
    'after the loop': ('#2b5c8a', -0.19),
    'refused, as it must be': ('#7a9a5b', 0.0),
}
Cells = Mapping[str, Mapping[str, Any]]


def draw(summary: Mapping[str, Any], path: Path) -> None:
    """Write a PNG file.

    Args:
        summary: From `evaluation.score.summarise`.
        path: Where to.
    """
    # No pyplot: nothing global, no display.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    series = bars(summary)
    names = dict.fromkeys(name for cells in series.values() for name in cells)
    rows = {name: row for row, name in enumerate(reversed(names))}
    figure = Figure(figsize=(7.0, 1.2 + 0.55 * len(rows)), layout='constrained')
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for label, cells in series.items():
        colour, offset = _SERIES[label]
        shares = [100 * cell['share'] for cell in cells.values()]
        bounds = [[100 * bound for bound in cell['interval']] for cell in cells.values()]
        below = [max(0.0, s - low) for s, (low, _) in zip(shares, bounds, strict=True)]
        above = [max(0.0, high - s) for s, (_, high) in zip(shares, bounds, strict=True)]
        axes.barh(
            [rows[name] + offset for name in cells], shares, 0.36, xerr=(below, above),
            label=label, color=colour, error_kw={'elinewidth': 1, 'capsize': 2},
        )  # fmt: skip
    axes.set_yticks(list(rows.values()), list(rows))
    axes.set_xlim(0, 100)
    axes.set_xlabel('commands of which every attribute holds [%]')
    figure.legend(loc='outside upper center', ncols=len(series), frameon=False)
    figure.savefig(path, dpi=120)


def bars(summary: Mapping[str, Any]) -> dict[str, Cells]:
    """Series by name: split -> share; series without any bar are left out.

    Args:
        summary: From `evaluation.score.summarise`.
    """
    splits, refused = summary['splits'], summary['refused']['out_of_scope']
    first = {split: cells['first_generation'] for split, cells in splits.items()}
    after = {split: cells['after_loop'] for split, cells in splits.items()}
    outside = {'out_of_scope': refused} if refused['n'] else {}
    return {
        label: cells
        for label, cells in zip(_SERIES, (first, after, outside), strict=True)
        if cells
    }
