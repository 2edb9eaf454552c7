# SPDX-License-Identifier: Apache-2.0
"""Train the semantic parser, apart from the language model.

python -m training.semantic_parser --config training/configs/default.yaml --out runs/default

Leaves ``parser/``: the model that ``export.parser`` adds to a bundle, and its log.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from evaluation.benchmark import read_entries
from irgm_ros.errors import IrgmError
from irgm_ros.language.semantic_parser import SPECIAL_WORDS, UNKNOWN, WORD_PAD, word_ids, words_of
from irgm_ros.language.slots import PAD, START, slots_of
from training.config import Config, ParserConfig, load_config
from training.fitting import Fit
from training.semantic_parser.clauses import ClauseSource
from training.semantic_parser.model import ParserModel, ParserShape, save_parser
from training.semantic_parser.sentences import Sentence, SentenceSource
from training.semantic_parser.vectors import DIMENSIONS, load_vectors

DEVELOPMENT = Path(__file__).parents[2] / 'evaluation' / 'development'
ROUNDS = (
    'first',
    'second',
    'third',
    'fifth',
)  # development sets to learn from; the fourth measures
_WORD_SAMPLES = 30_000
_OFTEN = 3  # occurrences in so many samples that make a word one of the training's
_LOG_EVERY = 20
_STREAM = 11
_SORTED = 16  # batches that are sorted by length together


def written_sentences() -> list[Sentence]:
    """The sentences of the development sets that are there to learn from."""
    paths = chain.from_iterable(sorted(DEVELOPMENT.glob(f'{name}_*.yaml')) for name in ROUNDS)
    entries = chain.from_iterable(read_entries(path) for path in paths)
    return [Sentence(entry.text, entry.command) for entry in entries]


def own_words(source: SentenceSource, seed: int, samples: int = _WORD_SAMPLES) -> list[str]:
    """Words that the training hears more than now and then, the commonest first."""
    rng = np.random.default_rng([seed, _STREAM])
    seen: dict[str, int] = {}
    for _ in range(samples):
        for word in words_of(source.draw(rng).text):
            seen[word] = seen.get(word, 0) + 1
    kept = [word for word, count in seen.items() if count >= _OFTEN]
    return sorted(kept, key=lambda word: (-seen[word], word))


def train_parser(config: Config, out: Path, resume: bool) -> ParserModel:
    """Train until the budget ends, and save.

    Args:
        config: The whole configuration.
        out: Folder of the run; files go to ``parser/``.
        resume: Go on from a checkpoint if there is one; they are written every five minutes.

    Raises:
        IrgmError: The word vectors are missing.
    """
    stage, folder = config.parser, out / 'parser'
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(stage.threads)
    torch.manual_seed(config.seed)
    source = SentenceSource(ClauseSource(), written_sentences())
    model, words = _model(source, stage, config.seed, folder, resume)
    _fit(model, source, words, stage, config.seed, folder, resume)
    save_parser(folder, model, words)
    return model.eval()


def _model(
    source: SentenceSource, stage: ParserConfig, seed: int, folder: Path, resume: bool
) -> tuple[ParserModel, list[str]]:
    """The model before training, and its words; both as they were where a run goes on."""
    path = folder / 'words.json'
    if resume and path.exists():
        content = json.loads(path.read_text())
        shape = ParserShape(**content['shape'])
        return ParserModel(shape), content['words']
    own = own_words(source, seed)
    vectors = load_vectors(stage.vectors, own, stage.common)
    shape = ParserShape(
        len(vectors.words), len(own), DIMENSIONS, stage.width, stage.layers, stage.heads
    )
    model = ParserModel(shape)
    model.set_vectors(torch.from_numpy(vectors.vectors))
    path.write_text(json.dumps({'shape': asdict(shape), 'words': vectors.words}))
    return model, vectors.words


def _fit(
    model: ParserModel,
    source: SentenceSource,
    words: Sequence[str],
    stage: ParserConfig,
    seed: int,
    folder: Path,
    resume: bool,
) -> None:
    ids = {word: index for index, word in enumerate(words, SPECIAL_WORDS)}
    optimizer = torch.optim.AdamW(
        model.parameters(), stage.learning_rate, weight_decay=stage.weight_decay, fused=True
    )
    fit = Fit('parser', model, optimizer, folder, resume)
    torch.manual_seed(seed + fit.step)
    batches = _batches(source, ids, stage.batch, np.random.default_rng([seed, _STREAM, fit.step]))

    def losses() -> tuple[Tensor, dict[str, float]]:
        said, slots = next(batches)
        forgotten = torch.rand(said.shape) < stage.hidden_words
        known = said.masked_fill(forgotten & (said != WORD_PAD), UNKNOWN)
        logits = model(said, slots[:, :-1], known)
        loss = F.cross_entropy(logits.flatten(0, 1), slots[:, 1:].flatten(), ignore_index=PAD)
        right = (logits.argmax(-1) == slots[:, 1:]) | (slots[:, 1:] == PAD)
        return loss, {'loss': loss.item(), 'right': right.all(1).float().mean().item()}

    model.train()
    fit.run(losses, stage.steps, stage.minutes, _LOG_EVERY)


def _batches(
    source: SentenceSource, ids: Mapping[str, int], size: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Words (B, N) and slots (B, M) of batches with sentences of about one length, in any order.

    Half as many columns are padding as where the longest of any sentences decides.
    """
    while True:
        drawn = [source.draw(rng) for _ in range(_SORTED * size)]
        rows = [(word_ids(s.text, ids), [START, *slots_of(s.command)]) for s in drawn]
        rows.sort(key=lambda row: (len(row[0]), len(row[1])))
        for first in rng.permutation(_SORTED) * size:
            said, slots = zip(*rows[first : first + size], strict=True)
            yield _padded(said, WORD_PAD), _padded(slots, PAD)


def _padded(rows: Sequence[Sequence[int]], pad: int) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[pad] * (longest - len(row))] for row in rows])


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    parser = argparse.ArgumentParser(
        'training.semantic_parser',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--config', type=Path, required=True, help='YAML; see training/configs/')
    parser.add_argument('--out', type=Path, required=True, help='folder of the run')
    parser.add_argument('--resume', action='store_true', help='take up checkpoints in --out')
    options = parser.parse_args(arguments)
    try:
        train_parser(load_config(options.config), options.out, options.resume)
    except (IrgmError, FileNotFoundError, ValueError, FloatingPointError) as error:
        print(f'training.semantic_parser: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print('training.semantic_parser: interrupted; go on with --resume', file=sys.stderr)
        return 130
    return 0
