"""Token vectors to bytes and back: what the index stores of a passage's tokens.

Two bits a component. The components of a unit vector of d dimensions are nearly normal with a
deviation of 1 / sqrt(d); each is replaced by the nearest of the four levels that lose least of a
normal value (Max 1960, "Quantizing for minimum distortion"), and one byte holds four of them.

Layout, little-endian: tokens (uint32), components (uint32), starts (int32 each), lengths (uint16
each), then ceil(components / 4) bytes a token.
"""

import struct
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.documents import TokenVectors

_HEAD = struct.Struct("<II")
_LEVELS = np.array([-1.5104, -0.4528, 0.4528, 1.5104])
_BOUNDS = (-0.9816, 0.0, 0.9816)
_SHRINKAGE = 0.8825
"""What is left of a product of an exact vector with a quantised one, on average: the share of the
variance that the levels keep. Divided out, so that cosines with a question's tokens are unbiased;
the vectors are longer than 1 by some 5 % for it."""


def pack(tokens: TokenVectors) -> bytes:
    """Token vectors (n, r) of unit length as 8 + n * (6 + r / 4) bytes."""
    count, width = tokens.vectors.shape
    levels = np.zeros((count, 4 * _bytes(width)), np.uint8)
    scaled = tokens.vectors * np.float32(np.sqrt(width))
    for bound in _BOUNDS:
        levels[:, :width] += scaled > bound
    fours = levels.reshape(count, _bytes(width), 4)
    codes = fours[..., 0] | fours[..., 1] << 2 | fours[..., 2] << 4 | fours[..., 3] << 6
    starts = tokens.starts.astype("<i4")
    lengths = np.minimum(tokens.ends - tokens.starts, 65535).astype("<u2")
    return b"".join(
        (_HEAD.pack(count, width), starts.tobytes(), lengths.tobytes(), codes.tobytes())
    )


def unpack(data: bytes) -> TokenVectors:
    """What `pack` stored, to within some .02 of every cosine with an exact vector."""
    count, width = _HEAD.unpack_from(data)
    starts = np.frombuffer(data, "<i4", count, _HEAD.size).astype(np.int32)
    lengths = np.frombuffer(data, "<u2", count, _HEAD.size + 4 * count)
    codes = np.frombuffer(data, np.uint8, -1, _HEAD.size + 6 * count)
    # Four float32 are looked up at once as one complex128.
    padded = _table(width).take(codes).view(np.float32).reshape(count, 4 * _bytes(width))
    return TokenVectors(starts=starts, ends=starts + lengths, vectors=padded[:, :width])


def _bytes(width: int) -> int:
    return -(-width // 4)


@lru_cache(maxsize=4)
def _table(width: int) -> NDArray[Any]:
    """(256,) the four components that each byte stands for."""
    levels = (_LEVELS / (_SHRINKAGE * np.sqrt(width))).astype(np.float32)
    codes = np.arange(256)
    places = np.stack([codes >> shift & 3 for shift in (0, 2, 4, 6)], axis=1)
    table: NDArray[Any] = levels[places].view(np.complex128).ravel()
    return table
