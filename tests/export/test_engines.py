# SPDX-License-Identifier: Apache-2.0
"""The command on a model of TensorRT and CUDA; the builder on TensorRT-RTX itself, if there."""

from __future__ import annotations

import json
import signal
import sys

import numpy as np
import onnx
import pytest

pytest.importorskip('rich')

from export import engines
from export.builder import build
from export.engines import build_engines, check_room, main
from irgm_ros.backends import Bundle
from irgm_ros.backends.cuda import current_device
from irgm_ros.backends.engines import EngineStore, Machine
from irgm_ros.backends.profiles import Profile
from irgm_ros.errors import DeviceError
from tests.backends.fake_cuda import FakeCuda
from tests.backends.fake_tensorrt import FakeTensorrt
from tests.export.products import product

MACHINE = Machine('10.3.0', '8.7', 'none')
GRAPHS = ['decoder', 'text_head', 'motion_head', 'vq_encoder', 'vq_decoder']


@pytest.fixture
def gpu(monkeypatch, tmp_path):
    trt = FakeTensorrt(FakeCuda())
    monkeypatch.setitem(sys.modules, 'cuda.bindings.runtime', trt.cuda)
    monkeypatch.setitem(sys.modules, 'tensorrt', trt)
    monkeypatch.setenv('IRGM_ENGINES', str(tmp_path / 'engines'))
    current_device.cache_clear()
    yield trt
    current_device.cache_clear()


def files(folder):
    return sorted(p.relative_to(folder).parts for p in folder.rglob('*') if p.is_file())


def test_all_engines_are_built_once(gpu, tiny_bundle, tmp_path, capsys):
    assert main([str(tiny_bundle)]) == 0
    out = capsys.readouterr().out
    assert 'TensorRT 10.3.0, SM 8.7, JetPack' in out and out.count('built in') == len(GRAPHS)
    found = files(tmp_path / 'engines')
    assert len(found) == 2 * len(GRAPHS) + 1  # engine and description of each, timings of all
    assert main([str(tiny_bundle)]) == 0
    assert capsys.readouterr().out.count('there already') == len(GRAPHS)
    assert len(gpu.builds) == len(GRAPHS)


def test_the_description_says_what_the_engine_is_for(gpu, tiny_bundle, tmp_path):
    main([str(tiny_bundle)])
    bundle = Bundle.load(tiny_bundle)
    (path,) = (tmp_path / 'engines').glob('decoder-*/engine.json')
    said = json.loads(path.read_text())
    assert said['machine']['tensorrt'] == '10.3.0' and said['machine']['capability'] == '8.7'
    assert said['files'] == [['decoder.onnx', bundle.manifest.files['decoder.onnx'].sha256]]
    assert [p['name'] for p in said['profiles']] == ['prefill', 'decode']
    assert said['bytes'] == path.with_name('engine.plan').stat().st_size


def test_timings_are_handed_on(gpu, tiny_bundle, tmp_path):
    main([str(tiny_bundle)])
    (timings,) = (tmp_path / 'engines').glob('timing-*.cache')
    assert timings.read_bytes() == b'timing;' * len(GRAPHS)


def test_an_interrupted_build_leaves_nothing_half_and_goes_on(gpu, tiny_bundle, tmp_path):
    bundle, store = Bundle.load(tiny_bundle), EngineStore(tmp_path / 'engines')

    def interrupt(phase, done, steps):
        if len(gpu.builds) == 3 and done == 2:
            raise KeyboardInterrupt
        return True

    done = []
    with pytest.raises(KeyboardInterrupt):
        for outcome in build_engines(bundle, gpu, MACHINE, store, interrupt):
            done.append(outcome.key.graph)  # noqa: PERF401 - it ends in the middle
    assert done == GRAPHS[:2]
    assert len(files(store.folder)) == 2 * 2 + 1
    again = list(build_engines(bundle, gpu, MACHINE, store, lambda *step: True))
    assert [o.seconds is None for o in again] == [True, True, False, False, False]


def test_interrupting_the_command(gpu, tiny_bundle, monkeypatch, capsys):
    monkeypatch.setattr(engines, 'build_engines', _interrupted)
    assert main([str(tiny_bundle)]) == 130
    assert 'finished engines stay' in capsys.readouterr().err


def _interrupted(*arguments):
    raise KeyboardInterrupt


