# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E402 - skipped before the imports that need torch
import pickle
import zipfile

import pytest

torch = pytest.importorskip('torch', reason='export needs torch: make test-export')

from safetensors.torch import save_file

from export.checkpoints import Weight, check_coverage, list_tensors
from irgm_ros.errors import BundleError

STATE = {'a': torch.arange(12.0).reshape(6, 2), 'b': torch.ones(3, dtype=torch.bfloat16)}


class Code:
    """A pickle of this creates the file at ``path`` when it is loaded."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, 'w')


@pytest.mark.parametrize('wrapped', [STATE, {'net': STATE}, {'state_dict': STATE, 'step': 3}])
def test_tensors_are_listed_and_read_in_rows(tmp_path, wrapped):
    torch.save(wrapped, tmp_path / 'x.pth')
    found = list_tensors(tmp_path / 'x.pth')
    assert {k: (t.shape, t.dtype) for k, t in found.items()} == {
        k: (tuple(t.shape), t.dtype) for k, t in STATE.items()
    }
    assert torch.equal(found['a'].rows(2, 5), STATE['a'][2:5])


def test_weights_side_by_side_are_read_across_their_borders():
    whole = torch.arange(24.0).reshape(8, 3)
    parts = [
        Weight(f'w{a}', (b - a, 3), torch.float32, lambda i, j, a=a, b=b: whole[a:b][i:j])
        for a, b in ((0, 3), (3, 4), (4, 8))
    ]
    stacked = Weight.stacked(parts)
    assert (stacked.name, stacked.shape) == ('w0', (8, 3))
    for start, stop in ((0, 8), (0, 3), (2, 5), (3, 4), (7, 8)):
        assert torch.equal(stacked.rows(start, stop), whole[start:stop])
    assert torch.equal(stacked.turned.rows(1, 3), whole.T[1:3])


def test_shards_of_a_folder(tmp_path):
    save_file({'a': STATE['a']}, tmp_path / 'model-00001-of-00002.safetensors')
    save_file({'b': STATE['b']}, tmp_path / 'model-00002-of-00002.safetensors')
    found = list_tensors(tmp_path)
    assert torch.equal(found['b'].rows(0, 3), STATE['b'])
    assert found['a'].file != found['b'].file


def test_code_in_a_pickle_is_not_executed(tmp_path):
    torch.save({**STATE, 'c': Code(tmp_path / 'trace')}, tmp_path / 'x.pth')
    with pytest.raises(BundleError, match=r'refused: .*open.* nothing of it was executed'):
        list_tensors(tmp_path / 'x.pth')
    assert not (tmp_path / 'trace').exists()


def test_a_bare_pickle_is_not_executed(tmp_path):
    (tmp_path / 'x.pth').write_bytes(pickle.dumps(Code(tmp_path / 'trace')))
    with pytest.raises(BundleError, match='no checkpoint'):
        list_tensors(tmp_path / 'x.pth')
    assert not (tmp_path / 'trace').exists()


@pytest.mark.parametrize('share', [0.0, 0.1, 0.5, 0.99])
@pytest.mark.parametrize('name', ['x.pth', 'x.safetensors'])
def test_a_truncated_file_is_named(tmp_path, share, name):
    path = tmp_path / name
    save_file(STATE, path) if path.suffix == '.safetensors' else torch.save(STATE, path)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(BundleError, match=rf'{name}: truncated'):
        list_tensors(path)


def test_foreign_files(tmp_path):
    with zipfile.ZipFile(tmp_path / 'x.pth', 'w') as file:
        file.writestr('holiday.txt', 'photos')
    with pytest.raises(BundleError, match='no checkpoint'):
        list_tensors(tmp_path / 'x.pth')
    torch.save([1, 2], tmp_path / 'y.pth')
    with pytest.raises(BundleError, match='no tensors'):
        list_tensors(tmp_path / 'y.pth')
    (tmp_path / 'empty').mkdir()
    with pytest.raises(BundleError, match=r'model\*\.safetensors'):
        list_tensors(tmp_path / 'empty')


def test_all_that_does_not_fit_is_named(tmp_path):
    torch.save(STATE, tmp_path / 'x.pth')
    with pytest.raises(BundleError) as caught:
        check_coverage('x', list_tensors(tmp_path / 'x.pth'), {'a': (6, 3), 'z': (1,)})
    text = str(caught.value)
    assert 'missing (1): z' in text and 'unexpected (1): b' in text
    assert 'a [6, 2] instead of [6, 3]' in text
