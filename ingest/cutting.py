"""Cuts what is too long for a passage: prose between words, code between lines."""

from collections.abc import Callable, Iterator

from ingest.sentences import sentences

CountTokens = Callable[[str], int]

LARGEST_PIECE = 4_000
"""Characters from which on a unit is cut without its tokens being counted."""
_TOKEN_LETTERS = 6
"""Letters of a token, rather too many: where a cut is first tried."""


def between_words(
    text: str, start: int, end: int, language: str, count_tokens: CountTokens, budget: int
) -> Iterator[tuple[int, int]]:
    """Cut text[start:end] into parts of at most `budget` tokens, between words where it can."""
    for first, last in sentences(text[start:end], language=language):
        begin, stop = start + first, start + last
        while begin < stop:
            reach = min(stop, begin + budget * _TOKEN_LETTERS)
            while count_tokens(text[begin:reach]) > budget and reach > begin + 1:
                reach = begin + max(1, (reach - begin) * 3 // 4)
            if reach < stop and not text[reach].isspace():
                gap = max(text.rfind(" ", begin + 1, reach), text.rfind("\n", begin + 1, reach))
                reach = gap if gap > begin else reach
            yield begin, begin + len(text[begin:reach].rstrip())
            begin = reach + len(text[reach:stop]) - len(text[reach:stop].lstrip())


def between_lines(
    text: str, start: int, end: int, language: str, count_tokens: CountTokens, budget: int
) -> Iterator[tuple[int, int]]:
    """Cut code into as few parts of at most `budget` tokens as its lines allow, at blank lines
    where one lies in a part's second half."""
    begin = start
    while begin < end:
        filled, blank, reach = 0, begin, begin
        while reach < end and reach - begin <= LARGEST_PIECE:
            line_end = text.find("\n", reach, end) + 1 or end
            tokens = count_tokens(text[reach:line_end])
            if filled + tokens > budget:
                break
            if not text[reach:line_end].strip() and filled > budget / 2:
                blank = reach
            filled, reach = filled + tokens, line_end
        if reach == begin:  # one line is longer than a passage may be
            reach = text.find("\n", begin, end) + 1 or end
            yield from between_words(text, begin, reach, language, count_tokens, budget)
        else:
            reach = blank if blank > begin and reach < end else reach
            part = text[begin:reach]
            if part.strip():
                indent = len(part) - len(part.lstrip("\n"))
                yield begin + indent, begin + len(part.rstrip())
        begin = reach
