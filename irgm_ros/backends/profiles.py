# SPDX-License-Identifier: Apache-2.0
"""Shapes that an engine is built for: one profile of each graph, two of the decoder."""

from __future__ import annotations

from dataclasses import dataclass

from irgm_ros.backends.manifest import Manifest

Shape = tuple[int, ...]
BATCH = 6  # motions that the loop draws side by side
PREFILL, CONTEXT = 512, 1536  # tokens that are read at once, and in all
_OFTEN = 64  # tokens of a prompt
_HEAD_ROWS = 64


@dataclass(frozen=True)
class Profile:
    """Least, usual and largest shape of each input.

    Attributes:
        name: What it is for.
        shapes: Input -> three shapes.
    """

    name: str
    shapes: dict[str, tuple[Shape, Shape, Shape]]


def profiles_of(manifest: Manifest) -> dict[str, tuple[Profile, ...]]:
    """Profiles of the graphs of a bundle, by the name of the graph.

    Args:
        manifest: Of the bundle.

    Returns:
        For the decoder a profile for reading (several tokens, behind a prefix or none) and one
        for writing (one token behind many, several motions side by side); one for each other
        graph.
    """
    width, steps = manifest.decoder.hidden, manifest.limits.max_steps
    rows = ((1, width), (1, width), (_HEAD_ROWS, width))
    frames = [(b, n * manifest.frames_per_step, manifest.features) for b, n in _clips(steps)]
    codes = [(b, n, manifest.codebooks) for b, n in _clips(steps)]
    head = (Profile('rows', {'hidden': rows}),)
    return {
        'decoder': (
            _decoder(manifest, 'prefill', ((1, 1, 0), (1, _OFTEN, 0), (1, PREFILL, CONTEXT))),
            _decoder(manifest, 'decode', ((1, 1, 1), (1, 1, 4 * _OFTEN), (BATCH, 1, CONTEXT - 1))),
        ),
        'text_head': head,
        'motion_head': head,
        'vq_encoder': (Profile('clip', {'features': (frames[0], frames[1], frames[2])}),),
        'vq_decoder': (Profile('clip', {'codes': (codes[0], codes[1], codes[2])}),),
    }


def _clips(steps: int) -> tuple[tuple[int, int], ...]:
    """Batch and token steps of the least, the usual and the largest clip."""
    return (1, 1), (1, max(1, steps // 2)), (BATCH, steps)


def _decoder(manifest: Manifest, name: str, sizes: tuple[tuple[int, int, int], ...]) -> Profile:
    """Profile for (batch, new tokens, cached tokens); the largest cache holds the new ones too."""
    sizes = tuple((b, new, min(old, CONTEXT - new)) for b, new, old in sizes)
    shape = manifest.decoder
    inputs: dict[str, list[Shape]] = {
        'inputs_embeds': [(b, new, shape.hidden) for b, new, _ in sizes],
        'attention_mask': [(b, old + new) for b, new, old in sizes],
        'position_ids': [(b, new) for b, new, _ in sizes],
    }
    for layer in range(shape.layers):
        for part in ('key', 'value'):
            inputs[f'past.{layer}.{part}'] = [
                (b, shape.kv_heads, old, shape.head_dim) for b, _, old in sizes
            ]
    return Profile(name, {key: (s[0], s[1], s[2]) for key, s in inputs.items()})
