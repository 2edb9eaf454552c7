# SPDX-License-Identifier: Apache-2.0
"""Variants of the tiny bundle."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from training.text import lexicon


def with_lexicon(bundle: Path, folder: Path) -> Path:
    """Copy a bundle and give it the lexicon of the default model."""
    shutil.copytree(bundle, folder)
    content = json.dumps(lexicon()).encode()
    (folder / 'lexicon.json').write_bytes(content)
    path = folder / 'manifest.json'
    manifest = json.loads(path.read_text())
    digest = hashlib.sha256(content).hexdigest()
    manifest['files']['lexicon.json'] = {'sha256': digest, 'bytes': len(content)}
    path.write_text(json.dumps(manifest))
    return folder


def damaged(bundle: Path, folder: Path, name: str = 'decoder.onnx') -> Path:
    """Copy a bundle and flip one byte of a file."""
    shutil.copytree(bundle, folder)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (folder / name).write_bytes(content)
    return folder
