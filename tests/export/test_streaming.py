# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')

import itertools

from safetensors.torch import load_file

from export.checkpoints import Weight
from export.streaming import blocks, size_of, write_safetensors
from irgm_ros.errors import BundleError


def weight(name, tensor):
    return Weight(name, tuple(tensor.shape), tensor.dtype, lambda a, b: tensor[a:b])


def test_what_is_written_is_read_back(tmp_path):
    tensors = {
        'wide': torch.randn(3000, 2000),
        'half': torch.randn(5, 3, 2).half(),
        'brain': torch.randn(7).bfloat16(),
    }
    weights, written = [weight(n, t) for n, t in tensors.items()], []
    write_safetensors(tmp_path / 'w.safetensors', weights, written.append)
    found = load_file(tmp_path / 'w.safetensors')
    assert found.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert found[name].dtype == tensor.dtype
        assert torch.equal(found[name], tensor)
    assert sum(written) == size_of(weights) and len(written) > 3


def test_numbers_that_are_not_finite_are_refused(tmp_path):
    bad = torch.zeros(3)
    bad[1] = torch.inf
    with pytest.raises(BundleError, match=r'norm: .*not finite'):
        write_safetensors(tmp_path / 'w.safetensors', [weight('norm', bad)], lambda _: None)


def test_blocks_cover_all_rows_and_stay_small():
    found = list(blocks(256_514, (256_514, 2304)))
    assert found[0][0] == 0 and found[-1][1] == 256_514
    assert all(a[1] == b[0] for a, b in itertools.pairwise(found))
    assert max(b - a for a, b in found) * 2304 <= 1 << 22
