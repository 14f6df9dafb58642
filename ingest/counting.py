"""How many tokens a text has, each word given to the tokenizer once.

Splitting counts the tokens of every sentence, and most words come again and again. Where a
tokenizer never joins anything over a space (BERT's), a text has as many tokens as its words have
together, so that the words' numbers can be remembered.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_REMEMBERED = 1 << 15
_LONGEST_REMEMBERED = 40
"""Letters of a word that is kept; longer ones hardly ever come again."""


def token_counter(tokenizer: "Tokenizer") -> Callable[[str], int]:
    """A function that counts a text's tokens as `tokenizer` makes them, special ones aside, not
    truncated. `tokenizer` must not truncate, and is not altered. Safe for threads."""

    def count(text: str) -> int:
        return len(tokenizer.encode(text, add_special_tokens=False))

    if not _is_apart_at_spaces(tokenizer):
        return count
    remembered = lru_cache(_REMEMBERED)(count)

    def count_by_words(text: str) -> int:
        words = text.split(" ")
        if len(max(words, key=len)) <= _LONGEST_REMEMBERED:
            return sum(map(remembered, words))
        return sum((remembered if len(w) <= _LONGEST_REMEMBERED else count)(w) for w in words)

    return count_by_words


def _is_apart_at_spaces(tokenizer: "Tokenizer") -> bool:
    """Whether a space always ends a token and leaves no trace: BERT's way, also of its siblings
    with other vocabularies. An added token may hold spaces of its own."""
    kinds = (type(tokenizer.normalizer).__name__, type(tokenizer.pre_tokenizer).__name__)
    added = tokenizer.get_added_tokens_decoder().values()
    return kinds == ("BertNormalizer", "BertPreTokenizer") and not any(
        " " in token.content or token.lstrip or token.rstrip or token.single_word for token in added
    )
