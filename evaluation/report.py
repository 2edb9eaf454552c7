# SPDX-License-Identifier: Apache-2.0
"""The figures of an evaluation as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

STAGES = (
    'ground_truth', 'reconstruction', 'first_generation', 'after_loop', 'after_loop_with_checks',
)  # fmt: skip
_ABOUT = {
    'seen': 'grammar and synthesiser of the training, seeds that training never saw',
    'paraphrase': 'written by hand: natural, unusual wordings',
    'composition': 'written by hand: several steps, gestures on the way, order told backwards',
    'number': 'written by hand: counts and angles as people say them',
    'noisy': 'written by hand: transcripts of speech',
    'captions': 'written by hand: third person, as recorded motion is described',
    'out_of_scope': 'written by hand: must be refused',
}


def markdown(summary: Mapping[str, Any], command: str) -> str:
    """The whole report.

    Args:
        summary: From `evaluation.score.summarise`.
        command: What wrote it.
    """
    parts = [
        ['# IRGM-Commands', '', _INTRODUCTION, '', f'Command: `{command}`'],
        _splits(summary),
        _loop(summary),
        _reconstruction(summary),
        _likeness(summary['likeness']),
        _physics(summary['physics']),
        [_BY_ACTION],
        _table('action', summary['by_action'], STAGES, _bare),
        ['Attributes that hold after the loop, of the motions that were made:'],
        ['| attribute | holds |', '|---|---|', *_lines(summary['by_attribute'])],
    ]
    return '\n\n'.join('\n'.join(lines) for lines in parts if lines) + '\n'


_BY_ACTION = (
    'By action; a command counts for each of its actions. Ground truth and reconstruction are '
    'those of the split `seen`, the rest is over all splits.'
)
_CHECKS = (
    'The checks are the checkers that score here, on the command as the model understood it: '
    'what this adds is what they see.'
)
_INTRODUCTION = (
    'Share of commands of which every attribute holds, by kinematic checkers that know joint '
    'positions only; a refused command counts as missed. 95 % Wilson intervals.\n\n'
    '![shares by split](evaluation.png)'
)


def percent(cell: Mapping[str, Any]) -> str:
    """A share with its interval.

    Args:
        cell: ``share``, ``interval`` and ``n``.
    """
    return f'{short(cell)[:-1]}, n = {cell["n"]})'


def short(cell: Mapping[str, Any]) -> str:
    """A share with its interval, without the number of cases."""
    low, high = cell['interval']
    return f'{100 * cell["share"]:.1f} % ({100 * low:.1f} to {100 * high:.1f})'


def _bare(cell: Mapping[str, Any]) -> str:
    return f'{100 * cell["share"]:.0f} %'


def _lines(cells: Mapping[str, Any]) -> list[str]:
    return [f'| {name.replace("_", " ")} | {percent(cell)} |' for name, cell in cells.items()]


def _splits(summary: Mapping[str, Any]) -> list[str]:
    refused = summary['refused']['out_of_scope']
    groups = {**summary['splits'], 'all': summary['all']} if summary['splits'] else {}
    about = [f'- {split}: {_ABOUT[split]}.' for split in _ABOUT if split in groups]
    if refused['n']:
        about += [f'- out_of_scope: {_ABOUT["out_of_scope"]}; {percent(refused)} were refused.']
    if not groups:
        return about
    return [*about, '', *_table('split', groups, (*STAGES, 'refused'), short)]


def _named(cells: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    return [f'{n.replace("_", " ")} {percent(cells[n])}' for n in names if n in cells]


def _table(
    head: str,
    groups: Mapping[str, Mapping[str, Any]],
    columns: tuple[str, ...],
    show: Callable[[Mapping[str, Any]], str],
) -> list[str]:
    """One line for each group, one column for each stage."""
    titles = ' | '.join(column.replace('_', ' ') for column in columns)
    lines = [f'| {head} | n | {titles} |', '|---|---|' + '---|' * len(columns)]
    for name, cells in groups.items():
        shares = ' | '.join(show(cells[c]) if c in cells else '-' for c in columns)
        lines.append(f'| {name} | {cells["after_loop"]["n"]} | {shares} |')
    return lines


def _loop(summary: Mapping[str, Any]) -> list[str]:
    judgement = summary['judgement']
    if not summary['gain']['n']:
        return []
    lines = [
        'Gain of the loop over the first generation, paired over all splits, the model as the '
        f'only judge: {_gained(summary["gain"])}; {summary["mean_rounds"]:.2f} rounds on average.',
        '',
        f'With checks: {_gained(summary["gain_checked"])}. {_CHECKS}',
        '',
        'The model judges its own motions: ' + '; '.join(
            _named(judgement, ('correct', 'right_accepted', 'wrong_rejected'))
        ) + '.',
        '',
        f'Commands in scope that were refused: {percent(summary["refused"]["in_scope"])}.',
    ]  # fmt: skip
    for name, judge in (('repair', 'the model alone'), ('repair_checked', 'with checks')):
        repair = summary[name]
        if repair['rejected']['n']:
            said = '; '.join(_named(repair, ('rejected', 'repaired')))
            lines += ['', f'Begun with a motion of another command, {judge}: {said}.']
    return lines


def _gained(gain: Mapping[str, Any]) -> str:
    low, high = (100 * bound for bound in gain['interval'])
    return (
        f'{100 * gain["share"]:+.1f} points ({low:+.1f} to {high:+.1f}, n = {gain["n"]}), '
        f'{gain["won"]} commands won and {gain["lost"]} lost, McNemar p = {gain["p_value"]:.2g}'
    )


def _reconstruction(summary: Mapping[str, Any]) -> list[str]:
    errors = summary['reconstruction']
    if errors is None:
        return []
    return [
        f'Reconstruction of synthesised motion: {errors["mpjpe_mm"]:.1f} mm root-relative, '
        f'{errors["yaw_error_on_turns_deg"]:.1f} deg yaw on turns, '
        f'{errors["drift_mm"]:.0f} mm drift at the end.'
    ]


def _likeness(figures: Mapping[str, Any] | None) -> list[str]:
    if figures is None:
        return []
    lines = [
        f'By the evaluator of the bundle, trained apart (n = {figures["n"]}, split `seen`; pools '
        f'of 32; not comparable with other evaluators): FID {figures["fid"]:.3f}.',
        '',
        '| motion | R-precision top 1 / 2 / 3 | MM-Dist | diversity |',
        '|---|---|---|---|',
    ]
    for name in ('ground_truth', 'after_loop'):
        row = figures[name]
        precision = ' / '.join(f'{share:.3f}' for share in row['r_precision'])
        lines.append(
            f'| {name.replace("_", " ")} | {precision} | {row["mm_distance"]:.3f} '
            f'| {row["diversity"]:.3f} |'
        )
    return lines


def _physics(physics: Mapping[str, Any]) -> list[str]:
    """Figures of the motions that were made, beside those of the synthesised ones."""
    true, made = physics['ground_truth'], physics['after_loop']
    if made is None:
        return []
    compared = '' if true is None else f'; of synthesised ones {percent(true["plausible"])}'
    lines = [
        'Motions after the loop that a body could do (`irgm_ros/checks/physics.py`, every '
        f'limit kept): {percent(made["plausible"])}{compared}.',
        '',
        '| worst of a motion | limit | median, synthesised | median | beyond the limit |',
        '|---|---|---|---|---|',
    ]
    for name, figure in made['figures'].items():
        median = '-' if true is None else f'{true["figures"][name]["median"]:.3g}'
        lines.append(
            f'| {name} | {figure["limit"]:g} | {median} | {figure["median"]:.3g} '
            f'| {percent(figure["beyond"])} |'
        )
    return lines
