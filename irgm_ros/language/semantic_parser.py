# SPDX-License-Identifier: Apache-2.0
"""Reads natural wordings that the grammar does not know, with a small network.

The network reads words as vectors, so that a word it never learned counts as its neighbours do,
and writes slots (`irgm_ros.language.slots`) under their rules. Its reading is worth something only
where it is sure, which its choices tell; everything else is refused as before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from irgm_ros.backends.bundle import Bundle
from irgm_ros.backends.manifest import PARSER_WORDS, ParserEntry
from irgm_ros.backends.ort import SessionOptions
from irgm_ros.backends.session import Session
from irgm_ros.errors import BundleError
from irgm_ros.language.slots import END, LONGEST, SLOTS, START, allowed, command_of
from irgm_ros.spec.command import Command

WORD_PAD, UNKNOWN = 0, 1
SPECIAL_WORDS = 2  # ids before those of words
MAX_WORDS = 96
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[,.;:!?]")


@dataclass(frozen=True)
class Parse:
    """What a sentence was read as.

    Attributes:
        command: The command; None if there is none that the specification knows.
        probability: Of this reading among all, in (0, 1].
    """

    command: Command | None
    probability: float

    @property
    def certainty(self) -> float:
        """Geometric mean over its parts: a command is not less sure for being long."""
        parts = 1 if self.command is None else sum(len(s.parts) for s in self.command.steps)
        return float(self.probability ** (1 / parts))


def words_of(text: str) -> list[str]:
    """Words, numbers and punctuation of a sentence in lower case."""
    plain = unicodedata.normalize('NFKC', text).lower().replace('\u2019', "'")
    return _TOKEN.findall(plain.replace('\u00b0', ' degrees '))


def word_ids(text: str, ids: Mapping[str, int]) -> list[int]:
    """Ids of the words of a sentence, at least one; `UNKNOWN` for other words."""
    return [ids.get(word, UNKNOWN) for word in words_of(text)[:MAX_WORDS]] or [UNKNOWN]


class SemanticParser:
    """The parser of one bundle."""

    def __init__(self, session: Session, words: Sequence[str], entry: ParserEntry) -> None:
        """Store the parts.

        Args:
            session: (1, N) word ids and (1, M) slots -> (1, S) logits of the next slot.
            words: Known words in the order of their ids.
            entry: What the manifest says of it.
        """
        self._session, self._entry = session, entry
        self._ids = {word: index for index, word in enumerate(words, SPECIAL_WORDS)}

    @classmethod
    def from_bundle(
        cls, bundle: Bundle, options: SessionOptions | None = None
    ) -> SemanticParser | None:
        """Load the parser of a bundle; None if it has none.

        Raises:
            BundleError: Its files do not fit one another, or this version.
        """
        entry = bundle.manifest.parser
        if entry is None:
            return None
        content: Any = bundle.json(PARSER_WORDS)
        if not isinstance(content, dict) or tuple(content.get('slots', ())) != SLOTS:
            raise BundleError(
                f'{bundle.folder}: {PARSER_WORDS}: a parser of another version; '
                'train and export it again'
            )
        return cls(bundle.session('parser', options), content['words'], entry)

    @property
    def threshold(self) -> float:
        """Least certainty of a reading that is acted on."""
        return self._entry.threshold

    def parse(self, text: str) -> Parse:
        """The likeliest reading, slot by slot.

        Args:
            text: As received.
        """
        words = np.array([word_ids(text, self._ids)], dtype=np.int64)
        slots: list[int] = []
        log_probability = 0.0
        while not slots or slots[-1] != END:
            fed = np.array([[START, *slots]], dtype=np.int64)
            logits = self._session.run({'words': words, 'slots': fed})['logits'][0]
            open_slots = allowed(slots) if len(slots) < LONGEST else [END]
            scores = logits[open_slots].astype(np.float64)
            scores -= scores.max()
            best = int(scores.argmax())
            log_probability += float(scores[best] - np.log(np.exp(scores).sum()))
            slots.append(open_slots[best])
        return Parse(command_of(slots[:-1]), float(np.exp(log_probability)))
