"""Trains the reader: a small cross-encoder (Nogueira & Cho 2019), from one that ranks passages.

    python -m evals.train_reader --marked FILE --documents DIR --squad FILE [--but NAME] --write

It begins with layers of a network that was made to rank (`evals/reader_start.py`, extra `train`);
with `--plain` with MiniLM's own weights, with `--further` with those that an earlier run kept. It
learns two things at once: whether a window answers a question, and which of its tokens stand in the
answer; the second shows it where to look, and so lets it learn the first from less. A round over
some 44,000 pairs takes most of an hour on two cores. `--write` replaces the network that ships by
one with weights of 8 bits. Where the questions come from, under which licences, and what was gained
on questions it never saw: docs/decisions/0012-reader.md.
"""

import argparse
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from evals.reader_start import first_weights, ranking_network
from evals.reading_pairs import ReadingPair, marked_pairs, squad_pairs, taught
from ingest.embedding_files import bundled_model
from ingest.embedding_reader import FOLDER, MOST_TOKENS, load_reader
from ingest.opening import open_embedder
from ingest.settings import Settings

if TYPE_CHECKING:
    import torch

BATCH = 24
ROUNDS = 1.0
BODY_RATE, HEAD_RATE = 6e-5, 1e-3  # learning rates of the weights it begins with and of new ones
WHOLE_RATE = 3e-4  # of what is in part new
WARMING = 60  # steps
SHOWN = 300  # pairs from which the ranges of 8 bits are taken


def network() -> Any:
    """MiniLM with two heads: (n,) log-odds that the text answers; (n, tokens) of each token."""
    import torch
    from transformers import AutoModel

    class Reader(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = AutoModel.from_pretrained(
                str(bundled_model()), hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
            )
            width = self.body.config.hidden_size
            self.whole = torch.nn.Linear(3 * width, 1)
            self.unit = torch.nn.Linear(width, 1)
            for layer in (self.whole, self.unit):
                torch.nn.init.zeros_(layer.weight)
                torch.nn.init.zeros_(layer.bias)
            self.body.embeddings.requires_grad_(False)

        def forward(
            self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            read = self.body(input_ids=ids, token_type_ids=types, attention_mask=mask)
            states = read.last_hidden_state
            asked = (mask * (1 - types)).unsqueeze(-1).float()
            text = (mask * types).unsqueeze(-1).float()
            means = [(states * m).sum(1) / m.sum(1).clamp(min=1) for m in (asked, text)]
            whole = self.whole(torch.cat([read.pooler_output, *means], 1)).squeeze(-1)
            return whole, self.unit(states).squeeze(-1)

    return Reader()


def train(
    pairs: Sequence[ReadingPair],
    *,
    rounds: float = ROUNDS,
    seed: int = 1,
    begin: Mapping[str, Any] | None = None,
    further: bool = False,
) -> Any:
    """The trained network, from weights to `begin` with or from MiniLM's own; `further`: those are
    an earlier run's, and the mean of them and what they become is given (Wortsman et al. 2022).
    Prints the loss every fifty steps."""
    import torch
    from rich.progress import Progress
    from transformers import AutoTokenizer

    torch.manual_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(str(bundled_model()))
    model = network().train()
    if begin is not None:
        unknown = model.load_state_dict(begin, strict=False)
        if set(unknown.missing_keys) - {"unit.weight", "unit.bias"} or unknown.unexpected_keys:
            raise ValueError(f"these weights are not the reader's: {unknown}")
    body = [p for p in model.body.parameters() if p.requires_grad]
    whole_rate = HEAD_RATE if begin is None else WHOLE_RATE
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "lr": BODY_RATE},
            {"params": model.whole.parameters(), "lr": whole_rate},
            {"params": model.unit.parameters(), "lr": HEAD_RATE},
        ],
        weight_decay=0.01,
    )
    steps = int(len(pairs) * rounds / BATCH)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARMING) * max(0.02, 1 - step / steps)
    )
    loss_of = torch.nn.BCEWithLogitsLoss(reduction="none")
    with Progress() as progress:
        task = progress.add_task("training", total=steps)
        for step, batch in enumerate(_batches(pairs, steps, seed)):
            inputs, answers, weights, inside, counted = _tensors(batch, tokenizer)
            whole, tokens = model(*inputs)
            of_tokens = (loss_of(tokens, inside) * counted).sum(1) / counted.sum(1).clamp(min=1)
            loss = ((loss_of(whole, answers) + of_tokens) * weights).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            rates.step()
            progress.update(task, advance=1, description=f"loss {loss.item():.3f}")
            if step % 50 == 0:
                progress.console.print(f"step {step}: loss {loss.item():.3f}")
    if begin is not None and further:
        after = model.state_dict()
        model.load_state_dict({name: (begin[name] + after[name]) / 2 for name in after})
    return model.eval()


def restyled(pair: ReadingPair, chance: random.Random) -> ReadingPair:
    """The pair, its question now and then put in another way: how it is put must not tell whether
    it is answered."""
    question, draw = pair.question, chance.random()
    if draw < 0.35:
        question = question.lower().rstrip("?. ")
    elif draw < 0.55 and question[0].islower():
        question = question[0].upper() + question[1:] + "?"
    return replace(pair, question=question)


