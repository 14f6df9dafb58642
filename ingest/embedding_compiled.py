"""A sentence-transformers model compiled by OpenVINO: converted once, then neither torch nor
transformers are needed, and a question is encoded in a few milliseconds."""

import itertools
import json
import logging
import shutil
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import filelock
import numpy as np

from ingest.embedding_files import fingerprint
from ingest.embedding_inference import compile_network
from ingest.embedding_network import Network, Streams
from ingest.embedding_quantised import Example, quantised, worthwhile
from ingest.embedding_torch import fast_tokenizer, load_sentence_transformer, weights_digest
from ingest.errors import ModelError
from ingest.shipped import shipped_corpus

log = logging.getLogger(__name__)

FORMAT = 3
LEAST_COSINE = 0.995
LEAST_COSINE_IN_BYTES = 0.98
"""Of single words; prose comes to .997 and more."""
_EXAMPLE_TOKENS = 256
_EXAMPLE_LENGTHS = (900, 60, 400, 700, 150, 250)  # characters
_EXAMPLE_STEP = 2000
_SAMPLES = (
    "What is the role of the prime minister?",
    "Steel rusts in damp air because iron, water and oxygen form hydrated oxides.",
    "1. Open the settings; 2. choose “Export”; 3. save the file as CSV (UTF-8).",
    "naïve Ελληνικά 東京 – 42 %",
    "No",
    " ".join(["Rain fell on the hills and the river rose slowly all through the night."] * 8),
)


def compiled_network(source: str, label: str, cache: Path) -> Network:
    """The compiled model from `cache`, converted and checked on the first use."""
    folder = cache / f"model-{FORMAT}-{fingerprint(source)}"
    if not (folder / "facts.json").is_file():
        cache.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(cache / "conversion.lock"):
            if not (folder / "facts.json").is_file():
                log.info("Preparing %s for this processor, once; this takes a minute.", label)
                _convert(source, folder)
    return _open(folder, label)


def _convert(source: str, folder: Path) -> None:
    """Write model, tokenizer and facts to `folder`, all or nothing."""
    model = load_sentence_transformer(source)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        made = Path(scratch) / "model"
        made.mkdir()
        network = _traced(model)
        import openvino

        fast_tokenizer(model, source).save(str(made / "tokenizer.json"))
        states, vectors = network.outputs
        facts = {
            "digest": weights_digest(model),
            "dimension": vectors.partial_shape[1].get_length(),
            "token_dimension": states.partial_shape[2].get_length(),
            "most_tokens": int(model.max_seq_length or 512),
        }
        (made / "facts.json").write_text(json.dumps(facts), "utf-8")
        openvino.save_model(network, made / "model.xml", compress_to_fp16=True)
        agreement = _agreement(model, _open(made, source))
        if agreement < LEAST_COSINE:
            raise ModelError(
                f"the compiled model {source} differs from the reference (cosine "
                f"{agreement:.3f}); run it in torch: set CITEWELL_COMPILED=false"
            )
        if worthwhile(openvino.Core()):
            _quantise(model, source, made)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(made / "compiled", ignore_errors=True)
        made.rename(folder)


def _quantise(model: Any, source: str, made: Path) -> None:
    """Put the model in bytes in place of the one in floats, if its vectors are as good."""
    import openvino

    network = quantised(openvino.Core().read_model(made / "model.xml"), _examples(made))
    if network is None:
        return
    trial = made / "bytes"
    trial.mkdir()
    for name in ("facts.json", "tokenizer.json"):
        shutil.copy(made / name, trial)
    openvino.save_model(network, trial / "model.xml", compress_to_fp16=False)
    agreement = _agreement(model, _open(trial, source))
    log.debug("in bytes: least cosine to the reference %.4f", agreement)
    if agreement >= LEAST_COSINE_IN_BYTES:
        facts = json.loads((made / "facts.json").read_text("utf-8"))
        (trial / "facts.json").write_text(json.dumps(facts | {"bytes": True}), "utf-8")
        for name in ("model.xml", "model.bin", "facts.json"):
            (trial / name).replace(made / name)
    shutil.rmtree(trial)


def _examples(made: Path) -> list[Example]:
    """Pieces of prose, from the length of a question to that of a passage."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(made / "tokenizer.json"))
    tokenizer.enable_truncation(_EXAMPLE_TOKENS)
    tokenizer.no_padding()
    lengths = itertools.cycle(_EXAMPLE_LENGTHS)
    texts = [path.read_text("utf-8") for path in sorted(shipped_corpus().glob("*.md"))]
    pieces = [t[at : at + next(lengths)] for t in texts for at in range(0, len(t), _EXAMPLE_STEP)]
    read = [tokenizer.encode(piece) for piece in [*_SAMPLES, *pieces]]
    return [(np.array([each.ids]), np.array([each.attention_mask])) for each in read]


def _traced(model: Any) -> Any:
    """The model's modules (transformer, pooling, normalisation, ...) as one OpenVINO model.

    The frontend is called directly: `openvino.convert_model` reports its use over the network.
    """
    import openvino
    import torch
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    class Chain(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.steps = torch.nn.ModuleList(model)

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            features = {
                "input_ids": input_ids,
                "attention_mask": attention_mask,
                "token_type_ids": torch.zeros_like(input_ids),
            }
            for step in self.steps:
                features = step(features)
            return features["token_embeddings"], features["sentence_embedding"]

    example = torch.ones((2, 8), dtype=torch.long)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # tracing warns of every shape that it reads
        decoder = TorchScriptPythonDecoder(
            Chain().eval(), example_input={"input_ids": example, "attention_mask": example}
        )
        frontend = FrontEndManager().load_by_framework("pytorch")
        network = frontend.convert(frontend.load(decoder))
    for value in network.inputs:
        value.get_node().set_element_type(openvino.Type.i64)
        value.get_node().set_partial_shape(openvino.PartialShape([-1, -1]))
    network.validate_nodes_and_infer_types()
    return network


def _open(folder: Path, label: str) -> Network:
    from tokenizers import Tokenizer

    facts = json.loads((folder / "facts.json").read_text("utf-8"))
    model, kept = folder / "model.xml", folder / "compiled"
    shortened = not facts.get("bytes")  # a cache may have come here from another machine
    infer = compile_network(model, kept, shortened=shortened).infer

    @lru_cache(maxsize=1)
    def streams() -> Streams:
        compiled = compile_network(model, kept, shortened=shortened, in_streams=True)
        return Streams(lambda ids, mask: compiled.infer([ids, mask]), compiled.streams)

    return Network(
        name=f"{label}:{facts['digest']}",
        dimension=facts["dimension"],
        token_dimension=facts["token_dimension"],
        most_tokens=facts["most_tokens"],
        tokenizer=Tokenizer.from_file(str(folder / "tokenizer.json")),
        forward=lambda ids, mask: infer([ids, mask]),
        streams=streams,
    )


def _agreement(model: Any, network: Network) -> float:
    """The least cosine between the network's sentence vectors and sentence-transformers' own."""
    from ingest.embedding_local import LocalEmbedder

    reference = model.encode(list(_SAMPLES), normalize_embeddings=True, show_progress_bar=False)
    encodings = LocalEmbedder.of(network).encode(_SAMPLES)
    cosines = [float(e.vector @ r) for e, r in zip(encodings, reference, strict=True)]
    log.debug("compiled vectors agree with the reference: least cosine %.5f", min(cosines))
    return min(cosines)
