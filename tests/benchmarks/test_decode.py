# SPDX-License-Identifier: Apache-2.0
import json

from benchmarks import decode


def test_the_result_holds_what_was_run(tiny_bundle, tmp_path, capsys):
    out = tmp_path / 'results' / 'decode.json'
    arguments = ['--prompt', '4', '--tokens', '5', '--repeats', '2']
    decode.main([*arguments, '--bundle', str(tiny_bundle), '--out', str(out)])
    result = json.loads(out.read_text())
    assert (result['bundle'], result['threads'], result['tokens']) == ('tiny', 1, 5)
    assert result['runtime']['tokens_per_second'] > 0
    assert 'transformers' not in result
    assert json.loads(capsys.readouterr().out) == result


def test_figures_by_hand():
    # 0.2 s, 0.4 s and 0.9 s for 100 tokens: median 4 ms, least 2 ms, 250 tokens a second.
    figures = decode._figures([0.4, 0.2, 0.9], 100)
    assert figures == {
        'ms_per_token_median': 4.0,
        'ms_per_token_min': 2.0,
        'tokens_per_second': 250.0,
    }
