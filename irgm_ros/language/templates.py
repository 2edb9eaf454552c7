# SPDX-License-Identifier: Apache-2.0
"""Wording of the prompts: the content of a bundle's ``prompts.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from irgm_ros.errors import BundleError

Task = Literal[
    't2m', 'm2t', 'analysis', 'assessment', 'refine_instruction', 'direct_refinement',
    'instructed_refinement', 'irmogen',
]  # fmt: skip
TASKS: tuple[str, ...] = get_args(Task)
DEFAULT_PROMPTS = Path(__file__).parents[1] / 'data' / 'prompts' / 'default.json'
_ACCEPTANCE = re.compile(
    'no ((further|more|other) )?refinements?( (is|are))?( (needed|required|necessary))?'
)


def is_acceptance(refinement: str) -> bool:
    """Whether a refinement says that there is nothing to refine, in whatever spelling.

    Args:
        refinement: For example ``'No refinement needed'`` or ``' no refinements are needed!'``.
    """
    words = ' '.join(re.findall('[a-z]+', refinement.lower()))
    return _ACCEPTANCE.fullmatch(words) is not None


@dataclass(frozen=True)
class Plans:
    """The five fixed sentences between ``[plan]`` and ``[/plan]``."""

    analysis: str
    generation: str
    assessment: str
    refinement: str
    finish: str


@dataclass(frozen=True)
class TaskTemplate:
    """Wording of one task.

    Attributes:
        user: May hold ``{caption}``, ``{motion}`` and ``{instruction}``.
        system: Replaces the common system sentence if not None.
        layout: Replaces the common layout if not None.
    """

    user: str
    system: str | None = None
    layout: str | None = None


@dataclass(frozen=True)
class Templates:
    """Content of ``prompts.json``.

    Attributes:
        system: Sentence that opens each prompt.
        layout: Holds ``{system}`` and ``{user}`` once each.
        tasks: Wording of each task that the model was trained on.
        forced_motion: Tasks whose prompt ends with ``<Motion>``.
        plans: The plan sentences.
        accepted: What a refinement says when nothing is to be refined.
        scored_text: Which text the captioning task was trained to say of a motion, so that
            its likelihood scores a motion: the ``caption`` itself or the ``analysis`` of it.
        variants: Further wordings of these tasks that the model knows, by names of their own.
    """

    system: str
    layout: str
    tasks: Mapping[str, TaskTemplate]
    forced_motion: tuple[str, ...]
    plans: Plans
    accepted: str = 'No refinements needed.'
    scored_text: Literal['caption', 'analysis'] = 'caption'
    variants: Mapping[str, TaskTemplate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no prompt can be rendered from."""
        forced = [t for t in self.forced_motion if t not in self.variants]
        problems = [f'unknown task {t!r}' for t in (*self.tasks, *forced) if t not in TASKS]
        problems += [f'variant {t!r} has the name of a task' for t in self.variants if t in TASKS]
        wordings = (*self.tasks.values(), *self.variants.values())
        layouts = {self.layout, *(t.layout for t in wordings if t.layout is not None)}
        for mark in ('{system}', '{user}'):
            problems += [
                f'layout {text!r} needs {mark} once' for text in layouts if text.count(mark) != 1
            ]
        if not is_acceptance(self.accepted):
            problems.append(
                f'accepted {self.accepted!r} does not say that no refinement is needed'
            )
        if len({getattr(self.plans, f.name) for f in fields(Plans)}) < len(fields(Plans)):
            problems.append('plan sentences must differ')
        if self.scored_text not in ('caption', 'analysis'):
            problems.append(f'scored_text {self.scored_text!r}, allowed: caption, analysis')
        if problems:
            raise BundleError(f'prompts: {"; ".join(problems)}; tasks are {", ".join(TASKS)}')

    @classmethod
    def from_json(cls, text: str) -> Templates:
        """Read the content of a ``prompts.json``.

        Args:
            text: A JSON object with the attributes above as keys.

        Raises:
            BundleError: Not JSON, unknown or missing keys, or unusable values.
        """
        try:
            data = json.loads(text)
            _check_keys(cls, data, 'prompts')
            _check_keys(Plans, data['plans'], 'prompts.plans')
            tasks = _wordings(data['tasks'], 'prompts.tasks')
            variants = _wordings(data.get('variants', {}), 'prompts.variants')
            forced = tuple(data['forced_motion'])
            plans = Plans(**data['plans'])
            read = {'tasks': tasks, 'variants': variants, 'forced_motion': forced, 'plans': plans}
            return cls(**{**data, **read})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BundleError(f'prompts: {type(error).__name__}: {error}') from error

    @classmethod
    def from_file(cls, path: str | Path) -> Templates:
        """Read a ``prompts.json``; see `from_json`.

        Args:
            path: The file.

        Raises:
            BundleError: The file is missing or unusable.
        """
        try:
            return cls.from_json(Path(path).read_text(encoding='utf-8'))
        except (OSError, UnicodeDecodeError) as error:
            raise BundleError(f'prompts {path}: {error}; a prompts.json is needed') from error

    @classmethod
    def default(cls) -> Templates:
        """The templates of the default model."""
        return cls.from_file(DEFAULT_PROMPTS)


def _wordings(data: Mapping[str, Any], where: str) -> dict[str, TaskTemplate]:
    for name, task in data.items():
        _check_keys(TaskTemplate, task, f'{where}.{name}')
    return {name: TaskTemplate(**task) for name, task in data.items()}


def _check_keys(kind: type, data: Mapping[str, Any], where: str) -> None:
    """Refuse keys that ``kind`` does not have: a misspelt key would go unnoticed."""
    allowed = [f.name for f in fields(kind)]
    unknown = sorted(set(data) - set(allowed))
    if unknown:
        raise BundleError(f'{where}: unknown keys {unknown}, allowed: {allowed}')
