"""Token vectors survive their way through bytes."""

import numpy as np
import pytest

from ingest.documents import TokenVectors
from ingest.quantising import pack, unpack


def random_tokens(count: int, width: int) -> TokenVectors:
    vectors = np.random.default_rng(7).normal(size=(count, width)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    starts = np.arange(-5, count - 5, dtype=np.int32)
    return TokenVectors(starts, starts + 3, vectors)


def test_offsets_are_exact_and_a_passage_is_small() -> None:
    tokens = random_tokens(150, 384)
    data = pack(tokens)
    restored = unpack(data)
    assert restored.starts.tolist() == tokens.starts.tolist()
    assert restored.ends.tolist() == tokens.ends.tolist()
    assert len(data) < 16_000


def test_cosines_with_exact_vectors_are_unbiased() -> None:
    tokens = random_tokens(2000, 384)
    restored = unpack(pack(tokens)).vectors
    partners = tokens.vectors + 0.05 * random_tokens(2000, 384).vectors[::-1]
    partners /= np.linalg.norm(partners, axis=1, keepdims=True)
    exact = np.einsum("ij,ij->i", partners, tokens.vectors)
    found = np.einsum("ij,ij->i", partners, restored)
    assert found.mean() == pytest.approx(exact.mean(), abs=0.01)
    others = np.einsum("ij,ij->i", partners, np.roll(restored, 1, axis=0))
    truth = np.einsum("ij,ij->i", partners, np.roll(tokens.vectors, 1, axis=0))
    assert np.abs(others - truth).mean() < 0.02


@pytest.mark.parametrize(("count", "width"), [(0, 384), (3, 6), (1, 64)])
def test_any_shape(count: int, width: int) -> None:
    restored = unpack(pack(random_tokens(count, width)))
    assert restored.vectors.shape == (count, width)
    assert restored.vectors.dtype == np.float32
