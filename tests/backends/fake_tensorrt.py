# SPDX-License-Identifier: Apache-2.0
"""A model of ``tensorrt`` on top of `FakeCuda`, as far as it is used.

Names, arguments and order of calls are checked as the documentation asks for; numbers are true,
because graphs are run by onnxruntime.
"""

from __future__ import annotations

import functools
import json
import re
from types import SimpleNamespace

import numpy as np
import onnx
import onnxruntime

from tests.backends.fake_cuda import FakeCuda

_NAME = re.compile(r'[A-Za-z_]\w*')


class FakeTensorrt:
    """The module ``tensorrt``, bound to a `FakeCuda`."""

    __version__ = '10.3.0'
    NetworkDefinitionCreationFlag = SimpleNamespace(STRONGLY_TYPED=1)
    ExecutionContextAllocationStrategy = SimpleNamespace(USER_MANAGED='user')
    TensorIOMode = SimpleNamespace(INPUT='input', OUTPUT='output')
    DataType = SimpleNamespace(BF16=onnx.TensorProto.BFLOAT16)

    class ILogger:
        Severity = SimpleNamespace(INTERNAL_ERROR=0, ERROR=1, WARNING=2)

    class IProgressMonitor:
        pass

    def __init__(self, cuda):
        self.cuda, self.builds = cuda, []

    def nptype(self, kind):
        if kind in (onnx.TensorProto.BFLOAT16, onnx.TensorProto.FLOAT8E4M3FN):
            raise TypeError('no NumPy type')
        return onnx.helper.tensor_dtype_to_np_dtype(kind)

    def Builder(self, logger):
        return _Builder(self, logger)

    def OnnxParser(self, network, logger):
        return _Parser(network)

    def Runtime(self, logger):
        def read(plan):
            try:
                head, model = bytes(plan).split(b'\n', 1)
                described = json.loads(head)
            except ValueError:
                logger.log(1, 'Serialization assertion failed')
                return None
            return _Engine(self.cuda, described['profiles'], model)

        return SimpleNamespace(deserialize_cuda_engine=read)


class _Builder:
    def __init__(self, trt, logger):
        self.trt, self.logger = trt, logger

    def create_network(self, flags):
        assert flags == 1 << 1, 'strongly typed'
        return SimpleNamespace(model=None)

    def create_builder_config(self):
        return _Config()

    def create_optimization_profile(self):
        shapes = {}

        def set_shape(name, least, usual, most):
            assert all(a <= b <= c for a, b, c in zip(least, usual, most, strict=True))
            shapes[name] = (least, usual, most)

        return SimpleNamespace(shapes=shapes, set_shape=set_shape)

    def build_serialized_network(self, network, config):
        model = onnx.load_from_string(network.model)
        inputs = {i.name for i in model.graph.input}
        self.trt.builds.append(sorted(inputs))
        for profile in config.profiles:
            if set(profile) != inputs:
                self.logger.log(1, 'a profile lacks an input')
                return None
        for step in range(3):
            monitor = config.progress_monitor
            if step == 0:
                monitor.phase_start('Building Engine', None, 3)
            if not monitor.step_complete('Building Engine', step):
                return None
        monitor.phase_finish('Building Engine')
        config.cache.data += b'timing;'
        head = json.dumps({'profiles': config.profiles}).encode()
        return np.frombuffer(head + b'\n' + network.model, np.uint8)


class _Config:
    def __init__(self):
        self.profiles, self.cache, self.progress_monitor = [], None, None

    def add_optimization_profile(self, profile):
        self.profiles.append(profile.shapes)
        return len(self.profiles) - 1

    def create_timing_cache(self, data):
        cache = SimpleNamespace(data=data)
        cache.serialize = lambda: cache.data
        return cache

    def set_timing_cache(self, cache, ignore_mismatch):
        assert not ignore_mismatch
        self.cache = cache


class _Parser:
    def __init__(self, network):
        self.network, self.num_errors = network, 0

    def parse_from_file(self, path):
        model = onnx.load(path)
        self.network.model = model.SerializeToString()
        return True


