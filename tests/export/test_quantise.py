# SPDX-License-Identifier: Apache-2.0
import subprocess
import sys

import pytest

pytest.importorskip('torch', reason='export needs torch: make test-export')
pytest.importorskip('onnx', reason='export needs onnx: make test-export')

from export.quantise import main, quantise_bundle
from irgm_ros.backends import Bundle
from irgm_ros.pipeline import MotionPipeline


@pytest.mark.parametrize('precision', ['int8', 'int4'])
def test_a_quantised_bundle_runs_and_is_smaller(tiny_bundle, tmp_path, capsys, precision):
    target = tmp_path / precision
    assert main([str(tiny_bundle), str(target), '--precision', precision]) == 0
    assert f'in {precision}' in capsys.readouterr().out
    bundle = Bundle.load(target)
    assert bundle.manifest.precision == precision
    for name in ('text_head', 'motion_head'):
        size = bundle.path(f'{name}.onnx').stat().st_size
        before = (tiny_bundle / f'{name}.onnx').stat().st_size
        # A width of 16 has no whole block of int4.
        assert size < before if precision == 'int8' else size == before
    result = MotionPipeline.load(target, None).run('wave', mode='first')
    assert result.motion is not None


def test_external_data_goes_in_and_out(tiny_bundle, tmp_path):
    quantise_bundle(tiny_bundle, tmp_path / 'int8', 'int8', external_above=0)
    names = set(Bundle.load(tmp_path / 'int8').manifest.files)
    assert {'motion_head.onnx.data', 'text_head.onnx', 'text_head.onnx.data'} <= names
    result = MotionPipeline.load(tmp_path / 'int8', None).run('wave', mode='first')
    assert result.motion is not None


@pytest.mark.parametrize('precision', ['int8', 'int4'])
def test_it_is_not_done_twice_and_loses_nothing(tiny_bundle, tmp_path, capsys, precision):
    assert main([str(tiny_bundle), str(tmp_path / 'int8')]) == 0
    again = [str(tmp_path / 'int8'), str(tmp_path / 'again'), '--precision', precision]
    assert main(again) == 1
    assert 'is in int8 already' in capsys.readouterr().err
    assert not (tmp_path / 'again').exists()


LIMITED = """
import resource
import signal
import sys
from export.quantise import main

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == 'win32', reason='limits the size of files')
def test_a_disk_that_becomes_full_leaves_no_bundle(tiny_bundle, tmp_path):
    command = [sys.executable, '-c', LIMITED, str(tiny_bundle), str(tmp_path / 'b')]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1 and 'Traceback' not in result.stderr
    assert 'error: ' in result.stderr and 'b: cannot be written: File too large' in result.stderr
    assert not any(tmp_path.iterdir())
