# SPDX-License-Identifier: Apache-2.0
"""Stages of the language model: their order, and where each leaves its weights."""

from __future__ import annotations

from pathlib import Path

LANGUAGE_STAGES = ('sft1', 'sft2', 'onpolicy', 'grpo')


def checkpoint_of(out: Path, stage: str) -> Path | None:
    """Checkpoint that a stage has left in a run, None if it has left none.

    Args:
        out: Folder of the run.
        stage: One of `LANGUAGE_STAGES`; of ``onpolicy`` it is the last iteration's.
    """
    if stage == 'sft1':
        found = [out / 'language' / 'language.pt']
    elif stage == 'onpolicy':
        folders = (out / 'onpolicy').glob('[0-9]*')
        found = [f / 'onpolicy.pt' for f in sorted(folders, key=lambda f: int(f.name))]
    else:
        found = [out / stage / f'{stage}.pt']
    present = [path for path in found if path.exists()]
    return present[-1] if present else None


def latest_stage(out: Path, before: str | None = None) -> tuple[str, Path]:
    """The last stage that has left weights, and its checkpoint.

    Args:
        out: Folder of the run.
        before: Only stages that come before this one count.

    Raises:
        FileNotFoundError: No stage has left any.
    """
    end = None if before is None else LANGUAGE_STAGES.index(before)
    for stage in reversed(LANGUAGE_STAGES[:end]):
        path = checkpoint_of(out, stage)
        if path is not None:
            return stage, path
    raise FileNotFoundError(f'no language model in {out}; run --stage sft1 first')


def start_of(out: Path, stage: str, given: Path | None) -> Path:
    """Weights that a stage begins with: the given ones, else those of the stage before it."""
    return latest_stage(out, stage)[1] if given is None else given
