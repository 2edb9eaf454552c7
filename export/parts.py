# SPDX-License-Identifier: Apache-2.0
"""The parts of a bundle that are trained apart from its language model: evaluator and parser."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from irgm_ros.backends import Bundle
from irgm_ros.backends.manifest import (
    EVALUATOR_GRAPHS,
    EVALUATOR_WORDS,
    PARSER_GRAPH,
    PARSER_WORDS,
    Manifest,
)
from irgm_ros.errors import BundleError


def take_over(manifest: Manifest, source: Path) -> tuple[Manifest, dict[str, Path]]:
    """Describe a new bundle with the evaluator and the parser of an older one.

    Args:
        manifest: Of the new bundle, without either.
        source: Folder of the older bundle.

    Returns:
        The manifest with both, as far as the older bundle has them, and their files.

    Raises:
        BundleError: The older bundle is damaged, or its evaluator reads other features.
    """
    older = Bundle.load(source)
    given = older.manifest
    if given.evaluator is not None and given.heading_sigma != manifest.heading_sigma:
        raise BundleError(
            f'{source}: its evaluator was trained with heading_sigma {given.heading_sigma}, the '
            f'new bundle has {manifest.heading_sigma}'
        )
    graphs = [g for g in (*EVALUATOR_GRAPHS, PARSER_GRAPH) if g in given.graphs]
    words = [w for w in (EVALUATOR_WORDS, PARSER_WORDS) if w in given.files]
    names = [*(f'{graph}.onnx' for graph in graphs), *words]
    changed = dataclasses.replace(
        manifest,
        graphs=manifest.graphs | {graph: given.graphs[graph] for graph in graphs},
        evaluator=given.evaluator,
        parser=given.parser,
    )
    return changed, {name: older.path(name) for name in names}
