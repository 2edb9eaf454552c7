# SPDX-License-Identifier: Apache-2.0
"""Text tokenizer and the token id offsets of motions: the only place that knows either."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from irgm_ros.backends.manifest import VocabularyEntry
from irgm_ros.errors import BundleError, MotionError
from irgm_ros.types import IntArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOTION_START = '<Motion>'
MOTION_END = '</Motion>'
CODEBOOK_SIZE = 512
# Rows of the motion head that stand before the codes: `<Motion>` and `</Motion>`.
HEAD_TAGS = 2
# The SentencePiece stand-in for a space.
_SPACE_MARK = '\u2581'
_BYTE = re.compile('<0x[0-9A-Fa-f]{2}>')


def motion_token_texts(codebooks: int, codebook_size: int = CODEBOOK_SIZE) -> list[str]:
    """Texts of the tokens that a motion vocabulary adds, in the order of their ids.

    Args:
        codebooks: Codebooks of the motion tokenizer (1 in the published model).
        codebook_size: Codes per codebook.

    Returns:
        ``<Motion>``, ``</Motion>``, ``<Motion_0>`` ... ``<Motion_{codebooks*codebook_size-1}>``.
    """
    codes = (f'<Motion_{k}>' for k in range(codebooks * codebook_size))
    return [MOTION_START, MOTION_END, *codes]


class TextTokenizer:
    """A ``tokenizers.Tokenizer`` that never reads control tokens out of text.

    Added tokens that hold anything but white space (``<eos>``, ``<Motion_5>``, ``[assess]``, ...)
    are reached through `token_id` alone. Runs of white space stay: Gemma keeps its newlines there.
    """

    def __init__(self, definition: str) -> None:
        """Read a tokenizer.

        Args:
            definition: Content of a ``tokenizer.json``.

        Raises:
            BundleError: The content is not a tokenizer.
        """
        from tokenizers import Tokenizer  # here, because it takes a third of the import time

        try:
            data: dict[str, Any] = json.loads(definition)
            self._full: Tokenizer = Tokenizer.from_str(definition)
            added = data.get('added_tokens') or []
            spaces = [t for t in added if _is_space(t['content'])]
            # Its templates name special tokens, which the text tokenizer does not have.
            plain = {**data, 'added_tokens': spaces, 'post_processor': None}
            self._text: Tokenizer = Tokenizer.from_str(json.dumps(plain))
        except Exception as error:  # the tokenizers package raises bare Exception
            raise BundleError(f'not a tokenizer.json: {error}') from error
        self.definition = definition
        self._control = frozenset(t['id'] for t in added if _is_control(t['content']))
        # Added tokens outside the model's vocabulary are numbered anew once others are gone.
        ids = {self._text.token_to_id(t['content']): int(t['id']) for t in spaces}
        self._moved = {new: old for new, old in ids.items() if new != old}

    @classmethod
    def from_file(cls, path: str | Path) -> TextTokenizer:
        """Read a ``tokenizer.json``.

        Args:
            path: The file.

        Raises:
            BundleError: The file is missing or damaged.
        """
        try:
            return cls(Path(path).read_text(encoding='utf-8'))
        except (OSError, UnicodeDecodeError) as error:
            raise BundleError(f'tokenizer {path}: {error}; a tokenizer.json is needed') from error

    @cached_property
    def size(self) -> int:
        """Number of ids, added tokens included."""
        return int(self._full.get_vocab_size(with_added_tokens=True))

    @property
    def control_ids(self) -> frozenset[int]:
        """Ids of added tokens that text never yields: special ones, tags and motion tokens."""
        return self._control

    def encode(self, text: str) -> list[int]:
        """Turn text into ids; nothing is added, and no part of ``text`` becomes a control token.

        Args:
            text: Any text; ``'<eos>'`` in it is five characters and no more.

        Returns:
            Token ids.
        """
        ids = self._plain(text)
        if self._control.isdisjoint(ids):
            return ids
        # A model that looks whole words up may still find a tag: a single character is none.
        return [i for c in text for i in self._plain(c) if i not in self._control]

    def _plain(self, text: str) -> list[int]:
        """Encode without the control tokens."""
        ids: list[int] = self._text.encode(text, add_special_tokens=False).ids
        return [self._moved.get(i, i) for i in ids] if self._moved else ids

    def decode(self, ids: Sequence[int]) -> str:
        """Turn ids into text, control tokens included.

        Args:
            ids: Ids below `size`.
        """
        return str(self._full.decode(list(ids), skip_special_tokens=False))

    def token_id(self, token: str) -> int | None:
        """Id of a single token, None if the tokenizer has none of that text.

        Args:
            token: For example ``'<eos>'`` or ``'[plan]'``.
        """
        found = self._full.token_to_id(token)
        return None if found is None else int(found)

    def tag(self, text: str) -> list[int]:
        """Ids of a tag: one where the tokenizer has it as a token, pieces of text elsewhere.

        Args:
            text: For example ``'[plan]'``.
        """
        single = self.token_id(text)
        return self.encode(text) if single is None else [single]


def _is_space(content: str) -> bool:
    """Whether an added token is white space only."""
    return content.replace(_SPACE_MARK, ' ').isspace()


def _is_control(content: str) -> bool:
    """Whether an added token is neither white space nor a byte such as ``<0x0A>``."""
    return not _is_space(content) and not _BYTE.fullmatch(content)


@dataclass(frozen=True)
class Vocabulary:
    """Where special and motion tokens lie among the ids.

    Attributes:
        size: Number of ids.
        bos: Id that opens a prompt.
        eos: Id that ends a completion.
        pad: Id that fills batches.
        motion_start: Id of ``<Motion>``.
        motion_end: Id of ``</Motion>``.
        motion_offset: Id of ``<Motion_0>``; the others follow without a gap.
        codebook_size: Codes per codebook.
        codebooks: Codebooks C; token steps are written codebook by codebook.
    """

    size: int
    bos: int
    eos: int
    pad: int
    motion_start: int
    motion_end: int
    motion_offset: int
    codebook_size: int = CODEBOOK_SIZE
    codebooks: int = 1

    @classmethod
    def from_tokenizer(cls, tokenizer: TextTokenizer, codebooks: int) -> Vocabulary:
        """Read the offsets off a tokenizer that has the motion tokens.

        Args:
            tokenizer: The tokenizer.
            codebooks: Codebooks of the motion tokenizer.

        Raises:
            BundleError: A token is missing, or the motion tokens are not consecutive.
        """
        wanted = {'bos': '<bos>', 'eos': '<eos>', 'pad': '<pad>', 'motion_start': MOTION_START}
        wanted |= {'motion_end': MOTION_END, 'motion_offset': '<Motion_0>'}
        ids = {name: tokenizer.token_id(text) for name, text in wanted.items()}
        found = {name: i for name, i in ids.items() if i is not None}
        if len(found) < len(wanted):
            missing = [text for name, text in wanted.items() if name not in found]
            raise BundleError(f'tokenizer without {missing}; it needs {list(wanted.values())}')
        count = 0
        while tokenizer.token_id(f'<Motion_{count}>') == found['motion_offset'] + count:
            count += 1
        if codebooks < 1 or count % codebooks:
            raise BundleError(
                f'{count} consecutive motion tokens do not make {codebooks} codebooks'
            )
        size = tokenizer.size
        return cls(size=size, codebook_size=count // codebooks, codebooks=codebooks, **found)

    def check(self, declared: VocabularyEntry, codebook_size: int) -> None:
        """Compare with what a bundle declares: graphs and tokenizer must agree.

        Args:
            declared: Offsets of the manifest.
            codebook_size: Codes per codebook of the manifest.

        Raises:
            BundleError: They differ.
        """
        wanted = {**asdict(declared), 'codebook_size': codebook_size}
        differ = [
            f'{name} {getattr(self, name)} in the tokenizer, {value} in the manifest'
            for name, value in wanted.items()
            if getattr(self, name) != value
        ]
        if differ:
            raise BundleError(f'vocabulary: {"; ".join(differ)}; export the bundle again')

    @property
    def motion_rows(self) -> int:
        """Rows of the motion head: two tags, then the codes."""
        return HEAD_TAGS + self.codebooks * self.codebook_size

    def is_code(self, token: int) -> bool:
        """Whether ``token`` is one of ``<Motion_k>``."""
        return 0 <= token - self.motion_offset < self.codebooks * self.codebook_size

    def flat_ids(self, codes: IntArray) -> list[int]:
        """Motion codes as token ids, tags not included.

        Args:
            codes: (T, C) integers in [0, codebook_size).

        Returns:
            T * C ids: step 0 codebook 0, step 0 codebook 1, step 1 codebook 0, ...

        Raises:
            MotionError: Wrong shape, or a code out of range.
        """
        array = np.asarray(codes)
        if array.ndim != 2 or array.shape[1] != self.codebooks or array.dtype.kind not in 'iu':
            raise MotionError(
                f'codes: shape {array.shape} of {array.dtype} given, '
                f'(T, {self.codebooks}) integers expected'
            )
        if array.size and (array.min() < 0 or array.max() >= self.codebook_size):
            raise MotionError(
                f'codes: {array.min()}..{array.max()} given, 0..{self.codebook_size - 1} allowed'
            )
        books = np.arange(self.codebooks) * self.codebook_size
        flat: list[int] = (array + books + self.motion_offset).reshape(-1).tolist()
        return flat

    def codes(self, ids: Iterable[int]) -> IntArray:
        """Token ids as motion codes, the inverse of `flat_ids`.

        Args:
            ids: T * C ids of ``<Motion_k>`` in their order.

        Returns:
            (T, C) int64.

        Raises:
            MotionError: An id is no motion token, of the wrong codebook, or a step is cut.
        """
        array = np.asarray(list(ids), dtype=np.int64)
        if array.size % self.codebooks:
            raise MotionError(
                f'{array.size} motion tokens given, multiples of {self.codebooks} allowed'
            )
        books = np.arange(self.codebooks) * self.codebook_size
        codes: IntArray = array.reshape(-1, self.codebooks) - self.motion_offset - books
        if codes.size and (codes.min() < 0 or codes.max() >= self.codebook_size):
            raise MotionError('motion tokens out of range or of the wrong codebook')
        return codes