def _batches(pairs: Sequence[ReadingPair], steps: int, seed: int) -> Iterator[list[ReadingPair]]:
    """Batches of like length, in random order, round after round."""
    chance = random.Random(seed)  # noqa: S311 (a fixed order, no secret)
    while True:
        order = [restyled(pair, chance) for pair in chance.sample(pairs, len(pairs))]
        for first in range(0, len(order), BATCH * 40):
            near = sorted(order[first : first + BATCH * 40], key=lambda p: len(p.text + p.question))
            batches = [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
            for batch in chance.sample(batches, len(batches)):
                yield batch
                steps -= 1
                if steps <= 0:
                    return


def _tensors(
    batch: Sequence[ReadingPair], tokenizer: Any
) -> tuple[
    tuple["torch.Tensor", ...], "torch.Tensor", "torch.Tensor", "torch.Tensor", "torch.Tensor"
]:
    """Inputs; (n,) answers, 0..1, and weights; (n, tokens) how surely each token stands in the
    answer, 0..1, and whether it counts."""
    import torch

    encoded = tokenizer(
        [pair.question for pair in batch],
        [pair.text for pair in batch],
        truncation="only_second",
        max_length=MOST_TOKENS,
        padding=True,
        return_offsets_mapping=True,
        return_token_type_ids=True,
        return_tensors="pt",
    )
    starts, ends = encoded["offset_mapping"].unbind(-1)
    types = encoded["token_type_ids"]
    begins = torch.tensor([[pair.begin] for pair in batch])
    counted = (types == 1) & (ends > starts) & (starts >= begins)
    inside = torch.zeros_like(counted)
    for row, pair in enumerate(batch):
        for start, end in pair.spans:
            inside[row] |= (starts[row] < end) & (ends[row] > start)
    known = inside & counted
    answers, tokens = torch.tensor([float(pair.answers) for pair in batch]), known.float()
    for row, pair in enumerate(batch):
        if pair.taught is None:
            continue
        said = torch.tensor([pair.taught.answers, *map(float, pair.taught.tokens)]).sigmoid()
        answers[row] = pair.certain * answers[row] + (1 - pair.certain) * said[0]
        places = (types[row] == 1).nonzero()[:, 0][: len(said) - 1]
        of_text = torch.zeros_like(tokens[row])
        of_text[places] = said[1 : len(places) + 1]
        tokens[row] = pair.certain * tokens[row] + (1 - pair.certain) * of_text
    weights = torch.tensor([pair.weight for pair in batch])
    inputs = (encoded["input_ids"], types, encoded["attention_mask"])
    return inputs, answers, weights, tokens * counted, counted.float()


def write(model: Any, pairs: Sequence[ReadingPair], folder: Path = FOLDER) -> None:
    """The network as OpenVINO reads it, weights and sums in 8 bits, about 23 MB; the ranges of the
    sums are those that some of the pairs show."""
    # Both libraries report their use over the network, but not where they are tested.
    os.environ["CI"], os.environ["NNCF_CI"] = "true", "1"
    import nncf
    import openvino
    import torch
    from transformers import AutoTokenizer

    example = torch.ones((2, 8), dtype=torch.long)
    converted = openvino.convert_model(model, example_input=(example, example, example))
    for value in converted.inputs:
        value.get_node().set_element_type(openvino.Type.i64)
        value.get_node().set_partial_shape(openvino.PartialShape([-1, -1]))
    converted.validate_nodes_and_infer_types()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(str(bundled_model()))

    def shown(pair: ReadingPair) -> list[NDArray[np.int64]]:
        inputs = _tensors([pair], tokenizer)[0]
        return [value.numpy() for value in inputs]

    small = nncf.quantize(
        converted,
        nncf.Dataset(list(pairs[:: max(1, len(pairs) // SHOWN)]), shown),
        model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=SHOWN,
    )
    openvino.save_model(small, folder / "model.xml")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.train_reader", description=__doc__)
    parser.add_argument("--marked", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--documents", type=Path, metavar="DIR", help="a folder a collection")
    parser.add_argument("--squad", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument(
        "--but",
        action="append",
        default=[],
        metavar="NAME",
        help="article or collection to hold out",
    )
    parser.add_argument("--plain", action="store_true", help="begin with MiniLM's own weights")
    parser.add_argument("--further", type=Path, metavar="FILE", help="go on from weights kept")
    parser.add_argument(
        "--teacher",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a reader whose judgement is learnt, where the labels are not certain",
    )
    parser.add_argument("--keep", type=Path, metavar="FILE", help="save the weights there")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    settings = Settings()
    embedder = open_embedder(settings)
    pairs: list[ReadingPair] = []
    if given.marked and not given.documents:
        parser.error("--marked needs --documents")
    for path in given.marked:
        pairs += marked_pairs(
            path, given.documents, settings=settings, embedder=embedder, but=given.but
        )
    for path in given.squad:
        pairs += squad_pairs(path, settings=settings, embedder=embedder, but=given.but)
    if not pairs:
        parser.error("nothing to learn from; give --marked with --documents, or --squad")
    if given.teacher:
        pairs = taught(pairs, [load_reader(folder) for folder in given.teacher])
    import torch

    begin: Mapping[str, Any] | None = None
    if given.further:
        begin = torch.load(given.further)
    elif not given.plain:
        begin = first_weights(ranking_network())
    model = train(pairs, begin=begin, further=given.further is not None)
    if given.keep:
        torch.save(model.state_dict(), given.keep)
    if given.write:
        write(model, pairs)


if __name__ == "__main__":
    main()
