# SPDX-License-Identifier: Apache-2.0

import json

import pytest

pytest.importorskip('torch', reason='export needs torch: make test-export')

from evaluation.agreement import main
from export.quantise import quantise_bundle
from irgm_ros.backends.bundle import default_folder


@pytest.fixture(scope='module')
def quantised(tmp_path_factory):
    folder = tmp_path_factory.mktemp('quantised')
    for precision in ('int8', 'int4'):
        quantise_bundle(default_folder(), folder / precision, precision)
    return folder


def test_fewer_bits_agree_less(quantised, tmp_path, capsys):
    others = [str(default_folder()), str(quantised / 'int8'), str(quantised / 'int4')]
    out = tmp_path / 'deep' / 'agreement.json'
    assert main([str(default_folder()), *others, '--prompts', '8', '--out', str(out)]) == 0
    same, int8, int4 = json.loads(out.read_text())
    assert (same['tokens_agree'], same['motions_agree']) == (1.0, 1.0)
    assert 1.0 >= int8['tokens_agree'] > int4['tokens_agree'] > 0.95
    assert same['megabytes'] > int8['megabytes'] > int4['megabytes']
    assert '"int4"' in capsys.readouterr().out


def test_another_model_is_refused(tiny_bundle, capsys):
    assert main([str(default_folder()), str(tiny_bundle), '--prompts', '1']) == 1
    assert 'another vocabulary' in capsys.readouterr().err
