# SPDX-License-Identifier: Apache-2.0
"""Small checkpoints with random weights in the layout of the published ones, wording our own."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer, models

from export.upstream import Published
from training.language.gemma import build_gemma
from training.tokenizer.vqvae import MotionVQVAE, VQVAEConfig

ADDED = 514
SPECIAL = ('<pad>', '<eos>', '<bos>')
BASE = len(SPECIAL) + 256
TASKS = ('t2m', 'm2t', 'prompt_analysis', 'refine_instruction', 'instructed_motion_refinement')
TASKS += ('unified_mogen_cot_v2', 'unified_mogen_cot_v3', 't2m_motionagent')
PLANS = ('prompt_analysis', 'generation', 'assessment', 'refinement', 'finish_thinking')


def language_model(rows=BASE + ADDED, seed=0, **sizes):
    wanted = {'hidden_size': 16, 'num_hidden_layers': 2, 'num_attention_heads': 2}
    wanted |= {'num_key_value_heads': 1, 'head_dim': 8, 'intermediate_size': 24}
    wanted |= {'initializer_range': 0.2, **sizes}
    return build_gemma(rows, seed, **wanted).to(torch.bfloat16)


def full_state(model):
    """What the published code saves: the model, and its one table under two more names."""
    state = {k: v for k, v in model.state_dict().items() if k != 'lm_head.weight'}
    table = model.get_input_embeddings().weight.detach()
    return {**state, 'embeddings': table, 'lm_head': table.clone()}


def adapter_state(model, name, rank=3, seed=0):
    """Matrices of an adapter on queries and the last projection, and the rows of new tokens."""
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for key, value in model.state_dict().items():
        if key.endswith(('q_proj.weight', 'down_proj.weight')):
            stem = f'base_model.model.{key.removesuffix(".weight")}'
            rows, columns = value.shape
            up = torch.randn(rows, rank, generator=generator)
            down = torch.randn(rank, columns, generator=generator)
            state[f'{stem}.lora_A.{name}.weight'] = down * 0.1
            state[f'{stem}.lora_B.{name}.weight'] = up * 0.1
    table = torch.randn(ADDED, model.config.hidden_size, generator=generator)
    return {**state, 'embeddings': table, 'lm_head': table.clone()}


def motion_tokenizer(features=263, width=8, code_dim=6, depth=2, seed=0):
    torch.manual_seed(seed)
    config = VQVAEConfig(features, width, code_dim, codebooks=1, depth=depth)
    model = MotionVQVAE(config).eval()
    torch.nn.init.normal_(model.quantizers[0].codebook)
    return model


def published_names(model):
    """State of a motion tokenizer under the names of the published file."""
    wanted = {k: v for k, v in model.state_dict().items() if 'code_' not in k}
    del wanted['quantizers.0.started']
    names = {k: re.sub(r'^(encoder|decoder)\.', r'\1.model.', k) for k in wanted}
    return {'vqvae.' + names[k].replace('quantizers.0', 'quantizer'): v for k, v in wanted.items()}


def write_backbone(folder, **sizes):
    language_model(BASE, seed=1, **sizes).save_pretrained(folder)
    pieces = {p: i for i, p in enumerate((*SPECIAL, *(f'<0x{b:02X}>' for b in range(256))))}
    tokenizer = Tokenizer(models.BPE(pieces, [], byte_fallback=True, unk_token=None))
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t in SPECIAL])
    tokenizer.save(str(folder / 'tokenizer.json'))


def write_repository(folder, extra=''):
    """The two files that hold prompts; ``extra`` is code beside the literals."""
    where = folder / 'SFT' / 'HumanML3D' / 'dataset'
    where.mkdir(parents=True, exist_ok=True)
    texts = {
        name: {'system_prompt': 'Be brief.', 'user_prompt': f'{name}: <Goal_Caption>'}
        for name in TASKS
    }
    texts['m2t']['user_prompt'] = '<Goal_Motion>\nSay what it is.'
    plans = {f'<{name}_plan>': f'Plan {i}.' for i, name in enumerate(PLANS)}
    (where / 'data_processor.py').write_text(
        f'{extra}\nclass P:\n    def __init__(self):\n'
        f'        self.unified_mogen_planner_templates = {plans!r}\n'
        f'        self.test_conversation_templates = {texts!r}\n'
    )
    bank = {'<Text_Motion2Alignment_Analysis_Template>': ['Judge <Generated_Motion>.', 'x']}
    (where / 'prompt_template-2.json').write_text(json.dumps(bank))


def publish(folder: Path, features=263, **sizes) -> Published:
    """Write everything that a user downloads, with a flat checkpoint of the whole model."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({'net': published_names(motion_tokenizer(features))}, folder / 'vqvae.pth')
    torch.save(full_state(language_model(**sizes)), folder / 'llm.pth')
    write_backbone(folder / 'backbone', **sizes)
    write_repository(folder / 'repo')
    rng = np.random.default_rng(0)
    np.save(folder / 'mean.npy', rng.normal(size=features))
    np.save(folder / 'std.npy', rng.uniform(0.1, 1.0, features))
    names = ('vqvae.pth', 'llm.pth', 'backbone', '', 'repo')
    return Published(*(folder / name for name in names))


def with_llm(published: Published, state) -> Published:
    """The same downloads with another checkpoint of the language model."""
    path = published.llm.with_name('other.pth')
    torch.save(state, path)
    return replace(published, llm=path)


def arguments(published: Published, out: Path) -> list[str]:
    names = ('--vqvae', '--llm', '--backbone', '--stats', '--upstream-repo')
    pairs = zip(names, vars(published).values(), strict=True)
    return [*(str(part) for pair in pairs for part in pair), '--out', str(out)]
