"""Tokens counted word by word are those that the tokenizer makes of the whole text."""

import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from ingest.counting import token_counter
from ingest.embedding_files import bundled_model

CORPUS = Path(__file__).parents[1] / "corpus"
ODD = (
    "a\x1cb \x00 \u00a0x\u3000y \u200b zero\u200dwidth ",
    "naïve NAÏVE İstanbul ΣΑΣ ﬁn e\u0301 \u0301 lone",
    "東京タワー 3.5% [SEP] x[MASK]y [UNK ] ",
    "w" * 99 + " " + "w" * 101 + " \n\t \r\n ",
    "🙂👩‍💻 — “quoted” it's   three   spaces ",
    "",
    " ",
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(bundled_model() / "tokenizer.json"))
    found.no_truncation()
    found.no_padding()
    return found


def of_the_whole(tokenizer: Tokenizer, text: str) -> int:
    return len(tokenizer.encode(text, add_special_tokens=False))


def test_prose_has_as_many_tokens(tokenizer: Tokenizer) -> None:
    count = token_counter(tokenizer)
    for path in sorted(CORPUS.glob("*.md"))[:5]:
        for line in path.read_text("utf-8").split("\n"):
            assert count(line) == of_the_whole(tokenizer, line)


def test_odd_texts_have_as_many_tokens(tokenizer: Tokenizer) -> None:
    count = token_counter(tokenizer)
    draw = random.Random(7)
    letters = "".join(ODD) + " " * 40
    made = ["".join(draw.choices(letters, k=60)) for _ in range(2_000)]
    for text in [*ODD, *made]:
        assert count(text) == of_the_whole(tokenizer, text), repr(text)


def test_a_tokenizer_that_joins_over_spaces_counts_the_whole_text() -> None:
    joining = Tokenizer(models.WordPiece({"[UNK]": 0, "a b": 1, "a": 2}, unk_token="[UNK]"))
    joining.normalizer = normalizers.Lowercase()
    joining.pre_tokenizer = pre_tokenizers.CharDelimiterSplit("\n")
    assert token_counter(joining)("A b") == 1
