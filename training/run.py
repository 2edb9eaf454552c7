# SPDX-License-Identifier: Apache-2.0
"""Run the stages of training, each resumable, each with its log.

python -m training.run --config training/configs/default.yaml --stage all --out runs/default
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path

from irgm_ros.errors import IrgmError
from training.config import Config, load_config

STAGES = ('synth', 'tokenizer', 'sft1', 'sft2', 'onpolicy', 'grpo', 'bundle')
_SINGLE = ('synth', 'tokenizer', 'bundle')  # stages that several processes cannot share
_OPTIONAL = ('sft2', 'onpolicy', 'grpo')
_EXAMPLES = """examples:
  # everything, from nothing to a bundle that export/ reads
  python -m training.run --config training/configs/default.yaml --stage all --out runs/default
  # go on after an interruption
  python -m training.run --config training/configs/default.yaml --stage sft1 --out runs/default \\
      --resume
  # eight GPUs
  accelerate launch --config_file training/configs/accelerate_fsdp.yaml -m training.run \\
      --config training/configs/gemma2b.yaml --stage sft2 --out runs/gemma2b
  # two steps on two processes of this machine, and what a 2B model would need
  python -m training.run --config training/configs/smoke.yaml --stage sft2 --dry-run
"""


def run_stage(stage: str, config: Config, out: Path, resume: bool) -> None:
    """Run one stage; imports stay inside, so that ``synth`` needs no torch.

    Args:
        stage: One of ``STAGES``.
        config: The checked configuration.
        out: Folder of the run.
        resume: Whether checkpoints of an interrupted run are taken up.

    Raises:
        IrgmError: The configuration has no section for the stage, or it was launched on several
            processes and cannot be shared among them.
    """
    if stage in _OPTIONAL and getattr(config, stage) is None:
        raise IrgmError(f'the configuration has no section {stage}; see training/configs/')
    if stage == 'synth':
        from training.data.clips import make_clips

        _alone(stage)
        make_clips(config.synth, config.seed, out / 'synth')
    elif stage == 'tokenizer':
        _alone(stage)
        _train_tokenizer(config, out, resume)
    elif stage == 'bundle':
        from training.bundle import write_neutral_bundle

        _alone(stage)
        write_neutral_bundle(config, out)
    else:
        _train_language_stage(stage, config, out, resume)


def _train_tokenizer(config: Config, out: Path, resume: bool) -> None:
    from training.data.clips import load_clips
    from training.data.cmu import train_clips
    from training.tokenizer.train import train_tokenizer

    settings, real = config.tokenizer, None
    clips = load_clips(out / 'synth')
    if settings.real_share:
        real = train_clips(config.real, config.synth.heading_sigma)
    train_tokenizer(clips, settings, config.seed, out / 'tokenizer', resume, real)


def _train_language_stage(stage: str, config: Config, out: Path, resume: bool) -> None:
    from training.data.clips import load_clips
    from training.grpo.train import train_grpo
    from training.language.onpolicy import train_onpolicy
    from training.language.sft1 import train_language
    from training.language.sft2 import train_sft2
    from training.parallel import Parallel

    clips, parallel = load_clips(out / 'synth'), Parallel.from_environment()
    if stage == 'sft1':
        train_language(clips, config, out, resume, parallel)
    elif stage == 'sft2' and config.sft2:
        train_sft2(clips, config, config.sft2, out, resume, parallel)
    elif stage == 'onpolicy' and config.onpolicy:
        train_onpolicy(clips, config, config.onpolicy, out, resume, parallel)
    elif stage == 'grpo' and config.grpo:
        train_grpo(clips, config, config.grpo, out, resume, parallel)


def _alone(stage: str) -> None:
    if int(os.environ.get('WORLD_SIZE', '1')) > 1:
        raise IrgmError(f'stage {stage} runs in one process: start it without accelerate')


def _stages(chosen: str, config: Config) -> tuple[str, ...]:
    """The stages to run: the chosen one, or all that the configuration has."""
    if chosen != 'all':
        return (chosen,)
    return tuple(s for s in STAGES if s not in _OPTIONAL or getattr(config, s) is not None)


def _keep(config: Path, copy: Path) -> None:
    """Keep the configuration beside what it made, unless it was read from there."""
    if not (copy.exists() and copy.samefile(config)):
        shutil.copy(config, copy)


def main(arguments: list[str] | None = None) -> int:
    """Command line entry; returns the exit code."""
    parser = argparse.ArgumentParser(
        'training.run',
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--config', type=Path, required=True, help='YAML; see training/configs/')
    parser.add_argument('--stage', choices=(*STAGES, 'all'), required=True)
    parser.add_argument('--out', type=Path, help='folder of the run; needed but for --dry-run')
    parser.add_argument('--resume', action='store_true', help='take up checkpoints in --out')
    parser.add_argument(
        '--dry-run',
        action='store_true',
        help='two steps of a supervised stage on made-up clips, its weights shared out among '
        'processes of this machine; prints what the training of --size would need',
    )
    parser.add_argument(
        '--processes', type=int, default=2, help='of the dry run; as many GPUs are estimated'
    )
    parser.add_argument('--size', default='2b', help='2b, or "config" for the model of --config')
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C: state is kept
    if options.out is None and not options.dry_run:
        parser.error('--out is missing: the folder of the run')
    try:
        config = load_config(options.config)
        if options.dry_run:
            from training.dry_run import dry_run

            return dry_run(options.config, config, options.stage, options.processes, options.size)
        options.out.mkdir(parents=True, exist_ok=True)
        _keep(options.config, options.out / 'config.yaml')
        for stage in _stages(options.stage, config):
            run_stage(stage, config, options.out, options.resume)
    except (IrgmError, FileNotFoundError, ValueError, FloatingPointError) as error:
        print(f'training.run: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print('training.run: interrupted; go on with --resume', file=sys.stderr)
        return 130
    return 0


if __name__ == '__main__':
    sys.exit(main())
