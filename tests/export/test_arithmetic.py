# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
import math

import numpy as np
import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')
pytest.importorskip('transformers', reason='export needs transformers: make test-export')

import onnx

from export import parity
from export.arithmetic import Arithmetic, arithmetic_of, residual_bound
from export.check import check_bundle
from export.fusable import make_fusable
from export.neutral import NeutralBundle
from export.onnx import main
from export.quantise import quantise_bundle
from export.restore import restore_run
from export.wrappers import DecoderGraph
from irgm_ros.backends import Bundle
from irgm_ros.errors import BundleError
from irgm_ros.language.model import CausalModel
from tests.loud_bundle import make_loud_bundle, make_loud_neutral

# PyTorch takes half a minute to export, and far more on a busy machine.
pytestmark = pytest.mark.timeout(900)
SCALE = 8.0  # root of the width of the tiny model, 64
IDS = np.random.default_rng(0).integers(0, 1200, 40)  # its window is 16 tokens


def loud(folder, weightless=False):
    return make_fusable(NeutralBundle.load(folder, weightless=weightless).model)


@pytest.fixture(scope='module')
def neutral(tmp_path_factory):
    return make_loud_neutral(tmp_path_factory.mktemp('loud'))


def hidden(model, arithmetic):
    """Hidden states of `IDS`, (40, 64)."""
    arithmetic.apply(model)
    table = model.get_input_embeddings().weight.detach().float()
    past = [torch.zeros(1, 2, 0, 16, dtype=arithmetic.kind)] * 4
    where = torch.arange(len(IDS))[None]
    with torch.no_grad():
        graph = DecoderGraph(model, arithmetic)
        return graph(SCALE * table[IDS][None], torch.ones_like(where), where, *past)[0][0]


def test_a_scaled_stream_gives_the_same_numbers(neutral):
    plain, scaled = loud(neutral), loud(neutral)
    for model in (plain, scaled):  # so large that a wrong one would be seen
        for norm in (m for m in model.modules() if hasattr(m, 'eps')):
            norm.eps = 1.0
    wanted = hidden(plain, Arithmetic())
    torch.testing.assert_close(
        hidden(scaled, Arithmetic(scale=2.0**-7)), wanted, atol=1e-5, rtol=1e-5
    )


def test_a_stream_that_overflows_is_rescued_by_its_scale(neutral):
    wanted = hidden(loud(neutral), Arithmetic())
    assert not hidden(loud(neutral), Arithmetic(torch.float16)).isfinite().all()
    model = loud(neutral)
    chosen = arithmetic_of(model, 'fp16', SCALE)
    assert 0 < chosen.scale < 1
    assert math.log2(chosen.scale).is_integer()
    torch.testing.assert_close(hidden(model, chosen), wanted, atol=2e-2, rtol=0)


def test_bfloat16_needs_no_scale(neutral):
    wanted, model = hidden(loud(neutral), Arithmetic()), loud(neutral)
    chosen = arithmetic_of(model, 'bf16', SCALE)
    assert chosen == Arithmetic(torch.bfloat16)
    torch.testing.assert_close(hidden(model, chosen), wanted, atol=0.1, rtol=0)


def test_the_bound_holds_and_is_not_far(neutral):
    model, found = loud(neutral), []
    for layer in model.model.layers:
        layer.register_forward_hook(lambda *args: found.append(float(args[2].abs().max())))
    hidden(model, Arithmetic())
    bound = residual_bound(loud(neutral), SCALE)
    assert max(found) <= bound < 8 * max(found)


def test_placeholders_have_the_bound_of_their_weights(neutral):
    bounds = [residual_bound(loud(neutral, weightless), SCALE) for weightless in (True, False)]
    assert bounds[0] == pytest.approx(bounds[1])


# ---- the exported graphs, against PyTorch in float32


@pytest.fixture(scope='module')
def reference(half_bundle):
    return NeutralBundle.load(half_bundle.parent / 'neutral').model


@pytest.fixture(scope='module')
def model(half_bundle):
    return CausalModel.from_bundle(Bundle.load(half_bundle))


def wanted_logits(reference, ids):
    with torch.no_grad():
        return reference(input_ids=torch.tensor(np.atleast_2d(ids))).logits[0].numpy()


def check(logits, wanted):
    assert np.abs(wanted).max() > 1.0
    np.testing.assert_allclose(logits, wanted, atol=2e-2, rtol=0)


def test_reading_beyond_the_window(model, reference):
    state, cache = model.prefill(IDS, model.empty)
    assert {array.dtype for array in cache.arrays} == {np.dtype(np.float16)}
    check(model.text_logits(state), wanted_logits(reference, IDS))


def test_writing_behind_a_prefix_that_is_used_twice(model, reference):
    _, prefix = model.prefill(IDS[:20], model.empty)
    for tail in (IDS[20:], IDS[20:][::-1]):
        states, cache = [], prefix
        for token in tail:
            state, cache = model.prefill([token], cache)
            states.append(state)
        wanted = wanted_logits(reference, [*IDS[:20], *tail])[20:]
        check(model.text_logits(np.concatenate(states)), wanted)


