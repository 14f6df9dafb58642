"""The embedding model: what it promises, whether compiled or run in torch."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from ingest import embedding_compiled, embedding_files
from ingest.embedding_files import (
    BUNDLED,
    bundled_model,
    cache_folder,
    fingerprint,
    model_source,
    verify,
)
from ingest.embedding_local import LocalEmbedder
from ingest.embedding_quantised import worthwhile
from ingest.errors import ModelError

TEXTS = [
    "What does a baker do?",
    "",
    "Bakers bake bread – and cakes – at night. " * 40,
    "naïve 東京",
]
LEAST_COSINE = 0.995  # of any text, in floats
LEAST_COSINE_IN_BYTES = 0.985


@pytest.fixture(scope="module")
def compiled() -> LocalEmbedder:
    return LocalEmbedder()


@pytest.mark.filterwarnings("ignore")
def test_compiled_vectors_agree_with_sentence_transformers(compiled: LocalEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(bundled_model()), device="cpu").encode(TEXTS)
    in_torch = LocalEmbedder(compiled=False)
    assert in_torch.name == compiled.name
    for embedder in (compiled, in_torch):
        for encoding, expected in zip(embedder.encode(TEXTS), reference, strict=True):
            least = LEAST_COSINE if embedder is in_torch else LEAST_COSINE_IN_BYTES
            assert float(encoding.vector @ expected) > least
    for a, b in zip(compiled.encode(TEXTS), in_torch.encode(TEXTS), strict=True):
        cosines = np.einsum("ij,ij->i", a.tokens.vectors, b.tokens.vectors)
        assert not len(cosines) or cosines.mean() > 0.99
        assert cosines.min(initial=1.0) > 0.95


def test_tokens_point_into_the_text(compiled: LocalEmbedder) -> None:
    text = "The prime minister chairs the cabinet."
    tokens = compiled.encode([text])[0].tokens
    words = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert words == ["The", "prime", "minister", "chairs", "the", "cabinet", "."]
    assert tokens.vectors.shape == (7, compiled.token_dimension)
    assert np.linalg.norm(tokens.vectors, axis=1) == pytest.approx(np.ones(7), abs=1e-4)


def test_order_and_neighbours_in_a_batch_change_nothing(compiled: LocalEmbedder) -> None:
    together = compiled.encode(TEXTS)
    for text, encoding in zip(TEXTS, together, strict=True):
        alone = compiled.encode([text])[0]
        assert float(alone.vector @ encoding.vector) > 0.999
        assert len(alone.tokens.starts) == len(encoding.tokens.starts)
    assert compiled.encode([]) == []


def test_counting_is_not_truncated(compiled: LocalEmbedder) -> None:
    assert compiled.count_tokens("bread") == 1
    assert compiled.count_tokens("bread " * 1000) == 1000
    tokens = compiled.encode(["bread " * 1000])[0].tokens
    assert len(tokens.starts) == compiled.most_tokens - 2


def test_altered_weights_are_refused_once_and_good_ones_remembered(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"weights")
    with pytest.raises(ModelError, match="pip install --force-reinstall"):
        verify(weights, tmp_path / "verified")
    digest = "6daa1c3e1f6b8b2a8b3d3e0c"
    with pytest.raises(ModelError, match=digest[:12]):
        verify(weights, tmp_path / "verified", expected=digest)
    right = hashlib.sha256(b"weights").hexdigest()
    verify(weights, tmp_path / "verified", expected=right)
    assert (tmp_path / "verified").read_text("utf-8").endswith(right)


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_is_not_here_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="hf download nobody/nothing"):
        LocalEmbedder("nobody/nothing", cache=tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="cannot load the embedding model"):
        LocalEmbedder(str(tmp_path / "empty"), cache=tmp_path)


def test_missing_package_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_files, "PACKAGE", "no_such_package")
    with pytest.raises(ModelError, match="pip install"):
        LocalEmbedder(BUNDLED)


def test_fingerprint_follows_the_files(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", "utf-8")
    before = fingerprint(str(tmp_path))
    assert before == fingerprint(str(tmp_path))
    (tmp_path / "config.json").write_text("{ }", "utf-8")
    assert before != fingerprint(str(tmp_path))
    assert fingerprint("a/b") != fingerprint("a/c")


def test_bytes_are_used_where_they_gain_and_stay_near() -> None:
    """The model in 8 bits against the same in floats, on sentences."""
    import openvino

    core = openvino.Core()
    source = model_source(BUNDLED, cache_folder())
    folder = cache_folder() / f"model-{embedding_compiled.FORMAT}-{fingerprint(source)}"
    LocalEmbedder()  # converts it, if that was not done yet
    operations = {node.get_type_name() for node in core.read_model(folder / "model.xml").get_ops()}
    assert ("FakeQuantize" in operations) == worthwhile(core)
    sentences = [
        "What is the role of the prime minister?",
        "Steel rusts in damp air because iron, water and oxygen form hydrated oxides.",
        "Ask the harbour master before you moor; the tide turns twice a day.",
    ]
    floats = LocalEmbedder(compiled=False).encode(sentences)
    for ours, exact in zip(LocalEmbedder().encode(sentences), floats, strict=True):
        assert float(ours.vector @ exact.vector) > 0.99
