# SPDX-License-Identifier: Apache-2.0
"""The manifest of a bundle: the contract between export and runtime."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import MISSING, dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from irgm_ros.errors import BundleError

SCHEMA_VERSION = 1
GRAPHS = ('decoder', 'text_head', 'motion_head', 'vq_encoder', 'vq_decoder')
REQUIRED_FILES = (
    'tokenizer.json',
    'prompts.json',
    'embeddings.npy',
    *(f'{graph}.onnx' for graph in GRAPHS),
)
# There only where the bundle has an evaluator.
EVALUATOR_GRAPHS = ('evaluator_text', 'evaluator_motion')
EVALUATOR_WORDS = 'evaluator_words.json'
# There only where the bundle has a semantic parser.
PARSER_GRAPH, PARSER_WORDS = 'parser', 'parser_words.json'
PRECISIONS = ('fp32', 'fp16', 'bf16', 'int8', 'int4')
ARITHMETICS = ('fp32', 'fp16', 'bf16')


@dataclass(frozen=True)
class FileEntry:
    """One file of the bundle: hash and size [bytes]."""

    sha256: str
    bytes: int

    @classmethod
    def of(cls, path: Path) -> FileEntry:
        """Entry of a file, which is read in blocks."""
        with path.open('rb') as stream:
            digest = hashlib.file_digest(stream, 'sha256').hexdigest()
        return cls(digest, path.stat().st_size)


@dataclass(frozen=True)
class VocabularyEntry:
    """Token ids that the graphs were made for; ``motion_offset`` is the id of code 0."""

    size: int
    bos: int
    eos: int
    pad: int
    motion_start: int
    motion_end: int
    motion_offset: int


@dataclass(frozen=True)
class DecoderEntry:
    """Sizes of the decoder.

    Attributes:
        layers: Number of layers.
        kv_heads: Key-value heads of a layer.
        head_dim: Width of a head.
        hidden: Width H of the embeddings and the hidden state.
        embedding_scale: Factor on a row of ``embeddings.npy`` before it enters the decoder.
        lane_tokens: Tokens up to which a row may hold several sequences, told apart by their
            numbers in the attention mask; 0: the graph knows only 0 and 1 there.
        cache: Type of keys and values, one of ``ARITHMETICS``; no key for ``fp32``.
    """

    layers: int
    kv_heads: int
    head_dim: int
    hidden: int
    embedding_scale: float
    lane_tokens: int = 0
    cache: str = 'fp32'


@dataclass(frozen=True)
class SamplingEntry:
    """Sampling that the model was tuned for; temperature 0 is greedy."""

    temperature: float
    top_p: float


@dataclass(frozen=True)
class LimitsEntry:
    """Bounds of a generation: token steps of one motion, rounds of the loop."""

    min_steps: int
    max_steps: int
    max_rounds: int


@dataclass(frozen=True)
class GraphEntry:
    """Names of a graph's inputs and outputs, in order."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class EvaluatorEntry:
    """The text-motion evaluator.

    Attributes:
        width: Width E of its embeddings.
        max_words: Words of a text that it reads.
        max_frames: Frames of a motion that it reads.
        scale: The score of a motion is logistic(``scale`` * cosine + ``offset``).
        offset: See ``scale``.
    """

    width: int
    max_words: int
    max_frames: int
    scale: float
    offset: float


@dataclass(frozen=True)
class ParserEntry:
    """The semantic parser.

    Attributes:
        threshold: Least probability of a reading that is acted on, in (0, 1].
    """

    threshold: float


