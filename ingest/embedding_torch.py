"""A sentence-transformers model run in torch: the reference, and the way without a compiler."""

import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.documents import Vector
from ingest.embedding_network import Network
from ingest.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def load_sentence_transformer(source: str) -> "SentenceTransformer":
    """The model of a folder, or of the hub's local cache; nothing is ever downloaded.

    Raises ModelError with the remedy if it is not there or cannot be read.
    """
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise ModelError(
            f"loading {source} needs sentence-transformers ({error}); "
            "run: pip install sentence-transformers"
        ) from error
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        model = SentenceTransformer(source, device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        remedy = (
            "is it a sentence-transformers model?"
            if Path(source).exists()
            else f"it is not on this machine, and nothing is downloaded; run: hf download {source}"
        )
        raise ModelError(f"cannot load the embedding model {source}: {remedy}") from error
    return model.eval()


def torch_network(source: str, label: str) -> Network:
    """The model in torch; `label` is what its name shows."""
    model = load_sentence_transformer(source)
    lock = threading.Lock()

    def forward(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> tuple[Vector, Vector]:
        import torch

        with lock, torch.inference_mode():
            features = {
                "input_ids": torch.from_numpy(ids),
                "attention_mask": torch.from_numpy(mask),
                "token_type_ids": torch.zeros(ids.shape, dtype=torch.long),
            }
            output = model(features)
            states = output["token_embeddings"].float().numpy()
            return states, output["sentence_embedding"].float().numpy()

    states, vectors = forward(np.ones((1, 3), np.int64), np.ones((1, 3), np.int64))
    return Network(
        name=f"{label}:{weights_digest(model)}",
        dimension=vectors.shape[-1],
        token_dimension=states.shape[-1],
        most_tokens=int(model.max_seq_length or 512),
        tokenizer=fast_tokenizer(model, source),
        forward=forward,
    )


def fast_tokenizer(model: "SentenceTransformer", source: str) -> Any:
    """The model's `tokenizers.Tokenizer`, which needs no transformers to run."""
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise ModelError(f"the embedding model {source} has no fast tokenizer; choose another one")
    return tokenizer


def weights_digest(model: "SentenceTransformer") -> str:
    """The first 12 digits of the SHA-256 over all parameters, in the order of their names."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().float().numpy().tobytes())
    return digest.hexdigest()[:12]