def test_too_little_memory_or_disk_is_said_before(gpu, tiny_bundle, monkeypatch, capsys):
    gpu.cuda.memory = 1000
    assert main([str(tiny_bundle)]) == 1
    assert 'memory: 0.00 GiB free' in capsys.readouterr().err
    assert gpu.builds == []
    assert main([str(tiny_bundle), '--anyway']) == 0
    assert main([str(tiny_bundle)]) == 0  # all there: nothing is needed


def test_room_on_the_disk(tiny_bundle, tmp_path, monkeypatch):
    bundle, store = Bundle.load(tiny_bundle), EngineStore(tmp_path / 'not' / 'yet')
    assert check_room(bundle, MACHINE, store, 1 << 40) == []
    usage = type(engines.shutil.disk_usage(tmp_path))
    monkeypatch.setattr(engines.shutil, 'disk_usage', lambda path: usage(10, 0, 10))
    (short,) = check_room(bundle, MACHINE, store, 1 << 40)
    assert short.startswith('disk: 0.00 GiB free')


@pytest.mark.parametrize(
    ('module', 'advice'),
    [('tensorrt', 'apt-get install python3-libnvinfer'), ('cuda.bindings.runtime', 'pip install')],
)
def test_what_to_install_is_said(gpu, tiny_bundle, monkeypatch, capsys, module, advice):
    monkeypatch.setitem(sys.modules, module, None)
    assert main([str(tiny_bundle)]) == 1
    assert advice in capsys.readouterr().err


def test_an_old_release_is_refused(gpu, tiny_bundle, capsys):
    gpu.__version__ = '8.6.2'
    assert main([str(tiny_bundle)]) == 1
    assert '8.6.2 found, 10.3 or newer expected' in capsys.readouterr().err


def test_a_graph_that_is_not_built_is_named(gpu, tmp_path):
    path = tmp_path / 'graph.onnx'
    onnx.save(product(np.eye(4, dtype=np.float32)), path)
    with pytest.raises(DeviceError, match=r'graph\.onnx: not built: a profile lacks an input'):
        build(gpu, path, (Profile('none', {}),), timings=b'', progress=lambda *step: True)


@pytest.fixture
def rtx(tmp_path):
    """TensorRT-RTX itself, a graph, its profile, and the configuration of a build without GPU."""
    trt = pytest.importorskip('tensorrt_rtx', reason='pip install "irgm_ros[rtx]"')
    path = tmp_path / 'graph.onnx'
    onnx.save(product(np.eye(4, dtype=np.float32)), path)

    def configure(config):
        config.num_compute_capabilities = 1
        config.set_compute_capability(trt.ComputeCapability.SM86, 0)

    return trt, path, (Profile('rows', {'x': ((1, 4), (2, 4), (8, 4))}),), configure


def test_the_builder_tells_its_steps_and_keeps_timings(rtx):
    trt, path, profiles, configure = rtx
    steps = []

    def note(phase, done, of):
        steps.append((done, of))
        return True

    built = build(trt, path, profiles, configure=configure, timings=b'', progress=note)
    assert built.plan.nbytes > 0 and built.timings
    assert steps and all(1 <= done <= of for done, of in steps)
    build(trt, path, profiles, configure=configure, timings=built.timings)


@pytest.mark.parametrize('how', ['refused', 'raised', 'ctrl-c'])
def test_the_builder_can_be_interrupted(rtx, how):
    trt, path, profiles, configure = rtx

    def stop(phase, done, of):
        if how == 'raised':
            raise KeyboardInterrupt
        if how == 'ctrl-c':
            signal.raise_signal(signal.SIGINT)
        return how != 'refused'

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        build(trt, path, profiles, configure=configure, progress=stop)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_signal_between_steps_ends_the_build(gpu, tiny_bundle, tmp_path, monkeypatch):
    parsed = gpu.OnnxParser
    monkeypatch.setattr(gpu, 'OnnxParser', lambda *given: _interrupting(parsed(*given)))
    bundle, store = Bundle.load(tiny_bundle), EngineStore(tmp_path / 'engines')
    with pytest.raises(KeyboardInterrupt):
        list(build_engines(bundle, gpu, MACHINE, store, lambda *step: True))
    assert not store.folder.exists()


def _interrupting(parser):
    """A parser, and Ctrl-C while it reads."""
    read = parser.parse_from_file

    def parse_from_file(path):
        signal.raise_signal(signal.SIGINT)
        return read(path)

    parser.parse_from_file = parse_from_file
    return parser
