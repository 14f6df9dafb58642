"""Token vectors to bytes and back: what the index stores of a passage's tokens.

Layout, little-endian: tokens (uint32), components (uint32), starts (int32 each), lengths (uint16
each), then one signed byte a component. A row is scaled so that its largest component is 127; since
the vectors have unit length, the scale need not be kept.
"""

import struct

import numpy as np

from ingest.documents import TokenVectors

_HEAD = struct.Struct("<II")


def pack(tokens: TokenVectors) -> bytes:
    """Token vectors (n, r) of unit length as 8 + n * (6 + r) bytes."""
    count, width = tokens.vectors.shape
    peaks = np.maximum(np.abs(tokens.vectors).max(axis=1, keepdims=True, initial=0.0), 1e-12)
    components = np.rint(tokens.vectors * (127.0 / peaks)).astype(np.int8)
    starts = tokens.starts.astype("<i4")
    lengths = np.minimum(tokens.ends - tokens.starts, 65535).astype("<u2")
    return b"".join(
        (_HEAD.pack(count, width), starts.tobytes(), lengths.tobytes(), components.tobytes())
    )


def unpack(data: bytes) -> TokenVectors:
    """What `pack` stored, vectors of unit length again."""
    count, width = _HEAD.unpack_from(data)
    starts = np.frombuffer(data, "<i4", count, _HEAD.size).astype(np.int32)
    lengths = np.frombuffer(data, "<u2", count, _HEAD.size + 4 * count)
    components = np.frombuffer(data, np.int8, count * width, _HEAD.size + 6 * count)
    vectors = components.reshape(count, width).astype(np.float32)
    norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    vectors /= np.maximum(norms, 1e-12)[:, None]
    return TokenVectors(starts=starts, ends=starts + lengths, vectors=vectors)
