# SPDX-License-Identifier: Apache-2.0
"""Run the stages of training, each resumable, each with its log.

python -m training.run --config training/configs/default.yaml --stage all --out runs/default
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from irgm_ros.errors import IrgmError
from training.config import Config, load_config

STAGES = ('synth', 'tokenizer', 'sft1', 'bundle')
_LATER = ('sft2', 'onpolicy', 'grpo')
_EXAMPLES = """examples:
  # everything, from nothing to a bundle that export/ reads
  python -m training.run --config training/configs/default.yaml --stage all --out runs/default
  # go on after an interruption
  python -m training.run --config training/configs/default.yaml --stage sft1 --out runs/default \\
      --resume
"""


def run_stage(stage: str, config: Config, out: Path, resume: bool) -> None:
    """Run one stage; imports stay inside, so that ``synth`` needs no torch.

    Args:
        stage: One of ``STAGES``.
        config: The checked configuration.
        out: Folder of the run.
        resume: Whether checkpoints of an interrupted run are taken up.
    """
    from training.clips import load_clips, make_clips

    if stage == 'synth':
        make_clips(config.synth, config.seed, out / 'synth')
        return
    if stage == 'tokenizer':
        from training.tokenizer_training import train_tokenizer

        clips = load_clips(out / 'synth')
        train_tokenizer(clips, config.tokenizer, config.seed, out / 'tokenizer', resume)
        return
    if stage == 'sft1':
        from training.language_training import train_language

        train_language(load_clips(out / 'synth'), config, out, resume)
        return
    from training.bundle import write_neutral_bundle

    write_neutral_bundle(config, out)


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
    parser.add_argument('--stage', choices=(*STAGES, *_LATER, 'all'), required=True)
    parser.add_argument('--out', type=Path, required=True, help='folder of the run')
    parser.add_argument('--resume', action='store_true', help='take up checkpoints in --out')
    options = parser.parse_args(arguments)
    if options.stage in _LATER:
        parser.error(f'stage {options.stage} does not exist yet; there are {", ".join(STAGES)}')
    try:
        config = load_config(options.config)
        options.out.mkdir(parents=True, exist_ok=True)
        _keep(options.config, options.out / 'config.yaml')
        for stage in STAGES if options.stage == 'all' else (options.stage,):
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
