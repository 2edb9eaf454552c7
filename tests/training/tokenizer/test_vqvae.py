# SPDX-License-Identifier: Apache-2.0
"""Motion VQ-VAE: shapes, published size, codebooks for parts, codebook updates."""

from __future__ import annotations

import pytest

torch = pytest.importorskip('torch', reason='training extra is not installed')

from irgm_ros.motion.layout import layout_of  # noqa: E402
from irgm_ros.motion.skeleton import JOINTS  # noqa: E402
from training.tokenizer.parts import LOWERED_M, columns_of_parts  # noqa: E402
from training.tokenizer.vqvae import MotionVQVAE, Quantizer, VQVAEConfig  # noqa: E402

SMALL = VQVAEConfig(width=16, code_dim=8, codebooks=2, codebook_size=32)


def trained_a_little(config: VQVAEConfig = SMALL) -> MotionVQVAE:
    torch.manual_seed(0)
    model = MotionVQVAE(config)
    for _ in range(3):
        model(torch.randn(8, 32, config.input_dim))
    return model.eval()


def test_published_size_has_the_published_parameter_count() -> None:
    model = MotionVQVAE(VQVAEConfig())
    assert sum(p.numel() for p in model.encoder.parameters()) == 9_587_200
    assert sum(p.numel() for p in model.decoder.parameters()) == 9_849_607


@pytest.mark.parametrize('codebooks', [1, 2])
def test_four_frames_a_token_and_the_same_length_back(codebooks: int) -> None:
    model = trained_a_little(VQVAEConfig(width=16, code_dim=8, codebooks=codebooks))
    codes = model.encode(torch.randn(3, 24, 263))
    assert codes.shape == (3, 6, codebooks)
    assert model.decode(codes).shape == (3, 24, 263)


def test_forward_decodes_the_codes_that_it_returns() -> None:
    model = trained_a_little()
    x = torch.randn(2, 16, 263)
    rebuilt, _, codes = model(x)
    assert torch.equal(codes, model.encode(x))
    assert torch.allclose(rebuilt, model.decode(codes), atol=1e-5)


def test_windows_may_be_decoded_from_vectors_as_they_are() -> None:
    model, x = trained_a_little(), torch.randn(4, 32, 263)
    vectors = model.encoder(x.transpose(1, 2))
    assert torch.allclose(model(x, 1.0)[0], model.decoder(vectors).transpose(1, 2), atol=1e-5)
    coded, as_they_are = model(x)[0], model(x, 1.0)[0]
    torch.manual_seed(0)
    mixed = model(x, 0.5)[0]
    same = [torch.allclose(m, c, atol=1e-5) for m, c in zip(mixed, coded, strict=True)]
    assert 0 < sum(same) < 4
    for window, is_coded in enumerate(same):
        assert is_coded or torch.allclose(mixed[window], as_they_are[window], atol=1e-5)


def test_each_codebook_hears_of_its_own_part_alone() -> None:
    model, layout = trained_a_little(), layout_of(263)
    x = torch.randn(2, 32, 263)
    wrist, knee = x.clone(), x.clone()
    for moved, name in ((wrist, 'left_wrist'), (knee, 'left_knee')):
        column = layout.positions.start + 3 * (JOINTS[name] - 1)
        moved[..., column : column + 3] += 50.0
    body, gesture = model.encode(x).unbind(dim=2)
    assert torch.equal(model.encode(wrist)[..., 0], body)
    assert not torch.equal(model.encode(wrist)[..., 1], gesture)
    assert torch.equal(model.encode(knee)[..., 1], gesture)
    assert not torch.equal(model.encode(knee)[..., 0], body)


def test_a_gesture_keeps_its_codes_where_the_whole_body_goes_down() -> None:
    model, layout = trained_a_little(), layout_of(263)
    mean, std = torch.zeros(263), torch.full((263,), 0.5)
    model.lift(mean, std)
    standing = torch.randn(2, 32, 263)
    standing[..., layout.root_height] = (LOWERED_M / std)[layout.root_height]
    sitting = standing.clone()
    sitting[..., layout.root_height] -= 0.4 / 0.5  # 0.4 m
    sitting[..., layout.positions.start + 1 : layout.positions.stop : 3] -= 0.4 / 0.5
    body, gesture = model.encode(standing).unbind(dim=2)
    assert not torch.equal(model.encode(sitting)[..., 0], body)
    assert torch.equal(model.encode(sitting)[..., 1], gesture)


def test_parts_share_the_joints_between_them() -> None:
    body, gesture = columns_of_parts(2, 263)
    layout = layout_of(263)
    rotations = set(range(layout.rotations.start, layout.rotations.stop))
    assert rotations & set(body) | rotations & set(gesture) == rotations
    assert not rotations & set(body) & set(gesture)
    assert set(range(4)) <= set(body)
    assert columns_of_parts(1, 251) == (tuple(range(251)),)


@pytest.mark.parametrize(('codebooks', 'width'), [(3, 263), (2, 251), (0, 263)])
def test_other_parts_are_refused(codebooks: int, width: int) -> None:
    with pytest.raises(ValueError, match='allowed are 1, or 2 on 263'):
        columns_of_parts(codebooks, width)


def test_codebook_moves_to_the_mean_of_its_vectors_and_dead_codes_return() -> None:
    quantizer = Quantizer(2, 1, decay=0.0)
    quantizer.codebook.copy_(torch.tensor([[0.0], [100.0]]))
    x = torch.tensor([[1.0], [2.0], [3.0]])
    quantizer.update(x, quantizer.indices(x))
    assert quantizer.codebook[0].item() == pytest.approx(2.0)  # (1 + 2 + 3) / 3
    assert 0.5 < quantizer.codebook[1].item() < 3.5  # was unused: now near one of the vectors


def test_gradient_passes_straight_through_the_quantiser() -> None:
    model = MotionVQVAE(SMALL)
    rebuilt, commit, _ = model(torch.randn(4, 32, 263))
    (rebuilt.square().mean() + commit).backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_a_rare_vector_keeps_its_code() -> None:
    """One vector in 32, on 16 codes: an even share is two, so it is rare but no waste."""
    torch.manual_seed(0)
    quantizer = Quantizer(16, 4, 0.99)
    rare, common = torch.full((1, 4), 5.0), torch.randn(31, 4) * 0.5
    quantizer.start(torch.cat([common, rare]))
    distances = []
    for step in range(600):
        x = torch.cat([common + 0.05 * torch.randn(31, 4), rare if step % 2 else common[:1]])
        distances.append(float((quantizer.codebook - rare).norm(dim=1).min()))
        quantizer.update(x, quantizer.indices(x))
    assert max(distances[-100:]) < 0.5