class _Engine:
    device_memory_size_v2 = 5000

    def __init__(self, cuda, profiles, model):
        self.cuda, self.profiles, self.model = cuda, profiles, model
        graph = onnx.load_from_string(model).graph
        self.inputs = {v.name: v.type.tensor_type for v in graph.input}
        self.outputs = {v.name: v.type.tensor_type for v in graph.output}
        self.tensors = [*self.inputs, *self.outputs]
        self.num_io_tensors, self.num_optimization_profiles = len(self.tensors), len(profiles)

    @functools.cached_property
    def session(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry('session.set_denormal_as_zero', '1')
        options.add_session_config_entry('session.disable_quant_qdq', '1')
        return onnxruntime.InferenceSession(self.model, options, ['CPUExecutionProvider'])

    def get_tensor_name(self, index):
        return self.tensors[index]

    def get_tensor_mode(self, name):
        return 'input' if name in self.inputs else 'output'

    def get_tensor_dtype(self, name):
        return (self.inputs | self.outputs)[name].elem_type

    def get_tensor_profile_shape(self, name, index):
        return self.profiles[index][name]

    def create_execution_context(self, strategy):
        assert strategy == 'user'
        return _Context(self)


class _Context:
    def __init__(self, engine):
        self.engine, self.profile, self.scratch = engine, None, None
        self.shapes, self.addresses = {}, {}

    def set_device_memory(self, address, size):
        assert size >= self.engine.device_memory_size_v2 and address % 16 == 0
        self.scratch = self.engine.cuda.view(address, size)

    def set_optimization_profile_async(self, index, stream):
        assert stream == FakeCuda.STREAM and not self.shapes
        self.profile = index
        return True

    def set_input_shape(self, name, shape):
        least, _, most = self.engine.profiles[self.profile][name]
        if not all(a <= b <= c for a, b, c in zip(least, shape, most, strict=True)):
            return False
        self.shapes[name] = tuple(shape)
        return True

    def infer_shapes(self):
        return [name for name in self.engine.inputs if name not in self.shapes]

    def get_tensor_shape(self, name):
        sizes = {}
        for given, kind in self.engine.inputs.items():
            for dim, size in zip(kind.shape.dim, self.shapes[given], strict=True):
                if _NAME.fullmatch(dim.dim_param):
                    sizes[dim.dim_param] = size
                elif scaled := re.fullmatch(r'(\d+)\*(\w+)', dim.dim_param):
                    sizes[scaled[2]] = size // int(scaled[1])
        if name in self.engine.inputs:
            return self.shapes[name]
        sizes['s42'] = sizes.get('steps')  # the exporter's name for steps, of vq_encoder's codes
        dims = self.engine.outputs[name].shape.dim
        return tuple(eval(d.dim_param, {}, sizes) if d.dim_param else d.dim_value for d in dims)

    def set_tensor_address(self, name, address):
        assert name in self.engine.tensors and address, 'a null address'
        self.addresses[name] = address
        return True

    def execute_async_v3(self, stream):
        assert stream == FakeCuda.STREAM
        assert self.scratch is not None, 'no device memory'
        assert set(self.addresses) == set(self.engine.tensors), 'a tensor has no address'
        shapes, addresses = dict(self.shapes), dict(self.addresses)
        results = {name: self.get_tensor_shape(name) for name in self.engine.outputs}
        recorded = self.engine.cuda.recording is not None

        def work():
            if recorded:
                assert self.shapes == shapes, 'a context served other shapes after its graph'
            feeds = {n: self._array(n, addresses[n], s) for n, s in shapes.items()}
            made = self.engine.session.run(list(results), feeds)
            for (name, shape), array in zip(results.items(), made, strict=True):
                assert array.shape == shape
                self._array(name, addresses[name], shape)[...] = array

        self.engine.cuda.put(work)
        return True

    def _array(self, name, address, shape):
        dtype = onnx.helper.tensor_dtype_to_np_dtype(self.engine.get_tensor_dtype(name))
        size = int(np.prod(shape)) * dtype.itemsize
        return self.engine.cuda.view(address, size).view(dtype).reshape(shape)
