# SPDX-License-Identifier: Apache-2.0
"""How often a bundle chooses the token that the same model chooses in another precision.

The first bundle writes a motion for each of some commands of the benchmark, said in the words of
an analysis, always with its likeliest token. The others read what it wrote and name their own
likeliest token at each place. Where all of them agree, the other bundle would have written the
same motion.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from evaluation.cases import written
from irgm_ros.backends import Bundle
from irgm_ros.errors import BundleError, IrgmError
from irgm_ros.language.model import CausalModel
from irgm_ros.language.prompting import Prompter
from irgm_ros.language.templates import Templates
from irgm_ros.language.vocabulary import TextTokenizer, Vocabulary
from irgm_ros.spec.canonical import canonical
from irgm_ros.types import IntArray

_SPLITS = ('paraphrase', 'number', 'composition')  # of the benchmark


@dataclass(frozen=True)
class Agreement:
    """Choices of one bundle against those of another.

    Attributes:
        precision: Of the bundle's weights.
        arithmetic: Of the bundle.
        megabytes: Its size.
        prompts: Commands.
        tokens: Places that were compared.
        tokens_agree: Share of them with the same choice.
        motions_agree: Share of the commands with the same motion.
    """

    precision: str
    arithmetic: str
    megabytes: float
    prompts: int
    tokens: int
    tokens_agree: float
    motions_agree: float


def compare_choices(reference: Path, others: Sequence[Path], count: int) -> Iterator[Agreement]:
    """Compare bundles of one model.

    Args:
        reference: Folder of the bundle that writes.
        others: Folders of those that read.
        count: Number of commands.

    Yields:
        The result of each of ``others``.

    Raises:
        BundleError: A folder holds no bundle, or one of another vocabulary.
    """
    bundle = Bundle.load(reference)
    prompts = list(prompts_of(bundle, count))
    model, first = CausalModel.from_bundle(bundle), bundle.manifest.vocabulary.motion_start
    motions = [write_motion(model, bundle, prompt) for prompt in prompts]
    for folder in others:
        other = Bundle.load(folder)
        if other.manifest.vocabulary != bundle.manifest.vocabulary:
            raise BundleError(f'{folder}: another vocabulary than {reference}')
        reader = CausalModel.from_bundle(other)
        pairs = zip(prompts, motions, strict=True)
        same = [
            choices_of(reader, first, prompt, made) == np.array(made) for prompt, made in pairs
        ]
        yield Agreement(
            other.manifest.precision,
            other.manifest.arithmetic,
            round(sum(entry.bytes for entry in other.manifest.files.values()) / 1e6, 1),
            len(prompts),
            sum(len(places) for places in same),
            round(float(np.concatenate(same).mean()), 4),
            round(float(np.mean([places.all() for places in same])), 4),
        )


def prompts_of(bundle: Bundle, count: int) -> Iterator[list[int]]:
    """Prompts for the motions of ``count`` commands, as token ids."""
    tokenizer = TextTokenizer.from_file(bundle.path('tokenizer.json'))
    vocabulary = Vocabulary.from_tokenizer(tokenizer, bundle.manifest.codebooks)
    templates = Templates.from_file(bundle.path('prompts.json'))
    prompter = Prompter(tokenizer, vocabulary, templates)
    meant = (case.command for split in _SPLITS for case in written(split))
    captions = [canonical(command) for command in meant if command is not None]
    for index in np.random.default_rng(0).permutation(len(captions))[:count]:
        yield prompter.prompt('t2m', captions[index])


def write_motion(model: CausalModel, bundle: Bundle, prompt: list[int]) -> list[int]:
    """The likeliest tokens behind ``prompt``, up to the end of the motion."""
    manifest = bundle.manifest
    first = manifest.vocabulary.motion_start
    most = manifest.limits.max_steps * manifest.codebooks + 1
    hidden, cache = model.prefill(prompt, model.empty)
    made: list[int] = []
    while True:
        made.append(first + int(model.motion_logits(hidden[-1:]).argmax()))
        if made[-1] == manifest.vocabulary.motion_end or len(made) == most:
            return made
        hidden, cache = model.prefill(made[-1:], cache)


def choices_of(model: CausalModel, first: int, prompt: list[int], made: list[int]) -> IntArray:
    """The likeliest token at each place of ``made``, given what stands before it there."""
    hidden, _ = model.prefill([*prompt, *made[:-1]], model.empty)
    logits = model.motion_logits(hidden[len(prompt) - 1 :])
    return np.asarray(first + logits.argmax(-1), np.int64)


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog='python -m evaluation.agreement',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog='example: python -m evaluation.agreement irgm_ros/data/bundles/default out/int4',
    )
    parser.add_argument('bundle', type=Path, metavar='BUNDLE', help='bundle that writes')
    parser.add_argument('others', type=Path, nargs='+', metavar='OTHER', help='bundles that read')
    parser.add_argument(
        '--prompts', type=int, default=200, help='commands, 387 at most (default 200)'
    )
    parser.add_argument('--out', type=Path, help='JSON file for the result')
    args = parser.parse_args(argv)
    try:
        results = [asdict(r) for r in compare_choices(args.bundle, args.others, args.prompts)]
    except IrgmError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    text = json.dumps(results, indent=1)
    print(text)
    if args.out is not None:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(text + '\n', encoding='utf-8')
    return 0


if __name__ == '__main__':
    sys.exit(main())