@dataclass(frozen=True)
class Manifest:
    """Everything the runtime must know of a bundle besides its weights.

    Attributes:
        schema_version: Version of this format.
        name: Short name of the model.
        licence: SPDX identifier, or a name where there is none.
        provenance: Where the weights come from, one sentence.
        precision: Storage of the weights, one of ``PRECISIONS``.
        files: Every file of the bundle except the manifest.
        vocabulary: Token ids.
        codebooks: Codebooks of the motion tokenizer: whole person, or body and gesture.
        codebook_size: Codes in each codebook.
        frames_per_step: Frames in one token step.
        context_steps: Token steps on each side that a decoded frame depends on.
        heading_sigma: Smoothing of the heading in the features [frames].
        fps: Frame rate of the features [Hz].
        features: Width D of the features, 263 or 251.
        joints: Joints of the skeleton, 22 or 21.
        mean: (D,) subtracted before the motion tokenizer.
        std: (D,) divided by before the motion tokenizer.
        prompt_sha256: Hash of the ``prompts.json`` that the model was trained with.
        decoder: Sizes of the decoder.
        sampling: Sampling that the model was tuned for.
        limits: Bounds of a generation.
        graphs: Names of inputs and outputs of each graph.
        evaluator: The text-motion evaluator; None, and no key, for a bundle without one.
        parser: The semantic parser; None, and no key, for a bundle without one.
        doubt_below: The model looks twice at a motion if some token of the analysis is less
            likely than this as its description [ln]; None, and no key: it never does.
        arithmetic: What decoder and text head compute in, one of ``ARITHMETICS``; no key for
            ``fp32``.
    """

    schema_version: int
    name: str
    licence: str
    provenance: str
    precision: str
    files: dict[str, FileEntry]
    vocabulary: VocabularyEntry
    codebooks: int
    codebook_size: int
    frames_per_step: int
    context_steps: int
    heading_sigma: float
    fps: float
    features: int
    joints: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    prompt_sha256: str
    decoder: DecoderEntry
    sampling: SamplingEntry
    limits: LimitsEntry
    graphs: dict[str, GraphEntry]
    evaluator: EvaluatorEntry | None = None
    parser: ParserEntry | None = None
    doubt_below: float | None = None
    arithmetic: str = 'fp32'

    @classmethod
    def from_json(cls, data: object) -> Manifest:
        """Read a parsed ``manifest.json``.

        Args:
            data: What ``json.load`` returned.

        Returns:
            The manifest.

        Raises:
            BundleError: Every problem of the manifest at once.
        """
        version = data.get('schema_version') if isinstance(data, dict) else None
        if version != SCHEMA_VERSION:
            raise BundleError(
                f'manifest.json: schema_version {version!r} given, {SCHEMA_VERSION} expected; '
                'export the bundle again with this release'
            )
        problems: list[str] = []
        manifest: Manifest = _read(cls, data, '', problems)
        if not problems:
            problems = _problems(manifest)
        if problems:
            raise BundleError('manifest.json: ' + '; '.join(problems))
        return manifest

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dump`` can write."""
        data = dataclasses.asdict(self)
        for name in ('evaluator', 'parser', 'doubt_below'):  # earlier releases know no such keys
            if data[name] is None:
                del data[name]
        for part, name in ((data, 'arithmetic'), (data['decoder'], 'cache')):  # nor these
            if part[name] == 'fp32':
                del part[name]
        return data


def _read(kind: Any, value: object, where: str, problems: list[str]) -> Any:
    """Turn parsed JSON into ``kind``; note what does not fit and return None there."""
    if get_origin(kind) is UnionType:  # one type or None
        kind = next(k for k in get_args(kind) if k is not NoneType)
    if dataclasses.is_dataclass(kind):
        return _read_dataclass(kind, value, where, problems)
    if get_origin(kind) is tuple and isinstance(value, list):
        inner = get_args(kind)[0]
        return tuple(_read(inner, v, f'{where}[{i}]', problems) for i, v in enumerate(value))
    if get_origin(kind) is dict and isinstance(value, dict):
        inner = get_args(kind)[1]
        return {str(k): _read(inner, v, f'{where}.{k}', problems) for k, v in value.items()}
    plain = int | float if kind is float else kind
    if get_origin(kind) is None and isinstance(value, plain) and not isinstance(value, bool):
        return kind(value)
    name = getattr(kind, '__name__', str(kind))
    problems.append(f'{where}: {type(value).__name__} given, {name} expected')
    return None


def _read_dataclass(kind: Any, value: object, where: str, problems: list[str]) -> Any:
    if not isinstance(value, dict):
        problems.append(f'{where}: {type(value).__name__} given, an object expected')
        return None
    hints = get_type_hints(kind)
    prefix = f'{where}.' if where else ''
    problems += [f'{prefix}{key}: unknown key' for key in value if key not in hints]
    needed = [f.name for f in dataclasses.fields(kind) if f.default is MISSING]
    problems += [f'{prefix}{key}: missing' for key in needed if key not in value]
    read = {
        key: _read(hint, value[key], prefix + key, problems)
        for key, hint in hints.items()
        if key in value
    }
    return kind(**read) if read.keys() >= set(needed) else None


def _problems(manifest: Manifest) -> list[str]:
    """What is well-formed but contradicts itself or this runtime."""
    found = [f'files: {name} missing' for name in REQUIRED_FILES if name not in manifest.files]
    found += [f'graphs: {name} missing' for name in GRAPHS if name not in manifest.graphs]
    found += [
        f'files: {name!r} is not a plain file name'
        for name in manifest.files
        if not name or name in ('.', '..') or '/' in name or '\\' in name
    ]
    found += _evaluator_problems(manifest) + _parser_problems(manifest)
    for name, given, allowed in (
        ('precision', manifest.precision, PRECISIONS),
        ('arithmetic', manifest.arithmetic, ARITHMETICS),
        ('decoder.cache', manifest.decoder.cache, ARITHMETICS),
    ):
        if given not in allowed:
            found.append(f'{name}: {given!r} given, one of {allowed} expected')
    if (manifest.features, manifest.joints) not in ((263, 22), (251, 21)):
        given = f'{manifest.features} with {manifest.joints} joints'
        found.append(f'features: {given} given, 263 with 22 or 251 with 21 expected')
    for name in ('mean', 'std'):
        length = len(getattr(manifest, name))
        if length != manifest.features:
            found.append(f'{name}: {length} numbers given, {manifest.features} expected')
    if not all(s > 0 for s in manifest.std):
        found.append('std: every number must be above 0')
    positive = ('codebooks', 'codebook_size', 'frames_per_step', 'fps')
    found += [f'{name}: must be above 0' for name in positive if getattr(manifest, name) <= 0]
    vocabulary, codes = manifest.vocabulary, manifest.codebooks * manifest.codebook_size
    if vocabulary.motion_offset + codes > vocabulary.size:
        found.append(f'vocabulary: {codes} codes do not fit {vocabulary.size} token ids')
    if not 1 <= manifest.limits.min_steps <= manifest.limits.max_steps:
        found.append('limits: 1 <= min_steps <= max_steps expected')
    if manifest.doubt_below is not None and not manifest.doubt_below <= 0.0:
        found.append(f'doubt_below: {manifest.doubt_below} given, 0 or less expected')
    return found


def _evaluator_problems(manifest: Manifest) -> list[str]:
    """What an evaluator lacks; nothing where there is none."""
    entry = manifest.evaluator
    if entry is None:
        return []
    files = (EVALUATOR_WORDS, *(f'{graph}.onnx' for graph in EVALUATOR_GRAPHS))
    found = [f'files: {name} missing' for name in files if name not in manifest.files]
    found += [
        f'graphs: {name} missing' for name in EVALUATOR_GRAPHS if name not in manifest.graphs
    ]
    if manifest.features != 263:
        found.append(f'evaluator: reads 263 features, not {manifest.features}')
    sizes = ('width', 'max_words', 'max_frames')
    found += [f'evaluator.{k}: must be above 0' for k in sizes if getattr(entry, k) <= 0]
    return found


def _parser_problems(manifest: Manifest) -> list[str]:
    """What a semantic parser lacks; nothing where there is none."""
    entry = manifest.parser
    if entry is None:
        return []
    files = (PARSER_WORDS, f'{PARSER_GRAPH}.onnx')
    found = [f'files: {name} missing' for name in files if name not in manifest.files]
    if PARSER_GRAPH not in manifest.graphs:
        found.append(f'graphs: {PARSER_GRAPH} missing')
    if not 0.0 < entry.threshold <= 1.0:
        found.append(f'parser.threshold: {entry.threshold} given, in (0, 1] expected')
    return found
