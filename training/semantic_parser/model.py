# SPDX-License-Identifier: Apache-2.0
"""The semantic parser: one small transformer over the words of a sentence and the slots so far.

Words see all words, slots see all words and the slots before them (a prefix language model, as in
Raffel et al., 2020, section 3.2.1). A word enters as its vector, fixed, plus what was learned for
it where the training knew it; hiding the latter now and then in training is what lets a word that
was never learned stand for itself by its vector alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from irgm_ros.language.semantic_parser import MAX_WORDS, SPECIAL_WORDS, UNKNOWN, WORD_PAD
from irgm_ros.language.slots import LONGEST, SLOTS
from training.attention import HIDDEN, Block


@dataclass(frozen=True)
class ParserShape:
    """Sizes: words with a vector, those of them learned, a vector; width, layers, heads."""

    words: int
    own: int
    vector: int = 100
    width: int = 128
    layers: int = 4
    heads: int = 4


class ParserModel(nn.Module):
    """Word ids and slots to the logits of each next slot."""

    table: Tensor
    scale: Tensor

    def __init__(self, shape: ParserShape, dropout: float = 0.1) -> None:
        """Set up with vectors of zeros; `set_vectors` gives them."""
        super().__init__()
        self.shape = shape
        rows = shape.words + SPECIAL_WORDS
        self.register_buffer('table', torch.zeros(rows, shape.vector, dtype=torch.int8))
        self.register_buffer('scale', torch.ones(rows, 1))
        self.from_vector = nn.Linear(shape.vector, shape.width)
        self.own = nn.Embedding(shape.own + SPECIAL_WORDS, shape.width, padding_idx=WORD_PAD)
        self.slots = nn.Embedding(len(SLOTS), shape.width)
        self.word_places = nn.Embedding(MAX_WORDS, shape.width)
        self.slot_places = nn.Embedding(LONGEST + 2, shape.width)
        self.blocks = nn.ModuleList(
            Block(shape.width, shape.heads, dropout) for _ in range(shape.layers)
        )
        self.norm = nn.LayerNorm(shape.width)
        self.head = nn.Linear(shape.width, len(SLOTS))
        for embedding in (self.own, self.slots, self.word_places, self.slot_places):
            nn.init.normal_(embedding.weight, std=0.05)

    def set_vectors(self, vectors: Tensor) -> None:
        """Store (N, 100) vectors as int8 with a scale for each word."""
        scale = vectors.abs().amax(1, keepdim=True).clamp(min=1e-6) / 127
        self.table[SPECIAL_WORDS:] = (vectors / scale).round().to(torch.int8)
        self.scale[SPECIAL_WORDS:] = scale

    def forward(self, words: Tensor, slots: Tensor, known: Tensor | None = None) -> Tensor:
        """Logits (B, M, S) of the slot behind each of the slots.

        Args:
            words: (B, N) word ids, padded at the end.
            slots: (B, M) slots, beginning with ``START``.
            known: (B, N) ids with hidden words as `UNKNOWN`; None hides none.
        """
        known = words if known is None else known
        own = torch.where(known < self.shape.own + SPECIAL_WORDS, known, UNKNOWN)
        vectors = self.table[words].to(torch.float32) * self.scale[words]
        said = self.from_vector(vectors) + self.own(own)
        count, written = words.shape[1], slots.shape[1]
        said = said + self.word_places.weight[:count]
        x = torch.cat([said, self.slots(slots) + self.slot_places.weight[:written]], 1)
        hidden = _hidden(words, written)
        for block in self.blocks:
            x = block(x, hidden)
        logits: Tensor = self.head(self.norm(x[:, count:]))
        return logits


def _hidden(words: Tensor, written: int) -> Tensor:
    """(B, 1, N + M, N + M): 0 where a row sees a column, very negative elsewhere."""
    batch, count = words.shape
    size = count + written
    place = torch.arange(size)
    later = (place[None] > place[:, None]) & (place[None] >= count)
    padding = torch.cat([words == WORD_PAD, torch.zeros(batch, written, dtype=torch.bool)], 1)
    hidden = later[None] | padding[:, None]
    return hidden[:, None].to(torch.float32) * HIDDEN


def save_parser(folder: Path, model: ParserModel, words: Sequence[str]) -> None:
    """Write ``parser.safetensors`` and ``parser.json``."""
    save_file(
        {k: v.contiguous() for k, v in model.state_dict().items()}, folder / 'parser.safetensors'
    )
    content = {'shape': asdict(model.shape), 'words': list(words)}
    (folder / 'parser.json').write_text(json.dumps(content), encoding='utf-8')


def load_parser(folder: Path) -> tuple[ParserModel, list[str]]:
    """Read what `save_parser` wrote: the model in evaluation mode, and its words.

    Raises:
        FileNotFoundError: It is not there.
    """
    content = json.loads((folder / 'parser.json').read_text(encoding='utf-8'))
    model = ParserModel(ParserShape(**content['shape']))
    model.load_state_dict(load_file(folder / 'parser.safetensors'))
    return model.eval(), content['words']
