# SPDX-License-Identifier: Apache-2.0
"""Prompts out of a clone of the published repository; nothing of it is executed.

The texts are literals of Python and JSON there and are read as such. Short hashes of the published
texts tell whether a clone has them unchanged.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from irgm_ros.errors import BundleError
from irgm_ros.language.templates import Plans, TaskTemplate, Templates

FOLDER = Path('SFT/HumanML3D/dataset')
_PLANS = 'unified_mogen_planner_templates'
_TASKS = 'test_conversation_templates'
# Published names, and ours; the others of the table become variants.
TASKS = {
    't2m': 't2m',
    'm2t': 'm2t',
    'prompt_analysis': 'analysis',
    'refine_instruction': 'refine_instruction',
    'instructed_motion_refinement': 'instructed_refinement',
    'unified_mogen_cot_v3': 'irmogen',
}
_ALPACA = 't2m_motionagent'
# Tasks without a fixed wording for tests; the first of the training templates, where there is one.
_BANKS = {
    '<Text_Motion2Alignment_Analysis_Template>': 'assessment',
    '<Direct_Motion_Refinement_Template>': 'direct_refinement',
}
_PLAN_KEYS = ('prompt_analysis', 'generation', 'assessment', 'refinement', 'finish_thinking')
_LAYOUT = '{system}\n\nUser: {user}\n\n Response:'
_ALPACA_LAYOUT = '{system}\n\n{user}\n\nResponse: '
_FORCED = ('t2m', 'instructed_refinement', _ALPACA)
_PLACEHOLDERS = {
    '<Goal_Caption>': '{caption}',
    '<Goal_Motion>': '{motion}',
    '<Generated_Motion>': '{motion}',
    '<Refinement_Instruction>': '{instruction}',
}
_HASHES = {
    'system': '47e1cfba156b',
    't2m': 'cc594ae7a550',
    'prompt_analysis': '2b894f4ef49d',
    'refine_instruction': '422282ba0d4b',
    'instructed_motion_refinement': '977d4fe7c370',
    'm2t': '28d6fc80406a',
    'unified_mogen_cot_v2': 'bdd2ee096a77',
    'unified_mogen_cot_v3': '0aa5d6ce6e8c',
    'unified_mogen_cot_v3_wo_assess_refine': '8622ad448081',
    't2m_motionagent system': '0c66b5461fd0',
    't2m_motionagent': '3fc6ef696d3b',
    'plan analysis': '32f25cb4df8f',
    'plan generation': 'e0e9e960b7bc',
    'plan assessment': '9192c68cf75a',
    'plan refinement': '1ef33c74dba7',
    'plan finish': '6784367ec08f',
}


def read_prompts(repository: Path) -> tuple[Templates, dict[str, str]]:
    """Read the wording of every task.

    Args:
        repository: Clone of the published repository.

    Returns:
        The templates, and for each published text ``match``, ``mismatch`` or ``absent``.

    Raises:
        BundleError: A file or table is missing, is no literal, or has unknown placeholders.
    """
    path = repository / FOLDER / 'data_processor.py'
    tables = _literals(path)
    try:
        given = {name: dict(entry) for name, entry in tables[_TASKS].items()}
        plans = Plans(*(str(tables[_PLANS][f'<{key}_plan>']) for key in _PLAN_KEYS))
        system = str(given['t2m']['system_prompt'])
        wordings = {name: _wording(path, name, given[name], system) for name in given}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BundleError(
            f'{path}: {_TASKS} or {_PLANS} are not as published: {type(error).__name__}: {error}'
        ) from error
    tasks = {ours: wordings[name] for name, ours in TASKS.items() if name in wordings}
    variants = {name: w for name, w in wordings.items() if name not in TASKS}
    tasks |= _from_banks(repository / FOLDER / 'prompt_template-2.json')
    forced = tuple(name for name in _FORCED if name in tasks or name in variants)
    templates = Templates(system, _LAYOUT, tasks, forced, plans, variants=variants)
    return templates, _compare(given, system, plans)


def _literals(path: Path) -> dict[str, Any]:
    """The two tables of the class, read without running it."""
    try:
        tree = ast.parse(path.read_text(encoding='utf-8'))
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(
            f'{path}: {error}; --upstream-repo takes a clone of the published repository'
        ) from error
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BundleError(f'{path}: no Python file ({type(error).__name__})') from error
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            name = getattr(target, 'attr', getattr(target, 'id', None))
            if name in (_TASKS, _PLANS):
                found[name] = _literal(path, node)
    missing = [name for name in (_TASKS, _PLANS) if name not in found]
    if missing:
        raise BundleError(f'{path}: no {" and no ".join(missing)} in it; a literal is expected')
    return found


def _literal(path: Path, node: ast.Assign) -> Any:
    try:
        return ast.literal_eval(node.value)
    except (ValueError, TypeError, RecursionError, MemoryError) as error:
        raise BundleError(
            f'{path}:{node.lineno}: no plain literal; code of the repository is not executed, so '
            'check out the published version'
        ) from error


def _wording(path: Path, name: str, entry: dict[str, Any], common: str) -> TaskTemplate:
    user, system = _user(path, name, str(entry['user_prompt'])), str(entry['system_prompt'])
    layout = _ALPACA_LAYOUT if name == _ALPACA else None
    return TaskTemplate(user, None if system == common else system, layout)


def _user(path: Path, name: str, text: str) -> str:
    """A request with our placeholders."""
    for theirs, ours in _PLACEHOLDERS.items():
        text = text.replace(theirs, ours)
    unknown = re.findall(r'<(?:Goal|Generated|Refinement|Assessment)_\w+>', text)
    if unknown:
        raise BundleError(
            f'{path}: {name}: placeholders {unknown} unknown, {list(_PLACEHOLDERS)} allowed'
        )
    return text


def _from_banks(path: Path) -> dict[str, TaskTemplate]:
    try:
        banks = json.loads(path.read_text(encoding='utf-8'))
        given = {name: banks[name] for name in _BANKS if banks.get(name)}
        for name, texts in given.items():
            if not isinstance(texts, list):
                raise TypeError(f'{name} is {type(texts).__name__}')
        return {
            _BANKS[name]: TaskTemplate(_user(path, name, str(texts[0])))
            for name, texts in given.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleError(f'{path}: {error}; a JSON object of lists of texts expected') from error


def _compare(given: dict[str, dict[str, Any]], system: str, plans: Plans) -> dict[str, str]:
    texts = {name: str(entry['user_prompt']) for name, entry in given.items()}
    texts |= {'system': system}
    if _ALPACA in given:
        texts[f'{_ALPACA} system'] = str(given[_ALPACA]['system_prompt'])
    texts |= {f'plan {name}': text for name, text in vars(plans).items()}
    found = {}
    for name, wanted in _HASHES.items():
        if name not in texts:
            found[name] = 'absent'
            continue
        same = hashlib.sha256(texts[name].encode()).hexdigest().startswith(wanted)
        found[name] = 'match' if same else 'mismatch'
    return found
