"""Follow-ups rewritten by a language model, held to what the rules read."""

from collections.abc import Callable, Sequence
from typing import Protocol

from chatbot.answers import Turn
from chatbot.errors import EngineError
from chatbot.prompts import rewrite_prompt
from chatbot.reading import content_words

LONGEST = 300
"""Characters of a question; more is an answer."""

TURNS = 4
"""Latest turns that the model is shown."""


class FollowUpReader(Protocol):
    """Makes a question stand alone with the help of the conversation, oldest turn first."""

    def resolve(self, question: str, history: Sequence[Turn]) -> str: ...


class RewritingFollowUps:
    """Lets a model rewrite the follow-ups that the rules find to lean on the conversation.

    The rules' reading stands unless the model's holds all of its content words and adds none that
    the conversation did not hold, or when the model fails. `write` gives the model's text for
    messages (role, text).
    """

    def __init__(
        self, rules: FollowUpReader, write: Callable[[list[tuple[str, str]]], str]
    ) -> None:
        self._rules = rules
        self._write = write

    def resolve(self, question: str, history: Sequence[Turn]) -> str:
        ruled = self._rules.resolve(question, history)
        if ruled == question:
            return ruled
        earlier = [turn.answer.understood if turn.answer else turn.question for turn in history]
        try:
            written = self._write(rewrite_prompt(question, earlier[-TURNS:]))
        except EngineError:
            return ruled
        rewritten = " ".join(written.split()).strip("\"'“” ")
        return rewritten if faithful(rewritten, ruled, [question, *earlier]) else ruled


def faithful(rewritten: str, ruled: str, said: Sequence[str]) -> bool:
    """Whether a rewritten question holds what the rules read, and nothing that nobody said."""
    if not 0 < len(rewritten) <= LONGEST or rewritten.count("?") > 1:
        return False
    stems, wanted = _stems(rewritten), _stems(ruled)
    known = wanted.union(*(_stems(text) for text in said))
    return wanted <= stems <= known


def _stems(text: str) -> set[str]:
    return {word.stem for word in content_words(text)}
