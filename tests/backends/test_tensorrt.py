# SPDX-License-Identifier: Apache-2.0
"""The native backend on a model of TensorRT and CUDA (``fake_tensorrt``), which is no GPU."""

from __future__ import annotations

import inspect
import json
import logging
import sys

import numpy as np
import pytest

pytest.importorskip('onnx')

import onnx

from export.engines import build_engines
from irgm_ros.backends import Bundle, SessionOptions
from irgm_ros.backends.cuda import current_device
from irgm_ros.backends.device_array import DeviceArray
from irgm_ros.backends.engines import EngineStore, Machine
from irgm_ros.backends.tensorrt import TensorRtSession
from irgm_ros.errors import DeviceError
from irgm_ros.language.model import CausalModel
from irgm_ros.pipeline import MotionPipeline
from tests.backends.fake_cuda import FakeCuda
from tests.backends.fake_tensorrt import FakeTensorrt

NATIVE = SessionOptions('tensorrt')


@pytest.fixture
def gpu(monkeypatch, tmp_path):
    """A machine with the model of both packages; engines in an empty cache."""
    cuda = FakeCuda()
    trt = FakeTensorrt(cuda)
    monkeypatch.setitem(sys.modules, 'cuda.bindings.runtime', cuda)
    monkeypatch.setitem(sys.modules, 'tensorrt', trt)
    monkeypatch.setenv('IRGM_ENGINES', str(tmp_path / 'engines'))
    current_device.cache_clear()
    yield trt
    current_device.cache_clear()


def build_all(trt, bundle, folder):
    return list(build_engines(bundle, trt, Machine.of(trt, '8.7'), EngineStore(folder),
                              lambda *step: True))  # fmt: skip


@pytest.fixture
def tiny(gpu, tiny_bundle, tmp_path):
    bundle = Bundle.load(tiny_bundle)
    build_all(gpu, bundle, tmp_path / 'engines')
    return bundle


def decode(model, ids, steps):
    """Greedy motion tokens as the loop makes them: a prompt, then one at a time."""
    hidden, cache = model.prefill(ids, model.empty)
    tokens = []
    for _ in range(steps):
        tokens.append(int(model.motion_logits(hidden[-1:])[0].argmax()))
        hidden, cache = model.prefill((tokens[-1] + 5,), cache)
    return tokens, hidden, cache


def test_tokens_are_those_of_onnxruntime(tiny):
    native, host = CausalModel.from_bundle(tiny, NATIVE), CausalModel.from_bundle(tiny)
    assert native.provider == 'TensorRT 10.3.0'
    ours, ours_hidden, _ = decode(native, range(3, 30), 40)
    theirs, theirs_hidden, _ = decode(host, range(3, 30), 40)
    assert ours == theirs
    np.testing.assert_allclose(ours_hidden, theirs_hidden, atol=1e-6)


def test_a_cache_in_float16_takes_half_the_memory(half_bundle, gpu, tmp_path):
    bundle = Bundle.load(half_bundle)
    build_all(gpu, bundle, tmp_path / 'engines')
    native, host = CausalModel.from_bundle(bundle, NATIVE), CausalModel.from_bundle(bundle)
    ours, ours_hidden, cache = decode(native, range(3, 30), 20)
    theirs, theirs_hidden, _ = decode(host, range(3, 30), 20)
    assert ours == theirs
    np.testing.assert_allclose(ours_hidden, theirs_hidden, atol=1e-6)
    assert {array.itemsize for array in cache.arrays} == {2}


def cache_engine(trt, folder, kind):
    """A session of an engine that hands on a cache of some type."""
    shape = ['batch', 2, 'past', 8]
    given, made = (onnx.helper.make_tensor_value_info(f'{n}.0.key', kind, shape)
                   for n in ('past', 'present'))  # fmt: skip
    node = onnx.helper.make_node('Identity', ['past.0.key'], ['present.0.key'])
    graph = onnx.helper.make_graph([node], 'g', [given], [made])
    profiles = [{'past.0.key': ((1, 2, 0, 8), (1, 2, 1, 8), (1, 2, 9, 8))}]
    head = json.dumps({'profiles': profiles}).encode()
    (folder / 'engine.plan').write_bytes(
        head + b'\n' + onnx.helper.make_model(graph).SerializeToString()
    )
    return TensorRtSession(trt, folder / 'engine.plan', current_device())