def test_sequences_side_by_side(model, reference):
    _, prefix = model.prefill(IDS[:12], model.empty)
    states, _ = model.step([5, 600], prefix.rows([0, 0]))
    for state, token in zip(states, (5, 600), strict=True):
        wanted = wanted_logits(reference, [*IDS[:12], token])[12:]
        check(model.text_logits(state[None]), wanted)


def test_lanes_of_one_row(model, reference):
    _, prefix = model.prefill(IDS[:8], model.empty)
    first, second = IDS[10:13], IDS[20:23]
    lanes = np.array([1] * 8 + [2, 3] * 3)
    state, _ = model.prefill(
        np.stack([first, second], 1).ravel(), prefix, lanes, np.array([8, 8, 9, 9, 10, 10])
    )
    for lane, tail in enumerate((first, second)):
        wanted = wanted_logits(reference, [*IDS[:8], *tail])[8:]
        check(model.text_logits(state[lane::2]), wanted)


def test_left_padding_and_all_other_cases_of_parity(half_bundle, capsys):
    source = str(half_bundle.parent / 'neutral')
    assert parity.main([str(half_bundle), '--source', source]) == 0
    said = capsys.readouterr().out
    assert all(case in said for case in ('left padding', 'lanes', 'prefix reuse'))


# ---- bundles


def types(model):
    values = [*model.graph.input, *model.graph.output]
    return {value.name: value.type.tensor_type.elem_type for value in values}


def test_products_and_cache_are_float16_and_the_borders_float32(half_bundle):
    decoder = types(onnx.load(half_bundle / 'decoder.onnx'))
    half, whole = onnx.TensorProto.FLOAT16, onnx.TensorProto.FLOAT
    assert {k for name, k in decoder.items() if name.startswith(('past', 'present'))} == {half}
    assert decoder['inputs_embeds'] == decoder['hidden'] == whole
    for head in ('text_head', 'motion_head'):
        assert set(types(onnx.load(half_bundle / f'{head}.onnx')).values()) == {whole}
    for name in ('decoder', 'text_head'):
        graph = onnx.load(half_bundle / f'{name}.onnx').graph
        kinds = {tensor.name: tensor.data_type for tensor in graph.initializer}
        factors = [n.input[1] for n in graph.node if n.op_type == 'MatMul']
        assert {kinds[name] for name in factors if name in kinds} == {half}


def test_manifest_tells_arithmetic_and_cache(half_bundle):
    manifest = Bundle.load(half_bundle).manifest
    assert (manifest.arithmetic, manifest.decoder.cache) == ('fp16', 'fp16')


@pytest.mark.parametrize('precision', ['int8', 'int4'])
def test_fewer_bits_have_scales_in_float16(half_bundle, tmp_path, precision):
    quantise_bundle(half_bundle, tmp_path / 'b', precision)
    bundle = Bundle.load(tmp_path / 'b')
    assert bundle.manifest.arithmetic == 'fp16'
    model = onnx.load(bundle.path('decoder.onnx'))
    assert model.opset_import[0].version == 21
    kinds = {t.name: t.data_type for t in model.graph.initializer if t.name.endswith('.scale')}
    assert set(kinds.values()) == {onnx.TensorProto.FLOAT16}
    assert not any(found.problems for found in check_bundle(bundle, build=False))
    source = str(half_bundle.parent / 'neutral')
    assert parity.main([str(tmp_path / 'b'), '--source', source]) == 0


def test_bfloat16_is_checked_but_not_run_by_onnxruntime(tmp_path):
    bundle = Bundle.load(make_loud_bundle(tmp_path, 'bf16', 'bf16'))
    assert not any(found.problems for found in check_bundle(bundle, build=False))
    with pytest.raises(BundleError, match=r'bf16.*IRGM_PROVIDER=tensorrt.*--arithmetic fp16'):
        CausalModel.from_bundle(bundle)


def test_graphs_in_float16_build(half_bundle):
    pytest.importorskip('tensorrt_rtx', reason='pip install "irgm_ros[rtx]"')
    found = list(check_bundle(Bundle.load(half_bundle), build=True))
    assert not any(finding.problems for finding in found)
    assert all(finding.built for finding in found)


def test_training_goes_on_from_float32_only(half_bundle, tmp_path):
    (tmp_path / 'training_config.yaml').touch()
    with pytest.raises(BundleError, match='computes in fp16'):
        restore_run(Bundle.load(half_bundle), tmp_path, tmp_path / 'run')


def test_other_arithmetics_are_refused(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        main([str(tmp_path), '--arithmetic', 'fp8', '--out', str(tmp_path / 'x')])
    assert caught.value.code == 2
    assert "--arithmetic 'fp8' given, one of fp32, fp16, bf16" in capsys.readouterr().err
