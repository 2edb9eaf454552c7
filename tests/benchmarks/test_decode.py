# SPDX-License-Identifier: Apache-2.0
import json

from benchmarks import decode


def test_the_result_holds_what_was_run(tiny_bundle, tmp_path, capsys):
    out = tmp_path / 'results' / 'decode.json'
    arguments = ['--prompt', '4', '--tokens', '5', '--repeats', '2']
    decode.main([*arguments, '--bundle', str(tiny_bundle), '--out', str(out)])
    result = json.loads(out.read_text())
    assert (result['threads'], result['tokens']) == (1, 5)
    (model,) = result['models']
    assert model['bundle'] == 'tiny'
    text, motion = model['runtime'], model['runtime_motion']
    assert text['tokens_per_second'] > 0 and motion['tokens_per_second'] > 0
    assert text['weights_mb'] > motion['weights_mb'] > 0
    assert 'transformers' not in model and 'speedup' not in text
    assert json.loads(capsys.readouterr().out) == result


def test_figures_by_hand():
    # Medians: 0.1 s to the first of 101 tokens, 0.4 s to the last, least 0.2 s.
    times = [(0.1, 0.4), (0.05, 0.2), (0.3, 0.9)]
    assert decode.figures(times, 101) == {
        'first_token_ms': 100.0,
        'ms_per_token': 3.9604,
        'ms_per_token_min': 1.9802,
        'ms_per_later_token': 3.0,
        'tokens_per_second': 252.5,
    }


def test_weights_are_counted_as_float32(tiny_bundle):
    rows = 2 + 2 * 512
    assert decode.weight_bytes(tiny_bundle, 'motion_head') // 4 // rows == 16
