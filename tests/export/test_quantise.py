# SPDX-License-Identifier: Apache-2.0

import numpy as np
import pytest

pytest.importorskip('onnx', reason='export needs onnx: make test-export')

from export.graphs import store
from export.quantise import main, store_int8
from irgm_ros.backends import Bundle
from irgm_ros.backends.ort import OrtSession
from irgm_ros.pipeline import MotionPipeline
from tests.export.products import product


def run(model, folder, x):
    path = folder / 'graph.onnx'
    path.write_bytes(model.SerializeToString())
    return OrtSession(path).run({'x': x})['y']


@pytest.mark.parametrize('half', [False, True])
def test_columns_are_rounded_to_a_255th_of_their_range(tmp_path, half):
    rng = np.random.default_rng(0)
    weight = (rng.normal(size=(64, 32)) * np.geomspace(0.01, 100.0, 32)).astype(np.float32)
    model = product(weight)
    stored = store_int8(store(model, 'fp16') if half else model)
    assert stored.ByteSize() < model.ByteSize() / 3
    back = run(stored, tmp_path, np.eye(64, dtype=np.float32))
    step = np.abs(weight).max(0) / 127
    assert (np.abs(back - weight) <= step * (0.51 + 0.1 * half)).all()
    assert np.abs(back - weight).max() > 0.0


def test_a_quantised_bundle_runs_and_is_smaller(tiny_bundle, tmp_path, capsys):
    assert main([str(tiny_bundle), str(tmp_path / 'int8')]) == 0
    assert 'in int8' in capsys.readouterr().out
    bundle = Bundle.load(tmp_path / 'int8')
    assert bundle.manifest.precision == 'int8'
    for name in ('decoder', 'motion_head'):
        size = bundle.path(f'{name}.onnx').stat().st_size
        assert size < (tiny_bundle / f'{name}.onnx').stat().st_size
    result = MotionPipeline.load(tmp_path / 'int8', None).run('wave', mode='first')
    assert result.motion is not None


def test_it_is_not_done_twice_and_loses_nothing(tiny_bundle, tmp_path, capsys):
    assert main([str(tiny_bundle), str(tmp_path / 'int8')]) == 0
    assert main([str(tmp_path / 'int8'), str(tmp_path / 'again')]) == 1
    assert 'is in int8 already' in capsys.readouterr().err
    assert not (tmp_path / 'again').exists()