@pytest.mark.parametrize(
    ('kind', 'name'), [('FLOAT', 'fp32'), ('FLOAT16', 'fp16'), ('BFLOAT16', 'bf16')]
)
def test_the_engine_tells_the_type_of_its_cache(gpu, tmp_path, kind, name):
    assert cache_engine(gpu, tmp_path, getattr(onnx.TensorProto, kind)).cache == name


def test_a_cache_of_another_type_is_refused(gpu, tmp_path):
    with pytest.raises(DeviceError, match=r'past\.0\.key.*--arithmetic fp32, fp16 or bf16'):
        cache_engine(gpu, tmp_path, onnx.TensorProto.FLOAT8E4M3FN)


def test_the_cache_stays_on_the_device(tiny, gpu):
    model = CausalModel.from_bundle(tiny, NATIVE)
    gpu.cuda.device_to_host.clear()
    _, _, cache = decode(model, range(3, 30), 5)
    width = 4 * tiny.manifest.decoder.hidden
    rows = 2 + tiny.manifest.codebooks * tiny.manifest.codebook_size
    assert all(isinstance(array, DeviceArray) for array in cache.arrays)
    assert gpu.cuda.device_to_host == [27 * width, *(5 * [4 * rows, width])]


def test_steps_reuse_two_buffers_of_each_array(tiny, gpu):
    model = CausalModel.from_bundle(tiny, NATIVE)
    _, _, cache = decode(model, range(3, 30), 4)
    taken = gpu.cuda.calls.count('cudaMalloc')
    for _ in range(10):
        _, cache = model.prefill((7,), cache)
    assert gpu.cuda.calls.count('cudaMalloc') == taken


def test_branches_share_a_cache(tiny):
    native, host = CausalModel.from_bundle(tiny, NATIVE), CausalModel.from_bundle(tiny)
    results = []
    for model in (native, host):
        _, cache = model.prefill(range(3, 20), model.empty)
        side, _ = model.prefill((9, 8), cache)
        wide = cache.rows([0] * 3)
        first, wide = model.step((5, 6, 7), wide)
        second, wide = model.step((7, 6, 5), wide)
        back, _ = model.prefill((4,), wide.row(1, cache.length + 1))
        again, _ = model.prefill((11,), cache.rewind(4))
        results.append((side, first, second, back, again))
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_a_shape_that_comes_back_is_recorded_and_replayed(tiny, gpu):
    head = tiny.session('motion_head', NATIVE)
    states = np.random.default_rng(0).normal(size=(6, 1, 16)).astype(np.float32)
    wanted = [tiny.session('motion_head').run({'hidden': s})['logits'] for s in states]
    for state, logits in zip(states, wanted, strict=True):
        np.testing.assert_allclose(head.run({'hidden': state})['logits'], logits, atol=1e-6)
        head.run({'hidden': np.repeat(state, 3, axis=0)})  # other shapes in between
    # From the third call with the same shapes and addresses on; the first call with three rows
    # gives the outputs a larger buffer.
    assert gpu.cuda.calls.count('cudaGraphLaunch') == 3 + 4


def test_without_graphs_it_goes_on_and_says_so(tiny, gpu, caplog):
    gpu.cuda.capture_fails = True
    head, state = tiny.session('motion_head', NATIVE), np.ones((1, 16), np.float32)
    wanted = tiny.session('motion_head').run({'hidden': state})['logits']
    with caplog.at_level(logging.WARNING):
        for _ in range(4):
            got = head.run({'hidden': state})['logits']
    np.testing.assert_allclose(got, wanted, atol=1e-6)
    assert not head.capturing
    assert 'no CUDA graphs: cudaStreamEndCapture: CUDA error 900' in caplog.text
    assert caplog.text.count('no CUDA graphs') == 1


def test_the_motion_tokenizer_there_and_back(tiny):
    features = np.random.default_rng(0).normal(size=(2, 40, 263)).astype(np.float32)
    results = []
    for options in (NATIVE, None):
        codes = tiny.session('vq_encoder', options).run({'features': features})['codes']
        results.append((codes, tiny.session('vq_decoder', options).run({'codes': codes})))
    np.testing.assert_array_equal(results[0][0], results[1][0])
    np.testing.assert_allclose(results[0][1]['features'], results[1][1]['features'], atol=1e-6)


