# SPDX-License-Identifier: Apache-2.0
"""Deterministic doubles of the three graphs: they keep the session protocol, without weights."""

from collections.abc import Callable

import numpy as np

from irgm_ros.language.model import CausalModel
from irgm_ros.language.vocabulary import Vocabulary


class Double:
    """A session around a function."""

    provider, cache = 'double', 'fp32'

    def __init__(self, inputs, outputs, function):
        self.inputs, self.outputs, self._function = inputs, outputs, function
        self.calls = []

    def run(self, feeds):
        assert set(feeds) == set(self.inputs)
        self.calls.append({name: array.shape for name, array in feeds.items()})
        return dict(zip(self.outputs, self._function(*feeds.values()), strict=True))


DECODER_INPUTS = ('inputs_embeds', 'attention_mask', 'position_ids', 'past.0.key', 'past.0.value')
DECODER_OUTPUTS = ('hidden', 'present.0.key', 'present.0.value')


def assemble(decode, text, motion, embed, width: int) -> CausalModel:
    decoder = Double(DECODER_INPUTS, DECODER_OUTPUTS, decode)
    heads = [Double(('hidden',), ('logits',), lambda h, f=f: (f(h),)) for f in (text, motion)]
    return CausalModel(decoder, heads[0], heads[1], embed, (1, width))


def check_feeds(embeds, mask, positions, keys) -> None:
    past, steps = keys.shape[2], embeds.shape[1]
    assert mask.shape == (1, past + steps) and (mask == 1).all()
    assert positions.tolist() == [list(range(past, past + steps))]


def random_model(vocabulary: Vocabulary, seed: int, width: int = 8) -> CausalModel:
    """Random weights: the state is the running mean of all embeddings, mixed with the last."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(vocabulary.size, width)).astype(np.float32)
    text = rng.normal(size=(width, vocabulary.size)).astype(np.float32)
    motion = rng.normal(size=(width, vocabulary.motion_rows)).astype(np.float32)

    def decode(embeds, mask, positions, keys, values):
        check_feeds(embeds, mask, positions, keys)
        keys = np.concatenate([keys, embeds[:, None]], axis=2)
        means = np.cumsum(keys[0, 0], axis=0) / np.arange(1, keys.shape[2] + 1)[:, None]
        hidden = np.tanh(2 * means[positions[0]] + embeds[0]).astype(np.float32)
        return hidden[None], keys, keys

    return assemble(
        decode, lambda h: 3 * h @ text, lambda h: 3 * h @ motion, table.__getitem__, width
    )


class Constant(Double):
    """A session that computes nothing."""

    def __init__(self, inputs, outputs, values):
        super().__init__(inputs, outputs, None)
        self._values = dict(zip(outputs, values, strict=True))

    def run(self, feeds):
        return self._values


def constant_model(keys, text, motion) -> CausalModel:
    """Whatever is fed, the same comes out.

    Args:
        keys: (1, 1, 1, H), also the hidden state.
        text: (1, V) logits.
        motion: (1, rows) logits.
    """
    heads = [Constant(('hidden',), ('logits',), (logits,)) for logits in (text, motion)]
    decoder = Constant(DECODER_INPUTS, DECODER_OUTPUTS, (keys[0], keys, keys))
    row = keys[0, 0]
    return CausalModel(decoder, heads[0], heads[1], lambda ids: row, (1, keys.shape[3]))


Reply = Callable[[tuple[int, ...]], int]


def puppet_model(vocabulary: Vocabulary, text: Reply, motion: Reply) -> CausalModel:
    """What comes next is told by two functions of all ids so far.

    Args:
        vocabulary: Sizes of the heads.
        text: History -> token id.
        motion: History -> row of the motion head.
    """
    histories: list[tuple[int, ...]] = []

    def decode(embeds, mask, positions, keys, values):
        check_feeds(embeds, mask, positions, keys)
        keys = np.concatenate([keys, embeds[:, None]], axis=2)
        ids = tuple(int(i) for i in keys[0, 0, :, 0])
        hidden = []
        for position in positions[0]:
            hidden.append([float(len(histories))])
            histories.append(ids[: position + 1])
        return np.array([hidden], dtype=np.float32), keys, keys

    def head(reply: Reply, rows: int):
        def run(hidden):
            logits = np.zeros((len(hidden), rows), dtype=np.float32)
            for row, index in enumerate(hidden[:, 0]):
                logits[row, reply(histories[int(index)])] = 9.0
            return logits

        return run

    return assemble(
        decode,
        head(text, vocabulary.size),
        head(motion, vocabulary.motion_rows),
        lambda ids: ids.astype(np.float32)[:, None],
        1,
    )