@pytest.mark.parametrize(
    ('feeds', 'said'),
    [
        ({}, 'inputs .* given'),
        ({'hidden': np.ones((1, 16), np.int64)}, 'int64 given, float32 expected'),
        ({'hidden': np.ones((65, 16), np.float32)}, r'built for hidden of \(1, 16\) to'),
        ({'hidden': np.ones((1, 7), np.float32)}, 'built for hidden'),
    ],
)
def test_wrong_inputs_say_what_was_expected(tiny, feeds, said):
    with pytest.raises(DeviceError, match=said):
        tiny.session('motion_head', NATIVE).run(feeds)


def test_an_engine_of_another_release_is_not_taken(tiny, gpu):
    gpu.__version__ = '10.13.3'
    with pytest.raises(DeviceError, match=r'no engine for TensorRT 10\.13\.3, SM 8\.7'):
        tiny.session('decoder', NATIVE)


def test_a_damaged_engine_is_named(tiny, tmp_path):
    for plan in (tmp_path / 'engines').glob('*/engine.plan'):
        plan.write_bytes(b'x' * plan.stat().st_size)
    with pytest.raises(DeviceError, match=r'cannot read this engine.*Serialization'):
        tiny.session('decoder', NATIVE)


def test_too_little_memory_is_an_error(tiny, gpu):
    gpu.cuda.memory = 20_000
    with pytest.raises(DeviceError, match='cudaMalloc: CUDA error 2: out of memory'):
        decode(CausalModel.from_bundle(tiny, NATIVE), range(3, 30), 2)


def test_without_the_packages_it_says_what_to_install(tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, 'tensorrt', None)
    with pytest.raises(DeviceError, match=r'tensorrt is not installed.*JetPack'):
        tiny.session('decoder', NATIVE)


def test_without_cuda_bindings_it_says_what_to_install(gpu, tiny_bundle, monkeypatch):
    monkeypatch.setitem(sys.modules, 'cuda.bindings.runtime', None)
    with pytest.raises(DeviceError, match='pip install cuda-bindings'):
        Bundle.load(tiny_bundle).session('decoder', NATIVE)


def test_the_default_bundle_moves_as_on_onnxruntime(gpu, tmp_path, monkeypatch):
    build_all(gpu, Bundle.load(), tmp_path / 'engines')
    host = MotionPipeline.load(robot=None)
    monkeypatch.setenv('IRGM_PROVIDER', 'tensorrt')
    native = MotionPipeline.load(robot=None)
    for text in ('wave your right hand twice', 'walk forward three steps, then bow'):
        ours, theirs = native.run(text), host.run(text)
        assert (ours.provider, theirs.provider) == ('TensorRT 10.3.0', 'CPUExecutionProvider')
        tokens = [[r['tokens'] for r in result.trace()['rounds']] for result in (ours, theirs)]
        assert tokens[0] and tokens[0] == tokens[1]
        np.testing.assert_allclose(ours.motion.features, theirs.motion.features, atol=1e-5)


def test_the_model_has_no_name_that_cuda_has_not():
    real = pytest.importorskip('cuda.bindings.runtime', reason='pip install cuda-bindings')
    functions = [n for n in vars(FakeCuda) if n.startswith('cuda')]
    assert functions and all(hasattr(real, name) for name in functions)
    for kind in ('cudaMemcpyKind', 'cudaDeviceAttr', 'cudaStreamCaptureMode'):
        assert all(hasattr(getattr(real, kind), n) for n in vars(getattr(FakeCuda, kind)))
    status, *_ = real.cudaMalloc(4096)
    assert int(status) >= 0


def test_the_model_has_no_name_that_tensorrt_has_not():
    real = pytest.importorskip('tensorrt_rtx', reason='pip install "irgm_ros[rtx]"')
    from tests.backends import fake_tensorrt

    pairs = {
        '_Engine': 'ICudaEngine', '_Context': 'IExecutionContext', '_Config': 'IBuilderConfig',
        '_Builder': 'Builder', '_Parser': 'OnnxParser',
    }  # fmt: skip
    for ours, theirs in pairs.items():
        methods = inspect.getmembers(getattr(fake_tensorrt, ours), inspect.isfunction)
        names = [name for name, _ in methods if not name.startswith('_')]
        assert names and all(hasattr(getattr(real, theirs), name) for name in names), ours
    assert real.nptype(real.DataType.INT64) is np.int64
    with pytest.raises(TypeError):
        real.nptype(real.DataType.BF16)
